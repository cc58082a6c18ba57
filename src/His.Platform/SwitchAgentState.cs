namespace His.Platform;

/// <summary>The credentials an agent typed to log in.</summary>
/// <param name="AgentId">The agent's id, at most 64 characters.</param>
/// <param name="Password">The password; never written to a log.</param>
public sealed record AgentCredentials(string AgentId, string Password)
{
    /// <summary>
    /// The address of the client (IPv6: its /64), so that password checks can be scheduled fairly by address;
    /// <see langword="null"/> if unknown.
    /// </summary>
    public string? RemoteAddress { get; init; }

    /// <summary>The id alone, because the password must not end up in logs.</summary>
    public override string ToString() => $"AgentCredentials {{ AgentId = {AgentId} }}";
}

/// <summary>An agent whom a platform has authenticated.</summary>
/// <param name="Id">Unique at the switch.</param>
/// <param name="Name">The display name.</param>
public sealed record AgentIdentity(string Id, string Name);

/// <summary>The state of an agent at the switch at one moment.</summary>
/// <param name="LoggedOn">Whether the agent is logged on there.</param>
/// <param name="Channels">All channels of the agent, in the order in which they are shown and worked through.</param>
/// <param name="Interactions">All interactions that are not completed.</param>
public sealed record SwitchAgentState(
    bool LoggedOn,
    IReadOnlyList<SwitchChannelState> Channels,
    IReadOnlyList<SwitchInteractionState> Interactions
);

/// <summary>One agent in the list of all who are at the switch (<see cref="IPlatform.ListAgentsAsync"/>).</summary>
/// <param name="Agent">The agent's identity.</param>
/// <param name="Endpoint">The telephone, if any; used to attach to the agent (<see cref="IPlatform.ReattachAsync"/>).</param>
/// <param name="Channels">The channels of the agent.</param>
/// <param name="Interactions">The ids of the agent's interactions, except those in wrap-up, which a switch may have forgotten.</param>
public sealed record AgentListing(
    AgentIdentity Agent,
    string? Endpoint,
    IReadOnlyList<SwitchChannelState> Channels,
    IReadOnlyList<string> Interactions
);

/// <summary>The state of one channel at the switch.</summary>
/// <param name="Id">Unique within the agent, such as <c>phone</c>.</param>
/// <param name="Type">The medium.</param>
/// <param name="Endpoint">The device, if the medium has one.</param>
/// <param name="IsActive">Whether the channel can carry work.</param>
/// <param name="AgentState">
/// Ready or Not Ready; <see langword="null"/> exactly while inactive. Ready as soon as work may come from any queue.
/// </param>
/// <param name="Reason">The Not Ready reason the switch holds, if any.</param>
public sealed record SwitchChannelState(
    string Id,
    ChannelType Type,
    string? Endpoint,
    bool IsActive,
    AgentState? AgentState,
    Reason? Reason = null
)
{
    /// <summary>
    /// The state in each of the agent's queues (skills, groups: whatever the switch distributes work by), if they differ from
    /// the channel; empty if they do not, and if the switch has no queues. A command has reached its goal when the goal holds in
    /// every queue: the state of the channel says what may come, these say what is left to do.
    /// </summary>
    public IReadOnlyList<SwitchQueueState> Queues { get; init; } = [];

    /// <summary>The channel as a whole, from its state in each queue.</summary>
    /// <param name="id">Unique within the agent.</param>
    /// <param name="type">The medium.</param>
    /// <param name="endpoint">The device, if the medium has one.</param>
    /// <param name="queues">
    /// The agent's queues, in the order in which they are shown. A queue without a state is one in which the agent takes no part.
    /// </param>
    /// <param name="others">Former queues of the agent from which work may still come. No goal includes them.</param>
    public static SwitchChannelState InQueues(
        string id,
        ChannelType type,
        string? endpoint,
        IReadOnlyList<SwitchQueueState> queues,
        IReadOnlyList<SwitchQueueState>? others = null
    )
    {
        ArgumentNullException.ThrowIfNull(queues);
        AgentState? state = null;
        Reason? firstReason = null;
        foreach (var queue in others is null ? queues : [.. queues, .. others])
        {
            state = IsReady(queue) ? queue.AgentState : state ?? queue.AgentState;
            firstReason ??= queue.Reason;
        }

        var reason = state is Platform.AgentState.NotReady ? firstReason : null;
        var told = others is null ? queues : [.. queues, .. others.Where(IsReady)];
        var differs = false;
        foreach (var queue in told)
        {
            differs |= queue.AgentState != state || queue.Reason != reason;
        }

        return new SwitchChannelState(id, type, endpoint, IsActive: state is not null, state, reason) { Queues = differs ? told : [] };

        static bool IsReady(SwitchQueueState it) => it.AgentState is Platform.AgentState.Ready;
    }

    /// <summary>Compares by value, including the queues.</summary>
    public bool Equals(SwitchChannelState? other) =>
        other is not null
        && Id == other.Id
        && Type == other.Type
        && Endpoint == other.Endpoint
        && IsActive == other.IsActive
        && AgentState == other.AgentState
        && Reason == other.Reason
        && Queues.SequenceEqual(other.Queues);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Id, Type, Endpoint, IsActive, AgentState, Reason, Queues.Count);
}

