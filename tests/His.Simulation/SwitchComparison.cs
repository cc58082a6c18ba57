using His.Bus;
using His.Platform;

namespace His.Simulation;

/// <summary>Holds what was told against what the switch has.</summary>
internal static class SwitchComparison
{
    /// <summary>In what HIS has told of a session something else than the switch has, without marking it as unknown; or <see langword="null"/>.</summary>
    public static string? Difference(SessionOracle live, SwitchAgentState truth)
    {
        var isIdle = !live.IsAtWork && live.RunningLogout is null;
        return !live.IsUnknown && truth.LoggedOn != live.IsLoggedOn
                ? $"at the switch {World.AgentName(live.Agent)} is logged {(truth.LoggedOn ? "on" : "off")}, and HIS does not know"
            : truth.LoggedOn == live.IsLoggedOn && (truth.LoggedOn || isIdle) ? Difference(live.Model, truth, isIdle)
            : null;
    }

    /// <summary>Whether what a request is for is so at the switch; <see langword="null"/> if that cannot be seen by one channel or interaction.</summary>
    /// <param name="asked">The request.</param>
    /// <param name="truth">The state at the switch.</param>
    /// <param name="isDisturbed">Whether something has happened at the switch in between, which may have changed the reason.</param>
    public static bool? GoalHolds(Asked asked, SwitchAgentState truth, bool isDisturbed)
    {
        var channel = truth.Channels.FirstOrDefault(it => it.Id == asked.ChannelId);
        var interaction = truth.Interactions.FirstOrDefault(it => it.Id == asked.InteractionId);
        return asked.Method switch
        {
            "channel.request.ready" => InEachQueue(channel!, it => it.AgentState == AgentState.Ready),
            "channel.request.notready" => InEachQueue(
                channel!,
                it =>
                    it.AgentState != AgentState.Ready
                    && (asked.Code is null || it.AgentState is null || it.Reason?.Code == asked.Code || isDisturbed)
            ),
            "channelgroup.request.activate" => InEachQueue(channel!, it => it.AgentState is not null),
            "channelgroup.request.deactivate" => InEachQueue(channel!, it => it.AgentState is null),
            "interaction.request.accept" or "interaction.request.retrieve" => StateOf(truth, asked) == InteractionState.Connected,
            "interaction.request.hold" => StateOf(truth, asked) == InteractionState.Held,
            "interaction.request.end"
            or "interaction.request.reject"
            or "interaction.request.transfer"
            or "interaction.request.completetransfer" => StateOf(truth, asked) is InteractionState.Ended or InteractionState.Completed,
            "interaction.request.complete" => StateOf(truth, asked) == InteractionState.Completed,
            "interaction.request.cancelconsultation" => interaction?.Consultation is null,
            "interaction.request.conference" => interaction?.Consultation?.State == ConsultationState.Conference,
            _ => null,
        };
    }

    public static InteractionState StateOf(SwitchAgentState truth, Asked asked) =>
        truth.Interactions.FirstOrDefault(it => it.Id == asked.InteractionId)?.State ?? InteractionState.Completed;

    /// <summary>A channel has reached a goal if each of its queues has; without any, the channel itself.</summary>
    private static bool InEachQueue(SwitchChannelState channel, Predicate<SwitchQueueState> goal) =>
        channel.Queues.Count == 0 ? goal(new SwitchQueueState("", channel.AgentState, channel.Reason)) : channel.Queues.All(it => goal(it));

    private static string? Difference(SessionModel told, SwitchAgentState truth, bool isIdle)
    {
        foreach (var channel in truth.Channels)
        {
            if (
                told.Find(channel.Id) is { Activation: not Activation.Unavailable } known
                && Difference(known, channel, truth.Interactions, isIdle) is { } difference
            )
            {
                return difference;
            }
        }

        return null;
    }

    private static string? Difference(
        ChannelModel known,
        SwitchChannelState channel,
        IReadOnlyList<SwitchInteractionState> interactions,
        bool isIdle
    )
    {
        if (known.Activation != (channel.IsActive ? Activation.Active : Activation.Inactive) || known.AgentState != channel.AgentState)
        {
            return $"{channel.Id} is told to be {known.Activation} {known.AgentState}, and is {channel}";
        }

        if (isIdle && !known.Queues.SequenceEqual(QueueView.Of(channel.Queues)))
        {
            return $"{channel.Id} is told to have the queues {string.Join(", ", known.Queues)}, and has {string.Join(", ", channel.Queues)}";
        }

        var there = 0;
        foreach (var interaction in interactions)
        {
            if (interaction.ChannelId != channel.Id)
            {
                continue;
            }

            there++;
            var mine = known.Find(interaction.Id);
            if (
                mine?.State != interaction.State
                || mine.Consultation?.State != interaction.Consultation?.State
                || mine.Consultation?.Party != interaction.Consultation?.Party
            )
            {
                return $"{interaction.Id} is told to be {mine?.State} with {mine?.Consultation}, and is {interaction.State} with {interaction.Consultation}";
            }
        }

        return known.Interactions.Count == there
            ? null
            : $"{known.Interactions.Count} interactions are told on {channel.Id}, and there are {there}";
    }
}
