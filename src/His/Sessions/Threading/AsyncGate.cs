namespace His.Sessions.Threading;

/// <summary>
/// Lets commands through one at a time, in the order in which they came. Lives on a session's scheduler, so it needs no lock.
/// </summary>
internal sealed class AsyncGate
{
    private readonly Queue<TaskCompletionSource> waiting = new();
    private bool isTaken;

    /// <summary>Whether a command is at work.</summary>
    public bool IsOccupied => isTaken;

    /// <summary>Waits for the turn; it is over when the answer is disposed of.</summary>
    public async ValueTask<Releaser> EnterAsync()
    {
        if (isTaken)
        {
            var mine = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            waiting.Enqueue(mine);
            await mine.Task;
        }

        isTaken = true;
        return new Releaser(this);
    }

    private void End()
    {
        // The turn passes on without being free in between, so nobody who comes now can slip in.
        if (waiting.TryDequeue(out var next))
        {
            next.SetResult();
        }
        else
        {
            isTaken = false;
        }
    }

    public readonly struct Releaser(AsyncGate turn) : IDisposable
    {
        public void Dispose() => turn.End();
    }
}

/// <summary>Wakes all who wait for something to change.</summary>
internal sealed class ChangeSignal
{
    private TaskCompletionSource? next;

    /// <summary>Completes at the next beat.</summary>
    public Task Next => (next ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public void Raise()
    {
        var beaten = next;
        next = null;
        beaten?.SetResult();
    }
}
