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
    private static readonly TimeSpan CheckRetentionEvery = TimeSpan.FromMinutes(10);

    private readonly WriteQueue _waiting;
    private readonly FolderLock _lock;
    private readonly StoreWriter _writer;
    private readonly GroupCommit _commit;
    private readonly JournalRetention _retention;
    private readonly int? _monthsKept;
    private readonly TimeProvider _time;
    private readonly TimeSpan _keepEnded;
    private readonly ILogger<SqliteStore> _log;
    private readonly Thread _thread;
    private readonly IReadOnlyDictionary<string, int> _restoreAttempts;
    private IReadOnlyList<SessionRecord> _sessions;
    private bool _isRetentionFailureLogged;
    private volatile bool _isStopping;

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

        _commit = new GroupCommit(_waiting, _writer, new DiskReserve(folder, options.ReserveMebibytes), keepEnded, time, log);
        _commit.TakeReserve();
        _thread = new Thread(Run) { IsBackground = true, Name = "his store" };
        _thread.Start();
    }

    public long Epoch => _writer.Epoch;

    public string? UnavailableReason => _commit.Obstacle;

    /// <summary>Called once, when another HIS has taken over the store.</summary>
    public Action OwnershipLost
    {
        get => _commit.OwnershipLost;
        set => _commit.OwnershipLost = value;
    }

    public IReadOnlyList<SessionRecord> Sessions()
    {
        var sessions = _sessions;
        _sessions = [];
        return [.. sessions.Where(it => it.Ended is not { } ended || ended.At >= _time.GetUtcNow() - _keepEnded)];
    }

    public IReadOnlyDictionary<string, int> RestoreAttempts() => _restoreAttempts;

    public void Enqueue(Change change)
    {
        if (!_commit.IsSuperseded)
        {
            _waiting.Add(change);
        }
    }

    public Task<WriteResult> WriteDurablyAsync(Change change)
    {
        if (_commit.IsSuperseded)
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
                _commit.Obstacle is not null ? GroupCommit.RetryInterval
                : _retention.IsBusy ? TimeSpan.Zero
                : _retention.IsConfigured ? CheckRetentionEvery
                : Timeout.InfiniteTimeSpan
            );
            _commit.Write();
            ApplyRetention();
        }

        _commit.Write(); // changes queued since the last round
    }

    /// <summary>Does one batch of retention work, after all waiting writes.</summary>
    private void ApplyRetention()
    {
        if (_commit.IsSuperseded || _commit.Obstacle is not null)
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

    [LoggerMessage(
        4025,
        LogLevel.Information,
        "The records {Records} of the journal were deleted: they are older than {Months} months. The journal continues from the hash {Hash}"
    )]
    private static partial void LogCut(ILogger log, string records, int? months, string hash);

    [LoggerMessage(4026, LogLevel.Warning, "Old records of the journal cannot be deleted (His:Journal:Retention); it grows until they can")]
    private static partial void LogCannotCut(ILogger log, Exception wrong);
}
