namespace His.Simulation;

/// <summary>Time as the simulation has it: it stands still until it is moved. Alarms of the same moment ring in the order in which they were set.</summary>
internal sealed class VirtualClock : TimeProvider
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 8, 0, 0, TimeSpan.Zero);
    private readonly PriorityQueue<(Alarm Alarm, int Version), (long Due, long Order)> _alarms = new();
    private long _order;

    /// <summary>Ticks since the start.</summary>
    public long Now { get; private set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => Start.AddTicks(Now);

    public override long GetTimestamp() => Now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        CreateTimer(instance: null, callback, state, dueTime);

    /// <summary>An alarm that is of one life of HIS: it never rings after that.</summary>
    public ITimer CreateTimer(HisInstance? instance, TimerCallback callback, object? state, TimeSpan dueTime)
    {
        var alarm = new Alarm(this, instance, callback, state);
        alarm.Change(dueTime, Timeout.InfiniteTimeSpan);
        return alarm;
    }

    /// <summary>When the next alarm is due.</summary>
    public bool TryNext(out long due)
    {
        while (_alarms.TryPeek(out var next, out var at))
        {
            if (next.Alarm.IsSet(next.Version))
            {
                due = at.Due;
                return true;
            }

            _alarms.Dequeue();
        }

        due = 0;
        return false;
    }

    /// <summary>Moves on to the next alarm, and it rings.</summary>
    public void RingNext()
    {
        var (alarm, _) = _alarms.Dequeue();
        Now = Math.Max(Now, alarm.Due);
        alarm.Ring();
    }

    /// <summary>Moves on to a moment before which no alarm is due.</summary>
    public void MoveTo(long moment) => Now = Math.Max(Now, moment);

    private sealed class Alarm(VirtualClock clock, HisInstance? instance, TimerCallback callback, object? state) : ITimer
    {
        private int _version;
        private bool _isSet;

        public long Due { get; private set; }

        public bool IsSet(int asOf) => _isSet && _version == asOf && instance is not { IsOver: true };

        public void Ring()
        {
            Set(false);
            callback(state);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _version++;
            Set(dueTime != Timeout.InfiniteTimeSpan);
            if (_isSet)
            {
                Due = clock.Now + dueTime.Ticks;
                clock._alarms.Enqueue((this, _version), (Due, ++clock._order));
            }

            return true;
        }

        public void Dispose()
        {
            _version++;
            Set(false);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Set(bool value)
        {
            if (value != _isSet && instance is not null)
            {
                instance.Alarms += value ? 1 : -1;
            }

            _isSet = value;
        }
    }
}
