using System.Globalization;

namespace His.Platform.Asterisk.Ami;

/// <summary>
/// Knows how late events are: a busy switch has been seen to tell them minutes after they happened. Some events say when that was, by
/// the switch's clock; each ping's answer tells what that clock shows.
/// </summary>
/// <remarks>
/// The stamps: the second of a leg's birth in its <c>Uniqueid</c>, of a pause in <c>LastPause</c>, of a joining in <c>LoginTime</c>;
/// and with <c>timestampevents = yes</c> the moment in which the switch wrote the event down for us, which knows nothing of the time
/// the event waited before. The largest lag counts. Called by the link's loop and the heartbeat.
/// </remarks>
internal sealed class EventLag(TimeSpan limit, TimeProvider time)
{
    /// <summary>So long after the last late event the link counts as healthy again, though none has come in time.</summary>
    private static readonly TimeSpan Forgotten = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private double? _clockAtZero;
    private long _lastLate;

    /// <summary>How late the last event was that bears a stamp.</summary>
    public TimeSpan Last { get; private set; }

    /// <summary>Whether events come later than the limit.</summary>
    public bool IsDegraded { get; private set; }

    /// <summary>
    /// What the switch's clock shows, from the answer to a ping. It was read some time between question and answer: the latest
    /// beginning that no answer contradicts is kept, so that a slow answer neither hides a lag nor makes one up.
    /// </summary>
    /// <param name="timestamp">Seconds since 1970.</param>
    /// <param name="asked">When the ping was sent.</param>
    public void SetClock(string timestamp, long asked)
    {
        if (!TryRead(timestamp, out var seconds))
        {
            return;
        }

        lock (_lock)
        {
            var (earliest, latest) = (seconds - Seconds(time.GetTimestamp()), seconds - Seconds(asked));
            if (_clockAtZero is not { } known || known < earliest || known > latest)
            {
                _clockAtZero = earliest;
            }
        }
    }

    /// <summary>Looks at one event. True when the link is degraded since this one, or is so no longer.</summary>
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

    /// <summary>Time goes by. True when the link is degraded no longer.</summary>
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
            "Newchannel" => message["Uniqueid"] is var id && id.LastIndexOf('-') is var dash && id.IndexOf('.', dash + 1) is > 0 and var dot ? id[(dash + 1)..dot] : "",
            "QueueMemberPause" when message["Paused"] is "1" => message["LastPause"],
            "QueueMemberAdded" => message["LoginTime"],
            _ => "",
        };
        double? stamp = TryRead(message["Timestamp"], out var told) ? told : null;
        // Whole seconds were cut, so the moment may be one later.
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
