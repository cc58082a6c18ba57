using System.Text;
using His.Bus;
using His.ChannelGroups;
using His.Channels;
using His.Persistence;
using His.Sessions.Actor;
using His.Switching;
using Microsoft.Extensions.Logging;

namespace His.Sessions.Restore;

/// <summary>Makes a session of what was kept of it, and takes it up where it was left: steps 2 to 5 of <see cref="Restart"/>.</summary>
internal sealed partial class SessionRestorer(SessionActor session, SessionRecord record, ILogger log)
{
    // Events that were sent and had not been written when HIS was killed are lost, with their numbers. No number is used twice: the
    // next one is beyond all that can have been lost, by each HIS since the session was written.
    private const int SequenceGap = 1000;

    /// <summary>The session of a record, with its tokens valid again. Nobody is connected to it.</summary>
    public static SessionActor Create(HisCore core, SessionRecord record)
    {
        var session = new SessionActor(core, record.RemoteAddress, FailureMessages.For(record.Language), SessionPhase.Restoring);
        session.Attach(StateOf(record, core.Store.Epoch), new DetachedAgent(core.Platform, session, record));
        session.Logouts.Restore(
            record.Pending is { } pending ? new PendingLogout(pending.Cause, pending.Reason) : null,
            record.LoggedOff is { } by ? new LogOffOrigin(by.Cause, by.Reason) : LogOffOrigin.WhileDown,
            record.OrderedBy);
        session.Recorder.RestoreFrom(record);
        return session;
    }

    /// <summary>The answer of a logout, as it was kept.</summary>
    public static Answer Answer(string json) => new(IsError: false, Encoding.UTF8.GetBytes(json));

    /// <summary>Takes the session up. <see cref="SessionLifecycle.Restored"/> says when the switch has been asked.</summary>
    public void Start()
    {
        session.Credentials.Restore(record);
        RunningLogout? logout = null;
        if (record.Logout is { } accepted)
        {
            logout = session.Logouts.Begin();
            foreach (var waiting in accepted.WaitingRequests)
            {
                logout.Join(waiting, session.Commands.Restore(waiting));
            }
        }

        session.SwitchEvents.Begin();
        session.SwitchEvents.IgnoreUntilSnapshot();
        session.Post(() => session.Guard.Observe(RunAsync(logout, record.Logout)));
    }

    private async Task RunAsync(RunningLogout? running, LogoutRecord? logout)
    {
        using (await session.Commands.EnterAsync())
        {
            if (logout is { Phase: LogoutPhase.NoReturn })
            {
                // 3. There is no way back.
                Disposal.Run(session, logout.Cause, logout.Reason);
            }
            else
            {
                // 4. How the agent stands.
                session.Presence.Lost();
                await session.Guard.RunAsync("restart", FindAgentAsync); // those who wait for it must not wait for ever
            }
        }

        if (!session.IsOver)
        {
            session.Lifecycle.MoveTo(SessionPhase.LoggedIn);
        }

        // 5. A logout that was accepted begins again, or has its answer.
        if (logout is { Phase: LogoutPhase.NoReturn })
        {
            running!.Answer = Answer(logout.Answer!);
            running.Dispose();
        }
        else if (logout is not null)
        {
            await session.Logouts.RunAsync(running!, logout.Cause, new ReasonGiven { Code = logout.Reason?.Code, Text = logout.Reason?.Text });
        }
    }

    private async Task FindAgentAsync()
    {
        if (!await TryRefreshAsync())
        {
            session.MarkUnavailable();
            session.Reconciler.RetryLater(); // also if the state was not known before the restart either
        }
        else if (session.IsLoggedOn && session.Logouts.LogOffOrigin == LogOffOrigin.WhileDown)
        {
            session.Logouts.LogOffOrigin = LogOffOrigin.Switch;
        }
    }

    private async Task<bool> TryRefreshAsync()
    {
        try
        {
            return await session.Switch.RefreshAsync();
        }
        catch (Exception defect)
        {
            // What was kept does not fit what the switch says. Those who wait for it must not wait for ever.
            LogDefect(log, defect, record.Id);
            return false;
        }
    }

    private static Session StateOf(SessionRecord record, long epoch)
    {
        var channels = record.Channels
            .Select(it => new Channel(it.Id, it.Type, it.Endpoint, Enum.Parse<ChannelState>(it.State), it.Reason, it.Since, it.Cause) { Queues = it.Queues ?? [] })
            .ToList();
        var isEnding = record.Logout is { Phase: LogoutPhase.NoReturn };
        return new Session(record.Id, record.Agent, record.Platform, record.LoggedInAt, record.Capabilities, new ChannelGroup(record.ChannelGroupId, channels))
        {
            Sequence = isEnding ? record.Sequence : record.Sequence + (SequenceGap * Math.Max(1, epoch - record.Epoch)),
        };
    }

    [LoggerMessage(3016, LogLevel.Error, "Session {Session} could not apply the state of the switch after the restart")]
    private static partial void LogDefect(ILogger log, Exception defect, string session);
}
