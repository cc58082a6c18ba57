using His.Bus;
using His.Platform;
using His.Sessions;
using His.Sessions.Actor;

namespace His.Channels;

/// <summary>
/// The use case Go Ready (docs/use-cases/go-ready.md): a channel may receive work.
/// </summary>
internal static class GoReady
{
    public static async Task<Outcome<Empty>> RunAsync(SessionActor session, ChannelParams parameters)
    {
        // 2. The channel is the agent's own; else EF1.
        if (session.ChannelGroup.Find(parameters.ChannelId) is not { } channel)
        {
            return FailureCode.UnknownChannel;
        }

        return await ServerSideAsync(session, channel) is { } failure ? failure : Empty.Instance;
    }

    /// <summary>Steps 3 to 5: the server-side portion.</summary>
    public static async Task<Failure?> ServerSideAsync(SessionActor session, ChannelWorkflow channel)
    {
        // 3. The channel is active; else EF2. A channel that is Ready already, in every queue of the agent, is done.
        if (!channel.Position.IsLoggedOn)
        {
            return Failure.InvalidState("LoggedOff"); // at the switch; only an interaction keeps the session
        }

        if (!channel.IsActive)
        {
            return Failure.InvalidState(channel.Activation);
        }

        if (channel.Holds(IsReady))
        {
            return null;
        }

        // 4. The switch makes it Ready, confirmed by its state; else EF3. The event is published when the state changes.
        using var cause = channel.Expect(Cause.AgentRequest);
        var step = await channel.Position.Switch.StepAsync(
            (agent, token) => agent.MakeReadyAsync(channel.Id, token),
            () => channel.Holds(IsReady)
        );
        return step.IsReached ? null : channel.NotDone(step, FailureCode.SwitchRefused, IsReady);
    }

    private static bool IsReady(SwitchQueueState queue) => queue.AgentState is AgentState.Ready;
}
