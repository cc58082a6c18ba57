using System.Globalization;
using His.Journal;
using His.Persistence;
using His.Server.Settings;
using Microsoft.Data.Sqlite;

namespace His.Server.Storage;

/// <summary>
/// The store in one SQLite file, written by one thread. All waiting changes are committed in one transaction (group commit); while it is
/// written to the disk, the next group collects. Durable writes complete when their group is on the disk.
/// </summary>
internal sealed partial class SqliteStore : IStore, IDisposable
{
    private static readonly TimeSpan TryAgainAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ForgetEvery = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan CheckRetentionEvery = TimeSpan.FromMinutes(10);

    private readonly WriteQueue _waiting;
    private readonly FolderLock _lock;
    private readonly DiskReserve _reserve;
    private readonly StoreWriter _writer;
    private readonly JournalRetention _retention;
    private readonly int? _monthsKept;
    private readonly TimeProvider _time;
    private readonly TimeSpan _keepEnded;
    private readonly ILogger<SqliteStore> _log;
    private readonly Thread _thread;
    private readonly IReadOnlyDictionary<string, int> _restoreAttempts;
    private IReadOnlyList<SessionRecord> _sessions;
    private DateTimeOffset _forgottenAt;
    private long _triedAt;
    private bool _isRetentionFailureLogged;
    private volatile bool _isStopping;
    private volatile string? _obstacle;
    private volatile bool _isSuperseded;

    /// <summary>Locks the folder, then opens and checks the file.</summary>
    /// <param name="folder">The data folder.</param>
    /// <param name="options">The storage settings.</param>
    /// <param name="keepEnded">Time for which ended sessions are kept.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">The log for alarms.</param>
    /// <param name="monthsKept">
    /// Number of whole months of the journal to keep besides the current one; <see langword="null"/> for all.
    /// </param>
    /// <exception cref="StoreException">The store cannot be used; the message has the cause and the remedy.</exception>
    public SqliteStore(
        string folder,
        StorageOptions options,
        TimeSpan keepEnded,
        TimeProvider time,
        ILogger<SqliteStore> log,
        int? monthsKept = null
    )
    {
        (_time, _keepEnded, _log, _monthsKept) = (time, keepEnded, log, monthsKept);
        _waiting = new WriteQueue(options.MaxWaitingRecords);
        _lock = new FolderLock(folder);
        _reserve = new DiskReserve(folder, options.ReserveMebibytes);
        SqliteConnection? file = null;
        try
        {
            Restore.ThrowIfInterrupted(folder);
            var path = StoreFile.PathIn(folder);
            file = StoreFile.OpenToWrite(path);
            _sessions = Check(file, path, options.IntegrityCheck == "Full");
            _restoreAttempts = StoreReader.RestoreAttempts(file);
            _writer = new StoreWriter(file);
            _retention = new JournalRetention(file, _writer.Epoch, monthsKept);
        }
        catch (Exception wrong)
        {
            file?.Dispose();
            _lock.Dispose();
            if (wrong is SqliteException sqlite)
            {
                throw StoreFile.ToStoreException(StoreFile.PathIn(folder), sqlite);
            }

            throw;
        }

        TakeReserve();
        _thread = new Thread(Run) { IsBackground = true, Name = "his store" };
        _thread.Start();
    }

    public long Epoch => _writer.Epoch;

    public string? UnavailableReason => _obstacle;

    /// <summary>Called once, when another HIS has taken over the store.</summary>
    public Action OwnershipLost { get; set; } = () => { };

    public IReadOnlyList<SessionRecord> Sessions()
    {
        var sessions = _sessions;
        _sessions = [];
        return [.. sessions.Where(it => it.Ended is not { } ended || ended.At >= _time.GetUtcNow() - _keepEnded)];
    }

    public IReadOnlyDictionary<string, int> RestoreAttempts() => _restoreAttempts;

    public void Enqueue(Change change)
    {
        if (!_isSuperseded)
        {
            _waiting.Add(change);
        }
    }

    public Task<WriteResult> WriteDurablyAsync(Change change)
    {
        if (_isSuperseded)
        {
            return Task.FromResult(WriteResult.Superseded);
        }

        var answer = new TaskCompletionSource<WriteResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.Add(change, answer);
        return answer.Task;
    }

    /// <summary>Writes all waiting changes, then closes the file.</summary>
    public void Dispose()
    {
        if (!_isStopping)
        {
            _isStopping = true;
            _waiting.Signal();
            _thread.Join();
            _writer.Dispose();
            _lock.Dispose();
        }
    }

