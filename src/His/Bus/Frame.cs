using System.Buffers;
using System.Text.Json;

namespace His.Bus;

/// <summary>
/// One frame from a client, parsed as far as JSON-RPC 2.0 defines it: its id, its method, and the bytes of its params. The whole frame has
/// been read once, so its syntax and depth are valid.
/// </summary>
/// <param name="Failure">Why it is not a valid request; <see cref="FailureCode.None"/> if it is.</param>
/// <param name="Id">The bytes of the id, for the response; empty for a notification.</param>
/// <param name="Method">The method.</param>
/// <param name="Params">The bytes of the params; empty if there are none.</param>
internal readonly record struct Frame(FailureCode Failure, ReadOnlyMemory<byte> Id, string Method, ReadOnlyMemory<byte> Params)
{
    private const int DeepestNesting = 16;
    private const int LongestId = 128;

    public bool IsNotification => Failure == FailureCode.None && Id.IsEmpty;

    public static Frame Read(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            var parts = default(Parts);
            var reader = new Utf8JsonReader(bytes.Span, new JsonReaderOptions { MaxDepth = int.MaxValue });
            var isObject = reader.Read() && reader.TokenType == JsonTokenType.StartObject;
            var isRequest = isObject;
            while (reader.Read())
            {
                isRequest &=
                    reader.CurrentDepth < DeepestNesting || reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray);
                if (isObject && reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 1)
                {
                    isRequest &= parts.Take(ref reader, bytes);
                }
            }

            return isRequest && parts.IsRequest
                ? new Frame(FailureCode.None, parts.Id, parts.Method, parts.Params)
                : Refused(FailureCode.InvalidRequest);
        }
        catch (Exception notJson) when (notJson is JsonException or InvalidOperationException)
        {
            // Utf8JsonReader reports errors by exceptions; for a string with a lone surrogate, an InvalidOperationException.
            return Refused(notJson is JsonException ? FailureCode.ParseError : FailureCode.InvalidRequest);
        }
    }

    private static Frame Refused(FailureCode failure) => new(failure, default, "", default);

    private ref struct Parts
    {
        private bool _versionIsRight;
        private int _seen;

        public ReadOnlyMemory<byte> Id { get; private set; }

        public string Method { get; private set; }

        public ReadOnlyMemory<byte> Params { get; private set; }

        public readonly bool IsRequest => _versionIsRight && !string.IsNullOrEmpty(Method);

        /// <summary>Reads one member of the frame.</summary>
        /// <returns><see langword="false"/> if the frame is not a valid request, whatever its other members are.</returns>
        public bool Take(ref Utf8JsonReader reader, ReadOnlyMemory<byte> bytes)
        {
            var member =
                reader.ValueTextEquals("jsonrpc"u8) ? 1
                : reader.ValueTextEquals("id"u8) ? 2
                : reader.ValueTextEquals("method"u8) ? 4
                : reader.ValueTextEquals("params"u8) ? 8
                : 0;
            if (member == 0 || (_seen & member) != 0)
            {
                return false;
            }

            _seen |= member;
            if (member == 8)
            {
                // Value skips the params on a copy of the reader; the loop of the caller checks their depth.
                Params = Value(reader, bytes);
                return true;
            }

            var value = reader;
            value.Read();
            switch (member)
            {
                case 1:
                    _versionIsRight = value.TokenType == JsonTokenType.String && value.ValueTextEquals("2.0"u8);
                    return _versionIsRight;
                case 2:
                    Id = Value(reader, bytes);
                    return Id.Length <= LongestId
                        && (
                            value.TokenType == JsonTokenType.String
                                ? value.GetString() is not null
                                : value.TokenType == JsonTokenType.Number
                                    && value.TryGetInt64(out _)
                                    && !Id.Span.ContainsAny((byte)'.', (byte)'e', (byte)'E')
                        );
                default:
                    Method = value.TokenType == JsonTokenType.String && value.ValueSpan.Length <= LongestId ? value.GetString()! : "";
                    return Method.Length > 0;
            }
        }

        /// <summary>Gets the bytes of the value after the property name at which the reader (a copy) is positioned.</summary>
        private static ReadOnlyMemory<byte> Value(Utf8JsonReader reader, ReadOnlyMemory<byte> bytes)
        {
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            return bytes[start..(int)reader.BytesConsumed];
        }
    }
}
