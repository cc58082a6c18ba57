using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace His.CrashTests;

/// <summary>How many kills fell where.</summary>
internal sealed class Statistics
{
    /// <summary>Where kills must have fallen, or the run has shown less than it says.</summary>
    public static readonly IReadOnlyList<string> Wanted =
    [
        "Login, before the switch had the agent",
        "Login, between the switch and the store",
        "Login, kept and not answered",
        "Logout, before the intent",
        "Logout, between the intent and the point of no return",
        "Logout, behind the point of no return",
        "Resume, before it was kept",
        "Resume, kept and not answered",
    ];

    private readonly ConcurrentDictionary<string, int> _counts = new(StringComparer.Ordinal);

    public void Add(string what) => _counts.AddOrUpdate(what, 1, (_, before) => before + 1);

    public int this[string what] => _counts.GetValueOrDefault(what);

    public override string ToString()
    {
        var table = new StringBuilder();
        foreach (var (what, count) in _counts.OrderBy(it => it.Key, StringComparer.Ordinal))
        {
            table.AppendLine(CultureInfo.InvariantCulture, $"{count, 8}  {what}");
        }

        return table.ToString();
    }
}
