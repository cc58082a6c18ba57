using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace His.Platform.Asterisk.Ami;

/// <summary>
/// Metrics of the link to one switch, for tests and, through the meter <c>HIS.Asterisk</c>, for operators. A healthy switch sends nothing
/// unusable: those counters stay at zero.
/// </summary>
internal sealed class AmiMetrics(string atSwitch = "")
{
    /// <summary>The name of the meter; docs/operations.md lists its instruments.</summary>
    public const string MeterName = "HIS.Asterisk";

    private static readonly Meter Meter = new(MeterName);
    private static readonly Counter<long> Skipped = Meter.CreateCounter<long>(
        "his.asterisk.skipped",
        "{message}",
        "What the switch sent that could not be used."
    );
    private static readonly Counter<long> Events = Meter.CreateCounter<long>(
        "his.asterisk.events",
        "{event}",
        "Events of the switch that were looked at."
    );
    private static readonly UpDownCounter<long> Links = Meter.CreateUpDownCounter<long>(
        "his.asterisk.links",
        "{link}",
        "Links that are there: 1 or 0 a switch."
    );
    private static readonly Counter<long> Lost = Meter.CreateCounter<long>(
        "his.asterisk.links.lost",
        "{link}",
        "Links that were there and ended."
    );
    private static readonly Histogram<double> Pings = Meter.CreateHistogram<double>(
        "his.asterisk.ping.duration",
        "s",
        "From a ping to its answer.",
        tags: null,
        new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
        }
    );
    private static readonly Gauge<double> Lag = Meter.CreateGauge<double>(
        "his.asterisk.event.lag",
        "s",
        "How late the last event was that bears a time."
    );

    private readonly KeyValuePair<string, object?> _switch = new("switch", atSwitch);
    private long _headersWithoutColon;
    private long _messagesTooLong;
    private long _unexpectedAnswers;
    private long _namelessMessages;
    private long _linksLost;

    public long HeadersWithoutColon => Interlocked.Read(ref _headersWithoutColon);

    /// <summary>Messages of too many bytes or headers.</summary>
    public long MessagesTooLong => Interlocked.Read(ref _messagesTooLong);

    /// <summary>Responses to unknown requests, or to requests that were given up.</summary>
    public long UnexpectedAnswers => Interlocked.Read(ref _unexpectedAnswers);

    /// <summary>Messages that are neither an event with a name nor a response.</summary>
    public long NamelessMessages => Interlocked.Read(ref _namelessMessages);

    /// <summary>Links that were up and were lost, for any reason but disposal.</summary>
    public long LinksLost => Interlocked.Read(ref _linksLost);

    public void HeaderWithoutColon() => Skip(ref _headersWithoutColon, "header");

    public void MessageTooLong() => Skip(ref _messagesTooLong, "long");

    public void UnexpectedAnswer() => Skip(ref _unexpectedAnswers, "answer");

    public void NamelessMessage() => Skip(ref _namelessMessages, "nameless");

    public void LookedAtEvent() => Events.Add(1, _switch);

    public void RecordLinkUp() => Links.Add(1, _switch);

    public void RecordLinkDown(bool wasLost)
    {
        Links.Add(-1, _switch);
        if (!wasLost)
        {
            return;
        }

        Interlocked.Increment(ref _linksLost);
        Lost.Add(1, _switch);
    }

    public void Answered(TimeSpan ping) => Pings.Record(ping.TotalSeconds, _switch);

    public void RecordEventLag(TimeSpan lag) => Lag.Record(lag.TotalSeconds, _switch);

    private void Skip(ref long counter, string what)
    {
        Interlocked.Increment(ref counter);
        Skipped.Add(1, new TagList { _switch, new KeyValuePair<string, object?>("what", what) });
    }
}
