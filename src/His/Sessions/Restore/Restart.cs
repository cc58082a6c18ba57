using His.Bus;
using His.ChannelGroups;
using His.Channels;
using His.Journal;
using His.Persistence;
using His.Sessions.Actor;
using His.Sessions.Threading;
using Microsoft.Extensions.Logging;

namespace His.Sessions.Restore;

/// <summary>
/// The use case Restart (docs/use-cases/restart.md): restores the sessions in the store when HIS starts.
/// <list type="number">
/// <item>An ended session: its clients receive its cause, and the answer to a logout, once.</item>
/// <item>Any other session continues under the same id, with the same tokens. No client is connected yet: presence runs.</item>
/// <item>A logout after the point of no return is completed: steps 7 to 10.</item>
/// <item>Otherwise the switch is queried for the agent's state, which applies; if the agent is logged off there: steps 7 to 10.</item>
/// <item>A logout that was accepted begins again at step 3.</item>
/// </list>
/// Each attempt is recorded before it begins and cleared when the switch has been queried. Suspects, that is sessions whose last restore
/// did not complete, are restored one at a time, and skipped after three failed starts (EF1).
/// </summary>
internal sealed partial class Restart(HisCore core)
{
    private const int MaxAttempts = 3;

    private readonly SessionScheduler _scheduler = new(core.WorkScheduler, defect => LogDefect(core.Log, defect));
    private readonly IReadOnlyDictionary<string, int> _attempts = core.Store.RestoreAttempts();

    /// <summary>Any thread. Completes when all sessions that can be restored have been.</summary>
    public Task RunAsync() =>
        _scheduler.RunAsync(async () =>
        {
            var records = core.Store.Sessions().OrderBy(it => it.LoggedInAt).ThenBy(it => it.Id, StringComparer.Ordinal).ToList();
            foreach (var record in records.Where(it => AttemptsOf(it) >= MaxAttempts))
            {
                LogSkipped(core.Log, record.Id, MaxAttempts);
                JournalSkipped(record);
            }

            var others = records.Where(it => AttemptsOf(it) < MaxAttempts).ToList();
            var suspects = others.Where(it => AttemptsOf(it) > 0).Select(it => it.Agent.Id).ToHashSet(StringComparer.Ordinal);
            var (alone, together) = Split(others, it => suspects.Contains(it.Agent.Id)); // also an agent's newer session: it takes over the older

            // Sessions that are not suspect come first, all at once.
            var completed = await RestoreBatchAsync(together);
            var isWaitedFor = alone.Count > 0 && await completed;
            foreach (var suspect in alone)
            {
                // Each suspect is restored before the next one is tried. A switch that does not answer is harmless and not waited for again.
                completed = await RestoreBatchAsync([suspect]);
                isWaitedFor = isWaitedFor && await completed;
            }

            LogRestored(core.Log, core.Sessions.Count, records.Count(it => it.Ended is not null));
            return true;
        });

    private static (List<SessionRecord> Alone, List<SessionRecord> Together) Split(
        List<SessionRecord> records,
        Func<SessionRecord, bool> isAlone
    ) => ([.. records.Where(isAlone)], [.. records.Where(it => !isAlone(it))]);

    /// <summary>Restores a batch of sessions, after recording the attempt.</summary>
    /// <returns>A task that completes when the attempts are cleared; its result says whether the switch has answered.</returns>
    private async Task<Task<bool>> RestoreBatchAsync(List<SessionRecord> batch)
    {
        if (batch.Count > 0)
        {
            await core.WriteDurablyAsync(Attempts(batch, it => AttemptsOf(it) + 1));
        }

        return ClearAttemptsAsync(batch.Where(TryRestore).ToList());
    }

    /// <summary>Clears the recorded attempts of a batch as soon as each of its sessions is restored.</summary>
    private async Task<bool> ClearAttemptsAsync(List<SessionRecord> batch)
    {
        var hasAnswered = true;
        foreach (var record in batch)
        {
            if (core.Sessions.Find(record.Agent.Id) is { } session)
            {
                await session.Lifecycle.Restored;
                hasAnswered &= session.IsOver || session.Positions.All(position => position.IsAttached);
            }
        }

        if (batch.Count > 0)
        {
            core.Store.Enqueue(Attempts(batch, _ => 0));
        }

        return hasAnswered;
    }

    private static Change Attempts(List<SessionRecord> batch, Func<SessionRecord, int> count) =>
        new(Session: null, []) { RestoreAttempts = batch.ToDictionary(it => it.Id, count, StringComparer.Ordinal) };

    private int AttemptsOf(SessionRecord record) => _attempts.GetValueOrDefault(record.Id);

    private bool TryRestore(SessionRecord record)
    {
        try
        {
            Restore(record);
            return true;
        }
        catch (Exception defect)
        {
            // One unreadable session must not prevent the others. It stays in the store for an engineer to look at.
            LogUnreadable(core.Log, defect, record.Id);
            JournalSkipped(record);
            return false;
        }
    }

    private void JournalSkipped(SessionRecord record) =>
        core.Store.Enqueue(
            new Change(
                Session: null,
                [
                    new JournalEntry
                    {
                        Time = core.Time.GetUtcNow(),
                        Action = "session.restore.skipped",
                        Session = record.Id,
                        Agent = record.Agent.Id,
                    },
                ]
            )
        );

    private void Restore(SessionRecord record)
    {
        // 1. An ended session.
        if (record.Ended is { } ended)
        {
            RememberEnd(record, ended);
            return;
        }

        // 2. A session that continues. An agent has at most one: if a crash during a takeover left two, the older was taken over.
        var older = core.Sessions.Find(record.Agent.Id);
        var session = SessionRestorer.Create(core, record);
        core.Sessions.Enter(record.Agent.Id, session);
        new SessionRestorer(session, record, core.Log).Start();
        older?.Post(() => Disposal.Run(older, Cause.TakenOver, reason: null));
    }

    private void RememberEnd(SessionRecord record, EndRecord ended)
    {
        core.ResumeTokens.End(record is { UsedTokenHash: { } used, UsedTokenBy: { } by } ? new ResumeToken(used, by) : null, ended.Cause);
        core.ResumeTokens.End(record.TokenHash is { } hash ? new ResumeToken(hash) : null, ended.Cause);
        var keys = new IdempotencyCache.SessionKeys();
        foreach (var waiting in ended.WaitingRequests.Where(_ => ended.Answer is not null))
        {
            core.IdempotencyCache.Restore(waiting.RequestId, Convert.FromHexString(waiting.Fingerprint), keys)
                .Complete(SessionRestorer.Answer(ended.Answer!));
        }

        core.IdempotencyCache.DropLater(keys);
    }

    [LoggerMessage(3008, LogLevel.Error, "An unexpected exception while sessions were restored")]
    private static partial void LogDefect(ILogger log, Exception defect);

    [LoggerMessage(3004, LogLevel.Information, "Restored {Sessions} sessions; {Ended} ended recently")]
    private static partial void LogRestored(ILogger log, int sessions, int ended);

    [LoggerMessage(3005, LogLevel.Error, "Session {Session} cannot be restored; it stays in the store as it is")]
    private static partial void LogUnreadable(ILogger log, Exception defect, string session);

    [LoggerMessage(
        3006,
        LogLevel.Error,
        "Session {Session} was tried in {Attempts} starts, and none of them completed; it is skipped, and stays in the store as it is"
    )]
    private static partial void LogSkipped(ILogger log, string session, int attempts);
}
