using His.Bus;
using His.ChannelGroups;
using His.Channels;
using His.Journal;
using His.Persistence;
using His.Sessions.Actor;
using His.Sessions.Threading;
using His.Switching;
using Microsoft.Extensions.Logging;

namespace His.Sessions;

/// <summary>
/// What HIS does at its start with the sessions that a HIS before it has left behind (docs/use-cases/restart.md).
/// <list type="number">
/// <item>Of a session that has ended, its clients hear how, and have the answer to a logout, once.</item>
/// <item>A session lives on under the same id, with the same tokens. Nobody is connected yet: presence runs.</item>
/// <item>A logout behind the point of no return is brought to its end: steps 7 to 10.</item>
/// <item>Otherwise the switch is asked how the agent stands, and its word counts; an agent who is gone there: steps 7 to 10.</item>
/// <item>A logout that was accepted begins again at step 3.</item>
/// </list>
/// It is written down before, and again when the switch has been asked, so that a session that HIS does not survive is known at the
/// next start: those that may have been it are then gone on with one by one, and after three starts it is left out (EF1).
/// </summary>
internal sealed partial class Restart(HisCore core)
{
    private const int MaxAttempts = 3;

    private readonly SessionScheduler scheduler = new(core.WorkScheduler, defect => LogDefect(core.Log, defect));
    private readonly IReadOnlyDictionary<string, int> tries = core.Store.RestoreAttempts();

    /// <summary>Any thread. Completes when all are there that can be.</summary>
    public Task RunAsync() => scheduler.RunAsync(async () =>
    {
        var records = core.Store.Sessions().OrderBy(it => it.LoggedInAt).ThenBy(it => it.Id, StringComparer.Ordinal).ToList();
        foreach (var record in records.Where(it => AttemptsOf(it) >= MaxAttempts))
        {
            LogGivenUp(core.Log, record.Id, MaxAttempts);
            NameInJournal(record);
        }

        var others = records.Where(it => AttemptsOf(it) < MaxAttempts).ToList();
        var suspects = others.Where(it => AttemptsOf(it) > 0).Select(it => it.Agent.Id).ToHashSet(StringComparer.Ordinal);
        var alone = others.Where(it => suspects.Contains(it.Agent.Id)).ToList(); // also an agent's newer one: it takes over the older
        var isWaitedFor = alone.Count > 0;
        foreach (var some in alone.Select(it => new List<SessionRecord> { it }).Prepend([.. others.Where(it => !suspects.Contains(it.Agent.Id))]))
        {
            var surely = await RestoreBatchAsync(some);
            isWaitedFor = isWaitedFor && await surely; // what is silent kills nobody, and is not waited for again
        }

        LogTakenUp(core.Log, core.Sessions.Count, records.Count(it => it.Ended is not null));
        return true;
    });

    /// <summary>Goes on with some, and has it written that it is tried before.</summary>
    /// <returns>What completes when it is sure that HIS survives them, with whether the switch has answered.</returns>
    private async Task<Task<bool>> RestoreBatchAsync(List<SessionRecord> some)
    {
        if (some.Count > 0)
        {
            await core.WriteDurablyAsync(Attempts(some, it => AttemptsOf(it) + 1));
        }

        return ClearAttemptsAsync(some.Where(TryRun).ToList());
    }

    /// <summary>Has it written that HIS has survived them, as soon as it has.</summary>
    private async Task<bool> ClearAttemptsAsync(List<SessionRecord> some)
    {
        var hasAnswered = true;
        foreach (var record in some)
        {
            if (core.Sessions.Find(record.Agent.Id) is { } session)
            {
                await session.Restored;
                hasAnswered &= session is { IsOver: true } or { Agent: not DetachedAgent { IsAttached: false } };
            }
        }

        if (some.Count > 0)
        {
            core.Store.Enqueue(Attempts(some, _ => 0));
        }

        return hasAnswered;
    }

