using His.Bus;
using His.ChannelGroups;
using His.Platform;
using His.Sessions;
using His.Sessions.Actor;

namespace His.Channels;

/// <summary>
/// The use case Deactivate Channel (docs/use-cases/deactivate-channel.md): a channel becomes inactive.
/// </summary>
internal static class DeactivateChannel
{
    public static async Task<Outcome<Empty>> RunAsync(SessionActor session, ChannelParams parameters)
    {
        // 2. The channel is the agent's own; else EF1.
        if (session.ChannelGroup.Find(parameters.ChannelId) is not { } channel)
        {
            return FailureCode.UnknownChannel;
        }

        return await WholeAsync(session, channel) is { } failure ? failure : Empty.Instance;
    }

    /// <summary>Steps 3 to 6: everything after the channel is found; also a part of Deactivate All.</summary>
    public static async Task<Failure?> WholeAsync(SessionActor session, ChannelWorkflow channel)
    {
        // 3. The platform can; else EF2.
        if (!channel.Position.Capabilities.ChannelDeactivation)
        {
            return FailureCode.NotSupported;
        }

        // 4. No interaction is ongoing on it; else EF3.
        if (ChannelGroup.Blockers([channel.Channel], session.Options.WrapUpBlocksLogout) is { Count: > 0 } blockers)
        {
            return new Failure(FailureCode.OngoingInteraction) { Blockers = blockers, ChannelId = channel.Id };
        }

        // 5. A channel that is Ready, or may be, goes Not Ready first; else EF4.
        if (
            channel.State is ChannelState.Ready or ChannelState.Unavailable
            && await GoNotReady.ServerSideAsync(session, channel, reason: null, Cause.AgentRequest) is { } notReadyFailure
        )
        {
            return notReadyFailure;
        }

        return await ServerSideAsync(session, channel, Cause.AgentRequest);
    }

    /// <summary>Step 6: the server-side portion, also used by Logout (step 6). A channel that is inactive already is done.</summary>
    /// <returns><see langword="null"/>, or EF5.</returns>
    public static async Task<Failure?> ServerSideAsync(
        SessionActor session,
        ChannelWorkflow channel,
        Cause cause,
        CancellationToken within = default
    )
    {
        bool IsDone() => !channel.Position.IsLoggedOn || channel.Holds(IsInactive);

        if (IsDone())
        {
            return null;
        }

        // 6. The switch deactivates it, confirmed by its state; else EF5. The event is published when the state changes.
        using var expected = channel.Expect(cause);
        var step = await channel.Position.Switch.StepAsync((agent, token) => agent.DeactivateAsync(channel.Id, token), IsDone, within);
        return step.IsReached ? null : channel.NotDone(step, FailureCode.DeactivationFailure, IsInactive);
    }

    private static bool IsInactive(SwitchQueueState queue) => queue.AgentState is null;
}
