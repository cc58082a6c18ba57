using static His.Platform.InteractionState;

namespace His.Platform.Simulator;

/// <summary>An interaction of one agent. Touched inside the agent's lock only. Its states are drawn above <see cref="InteractionState"/>.</summary>
internal sealed class SimulatedInteraction(
    string id, SimulatedChannel channel, InteractionDirection direction, InteractionState state, OfferedParty party, string? subject)
{
    private const int MaxDigits = 1000;

    private string _digits = "";
    private string? _transferredTo;

    public string Id => id;

    public SimulatedChannel Channel => channel;

    public InteractionState State { get; private set; } = state;

    /// <summary>The second party, if there is one. Drawn above <see cref="ConsultationState"/>.</summary>
    public SwitchConsultationState? Consultation { get; private set; }

    /// <summary>Whether the other side is there or on its way.</summary>
    public bool IsLive => State is Alerting or Dialing or Connected or Held;

    public SwitchInteractionState Now => new(id, channel.Id, channel.Type, direction, State, party.Number, subject, Consultation, party.Name, party.IsWithheld);

    public SimulatedInteractionState SimulatedState => new(id, State, party.Number, Consultation, _digits, _transferredTo);

    private bool IsCall => channel.Type is ChannelType.Telephony;

    /// <summary>Where a command leads from here; <see langword="null"/> if it is not allowed. Where it stands already is a goal too.</summary>
    public (InteractionState State, SwitchConsultationState? Consultation)? Goal(InteractionCommand command, string? target, bool wrapUp) =>
        Consultation is { } second ? GoalWith(second, command, target, wrapUp)
        : command is InteractionCommand.Consult && IsCall && State is Connected or Held ? (Held, new(ConsultationState.Dialing, target!))
        : command is InteractionCommand.CancelConsultation && IsCall && State is Connected ? (Connected, null)
        : GoalAlone(command, wrapUp) is { } alone ? (alone, null)
        : null;

    /// <summary>The other side goes to somebody else, if this agent's parting means that; for the truth.</summary>
    public void PartTowards(string? destination) => _transferredTo ??= destination ?? Consultation?.Party;

    /// <summary>Why it is not answered, or a second party does not, where this command leads to that.</summary>
    public InteractionCause? CauseOf(InteractionCommand command) => (command, State, Consultation?.State) switch
    {
        (InteractionCommand.Reject, Alerting, _) => InteractionCause.Refused,
        (InteractionCommand.End, Dialing, _) or (InteractionCommand.CancelConsultation, _, ConsultationState.Dialing) => InteractionCause.Cancelled,
        _ => null,
    };

    /// <summary>Why it was not answered, or a second party did not, where they part now; none where they talked.</summary>
    /// <param name="isSecond">Whether it is the second party that parts.</param>
    /// <param name="cause">What whoever plays the other side says; else what is usual.</param>
    public InteractionCause? CauseOfParting(bool isSecond, InteractionCause? cause) => (isSecond, State, Consultation?.State) switch
    {
        (false, Alerting, _) => cause ?? InteractionCause.Cancelled,
        (false, Dialing, _) or (true, _, ConsultationState.Dialing) => cause ?? InteractionCause.Refused,
        _ => null,
    };

    /// <summary>Tones for the other side; false if it is not there to hear them.</summary>
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

    /// <summary>As at most switches, who hangs up while they speak with a second party has brought the two others together.</summary>
    private (InteractionState, SwitchConsultationState?)? GoalWith(
        SwitchConsultationState second, InteractionCommand command, string? target, bool wrapUp) => (command, second.State) switch
        {
            (InteractionCommand.Consult, _) when second.Party == target => (State, second),
            (InteractionCommand.CancelConsultation, ConsultationState.Dialing or ConsultationState.Connected) => (Connected, null),
            (InteractionCommand.Conference, ConsultationState.Connected or ConsultationState.Conference) =>
                (Connected, second with { State = ConsultationState.Conference }),
            (InteractionCommand.CompleteTransfer, ConsultationState.Connected) or (InteractionCommand.End, _) => (Parted(wrapUp), null),
            _ => null,
        };

    private InteractionState? GoalAlone(InteractionCommand command, bool wrapUp) => (command, State) switch
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

    /// <summary>What remains when the sides part: wrap-up only of what was connected.</summary>
    public InteractionState Parted(bool wrapUp) => wrapUp && State is Connected or Held ? Ended : Completed;

    /// <summary>The only door to another state; false where it is already there.</summary>
    public bool GoTo(InteractionState next, SwitchConsultationState? second = null)
    {
        if (State == next && Consultation == second)
        {
            return false;
        }

        var isAllowed = State == next || IsAllowed(next);
        if (!isAllowed || (second is not null && next is not (Connected or Held)))
        {
            throw new InvalidOperationException($"An interaction does not go from {State} to {next}, {second?.State.ToString() ?? "alone"}.");
        }

        State = next;
        Consultation = second;
        return true;
    }

    private bool IsAllowed(InteractionState next) => (State, next) switch
    {
        (Alerting or Dialing, Connected or Completed) => true,
        (Connected, Held or Ended or Completed) => true,
        (Held, Connected or Ended or Completed) => true,
        (Ended, Completed) => true,
        _ => false,
    };
}
