using His.Bus;

namespace His.Sessions;

/// <summary>
/// A session that waits to be taken over by a newer one of the same agent (decision R16). It serves no command meanwhile, and
/// goes on as if nothing had been when the newer one does not come to be.
/// </summary>
internal sealed class Takeover
{
    private readonly TaskCompletionSource<bool> decision = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whether the session cannot be taken over, because a logout runs.</summary>
    public bool IsRefused { get; init; }

    /// <summary>The channels of the older session as they stand: what goes on in the newer one keeps its time.</summary>
    public IReadOnlyList<ChannelView> Channels { get; init; } = [];

    /// <summary>For the older session: whether it is taken over.</summary>
    public Task<bool> Decision => decision.Task;

    /// <summary>For the newer session: says how it went, and waits until the older one has drawn the consequence.</summary>
    public Task EndAsync(bool isTakenOver)
    {
        decision.SetResult(isTakenOver);
        return done.Task;
    }

    /// <summary>The older session has drawn the consequence.</summary>
    public void Done() => done.SetResult();
}
