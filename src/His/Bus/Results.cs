using System.Text.Json.Serialization;
using His.Platform;
using His.Sessions.Actor;

namespace His.Bus;

/// <summary>The result of a command without data.</summary>
public sealed record Empty
{
    /// <summary>The only instance.</summary>
    public static Empty Instance { get; } = new();
}

/// <summary>The result of <c>session.request.login</c>.</summary>
/// <param name="Snapshot">The state of the session.</param>
/// <param name="ResumeToken">The token for a later resume: 256 random bits, base64url-encoded.</param>
/// <param name="Now">The current time of HIS, UTC; every <c>since</c> and <c>time</c> is of this clock.</param>
/// <param name="Warnings">Warnings for the agent although the login succeeded; null for none.</param>
public sealed record LoginResult(Snapshot Snapshot, string ResumeToken, DateTimeOffset Now, IReadOnlyList<LoginWarning>? Warnings = null);

/// <summary>The result of <c>session.request.resume</c>. Missed events have been sent before it.</summary>
/// <param name="Snapshot">The state of the session.</param>
/// <param name="ResumeToken">The next token; the used one is invalid now.</param>
/// <param name="Replayed">Whether all missed events have been sent. If not, the client must resync from the snapshot.</param>
/// <param name="Now">The current time of HIS, UTC; every <c>since</c> and <c>time</c> is of this clock.</param>
public sealed record ResumeResult(Snapshot Snapshot, string ResumeToken, bool Replayed, DateTimeOffset Now);

/// <summary>The result of <c>session.request.ping</c>.</summary>
/// <param name="Now">The current time of HIS, UTC; every <c>since</c> and <c>time</c> is of this clock.</param>
public sealed record PingResult(DateTimeOffset Now);

/// <summary>The result of <c>session.request.logout</c>: what this logout did.</summary>
/// <param name="Channels">What it did to each channel.</param>
/// <param name="Pending">Whether the logout is pending until no interaction is ongoing. Omitted if false.</param>
public sealed record LogoutResult(
    IReadOnlyList<ChannelResult> Channels,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Pending = false
)
{
    /// <summary>Whether the agent is logged off at each platform; null, and omitted, if the agent works at one.</summary>
    public IReadOnlyList<PlatformResult>? Platforms { get; init; }

    internal static LogoutResult Later { get; } = new([], Pending: true);

    /// <summary>The result if another logout has ended the session.</summary>
    internal static LogoutResult ByAnother { get; } = new([]);
}

/// <summary>The result of <c>session.request.logoutplan</c>: what a logout would do now.</summary>
/// <param name="Possible">Whether no interaction blocks it.</param>
/// <param name="Blockers">The interactions that block it.</param>
/// <param name="Reason">The reasons that the switch accepts.</param>
/// <param name="WillNotReady">The channels that it would make Not Ready, in this order.</param>
/// <param name="WillDeactivate">The channels that it would deactivate, in this order.</param>
public sealed record LogoutPlanResult(
    bool Possible,
    IReadOnlyList<Blocker> Blockers,
    ReasonPolicy Reason,
    IReadOnlyList<string> WillNotReady,
    IReadOnlyList<string> WillDeactivate
)
{
    /// <summary>What it would do at each platform; null, and omitted, if the agent works at one.</summary>
    public IReadOnlyList<PlatformPlan>? Platforms { get; init; }
}

/// <summary>What a logout would do at a platform now.</summary>
/// <param name="Platform">The name of the platform.</param>
/// <param name="WillLogOff">Whether it would log the agent off there; false if the agent is not logged on.</param>
/// <param name="Available">Whether the state of all channels is known there. If not, the logout fails unless it may leave the platform behind.</param>
/// <param name="Reason">The reasons that the platform accepts.</param>
public sealed record PlatformPlan(string Platform, bool WillLogOff, bool Available, ReasonPolicy Reason);

/// <summary>The result of <c>channel.request.dial</c>.</summary>
public sealed record DialResult(string InteractionId);

/// <summary>A consistent snapshot of a session.</summary>
public sealed record Snapshot(SessionView Session, CapabilitiesView Capabilities, ChannelGroupView ChannelGroup)
{
    /// <summary>The agent at each platform; null, and omitted, if the agent works at one.</summary>
    public IReadOnlyList<PlatformView>? Platforms { get; init; }
}

/// <summary>The view of the agent at a platform for clients.</summary>
/// <param name="Name">The name of the platform.</param>
/// <param name="Required">Whether the session ends when this platform logs the agent off.</param>
/// <param name="State">Whether the agent is logged on there.</param>
/// <param name="Capabilities">The capabilities of the platform.</param>
public sealed record PlatformView(string Name, bool Required, PlatformState State, CapabilitiesView Capabilities);

/// <summary>The state of an agent at a platform.</summary>
public enum PlatformState
{
    /// <summary>Logged on.</summary>
    LoggedOn,

    /// <summary>Not logged on. Activating one of its channels logs the agent on.</summary>
    LoggedOff,

    /// <summary>Unknown: the platform could not be queried since the login. The agent is logged on as soon as it can.</summary>
    Unavailable,
}

/// <summary>The view of a session for clients.</summary>
/// <param name="Id">The id of the session.</param>
/// <param name="Agent">The agent.</param>
/// <param name="Platform">The name of the platform.</param>
/// <param name="LoggedInAt">The time of the login, UTC.</param>
/// <param name="Sequence">The sequence number of the last event that this snapshot contains.</param>
/// <param name="LoggingOut">Whether a logout is running.</param>
/// <param name="LogoutPending">Whether a logout is pending until interactions are over. Omitted if false.</param>
public sealed record SessionView(
    string Id,
    AgentView Agent,
    string Platform,
    DateTimeOffset LoggedInAt,
    long Sequence,
    bool LoggingOut,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool LogoutPending = false
);

