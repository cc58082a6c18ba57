using System.Globalization;
using System.Text;

namespace His.Platform;

/// <summary>
/// Sanitizes untrusted text from outside, such as a caller's name or the subject of an e-mail: shown, but never trusted. HIS applies this
/// to everything that a platform reports; a platform needs it only for texts that it compares or keeps itself.
/// </summary>
public static class ExternalText
{
    /// <summary>The most characters (Unicode scalar values) that are kept.</summary>
    public const int MaxLength = 128;

    /// <summary>
    /// The first <see cref="MaxLength"/> characters, without control characters, line ends, and format characters such as those that are
    /// invisible or change the direction of text. A lone surrogate becomes U+FFFD.
    /// </summary>
    /// <param name="text">The text as it was received.</param>
    public static string Sanitize(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var kept = new StringBuilder(Math.Min(text.Length, MaxLength));
        var length = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (length == MaxLength)
            {
                break;
            }

            if (
                Rune.GetUnicodeCategory(rune)
                is not (
                    UnicodeCategory.Control
                    or UnicodeCategory.Format
                    or UnicodeCategory.LineSeparator
                    or UnicodeCategory.ParagraphSeparator
                )
            )
            {
                kept.Append(rune);
                length++;
            }
        }

        return kept.ToString();
    }

    /// <summary>As <see cref="Sanitize"/>; <see langword="null"/> stays <see langword="null"/>.</summary>
    /// <param name="text">The text, or <see langword="null"/> for none.</param>
    public static string? SanitizeOrNull(string? text) => text is null ? null : Sanitize(text);
}
