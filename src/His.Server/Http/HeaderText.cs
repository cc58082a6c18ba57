namespace His.Server.Http;

/// <summary>A header of a stranger's making as it may stand in a log: on one line, printable, and of a moderate length.</summary>
internal static class HeaderText
{
    private const int Longest = 200;

    public static string Of(Microsoft.Extensions.Primitives.StringValues values) => values.Count switch
    {
        0 => "(none)",
        1 => string.Concat((values[0] ?? "").Take(Longest).Select(it => it is < ' ' or > '~' ? '?' : it)),
        _ => "(several)",
    };
}
