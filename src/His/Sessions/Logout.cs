using His.Bus;
using His.Channels;
using His.Platform;
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
/// <item value="4">Does the switch want a reason, or another one? Then AF1.</item>
/// <item value="5">Decision 2: each channel that is Ready goes Not Ready; if it does not, EF2.</item>
/// <item value="6">Decision 3: each channel that is active is deactivated, if the platform can; if it is not, EF3.
/// Step 6a: the switch logs the agent off; if it does not, EF4.</item>
/// <item value="7">Each channel is disposed of,</item>
/// <item value="8">then the channel group,</item>
/// <item value="9">then the session.</item>
/// <item value="10">The connection is closed: <see cref="SessionActor"/>, when all requests are answered.</item>
/// <item value="11">MediaBar begins Basic Login.</item>
/// </list>
/// Before 6, before 6a and before 7 it checks again whether an interaction has begun: EF5 (decision R4); before 6a also whether the switch
/// has made a channel Ready again after step 5. Queued events of the switch are applied before each check.
/// EF1 and AF1 leave everything as it was; EF2 to EF5 keep what was done and report it (decision R3).
/// </summary>
internal sealed class Logout(SessionActor session, Cause cause)
{
    // How often a switch may make a channel Ready again after step 5 before that counts as EF2, or active again before EF3.
    private const int MaxRounds = 3;

    private readonly HashSet<string> _madeNotReady = new(StringComparer.Ordinal);
    private readonly HashSet<string> _deactivated = new(StringComparer.Ordinal);

    // After the point of no return: the answer is exactly the recorded result.
    private LogoutResult? _result;

    /// <summary>Runs a logout requested by the agent.</summary>
    public static async Task<Outcome<LogoutResult>> RunAsync(SessionActor session, LogoutParams parameters)
    {
        var given = session.Logouts.Running?.Reason ?? parameters.Reason;
        var outcome = await new Logout(session, Cause.AgentRequest).RunAsync(given);
        return outcome is { IsFailure: true, Failure.Code: FailureCode.OngoingInteraction } && parameters.WhenPossible
            ? WhenPossible(session, given) // AF2
            : outcome;
    }

    /// <summary>Runs the flow.</summary>
    /// <param name="given">The reason that was sent; <see langword="null"/> for none.</param>
    public async Task<Outcome<LogoutResult>> RunAsync(ReasonGiven? given)
    {
        // 3. Decision 1: an ongoing interaction on any channel.
        if (await FindOngoingAsync() is { } ongoing)
        {
            return ongoing; // EF1
        }

        // 4. The reason, by the current list and not that of the login.
        if (!IsReasonEnough(given, out var reason))
        {
            return new Failure(FailureCode.NeedInfo) { Reason = session.Agent.Capabilities.LogoutReason }; // AF1
        }

        using var loggingOut = session.Lifecycle.EnterLoggingOut();
        using var deadline = new Deadline(session.Options.LogoutTimeout, session.Time);

        if (await session.Recorder.IntendToLogOutAsync(cause, reason) is { } notOurs)
        {
            return notOurs; // R2: the intent is durable before anything is done; a failure: another HIS owns the session
        }

        // 5. Decision 2: the Ready ones go Not Ready.
        if (await MakeAllNotReadyAsync(deadline.Token) is { } notReadyFailure)
        {
            return Stopped(notReadyFailure); // EF2
        }

        if (await BegunMeanwhileAsync() is { } began)
        {
            return Stopped(began); // EF5
        }

        // 6. Decision 3: the active ones are deactivated.
        if (await DeactivateAllAsync(deadline.Token) is { } deactivationFailure)
        {
            return Stopped(deactivationFailure); // EF3, or EF2 if the switch had made one Ready again
        }

        if (await RepeatForWhatTheSwitchChangedAsync(deadline.Token) is { } beganLater)
        {
            return Stopped(beganLater); // EF2 or EF3 if the switch had made one Ready or active again, EF5
        }

        // 6a. The switch logs the agent off; then the point of no return is recorded (R2).
        if (await LogOffAsync(reason, deadline.Token) is { } logOffFailure)
        {
            return Stopped(logOffFailure); // EF4
        }

        if (await BegunMeanwhileAsync() is { } beganLast)
        {
            return Stopped(beganLast); // EF5
        }

        // 7, 8, 9. The point of no return.
        Disposal.Run(session, cause, reason);
        return _result!;
    }

    private static Outcome<LogoutResult> WhenPossible(SessionActor session, ReasonGiven? given)
    {
        if (!session.Options.AllowPendingLogout)
        {
            return FailureCode.NotOffered;
        }

        var policy = session.Agent.Capabilities.LogoutReason;
        if (!policy.Accepts(given, out _))
        {
            return new Failure(FailureCode.NeedInfo) { Reason = policy };
        }

        session.Guard.Observe(session.Logouts.DeferAsync(new PendingLogout(Cause.AgentRequest, given)));
        return LogoutResult.Later;
    }

    /// <summary>The interactions that are ongoing now (decision R13).</summary>
    private IReadOnlyList<Blocker> Ongoing => session.Ongoing;

