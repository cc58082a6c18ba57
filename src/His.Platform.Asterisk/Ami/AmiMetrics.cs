using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace His.Platform.Asterisk.Ami;

/// <summary>
/// Metrics of the link to one switch, for tests and, through the meter <c>HIS.Asterisk</c>, for operators. A healthy switch sends nothing
/// unusable: those counters stay at zero.
/// </summary>
internal sealed class AmiMetrics(string host = "", int port = 0)
{
    /// <summary>The name of the meter; docs/operations.md lists its instruments.</summary>
    public const string MeterName = "HIS.Asterisk";

    private static readonly Meter Meter = new(MeterName);
    private static readonly Counter<long> Discarded = Meter.CreateCounter<long>(
        "his.asterisk.message.discarded",
        "{message}",
        "Number of messages of the switch that could not be used."
    );
    private static readonly Counter<long> Events = Meter.CreateCounter<long>(
        "his.asterisk.event.processed",
        "{event}",
        "Number of events of the switch that were processed."
    );
    private static readonly UpDownCounter<long> LinksUp = Meter.CreateUpDownCounter<long>(
        "his.asterisk.link.up",
        "{link}",
        "Whether the link to the switch is up: 1 or 0."
    );
    private static readonly Counter<long> Lost = Meter.CreateCounter<long>(
        "his.asterisk.link.lost",
        "{link}",
        "Number of links that were up and were lost."
    );
    private static readonly Histogram<double> Pings = Meter.CreateHistogram<double>(
        "his.asterisk.ping.duration",
        "s",
        "Duration of pings, from the action to its response.",
        tags: null,
        new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
        }
    );
    private static readonly Gauge<double> Lag = Meter.CreateGauge<double>(
        "his.asterisk.event.lag",
        "s",
        "Lag of the last event that has a timestamp."
    );

    private readonly TagList _server = new() { { "server.address", host }, { "server.port", port } };
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

    public void HeaderWithoutColon() => Discard(ref _headersWithoutColon, "malformed_header");

    public void MessageTooLong() => Discard(ref _messagesTooLong, "oversized");

    public void UnexpectedAnswer() => Discard(ref _unexpectedAnswers, "unexpected_response");

    public void NamelessMessage() => Discard(ref _namelessMessages, "unnamed");

    public void RecordEvent() => Events.Add(1, _server);

    public void RecordLinkUp() => LinksUp.Add(1, _server);

    public void RecordLinkDown(bool wasLost)
    {
        LinksUp.Add(-1, _server);
        if (!wasLost)
        {
            return;
        }

        Interlocked.Increment(ref _linksLost);
        Lost.Add(1, _server);
    }

    public void RecordPing(TimeSpan ping) => Pings.Record(ping.TotalSeconds, _server);

    public void RecordEventLag(TimeSpan lag) => Lag.Record(lag.TotalSeconds, _server);

    private void Discard(ref long counter, string errorType)
    {
        Interlocked.Increment(ref counter);
        var tags = _server; // a copy: TagList is a struct
        tags.Add("error.type", errorType);
        Discarded.Add(1, tags);
    }
}
