using His.Platform;
using His.Positions;
using His.Sessions;
using His.Sessions.Actor;
using His.Sessions.Threading;
using Microsoft.Extensions.Logging;

namespace His.Switching;

/// <summary>The result of a step at the switch, judged by the state there and not by the response (decision R6).</summary>
/// <param name="Outcome">The outcome.</param>
/// <param name="SwitchError">The error of the switch, if it refused; null for none.</param>
/// <param name="RetryAfter">How long to wait before the next attempt, if rate-limited; null otherwise or if unknown.</param>
internal readonly record struct StepResult(StepOutcome Outcome, string? SwitchError = null, TimeSpan? RetryAfter = null)
{
    public bool IsReached => Outcome == StepOutcome.Reached;
}

/// <summary>The outcomes of a <see cref="StepResult"/>.</summary>
internal enum StepOutcome
{
    /// <summary>The goal holds.</summary>
    Reached,

    /// <summary>The goal does not hold.</summary>
    NotReached,

    /// <summary>The switch cannot be queried.</summary>
    Unknown,

    /// <summary>The platform has no such operation; nothing was sent.</summary>
    NotSupported,

    /// <summary>A rule forbids it to the agent; nothing was sent to the switch.</summary>
    Forbidden,

    /// <summary>The agent's rate limit is exceeded; nothing was sent to the switch.</summary>
    RateLimited,
}

/// <summary>
/// Sends commands to the switch and determines whether they were carried out. The state decides: a reached goal is success whatever the
/// response; success without the matching event, refusal, and timeout are resolved by querying the state.
/// </summary>
internal sealed partial class SwitchCommandRunner(SessionActor session, Position position, ILogger log)
{
    // How often a query is sent because events have overtaken the previous response; then the state counts as unknown.
    private const int MaxAttempts = 5;

    /// <summary>Runs one step.</summary>
    /// <param name="command">Sends the command.</param>
    /// <param name="goal">Whether the goal holds, by the state of the session.</param>
    /// <param name="within">
    /// Ends the step early, as at the deadline of a whole logout. If the switch could be queried when the step began but no longer can, the
    /// step waits for it until then: a command that was carried out before the link was cut succeeds, one that was not is sent again.
    /// </param>
    public ValueTask<StepResult> StepAsync(
        Func<IPlatformAgent, CancellationToken, Task<CommandResult>> command,
        Func<bool> goal,
        CancellationToken within = default
    ) => StepAsync(command, goal, static () => true, within);

    /// <summary>Runs one step whose repetition a change at the switch may forbid.</summary>
    /// <param name="command">Sends the command.</param>
    /// <param name="goal">Whether the goal holds, by the state of the session.</param>
    /// <param name="mayRepeat">Whether the command may be sent again after the switch could not be queried for a while.</param>
    /// <param name="within">Ends the step early.</param>
    public async ValueTask<StepResult> StepAsync(
        Func<IPlatformAgent, CancellationToken, Task<CommandResult>> command,
        Func<bool> goal,
        Func<bool> mayRepeat,
        CancellationToken within
    )
    {
        while (true)
        {
            var wasKnown = position.IsKnown;
            var step = await StepOnceAsync(command, goal, within);
            if (step.Outcome != StepOutcome.Unknown || !wasKnown || !within.CanBeCanceled || !await RefreshRepeatedlyAsync(goal, within))
            {
                return step;
            }

            if (!goal() && (session.Ongoing.Count > 0 || !mayRepeat()))
            {
                return step with { Outcome = StepOutcome.NotReached }; // R4: an interaction has begun: not sent again
            }
        }
    }

