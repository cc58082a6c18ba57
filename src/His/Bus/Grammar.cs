using System.Buffers;
using System.Globalization;
using System.Text;

namespace His.Bus;

/// <summary>
/// What strings of a request may look like. Each rule answers with the failure, or with <see langword="null"/> where all is well.
/// </summary>
internal static class Grammar
{
    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-");

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789");

    private static readonly SearchValues<char> Tones = SearchValues.Create("0123456789*#ABCD");

    /// <summary>
    /// Words of people: up to <paramref name="limit"/> characters (code points, after normalisation) and four times as many bytes,
    /// without control characters and line ends of any script. Also what only becomes one by normalisation is found.
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
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
            {
                return Failure.InvalidParams(path);
            }
        }

        return length > limit ? Failure.InvalidParams(path, limit) : null;
    }

    /// <summary>A device: letters, digits, underline, hyphen. Nothing that a dial string or a dial plan would read as more.</summary>
    public static Failure? Name(string? name, int limit, string path) =>
        name is null || (name.Length is > 0 && name.Length <= limit && !name.AsSpan().ContainsAnyExcept(NameCharacters))
            ? null
            : Failure.InvalidParams(path, name.Length > limit ? limit : null);

    /// <summary>An id. One that is malformed gets the answer of one that is unknown, so only its length is judged.</summary>
    public static Failure? Id(string id, string path) => id.Length <= 1024 ? null : Failure.InvalidParams(path, 1024);

    /// <summary>A telephone number: 1 to 32 digits, perhaps after a plus sign.</summary>
    public static Failure? Number(string number, string path)
    {
        var digits = number.StartsWith('+') ? number.AsSpan(1) : number;
        return digits.Length is >= 1 and <= 32 && !digits.ContainsAnyExcept(Digits) ? null : Failure.InvalidParams(path);
    }

    /// <summary>What a telephone's keys can send: 1 to 32 of the sixteen tones.</summary>
    public static Failure? DtmfDigits(string digits, string path) =>
        digits.Length is >= 1 and <= 32 && !digits.AsSpan().ContainsAnyExcept(Tones) ? null : Failure.InvalidParams(path);
}
