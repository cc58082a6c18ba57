namespace His.Platform.Simulator;

/// <summary>
/// A result that a caller awaits until its deadline. Either the result is claimed, and then it will be set, or the deadline comes first: so
/// the switch knows before it acts whether the caller is still waiting.
/// </summary>
/// <remarks>
/// It completes on the thread that sets it, never inside a lock: with a simulated clock all continuations have run when advancing the clock
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
        _onStop = stop.UnsafeRegister(
            _ =>
            {
                if (TryClaim())
                {
                    TrySetResult(whenStopped);
                }
            },
            state: null
        );
        _onDeadline = deadline.UnsafeRegister(
            (_, token) =>
            {
                if (TryClaim())
                {
                    GiveUp(token);
                }
            },
            state: null
        );
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
