using System.Text;
using His.Bus;
using His.ChannelGroups;
using His.Channels;
using His.Persistence;
using His.Sessions.Actor;
using His.Switching;
using Microsoft.Extensions.Logging;

namespace His.Sessions.Restore;

/// <summary>Restores a session from its record and continues it: steps 2 to 5 of <see cref="Restart"/>.</summary>
internal sealed partial class SessionRestorer(SessionActor session, SessionRecord record, ILogger log)
{
    // Events that were sent but not written when HIS was killed are lost, with their sequence numbers. No number is used twice: the next
    // one is beyond all that can have been lost, by each HIS since the session was written.
    private const int SequenceGap = 1000;

    /// <summary>Creates the session of a record. No client is connected to it.</summary>
    public static SessionActor Create(HisCore core, SessionRecord record)
    {
        var session = new SessionActor(core, record.RemoteAddress, FailureMessages.For(record.Language), SessionPhase.Restoring);
        session.Attach(StateOf(record, core.Store.Epoch), new DetachedAgent(core.Platform, session, record));
        session.Logouts.Restore(
            record.Pending is { } pending ? new PendingLogout(pending.Cause, pending.Reason) : null,
            record.LoggedOff is { } by ? new LogOffOrigin(by.Cause, by.Reason) : LogOffOrigin.WhileDown,
            record.OrderedBy
        );
        session.Recorder.RestoreFrom(record);
        return session;
    }

    /// <summary>The answer to a logout, from its stored JSON.</summary>
    public static Answer Answer(string json) => new(IsError: false, Encoding.UTF8.GetBytes(json));

    /// <summary>Starts the session. <see cref="SessionLifecycle.Restored"/> completes when the switch has been queried.</summary>
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
                // 3. After the point of no return.
                Disposal.Run(session, logout.Cause, logout.Reason);
            }
            else
            {
                // 4. The agent's state at the switch.
                session.Presence.Lost();
                await session.Guard.RunAsync("restart", FindAgentAsync); // callers that wait for it must not wait forever
            }
        }

        if (!session.IsOver)
        {
            session.Lifecycle.MoveTo(SessionPhase.LoggedIn);
        }

        // 5. An accepted logout begins again, or gets its recorded answer.
        if (logout is { Phase: LogoutPhase.NoReturn })
        {
            running!.Answer = Answer(logout.Answer!);
            running.Dispose();
        }
        else if (logout is not null)
        {
            await session.Logouts.RunAsync(
                running!,
                logout.Cause,
                new ReasonGiven { Code = logout.Reason?.Code, Text = logout.Reason?.Text }
            );
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
            // The record does not match the state of the switch. Callers that wait for it must not wait forever.
            LogDefect(log, defect, record.Id);
            return false;
        }
    }

    private static Session StateOf(SessionRecord record, long epoch)
    {
        var channels = record
            .Channels.Select(it => new Channel(
                it.Id,
                it.Type,
                it.Endpoint,
                Enum.Parse<ChannelState>(it.State),
                it.Reason,
                it.Since,
                it.Cause
            )
            {
                Queues = it.Queues ?? [],
            })
            .ToList();
        var isEnding = record.Logout is { Phase: LogoutPhase.NoReturn };
        return new Session(
            record.Id,
            record.Agent,
            record.Platform,
            record.LoggedInAt,
            record.Capabilities,
            new ChannelGroup(record.ChannelGroupId, channels)
        )
        {
            Sequence = isEnding ? record.Sequence : record.Sequence + (SequenceGap * Math.Max(1, epoch - record.Epoch)),
        };
    }

    [LoggerMessage(3016, LogLevel.Error, "Session {Session} could not apply the state of the switch after the restart")]
    private static partial void LogDefect(ILogger log, Exception defect, string session);
}
