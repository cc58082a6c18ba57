using System.Collections.Concurrent;

namespace His.Sessions;

/// <summary>Where the work of sessions runs: the thread pool, or a test that decides what runs next.</summary>
public interface IWorkers
{
    /// <summary>Runs this soon, on any thread.</summary>
    void Queue(IThreadPoolWorkItem work);
}

/// <summary>The process's thread pool.</summary>
public sealed class ThreadPoolWorkers : IWorkers
{
    /// <inheritdoc/>
    public void Queue(IThreadPoolWorkItem work) => ThreadPool.UnsafeQueueUserWorkItem(work, preferLocal: false);
}

/// <summary>
/// The single thread of a session, without a thread of its own: whatever is posted runs one after the other, and so does all that
/// follows an <c>await</c> in it. That is why nothing inside a session needs a lock.
/// </summary>
internal sealed class SessionScheduler(IWorkers workers) : SynchronizationContext, IThreadPoolWorkItem
{
    // After so many pieces of work the thread is given back, so that one busy session does not starve the others.
    private const int MostAtOnce = 64;

    private readonly ConcurrentQueue<(SendOrPostCallback Work, object? State)> queue = new();
    private int isScheduled;

    public override void Post(SendOrPostCallback d, object? state)
    {
        queue.Enqueue((d, state));
        Schedule();
    }

    public void Post(Action work) => Post(static action => ((Action)action!)(), work);

    public override void Send(SendOrPostCallback d, object? state) =>
        throw new NotSupportedException("A session is never waited for by blocking a thread.");

    public override SynchronizationContext CreateCopy() => this;

    void IThreadPoolWorkItem.Execute()
    {
        var before = Current;
        SetSynchronizationContext(this);
        try
        {
            for (var i = 0; i < MostAtOnce && queue.TryDequeue(out var next); i++)
            {
                next.Work(next.State);
            }
        }
        finally
        {
            SetSynchronizationContext(before);
            Volatile.Write(ref isScheduled, 0);
            if (!queue.IsEmpty)
            {
                Schedule();
            }
        }
    }

    private void Schedule()
    {
        if (Interlocked.Exchange(ref isScheduled, 1) == 0)
        {
            workers.Queue(this);
        }
    }
}
