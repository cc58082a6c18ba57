using His.Bus;
using His.Platform;
using His.Positions;
using His.Sessions.Actor;
using Microsoft.Extensions.Logging;

namespace His.Switching;

/// <summary>Applies the events of a platform for one agent to the agent's position there. Runs on the session's scheduler.</summary>
internal sealed partial class SwitchEventApplier(SessionActor session, Position position, ILogger log)
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

    /// <summary>Applies the state that the login found: publishes no state of a channel, but perhaps queues, and the interactions.</summary>
    public void ApplyInitial(SwitchAgentState found)
    {
        foreach (var channel in found.Channels)
        {
            position.Find(channel.Id)?.Apply(channel, Cause.Reconciled);
        }

        foreach (var interaction in found.Interactions.Select(position.Qualify))
        {
            position.Find(interaction.ChannelId)?.Apply(interaction);
        }
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
                position.Find(truth.Id)?.Apply(truth, Cause.SwitchInitiated);
                break;
            case InteractionChanged { Interaction: var truth, Cause: var cause }:
                position.Find(truth.ChannelId)?.Apply(position.Qualify(truth), cause);
                break;
            case TransferFailed failed:
                position.Find(failed.ChannelId)?.Apply(failed with { InteractionId = position.Qualify(failed.InteractionId) });
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
                position.MarkUnavailable();
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
            position.IsLoggedOn = true;
        }
        else
        {
            ApplyLogOff(cause);
        }

        foreach (var channel in truth.Channels)
        {
            position.Find(channel.Id)?.Apply(channel, cause);
        }

        var interactions = truth.Interactions.Select(position.Qualify).ToList();
        var listed = interactions.Select(interaction => interaction.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var unlisted in position.Interactions.Where(known => !listed.Contains(known.Id)).ToList())
        {
            unlisted.Complete();
        }

        foreach (var interaction in interactions)
        {
            position.Find(interaction.ChannelId)?.Apply(interaction);
        }

        session.Changed.Raise();
    }

    /// <summary>The switch has logged the agent off: spontaneously, unless a logout commanded it.</summary>
    private void ApplyLogOff(Cause cause)
    {
        if (position.IsLoggedOn && position.LogOffOrigin.IsBySwitch)
        {
            position.LogOffOrigin = new LogOffOrigin(cause, Reason: null);
        }

        position.IsLoggedOn = false;
    }

    [LoggerMessage(2002, LogLevel.Warning, "The switch sent {SwitchEvent} about an agent whose session has ended")]
    private static partial void LogEventAfterEnd(ILogger log, string switchEvent);
}
