namespace His.Sessions.Threading;

/// <summary>Where the work of sessions runs: the thread pool, or a test that decides what runs next.</summary>
public interface IWorkScheduler
{
    /// <summary>Runs this soon, on any thread.</summary>
    void Queue(IThreadPoolWorkItem work);

    /// <summary>
    /// After so many pieces of its work a session gives its thread back, so that one that is busy does not starve the others.
    /// </summary>
    int MaxItemsPerRun => 64;
}

/// <summary>The process's thread pool.</summary>
public sealed class ThreadPoolWorkScheduler : IWorkScheduler
{
    /// <inheritdoc/>
    public void Queue(IThreadPoolWorkItem work) => ThreadPool.UnsafeQueueUserWorkItem(work, preferLocal: true);
}

/// <summary>
/// The single thread of a session, without a thread of its own: whatever is posted runs one after the other, and so does all that
/// follows an <c>await</c> in it. That is why nothing inside a session needs a lock.
/// </summary>
/// <param name="workers">Where it runs.</param>
/// <param name="onDefect">Hears what a piece of work threw. Outside of the scheduler that would be the end of the process, and of all other sessions.</param>
/// <param name="afterEach">Called here after each piece of work, before the next; null: not called. It must not throw.</param>
internal sealed class SessionScheduler(IWorkScheduler workers, Action<Exception> onDefect, Action? afterEach = null) : SynchronizationContext, IThreadPoolWorkItem
{
    // Its own lock: most sessions are silent most of the time, and an empty queue costs next to nothing.
    private readonly Queue<(SendOrPostCallback Work, object? State)> _queue = new();
    private bool _isScheduled;

    public override void Post(SendOrPostCallback d, object? state)
    {
        lock (_queue)
        {
            _queue.Enqueue((d, state));
            if (_isScheduled)
            {
                return;
            }

            _isScheduled = true;
        }

        workers.Queue(this);
    }

    public void Post(Action work) => Post(static action => ((Action)action!)(), work);

    /// <summary>Any thread: does this here and gives what came of it.</summary>
    public Task<T> RunAsync<T>(Func<Task<T>> work)
    {
        var asked = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(() => _ = AnswerAsync());
        return asked.Task;

        async Task AnswerAsync()
        {
            try
            {
                asked.SetResult(await work());
            }
            catch (Exception defect)
            {
                asked.SetException(defect); // for who asked, not for the session
            }
        }
    }

    public override void Send(SendOrPostCallback d, object? state) =>
        throw new NotSupportedException("A session is never waited for by blocking a thread.");

    public override SynchronizationContext CreateCopy() => this;

    void IThreadPoolWorkItem.Execute()
    {
        var before = Current;
        SetSynchronizationContext(this);
        try
        {
            for (var i = 0; i < workers.MaxItemsPerRun && TryTake(out var next); i++)
            {
                Run(next.Work, next.State);
            }
        }
        finally
        {
            SetSynchronizationContext(before);
            GoOnOrRest();
        }
    }

    private void Run(SendOrPostCallback work, object? state)
    {
        try
        {
            work(state);
        }
        catch (Exception defect)
        {
            // Nobody waits for this piece of work: what it threw would reach nobody but the thread pool.
            onDefect(defect);
        }

        afterEach?.Invoke();
    }

    private bool TryTake(out (SendOrPostCallback Work, object? State) next)
    {
        lock (_queue)
        {
            return _queue.TryDequeue(out next);
        }
    }

    private void GoOnOrRest()
    {
        lock (_queue)
        {
            _isScheduled = _queue.Count > 0;
            if (!_isScheduled)
            {
                return;
            }
        }

        workers.Queue(this);
    }
}