    private static Change Attempts(List<SessionRecord> some, Func<SessionRecord, int> tries) =>
        new(Session: null, []) { RestoreAttempts = some.ToDictionary(it => it.Id, tries, StringComparer.Ordinal) };

    private int AttemptsOf(SessionRecord record) => tries.GetValueOrDefault(record.Id);

    private bool TryRun(SessionRecord record)
    {
        try
        {
            Run(record);
            return true;
        }
        catch (Exception defect)
        {
            // One session that cannot be read must not keep all others out. It stays in the store for whoever looks into it.
            LogLeftOut(core.Log, defect, record.Id);
            NameInJournal(record);
            return false;
        }
    }

    private void NameInJournal(SessionRecord record) => core.Store.Enqueue(new Change(
        Session: null, [new JournalEntry { Time = core.Time.GetUtcNow(), Action = "session.restart.leftout", Session = record.Id, Agent = record.Agent.Id }]));

    private void Run(SessionRecord record)
    {
        // 1. One that has ended.
        if (record.Ended is { } ended)
        {
            Remember(record, ended);
            return;
        }

        // 2. One that lives. An agent has one at most: of two, as a crash between them may leave, the older was taken over.
        var older = core.Sessions.Find(record.Agent.Id);
        var session = new SessionActor(core, record);
        core.Sessions.Enter(record.Agent.Id, session);
        session.Restore(record);
        older?.Post(() => Disposal.Run(older, Cause.TakenOver, reason: null));
    }

    private void Remember(SessionRecord record, EndRecord ended)
    {
        core.ResumeTokens.End(record is { UsedTokenHash: { } used, UsedTokenBy: { } by } ? new ResumeToken(used, by) : null, ended.Cause);
        core.ResumeTokens.End(record.TokenHash is { } hash ? new ResumeToken(hash) : null, ended.Cause);
        var book = new IdempotencyCache.SessionKeys();
        foreach (var asked in ended.WaitingRequests.Where(_ => ended.Answer is not null))
        {
            core.IdempotencyCache.Restore(asked.RequestId, Convert.FromHexString(asked.Fingerprint), book).Complete(SessionActor.Answer(ended.Answer!));
        }

        core.IdempotencyCache.DropLater(book);
    }

    [LoggerMessage(3008, LogLevel.Error, "Something went wrong while HIS went on with the sessions of before")]
    private static partial void LogDefect(ILogger log, Exception defect);

    [LoggerMessage(3004, LogLevel.Information, "Went on with {Sessions} sessions; {Ended} have ended lately")]
    private static partial void LogTakenUp(ILogger log, int sessions, int ended);

    [LoggerMessage(3005, LogLevel.Error, "Session {Session} cannot be gone on with; it stays in the store as it is")]
    private static partial void LogLeftOut(ILogger log, Exception defect, string session);

    [LoggerMessage(3006, LogLevel.Error, "Session {Session} was tried in {Tries} starts, and none of them got over it; it is left out, and stays in the store as it is")]
    private static partial void LogGivenUp(ILogger log, string session, int tries);
}

/// <content>A session that goes on under a HIS that was started anew.</content>
internal sealed partial class SessionActor
{
    // Events that were told and had not been written when HIS was killed are lost, with their numbers. No number is used twice: the
    // next one is beyond all that can have been lost, by each HIS since the session was written.
    private const int SequenceGap = 1000;

