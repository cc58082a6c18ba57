using His.Bus;
using His.Platform;
using His.Sessions;
using Microsoft.Extensions.Logging;

namespace His.Platforms;

/// <summary>What the switch says of one agent, taken over into the session. Runs on the session's scheduler.</summary>
internal sealed partial class News(SessionWorkflow session)
{
    private List<SwitchNews>? early = [];

    private bool isTruthAwaited;

    /// <summary>How many pieces of news have been taken over.</summary>
    public long Count { get; private set; }

    /// <summary>When the session last learned how its agent stands, at its login, by news or by asking, by the clock's timestamp.</summary>
    public long LastAt { get; private set; }

    /// <summary>News that came before the session was complete is taken over now.</summary>
    public void Begin()
    {
        LastAt = session.House.Time.GetTimestamp();
        var told = early!;
        early = null;
        told.ForEach(Take);
    }

    /// <summary>
    /// Until the whole truth is known, after a restart, news of one channel says nothing: what is ongoing on it would not be known.
    /// </summary>
    public void AwaitTruth() => isTruthAwaited = true;

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
        LastAt = session.House.Time.GetTimestamp();
        switch (news)
        {
            case ChannelNews or InteractionNews when isTruthAwaited:
                break; // the truth that is awaited is newer, or asked for again
            case ChannelNews { Channel: var truth }:
                session.ChannelGroup.Find(truth.Id)?.Apply(truth, Cause.SwitchInitiated);
                break;
            case InteractionNews { Interaction: var truth, Cause: var cause }:
                session.ChannelGroup.Find(truth.ChannelId)?.Apply(truth, cause);
                break;
            case TransferFailedNews failed:
                session.ChannelGroup.Find(failed.ChannelId)?.Apply(failed);
                break;
            case LoggedOffNews { Cause: var why }:
                IsLoggedOff(why switch
                {
                    SwitchCause.SwitchRestart => Cause.SwitchRestart,
                    SwitchCause.StationOutOfService => Cause.StationOutOfService,
                    _ => Cause.SwitchInitiated,
                });
                break;
            case TruthNews { Agent: var truth, IsAfterRestart: var isAfterRestart }:
                Apply(truth, isAfterRestart ? Cause.SwitchRestart : Cause.Reconciled);
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

        LastAt = session.House.Time.GetTimestamp();
        isTruthAwaited = false;
        if (truth.LoggedOn)
        {
            session.Session.IsLoggedOn = true;
        }
        else
        {
            IsLoggedOff(cause);
        }

        foreach (var channel in truth.Channels)
        {
            session.ChannelGroup.Find(channel.Id)?.Apply(channel, cause);
        }

        var listed = truth.Interactions.Select(interaction => interaction.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var unlisted in session.ChannelGroup.Interactions.Where(known => !listed.Contains(known.Interaction.Id)).ToList())
        {
            unlisted.Complete();
        }

        foreach (var interaction in truth.Interactions)
        {
            session.ChannelGroup.Find(interaction.ChannelId)?.Apply(interaction);
        }

        session.Changed.Beat();
        session.Settle();
    }

    /// <summary>The agent is no longer at the switch: by itself, unless a logout has told it so.</summary>
    private void IsLoggedOff(Cause cause)
    {
        if (session.Session.IsLoggedOn && session.LoggedOff.IsBySwitch)
        {
            session.LoggedOff = new LoggedOff(cause, Reason: null);
        }

        session.Session.IsLoggedOn = false;
    }

    [LoggerMessage(2002, LogLevel.Warning, "The switch told {News} of an agent whose session has ended")]
    private static partial void LogOrphan(ILogger log, string news);
}
