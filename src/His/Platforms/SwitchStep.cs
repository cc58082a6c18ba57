using His.Platform;
using His.Sessions;
using Microsoft.Extensions.Logging;

namespace His.Platforms;

/// <summary>How a step at the switch ended, judged by the state there and not by what was said (decision R6).</summary>
/// <param name="End">The judgement.</param>
/// <param name="SwitchError">What the switch said, if it said no.</param>
/// <param name="RetryAfter">How long to wait, if it was too often.</param>
internal readonly record struct StepResult(StepEnd End, string? SwitchError = null, TimeSpan? RetryAfter = null)
{
    public bool IsReached => End == StepEnd.Reached;
}

/// <summary>The judgements of <see cref="StepResult"/>.</summary>
internal enum StepEnd
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
    NotAllowed,

    /// <summary>The agent asks for it too often; the switch was told nothing.</summary>
    TooOften,
}

/// <summary>
/// Tells the switch to do something and finds out whether it is done. The state decides: a goal that is reached is success whatever
/// the switch answered; a yes whose news does not come, a no, and silence are resolved by asking for the truth.
/// </summary>
internal sealed partial class Switch(SessionWorkflow session)
{
    // So often the switch is asked again because news has overtaken its answer; then it counts as one that cannot be asked.
    private const int MostAttempts = 5;

    /// <summary>Runs one step.</summary>
    /// <param name="command">Tells the switch.</param>
    /// <param name="goal">Whether the goal holds, by what the session knows.</param>
    /// <param name="within">
    /// Ends the step early, as at the deadline of a whole logout. Until then a switch that could be asked when the step began, and cannot
    /// any more, is waited for: what it has done is no failure because the link was cut behind it, and what it has not done it is told again.
    /// </param>
    public async Task<StepResult> StepAsync(
        Func<IPlatformAgent, CancellationToken, Task<SwitchAnswer>> command, Func<bool> goal, CancellationToken within = default)
    {
        while (true)
        {
            var wasKnown = session.IsKnown;
            var step = await StepOnceAsync(command, goal, within);
            if (step.End != StepEnd.Unknown || !wasKnown || !within.CanBeCanceled || !await AskAgainAsync(goal, within))
            {
                return step;
            }

            if (!goal() && session.Ongoing.Count > 0)
            {
                return step with { End = StepEnd.NotReached }; // R4: a customer came meanwhile, and the switch is told no more
            }
        }
    }

    private async Task<StepResult> StepOnceAsync(
        Func<IPlatformAgent, CancellationToken, Task<SwitchAnswer>> command, Func<bool> goal, CancellationToken within)
    {
        if (goal())
        {
            return new StepResult(StepEnd.Reached); // nothing to tell
        }

        using var step = new Deadline(session.House.Options.StepDeadline, session.House.Time, within);
        var answer = TellAsync(command, step.Token);
        step.Holder = answer; // a goal that is reached sooner breaks nothing off
        await UntilAsync(() => goal() || answer.IsCompleted, step.Token);

        var said = answer.IsCompletedSuccessfully ? await answer : null;
        switch (said?.Kind)
        {
            // Where the switch was told nothing there is nothing to ask about.
            case SwitchAnswerKind.NotSupported:
                return new StepResult(StepEnd.NotSupported);
            case SwitchAnswerKind.NotAllowed:
                return new StepResult(StepEnd.NotAllowed, said.Value.SwitchError);
            case SwitchAnswerKind.TooOften:
                return new StepResult(StepEnd.TooOften, RetryAfter: said.Value.RetryAfter);
        }

        if (said?.Kind == SwitchAnswerKind.Done)
        {
            await CatchUpAsync(); // news that came before the yes, also where the yes is enough: it is what this command brought about
        }

        if (said?.Kind == SwitchAnswerKind.Done && !goal())
        {
            using var confirmation = new Deadline(session.House.Options.ConfirmationDeadline, session.House.Time, step.Token) { Holder = Task.CompletedTask };
            await UntilAsync(goal, confirmation.Token);
        }

        if (goal())
        {
            return new StepResult(StepEnd.Reached);
        }

        var isKnown = await AskAsync();
        return new StepResult(goal() ? StepEnd.Reached : isKnown ? StepEnd.NotReached : StepEnd.Unknown, said?.SwitchError);
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
    public async Task<bool> AskAsync()
    {
        // An answer that news has overtaken on its way would turn the state back: it is asked for again.
        for (var attempt = 0; attempt < MostAttempts && !session.IsOver; attempt++)
        {
            var newsBefore = session.News.Count;
            using var deadline = new Deadline(session.House.Options.AskDeadline, session.House.Time);
            var answer = AskOnceAsync(deadline.Token);
            await UntilAsync(() => answer.IsCompleted, deadline.Token);
            if (!answer.IsCompletedSuccessfully || await answer is not { } truth)
            {
                return false;
            }

            if (session.News.Count == newsBefore)
            {
                session.News.Apply(truth, Bus.Cause.Reconciled);
                return true;
            }
        }

        return false;
    }

    /// <summary>Asks when there is news, such as of a link that is back, and every few seconds, until the switch answers or the goal holds.</summary>
    private async Task<bool> AskAgainAsync(Func<bool> goal, CancellationToken within)
    {
        while (!session.IsOver)
        {
            var seen = session.News.Count;
            using var pause = new Deadline(session.House.Options.ConfirmationDeadline, session.House.Time, within) { Holder = Task.CompletedTask };
            await UntilAsync(() => goal() || session.News.Count != seen || session.IsOver, pause.Token);
            if (goal())
            {
                return true;
            }

            if (within.IsCancellationRequested || session.IsOver)
            {
                return false;
            }

            if (await AskAsync())
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
    public Task<bool> FindAsync() => session.Agent is AgentToBeFound { IsFound: false } ? AskAsync() : Task.FromResult(true);

    /// <summary>Waits until something holds or the time is over. Looks again whenever something changes in the session.</summary>
    public async Task UntilAsync(Func<bool> holds, CancellationToken deadline)
    {
        if (holds())
        {
            return;
        }

        using var over = deadline.UnsafeRegister(static me => ((Switch)me!).BeatSoon(), this);
        while (!holds() && !deadline.IsCancellationRequested)
        {
            await session.Changed.Next;
        }
    }

    private void BeatSoon() => session.Post(session.Changed.Beat);

    private async Task<SwitchAnswer?> TellAsync(Func<IPlatformAgent, CancellationToken, Task<SwitchAnswer>> command, CancellationToken token)
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
            LogDefect(session.House.Log, defect);
            return null;
        }
        finally
        {
            session.Changed.Beat();
        }
    }

    private async Task<AgentAtSwitch?> AskOnceAsync(CancellationToken token)
    {
        try
        {
            return await session.Agent.AskAsync(token);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
        catch (Exception defect)
        {
            LogDefect(session.House.Log, defect);
            return null;
        }
        finally
        {
            session.Changed.Beat();
        }
    }

    [LoggerMessage(2001, LogLevel.Error, "The platform threw instead of answering")]
    private static partial void LogDefect(ILogger log, Exception defect);
}
