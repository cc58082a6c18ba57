using His.Sessions;
using His.Sessions.Threading;

namespace His.Simulation;

/// <summary>
/// One life of HIS, from its start to its kill: a core, its work, its alarms. When it is over, nothing of it does anything any
/// more, whatever was on its way. The switch, and the clock, live on.
/// </summary>
internal sealed class HisInstance : TimeProvider, IWorkScheduler
{
    private readonly VirtualClock _clock;

    public HisInstance(VirtualClock clock, Func<HisInstance, HisCore> build)
    {
        this._clock = clock;
        Core = build(this);
    }

    public HisCore Core { get; }

    /// <summary>Fires at the kill.</summary>
    public CancellationTokenSource Death { get; } = new();

    public bool IsOver { get; private set; }

    /// <summary>How many alarms are set.</summary>
    public int Alarms { get; set; }

    /// <summary>Sessions with something to do.</summary>
    public List<IThreadPoolWorkItem> Waiting { get; } = [];

    /// <summary>One piece of work at a time, so that everything can come between any two.</summary>
    public int MaxItemsPerRun => 1;

    public override long TimestampFrequency => _clock.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => _clock.GetUtcNow();

    public override long GetTimestamp() => _clock.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        _clock.CreateTimer(this, callback, state, dueTime);

    public void Queue(IThreadPoolWorkItem work)
    {
        if (!IsOver)
        {
            Waiting.Add(work);
        }
    }

    /// <summary>Runs one piece of work of one session.</summary>
    public void RunOne(int index)
    {
        var work = Waiting[index];
        Waiting.RemoveAt(index);
        work.Execute();
    }

    /// <summary>HIS is killed.</summary>
    public void Kill()
    {
        IsOver = true;
        Waiting.Clear();
        Death.Cancel();
    }
}

/// <summary>Ids that count, so that the same run twice is the same to the letter.</summary>
internal sealed class CountedIds(int instance) : Ids
{
    private int _last;

    public override string NewId(string noun) => $"{noun}-{instance}.{++_last}";

    public override string NewToken() => NewId("token");
}
