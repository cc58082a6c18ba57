namespace His.Server.Http;

/// <summary>Makes an untrusted header safe for the log: one line, printable ASCII, at most 200 characters.</summary>
internal static class HeaderText
{
    private const int Longest = 200;

    public static string Of(Microsoft.Extensions.Primitives.StringValues values) =>
        values.Count switch
        {
            0 => "(none)",
            1 => string.Concat((values[0] ?? "").Take(Longest).Select(it => it is < ' ' or > '~' ? '?' : it)),
            _ => "(several)",
        };
}
