using His.Bus;
using His.Channels;
using His.Platform;
using His.Sessions;

namespace His.Interactions;

/// <summary>What stands behind an interaction and ends with it.</summary>
internal sealed class InteractionWorkflow(Interaction interaction, ChannelWorkflow channel, SessionWorkflow session)
{
    public Interaction Interaction { get; } = interaction;

    public ChannelWorkflow Channel => channel;

    /// <summary>Commands on this interaction, one at a time.</summary>
    public Turn Turn { get; } = new();

    /// <summary>Takes over what the switch says of the interaction.</summary>
    public void Apply(InteractionAtSwitch truth)
    {
        var party = Strangers.Shown(truth.Party) is { Length: > 0 } shown ? shown : Interaction.Party;
        var subject = Strangers.ShownOrNull(truth.Subject) ?? Interaction.Subject;
        var newParty = party == Interaction.Party ? null : party;
        var newSubject = subject == Interaction.Subject ? null : subject;
        Interaction.Learn(party, subject);

        // A state that cannot follow the present one is old news and changes nothing; so with the second party.
        var isOther = TryMoveTo(truth.State) | TryConsult(truth.Consultation) | (newParty ?? newSubject) is not null;
        if (isOther && Interaction.State != InteractionState.Completed)
        {
            session.Publish(new InteractionUpdated(
                channel.Id, Interaction.Id, Interaction.State, Interaction.ConsultationView(), newParty, newSubject));
        }
    }

    /// <summary>The switch does not know it any more: it is over.</summary>
    public void Complete() => TryMoveTo(InteractionState.Completed);

    /// <summary>At its beginning, and later: the second party as the switch has it.</summary>
    public bool TryConsult(ConsultationAtSwitch? truth)
    {
        var shown = truth is null ? null : truth with { Party = Strangers.Shown(truth.Party) };
        if (!Interaction.CanConsult(shown))
        {
            return false;
        }

        Interaction.Consult(shown);
        return true;
    }

    private bool TryMoveTo(InteractionState state)
    {
        if (!Interaction.CanMoveTo(state))
        {
            return false;
        }

        Interaction.MoveTo(state, session.Now);
        if (state == InteractionState.Completed)
        {
            channel.Remove(this);
            session.Publish(new InteractionCompleted(channel.Id, Interaction.Id));
        }

        return true;
    }

    /// <summary>
    /// Goes with its channel. What is not completed by then was in a wrap-up that does not block, or lives on in the session that
    /// took this one over: nothing more is told of it.
    /// </summary>
    public void Dispose() => channel.Channel.Remove(Interaction);
}