    private async ValueTask<StepResult> StepOnceAsync(
        Func<IPlatformAgent, CancellationToken, Task<CommandResult>> command,
        Func<bool> goal,
        CancellationToken within
    )
    {
        if (goal())
        {
            return new StepResult(StepOutcome.Reached); // nothing to send
        }

        using var step = new Deadline(session.Options.CommandTimeout, session.Time, within);
        var sending = SendAsync(command, step.Token);
        var said = sending.IsCompleted ? await sending : await ReceiveAsync(sending.AsTask(), step, goal);
        step.Holder ??= Task.CompletedTask;
        switch (said?.Outcome)
        {
            // Nothing was sent to the switch, so there is nothing to query.
            case CommandOutcome.NotSupported:
                return new StepResult(StepOutcome.NotSupported);
            case CommandOutcome.Forbidden:
                return new StepResult(StepOutcome.Forbidden, said.Value.SwitchError);
            case CommandOutcome.RateLimited:
                return new StepResult(StepOutcome.RateLimited, RetryAfter: said.Value.RetryAfter);
        }

        if (said?.Outcome == CommandOutcome.Done)
        {
            session.ApplySwitchEvents(); // apply events that arrived before the response: they are effects of this command
        }

        if (said?.Outcome == CommandOutcome.Done && !goal())
        {
            using var confirmation = new Deadline(session.Options.ConfirmationTimeout, session.Time, step.Token)
            {
                Holder = Task.CompletedTask,
            };
            await session.WaitUntilAsync(goal, confirmation.Token);
        }

        if (goal())
        {
            return new StepResult(StepOutcome.Reached);
        }

        var isKnown = await RefreshAsync();
        return new StepResult(
            goal() ? StepOutcome.Reached
                : isKnown ? StepOutcome.NotReached
                : StepOutcome.Unknown,
            said?.SwitchError
        );
    }

    /// <summary>Queries the state at the switch and applies it.</summary>
    /// <returns><see langword="false"/> if the switch cannot be queried, or the session has ended.</returns>
    public async Task<bool> RefreshAsync()
    {
        // A response that events have overtaken would set the state back: the query is repeated.
        for (var attempt = 0; attempt < MaxAttempts && !session.IsOver; attempt++)
        {
            var newsBefore = position.Events.Count;
            using var deadline = new Deadline(session.Options.QueryTimeout, session.Time);
            var answer = QueryAsync(deadline.Token);
            await session.WaitUntilAsync(static () => false, answer, deadline.Token);
            if (!answer.IsCompletedSuccessfully || await answer is not { } truth)
            {
                return false;
            }

            if (position.Events.Count == newsBefore)
            {
                position.Events.Apply(truth, Bus.Cause.Reconciled);
                return true;
            }
        }

        return false;
    }

    /// <summary>Queries at each event, such as a restored link, and periodically, until the switch answers or the goal holds.</summary>
    /// <returns><see langword="false"/> if the time is over or the session has ended before.</returns>
    private async Task<bool> RefreshRepeatedlyAsync(Func<bool> goal, CancellationToken within)
    {
        while (!session.IsOver)
        {
            var seen = position.Events.Count;
            using var pause = new Deadline(session.Options.ConfirmationTimeout, session.Time, within) { Holder = Task.CompletedTask };
            await session.WaitUntilAsync(() => goal() || position.Events.Count != seen || session.IsOver, pause.Token);
            if (goal())
            {
                return true;
            }

            if (within.IsCancellationRequested || session.IsOver)
            {
                return false;
            }

            if (await RefreshAsync())
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Reattaches the agent if that has not succeeded since a restart: before, ongoing interactions and required reasons are unknown. False
    /// if it fails again.
    /// </summary>
    public Task<bool> EnsureAttachedAsync() => position.IsAttached ? Task.FromResult(true) : RefreshAsync();

    /// <summary>Waits for the response to a command, unless the goal holds sooner.</summary>
    /// <returns>The response; <see langword="null"/> for none.</returns>
    private async ValueTask<CommandResult?> ReceiveAsync(Task<CommandResult?> answer, Deadline step, Func<bool> goal)
    {
        step.Holder = answer; // a goal that is reached sooner does not cancel the command
        await session.WaitUntilAsync(goal, answer, step.Token);
        return answer.IsCompletedSuccessfully ? await answer : null;
    }

    private async ValueTask<CommandResult?> SendAsync(
        Func<IPlatformAgent, CancellationToken, Task<CommandResult>> command,
        CancellationToken token
    )
    {
        try
        {
            return token.IsCancellationRequested || session.IsOver ? null
                : position.Agent is not { } agent ? CommandResult.Unavailable
                : await command(agent, token);
        }
        catch (OperationCanceledException)
        {
            return null; // no answer in time
        }
        catch (Exception defect)
        {
            // A platform that throws has not answered: the state is queried nevertheless.
            LogDefect(log, defect);
            return null;
        }
        finally
        {
            session.Changed.Raise();
        }
    }

    private async Task<SwitchAgentState?> QueryAsync(CancellationToken token)
    {
        try
        {
            return await position.GetStateAsync(token);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
        catch (Exception defect)
        {
            LogDefect(log, defect);
            return null;
        }
        finally
        {
            session.Changed.Raise();
        }
    }

    [LoggerMessage(2001, LogLevel.Error, "The platform threw instead of returning a result")]
    private static partial void LogDefect(ILogger log, Exception defect);
}
