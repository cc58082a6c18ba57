using His.Bus;
using His.Sessions.Actor;
using His.Switching;

namespace His.Sessions;

/// <summary>
/// A session that waits to be taken over by a newer one of the same agent (decision R16). It serves no command meanwhile, and
/// goes on as if nothing had been when the newer one does not come to be.
/// </summary>
internal sealed class Takeover
{
    private readonly TaskCompletionSource<bool> _decision = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whether the session cannot be taken over, because a logout runs.</summary>
    public bool IsRefused { get; init; }

    /// <summary>The channels of the older session as they stand: what goes on in the newer one keeps its time.</summary>
    public IReadOnlyList<ChannelView> Channels { get; init; } = [];

    /// <summary>For the older session: whether it is taken over.</summary>
    public Task<bool> Decision => _decision.Task;

    /// <summary>
    /// The older session's part: waits its turn, holds still until the newer session has come to be or failed, and ends or continues.
    /// Refused while a logout runs.
    /// </summary>
    /// <param name="session">The older session.</param>
    /// <param name="asked">Gets the takeover as soon as the session holds still.</param>
    public static async Task HoldAsync(SessionActor session, TaskCompletionSource<Takeover> asked)
    {
        if (session.Logouts.Running is not null)
        {
            asked.SetResult(new Takeover { IsRefused = true });
            return;
        }

        using (await session.Commands.EnterAsync())
        {
            var takeover = new Takeover { Channels = session.WasLoggedIn ? session.ChannelGroup.Group.View().Channels : [] };
            var detached = session.AgentOrNull as DetachedAgent;
            detached?.Suspend();
            asked.SetResult(takeover);
            if (await takeover.Decision && !session.IsOver)
            {
                session.Recorder.HandedOver();
                Disposal.Run(session, Cause.TakenOver, reason: null);
            }

            if (!session.IsOver)
            {
                detached?.Resume();
            }

            session.Client.CloseIfOver();
            takeover.Done();
        }
    }

    /// <summary>For the newer session: says how it went, and waits until the older one has drawn the consequence.</summary>
    public Task EndAsync(bool isTakenOver)
    {
        _decision.SetResult(isTakenOver);
        return _done.Task;
    }

    /// <summary>The older session has drawn the consequence.</summary>
    public void Done() => _done.SetResult();
}
