namespace His.Sessions.Threading;

/// <summary>Runs the work of sessions: the thread pool, or a test that decides what runs next.</summary>
public interface IWorkScheduler
{
    /// <summary>Queues work to run soon, on any thread.</summary>
    void Queue(IThreadPoolWorkItem work);

    /// <summary>
    /// The number of work items after which a session yields its thread, so that a busy session does not starve the others. Default 64.
    /// </summary>
    int MaxItemsPerRun => 64;
}

/// <summary>Runs work on the process's thread pool.</summary>
public sealed class ThreadPoolWorkScheduler : IWorkScheduler
{
    /// <inheritdoc/>
    public void Queue(IThreadPoolWorkItem work) => ThreadPool.UnsafeQueueUserWorkItem(work, preferLocal: true);
}

/// <summary>
/// Serializes the work of a session without a thread of its own: posted work items run one after the other, and so do the continuations
/// of each <c>await</c> in them. Therefore nothing inside a session needs a lock.
/// </summary>
/// <param name="workers">Runs the work.</param>
/// <param name="onDefect">
/// Receives the exception of a work item. Outside of the scheduler it would end the process, and with it all other sessions.
/// </param>
/// <param name="afterEach">Called here after each work item, before the next; null: not called. It must not throw.</param>
internal sealed class SessionScheduler(IWorkScheduler workers, Action<Exception> onDefect, Action? afterEach = null)
    : SynchronizationContext,
        IThreadPoolWorkItem
{
    // Also the lock. Not a concurrent queue: most sessions are idle most of the time, and an empty Queue costs next to nothing.
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

    /// <summary>Any thread: runs work here and returns its result or its exception.</summary>
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
                asked.SetException(defect); // for the caller, not for the session
            }
        }
    }

    public override void Send(SendOrPostCallback d, object? state) =>
        throw new NotSupportedException("A session must not be awaited by blocking a thread.");

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
            // Nothing awaits this work item: its exception would reach only the thread pool.
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
