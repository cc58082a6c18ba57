using His.Bus;
using His.Channels;
using His.Platform;
using His.Sessions;
using His.Sessions.Actor;

namespace His.Interactions;

/// <summary>
/// The use case Handle Interaction (docs/use-cases/handle-interaction.md), and with it Consult (docs/use-cases/consult.md): accept,
/// reject, hold, retrieve, end, complete, send tones, transfer, and all commands on a consultation. Served also while a logout runs
/// (decision R11), one command at a time for each interaction.
/// </summary>
internal static class HandleInteraction
{
    public static async Task<Outcome<Empty>> RunAsync(
        SessionActor session,
        string interactionId,
        InteractionCommand command,
        string? target = null
    )
    {
        // 2. The interaction is the agent's own; else EF1.
        if (session.ChannelGroup.FindInteraction(interactionId) is not { } workflow)
        {
            return FailureCode.UnknownInteraction;
        }

        using var turn = await workflow.Gate.EnterAsync();
        var (interaction, position) = (workflow.Interaction, workflow.Channel.Position);
        if (session.IsOver)
        {
            return session.EndedFailure; // while it waited for its turn
        }

        // 3. The platform and the medium support the command, and the state allows it; else EF2.
        if (!position.Capabilities.Commands.Contains(command) || (IsForCalls(command) && interaction.Type != ChannelType.Telephony))
        {
            return FailureCode.NotSupported;
        }

        if (!IsAllowed(command, interaction))
        {
            return Failure.InvalidState(StateOf(interaction));
        }

        // 4. The switch carries it out, confirmed by the interaction's state; else EF3.
        var consultations = interaction.Consultations;
        var isDone = false;
        var step = await position.Switch.StepAsync(
            async (agent, token) =>
            {
                var answer = await agent.ExecuteAsync(position.IdAtPlatform(interaction.Id), command, target, token);
                isDone = answer.Outcome == CommandOutcome.Done;
                return answer;
            },
            () =>
                command switch
                {
                    InteractionCommand.Consult => interaction.Consultations > consultations, // the party may be busy, and it is over already
                    InteractionCommand.SendDigits => isDone, // tones change no state: the response of the switch must do
                    _ => IsReached(command, interaction),
                }
        );
        return step.IsReached ? Empty.Instance : workflow.Channel.NotDone(step, FailureCode.SwitchRefused);
    }

    private static bool IsForCalls(InteractionCommand command) =>
        command is not (InteractionCommand.Accept or InteractionCommand.Reject or InteractionCommand.End or InteractionCommand.Complete);

    /// <summary>
    /// During a consultation only commands on the consultation are allowed. Most switches would take a hang-up for a transfer, so End is
    /// refused until the consultation is canceled, transferred or made a conference; in a conference End only leaves it.
    /// </summary>
    private static bool IsAllowed(InteractionCommand command, Interaction interaction) =>
        (interaction.Consultation?.State, command) switch
        {
            (null, InteractionCommand.Accept or InteractionCommand.Reject) => interaction.State == InteractionState.Alerting,
            (null, InteractionCommand.Hold or InteractionCommand.SendDigits) => interaction.State == InteractionState.Connected,
            (null, InteractionCommand.Retrieve) => interaction.State == InteractionState.Held,
            (null, InteractionCommand.End) => interaction.State
                is InteractionState.Dialing
                    or InteractionState.Connected
                    or InteractionState.Held,
            (null, InteractionCommand.Complete) => interaction.State == InteractionState.Ended,
            (null, InteractionCommand.Transfer or InteractionCommand.Consult) => interaction.State
                is InteractionState.Connected
                    or InteractionState.Held,
            (ConsultationState.Dialing or ConsultationState.Connected, InteractionCommand.CancelConsultation) => true,
            (ConsultationState.Connected, InteractionCommand.CompleteTransfer or InteractionCommand.Conference) => true,
            (ConsultationState.Conference, InteractionCommand.End) => true,
            (ConsultationState.Conference, InteractionCommand.SendDigits) => interaction.State == InteractionState.Connected,
            _ => false,
        };

    private static bool IsReached(InteractionCommand command, Interaction interaction) =>
        command switch
        {
            InteractionCommand.Accept or InteractionCommand.Retrieve => interaction.State == InteractionState.Connected,
            InteractionCommand.Hold => interaction.State == InteractionState.Held,
            InteractionCommand.Reject or InteractionCommand.End or InteractionCommand.Transfer or InteractionCommand.CompleteTransfer =>
                interaction.State is InteractionState.Ended or InteractionState.Completed,
            InteractionCommand.Complete => interaction.State == InteractionState.Completed,
            InteractionCommand.CancelConsultation => interaction.Consultation is null,
            InteractionCommand.Conference => interaction.Consultation?.State == ConsultationState.Conference,
            _ => false,
        };

    /// <summary>The name of the state that forbids a command, for the failure.</summary>
    private static string StateOf(Interaction interaction) =>
        interaction.Consultation?.State switch
        {
            null => interaction.State.ToString(),
            ConsultationState.Conference => nameof(ConsultationState.Conference),
            _ => "Consulting",
        };
}
