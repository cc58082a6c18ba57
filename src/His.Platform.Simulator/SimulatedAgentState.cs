namespace His.Platform.Simulator;

/// <summary>The authoritative state of an agent at the switch.</summary>
/// <param name="LoggedIn">Whether the agent is logged on.</param>
/// <param name="LogoutReason">The reason of the last log-off; <see langword="null"/> while logged on.</param>
/// <param name="Channels">All channels, in order.</param>
/// <param name="Interactions">All interactions that are not completed, oldest first.</param>
public sealed record SimulatedAgentState(
    bool LoggedIn,
    Reason? LogoutReason,
    IReadOnlyList<SimulatedChannelState> Channels,
    IReadOnlyList<SimulatedInteractionState> Interactions
);

/// <summary>The authoritative state of a channel.</summary>
/// <param name="Id">The id.</param>
/// <param name="Active">Whether it can carry work.</param>
/// <param name="Ready">Whether work may come.</param>
/// <param name="Reason">The Not Ready reason, if any.</param>
/// <param name="Queues">The state in each queue.</param>
public sealed record SimulatedChannelState(string Id, bool Active, bool Ready, Reason? Reason, IReadOnlyList<SwitchQueueState> Queues);

/// <summary>The authoritative state of an interaction.</summary>
/// <param name="Id">The id.</param>
/// <param name="State">The phase it is in.</param>
/// <param name="Party">The other side.</param>
/// <param name="Consultation">The second party, if there is one.</param>
/// <param name="Digits">The tones that the other side has received, in order.</param>
/// <param name="TransferredTo">The destination of the other side, if the agent has transferred it.</param>
public sealed record SimulatedInteractionState(
    string Id,
    InteractionState State,
    string Party,
    SwitchConsultationState? Consultation,
    string Digits,
    string? TransferredTo
);
