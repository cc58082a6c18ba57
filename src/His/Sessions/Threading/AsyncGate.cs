namespace His.Sessions.Threading;

/// <summary>
/// Lets commands through one at a time, first in, first out. Lives on a session's scheduler, so it needs no lock.
/// </summary>
internal sealed class AsyncGate
{
    private readonly Queue<TaskCompletionSource> _waiting = new();
    private bool _isTaken;

    /// <summary>Whether a command holds the gate.</summary>
    public bool IsOccupied => _isTaken;

    /// <summary>Waits for the turn; disposing of the result ends it.</summary>
    public async ValueTask<Releaser> EnterAsync()
    {
        if (_isTaken)
        {
            var mine = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue(mine);
            await mine.Task;
        }

        _isTaken = true;
        return new Releaser(this);
    }

    private void End()
    {
        // The turn passes to the next waiter without being free in between, so no newcomer can overtake.
        if (_waiting.TryDequeue(out var next))
        {
            next.SetResult();
        }
        else
        {
            _isTaken = false;
        }
    }

    public readonly struct Releaser(AsyncGate turn) : IDisposable
    {
        public void Dispose() => turn.End();
    }
}

/// <summary>Wakes all waiters when something changes.</summary>
internal sealed class ChangeSignal
{
    private TaskCompletionSource? _next;

    /// <summary>Completes at the next <see cref="Raise"/>.</summary>
    public Task Next => (_next ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public void Raise()
    {
        var beaten = _next;
        _next = null;
        beaten?.SetResult();
    }
}
