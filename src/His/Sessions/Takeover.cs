using His.Bus;
using His.Sessions.Actor;

namespace His.Sessions;

/// <summary>
/// A session that waits to be taken over by a newer one of the same agent (decision R16). It serves no command in the meantime, and
/// continues unchanged if the newer session fails to log in.
/// </summary>
internal sealed class Takeover
{
    private readonly TaskCompletionSource<TakeoverDecision> _decision = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whether the session cannot be taken over, because a logout is running.</summary>
    public bool IsRefused { get; init; }

    /// <summary>The channels of the older session; states that continue in the newer one keep their time.</summary>
    public IReadOnlyList<ChannelView> Channels { get; init; } = [];

    /// <summary>For the older session: whether it is taken over.</summary>
    public Task<TakeoverDecision> Decision => _decision.Task;

    /// <summary>
    /// The older session's part: waits for its turn, serves no command until the newer session is logged in or has failed, then ends or
    /// continues. Refused while a logout is running.
    /// </summary>
    /// <param name="session">The older session.</param>
    /// <param name="asked">Receives the takeover as soon as the session serves no more commands.</param>
    public static async Task HoldAsync(SessionActor session, TaskCompletionSource<Takeover> asked)
    {
        if (session.Logouts.Running is not null)
        {
            asked.SetResult(new Takeover { IsRefused = true });
            return;
        }

        using (await session.Commands.EnterAsync())
        {
            var takeover = new Takeover
            {
                Channels = session.WasLoggedIn ? session.ChannelGroup.Group.View(withPlatforms: false).Channels : [],
            };
            foreach (var position in session.Positions)
            {
                position.Suspend();
            }

            asked.SetResult(takeover);
            var decision = await takeover.Decision;
            if (decision.IsTakenOver && !session.IsOver)
            {
                session.Recorder.HandedOver();
                Disposal.Run(session, Cause.TakenOver, reason: null);
            }

            if (!session.IsOver)
            {
                await ContinueAsync(session, decision.LostEvents);
            }

            session.Client.CloseIfOver();
            takeover.Done();
        }
    }

    /// <summary>For the newer session: sets the decision, and waits until the older session has ended or continues.</summary>
    public Task EndAsync(TakeoverDecision decision)
    {
        _decision.SetResult(decision);
        return _done.Task;
    }

    /// <summary>For the older session: it has ended or continues.</summary>
    public void Done() => _done.SetResult();

    /// <summary>The newer session has failed to log in: this one continues, and has the events of every platform again.</summary>
    private static async Task ContinueAsync(SessionActor session, IReadOnlyList<string> lostEvents)
    {
        foreach (var position in session.Positions)
        {
            position.Resume();
        }

        foreach (var position in session.Positions.Where(it => lostEvents.Contains(it.Platform, StringComparer.Ordinal)))
        {
            await position.TakeBackAsync();
        }
    }
}

/// <summary>The outcome of a takeover, for the older session.</summary>
/// <param name="IsTakenOver">Whether the newer session is logged in; otherwise the older one continues.</param>
/// <param name="LostEvents">
/// If it continues: the platforms at which the newer session had logged in before it failed at another, and whose events it has taken.
/// </param>
internal readonly record struct TakeoverDecision(bool IsTakenOver, IReadOnlyList<string> LostEvents);
