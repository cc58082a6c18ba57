using His.Bus;
using His.ChannelGroups;
using His.Channels;
using His.Journal;
using His.Platforms;
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
internal sealed partial class Restart(House house)
{
    private const int MostTries = 3;

    private readonly SessionScheduler scheduler = new(house.Workers, defect => LogDefect(house.Log, defect));
    private readonly IReadOnlyDictionary<string, int> tries = house.Store.Tries();

    /// <summary>Any thread. Completes when all are there that can be.</summary>
    public Task RunAsync() => scheduler.RunAsync(async () =>
    {
        var records = house.Store.Sessions().OrderBy(it => it.LoggedInAt).ThenBy(it => it.Id, StringComparer.Ordinal).ToList();
        foreach (var record in records.Where(it => TriesOf(it) >= MostTries))
        {
            LogGivenUp(house.Log, record.Id, MostTries);
            NameInJournal(record);
        }

        var others = records.Where(it => TriesOf(it) < MostTries).ToList();
        var suspects = others.Where(it => TriesOf(it) > 0).Select(it => it.Agent.Id).ToHashSet(StringComparer.Ordinal);
        var alone = others.Where(it => suspects.Contains(it.Agent.Id)).ToList(); // also an agent's newer one: it takes over the older
        var isWaitedFor = alone.Count > 0;
        foreach (var some in alone.Select(it => new List<SessionRecord> { it }).Prepend([.. others.Where(it => !suspects.Contains(it.Agent.Id))]))
        {
            var surely = await GoOnWithAsync(some);
            isWaitedFor = isWaitedFor && await surely; // what is silent kills nobody, and is not waited for again
        }

        LogTakenUp(house.Log, house.Sessions.Count, records.Count(it => it.Ended is not null));
        return true;
    });

    /// <summary>Goes on with some, and has it written that it is tried before.</summary>
    /// <returns>What completes when it is sure that HIS survives them, with whether the switch has answered.</returns>
    private async Task<Task<bool>> GoOnWithAsync(List<SessionRecord> some)
    {
        if (some.Count > 0)
        {
            await house.KeepSurelyAsync(Tried(some, it => TriesOf(it) + 1));
        }

        return SurelyAsync(some.Where(TryRun).ToList());
    }

    /// <summary>Has it written that HIS has survived them, as soon as it has.</summary>
    private async Task<bool> SurelyAsync(List<SessionRecord> some)
    {
        var hasAnswered = true;
        foreach (var record in some)
        {
            if (house.Sessions.Find(record.Agent.Id) is { } session)
            {
                await session.TakenUp;
                hasAnswered &= session is { IsOver: true } or { Agent: not AgentToBeFound { IsFound: false } };
            }
        }

        if (some.Count > 0)
        {
            house.Store.Keep(Tried(some, _ => 0));
        }

        return hasAnswered;
    }

    private static Change Tried(List<SessionRecord> some, Func<SessionRecord, int> tries) =>
        new(Session: null, []) { Tries = some.ToDictionary(it => it.Id, tries, StringComparer.Ordinal) };

