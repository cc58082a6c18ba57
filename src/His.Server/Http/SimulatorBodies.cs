using His.Platform;
using His.Platform.Simulator;

namespace His.Server.Http;

/// <summary>A new interaction from a customer.</summary>
/// <param name="Type">Medium of the interaction.</param>
/// <param name="Party">Number, name or address of the customer.</param>
/// <param name="Subject">Subject; <see langword="null"/> for none.</param>
/// <param name="PartyName">Name of the customer, if the network provides one.</param>
/// <param name="PartyWithheld">
/// Whether the customer withholds their identity. The switch knows it nevertheless, and reports that it is withheld.
/// </param>
internal sealed record OfferInteraction(
    ChannelType Type,
    string Party,
    string? Subject = null,
    string? PartyName = null,
    bool? PartyWithheld = null
);

/// <summary>The interaction that began.</summary>
internal sealed record InteractionOffered(string InteractionId);

/// <summary>The state of a channel in one queue.</summary>
/// <param name="AgentState">NotReady or Ready; if omitted, the channel is not in the queue.</param>
/// <param name="Reason">Reason; with NotReady only.</param>
internal sealed record StateInQueue(AgentState? AgentState = null, SwitchReason? Reason = null)
{
    private const int LongestText = 256;

    /// <summary>The validation error; <see langword="null"/> if the state is valid.</summary>
    public string? Error =>
        Reason is null ? null
        : AgentState is not Platform.AgentState.NotReady ? "reason is allowed only with NotReady."
        : Reason is { Code: null, Text: null } || Reason.Code?.Length > LongestText || Reason.Text?.Length > LongestText
            ? $"reason must have a code or a text, of at most {LongestText} characters each."
        : null;

    public SwitchQueueState In(string queue) => new(queue, AgentState, Reason is null ? null : new Reason(Reason.Code, Reason.Text));
}

/// <summary>The reason for Not Ready, as stored by the switch.</summary>
internal sealed record SwitchReason(string? Code = null, string? Text = null);

/// <summary>A fault to inject into the next matching operations.</summary>
/// <param name="Operation">The operation that fails.</param>
/// <param name="Behaviour">The kind of fault.</param>
/// <param name="ChannelId">The channel; if omitted, any.</param>
/// <param name="AgentId">The agent; if omitted, any.</param>
/// <param name="Message">With Fail and NotAllowed: the error text of the switch.</param>
/// <param name="Times">Number of operations that fail. Default: 1.</param>
/// <param name="Queue">
/// With Ready, NotReady, Activate and Deactivate: the queue in which the operation fails; it succeeds in the others. If omitted, it fails
/// in all.
/// </param>
internal sealed record NextFault(
    SwitchOperation Operation,
    FaultBehaviour Behaviour,
    string? ChannelId = null,
    string? AgentId = null,
    string? Message = null,
    int? Times = null,
    string? Queue = null
)
{
    public Fault ToFault() => new(Operation, Behaviour, ChannelId, AgentId, Message, Times ?? 1, Queue);
}

/// <summary>The link between HIS and a simulated switch.</summary>
/// <param name="Available">Whether it is up.</param>
internal sealed record LinkState(bool Available);

/// <summary>A simulated platform.</summary>
/// <param name="Name">The name of the platform.</param>
/// <param name="Channels">The channels of every agent there.</param>
internal sealed record SimulatedPlatform(string Name, IReadOnlyList<PlatformChannel> Channels);