/// <summary>The state of one channel in one of the agent's queues.</summary>
/// <param name="Queue">The display name of the queue, skill or group.</param>
/// <param name="AgentState">Whether work may come from it; <see langword="null"/> while the channel takes no part in it.</param>
/// <param name="Reason">The Not Ready reason the switch holds there, if any.</param>
public sealed record SwitchQueueState(string Queue, AgentState? AgentState, Reason? Reason = null);

/// <summary>The state of one interaction at the switch.</summary>
/// <param name="Id">Unique at the switch, never reused.</param>
/// <param name="ChannelId">The channel that carries it.</param>
/// <param name="Type">The medium.</param>
/// <param name="Direction">The side that began it.</param>
/// <param name="State">The phase it is in.</param>
/// <param name="Party">
/// The other side as the network identifies it: a number, an address. Untrusted text. Empty if unknown or withheld.
/// </param>
/// <param name="Subject">The subject, if known. Untrusted text.</param>
/// <param name="Consultation">The consultation with a second party about it, if there is one.</param>
/// <param name="PartyName">The name of the other side, if the switch knows one. Untrusted text.</param>
/// <param name="IsPartyWithheld">
/// Whether the other side withholds its identity: HIS then shows neither <paramref name="Party"/> nor <paramref name="PartyName"/>,
/// whatever is in them.
/// </param>
public sealed record SwitchInteractionState(
    string Id,
    string ChannelId,
    ChannelType Type,
    InteractionDirection Direction,
    InteractionState State,
    string Party,
    string? Subject = null,
    SwitchConsultationState? Consultation = null,
    string? PartyName = null,
    bool IsPartyWithheld = false
);

/// <summary>A second party, brought to a telephone call by <see cref="InteractionCommand.Consult"/>.</summary>
/// <param name="State">The phase it is in.</param>
/// <param name="Party">The destination as it was dialed.</param>
public sealed record SwitchConsultationState(ConsultationState State, string Party);

/// <summary>
/// The phase of a consultation (CSTA, ECMA-269: Consultation Call, Conference Call). While it is Dialing or Connected the first party
/// waits and the interaction is Held; in a conference all three talk and the interaction is Connected.
/// <code>
///   (none) ──► Dialing ──► Connected ──► Conference
///     ▲           │            │             │
///     └───────────┴────────────┴─────────────┘   (cancelled, refused, or the second party hangs up)
/// </code>
/// If the first party hangs up in the meantime, the switch decides: the interaction ends, or the second party is its other side from then
/// on.
/// </summary>
public enum ConsultationState
{
    /// <summary>The second party has not answered.</summary>
    Dialing,

    /// <summary>The agent and the second party talk; the first waits.</summary>
    Connected,

    /// <summary>All three talk.</summary>
    Conference,
}

/// <summary>The medium of a channel.</summary>
public enum ChannelType
{
    /// <summary>Telephone calls.</summary>
    Telephony,

    /// <summary>Text conversations.</summary>
    Chat,

    /// <summary>E-mail.</summary>
    Email,
}

/// <summary>The agent state of an active channel, as CSTA (ECMA-269, 6.1.2) names them.</summary>
public enum AgentState
{
    /// <summary>No work is sent to the channel.</summary>
    NotReady,

    /// <summary>Work may come at any moment.</summary>
    Ready,
}

/// <summary>The side that began an interaction.</summary>
public enum InteractionDirection
{
    /// <summary>The customer.</summary>
    Inbound,

    /// <summary>The agent.</summary>
    Outbound,
}

/// <summary>
/// The phase of an interaction, which is ongoing until it is completed.
/// <code>
///   Alerting ──┐            ┌──► Held ──┐
///              ├──► Connected ◄─────────┤
///   Dialing ───┘        │               │
///      │                ▼               │
///      └────────────► Ended ◄───────────┘
///                       │     (every state may go to Ended or straight to Completed)
///                       ▼
///                   Completed
/// </code>
/// </summary>
public enum InteractionState
{
    /// <summary>Offered to the agent, not accepted yet.</summary>
    Alerting,

    /// <summary>Begun by the agent, not answered yet.</summary>
    Dialing,

    /// <summary>Both sides are connected.</summary>
    Connected,

    /// <summary>The agent has parked the other side.</summary>
    Held,

    /// <summary>The other side is gone; the agent is wrapping up.</summary>
    Ended,

    /// <summary>Nothing is left to do.</summary>
    Completed,
}

/// <summary>The commands of an agent on an interaction.</summary>
public enum InteractionCommand
{
    /// <summary>Accept the offered interaction.</summary>
    Accept,

    /// <summary>Decline the offered interaction.</summary>
    Reject,

    /// <summary>Park the other side.</summary>
    Hold,

    /// <summary>Return to the other side.</summary>
    Retrieve,

    /// <summary>End the interaction with the other side.</summary>
    End,

    /// <summary>Finish the wrap-up.</summary>
    Complete,

    /// <summary>
    /// Transfer the other side to a destination at once, whether it is answered there or not (CSTA: Single Step Transfer Call).
    /// </summary>
    Transfer,

    /// <summary>Park the other side and call a destination about it.</summary>
    Consult,

    /// <summary>Connect the two others and leave.</summary>
    CompleteTransfer,

    /// <summary>Hang up on the second party and return to the first.</summary>
    CancelConsultation,

    /// <summary>Connect all three.</summary>
    Conference,

    /// <summary>Send tones to the other side.</summary>
    SendDigits,
}
