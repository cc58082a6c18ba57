using His.Bus;
using His.Platform;
using His.Sessions;
using His.Sessions.Actor;
using Microsoft.Extensions.Logging;

namespace His.Switching;

/// <summary>What the switch says of one agent, taken over into the session. Runs on the session's scheduler.</summary>
internal sealed partial class SwitchEventApplier(SessionActor session, ILogger log)
{
    private List<SwitchEvent>? _buffered = [];

    private bool _isSnapshotAwaited;

    /// <summary>How many pieces of news have been taken over.</summary>
    public long Count { get; private set; }

    /// <summary>When the session last learned how its agent stands, at its login, by news or by asking, by the clock's timestamp.</summary>
    public long LastAt { get; private set; }

    /// <summary>News that came before the session was complete is taken over now.</summary>
    public void Begin()
    {
        LastAt = session.Time.GetTimestamp();
        var told = _buffered!;
        _buffered = null;
        told.ForEach(Take);
    }

    /// <summary>
    /// Until the whole truth is known, after a restart, news of one channel says nothing: what is ongoing on it would not be known.
    /// </summary>
    public void IgnoreUntilSnapshot() => _isSnapshotAwaited = true;

    /// <summary>Takes one piece of news over.</summary>
    public void Take(SwitchEvent switchEvent)
    {
        if (_buffered is not null)
        {
            _buffered.Add(switchEvent);
            return;
        }

        if (session.IsOver)
        {
            LogEventAfterEnd(log, switchEvent.GetType().Name);
            return;
        }

        Count++;
        LastAt = session.Time.GetTimestamp();
        switch (switchEvent)
        {
            case ChannelChanged or InteractionChanged when _isSnapshotAwaited:
                break; // the truth that is awaited is newer, or asked for again
            case ChannelChanged { Channel: var truth }:
                session.ChannelGroup.Find(truth.Id)?.Apply(truth, Cause.SwitchInitiated);
                break;
            case InteractionChanged { Interaction: var truth, Cause: var cause }:
                session.ChannelGroup.Find(truth.ChannelId)?.Apply(truth, cause);
                break;
            case TransferFailed failed:
                session.ChannelGroup.Find(failed.ChannelId)?.Apply(failed);
                break;
            case AgentLoggedOff { Cause: var why }:
                ApplyLogOff(why switch
                {
                    SwitchCause.SwitchRestart => Cause.SwitchRestart,
                    SwitchCause.StationOutOfService => Cause.StationOutOfService,
                    _ => Cause.SwitchInitiated,
                });
                break;
            case AgentSnapshot { Agent: var truth, IsAfterRestart: var isAfterRestart }:
                Apply(truth, isAfterRestart ? Cause.SwitchRestart : Cause.Reconciled);
                break;
            case LinkLost:
                session.MarkUnavailable();
                break;
        }

        session.Changed.Raise();
    }

    /// <summary>Takes the whole truth over: what is not in it is no longer there.</summary>
    public void Apply(SwitchAgentState truth, Cause cause)
    {
        if (session.IsOver)
        {
            return;
        }

        LastAt = session.Time.GetTimestamp();
        _isSnapshotAwaited = false;
        if (truth.LoggedOn)
        {
            session.State.IsLoggedOn = true;
        }
        else
        {
            ApplyLogOff(cause);
        }

        foreach (var channel in truth.Channels)
        {
            session.ChannelGroup.Find(channel.Id)?.Apply(channel, cause);
        }

        var listed = truth.Interactions.Select(interaction => interaction.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var unlisted in session.ChannelGroup.Interactions.Where(known => !listed.Contains(known.Id)).ToList())
        {
            unlisted.Complete();
        }

        foreach (var interaction in truth.Interactions)
        {
            session.ChannelGroup.Find(interaction.ChannelId)?.Apply(interaction);
        }

        session.Changed.Raise();
    }

    /// <summary>The agent is no longer at the switch: by itself, unless a logout has told it so.</summary>
    private void ApplyLogOff(Cause cause)
    {
        if (session.IsLoggedOn && session.Logouts.LogOffOrigin.IsBySwitch)
        {
            session.Logouts.LogOffOrigin = new LogOffOrigin(cause, Reason: null);
        }

        session.State.IsLoggedOn = false;
    }

    [LoggerMessage(2002, LogLevel.Warning, "The switch told {News} of an agent whose session has ended")]
    private static partial void LogEventAfterEnd(ILogger log, string news);
}
