using His.Bus;
using His.Channels;
using His.Interactions;
using His.Platform;
using His.Positions;
using His.Sessions;
using His.Sessions.Actor;

namespace His.ChannelGroups;

/// <summary>The workflow of a channel group; it is disposed of with the group.</summary>
internal sealed class ChannelGroupWorkflow(ChannelGroup group, SessionActor session)
{
    private bool _isDisposed;

    public ChannelGroup Group { get; } = group;

    /// <summary>The channels in the order of the group, in which flows process them (decision R12).</summary>
    public IReadOnlyList<ChannelWorkflow> Channels { get; } =
        group
            .Channels.Select(channel => new ChannelWorkflow(
                channel,
                session.Positions.First(position => position.Platform == channel.Platform),
                session
            ))
            .ToArray();

    public IEnumerable<InteractionWorkflow> Interactions => Channels.SelectMany(channel => channel.Interactions);

    public ChannelWorkflow? Find(string channelId) => Channels.FirstOrDefault(channel => channel.Id == channelId);

    public InteractionWorkflow? FindInteraction(string interactionId) =>
        Interactions.FirstOrDefault(interaction => interaction.Id == interactionId);

    /// <summary>Publishes the group, its channels and their interactions for the first time.</summary>
    /// <param name="found">The state found at each platform.</param>
    public void PublishInitialState(IReadOnlyList<(Position Position, SwitchAgentState State)> found)
    {
        session.Publish(new ChannelGroupCreated(Group.Id));
        foreach (var channel in Group.Channels)
        {
            session.Publish(
                new ChannelCreated(channel.Id, channel.Type, channel.Endpoint, channel.Activation, channel.AgentState, channel.Reason)
            );
        }

        foreach (var (position, state) in found)
        {
            position.Events.ApplyInitial(state);
        }
    }

    /// <summary>Step 8 of Logout, and the end of this workflow. May be called twice.</summary>
    public void Dispose()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            session.Publish(new ChannelGroupDisposed(Group.Id));
        }
    }
}
