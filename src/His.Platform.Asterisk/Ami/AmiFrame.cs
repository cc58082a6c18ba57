using System.Buffers;
using System.Globalization;
using System.Text;

namespace His.Platform.Asterisk.Ami;

/// <summary>A value that must not be sent to the switch.</summary>
internal sealed class AmiFrameException(string message) : ArgumentException(message);

/// <summary>
/// The only place that makes bytes of a request. AMI has no escaping: a line break inside a value begins a header of the writer's
/// choice, or a request. So nothing is repaired here; what is not plainly one line of text is refused, and nothing is sent.
/// </summary>
internal static class AmiFrame
{
    /// <summary>Bytes a line may have, without its end. The switch gives up at 1,023 and then answers without an ActionID.</summary>
    public const int MaxLineBytes = 1000;

    /// <summary>Headers a request may have. The switch reads 128.</summary>
    public const int MaxFields = 32;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Builds the one frame of a request.</summary>
    /// <exception cref="AmiFrameException">A part of it could be read as more than it is.</exception>
    public static byte[] Build(AmiAction action, string actionId)
    {
        if (action.Fields.Length > MaxFields) throw new AmiFrameException($"{action.Name} has more than {MaxFields} fields");
        var frame = new ArrayBufferWriter<byte>(256);
        WriteLine(frame, "Action", action.Name);
        WriteLine(frame, "ActionID", actionId);
        foreach (var field in action.Fields) WriteLine(frame, field.Key, field.Value);
        frame.Write("\r\n"u8);
        return frame.WrittenSpan.ToArray();
    }

    private static void WriteLine(ArrayBufferWriter<byte> frame, string key, string value)
    {
        if (key.Length == 0 || !key.All(char.IsAsciiLetter)) throw new AmiFrameException("a header name is letters");
        var line = Encode(key, value);
        if (line.Length > MaxLineBytes) throw new AmiFrameException($"{key} is longer than the switch reads");
        if (line.AsSpan().IndexOfAnyInRange((byte)0x00, (byte)0x1F) >= 0 || line.AsSpan().Contains((byte)0x7F))
            throw new AmiFrameException($"{key} has a control character");
        frame.Write(line);
        frame.Write("\r\n"u8);
    }

    private static byte[] Encode(string key, string value)
    {
        // The switch knows no line break beyond ASCII, but what reads its logs may.
        foreach (var character in value)
        {
            if (char.IsControl(character) || char.GetUnicodeCategory(character) is UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
                throw new AmiFrameException($"{key} has a control character");
        }

        try
        {
            return Utf8.GetBytes($"{key}: {value}");
        }
        catch (EncoderFallbackException)
        {
            throw new AmiFrameException($"{key} is no text: half of a surrogate pair");
        }
    }
}
