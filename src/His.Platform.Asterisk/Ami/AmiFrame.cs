using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace His.Platform.Asterisk.Ami;

/// <summary>A value that must not be sent to the switch.</summary>
internal sealed class AmiFrameException(string message) : ArgumentException(message);

/// <summary>
/// The bytes of one request, and the only place that builds them: a connection sends nothing but frames. AMI has no escaping: a line break
/// inside a value starts a header of the sender's choice, or a request. So nothing is repaired here; a value that is not plainly one line
/// of text is refused, and nothing is sent.
/// </summary>
internal readonly struct AmiFrame
{
    /// <summary>The most bytes in a line, without its end. The switch stops at 1,023 and then responds without an ActionID.</summary>
    public const int MaxLineBytes = 1000;

    /// <summary>The most headers in a request. The switch reads 128.</summary>
    public const int MaxFields = 32;

    private const string Colon = ": ";
    private const string LineEnd = "\r\n";

    /// <summary>
    /// Control characters of ASCII and of Latin 1, and the separators that other readers of the switch's logs take for line breaks.
    /// </summary>
    private static readonly SearchValues<char> NoText = SearchValues.Create([
        .. Enumerable.Range(0x00, 0x20).Concat(Enumerable.Range(0x7F, 0x21)).Select(code => (char)code),
        '\u2028',
        '\u2029',
    ]);

    private static readonly SearchValues<char> LettersAndDigits = SearchValues.Create(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    );

    private readonly byte[]? _bytes;

    private AmiFrame(byte[] bytes, string actionId) => (_bytes, ActionId) = (bytes, actionId);

    public ReadOnlyMemory<byte> Bytes => _bytes;

    /// <summary>The id that matches the response to the request.</summary>
    public string ActionId { get; }

    /// <summary>Concatenates frames to one buffer to send.</summary>
    public static ReadOnlyMemory<byte> Join(AmiFrame[] frames)
    {
        if (frames is [var only])
        {
            return only.Bytes;
        }

        var joined = new byte[frames.Sum(frame => frame.Bytes.Length)];
        var rest = joined.AsMemory();
        foreach (var frame in frames)
        {
            frame.Bytes.CopyTo(rest);
            rest = rest[frame.Bytes.Length..];
        }

        return joined;
    }

    /// <summary>Builds the one frame of a request.</summary>
    /// <exception cref="AmiFrameException">A part of it could be read as more than one value.</exception>
    public static AmiFrame Build(AmiAction action, string actionId)
    {
        if (action.Fields.Length > MaxFields)
        {
            throw new AmiFrameException($"{action.Name} has more than {MaxFields} fields");
        }

        var length = LineLength("Action", action.Name) + LineLength("ActionID", actionId) + LineEnd.Length;
        foreach (var field in action.Fields)
        {
            length += LineLength(field.Key, field.Value);
        }

        var frame = new byte[length];
        var rest = WriteLine(WriteLine(frame, "Action", action.Name), "ActionID", actionId);
        foreach (var field in action.Fields)
        {
            rest = WriteLine(rest, field.Key, field.Value);
        }

        Write(rest, LineEnd);
        return new AmiFrame(frame, actionId);
    }

    /// <summary>Validates a line and returns its length in bytes.</summary>
    private static int LineLength(string key, string value)
    {
        if (key.Length == 0 || key.AsSpan().ContainsAnyExcept(LettersAndDigits))
        {
            throw new AmiFrameException("a header name must be letters and digits");
        }

        if (value.AsSpan().IndexOfAny(NoText) >= 0)
        {
            throw new AmiFrameException($"{key} contains a control character");
        }

        var bytes = key.Length + Colon.Length + Encoding.UTF8.GetByteCount(value);
        return bytes <= MaxLineBytes ? bytes + LineEnd.Length : throw new AmiFrameException($"{key} is longer than the switch accepts");
    }

    private static Span<byte> WriteLine(Span<byte> to, string key, string value)
    {
        to = Write(Write(to, key), Colon);
        // A lone surrogate was counted as its replacement character; it is found and refused here.
        if (Utf8.FromUtf16(value, to, out _, out var written, replaceInvalidSequences: false) != OperationStatus.Done)
        {
            throw new AmiFrameException($"{key} is not valid text: an unpaired surrogate");
        }

        return Write(to[written..], LineEnd);
    }

    private static Span<byte> Write(Span<byte> to, string ascii) => to[Encoding.ASCII.GetBytes(ascii, to)..];
}
