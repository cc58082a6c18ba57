namespace His.Server.Agents;

/// <summary>
/// Runs the expensive hashing of passwords on threads of its own, so that the thread pool stays free for agents who are logged in.
/// Bounded and fair: client addresses take turns, so a flood from one delays a login from another by one check at most.
/// </summary>
/// <param name="threads">Maximum number of checks that run at once.</param>
/// <param name="capacity">Maximum number of waiting checks. One address may use half of them.</param>
internal sealed class HashingQueue(int threads, int capacity) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _available = new(0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Dictionary<string, Queue<Check>> _waiting = new(StringComparer.Ordinal);
    private readonly Queue<string> _turns = new();
    private int _count;
    private int _started;

    /// <summary>Runs a check as soon as its turn comes.</summary>
    /// <param name="source">The client's address, the unit of fairness.</param>
    /// <param name="check">The work; runs outside the thread pool.</param>
    /// <param name="cancellationToken">Ends the wait. A check that has begun still completes.</param>
    /// <exception cref="OperationCanceledException">The token was canceled, or too many checks are waiting.</exception>
    public Task<bool> RunAsync(string source, Func<bool> check, CancellationToken cancellationToken)
    {
        var queued = new Check(check, cancellationToken);
        lock (_lock)
        {
            var ofSource = _waiting.GetValueOrDefault(source);
            if (_count >= capacity || ofSource?.Count >= Math.Max(1, capacity / 2))
            {
                throw new OperationCanceledException("Too many password checks are waiting.");
            }

            if (ofSource is null)
            {
                _waiting.Add(source, ofSource = new Queue<Check>());
                _turns.Enqueue(source);
            }

            ofSource.Enqueue(queued);
            _count++;
            if (_started < threads)
            {
                Start();
            }
        }

        _available.Release();
        return queued.Result.WaitAsync(cancellationToken);
    }

    /// <summary>Stops the threads after the running checks. Waiting checks complete only by their tokens.</summary>
    public void Dispose() => _stopping.Cancel();

    private void Start()
    {
        _started++;
        new Thread(Work) { IsBackground = true, Name = "Password hashing" }.Start();
    }

    private void Work()
    {
        try
        {
            while (true)
            {
                _available.Wait(_stopping.Token);
                TakeNext().Run();
            }
        }
        catch (OperationCanceledException)
        {
            // HIS is stopping.
        }
    }

    private Check TakeNext()
    {
        lock (_lock)
        {
            var source = _turns.Dequeue();
            var ofSource = _waiting[source];
            var next = ofSource.Dequeue();
            _count--;
            if (ofSource.Count > 0)
            {
                _turns.Enqueue(source);
            }
            else
            {
                _waiting.Remove(source);
            }

            return next;
        }
    }

    private sealed class Check(Func<bool> check, CancellationToken cancellationToken)
    {
        private readonly TaskCompletionSource<bool> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<bool> Result => _result.Task;

        public void Run()
        {
            if (cancellationToken.IsCancellationRequested)
            {
                _result.SetCanceled(cancellationToken); // its caller no longer waits: saves 40 ms
                return;
            }

            try
            {
                _result.SetResult(check());
            }
            catch (Exception defect)
            {
                _result.SetException(defect); // reported to the login; the thread continues with the next check
            }
        }
    }
}