/// <summary>The view of an agent for clients.</summary>
public sealed record AgentView(string Id, string Name);

/// <summary>The capabilities of the switch and the reasons it wants, as collected at login.</summary>
/// <param name="ChannelDeactivation">Whether channels can be activated and deactivated one by one.</param>
/// <param name="LogoutReason">The reasons it wants for a logout.</param>
/// <param name="NotReadyReason">The reasons it wants for Not Ready.</param>
/// <param name="Commands">The supported commands on an interaction, if its medium and its state allow them.</param>
/// <param name="Dialing">Whether calls can be dialed.</param>
/// <param name="LogoutWhenPossible">
/// Whether this HIS accepts a logout that is pending until interactions are over (<see cref="HisOptions.AllowPendingLogout"/>).
/// </param>
public sealed record CapabilitiesView(
    bool ChannelDeactivation,
    ReasonPolicy LogoutReason,
    ReasonPolicy NotReadyReason,
    IReadOnlyList<InteractionCommand> Commands,
    bool Dialing,
    bool LogoutWhenPossible
)
{
    /// <summary>
    /// Gets the view of the capabilities of one platform, or of several together: what one of them can do, and the reason of the first that
    /// wants one.
    /// </summary>
    internal static CapabilitiesView Of(IReadOnlyList<PlatformCapabilities> all, bool logoutWhenPossible) =>
        new(
            all.Any(it => it.ChannelDeactivation),
            Foremost(all, it => it.LogoutReason),
            Foremost(all, it => it.NotReadyReason),
            all.Count == 1 ? all[0].Commands : [.. all.SelectMany(it => it.Commands).Distinct().Order()],
            all.Any(it => it.Dialing),
            logoutWhenPossible
        );

    private static ReasonPolicy Foremost(IReadOnlyList<PlatformCapabilities> all, Func<PlatformCapabilities, ReasonPolicy> policy) =>
        all.Select(policy).FirstOrDefault(it => it.Requirement == ReasonRequirement.Required)
        ?? all.Select(policy).FirstOrDefault(it => it.Requirement != ReasonRequirement.None)
        ?? policy(all[0]);
}

/// <summary>The view of a channel group for clients.</summary>
public sealed record ChannelGroupView(string Id, IReadOnlyList<ChannelView> Channels);

/// <summary>The view of a channel for clients.</summary>
/// <param name="Id">The id, unique in the session.</param>
/// <param name="Type">The medium.</param>
/// <param name="Endpoint">The device; null for none.</param>
/// <param name="Activation">Whether the channel is active.</param>
/// <param name="AgentState">Ready or Not Ready; null while not active.</param>
/// <param name="Reason">The reason for Not Ready, from the agent or the switch; null if unknown.</param>
/// <param name="Cause">
/// The cause of the event that reported Not Ready or its current reason; null in other states, and if there was no event, as for a channel
/// that was found Not Ready.
/// </param>
/// <param name="Since">When it entered this state, UTC.</param>
/// <param name="Interactions">The interactions on the channel.</param>
public sealed record ChannelView(
    string Id,
    ChannelType Type,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Endpoint,
    Activation Activation,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] AgentState? AgentState,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] Reason? Reason,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] Cause? Cause,
    DateTimeOffset Since,
    IReadOnlyList<InteractionView> Interactions
)
{
    /// <summary>The state in each of the agent's queues if they do not all agree; else null, and omitted.</summary>
    public IReadOnlyList<QueueView>? Queues { get; init; }

    /// <summary>The name of the platform; null, and omitted, if the agent works at one.</summary>
    public string? Platform { get; init; }
}

/// <summary>The view of one of the agent's queues at a channel for clients.</summary>
/// <param name="Queue">The name of the queue.</param>
/// <param name="AgentState">Ready or Not Ready in the queue; null if the channel is not active in it.</param>
/// <param name="Reason">The reason for Not Ready; null if unknown.</param>
public sealed record QueueView(
    string Queue,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] AgentState? AgentState,
    Reason? Reason
)
{
    internal static IReadOnlyList<QueueView> Of(IReadOnlyList<SwitchQueueState> queues) =>
        [.. queues.Select(it => new QueueView(it.Queue, it.AgentState, it.Reason))];
}

/// <summary>The view of an interaction for clients.</summary>
/// <param name="Id">The id, never reused.</param>
/// <param name="Type">The medium.</param>
/// <param name="Direction">The direction.</param>
/// <param name="State">The current state.</param>
/// <param name="Party">The other side; empty if unknown or withheld.</param>
/// <param name="Subject">The subject; null if unknown.</param>
/// <param name="Since">When it entered this state, UTC.</param>
/// <param name="Consultation">The consultation; null for none.</param>
/// <param name="PartyName">The name of the other side; null, and omitted, if unknown.</param>
/// <param name="PartyWithheld">Whether the other side has withheld its identity. Omitted if false.</param>
public sealed record InteractionView(
    string Id,
    ChannelType Type,
    InteractionDirection Direction,
    InteractionState State,
    string Party,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Subject,
    DateTimeOffset Since,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] ConsultationView? Consultation,
    string? PartyName = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool PartyWithheld = false
);

/// <summary>The view of a consultation for clients.</summary>
/// <param name="State">The current state.</param>
/// <param name="Party">The destination as dialed.</param>
public sealed record ConsultationView(ConsultationState State, string Party);

/// <summary>The activation of a channel.</summary>
public enum Activation
{
    /// <summary>Not active.</summary>
    Inactive,

    /// <summary>Active: Ready or Not Ready.</summary>
    Active,

    /// <summary>Unknown: the switch cannot be queried.</summary>
    Unavailable,
}
