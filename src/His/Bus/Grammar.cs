using System.Buffers;
using System.Globalization;
using System.Text;

namespace His.Bus;

/// <summary>
/// Rules for the strings of a request. Each rule returns the failure, or <see langword="null"/> if the string is valid.
/// </summary>
internal static class Grammar
{
    private static readonly SearchValues<char> NameCharacters = SearchValues.Create(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-"
    );

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789");

    private static readonly SearchValues<char> Tones = SearchValues.Create("0123456789*#ABCD");

    /// <summary>
    /// Free text: up to <paramref name="limit"/> characters (code points) and four times as many bytes, without control characters and line
    /// or paragraph separators. Characters are checked after NFC normalization.
    /// </summary>
    public static Failure? Text(string? text, int limit, string path, bool mayBeEmpty = false)
    {
        if (text is null)
        {
            return null;
        }

        if (text.Length == 0)
        {
            return mayBeEmpty ? null : Failure.InvalidParams(path);
        }

        if (text.Length > limit * 2 || Encoding.UTF8.GetByteCount(text) > limit * 4)
        {
            return Failure.InvalidParams(path, limit);
        }

        var length = 0;
        foreach (var rune in text.Normalize(NormalizationForm.FormC).EnumerateRunes())
        {
            length++;
            if (
                Rune.GetUnicodeCategory(rune)
                is UnicodeCategory.Control
                    or UnicodeCategory.LineSeparator
                    or UnicodeCategory.ParagraphSeparator
            )
            {
                return Failure.InvalidParams(path);
            }
        }

        return length > limit ? Failure.InvalidParams(path, limit) : null;
    }

    /// <summary>A device: <c>[A-Za-z0-9_-]</c>, so that a dial string or a dial plan cannot interpret it as anything else.</summary>
    public static Failure? Name(string? name, int limit, string path) =>
        name is null || (name.Length is > 0 && name.Length <= limit && !name.AsSpan().ContainsAnyExcept(NameCharacters))
            ? null
            : Failure.InvalidParams(path, name.Length > limit ? limit : null);

    /// <summary>An id, up to 1024 characters. Only the length is checked: a malformed id gets the same answer as an unknown one.</summary>
    public static Failure? Id(string id, string path) => id.Length <= 1024 ? null : Failure.InvalidParams(path, 1024);

    /// <summary>A telephone number: 1 to 32 digits, optionally after a plus sign.</summary>
    public static Failure? Number(string number, string path)
    {
        var digits = number.StartsWith('+') ? number.AsSpan(1) : number;
        return digits.Length is >= 1 and <= 32 && !digits.ContainsAnyExcept(Digits) ? null : Failure.InvalidParams(path);
    }

    /// <summary>DTMF digits: 1 to 32 of <c>0-9*#A-D</c>.</summary>
    public static Failure? DtmfDigits(string digits, string path) =>
        digits.Length is >= 1 and <= 32 && !digits.AsSpan().ContainsAnyExcept(Tones) ? null : Failure.InvalidParams(path);
}
