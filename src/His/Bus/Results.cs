using System.Text.Json.Serialization;
using His.Platform;
using His.Sessions.Actor;

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
/// <param name="Now">The time of HIS as it answers, UTC: every <c>since</c> and <c>time</c> is of this clock.</param>
/// <param name="Warnings">What the agent should know though the login succeeded, if anything.</param>
public sealed record LoginResult(Snapshot Snapshot, string ResumeToken, DateTimeOffset Now, IReadOnlyList<LoginWarning>? Warnings = null);

/// <summary>The result of <c>session.request.resume</c>. What was missed has been sent before it.</summary>
/// <param name="Snapshot">All there is.</param>
/// <param name="ResumeToken">The next token; the one that was used is worth nothing any more.</param>
/// <param name="Replayed">Whether everything that was missed has been sent. If not, only the snapshot says what is.</param>
/// <param name="Now">The time of HIS as it answers, UTC: every <c>since</c> and <c>time</c> is of this clock.</param>
public sealed record ResumeResult(Snapshot Snapshot, string ResumeToken, bool Replayed, DateTimeOffset Now);

/// <summary>The result of <c>session.request.ping</c>.</summary>
/// <param name="Now">The time of HIS as it answers, UTC: every <c>since</c> and <c>time</c> is of this clock.</param>
public sealed record PingResult(DateTimeOffset Now);

/// <summary>The result of <c>session.request.logout</c>: what this logout did.</summary>
/// <param name="Channels">What it did to each channel.</param>
/// <param name="Pending">Nothing yet: it waits until no interaction is ongoing. Left out when it is done.</param>
public sealed record LogoutResult(
    IReadOnlyList<ChannelResult> Channels,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Pending = false)
{
    internal static LogoutResult Later { get; } = new([], Pending: true);

    /// <summary>Somebody else's logout has done it all.</summary>
    internal static LogoutResult ByAnother { get; } = new([]);
}

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
/// <param name="LogoutPending">Whether a logout waits for interactions to be over. Left out when not.</param>
public sealed record SessionView(
    string Id,
    AgentView Agent,
    string Platform,
    DateTimeOffset LoggedInAt,
    long Sequence,
    bool LoggingOut,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool LogoutPending = false);

/// <summary>An agent as clients see them.</summary>
public sealed record AgentView(string Id, string Name);

/// <summary>What the switch can do and wants, as collected at login.</summary>
/// <param name="ChannelDeactivation">Whether channels can be activated and deactivated one by one.</param>
/// <param name="LogoutReason">Which reasons it wants for a logout.</param>
/// <param name="NotReadyReason">Which reasons it wants for Not Ready.</param>
/// <param name="Commands">What HIS can have done with an interaction, where its medium and its state allow it.</param>
/// <param name="Dialing">Whether HIS can begin a call.</param>
/// <param name="LogoutWhenPossible">Whether this HIS takes a logout that waits for interactions to be over (<see cref="HisOptions.AllowPendingLogout"/>).</param>
public sealed record CapabilitiesView(
    bool ChannelDeactivation,
    ReasonPolicy LogoutReason,
    ReasonPolicy NotReadyReason,
    IReadOnlyList<InteractionCommand> Commands,
    bool Dialing,
    bool LogoutWhenPossible);

/// <summary>A channel group as clients see it.</summary>
public sealed record ChannelGroupView(string Id, IReadOnlyList<ChannelView> Channels);

/// <summary>A channel as clients see it.</summary>
/// <param name="Id">Unique in the session.</param>
/// <param name="Type">The medium.</param>
/// <param name="Endpoint">The device, if any.</param>
/// <param name="Activation">Whether it can carry work.</param>
/// <param name="AgentState">Whether it does; null while not active.</param>
/// <param name="Reason">Why it does not, as the agent or the switch said; null if not known.</param>
/// <param name="Cause">
/// Why it does not, as the event said that told it so or told the present reason; null while it is not Not Ready, and where no event did, as
/// for a channel that was found so.
/// </param>
/// <param name="Since">Since when it is in this state.</param>
/// <param name="Interactions">What it carries.</param>
public sealed record ChannelView(
    string Id,
    ChannelType Type,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Endpoint,
    Activation Activation,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] AgentState? AgentState,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] Reason? Reason,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] Cause? Cause,
    DateTimeOffset Since,
    IReadOnlyList<InteractionView> Interactions)
{
    /// <summary>The state in each of the agent's queues, where they do not all agree. Left out where they do.</summary>
    public IReadOnlyList<QueueView>? Queues { get; init; }
}

/// <summary>One of the agent's queues at a channel, as clients see it.</summary>
/// <param name="Queue">Its name.</param>
/// <param name="AgentState">Whether work may come from it; null where the channel takes no part in it.</param>
/// <param name="Reason">Why it does not, if known.</param>
public sealed record QueueView(
    string Queue, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] AgentState? AgentState, Reason? Reason)
{
    internal static IReadOnlyList<QueueView> Of(IReadOnlyList<SwitchQueueState> queues) =>
        [.. queues.Select(it => new QueueView(it.Queue, it.AgentState, it.Reason))];
}

/// <summary>An interaction as clients see it.</summary>
/// <param name="Id">Never used again.</param>
/// <param name="Type">The medium.</param>
/// <param name="Direction">Who began it.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Party">The other side; empty where it is not known or withheld.</param>
/// <param name="Subject">What it is about, if known.</param>
/// <param name="Since">Since when it is in this state.</param>
/// <param name="Consultation">The second party, if there is one.</param>
/// <param name="PartyName">The name of the other side. Left out where none is known.</param>
/// <param name="PartyWithheld">Whether the other side has withheld who it is. Left out when not.</param>
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
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool PartyWithheld = false);

/// <summary>A second party, brought to a call, as clients see it.</summary>
/// <param name="State">How far it is.</param>
/// <param name="Party">The destination as it was dialled.</param>
public sealed record ConsultationView(ConsultationState State, string Party);

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
