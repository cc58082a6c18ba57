using His.Bus;
using His.Channels;
using His.Platform;
using His.Positions;
using His.Sessions.Actor;
using His.Sessions.Threading;
using His.Switching;

namespace His.Sessions;

/// <summary>
/// The use case Logout (docs/use-cases/logout.md), from the request to the answer.
/// <list type="number">
/// <item value="1">The agent clicks Logout: MediaBar.</item>
/// <item value="2">MediaBar sends <c>session.request.logout</c>.</item>
/// <item value="3">Decision 1: is an interaction ongoing? Then EF1.</item>
/// <item value="4">Does a platform want a reason, or another one? Then AF1.</item>
/// <item value="5">Decision 2: each channel that is Ready goes Not Ready; if it does not, EF2.</item>
/// <item value="6">Decision 3: each channel that is active is deactivated, if the platform can; if it is not, EF3.
/// Step 6a: each platform logs the agent off, in order; if one does not, EF4.</item>
/// <item value="7">Each channel is disposed of,</item>
/// <item value="8">then the channel group,</item>
/// <item value="9">then the session.</item>
/// <item value="10">The connection is closed: <see cref="SessionActor"/>, when all requests are answered.</item>
/// <item value="11">MediaBar begins Basic Login.</item>
/// </list>
/// Before 6, before each log-off in 6a and before 7 it checks again whether an interaction has begun: EF5 (decision R4); before 6a also whether a switch
/// has made a channel Ready again after step 5. Queued events of the switch are applied before each check.
/// EF1 and AF1 leave everything as it was; EF2 to EF5 keep what was done and report it (decision R3).
/// </summary>
internal sealed class Logout(SessionActor session, Cause cause)
{
    // How often a switch may make a channel Ready again after step 5 before that counts as EF2, or active again before EF3.
    private const int MaxRounds = 3;

    private readonly LogoutProgress _progress = new(session);

    /// <summary>Runs a logout requested by the agent.</summary>
    public static async Task<Outcome<LogoutResult>> RunAsync(SessionActor session, LogoutParams parameters)
    {
        var given = session.Logouts.Running?.Reasons ?? ReasonsGiven.Of(parameters.Reason, parameters.Reasons);
        var outcome = await new Logout(session, Cause.AgentRequest).RunAsync(given);
        return outcome is { IsFailure: true, Failure.Code: FailureCode.OngoingInteraction } && parameters.WhenPossible
            ? WhenPossible(session, given) // AF2
            : outcome;
    }

    /// <summary>Runs the flow.</summary>
    /// <param name="given">The reasons that were sent.</param>
    public async Task<Outcome<LogoutResult>> RunAsync(ReasonsGiven given)
    {
        // 3. Decision 1: an ongoing interaction on any channel.
        if (await FindOngoingAsync() is { } ongoing)
        {
            return ongoing; // EF1
        }

        // 4. Each platform's reason, by its current list and not that of the login.
        if (PlatformReasons.FindForLogout(WithReasons, cause, given, out var reasons) is { } needInfo)
        {
            return needInfo; // AF1
        }

        using var loggingOut = session.Lifecycle.EnterLoggingOut();
        using var deadline = new Deadline(session.Options.LogoutTimeout, session.Time);

        if (await session.Recorder.IntendToLogOutAsync(cause, reasons) is { } notOurs)
        {
            return notOurs; // R2: the intent is durable before anything is done; a failure: another HIS owns the session
        }

        // 5. Decision 2: the Ready ones go Not Ready.
        if (await MakeAllNotReadyAsync(deadline.Token) is { } notReadyFailure)
        {
            return _progress.Stopped(notReadyFailure); // EF2
        }

        if (BegunMeanwhile() is { } began)
        {
            return _progress.Stopped(began); // EF5
        }

        // 6. Decision 3: the active ones are deactivated.
        if (await DeactivateAllAsync(deadline.Token) is { } deactivationFailure)
        {
            return _progress.Stopped(deactivationFailure); // EF3, or EF2 if the switch had made one Ready again
        }

        // 6a. Each platform logs the agent off; after the last one the point of no return is recorded (R2).
        if (await LogOffAsync(reasons, deadline.Token) is { } logOffFailure)
        {
            return _progress.Stopped(logOffFailure); // EF4, EF5, or EF2 or EF3 if a switch had made a channel Ready or active again
        }

        var result = _progress.Result;
        if (await session.Recorder.NoReturnAsync(cause, reasons, result) is { } lost)
        {
            return _progress.Stopped(lost); // another HIS owns the session
        }

        if (BegunMeanwhile() is { } beganLast)
        {
            return _progress.Stopped(beganLast); // EF5
        }

        // 7, 8, 9. The point of no return.
        Disposal.Run(session, cause, reasons.Foremost());
        return result;
    }

