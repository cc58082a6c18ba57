namespace His.Testing;

/// <summary>A clock that stands still until it is turned; what comes due then has happened when the turn returns.</summary>
public sealed class TurnedClock : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<Alarm> _alarms = [];
    private DateTimeOffset _now = new(2026, 1, 1, 8, 0, 0, TimeSpan.Zero);
    private TimeSpan _wrongBy;

    /// <summary>What happens after each alarm, before the clock goes on: all that the alarm set in motion, for instance.</summary>
    public Action AfterEach { get; set; } = () => { };

    /// <summary>How many alarms are set: none when all is over.</summary>
    public int Alarms
    {
        get
        {
            lock (_gate)
            {
                return _alarms.Count;
            }
        }
    }

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => _now + _wrongBy;

    /// <inheritdoc/>
    public override long GetTimestamp() => _now.Ticks;

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var alarm = new Alarm(this, () => callback(state));
        alarm.Change(dueTime, period);
        return alarm;
    }

    /// <summary>Somebody sets the clock of the machine: what it shows is another time, though none has gone by.</summary>
    public void Jump(TimeSpan by) => _wrongBy += by;

    /// <summary>Turns the clock on, alarm by alarm.</summary>
    public void Turn(TimeSpan by)
    {
        var end = _now + by;
        while (TakeNext(end) is { } alarm)
        {
            alarm.Ring();
            AfterEach();
        }

        _now = end;
        AfterEach();
    }

    private Alarm? TakeNext(DateTimeOffset end)
    {
        lock (_gate)
        {
            var next = _alarms.Where(it => it.Due <= end).MinBy(it => it.Due);
            if (next is null)
            {
                return null;
            }

            _alarms.Remove(next);
            _now = next.Due;
            return next;
        }
    }

    private sealed class Alarm(TurnedClock clock, Action ring) : ITimer
    {
        public DateTimeOffset Due { get; private set; }

        public void Ring() => ring();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._gate)
            {
                clock._alarms.Remove(this);
                if (dueTime == Timeout.InfiniteTimeSpan)
                {
                    return true;
                }

                Due = clock._now + dueTime;
                clock._alarms.Add(this);
                return true;
            }
        }

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
