using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace His.Bus;

/// <summary>Serializes the messages that HIS sends: JSON-RPC 2.0 responses and notifications, each once.</summary>
internal static class Message
{
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    [ThreadStatic]
    private static Utf8JsonWriter? _writer;

    /// <summary>Serializes an event as a notification.</summary>
    public static ReadOnlyMemory<byte> Event(BusEvent @event)
    {
        var json = Begin();
        json.WriteString("method"u8, @event.Method);
        json.WritePropertyName("params"u8);
        JsonSerializer.Serialize(json, @event, BusJsonOptions.Context.GetTypeInfo(@event.GetType())!);
        return End(json);
    }

    /// <summary>Serializes an answer as the response to the request with this id; an empty id is written as null.</summary>
    public static ReadOnlyMemory<byte> Response(ReadOnlySpan<byte> id, Answer answer)
    {
        var json = Begin();
        json.WritePropertyName("id"u8);
        json.WriteRawValue(id.IsEmpty ? "null"u8 : id, skipInputValidation: true);
        json.WritePropertyName(answer.IsError ? "error"u8 : "result"u8);
        json.WriteRawValue(answer.Body.Span, skipInputValidation: true);
        return End(json);
    }

    /// <summary>Creates an answer from a result.</summary>
    public static Answer Result<T>(T result, JsonTypeInfo<T> type) =>
        new(IsError: false, JsonSerializer.SerializeToUtf8Bytes(result, type));

    /// <summary>Creates an answer from a failure, with its message for the agent.</summary>
    public static Answer Error(Failure failure, string sentence)
    {
        var json = Begin(envelope: false);
        json.WriteNumber("code"u8, (int)failure.Code);
        json.WriteString("message"u8, sentence);
        json.WritePropertyName("data"u8);
        JsonSerializer.Serialize(json, failure, BusJsonOptions.Context.Failure);
        return new Answer(IsError: true, End(json)) { Failure = failure };
    }

    private static Utf8JsonWriter Begin(bool envelope = true)
    {
        _buffer ??= new ArrayBufferWriter<byte>(1024);
        _buffer.ResetWrittenCount();
        _writer ??= new Utf8JsonWriter(
            _buffer,
            new JsonWriterOptions { Encoder = BusJsonOptions.Context.Options.Encoder, SkipValidation = true }
        );
        _writer.Reset(_buffer);
        _writer.WriteStartObject();
        if (envelope)
        {
            _writer.WriteString("jsonrpc"u8, "2.0"u8);
        }

        return _writer;
    }

    private static ReadOnlyMemory<byte> End(Utf8JsonWriter json)
    {
        json.WriteEndObject();
        json.Flush();
        return _buffer!.WrittenSpan.ToArray();
    }
}

/// <summary>The answer to a request, without the id, so that it can be cached for a repetition of the request.</summary>
/// <param name="IsError">Whether the body is an error object.</param>
/// <param name="Body">The result or the error object, as JSON.</param>
internal sealed record Answer(bool IsError, ReadOnlyMemory<byte> Body)
{
    /// <summary>The failure; null for a result, or if the answer was restored after a restart.</summary>
    public Failure? Failure { get; init; }
}
