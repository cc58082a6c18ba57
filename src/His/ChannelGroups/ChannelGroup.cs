using His.Bus;
using His.Channels;
using His.Platform;

namespace His.ChannelGroups;

/// <summary>The channels of a session, in the order of the switch.</summary>
internal sealed class ChannelGroup(string id, IReadOnlyList<Channel> channels)
{
    public string Id { get; } = id;

    public IReadOnlyList<Channel> Channels { get; } = channels;

    /// <summary>The interactions on these channels that block a logout (decision R13: wrap-up by a setting).</summary>
    public static IReadOnlyList<Blocker> Blockers(IReadOnlyList<Channel> channels, bool wrapUpBlocks) =>
        channels.All(channel => channel.Interactions.Count == 0)
            ? []
            :
            [
                .. channels
                    .SelectMany(channel => channel.Interactions)
                    .Where(interaction => wrapUpBlocks || interaction.State != InteractionState.Ended)
                    .Select(interaction => new Blocker(interaction.ChannelId, interaction.Id, interaction.Type, interaction.State)),
            ];

    public ChannelGroupView View() => new(Id, [.. Channels.Select(channel => channel.View())]);
}
