using System.Collections.Concurrent;
using His.Sessions;
using His.Sessions.Threading;

namespace His.Testing;

/// <summary>Work of sessions that waits until the test lets it run, all of it on the test's own thread.</summary>
public sealed class HeldWorkers : IWorkScheduler
{
    private readonly ConcurrentQueue<IThreadPoolWorkItem> _waiting = new();

    /// <inheritdoc/>
    public void Queue(IThreadPoolWorkItem work) => _waiting.Enqueue(work);

    /// <summary>Runs what waits, and what that sets in motion, until nothing waits any more.</summary>
    public void RunAll()
    {
        while (_waiting.TryDequeue(out var work))
        {
            work.Execute();
        }
    }
}

/// <summary>Ids that count, so that two runs of a play are the same to the letter.</summary>
public sealed class CountedIds : Ids
{
    private readonly ConcurrentDictionary<string, int> _counts = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public override string NewId(string noun) => $"{noun}-{_counts.AddOrUpdate(noun, 1, (_, count) => count + 1)}";

    /// <inheritdoc/>
    public override string NewToken() => NewId("token");
}
