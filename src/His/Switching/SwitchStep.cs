using His.Platform;
using His.Sessions;
using His.Sessions.Actor;
using His.Sessions.Threading;
using Microsoft.Extensions.Logging;

namespace His.Switching;

/// <summary>How a step at the switch ended, judged by the state there and not by what was said (decision R6).</summary>
/// <param name="Outcome">The judgement.</param>
/// <param name="SwitchError">What the switch said, if it said no.</param>
/// <param name="RetryAfter">How long to wait, if it was too often.</param>
internal readonly record struct StepResult(StepOutcome Outcome, string? SwitchError = null, TimeSpan? RetryAfter = null)
{
    public bool IsReached => Outcome == StepOutcome.Reached;
}

/// <summary>The judgements of <see cref="StepResult"/>.</summary>
internal enum StepOutcome
{
    /// <summary>The goal holds.</summary>
    Reached,

    /// <summary>It does not.</summary>
    NotReached,

    /// <summary>The switch cannot be asked.</summary>
    Unknown,

    /// <summary>The platform has no such operation; it was told nothing.</summary>
    NotSupported,

    /// <summary>A rule forbids it to the agent; the switch was told nothing.</summary>
    Forbidden,

    /// <summary>The agent asks for it too often; the switch was told nothing.</summary>
    RateLimited,
}

/// <summary>
/// Tells the switch to do something and finds out whether it is done. The state decides: a goal that is reached is success whatever
/// the switch answered; a yes whose news does not come, a no, and silence are resolved by asking for the truth.
/// </summary>
internal sealed partial class SwitchCommandRunner(SessionActor session, ILogger log)
{
    // So often the switch is asked again because news has overtaken its answer; then it counts as one that cannot be asked.
    private const int MaxAttempts = 5;

    /// <summary>Runs one step.</summary>
    /// <param name="command">Tells the switch.</param>
    /// <param name="goal">Whether the goal holds, by what the session knows.</param>
    /// <param name="within">
    /// Ends the step early, as at the deadline of a whole logout. Until then a switch that could be asked when the step began, and cannot
    /// any more, is waited for: what it has done is no failure because the link was cut behind it, and what it has not done it is told again.
    /// </param>
    public Task<StepResult> StepAsync(Func<IPlatformAgent, CancellationToken, Task<CommandResult>> command, Func<bool> goal, CancellationToken within = default) =>
        StepAsync(command, goal, static () => true, within);

    /// <summary>Runs one step that what happens at the switch may forbid.</summary>
    /// <param name="command">Tells the switch.</param>
    /// <param name="goal">Whether the goal holds, by what the session knows.</param>
    /// <param name="mayRepeat">Whether the switch may be told again after it could not be asked for a while.</param>
    /// <param name="within">Ends the step early.</param>
    public async Task<StepResult> StepAsync(
        Func<IPlatformAgent, CancellationToken, Task<CommandResult>> command, Func<bool> goal, Func<bool> mayRepeat, CancellationToken within)
    {
        while (true)
        {
            var wasKnown = session.IsKnown;
            var step = await StepOnceAsync(command, goal, within);
            if (step.Outcome != StepOutcome.Unknown || !wasKnown || !within.CanBeCanceled || !await RefreshRepeatedlyAsync(goal, within))
            {
                return step;
            }

            if (!goal() && (session.Ongoing.Count > 0 || !mayRepeat()))
            {
                return step with { Outcome = StepOutcome.NotReached }; // R4: a customer came in the meantime, and the switch is told no more
            }
        }
    }

