using His.Platform.Asterisk.Ami;
using His.Platform.Asterisk.Devices;

namespace His.Platform.Asterisk;

/// <summary>The commands on an agent's calls, and dialing.</summary>
internal sealed class AgentCalls(
    DirectoryAgent agent,
    AgentDevice device,
    AsteriskOptions options,
    DeviceRegistry devices,
    SwitchLink link,
    SwitchCommands commands,
    Dialer dialer,
    StateReader state,
    TimeProvider time
)
{
    private const int NormalClearing = 16;
    private const int CallRejected = 21;

    /// <summary>How long the agent's own telephone rings before HIS gives up dialing.</summary>
    private static readonly TimeSpan OwnTelephone = TimeSpan.FromSeconds(20);

    /// <summary>The interval at which a leg in motion is checked; <see cref="MaxMoments"/> times, two seconds in all.</summary>
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(50);
    private const int MaxMoments = 40;

    private readonly CallCommands _calls = new(options.Calls, commands);

    public Task<CommandResult> ExecuteAsync(
        string interactionId,
        InteractionCommand command,
        string? target,
        CancellationToken cancellationToken
    )
    {
        if (devices.FindLeg(device, interactionId) is not { } leg)
        {
            return Task.FromResult(CommandResult.Refused("call not found"));
        }

        if (!link.Capabilities.Commands.Contains(command))
        {
            return Task.FromResult(CommandResult.NotSupported);
        }

        switch (command, leg.State)
        {
            case (InteractionCommand.End or InteractionCommand.Reject, InteractionState.Ended):
                return Task.FromResult(CommandResult.Done);
            case (InteractionCommand.End, _):
                return commands.SendAsync(AmiAction.Hangup(leg.Name, NormalClearing), cancellationToken, AmiRefusal.NoSuchChannel);
            case (InteractionCommand.Reject, InteractionState.Alerting):
                return commands.SendAsync(AmiAction.Hangup(leg.Name, CallRejected), cancellationToken, AmiRefusal.NoSuchChannel);
            case (InteractionCommand.Complete, InteractionState.Ended):
                devices.Complete(device, interactionId);
                return Task.FromResult(CommandResult.Done);
            case (InteractionCommand.Reject or InteractionCommand.Complete, _):
                return Task.FromResult(CommandResult.Refused($"the call is {leg.State}"));
            case (InteractionCommand.Transfer or InteractionCommand.Consult, _)
                when dialer.ObjectionTo(agent.Id, agent.Dial, target) is { } objection:
                return Task.FromResult(objection);
            case (InteractionCommand.Transfer, _):
                return TransferAsync(interactionId, leg, target!, cancellationToken);
            default:
                return OnCallAsync(interactionId, leg, command, target, cancellationToken);
        }
    }

    /// <summary>
    /// A leg that has just been answered is bridged to its other side a moment later, and a second party's leg is renamed when the switch
    /// optimizes the path to it. Then the state is queried and the command is retried.
    /// </summary>
    private async Task<CommandResult> OnCallAsync(
        string id,
        LegNow leg,
        InteractionCommand command,
        string? target,
        CancellationToken cancellationToken
    )
    {
        for (var more = MaxMoments; ; more--)
        {
            var answer = await _calls.ExecuteAsync(leg, command, target, cancellationToken);
            if (more == 0 || !CallCommands.IsInMotion(answer))
            {
                return answer;
            }

            await Task.Delay(Moment, time, cancellationToken);
            await state.ReadAsync(isLogin: false, cancellationToken);
            if (devices.FindLeg(device, id) is not { } now)
            {
                return answer;
            }

            leg = now;
        }
    }

    /// <summary>
    /// The transferred party is followed until somebody has answered; if nobody does, the failure is reported to the agent.
    /// </summary>
    private async Task<CommandResult> TransferAsync(string id, LegNow leg, string destination, CancellationToken cancellationToken)
    {
        // The switch accepts a transfer to an unknown extension, and hangs up on the customer.
        var isThere = await commands.QueryAsync(AmiAction.ValidExten(options.Calls.Context!, destination), cancellationToken);
        if (isThere?.Response["Value"] is "0")
        {
            return CommandResult.Refused("the number is not in the dial plan");
        }

        devices.ExpectTransfer(device, id, destination);
        var answer = await OnCallAsync(id, leg, InteractionCommand.Transfer, destination, cancellationToken);
        if (answer.Outcome != CommandOutcome.Done)
        {
            devices.ForgetTransfer(id);
        }

        return answer;
    }

    public async Task<CommandResult> DialAsync(string id, string number, CancellationToken cancellationToken)
    {
        if (!link.Capabilities.Dialing || options.Calls.Context is not { } context)
        {
            return CommandResult.NotSupported;
        }

        if (dialer.ObjectionTo(agent.Id, agent.Dial, number) is { } objection)
        {
            return objection;
        }

        try
        {
            var begins = devices.ExpectDial(device, id, number);
            var answer = await commands.SendAsync(
                AmiAction.Originate(device.Interface, id, context, number, OwnTelephone),
                cancellationToken
            );
            if (answer.Outcome != CommandOutcome.Done)
            {
                return answer;
            }

            return await begins.WaitAsync(cancellationToken)
                ? CommandResult.Done
                : CommandResult.Refused("the agent's own telephone cannot be called");
        }
        finally
        {
            devices.ForgetDial(device, id);
        }
    }
}
