namespace His.Platform;

/// <summary>Receives the events of one agent at the switch.</summary>
public interface IAgentEventSink
{
    /// <summary>
    /// Takes one event. Never blocks, never throws, never calls back into the platform: the event is put in the session's
    /// queue and applied there. May be called from any thread; the calls of one agent must not overlap, their order is the order of events.
    /// </summary>
    void OnEvent(SwitchEvent switchEvent);
}

/// <summary>An event: a state that now holds at the switch. A closed list.</summary>
public abstract record SwitchEvent
{
    private protected SwitchEvent() { }
}

/// <summary>A channel is now in this state.</summary>
public sealed record ChannelChanged(SwitchChannelState Channel) : SwitchEvent;

/// <summary>
/// An interaction is now in this state; the first event of an id is its beginning, <see cref="InteractionState.Completed"/> its end.
/// The same state may be reported again when more is known, such as the caller.
/// </summary>
/// <param name="Interaction">The interaction as it is now.</param>
/// <param name="Cause">
/// With the end of an interaction that was not answered, or of a consultation that was not: why, whichever side caused it.
/// <see langword="null"/> in all other events, if somebody else took the call, and if the switch does not say.
/// </param>
public sealed record InteractionChanged(SwitchInteractionState Interaction, InteractionCause? Cause = null) : SwitchEvent;

/// <summary>
/// The destination did not take a transfer at once (<see cref="InteractionCommand.Transfer"/>), and the other side is gone. Reported
/// whether or not the agent's interaction is completed by then. A switch that does not follow a call so far reports nothing.
/// </summary>
/// <param name="ChannelId">The channel that carried the interaction.</param>
/// <param name="InteractionId">The interaction that was transferred.</param>
/// <param name="Destination">The destination as it was requested.</param>
/// <param name="Cause">Why not. <see cref="InteractionCause.Cancelled"/>: the other side did not wait for the answer.</param>
public sealed record TransferFailed(string ChannelId, string InteractionId, string Destination, InteractionCause Cause) : SwitchEvent;

/// <summary>The agent is no longer logged on at the switch.</summary>
/// <param name="Reason">The reason the switch knows, if any.</param>
/// <param name="Cause">Why, if the platform knows more than that it was not HIS.</param>
public sealed record AgentLoggedOff(Reason? Reason, SwitchCause Cause = SwitchCause.SwitchInitiated) : SwitchEvent;

/// <summary>
/// The complete state of an agent, after a time in which events may have been missed, such as a lost link. What is not in it is no longer
/// there.
/// </summary>
/// <param name="Agent">The state.</param>
/// <param name="IsAfterRestart">
/// Whether the platform knows that the switch was restarted in between, and that this caused the changes.
/// </param>
public sealed record AgentSnapshot(SwitchAgentState Agent, bool IsAfterRestart = false) : SwitchEvent;

/// <summary>The link to the switch is lost: nothing is known of this agent until the next <see cref="AgentSnapshot"/>.</summary>
public sealed record LinkLost : SwitchEvent;

/// <summary>Why the switch has logged an agent off. The bus reports it as a cause of the same name.</summary>
public enum SwitchCause
{
    /// <summary>An administrator at the switch, or the switch on its own.</summary>
    SwitchInitiated,

    /// <summary>The switch was restarted and has lost its state.</summary>
    SwitchRestart,

    /// <summary>The agent's telephone is out of order.</summary>
    StationOutOfService,
}
