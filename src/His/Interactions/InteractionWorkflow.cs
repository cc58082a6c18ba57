using His.Bus;
using His.Channels;
using His.Platform;
using His.Sessions;
using His.Sessions.Actor;
using His.Sessions.Threading;

namespace His.Interactions;

/// <summary>The workflow of an interaction; it is disposed of with the interaction.</summary>
internal sealed class InteractionWorkflow(Interaction interaction, ChannelWorkflow channel, SessionActor session)
{
    public Interaction Interaction { get; } = interaction;

    public string Id => Interaction.Id;

    public InteractionState State => Interaction.State;

    public ChannelWorkflow Channel => channel;

    /// <summary>Serializes the commands on this interaction.</summary>
    public AsyncGate Gate { get; } = new();

    /// <summary>Applies the state of the interaction at the switch, and publishes changes.</summary>
    /// <param name="truth">The current state.</param>
    /// <param name="cause">Why the interaction or consultation was not answered, if it has ended; null if unknown.</param>
    public void Apply(SwitchInteractionState truth, InteractionCause? cause = null)
    {
        var before = Interaction.OtherSide;
        var now = OtherSide.Of(truth).Or(before);
        var subject = ExternalText.SanitizeOrNull(truth.Subject) ?? Interaction.Subject;
        var newSubject = subject == Interaction.Subject ? null : subject;
        Interaction.UpdateDetails(now, subject);

        // A state that cannot follow the current one is outdated and changes nothing; likewise for the consultation.
        var (hadEnded, hadConsultation) = (HasEnded, Interaction.Consultation is not null);
        var isOther = TryMoveTo(truth.State, cause) | TryUpdateConsultation(truth.Consultation) | now != before | newSubject is not null;
        if (isOther && Interaction.State != InteractionState.Completed)
        {
            var isOver = (HasEnded && !hadEnded) || (hadConsultation && Interaction.Consultation is null);
            session.Publish(
                new InteractionUpdated(channel.Id, Interaction.Id, Interaction.State, Interaction.ConsultationView(), Subject: newSubject)
                {
                    Party = now.Party == before.Party ? null : now.Party,
                    PartyName = now.Name == before.Name ? null : now.Name ?? "",
                    PartyWithheld = now.IsWithheld == before.IsWithheld ? null : now.IsWithheld,
                    Cause = isOver ? cause : null,
                }
            );
        }
    }

    /// <summary>Completes the interaction: it no longer exists at the switch.</summary>
    public void Complete() => TryMoveTo(InteractionState.Completed, cause: null);

    private bool HasEnded => Interaction.State == InteractionState.Ended;

    /// <summary>Applies the consultation at the switch; null for none.</summary>
    /// <returns>Whether it has changed.</returns>
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
    /// Disposed of with its channel. An interaction that is not completed by then was in a wrap-up that does not block, or continues in the
    /// session that took this one over: no event is published for it.
    /// </summary>
    public void Dispose() => channel.Channel.Remove(Interaction);
}
