using His.Bus;
using His.ChannelGroups;
using His.Positions;

namespace His.Sessions.Actor;

/// <summary>
/// Decides which logout of a session runs: one at a time, whatever requested it; later ones join it or wait for its end (decisions R10,
/// R15). Also holds the logout that is pending until no interaction is ongoing, and ends a session whose agent the switch has logged off.
/// </summary>
internal sealed class LogoutCoordinator(SessionActor session)
{
    private bool _isPendingRunning;
    private bool _isEnding;

    /// <summary>The logout that waits for its turn or runs; <see langword="null"/> for none.</summary>
    public RunningLogout? Running { get; private set; }

    /// <summary>The logout that waits until no interaction is ongoing; <see langword="null"/> for none.</summary>
    public PendingLogout? Pending { get; private set; }

    /// <summary>The originator of the last order to log the agent out; <see langword="null"/> for none.</summary>
    public string? OrderedBy { get; set; }

    /// <summary>Begins a logout. Disposing of the result ends it.</summary>
    public RunningLogout Begin() => Running = new RunningLogout(session.Time.GetTimestamp(), End);

    /// <summary>Handles a logout requested by the agent: joins the running one, or runs, then answers all requests and closes.</summary>
    public async Task RunAsync(Request request, IdempotencyCache.Entry? entry)
    {
        if (Running is { } running)
        {
            running.Join(request, entry);
            return;
        }

        using var logout = Begin();
        logout.Join(request, entry);
        using (await session.Commands.EnterAsync())
        {
            logout.Answer = await session.Commands.RunToAnswerAsync(request, session.Commands.RunAsync);
            await session.Guard.RunAsync(request.Method.Name, () => RecordEndAsync(request, logout.Answer));
        }
    }

    /// <summary>Runs a logout that is not a request of the agent, or waits for the end of the one that runs.</summary>
    public async Task<Outcome<LogoutResult>> RunAsync(Cause cause, ReasonsGiven reasons)
    {
        if (Running is { } running)
        {
            await running.Ended;
            return session.IsOver ? LogoutResult.ByAnother : FailureCode.LoggingOut;
        }

        return await RunAsync(Begin(), cause, reasons);
    }

    /// <summary>Runs a logout that has begun, and ends it.</summary>
    public async Task<Outcome<LogoutResult>> RunAsync(RunningLogout begun, Cause cause, ReasonsGiven reasons)
    {
        using var logout = begun;
        Outcome<LogoutResult> outcome = FailureCode.InternalError;
        using (await session.Commands.EnterAsync())
        {
            if (session.IsOver)
            {
                outcome = session.EndedFailure; // before its turn came
            }
            else
            {
                // Only this logout could report an exception: to callers that wait for its end it is a failure like any other.
                await session.Guard.RunAsync("logout", async () => outcome = await new Logout(session, cause).RunAsync(reasons));
                await session.Guard.RunAsync("logout", () => session.Recorder.LogoutEndedAsync(outcome.Failure));
            }
        }

        logout.Answer = outcome.IsFailure
            ? Message.Error(outcome.Failure, session.Messages[outcome.Failure])
            : Message.Result(outcome.Result, BusJsonOptions.Context.LogoutResult);
        return outcome;
    }

    /// <summary>Completes when no logout runs any more and all requests for one are answered.</summary>
    public async Task<bool> WaitForEndAsync()
    {
        while (Running is { } running)
        {
            await running.Ended;
        }

        return true;
    }

    /// <summary>Logs out when no interaction is ongoing any more; until then the channels are Not Ready.</summary>
    public async Task DeferAsync(PendingLogout logout)
    {
        ChangePending(logout, failure: null);
        await session.Commands.RunExclusivelyAsync(() => NotReadyAll.ServerSideAsync(session, logout.Cause));
    }

    /// <summary>Cancels the pending logout. Channels that were made Not Ready stay so.</summary>
    public void CancelPending() => ChangePending(null, failure: null);

    /// <summary>Restores the state of a session from before a restart.</summary>
    public void Restore(PendingLogout? pending, string? orderedBy) => (Pending, OrderedBy) = (pending, orderedBy);

