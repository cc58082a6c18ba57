using System.Globalization;
using His.Journal;
using His.Persistence;

namespace His.Server.Storage;

/// <summary>
/// Writes the waiting changes, one group in one transaction (group commit). Whatever happens to the disk, agents who are logged in continue
/// to work: a group that cannot be written waits, the reserve makes room for it, and new logins are rejected until the store can be
/// written. Used by the writer thread only, unless noted.
/// </summary>
internal sealed partial class GroupCommit(
    WriteQueue waiting,
    StoreWriter writer,
    DiskReserve reserve,
    TimeSpan keepEnded,
    TimeProvider time,
    ILogger log
)
{
    /// <summary>How long to wait before a group that could not be written is tried again.</summary>
    public static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan ForgetEvery = TimeSpan.FromMinutes(1);

    private DateTimeOffset _forgottenAt;
    private long _triedAt;
    private volatile string? _obstacle;
    private volatile bool _isSuperseded;

    /// <summary>Any thread: why nothing can be written; <see langword="null"/> if it can.</summary>
    public string? Obstacle => _obstacle;

    /// <summary>Any thread: whether another HIS has taken over the store. Nothing is written any more.</summary>
    public bool IsSuperseded => _isSuperseded;

    /// <summary>Called once, when another HIS has taken over the store.</summary>
    public Action OwnershipLost { get; set; } = () => { };

    /// <summary>Writes all waiting changes.</summary>
    public void Write()
    {
        if (_obstacle is not null && !_isSuperseded && time.GetElapsedTime(_triedAt) >= RetryInterval)
        {
            TakeReserve();
        }

        var group = waiting.TakeAll();
        if (group.IsEmpty)
        {
            return;
        }

        if (_isSuperseded)
        {
            group.Answer(WriteResult.Superseded);
            return;
        }

        try
        {
            TryWrite(group);
        }
        catch (Exception wrong)
        {
            // Whatever the error, agents continue to work. The reserve makes room for the agents who are logged in; new logins are
            // rejected.
            if (_obstacle is null)
            {
                LogCannotWrite(log, wrong, group.Entries.Count);
            }

            _obstacle = "the store cannot be written";
            _triedAt = time.GetTimestamp();
            reserve.Release();
            TryWriteAgain(group);
        }
    }

    private void TryWriteAgain(WriteQueue.Group group)
    {
        try
        {
            TryWrite(group);
        }
        catch (Exception)
        {
            // Already logged. Nothing is dropped: the group is queued again.
            group.Answer(WriteResult.Deferred);
            waiting.Requeue(group);
        }
    }

    private void TryWrite(WriteQueue.Group group)
    {
        var now = time.GetUtcNow();
        var forget = now - _forgottenAt >= ForgetEvery;
        if (group.Dropped > 0)
        {
            LogDropped(log, group.Dropped);
            group.Entries.Add(
                new JournalEntry
                {
                    Time = now,
                    Action = "journal.records.dropped",
                    NewState = group.Dropped.ToString(CultureInfo.InvariantCulture),
                }
            );
            group.Dropped = 0;
        }

        if (!writer.Write(group.Sessions.Values, group.Entries, group.Tries, forget ? now - keepEnded : null))
        {
            _isSuperseded = true;
            _obstacle = "another HIS owns the store";
            LogForeign(log, writer.Epoch);
            group.Answer(WriteResult.Superseded);
            OwnershipLost();
            return;
        }

        _forgottenAt = forget ? now : _forgottenAt;
        group.Answer(WriteResult.Durable);
    }

    /// <summary>Allocates the reserve, and reports whether there is room for it.</summary>
    public void TakeReserve()
    {
        _triedAt = time.GetTimestamp(); // not with every group: writing the reserve is expensive
        if (reserve.TryAllocate())
        {
            if (_obstacle is not null)
            {
                _obstacle = null;
                LogRoom(log);
            }
        }
        else if (_obstacle is null)
        {
            _obstacle = "the disk of the store is full";
            LogFull(log);
        }
    }

    [LoggerMessage(
        4020,
        LogLevel.Critical,
        "The store cannot be written; {Records} records are waiting. Nobody can log in until it can be written; agents who are logged in can work and log out"
    )]
    private static partial void LogCannotWrite(ILogger log, Exception wrong, int records);

    [LoggerMessage(4021, LogLevel.Critical, "The disk of the store is full. Nobody can log in until there is space")]
    private static partial void LogFull(ILogger log);

    [LoggerMessage(4022, LogLevel.Warning, "The store can be written again; agents can log in")]
    private static partial void LogRoom(ILogger log);

    [LoggerMessage(
        4023,
        LogLevel.Critical,
        "{Records} records of the journal were dropped: the store was too slow for too long. The journal has a record of this"
    )]
    private static partial void LogDropped(ILogger log, long records);

    [LoggerMessage(4024, LogLevel.Critical, "Another HIS has taken over the store (this one has epoch {Epoch}). This one stops")]
    private static partial void LogForeign(ILogger log, long epoch);
}
