using His.Bus;
using His.ChannelGroups;
using His.Platform;
using His.Sessions.Actor;

namespace His.Sessions;

/// <summary>A logged-in agent at work. State only; what changes it is its <see cref="SessionActor"/>.</summary>
internal sealed class Session(string id, AgentIdentity agent, string platform, DateTimeOffset loggedInAt, PlatformCapabilities collected, ChannelGroup group)
{
    public string Id { get; } = id;

    public AgentIdentity Agent { get; } = agent;

    public string Platform { get; } = platform;

    public DateTimeOffset LoggedInAt { get; } = loggedInAt;

    /// <summary>What the switch could do and wanted at the login.</summary>
    public PlatformCapabilities CapabilitiesAtLogin { get; } = collected;

    public ChannelGroup ChannelGroup { get; } = group;

    /// <summary>Whether the agent is logged on at the switch, as far as HIS knows.</summary>
    public bool IsLoggedOn { get; set; } = true;

    /// <summary>The sequence of the last event.</summary>
    public long Sequence { get; set; }

    /// <summary>The session at this moment, as clients see it.</summary>
    /// <param name="capabilities">What the switch can do and wants now.</param>
    /// <param name="isLoggingOut">Whether a logout is under way.</param>
    /// <param name="isLogoutPending">Whether a logout waits for interactions to be over.</param>
    /// <param name="logoutWhenPossible">Whether HIS takes a logout that waits for interactions to be over.</param>
    public Snapshot View(PlatformCapabilities capabilities, bool isLoggingOut, bool isLogoutPending, bool logoutWhenPossible) => new(
        new SessionView(Id, new AgentView(Agent.Id, Agent.Name), Platform, LoggedInAt, Sequence, isLoggingOut, isLogoutPending),
        new CapabilitiesView(
            capabilities.ChannelDeactivation, capabilities.LogoutReason, capabilities.NotReadyReason, capabilities.Commands, capabilities.Dialing, logoutWhenPossible),
        ChannelGroup.View());
}