    private static Outcome<LogoutResult> WhenPossible(SessionActor session, ReasonsGiven given)
    {
        if (!session.Options.AllowPendingLogout)
        {
            return FailureCode.NotOffered;
        }

        if (PlatformReasons.FindFor(session.Positions, it => it.LogoutReason, given, out _) is { } needInfo)
        {
            return needInfo;
        }

        session.Guard.Observe(session.Logouts.DeferAsync(new PendingLogout(Cause.AgentRequest, given)));
        return LogoutResult.Later;
    }

    /// <summary>The interactions that are ongoing now (decision R13).</summary>
    private IReadOnlyList<Blocker> Ongoing => session.Ongoing;

    /// <summary>The platforms that may want a reason: those at which the agent is logged on, or all if there is none.</summary>
    private IReadOnlyList<Position> WithReasons => _progress.LoggedOn is { Count: > 0 } loggedOn ? loggedOn : session.Positions;

    private async Task<Failure?> FindOngoingAsync()
    {
        foreach (var position in _progress.LoggedOn)
        {
            if (!await position.Switch.EnsureAttachedAsync() && !session.IsOver && !_progress.TryLeaveBehind(position))
            {
                // It could not be queried since a restart: neither 3 nor 4 can be decided, and 5 could not be done. That is EF2.
                return _progress.Stopped(
                    new Failure(FailureCode.NotReadyFailure)
                    {
                        ChannelId = position.Channels is [var first, ..] ? first.Id : null,
                        Platform = LogoutProgress.NameOf(position),
                    }
                );
            }
        }

        return Ongoing is { Count: > 0 } blockers ? new Failure(FailureCode.OngoingInteraction) { Blockers = blockers } : null;
    }

    /// <summary>Finds interactions that have begun after step 3, after applying the queued events of the switch (decision R4).</summary>
    private Failure? BegunMeanwhile()
    {
        session.ApplySwitchEvents();
        return InteractionBegun();
    }

    private Failure? InteractionBegun() =>
        Ongoing is { Count: > 0 } blockers ? new Failure(FailureCode.InteractionStarted) { Blockers = blockers } : null;

    private Task<Failure?> MakeAllNotReadyAsync(CancellationToken deadline) =>
        RunRoundsAsync(IsReady, channel => MakeNotReadyAsync(channel, deadline), FailureCode.NotReadyFailure);

    private Task<Failure?> DeactivateAllAsync(CancellationToken deadline) =>
        RunRoundsAsync(
            channel => channel.Position.Capabilities.ChannelDeactivation && IsActive(channel),
            channel => DeactivateAsync(channel, deadline),
            FailureCode.DeactivationFailure
        );

    /// <summary>Acts on each channel in a state; up to <see cref="MaxRounds"/> times if the switch puts a channel back into it.</summary>
    /// <returns><see langword="null"/>, or the first failure; a channel that is still in the state fails with the code.</returns>
    private async Task<Failure?> RunRoundsAsync(
        Func<ChannelWorkflow, bool> isInState,
        Func<ChannelWorkflow, Task<Failure?>> act,
        FailureCode code
    )
    {
        for (var round = 0; round < MaxRounds && session.ChannelGroup.Channels.Any(isInState); round++)
        {
            foreach (var channel in session.ChannelGroup.Channels.Where(isInState).ToList())
            {
                if (isInState(channel) && await act(channel) is { } failure)
                {
                    return failure;
                }
            }
        }

        return session.ChannelGroup.Channels.FirstOrDefault(isInState) is { } stubborn
            ? new Failure(code) { ChannelId = stubborn.Id, Platform = LogoutProgress.NameOf(stubborn.Position) }
            : null;
    }

