using His.Bus;
using His.Channels;
using His.Positions;
using His.Sessions.Actor;

namespace His.Sessions;

/// <summary>Previews what a logout would do now (docs/use-cases/logout-plan.md). Changes nothing and sends nothing to the switch.</summary>
internal static class LogoutPlan
{
    public static Task<Outcome<LogoutPlanResult>> RunAsync(SessionActor session, NoParams parameters)
    {
        var channels = session.ChannelGroup.Group.Channels;

        var view = session.View();

        // 1. The interactions that block it (Logout, Decision 1).
        var blockers = session.Ongoing;

        // 2. The channels that would go Not Ready and those that would be deactivated (Decisions 2 and 3), in the order of the group.
        var ready = channels.Where(channel => channel.State is ChannelState.Ready or ChannelState.Unavailable);
        var active = channels.Where(channel => channel.State != ChannelState.Inactive && CanDeactivate(session, channel));

        return Task.FromResult<Outcome<LogoutPlanResult>>(
            new LogoutPlanResult(
                blockers.Count == 0,
                blockers,
                view.Capabilities.LogoutReason,
                [.. ready.Select(channel => channel.Id)],
                [.. active.Select(channel => channel.Id)]
            )
            {
                // 3. With several platforms: what it would do at each, and the reasons that each accepts.
                Platforms = view.Platforms is null ? null : [.. session.Positions.Select(Plan)],
            }
        );
    }

    private static PlatformPlan Plan(Position position) =>
        new(position.Platform, position.IsLoggedOn, position.IsKnown, position.Capabilities.LogoutReason);

    private static bool CanDeactivate(SessionActor session, Channel channel) =>
        session.ChannelGroup.Find(channel.Id)!.Position.Capabilities.ChannelDeactivation;
}
