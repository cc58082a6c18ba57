using His.Journal;
using His.Persistence;

namespace His.Server.Storage;

/// <summary>
/// The changes waiting to be written. Any thread adds to the queue; the writer takes all of it at once, so a slower disk means larger
/// groups. The queue is bounded: the latest record per session, and a limited number of journal records. A change without a waiter is
/// delayed briefly to collect more, because a busy disk would delay the next durable write.
/// </summary>
internal sealed class WriteQueue(int mostRecords)
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(20);

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _bell = new(0);
    private readonly SemaphoreSlim _urgentBell = new(0);
    private Group _group = new();
    private bool _isRung;

    /// <summary>Adds a change.</summary>
    /// <param name="change">The change.</param>
    /// <param name="waiter">
    /// Completes when the change is written; <see langword="null"/> if no caller waits. A change with a waiter is never dropped, because
    /// there is at most one per session.
    /// </param>
    public void Add(Change change, TaskCompletionSource<WriteResult>? waiter = null)
    {
        lock (_gate)
        {
            if (change.Session is { } session)
            {
                _group.Sessions[session.Id] = session;
            }

            foreach (var (id, tries) in change.RestoreAttempts)
            {
                _group.Tries[id] = tries;
            }

            if (waiter is not null)
            {
                _group.Waiters.Add(waiter);
                if (_group.Waiters.Count == 1)
                {
                    _urgentBell.Release();
                }
            }

            if (waiter is not null || _group.Entries.Count + change.Entries.Count <= mostRecords)
            {
                _group.Entries.AddRange(change.Entries);
            }
            else
            {
                _group.Dropped += change.Entries.Count;
            }

            if (!_isRung)
            {
                _isRung = true;
                _bell.Release();
            }
        }
    }

    /// <summary>Wakes the writer even though nothing was added.</summary>
    public void Signal()
    {
        _urgentBell.Release();
        _bell.Release();
    }

    /// <summary>Waits for a change, at most for the given time; then briefly for more, unless a caller waits for it.</summary>
    public void Wait(TimeSpan most)
    {
        _bell.Wait(most);
        _urgentBell.Wait(Moment);
    }

    /// <summary>Takes all waiting changes.</summary>
    public Group TakeAll()
    {
        lock (_gate)
        {
            _isRung = false;
            var all = _group;
            _group = new Group();
            return all;
        }
    }

    /// <summary>Puts back a group that could not be written, before all changes added since.</summary>
    public void Requeue(Group unwritten)
    {
        lock (_gate)
        {
            foreach (var (id, session) in _group.Sessions)
            {
                unwritten.Sessions[id] = session;
            }

            foreach (var (id, tries) in _group.Tries)
            {
                unwritten.Tries[id] = tries;
            }

            var room = Math.Max(0, mostRecords - unwritten.Entries.Count);
            unwritten.Entries.AddRange(_group.Entries.Take(room));
            unwritten.Dropped += _group.Dropped + Math.Max(0, _group.Entries.Count - room);
            unwritten.Waiters.AddRange(_group.Waiters);
            _group = unwritten;
        }
    }

    /// <summary>The changes written in one transaction.</summary>
    public sealed class Group
    {
        public Dictionary<string, SessionRecord> Sessions { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, int> Tries { get; } = new(StringComparer.Ordinal);

        public List<JournalEntry> Entries { get; } = [];

        public List<TaskCompletionSource<WriteResult>> Waiters { get; } = [];

        /// <summary>Number of records dropped because the queue was full.</summary>
        public long Dropped { get; set; }

        public bool IsEmpty => Sessions.Count == 0 && Tries.Count == 0 && Entries.Count == 0 && Waiters.Count == 0 && Dropped == 0;

        public void Answer(WriteResult kept)
        {
            Waiters.ForEach(waiter => waiter.TrySetResult(kept));
            Waiters.Clear();
        }
    }
}
