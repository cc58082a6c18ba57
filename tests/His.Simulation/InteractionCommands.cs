using His.Bus;
using His.Platform;
using His.Platform.Simulator;

namespace His.Simulation;

/// <summary>Commands on interactions, as an honest client knows them: what they are called, and when they can be offered.</summary>
internal static class InteractionCommands
{
    public static InteractionCommand[] All { get; } = Enum.GetValues<InteractionCommand>();

    /// <summary>All, and some of them more often: who rejects every call never has one.</summary>
    public static InteractionCommand[] Usual { get; } =
    [.. All, InteractionCommand.Accept, InteractionCommand.Accept, InteractionCommand.Consult];

    private static readonly Dictionary<SwitchOperation, InteractionCommand> ByOperation = All.ToDictionary(it =>
        Enum.Parse<SwitchOperation>($"{it}")
    );

    /// <summary>The command that the switch is told by this, if it is one on an interaction.</summary>
    public static InteractionCommand? Of(SwitchOperation operation) => ByOperation.TryGetValue(operation, out var command) ? command : null;

    public static string MethodOf(InteractionCommand command) => $"interaction.request.{command.ToString().ToLowerInvariant()}";

    /// <summary>
    /// Whether the state of an interaction allows a command (docs/use-cases/handle-interaction.md, consult.md). Whatever it does not allow
    /// is refused, and the switch is told nothing of it.
    /// </summary>
    public static bool IsAllowed(InteractionCommand command, InteractionModel interaction) =>
        interaction.Consultation is { State: var second }
            ? command switch
            {
                InteractionCommand.CancelConsultation => second is ConsultationState.Dialing or ConsultationState.Connected,
                InteractionCommand.CompleteTransfer or InteractionCommand.Conference => second is ConsultationState.Connected,
                InteractionCommand.End => second is ConsultationState.Conference,
                InteractionCommand.SendDigits => second is ConsultationState.Conference && interaction.State is InteractionState.Connected,
                _ => false,
            }
            : command switch
            {
                InteractionCommand.Accept or InteractionCommand.Reject => interaction.State is InteractionState.Alerting,
                InteractionCommand.End => interaction.State
                    is InteractionState.Dialing
                        or InteractionState.Connected
                        or InteractionState.Held,
                InteractionCommand.Complete => interaction.State is InteractionState.Ended,
                InteractionCommand.Hold or InteractionCommand.SendDigits => IsCall(interaction)
                    && interaction.State is InteractionState.Connected,
                InteractionCommand.Retrieve => IsCall(interaction) && interaction.State is InteractionState.Held,
                InteractionCommand.Transfer or InteractionCommand.Consult => IsCall(interaction)
                    && interaction.State is InteractionState.Connected or InteractionState.Held,
                _ => false,
            };

    private static bool IsCall(InteractionModel interaction) => interaction.Type is ChannelType.Telephony;
}
