using His.Bus;
using His.ChannelGroups;
using His.Platform;
using His.Sessions.Actor;

namespace His.Sessions;

/// <summary>The session of a logged-in agent. State only; its <see cref="SessionActor"/> changes it.</summary>
internal sealed class Session(
    string id,
    AgentIdentity agent,
    string platform,
    DateTimeOffset loggedInAt,
    PlatformCapabilities collected,
    ChannelGroup group
)
{
    public string Id { get; } = id;

    public AgentIdentity Agent { get; } = agent;

    public string Platform { get; } = platform;

    public DateTimeOffset LoggedInAt { get; } = loggedInAt;

    /// <summary>The capabilities of the switch, and the reasons it wanted, at the login.</summary>
    public PlatformCapabilities CapabilitiesAtLogin { get; } = collected;

    public ChannelGroup ChannelGroup { get; } = group;

    /// <summary>Whether the agent is logged on at the switch, by the last known state.</summary>
    public bool IsLoggedOn { get; set; } = true;

    /// <summary>The sequence number of the last event; 0 before the first.</summary>
    public long Sequence { get; set; }

    /// <summary>Takes a snapshot of the session for clients.</summary>
    /// <param name="capabilities">The current capabilities of the switch.</param>
    /// <param name="isLoggingOut">Whether a logout is running.</param>
    /// <param name="isLogoutPending">Whether a logout is pending until interactions are over.</param>
    /// <param name="logoutWhenPossible">Whether HIS accepts a logout that is pending until interactions are over.</param>
    public Snapshot View(PlatformCapabilities capabilities, bool isLoggingOut, bool isLogoutPending, bool logoutWhenPossible) =>
        new(
            new SessionView(Id, new AgentView(Agent.Id, Agent.Name), Platform, LoggedInAt, Sequence, isLoggingOut, isLogoutPending),
            new CapabilitiesView(
                capabilities.ChannelDeactivation,
                capabilities.LogoutReason,
                capabilities.NotReadyReason,
                capabilities.Commands,
                capabilities.Dialing,
                logoutWhenPossible
            ),
            ChannelGroup.View()
        );
}
