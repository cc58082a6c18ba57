using His.Bus;
using His.Channels;
using His.Platform;
using His.Sessions;
using His.Sessions.Actor;
using His.Sessions.Threading;

namespace His.Interactions;

/// <summary>What stands behind an interaction and ends with it.</summary>
internal sealed class InteractionWorkflow(Interaction interaction, ChannelWorkflow channel, SessionActor session)
{
    public Interaction Interaction { get; } = interaction;

    public string Id => Interaction.Id;

    public InteractionState State => Interaction.State;

    public ChannelWorkflow Channel => channel;

    /// <summary>Commands on this interaction, one at a time.</summary>
    public AsyncGate Gate { get; } = new();

    /// <summary>Takes over what the switch says of the interaction.</summary>
    /// <param name="truth">How it is now.</param>
    /// <param name="cause">With its end, or that of a consultation: why it was not answered.</param>
    public void Apply(SwitchInteractionState truth, InteractionCause? cause = null)
    {
        var before = Interaction.OtherSide;
        var now = OtherSide.Of(truth).Or(before);
        var subject = ExternalText.SanitizeOrNull(truth.Subject) ?? Interaction.Subject;
        var newSubject = subject == Interaction.Subject ? null : subject;
        Interaction.UpdateDetails(now, subject);

        // A state that cannot follow the present one is old news and changes nothing; so with the second party.
        var (hadEnded, hadConsultation) = (HasEnded, Interaction.Consultation is not null);
        var isOther = TryMoveTo(truth.State, cause) | TryUpdateConsultation(truth.Consultation) | now != before | newSubject is not null;
        if (isOther && Interaction.State != InteractionState.Completed)
        {
            var isOver = (HasEnded && !hadEnded) || (hadConsultation && Interaction.Consultation is null);
            session.Publish(new InteractionUpdated(channel.Id, Interaction.Id, Interaction.State, Interaction.ConsultationView(), Subject: newSubject)
            {
                Party = now.Party == before.Party ? null : now.Party,
                PartyName = now.Name == before.Name ? null : now.Name ?? "",
                PartyWithheld = now.IsWithheld == before.IsWithheld ? null : now.IsWithheld,
                Cause = isOver ? cause : null,
            });
        }
    }

    /// <summary>The switch does not know it any more: it is over.</summary>
    public void Complete() => TryMoveTo(InteractionState.Completed, cause: null);

    private bool HasEnded => Interaction.State == InteractionState.Ended;

    /// <summary>At its beginning, and later: the second party as the switch has it.</summary>
    public bool TryUpdateConsultation(SwitchConsultationState? truth)
    {
        var shown = truth is null ? null : truth with { Party = ExternalText.Sanitize(truth.Party) };
        if (!Interaction.CanUpdateConsultation(shown))
        {
            return false;
        }

        Interaction.UpdateConsultation(shown);
        return true;
    }

    private bool TryMoveTo(InteractionState state, InteractionCause? cause)
    {
        if (!Interaction.CanMoveTo(state))
        {
            return false;
        }

        Interaction.MoveTo(state, session.Now);
        if (state == InteractionState.Completed)
        {
            channel.Remove(this);
            session.Publish(new InteractionCompleted(channel.Id, Interaction.Id, cause));
        }

        return true;
    }

    /// <summary>
    /// Goes with its channel. What is not completed by then was in a wrap-up that does not block, or lives on in the session that
    /// took this one over: nothing more is told of it.
    /// </summary>
    public void Dispose() => channel.Channel.Remove(Interaction);
}
