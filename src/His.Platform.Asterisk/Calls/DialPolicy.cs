namespace His.Platform.Asterisk;

/// <summary>
/// Validates and classifies numbers. A number becomes an extension of one fixed context and nothing else: text that the dial plan could
/// read as more than digits is refused.
/// </summary>
internal sealed class DialPolicy(AsteriskCallsOptions calls)
{
    /// <summary>The most digits in a number. E.164 ends at 15; carriers' prefixes and extensions are added to that.</summary>
    public const int MaxDigits = 32;

    /// <summary>The DTMF tones.</summary>
    private const string Tones = "0123456789*#ABCD";

    private static readonly string[] UsualInternational = ["+", "00"];

    private readonly (string Prefix, DialClasses Class)[] _prefixes =
    [
        .. calls
            .HomePrefixes.Select(prefix => (prefix, DialClasses.National))
            .Concat((calls.InternationalPrefixes ?? UsualInternational).Select(prefix => (prefix, DialClasses.International)))
            .Concat(calls.PremiumPrefixes.Select(prefix => (prefix, DialClasses.Premium)))
            .OrderByDescending(rule => rule.prefix.Length),
    ];

    /// <summary>Digits, with an optional leading plus.</summary>
    public static bool IsNumber(string? text) =>
        text is not null
        && text.AsSpan(text.StartsWith('+') ? 1 : 0) is { Length: > 0 and <= MaxDigits } digits
        && !digits.ContainsAnyExceptInRange('0', '9');

    /// <summary>DTMF tones, at most as many as a number has digits: they are sent one after the other.</summary>
    public static bool IsTones(string? text) =>
        text is { Length: > 0 and <= MaxDigits } && text.All(tone => Tones.Contains(tone, StringComparison.Ordinal));

    /// <summary>The class of the longest matching prefix; national if none matches.</summary>
    public DialClasses ClassOf(string number)
    {
        foreach (var (prefix, kind) in _prefixes)
        {
            if (number.StartsWith(prefix, StringComparison.Ordinal))
            {
                return kind;
            }
        }

        return DialClasses.National;
    }
}
