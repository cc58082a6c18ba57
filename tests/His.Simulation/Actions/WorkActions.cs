using His.Platform;

namespace His.Simulation.Actions;

/// <summary>What an agent does with a channel.</summary>
internal enum ChannelCommand
{
    Ready,
    NotReady,
    Activate,
    Deactivate,
}

/// <summary>Does something with a channel.</summary>
/// <param name="Command">What.</param>
/// <param name="ChannelId">With which; <see langword="null"/> for all of them.</param>
/// <param name="HasReason">Whether a reason is given: with Not Ready only.</param>
/// <param name="HasRequestId">Whether the request can be sent again.</param>
internal sealed record CommandChannel(ChannelCommand Command, string? ChannelId, bool HasReason, bool HasRequestId) : ClientAction
{
    protected override void Execute(World world, ClientModel client) =>
        client.Ask(
            (Command, ChannelId) switch
            {
                (ChannelCommand.Ready, null) => "channelgroup.request.ready",
                (ChannelCommand.Ready, _) => "channel.request.ready",
                (ChannelCommand.NotReady, null) => "channelgroup.request.notready",
                (ChannelCommand.NotReady, _) => "channel.request.notready",
                (ChannelCommand.Activate, null) => "channelgroup.request.activateall",
                (ChannelCommand.Activate, _) => "channelgroup.request.activate",
                (ChannelCommand.Deactivate, null) => "channelgroup.request.deactivateall",
                (_, _) => "channelgroup.request.deactivate",
            },
            requestId: client.RequestIdIf(HasRequestId),
            channelId: ChannelId,
            code: HasReason && Command == ChannelCommand.NotReady ? "LUNCH" : null
        );
}

/// <summary>Something that has a destination, perhaps: an action that leads to others is mostly answered.</summary>
internal interface IAnswerable
{
    /// <summary>Whether somebody answers there.</summary>
    bool IsAnswered { get; init; }
}

/// <summary>Calls somebody.</summary>
internal sealed record Dial(bool IsAnswered, bool HasRequestId) : ClientAction, IAnswerable
{
    protected override void Execute(World world, ClientModel client)
    {
        var destination = world.NewDestination(IsAnswered);
        var id = client.RequestIdIf(HasRequestId);
        client.Ask("channel.request.dial", $"\"destination\":\"{destination}\"", id, "phone", target: destination);
    }
}

/// <summary>Does something with an interaction that its state allows.</summary>
/// <param name="Command">What; <see langword="null"/> for anything.</param>
/// <param name="Choice">Which of all that is possible.</param>
/// <param name="IsAnswered">Whether somebody answers at the destination.</param>
/// <param name="HasRequestId">Whether the request can be sent again.</param>
internal sealed record HandleInteraction(InteractionCommand? Command, Pick Choice, bool IsAnswered, bool HasRequestId)
    : ClientAction,
        IAnswerable
{
    protected override void Execute(World world, ClientModel client)
    {
        var possible =
            from channel in client.Model?.Channels ?? []
            from interaction in channel.Interactions
            from command in InteractionCommands.Usual
            where (Command is null || command == Command) && InteractionCommands.IsAllowed(command, interaction)
            select Tuple.Create(interaction.Id, command);
        if (Choice.Of(possible.ToList()) is var (id, chosen))
        {
            client.Command(chosen, id, IsAnswered, HasRequestId);
        }
    }
}

/// <summary>Does anything with any interaction, or with one that may be nobody's.</summary>
internal sealed record HandleInteractionWrongly(InteractionCommand Command, Pick Interaction, bool IsAnswered, bool HasRequestId)
    : ClientAction,
        IAnswerable
{
    protected override void Execute(World world, ClientModel client) =>
        client.Command(
            Command,
            Interaction.Of(client.Model?.Channels.SelectMany(it => it.Interactions).ToList() ?? [])?.Id ?? $"i-{Interaction.Number % 5}",
            IsAnswered,
            HasRequestId
        );
}
