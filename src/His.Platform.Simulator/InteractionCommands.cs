namespace His.Platform.Simulator;

/// <summary>What the agent does: dials, and handles interactions.</summary>
/// <param name="gate">The agent's lock.</param>
/// <param name="channels">The agent's channels.</param>
/// <param name="interactions">The agent's interactions.</param>
/// <param name="parties">The parties that are called.</param>
/// <param name="core">The settings.</param>
internal sealed class InteractionCommands(
    Lock gate,
    SimulatedChannels channels,
    SimulatedInteractions interactions,
    AgentParties parties,
    SwitchCore core
)
{
    private const int LongestDestination = 64;

    public DialCommandResult Dial(string channelId, string destination)
    {
        string interactionId;
        lock (gate)
        {
            var channel = channels.Find(channelId);
            var refusal =
                channel is null ? SimulatedChannels.NoSuchChannel
                : channel.Type is not ChannelType.Telephony ? "Only a telephone can dial."
                : !channel.IsActive ? SimulatedChannels.NotActive
                : destination.Length is 0 or > LongestDestination ? "The destination cannot be dialed."
                : interactions.All.Any(it => it.Channel == channel && it.IsLive) ? "The channel has a call."
                : null;
            if (refusal is not null)
            {
                return new DialCommandResult(CommandResult.Refused(refusal));
            }

            interactionId = interactions.Begin(
                channel!,
                InteractionDirection.Outbound,
                InteractionState.Dialing,
                new OfferedParty(destination),
                subject: null
            );
        }

        parties.CallDialed(interactionId, parties.WhoIsCalled(destination));
        return new DialCommandResult(CommandResult.Done, interactionId);
    }

    public CommandResult Execute(string interactionId, InteractionCommand command, string? target)
    {
        SwitchConsultationState? dialing;
        var called = target is null ? default : parties.WhoIsCalled(target);
        lock (gate)
        {
            if (interactions.Find(interactionId) is not { } interaction)
            {
                return CommandResult.Refused("Interaction not found.");
            }

            if (
                command is InteractionCommand.Transfer or InteractionCommand.Consult
                && target is not { Length: > 0 and <= LongestDestination }
            )
            {
                return CommandResult.Refused("The destination cannot be dialed.");
            }

            if (command is InteractionCommand.SendDigits)
            {
                return interaction.TrySendDigits(target)
                    ? CommandResult.Done
                    : CommandResult.Refused("No party is connected that could receive the tones.");
            }

            var before = interaction.Consultation;
            if (interaction.Goal(command, target, core.Settings.WrapUp) is not { } goal)
            {
                return CommandResult.Refused(
                    $"The interaction is {interaction.State}{(before is null ? "" : $", a second party is {before.State}")}."
                );
            }

            if (goal.State is InteractionState.Ended or InteractionState.Completed)
            {
                interaction.PartTowards(command is InteractionCommand.Transfer ? target : null);
            }

            if (command is InteractionCommand.Transfer && interaction.IsLive && called is not CalledParty.Answers)
            {
                interactions.BeginTransfer(interaction, target!);
            }

            interactions.GoTo(interaction, goal.State, goal.Consultation, interaction.CauseOf(command));
            dialing = before is null ? interaction.Consultation : null;
        }

        if (command is InteractionCommand.Transfer)
        {
            parties.CallTransferred(interactionId, called);
        }

        if (dialing is not null)
        {
            parties.CallSecondParty(interactionId, dialing, called);
        }

        return CommandResult.Done;
    }
}
