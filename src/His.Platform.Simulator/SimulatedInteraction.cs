using static His.Platform.InteractionState;

namespace His.Platform.Simulator;

/// <summary>An interaction of one agent, used inside the agent's lock only. <see cref="InteractionState"/> has the state diagram.</summary>
internal sealed class SimulatedInteraction(
    string id,
    SimulatedChannel channel,
    InteractionDirection direction,
    InteractionState state,
    OfferedParty party,
    string? subject
)
{
    private const int MaxDigits = 1000;

    private string _digits = "";
    private string? _transferredTo;

    public string Id => id;

    public SimulatedChannel Channel => channel;

    public InteractionState State { get; private set; } = state;

    /// <summary>The second party, if there is one. Drawn above <see cref="ConsultationState"/>.</summary>
    public SwitchConsultationState? Consultation { get; private set; }

    /// <summary>Whether the other side is connected or on its way.</summary>
    public bool IsLive => State is Alerting or Dialing or Connected or Held;

    public SwitchInteractionState Now =>
        new(id, channel.Id, channel.Type, direction, State, party.Number, subject, Consultation, party.Name, party.IsWithheld);

    public SimulatedInteractionState SimulatedState => new(id, State, party.Number, Consultation, _digits, _transferredTo);

    private bool IsCall => channel.Type is ChannelType.Telephony;

    /// <summary>
    /// The goal of a command from here; <see langword="null"/> if it is not allowed. The present state counts as a goal too.
    /// </summary>
    public (InteractionState State, SwitchConsultationState? Consultation)? Goal(InteractionCommand command, string? target, bool wrapUp) =>
        Consultation is { } second ? GoalWith(second, command, target, wrapUp)
        : command is InteractionCommand.Consult && IsCall && State is Connected or Held ? (Held, new(ConsultationState.Dialing, target!))
        : command is InteractionCommand.CancelConsultation && IsCall && State is Connected ? (Connected, null)
        : GoalAlone(command, wrapUp) is { } alone ? (alone, null)
        : null;

    /// <summary>Records where the other side goes, if it is transferred when this agent parts from it.</summary>
    public void PartTowards(string? destination) => _transferredTo ??= destination ?? Consultation?.Party;

    /// <summary>Why the interaction, or a second party, is not answered, if this command causes that.</summary>
    public InteractionCause? CauseOf(InteractionCommand command) =>
        (command, State, Consultation?.State) switch
        {
            (InteractionCommand.Reject, Alerting, _) => InteractionCause.Refused,
            (InteractionCommand.End, Dialing, _) or (InteractionCommand.CancelConsultation, _, ConsultationState.Dialing) =>
                InteractionCause.Cancelled,
            _ => null,
        };

    /// <summary>
    /// Why the interaction, or a second party, was not answered, if the sides part now; <see langword="null"/> if they were connected.
    /// </summary>
    /// <param name="isSecond">Whether it is the second party that parts.</param>
    /// <param name="cause">The cause given by the other side; otherwise the usual one.</param>
    public InteractionCause? CauseOfParting(bool isSecond, InteractionCause? cause) =>
        (isSecond, State, Consultation?.State) switch
        {
            (false, Alerting, _) => cause ?? InteractionCause.Cancelled,
            (false, Dialing, _) or (true, _, ConsultationState.Dialing) => cause ?? InteractionCause.Refused,
            _ => null,
        };

    /// <summary>Sends tones to the other side; false if it is not connected.</summary>
    public bool TrySendDigits(string? tones)
    {
        if (!IsCall || State is not Connected)
        {
            return false;
        }

        _digits += tones;
        _digits = _digits[^Math.Min(_digits.Length, MaxDigits)..];
        return true;
    }

    /// <summary>As at most switches, an agent who hangs up during a consultation connects the two others.</summary>
    private (InteractionState, SwitchConsultationState?)? GoalWith(
        SwitchConsultationState second,
        InteractionCommand command,
        string? target,
        bool wrapUp
    ) =>
        (command, second.State) switch
        {
            (InteractionCommand.Consult, _) when second.Party == target => (State, second),
            (InteractionCommand.CancelConsultation, ConsultationState.Dialing or ConsultationState.Connected) => (Connected, null),
            (InteractionCommand.Conference, ConsultationState.Connected or ConsultationState.Conference) => (
                Connected,
                second with
                {
                    State = ConsultationState.Conference,
                }
            ),
            (InteractionCommand.CompleteTransfer, ConsultationState.Connected) or (InteractionCommand.End, _) => (Parted(wrapUp), null),
            _ => null,
        };

    private InteractionState? GoalAlone(InteractionCommand command, bool wrapUp) =>
        (command, State) switch
        {
            (InteractionCommand.Accept, Alerting) => Connected,
            (InteractionCommand.Accept, Connected) when direction is InteractionDirection.Inbound => Connected,
            (InteractionCommand.Reject, Alerting) => Completed,
            (InteractionCommand.Hold, Connected or Held) when IsCall => Held,
            (InteractionCommand.Retrieve, Connected or Held) when IsCall => Connected,
            (InteractionCommand.End, Dialing or Connected or Held) => Parted(wrapUp),
            (InteractionCommand.End, Ended) => Ended,
            (InteractionCommand.Transfer, Connected or Held) when IsCall => Parted(wrapUp),
            (InteractionCommand.Transfer or InteractionCommand.CompleteTransfer, Ended) when _transferredTo is not null => Ended,
            (InteractionCommand.Complete, Ended) => Completed,
            _ => null,
        };

    /// <summary>The state after the sides part: wrap-up only if it was connected.</summary>
    public InteractionState Parted(bool wrapUp) => wrapUp && State is Connected or Held ? Ended : Completed;

    /// <summary>The only way to another state; false if it is already there.</summary>
    public bool GoTo(InteractionState next, SwitchConsultationState? second = null)
    {
        if (State == next && Consultation == second)
        {
            return false;
        }

        var isAllowed = State == next || IsAllowed(next);
        if (!isAllowed || (second is not null && next is not (Connected or Held)))
        {
            throw new InvalidOperationException(
                $"An interaction cannot change from {State} to {next}, {second?.State.ToString() ?? "alone"}."
            );
        }

        State = next;
        Consultation = second;
        return true;
    }

    private bool IsAllowed(InteractionState next) =>
        (State, next) switch
        {
            (Alerting or Dialing, Connected or Completed) => true,
            (Connected, Held or Ended or Completed) => true,
            (Held, Connected or Ended or Completed) => true,
            (Ended, Completed) => true,
            _ => false,
        };
}
