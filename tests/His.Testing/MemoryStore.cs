using His.Journal;
using His.Persistence;

namespace His.Testing;

/// <summary>
/// A store as a disk is one: what was kept surely survives a crash, with all before it; what was kept soon may not. A test decides when
/// the disk answers.
/// </summary>
public sealed class MemoryStore : IStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, SessionRecord> _sessions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _tries = new(StringComparer.Ordinal);
    private readonly List<JournalEntry> _journal = [];
    private readonly List<(Change Change, TaskCompletionSource<WriteResult>? Waits)> _waiting = [];

    /// <inheritdoc/>
    public long Epoch { get; private init; } = 1;

    /// <inheritdoc/>
    public string? UnavailableReason { get; set; }

    /// <summary>Whether the disk is slow: nothing is written before <see cref="Write()"/>.</summary>
    public bool IsSlow { get; set; }

    /// <summary>What it answers instead of writing, from now on.</summary>
    public WriteResult? Refusal { get; set; }

    /// <summary>What it throws at instead of keeping it, as a store with a defect does; <see langword="null"/> for nothing.</summary>
    public Predicate<JournalEntry>? ThrowsAt { get; set; }

    /// <summary>What is on the disk.</summary>
    public IReadOnlyList<JournalEntry> Journal => _journal;

    /// <inheritdoc/>
    public IReadOnlyList<SessionRecord> Sessions() => [.. _sessions.Values];

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, int> RestoreAttempts() => _tries.Where(it => it.Value > 0).ToDictionary(StringComparer.Ordinal);

    /// <inheritdoc/>
    public void Enqueue(Change change)
    {
        ThrowIfAsked(change);
        lock (_gate)
        {
            _waiting.Add((change, null));
        }
    }

    /// <inheritdoc/>
    public Task<WriteResult> WriteDurablyAsync(Change change)
    {
        ThrowIfAsked(change);
        if (Refusal is { } refusal)
        {
            return Task.FromResult(refusal);
        }

        var answer = new TaskCompletionSource<WriteResult>(); // goes on at once, in the session: a play is the same each time
        lock (_gate)
        {
            _waiting.Add((change, answer));
        }

        if (!IsSlow)
        {
            Write();
        }

        return answer.Task;
    }

    private void ThrowIfAsked(Change change)
    {
        if (ThrowsAt is { } throws && change.Entries.Any(it => throws(it)))
        {
            throw new InvalidOperationException("The store is broken.");
        }
    }

    /// <summary>Writes everything that waits.</summary>
    public void Write() => Write(int.MaxValue);

    /// <summary>Writes what waits before the last change that somebody waits for, and not that one.</summary>
    public void WriteUpToTheLastSureOne() => Write(_waiting.FindLastIndex(it => it.Waits is not null));

    private void Write(int most)
    {
        lock (_gate)
        {
            var some = _waiting.Take(most).ToList();
            _waiting.RemoveRange(0, some.Count);
            foreach (var (change, waits) in some)
            {
                if (change.Session is { } session)
                {
                    _sessions[session.Id] = session;
                }

                foreach (var (id, count) in change.RestoreAttempts)
                {
                    _tries[id] = count;
                }

                foreach (var entry in change.Entries)
                {
                    _journal.Add(entry with { Sequence = _journal.Count + 1, Epoch = Epoch });
                }

                waits?.SetResult(WriteResult.Durable);
            }
        }
    }

    /// <summary>What the next HIS finds: all that was written, and nothing that waited.</summary>
    public MemoryStore AfterACrash()
    {
        lock (_gate)
        {
            var next = new MemoryStore { Epoch = Epoch + 1, ThrowsAt = ThrowsAt };
            foreach (var (id, session) in _sessions)
            {
                next._sessions[id] = session;
            }

            foreach (var (id, count) in _tries)
            {
                next._tries[id] = count;
            }

            next._journal.AddRange(_journal);
            _waiting.Clear();
            return next;
        }
    }
}
