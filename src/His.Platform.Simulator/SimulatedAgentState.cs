namespace His.Platform.Simulator;

/// <summary>The switch's own truth about an agent.</summary>
/// <param name="LoggedIn">Whether the agent is logged on.</param>
/// <param name="LogoutReason">With which reason they logged off last; none while logged on.</param>
/// <param name="Channels">All channels, in order.</param>
/// <param name="Interactions">All interactions that are not completed, oldest first.</param>
public sealed record SimulatedAgentState(
    bool LoggedIn, Reason? LogoutReason, IReadOnlyList<SimulatedChannelState> Channels, IReadOnlyList<SimulatedInteractionState> Interactions);

/// <summary>The switch's own truth about a channel.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Active">Whether it can carry work.</param>
/// <param name="Ready">Whether work may come.</param>
/// <param name="Reason">The Not Ready reason, if any.</param>
/// <param name="Queues">The state in each queue.</param>
public sealed record SimulatedChannelState(string Id, bool Active, bool Ready, Reason? Reason, IReadOnlyList<SwitchQueueState> Queues);

/// <summary>The switch's own truth about an interaction.</summary>
/// <param name="Id">Its id.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Party">The other side.</param>
/// <param name="Consultation">The second party, if there is one.</param>
/// <param name="Digits">The tones that the other side has heard, in order.</param>
/// <param name="TransferredTo">To whom the other side went, if the agent has handed it over.</param>
public sealed record SimulatedInteractionState(
    string Id, InteractionState State, string Party, SwitchConsultationState? Consultation, string Digits, string? TransferredTo);
