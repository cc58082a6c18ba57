using His.Bus;
using His.Platform;
using His.Sessions;
using Microsoft.Extensions.Logging;

namespace His.Platforms;

/// <summary>What the switch says of one agent, taken over into the session. Runs on the session's scheduler.</summary>
internal sealed partial class News(SessionWorkflow session)
{
    private List<SwitchNews>? early = [];

    /// <summary>How many pieces of news have been taken over.</summary>
    public long Count { get; private set; }

    /// <summary>News that came before the session was complete is taken over now.</summary>
    public void Begin()
    {
        var told = early!;
        early = null;
        told.ForEach(Take);
    }

    /// <summary>Takes one piece of news over.</summary>
    public void Take(SwitchNews news)
    {
        if (early is not null)
        {
            early.Add(news);
            return;
        }

        if (session.IsOver)
        {
            LogOrphan(session.House.Log, news.GetType().Name);
            return;
        }

        Count++;
        switch (news)
        {
            case ChannelNews { Channel: var truth }:
                session.ChannelGroup.Find(truth.Id)?.Apply(truth, Cause.SwitchInitiated);
                break;
            case InteractionNews { Interaction: var truth }:
                session.ChannelGroup.Find(truth.ChannelId)?.Apply(truth);
                break;
            case LoggedOffNews:
                session.Session.IsLoggedOn = false;
                break;
            case TruthNews { Agent: var truth }:
                Apply(truth, Cause.Reconciled);
                break;
            case LinkLostNews:
                session.IsUnknown();
                break;
        }

        session.Changed.Beat();
        session.Settle();
    }

    /// <summary>Takes the whole truth over: what is not in it is no longer there.</summary>
    public void Apply(AgentAtSwitch truth, Cause cause)
    {
        if (session.IsOver)
        {
            return;
        }

        session.Session.IsLoggedOn = truth.LoggedOn;
        foreach (var channel in truth.Channels)
        {
            session.ChannelGroup.Find(channel.Id)?.Apply(channel, cause);
        }

        var listed = truth.Interactions.Select(interaction => interaction.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var unlisted in session.ChannelGroup.Interactions.Where(known => !listed.Contains(known.Interaction.Id)).ToList())
        {
            unlisted.MoveTo(InteractionState.Completed);
        }

        foreach (var interaction in truth.Interactions)
        {
            session.ChannelGroup.Find(interaction.ChannelId)?.Apply(interaction);
        }

        session.Changed.Beat();
        session.Settle();
    }

    [LoggerMessage(2002, LogLevel.Warning, "The switch told {News} of an agent whose session has ended")]
    private static partial void LogOrphan(ILogger log, string news);
}
