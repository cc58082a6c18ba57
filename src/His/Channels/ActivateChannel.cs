using His.Bus;
using His.Platform;
using His.Sessions;
using His.Sessions.Actor;

namespace His.Channels;

/// <summary>
/// The use case Activate Channel (docs/use-cases/activate-channel.md): a channel becomes active; it is Not Ready.
/// </summary>
internal static class ActivateChannel
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
        // 3. The platform can; else EF2. One that has logged the agent off, while the session lives on at others, logs the agent on (AF1).
        if (channel.Position is { IsJoined: true, IsLoggedOn: false } left && session.IsLoggedOn)
        {
            if (!await left.JoinAsync(Cause.AgentRequest))
            {
                return new Failure(FailureCode.ActivationFailure) { ChannelId = channel.Id, Platform = left.Platform };
            }

            if (channel.Holds(IsActive))
            {
                return null;
            }
        }

        if (!channel.Position.Capabilities.ChannelDeactivation)
        {
            return FailureCode.NotSupported;
        }

        // 4. A channel that is active already, in every queue of the agent, is done; an unknown one is not touched (EF3).
        if (channel.State == ChannelState.Unavailable)
        {
            return Failure.InvalidState(channel.Activation);
        }

        if (!channel.Position.IsLoggedOn)
        {
            return Failure.InvalidState("LoggedOff"); // at the switch; only an interaction keeps the session
        }

        if (channel.Holds(IsActive))
        {
            return null;
        }

        // 5. The switch activates it, confirmed by its state; else EF4.
        using var cause = channel.Expect(Cause.AgentRequest);
        var step = await channel.Position.Switch.StepAsync(
            (agent, token) => agent.ActivateAsync(channel.Id, token),
            () => channel.Holds(IsActive)
        );
        return step.IsReached ? null : channel.NotDone(step, FailureCode.ActivationFailure, IsActive);
    }

    private static bool IsActive(SwitchQueueState queue) => queue.AgentState is not null;
}
