using His.Bus;
using His.Channels;
using His.Sessions.Actor;

namespace His.Sessions;

/// <summary>Previews what a logout would do now (docs/use-cases/logout-plan.md). Changes nothing and sends nothing to the switch.</summary>
internal static class LogoutPlan
{
    public static Task<Outcome<LogoutPlanResult>> RunAsync(SessionActor session, NoParams parameters)
    {
        var capabilities = session.Agent.Capabilities;
        var channels = session.ChannelGroup.Group.Channels;

        // 1. The interactions that block it (Logout, Decision 1).
        var blockers = session.Ongoing;

        // 2. The channels that would go Not Ready and those that would be deactivated (Decisions 2 and 3), in the order of the group.
        var ready = channels.Where(channel => channel.State is ChannelState.Ready or ChannelState.Unavailable);
        var active = channels.Where(channel => capabilities.ChannelDeactivation && channel.State != ChannelState.Inactive);

        return Task.FromResult<Outcome<LogoutPlanResult>>(
            new LogoutPlanResult(
                blockers.Count == 0,
                blockers,
                capabilities.LogoutReason,
                [.. ready.Select(channel => channel.Id)],
                [.. active.Select(channel => channel.Id)]
            )
        );
    }
}
