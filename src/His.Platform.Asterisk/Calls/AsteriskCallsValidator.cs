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
            yield return "Context is no name of a context: letters, digits, dot, dash and underscore, at most 79";
        }

        if (!IsContext(calls.ControlContext))
        {
            yield return "ControlContext is no name of a context: letters, digits, dot, dash and underscore, at most 79";
        }

        if (calls.Context is not null && calls.Context.Equals(calls.ControlContext, StringComparison.Ordinal))
        {
            yield return "ControlContext is Context, and a number could not be told from a command";
        }

        if (calls.DialsPerMinute is < 1 or > 1000)
        {
            yield return "DialsPerMinute is not between 1 and 1000";
        }

        var all = calls.HomePrefixes.Concat(calls.InternationalPrefixes ?? []).Concat(calls.PremiumPrefixes).ToArray();
        if (all.Length > MaxPrefixes)
        {
            yield return "the prefixes are more than 1000";
        }
        else if (all.Distinct(StringComparer.Ordinal).Count() != all.Length)
        {
            yield return "one prefix stands twice in HomePrefixes, InternationalPrefixes and PremiumPrefixes";
        }

        if (all.Any(prefix => prefix is not "+" && !DialPolicy.IsNumber(prefix)))
        {
            yield return "a prefix is more than digits with perhaps a plus before them";
        }
    }

    private static bool IsContext(string? name) =>
        name is null
        || (name.Length is > 0 and <= 79 && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_'));
}
