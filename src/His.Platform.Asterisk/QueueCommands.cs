using His.Platform.Asterisk.Ami;
using His.Platform.Asterisk.Devices;
using Microsoft.Extensions.Logging;

namespace His.Platform.Asterisk;

/// <summary>
/// The commands on an agent's queues. A command goes to all of them; it is done when its goal holds in each, whether or not the switch had
/// to change anything. Commands that stop work reach further: former queues of the agent are paused and left too.
/// </summary>
internal sealed partial class QueueCommands(
    DirectoryAgent agent,
    IReadOnlyList<string> queues,
    AgentDevice device,
    AsteriskOptions options,
    DeviceRegistry devices,
    SwitchCommands commands,
    ILogger logger
)
{
    /// <summary>The queue log's event name of a log-off with a reason; the data are the code and the text.</summary>
    private const string LogOffEvent = "HISLOGOFF";

    /// <summary>Joins all queues of the agent.</summary>
    public Task<CommandResult> JoinAsync(bool paused, CancellationToken cancellationToken)
    {
        var stateInterface =
            options.StateInterfaceTemplate?.Replace("{endpoint}", device.Endpoint, StringComparison.Ordinal) ?? device.Interface;
        return commands.SendAllAsync(
            [.. queues.Select(queue => AmiAction.QueueAdd(queue, device.Interface, agent.Name, stateInterface, paused))],
            cancellationToken,
            AmiRefusal.AlreadyThere
        );
    }

    /// <summary>Leaves all queues that HIS knows. A queue that does not exist counts as left.</summary>
    public Task<CommandResult> LeaveAsync(CancellationToken cancellationToken) =>
        commands.SendAllAsync(
            [.. options.Queues.Select(queue => AmiAction.QueueRemove(queue, device.Interface))],
            cancellationToken,
            AmiRefusal.NotThere,
            AmiRefusal.NoSuchQueue
        );

    /// <summary>
    /// Pauses or unpauses in all queues. If the telephone is a member of only some, the others are joined: Ready means Ready in all queues;
    /// for Not Ready it is enough that no call comes from any of our queues. A member of no queue is not active, and is refused.
    /// </summary>
    public async Task<CommandResult> PauseAsync(bool paused, string? reason, CancellationToken cancellationToken)
    {
        var answers = await commands.SendEachAsync(
            [
                .. (paused ? devices.QueuesOf(device, queues) : queues).Select(queue =>
                    AmiAction.QueuePause(queue, device.Interface, paused, reason)
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

    /// <summary>Leaves all queues, and writes the reason to the queue log.</summary>
    public async Task<CommandResult> LogOffAsync(Reason? reason, CancellationToken cancellationToken)
    {
        // The log line is built first: a reason that cannot be sent must be found before the agent is logged off.
        var note = reason is null ? null : AmiAction.QueueLog(agent.Name, LogOffEvent, $"{reason.Code}|{reason.Text?.Replace('|', '/')}");
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
            if (note is not null && await commands.SendAsync(note, cancellationToken) is { Outcome: not CommandOutcome.Done } unwritten)
            {
                LogReasonNotWritten(unwritten.SwitchError);
            }

            return left;
        }
        finally
        {
            devices.LogOff(device, reason); // the agent has left the queues, whether or not the note was written
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A logout reason could not be written to the queue log: {SwitchError}")]
    private partial void LogReasonNotWritten(string? switchError);
}
