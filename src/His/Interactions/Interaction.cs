using His.Bus;
using His.Platform;

namespace His.Interactions;

/// <summary>Work that came to a channel or was begun on it. State only; what changes it is its <see cref="InteractionWorkflow"/>.</summary>
internal sealed class Interaction(
    string id, string channelId, ChannelType type, InteractionDirection direction, InteractionState state, OtherSide otherSide, string? subject, DateTimeOffset since)
{
    public string Id { get; } = id;

    public string ChannelId { get; } = channelId;

    public ChannelType Type { get; } = type;

    public InteractionDirection Direction { get; } = direction;

    /// <summary>The diagram stands above <see cref="InteractionState"/>.</summary>
    public InteractionState State { get; private set; } = state;

    public OtherSide OtherSide { get; private set; } = otherSide;

    public string? Subject { get; private set; } = subject;

    public DateTimeOffset Since { get; private set; } = since;

    /// <summary>The second party, if there is one. The diagram stands above <see cref="ConsultationState"/>.</summary>
    public SwitchConsultationState? Consultation { get; private set; }

    /// <summary>How many consultations there were: one may be over sooner than the answer to its beginning comes.</summary>
    public int Consultations { get; private set; }

    public bool CanMoveTo(InteractionState next) => (State, next) switch
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
            throw new InvalidOperationException($"An interaction does not go from {State} to {next}.");
        }

        State = next;
        Since = at;
        if (next is InteractionState.Ended or InteractionState.Completed)
        {
            Consultation = null; // there is nothing left to be asked about
        }
    }

    /// <summary>
    /// Whether a consultation may be this from now on. A step that was missed, as while the link was lost, may be left out; another
    /// party means that the one before is over.
    /// </summary>
    public bool CanUpdateConsultation(SwitchConsultationState? next) => (Consultation, next) switch
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
            throw new InvalidOperationException($"A consultation does not go from {Consultation?.State} to {next?.State} while {State}.");
        }

        if (next is not null && next.Party != Consultation?.Party)
        {
            Consultations++;
        }

        Consultation = next;
    }

    /// <summary>More is known of the other side than at the beginning: switches hear of a call before they hear who calls.</summary>
    public void UpdateDetails(OtherSide otherSide, string? subject) => (OtherSide, Subject) = (otherSide, subject);

    public InteractionView View() => new(
        Id, Type, Direction, State, OtherSide.Party, Subject, Since, ConsultationView(), OtherSide.Name, OtherSide.IsWithheld);

    public ConsultationView? ConsultationView() => Consultation is null ? null : new(Consultation.State, Consultation.Party);
}
