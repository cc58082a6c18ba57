using System.Diagnostics.Metrics;
using His.Bus;
using His.Positions;

namespace His;

/// <summary>Metrics of the core, named by OpenTelemetry's conventions (docs/operations.md, Metrics).</summary>
internal static class HisMetrics
{
    /// <summary>The name of the meter.</summary>
    public const string Name = "HIS";

    private static readonly Meter Meter = new(Name);

    /// <summary>Histogram buckets in seconds, from 1 ms to the default deadline of a logout; OpenTelemetry's begin with 5 s.</summary>
    private static readonly InstrumentAdvice<double> Durations = new()
    {
        HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    };

    private static readonly Histogram<double> Logins = Meter.CreateHistogram(
        "his.login.duration",
        "s",
        "Duration of logins, from the request to the response.",
        tags: null,
        Durations
    );

    private static readonly Histogram<double> Logouts = Meter.CreateHistogram(
        "his.logout.duration",
        "s",
        "Duration of logouts, from the request to the response.",
        tags: null,
        Durations
    );

    private static readonly Counter<long> Reconciliations = Meter.CreateCounter<long>(
        "his.reconciliation.count",
        "{reconciliation}",
        "Number of reconciliations of all sessions with the switch."
    );

    private static readonly Counter<long> Discrepancies = Meter.CreateCounter<long>(
        "his.reconciliation.discrepancies",
        "{session}",
        "Number of sessions whose state differed from the switch's."
    );

    private static readonly Counter<long> OrphanActions = Meter.CreateCounter<long>(
        "his.orphan.actions",
        "{action}",
        "Number of actions on agents who are at the switch and have no session."
    );

    /// <summary>Records a login that was answered.</summary>
    public static void RecordLogin(TimeSpan duration, Answer answer) => Record(Logins, duration, answer);

    /// <summary>Records a logout that has ended.</summary>
    public static void RecordLogout(TimeSpan duration, Answer answer) => Record(Logouts, duration, answer);

    /// <summary>Records a reconciliation of all sessions with the switch.</summary>
    public static void RecordReconciliation() => Reconciliations.Add(1);

    /// <summary>Records a session whose state differed from the switch's.</summary>
    public static void RecordDiscrepancy(Discrepancy discrepancy) =>
        Discrepancies.Add(1, new KeyValuePair<string, object?>("his.discrepancy.type", discrepancy.ToString()));

    /// <summary>Records an action on an agent who has no session.</summary>
    public static void RecordOrphanAction(string action) =>
        OrphanActions.Add(1, new KeyValuePair<string, object?>("his.orphan.action", action));

    /// <summary>Records a duration; a failure has the attribute <c>error.type</c>, a success has no attribute.</summary>
    private static void Record(Histogram<double> durations, TimeSpan duration, Answer answer)
    {
        if (answer.Failure is { } failure)
        {
            durations.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("error.type", failure.Name));
        }
        else
        {
            durations.Record(duration.TotalSeconds);
        }
    }
}
