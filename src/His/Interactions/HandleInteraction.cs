using His.Bus;
using His.Channels;
using His.Platform;
using His.Sessions;

namespace His.Interactions;

/// <summary>
/// The use case Handle Interaction (docs/use-cases/handle-interaction.md): accept, reject, hold, retrieve, end, complete. Served
/// also while a logout runs (decision R11), one command at a time for each interaction.
/// </summary>
internal static class HandleInteraction
{
    public static async Task<Outcome<Empty>> RunAsync(SessionWorkflow session, InteractionParams parameters, InteractionCommand command)
    {
        // 2. The interaction is the agent's own; else EF1.
        if (session.ChannelGroup.FindInteraction(parameters.InteractionId) is not { } workflow)
        {
            return FailureCode.UnknownInteraction;
        }

        using var turn = await workflow.Turn.TakeAsync();
        var interaction = workflow.Interaction;

        // 3. Its medium knows the command, and its state allows it; else EF2.
        if (command is InteractionCommand.Hold or InteractionCommand.Retrieve && interaction.Type != ChannelType.Telephony)
        {
            return FailureCode.NotSupported;
        }

        if (!IsAllowed(command, interaction.State))
        {
            return Failure.InvalidState(interaction.State);
        }

        // 4. The switch does it, and says so by the interaction's state; else EF3.
        var step = await session.Switch.StepAsync(
            (agent, token) => agent.HandleAsync(interaction.Id, command, token), () => IsReached(command, interaction.State));
        return step.IsReached ? Empty.Instance : workflow.Channel.NotDone(step, FailureCode.SwitchRefused);
    }

    private static bool IsAllowed(InteractionCommand command, InteractionState state) => command switch
    {
        InteractionCommand.Accept or InteractionCommand.Reject => state == InteractionState.Alerting,
        InteractionCommand.Hold => state == InteractionState.Connected,
        InteractionCommand.Retrieve => state == InteractionState.Held,
        InteractionCommand.End => state is InteractionState.Dialing or InteractionState.Connected or InteractionState.Held,
        InteractionCommand.Complete => state == InteractionState.Ended,
        _ => false,
    };

    private static bool IsReached(InteractionCommand command, InteractionState state) => command switch
    {
        InteractionCommand.Accept or InteractionCommand.Retrieve => state == InteractionState.Connected,
        InteractionCommand.Hold => state == InteractionState.Held,
        InteractionCommand.Reject or InteractionCommand.End => state is InteractionState.Ended or InteractionState.Completed,
        InteractionCommand.Complete => state == InteractionState.Completed,
        _ => false,
    };
}
