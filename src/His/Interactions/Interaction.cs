using His.Bus;
using His.Platform;

namespace His.Interactions;

/// <summary>An incoming or outgoing interaction on a channel. State only; its <see cref="InteractionWorkflow"/> changes it.</summary>
internal sealed class Interaction(
    string id,
    string channelId,
    ChannelType type,
    InteractionDirection direction,
    InteractionState state,
    OtherSide otherSide,
    string? subject,
    DateTimeOffset since
)
{
    public string Id { get; } = id;

    public string ChannelId { get; } = channelId;

    public ChannelType Type { get; } = type;

    public InteractionDirection Direction { get; } = direction;

    /// <summary>The state; see the diagram of <see cref="InteractionState"/>.</summary>
    public InteractionState State { get; private set; } = state;

    public OtherSide OtherSide { get; private set; } = otherSide;

    public string? Subject { get; private set; } = subject;

    public DateTimeOffset Since { get; private set; } = since;

    /// <summary>The consultation; <see langword="null"/> for none. See the diagram of <see cref="ConsultationState"/>.</summary>
    public SwitchConsultationState? Consultation { get; private set; }

    /// <summary>The number of consultations so far: one may be over before the response to its command arrives.</summary>
    public int Consultations { get; private set; }

    public bool CanMoveTo(InteractionState next) =>
        (State, next) switch
        {
            (InteractionState.Completed, _) => false,
            (_, InteractionState.Completed) => true,
            (InteractionState.Ended, _) => false,
            (_, InteractionState.Ended) => true,
            (InteractionState.Alerting or InteractionState.Dialing, InteractionState.Connected) => true,
            (InteractionState.Alerting or InteractionState.Dialing, InteractionState.Held) => true, // connected while the link was lost
            (InteractionState.Connected, InteractionState.Held) or (InteractionState.Held, InteractionState.Connected) => true,
            _ => false,
        };

    public void MoveTo(InteractionState next, DateTimeOffset at)
    {
        if (!CanMoveTo(next))
        {
            throw new InvalidOperationException($"An interaction cannot change from {State} to {next}.");
        }

        State = next;
        Since = at;
        if (next is InteractionState.Ended or InteractionState.Completed)
        {
            Consultation = null; // no call is left to consult about
        }
    }

    /// <summary>
    /// Whether the consultation may change to this. States that were missed, as while the link was lost, may be skipped; another party
    /// means that the previous consultation is over.
    /// </summary>
    public bool CanUpdateConsultation(SwitchConsultationState? next) =>
        (Consultation, next) switch
        {
            (null, null) => false,
            (_, null) => true,
            (_, _) when State is not (InteractionState.Connected or InteractionState.Held) => false,
            (null, _) => true,
            var (present, other) => present.Party != other.Party || present.State < other.State,
        };

    public void UpdateConsultation(SwitchConsultationState? next)
    {
        if (!CanUpdateConsultation(next))
        {
            throw new InvalidOperationException($"A consultation cannot change from {Consultation?.State} to {next?.State} while {State}.");
        }

        if (next is not null && next.Party != Consultation?.Party)
        {
            Consultations++;
        }

        Consultation = next;
    }

    /// <summary>Updates the other side and the subject: switches may report a call before the caller is known.</summary>
    public void UpdateDetails(OtherSide otherSide, string? subject) => (OtherSide, Subject) = (otherSide, subject);

    public InteractionView View() =>
        new(Id, Type, Direction, State, OtherSide.Party, Subject, Since, ConsultationView(), OtherSide.Name, OtherSide.IsWithheld);

    public ConsultationView? ConsultationView() => Consultation is null ? null : new(Consultation.State, Consultation.Party);
}
