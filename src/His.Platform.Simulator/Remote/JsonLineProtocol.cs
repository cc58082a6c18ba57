using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace His.Platform.Simulator.Remote;

/// <summary>
/// The protocol between a HIS and a switch in a process of its own: JSON, one object per line. HIS sends <see cref="RequestMessage"/>, the
/// switch <see cref="ResponseMessage"/>. A peer that sends anything else on a line, or a line longer than the reader allows, is
/// disconnected.
/// </summary>
internal static class JsonLineProtocol
{
    /// <summary>The protocol version, sent in the first line. Both sides must have the same.</summary>
    public const int Version = 2;

    /// <summary>The longest line of HIS, in bytes; far more than any reason, password or destination needs.</summary>
    public const int MaxRequestBytes = 64 * 1024;

    /// <summary>The longest line of the switch, in bytes: two policies with a thousand reasons each.</summary>
    public const int MaxMessageBytes = 8 * 1024 * 1024;

    public static JsonLineContext Json { get; } =
        new(new JsonSerializerOptions(JsonLineContext.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>Reads the next line; <see langword="null"/> at the end.</summary>
    /// <exception cref="BadLineException">The line is not such an object, or too long.</exception>
    public static async ValueTask<T?> ReadAsync<T>(PipeReader reader, JsonTypeInfo<T> type, int longest, CancellationToken stop)
        where T : class
    {
        while (true)
        {
            var read = await reader.ReadAsync(stop).ConfigureAwait(false);
            var buffer = read.Buffer;
            if (buffer.PositionOf((byte)'\n') is { } end)
            {
                var line = buffer.Slice(0, end);
                var what = line.Length <= longest ? Parse(line, type) : throw new BadLineException("it is too long");
                reader.AdvanceTo(buffer.GetPosition(1, end));
                return what;
            }

            if (buffer.Length > longest)
            {
                throw new BadLineException("it is too long");
            }

            if (read.IsCompleted)
            {
                return null; // a partial line is dropped
            }

            reader.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    /// <summary>Whether a connection has ended, spontaneously or because it was cut.</summary>
    public static bool IsEnd(Exception what) =>
        what is IOException or SocketException or OperationCanceledException or ObjectDisposedException;

    private static T Parse<T>(ReadOnlySequence<byte> line, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            var json = new Utf8JsonReader(line);
            var what = JsonSerializer.Deserialize(ref json, type);
            return what is not null && !json.Read() ? what : throw new BadLineException("it is not exactly one object");
        }
        catch (JsonException wrong)
        {
            throw new BadLineException($"it is invalid at {wrong.Path ?? "its end"}");
        }
    }
}

/// <summary>The other side violated the protocol. The message never repeats the data.</summary>
internal sealed class BadLineException(string why) : IOException($"a line cannot be read: {why}");

/// <summary>The serialization of both message types.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    PropertyNameCaseInsensitive = false,
    NumberHandling = JsonNumberHandling.Strict,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    UseStringEnumConverter = true,
    MaxDepth = 16
)]
[JsonSerializable(typeof(RequestMessage))]
[JsonSerializable(typeof(ResponseMessage))]
internal sealed partial class JsonLineContext : JsonSerializerContext;
