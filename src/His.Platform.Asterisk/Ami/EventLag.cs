using System.Globalization;

namespace His.Platform.Asterisk.Ami;

/// <summary>
/// Measures how late events are: a busy switch has been seen to send them minutes late. Some events carry the time they happened, by the
/// switch's clock; each response to a ping carries the time of that clock.
/// </summary>
/// <remarks>
/// The stamps: the second in which a leg was created in its <c>Uniqueid</c>, of a pause in <c>LastPause</c>, of a join in <c>LoginTime</c>;
/// and with <c>timestampevents = yes</c> the time at which the switch wrote the event for us, which does not include the time the event
/// waited before. The largest lag counts. Called by the link's loop and the heartbeat.
/// </remarks>
internal sealed class EventLag(TimeSpan limit, TimeProvider time)
{
    /// <summary>How long after the last late event the link counts as healthy again, even if no event has come in time.</summary>
    private static readonly TimeSpan Forgotten = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private double? _clockAtZero;
    private long _lastLate;

    /// <summary>The lag of the last event that bears a stamp.</summary>
    public TimeSpan Last { get; private set; }

    /// <summary>Whether events come later than the limit.</summary>
    public bool IsDegraded { get; private set; }

    /// <summary>
    /// Sets the switch's clock from the response to a ping. It was read some time between request and response: the estimate is kept while
    /// it lies in that interval, so that a slow response neither hides a lag nor invents one.
    /// </summary>
    /// <param name="timestamp">Seconds since 1970.</param>
    /// <param name="sentAt">When the ping was sent.</param>
    public void SetClock(string timestamp, long sentAt)
    {
        if (!TryRead(timestamp, out var seconds))
        {
            return;
        }

        lock (_lock)
        {
            var (earliest, latest) = (seconds - Seconds(time.GetTimestamp()), seconds - Seconds(sentAt));
            if (_clockAtZero is not { } known || known < earliest || known > latest)
            {
                _clockAtZero = earliest;
            }
        }
    }

    /// <summary>Evaluates one event. True if this event changes whether the link is degraded.</summary>
    public bool Hear(AmiMessage message)
    {
        lock (_lock)
        {
            if (_clockAtZero is not { } zero || Stamp(message) is not { } stamp)
            {
                return false;
            }

            var now = time.GetTimestamp();
            Last = TimeSpan.FromSeconds(Math.Clamp(zero + Seconds(now) - stamp, 0, 86_400));
            if (Last > limit)
            {
                _lastLate = now;
            }

            return Turn(Last > limit);
        }
    }

    /// <summary>Lets the degraded state expire. True if the link is no longer degraded.</summary>
    public bool Forget()
    {
        lock (_lock)
        {
            return IsDegraded && time.GetElapsedTime(_lastLate) > Forgotten && Turn(isDegraded: false);
        }
    }

    private static double? Stamp(AmiMessage message)
    {
        var born = message.Event switch
        {
            "Newchannel" => message["Uniqueid"] is var id && id.LastIndexOf('-') is var dash && id.IndexOf('.', dash + 1) is > 0 and var dot
                ? id[(dash + 1)..dot]
                : "",
            "QueueMemberPause" when message["Paused"] is "1" => message["LastPause"],
            "QueueMemberAdded" => message["LoginTime"],
            _ => "",
        };
        double? stamp = TryRead(message["Timestamp"], out var told) ? told : null;
        // Fractions of a second were truncated, so the time may be up to one second later.
        return TryRead(born, out var second) && second > 0 ? Math.Min(second + 1, stamp ?? double.MaxValue) : stamp;
    }

    private static bool TryRead(string text, out double seconds) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out seconds) && double.IsFinite(seconds);

    private bool Turn(bool isDegraded)
    {
        if (IsDegraded == isDegraded)
        {
            return false;
        }

        IsDegraded = isDegraded;
        return true;
    }

    private double Seconds(long timestamp) => (double)timestamp / time.TimestampFrequency;
}
