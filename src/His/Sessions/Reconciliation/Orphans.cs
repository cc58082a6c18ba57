using His.Bus;
using His.Journal;
using His.Persistence;
using His.Platform;
using His.Sessions.Threading;
using Microsoft.Extensions.Logging;

namespace His.Sessions.Reconciliation;

/// <summary>
/// Handles agents who are at the switch and have no session: after a login that the switch carried out after HIS had given it up, or after
/// a crash during a takeover. They are made Not Ready at once, so that no customer waits for them, and logged off after
/// <see cref="HisOptions.PresenceLogoutAfter"/>. An agent who logs in before that finds everything as it is.
/// </summary>
internal sealed partial class Orphans(HisCore core, PlatformRegistration platform)
{
    /// <summary>When the switch first confirmed that each is there without a session, as a timestamp of the clock.</summary>
    private readonly Dictionary<string, long> _since = new(StringComparer.Ordinal);

    /// <summary>Whether another HIS owns the store now; then this one no longer knows which agents have a session.</summary>
    public bool IsSuperseded { get; private set; }

    /// <summary>Handles the agents of a list that have no session.</summary>
    public async Task HandleAsync(IReadOnlyList<AgentListing> listed, CancellationToken stop)
    {
        var orphaned = listed.Where(it => !HasSession(it)).ToList();
        foreach (var id in _since.Keys.Except(orphaned.Select(it => it.Agent.Id), StringComparer.Ordinal).ToList())
        {
            _since.Remove(id);
        }

        foreach (var orphan in orphaned)
        {
            if (IsSuperseded || stop.IsCancellationRequested)
            {
                return;
            }

            // A running login is left alone; a new one waits.
            using var claim = core.Sessions.TryClaim(AgentIdOf(orphan));
            if (claim is null || HasSession(orphan))
            {
                _since.Remove(orphan.Agent.Id);
                continue;
            }

            try
            {
                await HandleAsync(orphan, stop);
            }
            catch (OperationCanceledException)
            {
                // The switch did not answer: retried at the next comparison.
            }
            catch (Exception defect)
            {
                LogDefect(core.Log, defect, orphan.Agent.Id); // of one agent: the others are still handled
            }
        }
    }

    private bool HasSession(AgentListing there) => core.Sessions.Find(AgentIdOf(there)) is not null;

    /// <summary>The agent's id in HIS, or that of the platform if HIS does not know the agent.</summary>
    private string AgentIdOf(AgentListing there) => platform.MapAgentId(there.Agent.Id) ?? there.Agent.Id;

    private async Task HandleAsync(AgentListing orphan, CancellationToken stop)
    {
        var isNew = !_since.TryGetValue(orphan.Agent.Id, out var since);
        var isTime = !isNew && core.Time.GetElapsedTime(since) >= core.Options.PresenceLogoutAfter;
        if (!isNew && !isTime && !orphan.Channels.Any(IsReady))
        {
            return; // nothing to do yet
        }

        using var deadline = new Deadline(core.Options.CommandTimeout, core.Time, stop);
        if (
            await platform.Platform.ReattachAsync(orphan.Agent, orphan.Endpoint, new NullEventSink(), deadline.Token)
            is not LogInResult.LoggedIn found
        )
        {
            return;
        }

        await using var agent = found.Agent;
        if (!found.State.LoggedOn)
        {
            _since.Remove(orphan.Agent.Id); // logged off: the list was older
            return;
        }

        if (isNew)
        {
            _since[orphan.Agent.Id] = core.Time.GetTimestamp(); // the switch has confirmed it
            LogFound(core.Log, orphan.Agent.Id);
            await TryJournalAsync(orphan, "found");
        }

        foreach (var channel in found.State.Channels.Where(IsReady))
        {
            if (await TryJournalAsync(orphan, "notready", channel.Id))
            {
                LogResult(orphan, "made Not Ready", await agent.MakeNotReadyAsync(channel.Id, reason: null, deadline.Token));
            }
        }

        if (isTime && !found.State.Interactions.Any(IsOngoing) && await TryJournalAsync(orphan, "loggedoff"))
        {
            LogResult(
                orphan,
                "logged off",
                await agent.LogOffAsync(new Reason(Code: null, Text: nameof(Cause.Reconciled)), deadline.Token)
            );
        }
    }

    /// <summary>Writes an action to the journal durably before it is done.</summary>
    /// <returns><see langword="false"/> if another HIS owns the store; then it must not be done.</returns>
    private async Task<bool> TryJournalAsync(AgentListing orphan, string action, string? channelId = null)
    {
        var entry = new JournalEntry
        {
            Time = core.Time.GetUtcNow(),
            Action = $"agent.orphan.{action}",
            Agent = orphan.Agent.Id,
            Channel = channelId,
            Cause = nameof(Cause.Reconciled),
        };
        IsSuperseded |= await core.WriteDurablyAsync(new Change(Session: null, [entry])) == WriteResult.Superseded;
        if (!IsSuperseded)
        {
            HisMetrics.RecordOrphanAction(action);
        }

        return !IsSuperseded;
    }

    private void LogResult(AgentListing orphan, string action, CommandResult answer)
    {
        if (answer.Outcome == CommandOutcome.Done)
        {
            LogDone(core.Log, orphan.Agent.Id, action);
        }
        else
        {
            LogNotDone(core.Log, orphan.Agent.Id, action, answer.Outcome, answer.SwitchError);
        }
    }

    private static bool IsReady(SwitchChannelState channel) => channel.AgentState == AgentState.Ready;

    private bool IsOngoing(SwitchInteractionState interaction) =>
        interaction.State != InteractionState.Completed && (interaction.State != InteractionState.Ended || core.Options.WrapUpBlocksLogout);

    /// <summary>Ignores events: changes while an orphan is handled are found at the next comparison.</summary>
    private sealed class NullEventSink : IAgentEventSink
    {
        public void OnEvent(SwitchEvent switchEvent) { }
    }

    [LoggerMessage(3012, LogLevel.Warning, "Agent {Agent} is at the switch and has no session")]
    private static partial void LogFound(ILogger log, string agent);

    [LoggerMessage(3013, LogLevel.Warning, "Agent {Agent}, who has no session, was {Action}")]
    private static partial void LogDone(ILogger log, string agent, string action);

    [LoggerMessage(3014, LogLevel.Error, "Agent {Agent}, who has no session, could not be {Action}: {Outcome} {SwitchError}. HIS retries")]
    private static partial void LogNotDone(ILogger log, string agent, string action, CommandOutcome outcome, string? switchError);

    [LoggerMessage(3015, LogLevel.Error, "Agent {Agent}, who has no session, could not be handled. HIS retries")]
    private static partial void LogDefect(ILogger log, Exception defect, string agent);
}
