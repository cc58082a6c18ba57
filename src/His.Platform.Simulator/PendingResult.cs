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
    private readonly TaskCompletionSource<T> _answer = new();
    private readonly CancellationTokenRegistration _onStop;
    private readonly CancellationTokenRegistration _onDeadline;
    private int _isClaimed;

    public PendingResult(T whenStopped, CancellationToken deadline, CancellationToken stop)
    {
        _onStop = stop.UnsafeRegister(_ => { if (TryClaim()) { TrySetResult(whenStopped); } }, state: null);
        _onDeadline = deadline.UnsafeRegister((_, token) => { if (TryClaim()) { GiveUp(token); } }, state: null);
    }

    public Task<T> Task => _answer.Task;

    public bool TryClaim() => Interlocked.Exchange(ref _isClaimed, 1) == 0;

    public void TrySetResult(T value)
    {
        Unregister();
        _answer.SetResult(value);
    }

    private void GiveUp(CancellationToken deadline)
    {
        Unregister();
        _answer.SetCanceled(deadline);
    }

    private void Unregister()
    {
        _onStop.Unregister();
        _onDeadline.Unregister();
    }
}
