using System.Text.Json.Serialization;
using His.Platform;
using His.Platform.Simulator;

namespace His.Server.Http;

/// <summary>A customer calls or writes.</summary>
/// <param name="Type">By which medium.</param>
/// <param name="Party">Who: a number, a name, an address.</param>
/// <param name="Subject">About what.</param>
/// <param name="PartyName">Their name, if the network tells one.</param>
/// <param name="PartyWithheld">They do not want to be known. The switch knows them all the same, and says so.</param>
internal sealed record OfferInteraction(ChannelType Type, string Party, string? Subject = null, string? PartyName = null, bool? PartyWithheld = null);

/// <summary>The interaction that began.</summary>
internal sealed record InteractionOffered(string InteractionId);

/// <summary>What the switch can do and wants from now on. What is left out stays as it is.</summary>
/// <param name="LogoutReason">Which reasons it wants for a logout.</param>
/// <param name="NotReadyReason">Which reasons it wants for Not Ready.</param>
/// <param name="ChannelDeactivation">Whether channels can be activated and deactivated one by one.</param>
/// <param name="LatencyMs">How long it takes for each command.</param>
/// <param name="WrapUp">Whether an interaction ends in wrap-up.</param>
/// <param name="RefuseLogOffDuringInteraction">Whether it refuses to log an agent off who has an interaction.</param>
/// <param name="Commands">What can be done with an interaction.</param>
/// <param name="Dialing">Whether a call can be begun.</param>
/// <param name="EndpointRegistered">Whether the telephones are registered; else a login succeeds with a warning.</param>
/// <param name="CalledParty">What becomes of numbers that are dialled, consulted and transferred to.</param>
internal sealed record SwitchSettings(
    SwitchPolicy? LogoutReason = null,
    SwitchPolicy? NotReadyReason = null,
    bool? ChannelDeactivation = null,
    int? LatencyMs = null,
    bool? WrapUp = null,
    bool? RefuseLogOffDuringInteraction = null,
    IReadOnlyList<InteractionCommand>? Commands = null,
    bool? Dialing = null,
    bool? EndpointRegistered = null,
    CalledParty? CalledParty = null)
{
    public SettingsChange ToChange() => new(
        LogoutReason?.ToChange(), NotReadyReason?.ToChange(), ChannelDeactivation, LatencyMs, WrapUp, RefuseLogOffDuringInteraction,
        Commands, Dialing, EndpointRegistered, CalledParty);
}

/// <summary>Which reasons a switch wants for one kind of act.</summary>
/// <param name="Requirement">Whether it wants one.</param>
/// <param name="FreeText">Whether the agent may write one.</param>
/// <param name="Version">Left out, it rises when anything changes.</param>
/// <param name="Reasons">The codes on offer.</param>
internal sealed record SwitchPolicy(
    ReasonRequirement Requirement,
    bool FreeText = false,
    [property: JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)] int? Version = null,
    IReadOnlyList<ReasonOption>? Reasons = null)
{
    public PolicyChange ToChange() => new(Requirement, FreeText, Reasons, Version);
}

/// <summary>The state of a channel in one queue.</summary>
/// <param name="AgentState">NotReady, Ready; left out, the channel takes no part in the queue.</param>
/// <param name="Reason">With NotReady: why.</param>
internal sealed record StateInQueue(AgentState? AgentState = null, SwitchReason? Reason = null)
{
    private const int LongestText = 256;

    /// <summary>What is wrong with it, or <see langword="null"/>.</summary>
    public string? Error =>
        Reason is null ? null
        : AgentState is not Platform.AgentState.NotReady ? "reason is for NotReady alone."
        : Reason is { Code: null, Text: null } || Reason.Code?.Length > LongestText || Reason.Text?.Length > LongestText ? $"reason needs a code or a text, at most {LongestText} characters each."
        : null;

    public SwitchQueueState In(string queue) => new(queue, AgentState, Reason is null ? null : new Reason(Reason.Code, Reason.Text));
}

/// <summary>Why a channel is Not Ready, as the switch has it.</summary>
internal sealed record SwitchReason(string? Code = null, string? Text = null);

/// <summary>The next such operations go wrong.</summary>
/// <param name="Operation">Which.</param>
/// <param name="Behaviour">How.</param>
/// <param name="ChannelId">On which channel; left out, on any.</param>
/// <param name="AgentId">Of which agent; left out, of any.</param>
/// <param name="Message">With Fail and NotAllowed: the switch's words.</param>
/// <param name="Times">How many. 1.</param>
/// <param name="Queue">Ready, NotReady, Activate, Deactivate: in which queue; in the others it goes well. Left out, in all.</param>
internal sealed record NextFault(
    SwitchOperation Operation,
    FaultBehaviour Behaviour,
    string? ChannelId = null,
    string? AgentId = null,
    string? Message = null,
    int? Times = null,
    string? Queue = null)
{
    public Fault ToFault() => new(Operation, Behaviour, ChannelId, AgentId, Message, Times ?? 1, Queue);
}
