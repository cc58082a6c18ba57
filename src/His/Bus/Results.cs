using System.Text.Json.Serialization;
using His.Platform;

namespace His.Bus;

/// <summary>The result of a command that answers with nothing but success.</summary>
public sealed record Empty
{
    /// <summary>The one instance.</summary>
    public static Empty Instance { get; } = new();
}

/// <summary>The result of <c>session.request.login</c>.</summary>
/// <param name="Snapshot">All there is.</param>
/// <param name="ResumeToken">256 random bits in URL-safe letters: proves at a later resume whose session it is.</param>
public sealed record LoginResult(Snapshot Snapshot, string ResumeToken);

/// <summary>The result of <c>session.request.logout</c>: what this logout did.</summary>
public sealed record LogoutResult(IReadOnlyList<ChannelResult> Channels);

/// <summary>The result of <c>session.request.logoutplan</c>: what a logout would do now.</summary>
/// <param name="Possible">Whether nothing is in its way.</param>
/// <param name="Blockers">What is.</param>
/// <param name="Reason">Which reasons the switch takes.</param>
/// <param name="WillNotReady">The channels that it would make Not Ready, in this order.</param>
/// <param name="WillDeactivate">The channels that it would deactivate, in this order.</param>
public sealed record LogoutPlanResult(
    bool Possible,
    IReadOnlyList<Blocker> Blockers,
    ReasonPolicy Reason,
    IReadOnlyList<string> WillNotReady,
    IReadOnlyList<string> WillDeactivate);

/// <summary>The result of <c>channel.request.dial</c>.</summary>
public sealed record DialResult(string InteractionId);

/// <summary>Everything about a session at one moment, consistent in itself.</summary>
public sealed record Snapshot(SessionView Session, CapabilitiesView Capabilities, ChannelGroupView ChannelGroup);

/// <summary>A session as clients see it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Agent">Who works in it.</param>
/// <param name="Platform">At which switch.</param>
/// <param name="LoggedInAt">Since when.</param>
/// <param name="Sequence">The sequence of the last event that this snapshot contains.</param>
/// <param name="LoggingOut">Whether a logout runs.</param>
public sealed record SessionView(string Id, AgentView Agent, string Platform, DateTimeOffset LoggedInAt, long Sequence, bool LoggingOut);

/// <summary>An agent as clients see them.</summary>
public sealed record AgentView(string Id, string Name);

/// <summary>What the switch can do and wants, as collected at login.</summary>
public sealed record CapabilitiesView(bool ChannelDeactivation, ReasonPolicy LogoutReason, ReasonPolicy NotReadyReason);

/// <summary>A channel group as clients see it.</summary>
public sealed record ChannelGroupView(string Id, IReadOnlyList<ChannelView> Channels);

/// <summary>A channel as clients see it.</summary>
/// <param name="Id">Unique in the session.</param>
/// <param name="Type">The medium.</param>
/// <param name="Endpoint">The device, if any.</param>
/// <param name="Activation">Whether it can carry work.</param>
/// <param name="AgentState">Whether it does; null while not active.</param>
/// <param name="Reason">Why it does not, if known.</param>
/// <param name="Since">Since when it is in this state.</param>
/// <param name="Interactions">What it carries.</param>
public sealed record ChannelView(
    string Id,
    ChannelType Type,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Endpoint,
    Activation Activation,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] AgentState? AgentState,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] Reason? Reason,
    DateTimeOffset Since,
    IReadOnlyList<InteractionView> Interactions);

/// <summary>An interaction as clients see it.</summary>
public sealed record InteractionView(
    string Id,
    ChannelType Type,
    InteractionDirection Direction,
    InteractionState State,
    string Party,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Subject,
    DateTimeOffset Since);

/// <summary>Whether a channel can carry work.</summary>
public enum Activation
{
    /// <summary>It does not take part.</summary>
    Inactive,

    /// <summary>It takes part.</summary>
    Active,

    /// <summary>What it does is not known: the switch cannot be asked.</summary>
    Unavailable,
}
