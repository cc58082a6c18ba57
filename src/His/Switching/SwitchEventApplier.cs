using His.Bus;
using His.Platform;
using His.Sessions;
using His.Sessions.Actor;
using Microsoft.Extensions.Logging;

namespace His.Switching;

/// <summary>Applies the events of the switch for one agent to the session. Runs on the session's scheduler.</summary>
internal sealed partial class SwitchEventApplier(SessionActor session, ILogger log)
{
    private List<SwitchEvent>? _buffered = [];

    private bool _isSnapshotAwaited;

    /// <summary>The number of events applied.</summary>
    public long Count { get; private set; }

    /// <summary>When the state was last updated, by the login, an event or a query, as a timestamp of the clock.</summary>
    public long LastAt { get; private set; }

    /// <summary>Begins to apply events; those buffered before the session was complete are applied now.</summary>
    public void Begin()
    {
        LastAt = session.Time.GetTimestamp();
        var told = _buffered!;
        _buffered = null;
        told.ForEach(Take);
    }

    /// <summary>Ignores events of channels and interactions until a snapshot arrives, after a restart: alone they are incomplete.</summary>
    public void IgnoreUntilSnapshot() => _isSnapshotAwaited = true;

    /// <summary>Applies one event, or buffers it until <see cref="Begin"/>.</summary>
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
                break; // the awaited snapshot is newer, or is queried again
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
                ApplyLogOff(
                    why switch
                    {
                        SwitchCause.SwitchRestart => Cause.SwitchRestart,
                        SwitchCause.StationOutOfService => Cause.StationOutOfService,
                        _ => Cause.SwitchInitiated,
                    }
                );
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

    /// <summary>Applies a snapshot: interactions that are not in it are completed.</summary>
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

    /// <summary>The switch has logged the agent off: spontaneously, unless a logout commanded it.</summary>
    private void ApplyLogOff(Cause cause)
    {
        if (session.IsLoggedOn && session.Logouts.LogOffOrigin.IsBySwitch)
        {
            session.Logouts.LogOffOrigin = new LogOffOrigin(cause, Reason: null);
        }

        session.State.IsLoggedOn = false;
    }

    [LoggerMessage(2002, LogLevel.Warning, "The switch sent {SwitchEvent} about an agent whose session has ended")]
    private static partial void LogEventAfterEnd(ILogger log, string switchEvent);
}