    private int TriesOf(SessionRecord record) => tries.GetValueOrDefault(record.Id);

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
            LogLeftOut(house.Log, defect, record.Id);
            NameInJournal(record);
            return false;
        }
    }

    private void NameInJournal(SessionRecord record) => house.Store.Keep(new Change(
        Session: null, [new JournalEntry { Time = house.Time.GetUtcNow(), What = "session.restart.leftout", Session = record.Id, Agent = record.Agent.Id }]));

    private void Run(SessionRecord record)
    {
        // 1. One that has ended.
        if (record.Ended is { } ended)
        {
            Remember(record, ended);
            return;
        }

        // 2. One that lives. An agent has one at most: of two, as a crash between them may leave, the older was taken over.
        var older = house.Sessions.Find(record.Agent.Id);
        var session = new SessionWorkflow(house, record);
        house.Sessions.Enter(record.Agent.Id, session);
        session.TakeUp(record);
        older?.Post(() => Disposal.Run(older, Cause.TakenOver, reason: null));
    }

    private void Remember(SessionRecord record, EndRecord ended)
    {
        house.ResumeTokens.End(record is { UsedTokenHash: { } used, UsedTokenBy: { } by } ? new ResumeToken(used, by) : null, ended.Cause);
        house.ResumeTokens.End(record.TokenHash is { } hash ? new ResumeToken(hash) : null, ended.Cause);
        var book = new Answers.Book();
        foreach (var asked in ended.Asked.Where(_ => ended.Answer is not null))
        {
            house.Answers.Restore(asked.RequestId, Convert.FromHexString(asked.Fingerprint), book).Fill(SessionWorkflow.Answer(ended.Answer!));
        }

        house.Answers.DropLater(book);
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
internal sealed partial class SessionWorkflow
{
    // Events that were told and had not been written when HIS was killed are lost, with their numbers. No number is used twice: the
    // next one is beyond all that can have been lost, by each HIS since the session was written.
    private const int Leap = 1000;

    private readonly TaskCompletionSource takenUp = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Of a session that is kept.</summary>
    public SessionWorkflow(House house, SessionRecord record)
        : this(house, record.From, Sentences.For(record.Language))
    {
        var channels = record.Channels
            .Select(it => new Channel(it.Id, it.Type, it.Endpoint, Enum.Parse<ChannelState>(it.State), it.Reason, it.Since, it.Cause) { Queues = it.Queues ?? [] })
            .ToList();
        session = new Session(record.Id, record.Agent, record.Platform, record.LoggedInAt, record.Capabilities, new ChannelGroup(record.ChannelGroupId, channels))
        {
            Sequence = record.Logout is { Phase: LogoutPhase.NoReturn } ? record.Sequence : record.Sequence + (Leap * Math.Max(1, house.Store.Epoch - record.Epoch)),
        };
        channelGroup = new ChannelGroupWorkflow(session.ChannelGroup, this);
        agent = new AgentToBeFound(this, record);
        LoggedOff = record.LoggedOff is { } by ? new LoggedOff(by.Cause, by.Reason) : LoggedOff.Meanwhile;
        usedToken = record.UsedTokenHash is { } used ? new ResumeToken(used, record.UsedTokenBy) : null;
        token = record.TokenHash is { } hash ? new ResumeToken(hash) : null;
        PendingLogout = record.Pending is { } pending ? new PendingLogout(pending.Cause, pending.Reason) : null;
        session.IsLogoutPending = PendingLogout is not null;
        OrderedBy = record.OrderedBy;
        Recorder.GoOnFrom(record);
        isTakenUp = false;
    }

    /// <summary>The answer that was kept, as JSON.</summary>
    public static Answer Answer(string kept) => new(IsError: false, System.Text.Encoding.UTF8.GetBytes(kept));

    /// <summary>Whether the switch has been asked how the agent stands; always where HIS has run all the time.</summary>
    public bool IsTakenUp => isTakenUp;

    /// <summary>Completes when the switch has been asked how the agent stands; at once where HIS has run all the time.</summary>
    public Task TakenUp => isTakenUp ? Task.CompletedTask : takenUp.Task;

    /// <summary>Begins to live again.</summary>
    public void TakeUp(SessionRecord record)
    {
        foreach (var known in new[] { usedToken, token }.OfType<ResumeToken>())
        {
            House.ResumeTokens.Enter(known, this);
        }

        if (record.Logout is { } logout)
        {
            RunningLogout = new RunningLogout(House.Time.GetTimestamp());
            foreach (var asked in logout.Asked)
            {
                RunningLogout.Join(asked, House.Answers.Restore(asked.RequestId, Convert.FromHexString(asked.Fingerprint), book));
            }
        }

        isLoggedIn = true;
        News.Begin();
        News.AwaitTruth();
        Post(() => Unattended(TakeUpAsync(record.Logout)));
    }

    private async Task TakeUpAsync(LogoutRecord? logout)
    {
        using (await turn.TakeAsync())
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
                await SurelyAsync("restart", FindAsync); // whoever waits for it must not wait for ever
            }
        }

        isTakenUp = true;
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
            Settle();
        }
    }

    private async Task FindAsync()
    {
        if (!await AskAsync())
        {
            IsUnknown();
            ReconcileLater(); // also where it was not known before the restart either
        }
        else if (Session.IsLoggedOn && LoggedOff == LoggedOff.Meanwhile)
        {
            LoggedOff = LoggedOff.BySwitch;
        }
    }

    private async Task<bool> AskAsync()
    {
        try
        {
            return await Switch.AskAsync();
        }
        catch (Exception defect)
        {
            // What was kept does not fit what the switch says. Whoever waits for it must not wait for ever.
            LogDefect(House.Log, defect, "restart");
            return false;
        }
    }
}
