namespace His.Platform.Asterisk;

/// <summary>Validates the settings for calls, as <see cref="AsteriskOptionsValidator"/> does the others.</summary>
internal static class AsteriskCallsValidator
{
    private const int MaxPrefixes = 1000;

    /// <summary>The problems, one sentence each.</summary>
    public static IEnumerable<string> Problems(AsteriskCallsOptions calls)
    {
        if (!IsContext(calls.Context))
        {
            yield return "Context must have 1 to 79 letters, digits, dots, dashes or underscores";
        }

        if (!IsContext(calls.ControlContext))
        {
            yield return "ControlContext must have 1 to 79 letters, digits, dots, dashes or underscores";
        }

        if (calls.Context is not null && calls.Context.Equals(calls.ControlContext, StringComparison.Ordinal))
        {
            yield return "ControlContext must differ from Context; otherwise a number could be read as a command";
        }

        if (calls.DialsPerMinute is < 1 or > 1000)
        {
            yield return "DialsPerMinute must be between 1 and 1000";
        }

        var all = calls.HomePrefixes.Concat(calls.InternationalPrefixes ?? []).Concat(calls.PremiumPrefixes).ToArray();
        if (all.Length > MaxPrefixes)
        {
            yield return "HomePrefixes, InternationalPrefixes and PremiumPrefixes must have at most 1000 entries together";
        }
        else if (all.Distinct(StringComparer.Ordinal).Count() != all.Length)
        {
            yield return "HomePrefixes, InternationalPrefixes and PremiumPrefixes contain a duplicate";
        }

        if (all.Any(prefix => prefix is not "+" && !DialPolicy.IsNumber(prefix)))
        {
            yield return "HomePrefixes, InternationalPrefixes and PremiumPrefixes must contain digits only, optionally after a plus";
        }
    }

    private static bool IsContext(string? name) =>
        name is null
        || (name.Length is > 0 and <= 79 && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_'));
}
