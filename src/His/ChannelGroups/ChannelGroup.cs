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

    /// <summary>Takes a snapshot for clients.</summary>
    /// <param name="withPlatforms">Whether it names the platform of each channel; omitted if there is only one.</param>
    public ChannelGroupView View(bool withPlatforms) =>
        new(Id, [.. Channels.Select(channel => withPlatforms ? channel.View() with { Platform = channel.Platform } : channel.View())]);
}
