using System.Globalization;
using System.Text;

namespace His.Interactions;

/// <summary>What strangers wrote, such as the name of a caller: shown, but never trusted.</summary>
internal static class Strangers
{
    private const int Longest = 128;

    /// <summary>At most 128 characters, without control characters and such as turn the direction of writing.</summary>
    public static string Shown(string written)
    {
        var shown = new StringBuilder(Math.Min(written.Length, Longest));
        var length = 0;
        foreach (var rune in written.EnumerateRunes())
        {
            if (length == Longest)
            {
                break;
            }

            if (Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator))
            {
                shown.Append(rune);
                length++;
            }
        }

        return shown.ToString();
    }

    public static string? ShownOrNull(string? written) => written is null ? null : Shown(written);
}
