using System.Text.Json.Serialization;
using His.Platform;

namespace His.Bus;

/// <summary>An event of a session, published to the agent's client.</summary>
/// <param name="Method">The event's name on the bus.</param>
public abstract record BusEvent([property: JsonIgnore] string Method)
{
    /// <summary>The sequence number in the session, from 1, without gaps except after a restart of HIS (docs/bus.md, Events).</summary>
    [JsonPropertyOrder(-2)]
    public long Sequence { get; internal set; }

    /// <summary>The time of the event, UTC.</summary>
    [JsonPropertyOrder(-1)]
    public DateTimeOffset Time { get; internal set; }
}

/// <summary>The session is initialized: the last event of a login.</summary>
public sealed record SessionInitialized(string SessionId) : BusEvent("session.event.initialized");

/// <summary>A logout is pending until no interaction is ongoing, or is no longer pending.</summary>
/// <param name="Pending">Whether it is pending.</param>
/// <param name="Cause">The cause of the logout.</param>
/// <param name="Failure">The name of the failure, if it is no longer pending because it failed; else null.</param>
public sealed record SessionLogoutPending(bool Pending, Cause Cause, string? Failure) : BusEvent("session.event.logoutpending");

/// <summary>The state of the agent at a platform has changed. Only in a session with several platforms.</summary>
/// <param name="Platform">The name of the platform.</param>
/// <param name="State">The state there.</param>
/// <param name="Cause">The cause.</param>
/// <param name="Capabilities">The capabilities of the platform if the agent is logged on there; else null.</param>
public sealed record SessionPlatformChanged(string Platform, PlatformState State, Cause Cause, CapabilitiesView? Capabilities = null)
    : BusEvent("session.event.platform");

/// <summary>The session was disposed of (Logout, step 9).</summary>
public sealed record SessionDisposed(string SessionId, Cause Cause, Reason? Reason) : BusEvent("session.event.disposed");

/// <summary>The channel group was created.</summary>
public sealed record ChannelGroupCreated(string ChannelGroupId) : BusEvent("channelgroup.event.created");

/// <summary>The channel group was disposed of (Logout, step 8).</summary>
public sealed record ChannelGroupDisposed(string ChannelGroupId) : BusEvent("channelgroup.event.disposed");

/// <summary>A channel was created, in this state.</summary>
public sealed record ChannelCreated(
    string ChannelId,
    ChannelType Type,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Endpoint,
    Activation Activation,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] AgentState? AgentState,
    Reason? Reason
) : BusEvent("channel.event.created");

/// <summary>A channel became active; it is Not Ready.</summary>
public sealed record ChannelActivated(string ChannelId, Reason? Reason, Cause Cause) : BusEvent("channel.event.activated");

/// <summary>A channel became inactive.</summary>
public sealed record ChannelDeactivated(string ChannelId, Cause Cause) : BusEvent("channel.event.deactivated");

/// <summary>The state of a channel became unknown.</summary>
public sealed record ChannelUnavailable(string ChannelId) : BusEvent("channel.event.unavailable");

/// <summary>The state of a channel is known again.</summary>
public sealed record ChannelAvailable(
    string ChannelId,
    Activation Activation,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] AgentState? AgentState,
    Reason? Reason
) : BusEvent("channel.event.available");

/// <summary>A channel became Ready.</summary>
public sealed record ChannelReady(string ChannelId, Cause Cause) : BusEvent("channel.event.ready");

/// <summary>A channel became Not Ready, or got another reason for it.</summary>
public sealed record ChannelNotReady(string ChannelId, Reason? Reason, Cause Cause) : BusEvent("channel.event.notready");

/// <summary>The agent's queues at a channel no longer agree with its state, differ in another way, or agree again.</summary>
/// <param name="ChannelId">The id of the channel.</param>
/// <param name="Queues">The state in each queue; empty if all agree with the channel's.</param>
/// <param name="Cause">The cause of the change.</param>
public sealed record ChannelUpdated(string ChannelId, IReadOnlyList<QueueView> Queues, Cause Cause) : BusEvent("channel.event.updated");

/// <summary>A channel was disposed of (Logout, step 7).</summary>
public sealed record ChannelDisposed(string ChannelId) : BusEvent("channel.event.disposed");

/// <summary>An interaction arrived or was begun.</summary>
public sealed record InteractionCreated(
    string ChannelId,
    string InteractionId,
    ChannelType Type,
    InteractionDirection Direction,
    InteractionState State,
    string Party,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Subject,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] ConsultationView? Consultation,
    string? PartyName = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool PartyWithheld = false
) : BusEvent("interaction.event.created");

/// <summary>The state or the data of an interaction has changed.</summary>
/// <param name="ChannelId">The id of the channel.</param>
/// <param name="InteractionId">The id of the interaction.</param>
/// <param name="State">The current state.</param>
/// <param name="Consultation">The current consultation; null for none, or none any more.</param>
/// <param name="Party">The other side; null if unchanged.</param>
/// <param name="Subject">The subject; null if unchanged.</param>
/// <param name="PartyName">The name of the other side; null if unchanged, empty if it has none any more.</param>
/// <param name="PartyWithheld">Whether the other side has withheld its identity; null if unchanged.</param>
/// <param name="Cause">Why the interaction or a consultation was not answered, if it has ended; null if the switch reports none.</param>
public sealed record InteractionUpdated(
    string ChannelId,
    string InteractionId,
    InteractionState State,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] ConsultationView? Consultation,
    string? Party = null,
    string? Subject = null,
    string? PartyName = null,
    bool? PartyWithheld = null,
    InteractionCause? Cause = null
) : BusEvent("interaction.event.updated");

/// <summary>An interaction was completed.</summary>
/// <param name="ChannelId">The id of the channel.</param>
/// <param name="InteractionId">The id of the interaction.</param>
/// <param name="Cause">Why it was not answered; null if it was, or if the switch reports none.</param>
public sealed record InteractionCompleted(string ChannelId, string InteractionId, InteractionCause? Cause = null)
    : BusEvent("interaction.event.completed");

/// <summary>The destination did not accept a transfer, and the other side has left. The interaction may be completed already.</summary>
/// <param name="ChannelId">The id of the channel.</param>
/// <param name="InteractionId">The id of the transferred interaction.</param>
/// <param name="Destination">The destination of the transfer.</param>
/// <param name="Cause">Why it was not accepted.</param>
public sealed record InteractionTransferFailed(string ChannelId, string InteractionId, string Destination, InteractionCause Cause)
    : BusEvent("interaction.event.transferfailed");
