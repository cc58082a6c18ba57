using His.Platform.Asterisk.Ami;
using His.Platform.Asterisk.Seats;
using Microsoft.Extensions.Logging;

namespace His.Platform.Asterisk;

/// <summary>
/// One agent at the switch. A command goes to every queue of ours; it is done when its goal holds in each, whether the switch had
/// to do something for it or not.
/// </summary>
internal sealed partial class AsteriskAgent(
    AsteriskAgentOptions agent, Seat seat, Holding holder, AsteriskOptions options, Switchboard board, SwitchLink link, ILogger logger)
    : IPlatformAgent
{
    private const int NormalClearing = 16;
    private const int CallRejected = 21;

    /// <summary>What the queue log calls a log-off with a reason; the data are the code and the text.</summary>
    private const string LogOffEvent = "HISLOGOFF";

    private readonly SwitchOrders _orders = new(link, logger);

    public PlatformCapabilities Capabilities { get; } = new(
        ChannelDeactivation: true, options.LogoutReason.ToPolicy(), options.NotReadyReason.ToPolicy());

    public Task<AgentAtSwitch?> AskAsync(CancellationToken cancellationToken) => AskAsync(isLogin: false, cancellationToken);

    /// <summary>Asks, again if something was heard meanwhile that may be newer than the answer.</summary>
    internal async Task<AgentAtSwitch?> AskAsync(bool isLogin, CancellationToken cancellationToken)
    {
        while (board.IsHeldBy(seat, holder) && link.Current is { } connection)
        {
            try
            {
                var version = board.VersionOf(seat);
                var truth = await SwitchTruth.ReadAsync(connection, seat.Interface, cancellationToken);
                if (board.TryLearn(seat, version, truth, isLogin) is { } state) return state;
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

    public Task<SwitchAnswer> ActivateAsync(string channelId, CancellationToken cancellationToken) => CommandAsync(
        channelId, () => EverywhereAsync(queue => _orders.GiveAsync(Join(queue, paused: true), cancellationToken, AmiRefusal.AlreadyThere)));

    public Task<SwitchAnswer> DeactivateAsync(string channelId, CancellationToken cancellationToken) => CommandAsync(
        channelId, () => LeaveAsync(cancellationToken));

    public Task<SwitchAnswer> MakeReadyAsync(string channelId, CancellationToken cancellationToken) => CommandAsync(
        channelId, () => PauseAsync(paused: false, reason: null, cancellationToken));

    public Task<SwitchAnswer> MakeNotReadyAsync(string channelId, Reason? reason, CancellationToken cancellationToken) => CommandAsync(
        channelId, () => PauseAsync(paused: true, PauseReason.ToSwitch(reason), cancellationToken));

    public Task<SwitchAnswer> LogOffAsync(Reason? reason, CancellationToken cancellationToken) => CommandAsync(
        Seat.ChannelId,
        async () =>
        {
            // The line for the log is made first: a reason that cannot be said must not be found out after the agent is gone.
            var note = reason is null ? null : AmiAction.QueueLog(agent.Name, LogOffEvent, $"{reason.Code}|{reason.Text?.Replace('|', '/')}");
            if (note is not null) AmiFrame.Build(note, actionId: "");
            var left = await LeaveAsync(cancellationToken);
            if (left.Kind != SwitchAnswerKind.Done) return left;
            try
            {
                if (note is not null && await _orders.GiveAsync(note, cancellationToken) is { Kind: not SwitchAnswerKind.Done } unwritten)
                    LogReasonNotWritten(unwritten.SwitchError);
                return left;
            }
            finally
            {
                board.LogOff(seat, reason); // out of the queues is out, whatever became of the note
            }
        });

    public Task<SwitchAnswer> HandleAsync(string interactionId, InteractionCommand command, CancellationToken cancellationToken) => CommandAsync(
        Seat.ChannelId,
        () =>
        {
            if (board.FindLeg(seat, interactionId) is not { } leg) return Task.FromResult(SwitchAnswer.Refused("no such call"));
            switch (command, leg.State)
            {
                case (InteractionCommand.End or InteractionCommand.Reject, InteractionState.Ended):
                    return Task.FromResult(SwitchAnswer.Done);
                case (InteractionCommand.End, _):
                    return _orders.GiveAsync(AmiAction.Hangup(leg.Name, NormalClearing), cancellationToken, AmiRefusal.NoSuchChannel);
                case (InteractionCommand.Reject, InteractionState.Alerting):
                    return _orders.GiveAsync(AmiAction.Hangup(leg.Name, CallRejected), cancellationToken, AmiRefusal.NoSuchChannel);
                case (InteractionCommand.Complete, InteractionState.Ended):
                    board.Complete(seat, interactionId);
                    return Task.FromResult(SwitchAnswer.Done);
                case (InteractionCommand.Reject or InteractionCommand.Complete, _):
                    return Task.FromResult(SwitchAnswer.Refused($"the call is {leg.State}"));
                default:
                    return Task.FromResult(SwitchAnswer.NotSupported); // the telephone does it
            }
        });

    public Task<DialAnswer> DialAsync(string channelId, string destination, CancellationToken cancellationToken) =>
        Task.FromResult(new DialAnswer(SwitchAnswer.NotSupported));

    public ValueTask DisposeAsync()
    {
        board.LetGo(seat, holder);
        return ValueTask.CompletedTask;
    }

    private async Task<SwitchAnswer> CommandAsync(string channelId, Func<Task<SwitchAnswer>> command)
    {
        if (channelId is not Seat.ChannelId) return SwitchAnswer.Refused("no such channel");
        if (!board.IsHeldBy(seat, holder)) return SwitchAnswer.Refused("another login has taken over, or this one was let go");
        try
        {
            return await command();
        }
        catch (AmiFrameException unsafeText)
        {
            return SwitchAnswer.Refused(unsafeText.Message);
        }
    }

    /// <summary>Out of all queues. A queue that does not exist has been left too.</summary>
    private Task<SwitchAnswer> LeaveAsync(CancellationToken cancellationToken) => EverywhereAsync(queue => _orders.GiveAsync(
        AmiAction.QueueRemove(queue, seat.Interface), cancellationToken, AmiRefusal.NotThere, AmiRefusal.NoSuchQueue));

    /// <summary>
    /// Pauses or unpauses everywhere. A member of some queues and not of others is brought to agree: Ready is Ready in all of them;
    /// for Not Ready it is enough that no call comes. A member of none is not active, and is refused.
    /// </summary>
    private async Task<SwitchAnswer> PauseAsync(bool paused, string? reason, CancellationToken cancellationToken)
    {
        var members = 0;
        SwitchAnswer? refusal = null;
        var answer = await EverywhereAsync(async queue =>
        {
            var (one, why) = await _orders.AskAsync(AmiAction.QueuePause(queue, seat.Interface, paused, reason), cancellationToken);
            if (one.Kind == SwitchAnswerKind.Done) Interlocked.Increment(ref members);
            if (why != AmiRefusal.InterfaceNotFound) return one;
            refusal = one;
            return SwitchAnswer.Done;
        });
        if (answer.Kind != SwitchAnswerKind.Done || refusal is null) return answer;
        if (members == 0) return refusal.Value;
        return paused ? answer : await EverywhereAsync(queue => _orders.GiveAsync(Join(queue, paused: false), cancellationToken, AmiRefusal.AlreadyThere));
    }

    private AmiAction Join(string queue, bool paused) => AmiAction.QueueAdd(
        queue, seat.Interface, agent.Name, options.StateInterfaceTemplate?.Replace("{endpoint}", seat.Endpoint, StringComparison.Ordinal) ?? seat.Interface, paused);

    /// <summary>One order for every queue, all on their way together. The first no is the answer, after all have answered.</summary>
    private async Task<SwitchAnswer> EverywhereAsync(Func<string, Task<SwitchAnswer>> order)
    {
        var answers = await Task.WhenAll(options.Queues.Select(order));
        return answers.FirstOrDefault(answer => answer.Kind != SwitchAnswerKind.Done, SwitchAnswer.Done);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Asterisk does not list its members and calls to this account: {SwitchError}")]
    private partial void LogCannotAsk(string switchError);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A logout reason was not written to the queue log: {SwitchError}")]
    private partial void LogReasonNotWritten(string? switchError);
}