    /// <summary>
    /// Repeats steps 5 and 6 for channels that the switch has made Ready or active again, after applying its queued events; then, with
    /// nothing in between, checks for an interaction.
    /// </summary>
    private async Task<Failure?> RepeatForWhatTheSwitchChangedAsync(CancellationToken deadline)
    {
        for (var round = 0; ; round++)
        {
            session.ApplySwitchEvents();
            if ((await MakeAllNotReadyAsync(deadline) ?? await DeactivateAllAsync(deadline)) is { } failure)
            {
                return failure;
            }

            if (!session.IsBehind || round == MaxRounds)
            {
                return InteractionBegun();
            }
        }
    }

    private async Task<Failure?> MakeNotReadyAsync(ChannelWorkflow channel, CancellationToken deadline)
    {
        var failure = await GoNotReady.ServerSideAsync(session, channel, reason: null, cause, deadline);
        if (failure is null)
        {
            _progress.MadeNotReady(channel);
            return null;
        }

        return _progress.TryLeaveBehind(channel.Position)
            ? null
            : failure with
            {
                Code = FailureCode.NotReadyFailure,
                Platform = LogoutProgress.NameOf(channel.Position),
                Blockers = Ongoing is { Count: > 0 } began ? began : null,
            };
    }

    private async Task<Failure?> DeactivateAsync(ChannelWorkflow channel, CancellationToken deadline)
    {
        if (IsReady(channel) && await MakeNotReadyAsync(channel, deadline) is { } notReadyFailure)
        {
            return notReadyFailure;
        }

        if (await DeactivateChannel.ServerSideAsync(session, channel, cause, deadline) is not { } failure)
        {
            _progress.Deactivated(channel);
            return null;
        }

        return _progress.TryLeaveBehind(channel.Position)
            ? null
            : failure with
            {
                Code = FailureCode.DeactivationFailure,
                Platform = LogoutProgress.NameOf(channel.Position),
            };
    }

    /// <summary>Logs the agent off at each platform, in order; before each one, with nothing in between, steps 5 and 6 are checked again.</summary>
    private async Task<Failure?> LogOffAsync(IReadOnlyDictionary<Position, Reason?> reasons, CancellationToken deadline)
    {
        while (_progress.Next is { } position)
        {
            var failure =
                await RepeatForWhatTheSwitchChangedAsync(deadline)
                ?? await LogOffAsync(position, reasons.GetValueOrDefault(position), deadline);
            if (failure is not null)
            {
                return failure;
            }
        }

        return null;
    }

    private async Task<Failure?> LogOffAsync(Position position, Reason? reason, CancellationToken deadline)
    {
        if (!_progress.IsToLogOff(position))
        {
            return null; // by now
        }

        var step = await LogOffAtPlatformAsync(position, reason, deadline);
        if (step.IsReached || _progress.TryLeaveBehind(position))
        {
            return null;
        }

        if (step.Outcome == StepOutcome.Unknown)
        {
            position.MarkUnavailable();
        }

        return new Failure(FailureCode.SwitchLogoutFailure) { Platform = LogoutProgress.NameOf(position), SwitchError = step.SwitchError };
    }

    private async Task<StepResult> LogOffAtPlatformAsync(Position position, Reason? reason, CancellationToken deadline)
    {
        position.LogOffOrigin = new LogOffOrigin(cause, reason);
        try
        {
            return await position.Switch.StepAsync(
                (agent, token) => agent.LogOffAsync(reason, token),
                () => !position.IsLoggedOn,
                () => !position.Channels.Any(IsReady),
                deadline
            );
        }
        finally
        {
            if (position.IsLoggedOn)
            {
                position.LogOffOrigin = LogOffOrigin.Switch; // a later log-off will not be for this logout
            }
        }
    }

    /// <summary>Whether a channel is or may be Ready: an unknown state counts as Ready.</summary>
    private bool IsReady(ChannelWorkflow channel) =>
        _progress.IsToLogOff(channel.Position) && channel.State is (ChannelState.Ready or ChannelState.Unavailable);

    private bool IsActive(ChannelWorkflow channel) => _progress.IsToLogOff(channel.Position) && channel.State != ChannelState.Inactive;
}