    /// <summary>What this logout has done so far to each channel, as far as it still holds.</summary>
    private IReadOnlyList<ChannelResult> Done =>
        [
            .. session.ChannelGroup.Channels.Select(channel => new ChannelResult(
                channel.Id,
                _madeNotReady.Contains(channel.Id) && channel.State is (ChannelState.NotReady or ChannelState.Inactive),
                _deactivated.Contains(channel.Id) && channel.State is ChannelState.Inactive
            )),
        ];

    private async Task<Failure?> FindOngoingAsync()
    {
        if (!await session.Switch.EnsureAttachedAsync() && !session.IsOver)
        {
            // The switch could not be queried since a restart: neither 3 nor 4 can be decided, and 5 could not be done. That is EF2.
            return Stopped(
                new Failure(FailureCode.NotReadyFailure) { ChannelId = session.ChannelGroup.Channels is [var first, ..] ? first.Id : null }
            );
        }

        return Ongoing is { Count: > 0 } blockers ? new Failure(FailureCode.OngoingInteraction) { Blockers = blockers } : null;
    }

    /// <summary>Finds interactions that have begun after step 3, after applying the queued events of the switch (decision R4).</summary>
    private async ValueTask<Failure?> BegunMeanwhileAsync()
    {
        await session.Switch.CatchUpAsync();
        return InteractionBegun();
    }

    private Failure? InteractionBegun() =>
        Ongoing is { Count: > 0 } blockers ? new Failure(FailureCode.InteractionStarted) { Blockers = blockers } : null;

    private bool IsReasonEnough(ReasonGiven? given, out Reason? reason)
    {
        if (cause == Cause.AgentRequest)
        {
            return session.Agent.Capabilities.LogoutReason.Accepts(given, out reason);
        }

        // An agent without a connection, or logged out by somebody else, cannot be prompted: the cause stands in for a missing reason.
        if (given is not { IsEmpty: false } || !session.Agent.Capabilities.LogoutReason.Accepts(given, out reason))
        {
            reason = new Reason(Code: null, Text: cause.ToString());
        }

        return true;
    }

    private Task<Failure?> MakeAllNotReadyAsync(CancellationToken deadline) =>
        RunRoundsAsync(IsReady, channel => MakeNotReadyAsync(channel, deadline), FailureCode.NotReadyFailure);

    private Task<Failure?> DeactivateAllAsync(CancellationToken deadline) =>
        session.Agent.Capabilities.ChannelDeactivation && session.IsLoggedOn
            ? RunRoundsAsync(IsActive, channel => DeactivateAsync(channel, deadline), FailureCode.DeactivationFailure)
            : Task.FromResult<Failure?>(null);

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
            ? new Failure(code) { ChannelId = stubborn.Id }
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
            await session.Switch.CatchUpAsync();
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
            _madeNotReady.Add(channel.Id);
        }

        return failure is null
            ? null
            : failure with
            {
                Code = FailureCode.NotReadyFailure,
                Blockers = Ongoing is { Count: > 0 } began ? began : null,
            };
    }

    private async Task<Failure?> DeactivateAsync(ChannelWorkflow channel, CancellationToken deadline)
    {
        if (IsReady(channel) && await MakeNotReadyAsync(channel, deadline) is { } notReadyFailure)
        {
            return notReadyFailure;
        }

        if (await DeactivateChannel.ServerSideAsync(session, channel, cause, deadline) is { } failure)
        {
            return failure with { Code = FailureCode.DeactivationFailure };
        }

        _deactivated.Add(channel.Id);
        return null;
    }

    private async Task<Failure?> LogOffAsync(Reason? reason, CancellationToken deadline)
    {
        var step = await LogOffAtSwitchAsync(reason, deadline);
        if (step.IsReached)
        {
            _result = new LogoutResult(Done);
            return await session.Recorder.NoReturnAsync(cause, reason, _result); // a failure: another HIS owns the session
        }

        if (step.Outcome == StepOutcome.Unknown)
        {
            session.MarkUnavailable();
        }

        return new Failure(FailureCode.SwitchLogoutFailure) { SwitchError = step.SwitchError };
    }

    private async Task<StepResult> LogOffAtSwitchAsync(Reason? reason, CancellationToken deadline)
    {
        session.Logouts.LogOffOrigin = new LogOffOrigin(cause, reason);
        try
        {
            return await session.Switch.StepAsync(
                (agent, token) => agent.LogOffAsync(reason, token),
                () => !session.IsLoggedOn,
                () => !session.ChannelGroup.Channels.Any(IsReady),
                deadline
            );
        }
        finally
        {
            if (session.IsLoggedOn)
            {
                session.Logouts.LogOffOrigin = LogOffOrigin.Switch; // a later log-off will not be for this logout
            }
        }
    }

    /// <summary>Whether a channel is or may be Ready: an unknown state counts as Ready.</summary>
    private bool IsReady(ChannelWorkflow channel) =>
        session.IsLoggedOn && channel.State is (ChannelState.Ready or ChannelState.Unavailable);

    private bool IsActive(ChannelWorkflow channel) => session.IsLoggedOn && channel.State != ChannelState.Inactive;

    private Failure Stopped(Failure failure) => failure with { Channels = Done };
}
