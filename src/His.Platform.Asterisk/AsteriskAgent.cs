using His.Platform.Asterisk.Ami;
using His.Platform.Asterisk.Devices;
using Microsoft.Extensions.Logging;

namespace His.Platform.Asterisk;

/// <summary>
/// One agent at the switch. A command goes to all of the agent's queues; it is done when its goal holds in each, whether or not the switch
/// had to change anything. Commands that stop work reach further: former queues of the agent are paused and left too.
/// </summary>
internal sealed partial class AsteriskAgent(
    DirectoryAgent agent,
    IReadOnlyList<string> queues,
    AgentDevice seat,
    DeviceClaim holder,
    AsteriskOptions options,
    DeviceRegistry board,
    SwitchLink link,
    Dialer dialer,
    TimeProvider time,
    ILogger logger
) : IPlatformAgent
{
    private const int NormalClearing = 16;
    private const int CallRejected = 21;

    /// <summary>The queue log's event name of a log-off with a reason; the data are the code and the text.</summary>
    private const string LogOffEvent = "HISLOGOFF";

    /// <summary>How long the agent's own telephone rings before HIS gives up dialing.</summary>
    private static readonly TimeSpan OwnTelephone = TimeSpan.FromSeconds(20);

    /// <summary>The interval at which a leg in motion is checked; <see cref="MaxMoments"/> times, two seconds in all.</summary>
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(50);
    private const int MaxMoments = 40;

    private static Task<CommandResult> NotSupported => Task.FromResult(CommandResult.NotSupported);

    private readonly SwitchCommands _orders = new(link, logger);
    private readonly CallCommands _calls = new(options.Calls, new SwitchCommands(link, logger));

    public PlatformCapabilities Capabilities => link.Capabilities;

    public Task<SwitchAgentState?> GetStateAsync(CancellationToken cancellationToken) => AskAsync(isLogin: false, cancellationToken);

    /// <summary>Queries the state, again if an event arrived in the meantime that may be newer than the result.</summary>
    internal async Task<SwitchAgentState?> AskAsync(bool isLogin, CancellationToken cancellationToken)
    {
        while (board.IsHeldBy(seat, holder) && link.Current is { } connection)
        {
            try
            {
                var version = board.VersionOf(seat);
                var truth = await board.ReadAsync(connection, seat, cancellationToken);
                if (board.TryLearn(seat, version, truth, isLogin) is { } state)
                {
                    return state;
                }
            }
            catch (AmiLinkLostException)
            {
                return null;
            }
            catch (AmiRefusedException refused)
            {
                LogCannotAsk(refused.Message);
                return null;
            }
        }

        return null;
    }

    public Task<CommandResult> ActivateAsync(string channelId, CancellationToken cancellationToken) =>
        CommandAsync(channelId, () => Capabilities.ChannelDeactivation ? JoinAsync(paused: true, cancellationToken) : NotSupported);

    public Task<CommandResult> DeactivateAsync(string channelId, CancellationToken cancellationToken) =>
        CommandAsync(channelId, () => Capabilities.ChannelDeactivation ? LeaveAsync(cancellationToken) : NotSupported);

    public Task<CommandResult> MakeReadyAsync(string channelId, CancellationToken cancellationToken) =>
        CommandAsync(channelId, () => PauseAsync(paused: false, reason: null, cancellationToken));

    public Task<CommandResult> MakeNotReadyAsync(string channelId, Reason? reason, CancellationToken cancellationToken) =>
        CommandAsync(channelId, () => PauseAsync(paused: true, PauseReason.ToSwitch(reason), cancellationToken));

    public Task<CommandResult> LogOffAsync(Reason? reason, CancellationToken cancellationToken) =>
        CommandAsync(
            AgentDevice.ChannelId,
            async () =>
            {
                // The log line is built first: a reason that cannot be sent must be found before the agent is logged off.
                var note = reason is null
                    ? null
                    : AmiAction.QueueLog(agent.Name, LogOffEvent, $"{reason.Code}|{reason.Text?.Replace('|', '/')}");
                if (note is not null)
                {
                    AmiFrame.Build(note, actionId: "");
                }

                var left = await LeaveAsync(cancellationToken);
                if (left.Outcome != CommandOutcome.Done)
                {
                    return left;
                }

                try
                {
                    if (
                        note is not null
                        && await _orders.GiveAsync(note, cancellationToken) is { Outcome: not CommandOutcome.Done } unwritten
                    )
                    {
                        LogReasonNotWritten(unwritten.SwitchError);
                    }

                    return left;
                }
                finally
                {
                    board.LogOff(seat, reason); // the agent has left the queues, whether or not the note was written
                }
            }
        );

    public Task<CommandResult> ExecuteAsync(
        string interactionId,
        InteractionCommand command,
        string? target,
        CancellationToken cancellationToken
    ) =>
        CommandAsync(
            AgentDevice.ChannelId,
            () =>
            {
                if (board.FindLeg(seat, interactionId) is not { } leg)
                {
                    return Task.FromResult(CommandResult.Refused("no such call"));
                }

                if (!Capabilities.Commands.Contains(command))
                {
                    return NotSupported;
                }

                switch (command, leg.State)
                {
                    case (InteractionCommand.End or InteractionCommand.Reject, InteractionState.Ended):
                        return Task.FromResult(CommandResult.Done);
                    case (InteractionCommand.End, _):
                        return _orders.GiveAsync(AmiAction.Hangup(leg.Name, NormalClearing), cancellationToken, AmiRefusal.NoSuchChannel);
                    case (InteractionCommand.Reject, InteractionState.Alerting):
                        return _orders.GiveAsync(AmiAction.Hangup(leg.Name, CallRejected), cancellationToken, AmiRefusal.NoSuchChannel);
                    case (InteractionCommand.Complete, InteractionState.Ended):
                        board.Complete(seat, interactionId);
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
        );

    /// <summary>
    /// The agent's own telephone is called first and, once it is answered, the number: an extension of one context, never a device.
    /// </summary>
    public async Task<DialCommandResult> DialAsync(string channelId, string destination, CancellationToken cancellationToken)
    {
        var id = OriginatedLeg.NewId();
        var answer = await CommandAsync(channelId, () => CallAsync(id, destination, cancellationToken));
        return new DialCommandResult(answer, answer.Outcome == CommandOutcome.Done ? id : null);
    }

    public ValueTask DisposeAsync()
    {
        board.Release(seat, holder);
        return ValueTask.CompletedTask;
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
            var answer = await _calls.DoAsync(leg, command, target, cancellationToken);
            if (more == 0 || !CallCommands.IsInMotion(answer))
            {
                return answer;
            }

            await Task.Delay(Moment, time, cancellationToken);
            await GetStateAsync(cancellationToken);
            if (board.FindLeg(seat, id) is not { } now)
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
        var isThere = await _orders.AskAsync(AmiAction.ValidExten(options.Calls.Context!, destination), cancellationToken);
        if (isThere?.Response["Value"] is "0")
        {
            return CommandResult.Refused("the dial plan does not know that number");
        }

        board.ExpectTransfer(seat, id, destination);
        var answer = await OnCallAsync(id, leg, InteractionCommand.Transfer, destination, cancellationToken);
        if (answer.Outcome != CommandOutcome.Done)
        {
            board.ForgetTransfer(id);
        }

        return answer;
    }

    private async Task<CommandResult> CallAsync(string id, string number, CancellationToken cancellationToken)
    {
        if (!Capabilities.Dialing || options.Calls.Context is not { } context)
        {
            return CommandResult.NotSupported;
        }

        if (dialer.ObjectionTo(agent.Id, agent.Dial, number) is { } objection)
        {
            return objection;
        }

        try
        {
            var begins = board.ExpectDial(seat, id, number);
            var answer = await _orders.GiveAsync(AmiAction.Originate(seat.Interface, id, context, number, OwnTelephone), cancellationToken);
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
            board.ForgetDial(seat, id);
        }
    }

    private async Task<CommandResult> CommandAsync(string channelId, Func<Task<CommandResult>> command)
    {
        if (channelId is not AgentDevice.ChannelId)
        {
            return CommandResult.Refused("no such channel");
        }

        if (!board.IsHeldBy(seat, holder))
        {
            return CommandResult.Refused("another login has taken over, or this one was let go");
        }

        try
        {
            return await command();
        }
        catch (AmiFrameException unsafeText)
        {
            return CommandResult.Refused(unsafeText.Message);
        }
    }

    /// <summary>Joins all queues of the agent.</summary>
    private Task<CommandResult> JoinAsync(bool paused, CancellationToken cancellationToken)
    {
        var device = options.StateInterfaceTemplate?.Replace("{endpoint}", seat.Endpoint, StringComparison.Ordinal) ?? seat.Interface;
        return _orders.GiveAllAsync(
            [.. queues.Select(queue => AmiAction.QueueAdd(queue, seat.Interface, agent.Name, device, paused))],
            cancellationToken,
            AmiRefusal.AlreadyThere
        );
    }

    /// <summary>Leaves all queues that HIS knows. A queue that does not exist counts as left.</summary>
    private Task<CommandResult> LeaveAsync(CancellationToken cancellationToken) =>
        _orders.GiveAllAsync(
            [.. options.Queues.Select(queue => AmiAction.QueueRemove(queue, seat.Interface))],
            cancellationToken,
            AmiRefusal.NotThere,
            AmiRefusal.NoSuchQueue
        );

    /// <summary>
    /// Pauses or unpauses in all queues. If the telephone is a member of only some, the others are joined: Ready means Ready in all queues;
    /// for Not Ready it is enough that no call comes from any of our queues. A member of no queue is not active, and is refused.
    /// </summary>
    private async Task<CommandResult> PauseAsync(bool paused, string? reason, CancellationToken cancellationToken)
    {
        var answers = await _orders.AskAllAsync(
            [
                .. (paused ? board.QueuesOf(seat, queues) : queues).Select(queue =>
                    AmiAction.QueuePause(queue, seat.Interface, paused, reason)
                ),
            ],
            cancellationToken
        );
        var answer = SwitchCommands.FirstFailure(answers, AmiRefusal.InterfaceNotFound);
        var isNoMember = answers.Where(it => it.Refusal == AmiRefusal.InterfaceNotFound).Select(it => it.Answer).ToList();
        if (isNoMember.Count == answers.Length)
        {
            return isNoMember[0];
        }

        if (isNoMember.Count == 0 || paused)
        {
            return answer;
        }

        var joined = await JoinAsync(paused: false, cancellationToken);
        return answer.Outcome == CommandOutcome.Done ? joined : answer; // a refusal in one queue keeps the agent out of no other
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Asterisk does not list its members and calls to this account: {SwitchError}")]
    private partial void LogCannotAsk(string switchError);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A logout reason was not written to the queue log: {SwitchError}")]
    private partial void LogReasonNotWritten(string? switchError);
}
