namespace His.Platform.Simulator.Tests;

/// <summary>A clock that stands still until it is turned; what comes due then has happened when the turn returns.</summary>
internal sealed class TurnedClock : TimeProvider
{
    private readonly Lock gate = new();
    private readonly List<Alarm> alarms = [];
    private DateTimeOffset now = new(2026, 1, 1, 8, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => now;

    public override long GetTimestamp() => now.Ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var alarm = new Alarm(this, () => callback(state));
        alarm.Change(dueTime, period);
        return alarm;
    }

    public void Turn(TimeSpan by)
    {
        var end = now + by;
        while (TakeNext(end) is { } alarm)
            alarm.Ring();
        now = end;
    }

    private Alarm? TakeNext(DateTimeOffset end)
    {
        lock (gate)
        {
            var next = alarms.Where(it => it.Due <= end).MinBy(it => it.Due);
            if (next is null)
                return null;
            alarms.Remove(next);
            now = next.Due;
            return next;
        }
    }

    private sealed class Alarm(TurnedClock clock, Action ring) : ITimer
    {
        public DateTimeOffset Due { get; private set; }

        public void Ring() => ring();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock.gate)
            {
                clock.alarms.Remove(this);
                if (dueTime == Timeout.InfiniteTimeSpan)
                    return true;
                Due = clock.now + dueTime;
                clock.alarms.Add(this);
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
