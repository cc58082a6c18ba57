using System.Text;
using His.Bus;
using His.ChannelGroups;
using His.Channels;
using His.Persistence;
using His.Platform;
using His.Positions;
using His.Sessions.Actor;
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
        session.Attach(StateOf(record, PositionsOf(core, session, record), core.Store.Epoch));
        session.Logouts.Restore(
            record.Pending is { } pending ? new PendingLogout(pending.Cause, ReasonsGiven.Of(pending.Reason, pending.Reasons)) : null,
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

        foreach (var position in session.Positions)
        {
            position.Events.Begin();
            position.Events.IgnoreUntilSnapshot();
        }

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
                foreach (var query in session.Positions.Select(FindAgentAsync).ToList())
                {
                    await session.Guard.RunAsync("restart", () => query); // callers that wait for it must not wait forever
                }
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
                ReasonsGiven.Of(new ReasonGiven { Code = logout.Reason?.Code, Text = logout.Reason?.Text }, logout.Reasons)
            );
            foreach (var position in session.Positions.Where(it => it is { IsLoggedOn: true, IsAttached: false }))
            {
                position.LogOffOrigin = LogOffOrigin.WhileDown; // it failed: a log-off that is found later is not for this logout
            }
        }
    }

    private async Task FindAgentAsync(Position position)
    {
        if (!position.IsJoined || !await TryRefreshAsync(position))
        {
            position.MarkUnavailable();
            position.Reconciler.RetryLater(); // also if the state was not known before the restart either
        }
        else if (position.IsLoggedOn)
        {
            position.LogOffOrigin = LogOffOrigin.Switch;
        }
    }

    private async Task<bool> TryRefreshAsync(Position position)
    {
        try
        {
            return await position.Switch.RefreshAsync();
        }
        catch (Exception defect)
        {
            // The record does not match the state of the switch. Callers that wait for it must not wait forever.
            LogDefect(log, defect, record.Id);
            return false;
        }
    }

    private static List<Position> PositionsOf(HisCore core, SessionActor session, SessionRecord record)
    {
        var positions = new List<Position>();
        foreach (var stored in record.AllPositions())
        {
            if (core.Platforms.FirstOrDefault(it => it.Name == stored.Platform) is not { } registration)
            {
                LogPlatformGone(core.Log, record.Id, stored.Platform); // no longer in the settings: the session continues without it
                continue;
            }

            var position = new Position(session, registration, stored.Agent, stored.Endpoint, core.Log);
            if (stored.IsJoined)
            {
                position.Restore(stored.Capabilities, OriginOf(stored, record.Logout));
            }

            positions.Add(position);
        }

        return positions;
    }

    /// <summary>Why the agent is logged off at a platform, should a query show it: a logout that was running when HIS ended may have done it.</summary>
    private static LogOffOrigin OriginOf(PositionRecord stored, LogoutRecord? logout) =>
        stored.LoggedOff is { } by ? new LogOffOrigin(by.Cause, by.Reason)
        : logout is not null ? new LogOffOrigin(logout.Cause, logout.Reason)
        : LogOffOrigin.WhileDown;

    private static Session StateOf(SessionRecord record, List<Position> positions, long epoch)
    {
        if (positions.Count == 0)
        {
            throw new InvalidOperationException("None of the platforms of the session is in the settings.");
        }

        var channels = record
            .Channels.Where(it => it.Platform is null || positions.Exists(position => position.Platform == it.Platform))
            .Select(it => new Channel(it.Id, it.Type, it.Endpoint, Enum.Parse<ChannelState>(it.State), it.Reason, it.Since, it.Cause)
            {
                Platform = it.Platform ?? positions[0].Platform,
                Queues = it.Queues ?? [],
            })
            .ToList();
        var isEnding = record.Logout is { Phase: LogoutPhase.NoReturn };
        return new Session(record.Id, record.Agent, positions, record.LoggedInAt, new ChannelGroup(record.ChannelGroupId, channels))
        {
            Sequence = isEnding ? record.Sequence : record.Sequence + (SequenceGap * Math.Max(1, epoch - record.Epoch)),
        };
    }

    [LoggerMessage(
        3017,
        LogLevel.Warning,
        "Session {Session} had an agent at platform {Platform}, which is no longer in the settings; the session continues without it"
    )]
    private static partial void LogPlatformGone(ILogger log, string session, string platform);

    [LoggerMessage(3016, LogLevel.Error, "Session {Session} could not apply the state of the switch after the restart")]
    private static partial void LogDefect(ILogger log, Exception defect, string session);
}
