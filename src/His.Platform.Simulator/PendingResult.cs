namespace His.Platform.Simulator;

/// <summary>
/// An answer that somebody waits for until their deadline. Either it is claimed, and then it will be given, or the deadline comes first:
/// so the switch knows whether anybody still listens before it acts.
/// </summary>
/// <remarks>
/// It completes on the thread that gives it, never inside a lock: with a turned clock everything that follows has happened when the turn
/// returns, and a run can be replayed.
/// </remarks>
internal sealed class PendingResult<T>
{
    private readonly TaskCompletionSource<T> answer = new();
    private readonly CancellationTokenRegistration onStop;
    private readonly CancellationTokenRegistration onDeadline;
    private int isClaimed;

    public PendingResult(T whenStopped, CancellationToken deadline, CancellationToken stop)
    {
        onStop = stop.UnsafeRegister(_ => { if (TryClaim()) TrySetResult(whenStopped); }, state: null);
        onDeadline = deadline.UnsafeRegister((_, token) => { if (TryClaim()) GiveUp(token); }, state: null);
    }

    public Task<T> Task => answer.Task;

    public bool TryClaim() => Interlocked.Exchange(ref isClaimed, 1) == 0;

    public void TrySetResult(T value)
    {
        Unregister();
        answer.SetResult(value);
    }

    private void GiveUp(CancellationToken deadline)
    {
        Unregister();
        answer.SetCanceled(deadline);
    }

    private void Unregister()
    {
        onStop.Unregister();
        onDeadline.Unregister();
    }
}