    /// <summary>
    /// After each piece of work of the session: if a required platform, or all, have logged the agent off (decision R14), the session ends,
    /// but not while an interaction is ongoing (I1); a pending logout runs as soon as none is.
    /// </summary>
    public void AfterWork()
    {
        if (Running is not null)
        {
            return;
        }

        if (IsLoggedOffAndFree)
        {
            EndLater();
        }
        else
        {
            if (Pending is { } pending && !_isPendingRunning && session.Ongoing.Count == 0)
            {
                session.Guard.Observe(RunPendingAsync(pending));
            }

            foreach (var position in session.Positions)
            {
                position.PublishChange(); // the session lives on, but no new work arrives from a platform that has logged the agent off
            }
        }
    }

    private bool IsLoggedOffAndFree => MustEnd && session.Ongoing.Count == 0;

    /// <summary>Whether a required platform has logged the agent off, or no platform is left.</summary>
    private bool MustEnd => !session.IsLoggedOn || session.Positions.Exists(static position => HasEnded(position));

    private static bool HasEnded(Position position) =>
        position is { IsRequired: true, IsJoined: true, IsLoggedOn: false, LogOffOrigin.IsBySwitch: true };

    /// <summary>Why the session must end.</summary>
    private LogOffOrigin LogOffOrigin =>
        (session.Positions.FirstOrDefault(HasEnded) ?? session.Positions.Last(position => position.IsJoined)).LogOffOrigin;

    private void EndLater()
    {
        if (!_isEnding)
        {
            _isEnding = true;
            session.Guard.Observe(EndAsync());
        }
    }

    private async Task EndAsync()
    {
        using (await session.Commands.EnterAsync())
        {
            _isEnding = false;
            if (!session.IsOver && IsLoggedOffAndFree)
            {
                await EndAsync(LogOffOrigin);
            }
        }

        session.Client.CloseIfOver();
    }

    /// <summary>Logs the agent off at the other platforms too. If one refuses, the agent is handled there as one without a session.</summary>
    private async Task EndAsync(LogOffOrigin origin)
    {
        if (session.IsLoggedOn)
        {
            Outcome<LogoutResult> outcome = FailureCode.InternalError;
            await session.Guard.RunAsync(
                "logout",
                async () => outcome = await new Logout(session, origin.Cause).RunAsync(ReasonsGiven.None)
            );
            await session.Guard.RunAsync("logout", () => session.Recorder.LogoutEndedAsync(outcome.Failure));
        }

        if (!session.IsOver && session.Ongoing.Count == 0)
        {
            Disposal.Run(session, origin.Cause, origin.Reason);
        }
    }

    /// <summary>
    /// Runs the pending logout. If a call that has begun in the meantime stops it, at whichever step, the logout stays pending; any other
    /// failure ends the wait and is published.
    /// </summary>
    private async Task RunPendingAsync(PendingLogout logout)
    {
        Outcome<LogoutResult> outcome;
        _isPendingRunning = true;
        try
        {
            outcome = await RunAsync(logout.Cause, logout.Reasons);
        }
        finally
        {
            _isPendingRunning = false;
        }

        if (
            outcome.IsFailure
            && session.Ongoing.Count == 0
            && outcome.Failure.Code is not (FailureCode.OngoingInteraction or FailureCode.InteractionStarted or FailureCode.LoggingOut)
        )
        {
            ChangePending(null, outcome.Failure);
        }
    }

    private void ChangePending(PendingLogout? logout, Failure? failure)
    {
        var cause = (logout ?? Pending)?.Cause;
        if (logout == Pending || cause is null || session.IsOver)
        {
            return;
        }

        Pending = logout;
        session.Publish(new SessionLogoutPending(logout is not null, cause.Value, failure?.Name));
    }

    private Task RecordEndAsync(Request request, Answer answer)
    {
        if (answer.Failure is { } failure && !session.Recorder.IsLogoutAccepted)
        {
            session.Recorder.Refused(request, failure);
        }

        return session.Recorder.LogoutEndedAsync(answer.Failure);
    }

    /// <summary>Step 10 of Logout: the answers are sent first, then the close frame.</summary>
    private void End(RunningLogout logout)
    {
        Running = null;
        var answer = logout.Answer ?? Message.Error(FailureCode.InternalError, session.Messages[FailureCode.InternalError]);
        HisMetrics.RecordLogout(session.Time.GetElapsedTime(logout.Begun), answer);
        logout.Reply(answer);
        session.Client.CloseIfOver();
    }
}
