namespace His.Platform.Asterisk.Seats;

/// <summary>Text that callers and their networks wrote.</summary>
internal static class Strangers
{
    private const int MaxLength = 128;

    /// <summary>One line of at most 128 characters; empty when the switch knows nothing.</summary>
    public static string Text(string text)
    {
        if (text is "<unknown>") return "";
        var kept = string.Concat(text.Where(character => !char.IsControl(character)).Take(MaxLength));
        return kept.Length > 0 && char.IsHighSurrogate(kept[^1]) ? kept[..^1] : kept;
    }
}
