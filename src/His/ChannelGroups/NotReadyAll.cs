using His.Bus;
using His.Channels;
using His.Platform;
using His.Sessions;
using His.Sessions.Actor;

namespace His.ChannelGroups;

/// <summary>
/// Go Not Ready for each active channel (docs/use-cases/go-not-ready.md, AF2), in the order of the group. The first failure ends it;
/// what was done stays done.
/// </summary>
internal static class NotReadyAll
{
    public static async Task<Outcome<Empty>> RunAsync(SessionActor session, ReasonParams parameters)
    {
        var policy = session.Agent.Capabilities.NotReadyReason;
        if (!policy.Accepts(parameters.Reason, out var reason))
        {
            return new Failure(FailureCode.NeedInfo) { Reason = policy };
        }

        if (!session.ChannelGroup.Channels.Any(channel => channel.IsActive))
        {
            return Failure.InvalidState(Activation.Inactive);
        }

        return await ServerSideAsync(session, reason, Cause.AgentRequest) is { } failure ? failure : Empty.Instance;
    }

    /// <summary>The server-side portion, also used by a lost presence, a pending logout and a forced logout.</summary>
    public static async Task<Failure?> ServerSideAsync(SessionActor session, Reason? reason, Cause cause)
    {
        foreach (var channel in session.ChannelGroup.Channels.Where(channel => channel.IsActive))
        {
            if (await GoNotReady.ServerSideAsync(session, channel, reason, cause) is { } failure)
            {
                return failure;
            }
        }

        return null;
    }
}
