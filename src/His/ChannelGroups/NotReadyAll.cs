using His.Bus;
using His.Channels;
using His.Positions;
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
        var active = session.ChannelGroup.Channels.Where(channel => channel.IsActive).ToList();
        IReadOnlyList<Position> positions =
            active.Count == 0 ? session.Positions : [.. active.Select(channel => channel.Position).Distinct()];
        var given = ReasonsGiven.Of(parameters.Reason, parameters.Reasons);
        if (PlatformReasons.FindFor(positions, it => it.NotReadyReason, given, out var reasons) is { } needInfo)
        {
            return needInfo;
        }

        if (active.Count == 0)
        {
            return Failure.InvalidState(Activation.Inactive);
        }

        var failure = await active.ForEachAsync(channel =>
            GoNotReady.ServerSideAsync(session, channel, reasons[channel.Position], Cause.AgentRequest)
        );
        return failure is null ? Empty.Instance : failure;
    }

    /// <summary>The server-side portion without a reason, used by a lost presence, a pending logout and a forced logout.</summary>
    public static Task<Failure?> ServerSideAsync(SessionActor session, Cause cause) =>
        session
            .ChannelGroup.Channels.Where(channel => channel.IsActive)
            .ToList()
            .ForEachAsync(channel => GoNotReady.ServerSideAsync(session, channel, reason: null, cause));
}
