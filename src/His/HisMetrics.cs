using System.Diagnostics.Metrics;
using His.Sessions.Reconciliation;

namespace His;

/// <summary>Metrics of the core (docs/operations.md, Metrics).</summary>
internal static class HisMetrics
{
    /// <summary>The name of the meter.</summary>
    public const string Name = "HIS";

    private const string Done = "Done";

    private static readonly Meter Meter = new(Name);

    /// <summary>Histogram buckets in seconds, from 1 ms to the default deadline of a logout; OpenTelemetry's begin with 5 s.</summary>
    private static readonly double[] Durations = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

    /// <summary>Logins that were answered.</summary>
    public static Counter<long> Logins { get; } =
        Meter.CreateCounter<long>("his.logins", "{login}", "Logins that were answered, by outcome.");

    /// <summary>Logouts that have ended.</summary>
    public static Histogram<double> Logouts { get; } =
        Meter.CreateHistogram<double>(
            "his.logout.duration",
            "s",
            "From the request to the answer, by outcome.",
            tags: null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = Durations }
        );

    /// <summary>Comparisons of sessions and switch.</summary>
    public static Counter<long> Reconciliations { get; } =
        Meter.CreateCounter<long>("his.comparisons", "{comparison}", "Comparisons of sessions and switch.");

    /// <summary>Differences that comparisons found in sessions.</summary>
    public static Counter<long> Discrepancies { get; } =
        Meter.CreateCounter<long>("his.comparison.differences", "{session}", "Sessions that were not as the switch says.");

    /// <summary>Actions on agents without a session.</summary>
    public static Counter<long> Orphans { get; } =
        Meter.CreateCounter<long>("his.orphans", "{agent}", "Agents at the switch without a session: found, notready, loggedoff.");

    /// <summary>The outcome of an answer, as a tag.</summary>
    public static KeyValuePair<string, object?> Outcome(Bus.Answer answer) => new("outcome", answer.Failure?.Name ?? Done);
}