    private static IReadOnlyList<SessionRecord> Check(SqliteConnection file, string path, bool isAll)
    {
        if (isAll)
        {
            StoreFile.ThrowIfDamaged(file, path);
        }

        StoreReader.Verify(file, isAll ? null : StoreReader.Last);
        return StoreReader.Sessions(file);
    }

    private void Run()
    {
        while (!_isStopping)
        {
            _waiting.Wait(
                _obstacle is not null ? TryAgainAfter
                : _retention.IsBusy ? TimeSpan.Zero
                : _retention.IsConfigured ? CheckRetentionEvery
                : Timeout.InfiniteTimeSpan
            );
            Write();
            ApplyRetention();
        }

        Write(); // changes queued since the last round
    }

    private void Write()
    {
        if (_obstacle is not null && !_isSuperseded && _time.GetElapsedTime(_triedAt) >= TryAgainAfter)
        {
            TakeReserve();
        }

        var group = _waiting.TakeAll();
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
                LogCannotWrite(_log, wrong, group.Entries.Count);
            }

            _obstacle = "the store cannot be written";
            _triedAt = _time.GetTimestamp();
            _reserve.Release();
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
            _waiting.Requeue(group);
        }
    }

    private void TryWrite(WriteQueue.Group group)
    {
        var now = _time.GetUtcNow();
        var forget = now - _forgottenAt >= ForgetEvery;
        if (group.Dropped > 0)
        {
            LogDropped(_log, group.Dropped);
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

        if (!_writer.Write(group.Sessions.Values, group.Entries, group.Tries, forget ? now - _keepEnded : null))
        {
            _isSuperseded = true;
            _obstacle = "another HIS has the store";
            LogForeign(_log, _writer.Epoch);
            group.Answer(WriteResult.Superseded);
            OwnershipLost();
            return;
        }

        _forgottenAt = forget ? now : _forgottenAt;
        group.Answer(WriteResult.Durable);
    }

    /// <summary>Does one batch of retention work, after all waiting writes.</summary>
    private void ApplyRetention()
    {
        if (_isSuperseded || _obstacle is not null)
        {
            return;
        }

        try
        {
            var now = _time.GetUtcNow();
            if (_retention.Step(now) is not { } at)
            {
                return;
            }

            var seal = JournalRetention.Seal(StoreReader.Head(_writer.File).Cut + 1, at.Last, at.Hash, now);
            if (_writer.Write([], [seal], [], forgetBefore: null, at))
            {
                _retention.Committed();
                LogCut(_log, seal.PreviousState!, _monthsKept, seal.NewState!);
            }
        }
        catch (Exception wrong)
        {
            // No caller waits for it. If the disk is the cause, the next failed write raises the alarm.
            _retention.Postpone();
            if (!_isRetentionFailureLogged)
            {
                _isRetentionFailureLogged = true;
                LogCannotCut(_log, wrong);
            }
        }
    }

    private void TakeReserve()
    {
        _triedAt = _time.GetTimestamp(); // not with every group: writing the reserve is expensive
        if (_reserve.TryAllocate())
        {
            if (_obstacle is not null)
            {
                _obstacle = null;
                LogRoom(_log);
            }
        }
        else if (_obstacle is null)
        {
            _obstacle = "the disk of the store is full";
            LogFull(_log);
        }
    }

    [LoggerMessage(
        4020,
        LogLevel.Critical,
        "The store cannot be written; {Records} records wait. Nobody can log in until it can; who is logged in can work and log out"
    )]
    private static partial void LogCannotWrite(ILogger log, Exception wrong, int records);

    [LoggerMessage(4021, LogLevel.Critical, "The disk of the store is full. Nobody can log in until there is room")]
    private static partial void LogFull(ILogger log);

    [LoggerMessage(4022, LogLevel.Warning, "The store has room again, and agents can log in")]
    private static partial void LogRoom(ILogger log);

    [LoggerMessage(
        4023,
        LogLevel.Critical,
        "{Records} records of the journal were dropped: the store was too slow for too long. The journal says so itself"
    )]
    private static partial void LogDropped(ILogger log, long records);

    [LoggerMessage(4024, LogLevel.Critical, "Another HIS has taken the store over (this one has epoch {Epoch}). This one stops")]
    private static partial void LogForeign(ILogger log, long epoch);

    [LoggerMessage(
        4025,
        LogLevel.Information,
        "The records {Records} of the journal were cut off: they are older than the {Months} months that are kept. The journal goes on from the hash {Hash}"
    )]
    private static partial void LogCut(ILogger log, string records, int? months, string hash);

    [LoggerMessage(4026, LogLevel.Warning, "The journal cannot be cut as His:Journal:Retention asks; it grows until it can")]
    private static partial void LogCannotCut(ILogger log, Exception wrong);
}
