using His.Bus;
using His.Channels;
using His.Sessions;
using His.Sessions.Actor;

namespace His.ChannelGroups;

/// <summary>
/// Go Ready for each active channel (docs/use-cases/go-ready.md, AF1), in the order of the group. The first failure ends it; what
/// was done stays done.
/// </summary>
internal static class ReadyAll
{
    public static async Task<Outcome<Empty>> RunAsync(SessionActor session, NoParams parameters)
    {
        var active = session.ChannelGroup.Channels.Where(channel => channel.IsActive).ToList();
        if (active.Count == 0)
        {
            return Failure.InvalidState(Activation.Inactive);
        }

        var failure = await active.ForEachAsync(channel => GoReady.ServerSideAsync(session, channel));
        return failure is null ? Empty.Instance : failure;
    }
}
