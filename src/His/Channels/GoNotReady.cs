using His.Bus;
using His.Platform;
using His.Sessions;
using His.Sessions.Actor;

namespace His.Channels;

/// <summary>
/// The use case Go Not Ready (docs/use-cases/go-not-ready.md): a channel receives no more work.
/// </summary>
internal static class GoNotReady
{
    public static async Task<Outcome<Empty>> RunAsync(SessionActor session, ChannelReasonParams parameters)
    {
        // 2. The channel is the agent's own; else EF1.
        if (session.ChannelGroup.Find(parameters.ChannelId) is not { } channel)
        {
            return FailureCode.UnknownChannel;
        }

        // 3. The switch has the reason it wants; else AF1.
        var policy = channel.Position.Capabilities.NotReadyReason;
        if (!policy.Accepts(parameters.Reason, out var reason))
        {
            return new Failure(FailureCode.NeedInfo) { Reason = policy };
        }

        // 4. The channel is active; else EF2.
        if (!channel.IsActive)
        {
            return Failure.InvalidState(channel.Activation);
        }

        return await ServerSideAsync(session, channel, reason, Cause.AgentRequest) is { } failure ? failure : Empty.Instance;
    }

    /// <summary>
    /// Steps 5 to 7: the server-side portion, also used by Logout (step 5), Deactivate Channel and a lost presence.
    /// A channel that is Not Ready already is done, unless another reason is given.
    /// </summary>
    /// <returns><see langword="null"/>, or EF3.</returns>
    public static async Task<Failure?> ServerSideAsync(
        SessionActor session,
        ChannelWorkflow channel,
        Reason? reason,
        Cause cause,
        CancellationToken within = default
    )
    {
        // A switch may store the text differently, such as truncated: then a successful response must do.
        var isTold = false;
        bool IsReason(Reason? there) =>
            reason is null || ((isTold || channel.IsReasonTold) && reason.Code == there?.Code && (isTold || reason.Text == there?.Text));
        Predicate<SwitchQueueState> isNotReady = queue =>
            queue.AgentState is null || (queue.AgentState is AgentState.NotReady && IsReason(queue.Reason));
        bool IsSoAlready(SwitchQueueState queue) =>
            queue.AgentState is null || (queue.AgentState is AgentState.NotReady && (reason is null || reason == queue.Reason));

        // 5. A channel that is Not Ready already, in every queue of the agent, is done.
        if (channel.State == ChannelState.NotReady && channel.Holds(IsSoAlready) && (reason is null || channel.IsReasonTold))
        {
            return null;
        }

        // 6. The switch makes it Not Ready, confirmed by its state; else EF3. The event is published when the state changes.
        using var expected = channel.Expect(cause, reason);
        var step = await channel.Position.Switch.StepAsync(
            async (agent, token) =>
            {
                var answer = await agent.MakeNotReadyAsync(channel.Id, reason, token);
                isTold = answer.Outcome == CommandOutcome.Done;
                return answer;
            },
            () => !channel.Position.IsLoggedOn || channel.Holds(isNotReady),
            within
        );
        return step.IsReached ? null : channel.NotDone(step, FailureCode.NotReadyFailure, isNotReady);
    }
}
