using His.Persistence;
using static His.Simulation.RuleIds;

namespace His.Simulation;

/// <summary>
/// A store that behaves as a disk: writes take time, it may be full, and a kill loses what was not written. A durable write is there
/// afterwards, with all earlier ones; of the others a random part is.
/// </summary>
internal sealed class Disk(World world)
{
    private static readonly TimeSpan Patience = new HisOptions().WriteTimeout;

    private readonly Dictionary<string, SessionRecord> _written = [];
    private readonly List<(Change Change, TaskCompletionSource<WriteResult>? Waits, long Since)> _waiting = [];
    private long _epoch;
    private bool _isWriting;
    private bool _isUsurped;
    private bool _wasDoubtful;

    /// <summary>Whether nothing can be written.</summary>
    public bool IsFull { get; private set; }

    /// <summary>Whether HIS was told, or had to believe, that something that must survive may not.</summary>
    public bool IsDoubtful =>
        _wasDoubtful
        || _waiting.Exists(each => each.Waits is { } waits && (waits.Task.IsCompleted || world.Clock.Now - each.Since >= Patience.Ticks));

    private DateTimeOffset Now => world.Clock.GetUtcNow();

    /// <summary>Whether another HIS has it.</summary>
    public bool IsUsurped => _isUsurped;

    /// <summary>What a HIS that started now would find.</summary>
    public IReadOnlyCollection<SessionRecord> Written => _written.Values;

    public SessionRecord? Find(string sessionId) => _written.GetValueOrDefault(sessionId);

    /// <summary>Opens it for a life of HIS; the one before may write no more.</summary>
    public Store Open()
    {
        (_isUsurped, _wasDoubtful) = (false, false);
        return new Store(this, ++_epoch);
    }

    /// <summary>Another HIS has taken it.</summary>
    public void Usurp()
    {
        _epoch++;
        _wasDoubtful = IsDoubtful;
        _isUsurped = true;
        var all = _waiting.ToArray();
        _waiting.Clear();
        foreach (var (_, waits, _) in all)
        {
            waits?.TrySetResult(WriteResult.Superseded);
        }
    }

    public void Fill() => IsFull = true;

    public void MakeRoom()
    {
        if (IsFull)
        {
            IsFull = false;
            WriteAll();
        }
    }

    /// <summary>The machine stops. No further write is confirmed, although some of the pending ones were written.</summary>
    public void Crash()
    {
        for (var left = world.Chance.Percent(50) || IsFull ? 0 : world.Chance.Below(_waiting.Count + 1); left > 0; left--)
        {
            Write(_waiting[0].Change);
            _waiting.RemoveAt(0);
        }

        _waiting.Clear();
        IsFull = false;
    }

    private void Add(Change change, TaskCompletionSource<WriteResult>? waits)
    {
        world.Journaled(change);
        _waiting.Add((change, waits, world.Clock.Now));
        if (waits is not null && IsFull)
        {
            waits.SetResult(WriteResult.Deferred);
            return;
        }

        if (waits is not null && Takes() is 0)
        {
            WriteAll();
        }
        else if (!_isWriting)
        {
            _isWriting = true;
            world.Clock.CreateTimer(
                instance: null,
                static me => ((Disk)me!).WriteAll(),
                this,
                TimeSpan.FromMilliseconds(waits is null ? 50 : Takes())
            );
        }
    }

    private int Takes() =>
        world.Ending.HasBegun
            ? 0
            : world.Plan.Storage switch
            {
                0 => 0,
                1 => world.Chance.Between(1, 30),
                _ => world.Chance.Of<int>([0, 5, 200, 2000, 6000]),
            };

    private void WriteAll()
    {
        _isWriting = false;
        if (IsFull)
        {
            return;
        }

        var all = _waiting.ToArray();
        _waiting.Clear();
        foreach (var (change, _, _) in all)
        {
            Write(change);
        }

        foreach (var (_, waits, _) in all)
        {
            waits?.TrySetResult(WriteResult.Durable); // the waiter may continue at once, and write more
        }
    }

    private void Write(Change change)
    {
        foreach (var entry in change.Entries)
        {
            world.Orphans.Written(entry);
        }

        if (change.Session is { } session)
        {
            Require(
                !_written.TryGetValue(session.Id, out var before) || before.Epoch <= session.Epoch,
                OneOwner,
                $"{session.Id} of epoch {before?.Epoch} is written again in epoch {session.Epoch}"
            );
            Require(
                before is null || before.Ended is null || before.Epoch == session.Epoch,
                DisposalOrder,
                $"{session.Id} has ended, and is written again"
            );
            _written[session.Id] = session;
        }
    }

    /// <summary>The disk as one life of HIS has it.</summary>
    internal sealed class Store(Disk disk, long epoch) : IStore
    {
        public long Epoch => epoch;

        public bool IsForeign => epoch != disk._epoch;

        public string? UnavailableReason =>
            IsForeign ? "another HIS owns the store"
            : disk.IsFull ? "the disk is full"
            : null;

        public IReadOnlyList<SessionRecord> Sessions()
        {
            var forgotten = disk.Now - new HisOptions().ResponseRetention;
            return [.. disk._written.Values.Where(it => it.Ended is null || it.Ended.At >= forgotten)];
        }

        public void Enqueue(Change change)
        {
            if (!IsForeign && change.RestoreAttempts.Count == 0)
            {
                disk.Add(change, waits: null);
            }
        }

        public Task<WriteResult> WriteDurablyAsync(Change change)
        {
            if (IsForeign)
            {
                return Task.FromResult(WriteResult.Superseded);
            }

            if (change.RestoreAttempts.Count > 0)
            {
                return Task.FromResult(WriteResult.Durable); // written before anybody comes in; nothing can come between
            }

            var answer = new TaskCompletionSource<WriteResult>(); // the waiter continues at once, on this thread
            disk.Add(change, answer);
            return answer.Task;
        }
    }
}
