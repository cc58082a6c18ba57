using His.Bus;
using His.Channels;
using His.Sessions;
using His.Sessions.Actor;

namespace His.ChannelGroups;

/// <summary>
/// The use case Activate All (docs/use-cases/activate-all.md): Activate Channel for each channel, in the order of the group. The
/// first failure ends it; what was done stays done.
/// </summary>
internal static class ActivateAll
{
    public static async Task<Outcome<Empty>> RunAsync(SessionActor session, NoParams parameters)
    {
        var failure = await session.ChannelGroup.Channels.ForEachAsync(channel => ActivateChannel.ServerSideAsync(session, channel));
        return failure is null ? Empty.Instance : failure;
    }
}
