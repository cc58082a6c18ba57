using System.Text.Json.Serialization;
using His.Platform;

namespace His.Bus;

/// <summary>Something that has become true and is told to the agent's connections.</summary>
/// <param name="Method">The event's name on the bus.</param>
public abstract record BusEvent([property: JsonIgnore] string Method)
{
    /// <summary>Per session, from 1, without gaps but for the one that a restart of HIS leaves (docs/bus.md, Events).</summary>
    [JsonPropertyOrder(-2)]
    public long Sequence { get; init; }

    /// <summary>When it became true, UTC.</summary>
    [JsonPropertyOrder(-1)]
    public DateTimeOffset Time { get; init; }
}

/// <summary>The session is complete: the last event of a login.</summary>
public sealed record SessionInitialized(string SessionId) : BusEvent("session.event.initialized");

/// <summary>A logout waits until no interaction is ongoing, or waits no longer.</summary>
/// <param name="Pending">Whether it waits.</param>
/// <param name="Cause">Why it was asked for.</param>
/// <param name="Failure">Where it waits no longer because it failed: the name of the failure.</param>
public sealed record SessionLogoutPending(bool Pending, Cause Cause, string? Failure) : BusEvent("session.event.logoutpending");

/// <summary>The session is gone (Logout, step 9).</summary>
public sealed record SessionDisposed(string SessionId, Cause Cause, Reason? Reason) : BusEvent("session.event.disposed");

/// <summary>The channel group is there.</summary>
public sealed record ChannelGroupCreated(string ChannelGroupId) : BusEvent("channelgroup.event.created");

/// <summary>The channel group is gone (Logout, step 8).</summary>
public sealed record ChannelGroupDisposed(string ChannelGroupId) : BusEvent("channelgroup.event.disposed");

/// <summary>A channel is there, in this state.</summary>
public sealed record ChannelCreated(
    string ChannelId,
    ChannelType Type,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Endpoint,
    Activation Activation,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] AgentState? AgentState,
    Reason? Reason) : BusEvent("channel.event.created");

/// <summary>A channel became active; it is Not Ready.</summary>
public sealed record ChannelActivated(string ChannelId, Reason? Reason, Cause Cause) : BusEvent("channel.event.activated");

/// <summary>A channel became inactive.</summary>
public sealed record ChannelDeactivated(string ChannelId, Cause Cause) : BusEvent("channel.event.deactivated");

/// <summary>What a channel does is not known any more.</summary>
public sealed record ChannelUnavailable(string ChannelId) : BusEvent("channel.event.unavailable");

/// <summary>What a channel does is known again.</summary>
public sealed record ChannelAvailable(
    string ChannelId,
    Activation Activation,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] AgentState? AgentState,
    Reason? Reason) : BusEvent("channel.event.available");

/// <summary>A channel became Ready.</summary>
public sealed record ChannelReady(string ChannelId, Cause Cause) : BusEvent("channel.event.ready");

/// <summary>A channel became Not Ready, or got another reason for it.</summary>
public sealed record ChannelNotReady(string ChannelId, Reason? Reason, Cause Cause) : BusEvent("channel.event.notready");

/// <summary>The agent's queues at a channel do not agree with its state any more, or differ in another way, or agree again.</summary>
/// <param name="ChannelId">Which.</param>
/// <param name="Queues">The state in each; empty where all agree with the channel's.</param>
/// <param name="Cause">Why.</param>
public sealed record ChannelUpdated(string ChannelId, IReadOnlyList<QueueView> Queues, Cause Cause) : BusEvent("channel.event.updated");

/// <summary>A channel is gone (Logout, step 7).</summary>
public sealed record ChannelDisposed(string ChannelId) : BusEvent("channel.event.disposed");

/// <summary>An interaction came in or was begun.</summary>
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
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool PartyWithheld = false) : BusEvent("interaction.event.created");

/// <summary>An interaction is in another state, or more is known of it.</summary>
/// <param name="ChannelId">Where.</param>
/// <param name="InteractionId">Which.</param>
/// <param name="State">In which state it is.</param>
/// <param name="Consultation">The second party, while there is one: null says that there is none, or none any more.</param>
/// <param name="Party">Who the other side is, if that is other than was told before.</param>
/// <param name="Subject">What it is about, if that is other than was told before.</param>
/// <param name="PartyName">The name of the other side, if that is other than was told before; empty where it has none any more.</param>
/// <param name="PartyWithheld">Whether the other side has withheld who it is, if that is other than was told before.</param>
/// <param name="Cause">Where it has ended, or a consultation, and was not answered: why, if the switch says so.</param>
public sealed record InteractionUpdated(
    string ChannelId,
    string InteractionId,
    InteractionState State,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] ConsultationView? Consultation,
    string? Party = null,
    string? Subject = null,
    string? PartyName = null,
    bool? PartyWithheld = null,
    InteractionCause? Cause = null) : BusEvent("interaction.event.updated");

/// <summary>An interaction is done and gone.</summary>
/// <param name="ChannelId">Where.</param>
/// <param name="InteractionId">Which.</param>
/// <param name="Cause">Where it was not answered: why, if the switch says so.</param>
public sealed record InteractionCompleted(string ChannelId, string InteractionId, InteractionCause? Cause = null) : BusEvent("interaction.event.completed");

/// <summary>The destination did not take a transfer, and the other side is gone. The interaction may be completed by then.</summary>
/// <param name="ChannelId">Where.</param>
/// <param name="InteractionId">Which interaction was transferred.</param>
/// <param name="Destination">To whom.</param>
/// <param name="Cause">Why it was not taken.</param>
public sealed record InteractionTransferFailed(string ChannelId, string InteractionId, string Destination, InteractionCause Cause)
    : BusEvent("interaction.event.transferfailed");
