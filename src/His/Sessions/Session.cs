using His.Bus;
using His.ChannelGroups;
using His.Platform;
using His.Positions;
using His.Sessions.Actor;

namespace His.Sessions;

/// <summary>The session of a logged-in agent. State only; its <see cref="SessionActor"/> changes it.</summary>
internal sealed class Session(string id, AgentIdentity agent, List<Position> positions, DateTimeOffset loggedInAt, ChannelGroup group)
{
    public string Id { get; } = id;

    public AgentIdentity Agent { get; } = agent;

    /// <summary>The agent at each platform, in the order of the channels; at least one.</summary>
    public List<Position> Positions { get; } = positions; // a list: its enumerator costs nothing, and each work item goes through it

    public DateTimeOffset LoggedInAt { get; } = loggedInAt;

    public ChannelGroup ChannelGroup { get; } = group;

    /// <summary>The sequence number of the last event; 0 before the first.</summary>
    public long Sequence { get; set; }

    /// <summary>Takes a snapshot of the session for clients.</summary>
    /// <param name="isLoggingOut">Whether a logout is running.</param>
    /// <param name="isLogoutPending">Whether a logout is pending until interactions are over.</param>
    /// <param name="logoutWhenPossible">Whether HIS accepts a logout that is pending until interactions are over.</param>
    public Snapshot View(bool isLoggingOut, bool isLogoutPending, bool logoutWhenPossible) =>
        new(
            new SessionView(
                Id,
                new AgentView(Agent.Id, Agent.Name),
                Positions[0].Platform,
                LoggedInAt,
                Sequence,
                isLoggingOut,
                isLogoutPending
            ),
            CapabilitiesView.Of([.. Positions.Select(position => position.Capabilities)], logoutWhenPossible),
            ChannelGroup.View(Positions.Count > 1)
        )
        {
            Platforms = Positions.Count > 1 ? [.. Positions.Select(position => position.View())] : null,
        };
}