    private async Task<StepResult> StepOnceAsync(
        Func<IPlatformAgent, CancellationToken, Task<CommandResult>> command, Func<bool> goal, CancellationToken within)
    {
        if (goal())
        {
            return new StepResult(StepOutcome.Reached); // nothing to tell
        }

        using var step = new Deadline(session.Options.CommandTimeout, session.Time, within);
        var answer = SendAsync(command, step.Token);
        step.Holder = answer; // a goal that is reached sooner breaks nothing off
        await WaitUntilAsync(() => goal() || answer.IsCompleted, step.Token);

        var said = answer.IsCompletedSuccessfully ? await answer : null;
        switch (said?.Outcome)
        {
            // Where the switch was told nothing there is nothing to ask about.
            case CommandOutcome.NotSupported:
                return new StepResult(StepOutcome.NotSupported);
            case CommandOutcome.Forbidden:
                return new StepResult(StepOutcome.Forbidden, said.Value.SwitchError);
            case CommandOutcome.RateLimited:
                return new StepResult(StepOutcome.RateLimited, RetryAfter: said.Value.RetryAfter);
        }

        if (said?.Outcome == CommandOutcome.Done)
        {
            await CatchUpAsync(); // news that came before the yes, also where the yes is enough: it is what this command brought about
        }

        if (said?.Outcome == CommandOutcome.Done && !goal())
        {
            using var confirmation = new Deadline(session.Options.ConfirmationTimeout, session.Time, step.Token) { Holder = Task.CompletedTask };
            await WaitUntilAsync(goal, confirmation.Token);
        }

        if (goal())
        {
            return new StepResult(StepOutcome.Reached);
        }

        var isKnown = await RefreshAsync();
        return new StepResult(goal() ? StepOutcome.Reached : isKnown ? StepOutcome.NotReached : StepOutcome.Unknown, said?.SwitchError);
    }

    /// <summary>Lets what the switch has told by now have its turn: what is judged afterwards is judged by it.</summary>
    public async ValueTask CatchUpAsync()
    {
        if (session.IsBehind)
        {
            await Task.Yield();
        }
    }

    /// <summary>Asks the switch for the truth and takes it over. False: it cannot be asked, or there is nobody left to ask about.</summary>
    public async Task<bool> RefreshAsync()
    {
        // An answer that news has overtaken on its way would turn the state back: it is asked for again.
        for (var attempt = 0; attempt < MaxAttempts && !session.IsOver; attempt++)
        {
            var newsBefore = session.SwitchEvents.Count;
            using var deadline = new Deadline(session.Options.QueryTimeout, session.Time);
            var answer = QueryAsync(deadline.Token);
            await WaitUntilAsync(() => answer.IsCompleted, deadline.Token);
            if (!answer.IsCompletedSuccessfully || await answer is not { } truth)
            {
                return false;
            }

            if (session.SwitchEvents.Count == newsBefore)
            {
                session.SwitchEvents.Apply(truth, Bus.Cause.Reconciled);
                return true;
            }
        }

        return false;
    }

    /// <summary>Asks when there is news, such as of a link that is back, and every few seconds, until the switch answers or the goal holds.</summary>
    private async Task<bool> RefreshRepeatedlyAsync(Func<bool> goal, CancellationToken within)
    {
        while (!session.IsOver)
        {
            var seen = session.SwitchEvents.Count;
            using var pause = new Deadline(session.Options.ConfirmationTimeout, session.Time, within) { Holder = Task.CompletedTask };
            await WaitUntilAsync(() => goal() || session.SwitchEvents.Count != seen || session.IsOver, pause.Token);
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
    /// Asks for an agent who was not found since a restart: what is ongoing and which reasons are wanted is not known before. False: it
    /// still is not.
    /// </summary>
    public Task<bool> EnsureAttachedAsync() => session.Agent is DetachedAgent { IsAttached: false } ? RefreshAsync() : Task.FromResult(true);

    /// <summary>Waits until something holds or the time is over. Looks again whenever something changes in the session.</summary>
    public async Task WaitUntilAsync(Func<bool> holds, CancellationToken deadline)
    {
        if (holds())
        {
            return;
        }

        using var over = deadline.UnsafeRegister(static me => ((SwitchCommandRunner)me!).RaiseChanged(), this);
        while (!holds() && !deadline.IsCancellationRequested)
        {
            await session.Changed.Next;
        }
    }

    private void RaiseChanged() => session.Post(session.Changed.Raise);

    private async Task<CommandResult?> SendAsync(Func<IPlatformAgent, CancellationToken, Task<CommandResult>> command, CancellationToken token)
    {
        try
        {
            return token.IsCancellationRequested || session.IsOver ? null : await command(session.Agent, token);
        }
        catch (OperationCanceledException)
        {
            return null; // no answer in time
        }
        catch (Exception defect)
        {
            // A platform that throws has not answered: the truth is asked for all the same.
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
            return await session.Agent.GetStateAsync(token);
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

    [LoggerMessage(2001, LogLevel.Error, "The platform threw instead of answering")]
    private static partial void LogDefect(ILogger log, Exception defect);
}
