using His.Bus;
using His.Channels;
using static His.Simulation.RuleIds;

namespace His.Simulation;

/// <summary>What events have told of a channel is what it is.</summary>
internal static class ChannelComparison
{
    public static void Look(ChannelModel told, Channel channel)
    {
        Require(
            told.Id == channel.Id
                && told.Activation == channel.Activation
                && told.AgentState == channel.AgentState
                && told.Reason == channel.Reason,
            Events,
            $"{channel.Id} is {channel.State}, and told was {told.Activation} {told.AgentState} {told.Reason}"
        );
        Require(
            told.Queues.Count == channel.Queues.Count && told.Queues.SequenceEqual(QueueView.Of(channel.Queues)),
            Events,
            $"{channel.Id} has the queues {string.Join(", ", channel.Queues)}, and told were {string.Join(", ", told.Queues)}"
        );
        Require(
            told.Interactions.Count == channel.Interactions.Count,
            Events,
            $"{channel.Id} has {channel.Interactions.Count} interactions, and told were {told.Interactions.Count}"
        );
        for (var i = 0; i < told.Interactions.Count; i++)
        {
            Require(
                told.Interactions[i].Id == channel.Interactions[i].Id
                    && told.Interactions[i].State == channel.Interactions[i].State
                    && told.Interactions[i].Party == channel.Interactions[i].OtherSide.Party
                    && told.Interactions[i].Consultation == channel.Interactions[i].ConsultationView(),
                Events,
                $"{channel.Interactions[i].Id} is {channel.Interactions[i].State} with {channel.Interactions[i].ConsultationView()}, and told was {told.Interactions[i].State} with {told.Interactions[i].Consultation}"
            );
        }
    }
}
