using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace His.Platform.Simulator.Remote;

/// <summary>
/// What a HIS and a switch in a process of its own say to each other: JSON, an object a line. HIS sends <see cref="RequestMessage"/>, the switch
/// <see cref="ResponseMessage"/>. Nothing else may stand on a line, and no line may be longer than the reader allows: whoever breaks that is cut off.
/// </summary>
internal static class JsonLineProtocol
{
    /// <summary>Both sides must be of one build's protocol; the first line says which it is.</summary>
    public const int Version = 2;

    /// <summary>The longest line of HIS, in bytes. No reason, password or destination comes near it.</summary>
    public const int LongestAsked = 64 * 1024;

    /// <summary>The longest line of the switch, in bytes: two policies with a thousand reasons each.</summary>
    public const int LongestSaid = 8 * 1024 * 1024;

    public static JsonLineContext Json { get; } = new(new JsonSerializerOptions(JsonLineContext.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>The next line; <see langword="null"/> at the end.</summary>
    /// <exception cref="BadLineException">It is no such object, or too long.</exception>
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
                return null; // half a line is none
            }

            reader.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    /// <summary>Whether a connection has ended, by itself or because it was cut.</summary>
    public static bool IsEnd(Exception what) => what is IOException or SocketException or OperationCanceledException or ObjectDisposedException;

    private static T Parse<T>(ReadOnlySequence<byte> line, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            var json = new Utf8JsonReader(line);
            var what = JsonSerializer.Deserialize(ref json, type);
            return what is not null && !json.Read() ? what : throw new BadLineException("it is no object, or more than one");
        }
        catch (JsonException wrong)
        {
            throw new BadLineException($"it is wrong at {wrong.Path ?? "its end"}");
        }
    }
}

/// <summary>The other side said something that is not of the protocol. The words never repeat what it was.</summary>
internal sealed class BadLineException(string why) : IOException($"a line cannot be read: {why}");

/// <summary>How it is written.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    PropertyNameCaseInsensitive = false,
    NumberHandling = JsonNumberHandling.Strict,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    UseStringEnumConverter = true,
    MaxDepth = 16)]
[JsonSerializable(typeof(RequestMessage))]
[JsonSerializable(typeof(ResponseMessage))]
internal sealed partial class JsonLineContext : JsonSerializerContext;
