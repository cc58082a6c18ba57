using His.Bus;
using His.Platform;

namespace His.Simulation.Rules;

/// <summary>
/// Queues of a channel are told only if they differ, and never more quiet than there is: the channel is Ready if one of them is, and active
/// if it takes part in one of them.
/// </summary>
internal sealed class QueuesAgree : Rule
{
    public override string Id => RuleIds.Queues;

    public override void OnEvent(SessionOracle session, BusEvent what)
    {
        if (what is not ChannelUpdated { Queues: { Count: > 0 } queues } updated)
        {
            return;
        }

        var channel = session.Model.Find(updated.ChannelId)!;
        Require(
            queues.Any(it => it.AgentState != channel.AgentState || it.Reason != channel.Reason),
            $"{string.Join(", ", queues)} are told, and all are as {channel.Id} is"
        );
        Require(
            queues.Any(it => it.AgentState == AgentState.Ready) == (channel.AgentState == AgentState.Ready),
            $"{string.Join(", ", queues)} are told of {channel.Id}, which is {channel.AgentState}"
        );
        Require(
            queues.Any(it => it.AgentState is not null) == (channel.Activation == Activation.Active),
            $"{string.Join(", ", queues)} are told of {channel.Id}, which is {channel.Activation}"
        );
    }
}
