using System.Text;

namespace His.Platform.Asterisk.Devices;

/// <summary>A Not Ready reason as the one line of a pause: the code, the text, or <c>code: text</c>.</summary>
internal static class PauseReason
{
    /// <summary>The switch keeps 79 bytes and cuts the rest, even inside a character. HIS truncates first.</summary>
    public const int MaxBytes = 79;

    private const string Divider = ": ";

    public static string? ToSwitch(Reason? reason) =>
        reason switch
        {
            null => null,
            { Code: { } code, Text: { Length: > 0 } text } => Cut(code + Divider + text),
            { Code: { } code } => code,
            _ => Cut(reason.Text ?? ""),
        };

    /// <summary>Parses a pause's reason of any origin: one of our codes is recognized, anything else is free text.</summary>
    public static Reason? FromSwitch(string line, ReasonPolicy policy)
    {
        if (line.Length == 0)
        {
            return null;
        }

        foreach (var offer in policy.Reasons)
        {
            if (line.Equals(offer.Code, StringComparison.Ordinal))
            {
                return new Reason(offer.Code, Label: offer.Label);
            }

            if (line.StartsWith(offer.Code + Divider, StringComparison.Ordinal))
            {
                return new Reason(offer.Code, line[(offer.Code.Length + Divider.Length)..], offer.Label);
            }
        }

        return new Reason(Code: null, line);
    }

    private static string Cut(string text)
    {
        var bytes = 0;
        var length = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes > MaxBytes)
            {
                return text[..length];
            }

            length += rune.Utf16SequenceLength;
        }

        return text;
    }
}
