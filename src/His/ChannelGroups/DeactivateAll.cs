using His.Bus;
using His.Channels;
using His.Sessions;
using His.Sessions.Actor;

namespace His.ChannelGroups;

/// <summary>
/// The use case Deactivate All (docs/use-cases/deactivate-all.md): Deactivate Channel for each channel, in the order of the group.
/// The first failure ends it; what was done stays done.
/// </summary>
internal static class DeactivateAll
{
    public static async Task<Outcome<Empty>> RunAsync(SessionActor session, NoParams parameters)
    {
        var failure = await session.ChannelGroup.Channels.ForEachAsync(channel => DeactivateChannel.WholeAsync(session, channel));
        return failure is null ? Empty.Instance : failure;
    }
}