    private readonly TaskCompletionSource takenUp = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Of a session that is kept.</summary>
    public SessionActor(HisCore core, SessionRecord record)
        : this(core, record.RemoteAddress, FailureMessages.For(record.Language))
    {
        var channels = record.Channels
            .Select(it => new Channel(it.Id, it.Type, it.Endpoint, Enum.Parse<ChannelState>(it.State), it.Reason, it.Since, it.Cause) { Queues = it.Queues ?? [] })
            .ToList();
        session = new Session(record.Id, record.Agent, record.Platform, record.LoggedInAt, record.Capabilities, new ChannelGroup(record.ChannelGroupId, channels))
        {
            Sequence = record.Logout is { Phase: LogoutPhase.NoReturn } ? record.Sequence : record.Sequence + (SequenceGap * Math.Max(1, core.Store.Epoch - record.Epoch)),
        };
        channelGroup = new ChannelGroupWorkflow(session.ChannelGroup, this);
        agent = new DetachedAgent(this, record);
        LoggedOff = record.LoggedOff is { } by ? new LogOffOrigin(by.Cause, by.Reason) : LogOffOrigin.WhileDown;
        usedToken = record.UsedTokenHash is { } used ? new ResumeToken(used, record.UsedTokenBy) : null;
        token = record.TokenHash is { } hash ? new ResumeToken(hash) : null;
        PendingLogout = record.Pending is { } pending ? new PendingLogout(pending.Cause, pending.Reason) : null;
        session.IsLogoutPending = PendingLogout is not null;
        OrderedBy = record.OrderedBy;
        Recorder.RestoreFrom(record);
        isRestored = false;
    }

    /// <summary>The answer that was kept, as JSON.</summary>
    public static Answer Answer(string kept) => new(IsError: false, System.Text.Encoding.UTF8.GetBytes(kept));

    /// <summary>Whether the switch has been asked how the agent stands; always where HIS has run all the time.</summary>
    public bool IsTakenUp => isRestored;

    /// <summary>Completes when the switch has been asked how the agent stands; at once where HIS has run all the time.</summary>
    public Task Restored => isRestored ? Task.CompletedTask : takenUp.Task;

    /// <summary>Begins to live again.</summary>
    public void Restore(SessionRecord record)
    {
        foreach (var known in new[] { usedToken, token }.OfType<ResumeToken>())
        {
            Core.ResumeTokens.Enter(known, this);
        }

        if (record.Logout is { } logout)
        {
            RunningLogout = new RunningLogout(Core.Time.GetTimestamp());
            foreach (var asked in logout.WaitingRequests)
            {
                RunningLogout.Join(asked, Core.IdempotencyCache.Restore(asked.RequestId, Convert.FromHexString(asked.Fingerprint), book));
            }
        }

        isLoggedIn = true;
        SwitchEvents.Begin();
        SwitchEvents.IgnoreUntilSnapshot();
        Post(() => Unattended(TakeUpAsync(record.Logout)));
    }

    private async Task TakeUpAsync(LogoutRecord? logout)
    {
        using (await turn.EnterAsync())
        {
            if (logout is { Phase: LogoutPhase.NoReturn })
            {
                // 3. There is no way back.
                Disposal.Run(this, logout.Cause, logout.Reason);
            }
            else
            {
                // 4. How the agent stands.
                Presence.Lost();
                await RunToAnswerAsync("restart", FindAsync); // whoever waits for it must not wait for ever
            }
        }

        isRestored = true;
        takenUp.SetResult();

        // 5. A logout that was accepted begins again, or has its answer.
        if (logout is { Phase: LogoutPhase.NoReturn })
        {
            EndLogout(RunningLogout!, Answer(logout.Answer!));
        }
        else if (logout is not null)
        {
            await LogOutAsync(RunningLogout!, logout.Cause, new ReasonGiven { Code = logout.Reason?.Code, Text = logout.Reason?.Text });
        }
        else
        {
            OnIdle();
        }
    }

    private async Task FindAsync()
    {
        if (!await AskAsync())
        {
            MarkUnavailable();
            ReconcileLater(); // also where it was not known before the restart either
        }
        else if (Session.IsLoggedOn && LoggedOff == LogOffOrigin.WhileDown)
        {
            LoggedOff = LogOffOrigin.Switch;
        }
    }

    private async Task<bool> AskAsync()
    {
        try
        {
            return await Switch.RefreshAsync();
        }
        catch (Exception defect)
        {
            // What was kept does not fit what the switch says. Whoever waits for it must not wait for ever.
            LogDefect(Core.Log, defect, "restart");
            return false;
        }
    }
}
