namespace His.Sessions;

/// <summary>
/// Lets commands through one at a time, in the order in which they came. Lives on a session's scheduler, so it needs no lock.
/// </summary>
internal sealed class Turn
{
    private readonly Queue<TaskCompletionSource> waiting = new();
    private bool isTaken;

    /// <summary>Waits for the turn; it is over when the answer is disposed of.</summary>
    public async ValueTask<Held> TakeAsync()
    {
        if (isTaken)
        {
            var mine = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            waiting.Enqueue(mine);
            await mine.Task;
        }

        isTaken = true;
        return new Held(this);
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

    public readonly struct Held(Turn turn) : IDisposable
    {
        public void Dispose() => turn.End();
    }
}

/// <summary>Wakes all who wait for something to change.</summary>
internal sealed class Pulse
{
    private TaskCompletionSource next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes at the next beat.</summary>
    public Task Next => next.Task;

    public void Beat()
    {
        var beaten = next;
        next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        beaten.SetResult();
    }
}

/// <summary>A moment after which something is not waited for any more; within another one, if there is one.</summary>
internal sealed class Deadline : IDisposable
{
    private readonly CancellationTokenSource source;
    private readonly CancellationTokenRegistration outer;

    public Deadline(TimeSpan span, TimeProvider time, CancellationToken within = default)
    {
        source = new CancellationTokenSource(span, time);
        outer = within.UnsafeRegister(static inner => ((CancellationTokenSource)inner!).Cancel(), source);
    }

    public CancellationToken Token => source.Token;

    /// <summary>Ends it now: nobody waits any more.</summary>
    public void Dispose()
    {
        outer.Dispose();
        source.Cancel();
        source.Dispose();
    }
}
