using Microsoft.Extensions.Logging;

namespace His.Sessions.Actor;

/// <summary>Handles unexpected exceptions outside of a request: each is logged where it is caught, and the session continues.</summary>
internal sealed partial class ExceptionGuard(SessionActor session, ILogger log)
{
    /// <summary>Runs work that belongs to no request, or whose failure must not leave a request unanswered.</summary>
    /// <param name="what">Name of the work, for the log.</param>
    /// <param name="work">The work.</param>
    public async Task RunAsync(string what, Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception defect)
        {
            // The steps after it must still run: a logout is ended, a request answered, an absence watched.
            LogDefect(log, defect, what);
        }
    }

    /// <summary>Runs a step of the disposal; an exception is logged and not rethrown (rule 8).</summary>
    public void RunDisposalStep(Action step)
    {
        try
        {
            step();
        }
        catch (Exception defect)
        {
            // After the point of no return nothing may refuse: logged, then the next step runs.
            LogDisposalDefect(log, defect);
        }
    }

    /// <inheritdoc cref="RunDisposalStep(Action)"/>
    public async Task RunDisposalStepAsync(Func<ValueTask> step)
    {
        try
        {
            await step();
        }
        catch (Exception defect)
        {
            LogDisposalDefect(log, defect);
        }
    }

    /// <summary>Runs work that is not awaited; an exception in it is passed to <see cref="OnDefect"/>.</summary>
    public void Observe(Task work)
    {
        if (!work.IsCompletedSuccessfully)
        {
            _ = work.ContinueWith(
                static (thrown, me) => ((ExceptionGuard)me!).OnUnobserved(thrown.Exception!),
                this,
                CancellationToken.None,
                TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default
            );
        }
    }

    /// <summary>
    /// Work that is not awaited has thrown, such as applying an event of the switch. It may be half done, so the switch is queried for the
    /// state.
    /// </summary>
    public void OnDefect(Exception defect)
    {
        LogUnobserved(log, defect);
        session.Changed.Raise();
        session.RetryLater();
    }

    private void OnUnobserved(Exception defect) => session.Post(() => OnDefect(defect));

    [LoggerMessage(3002, LogLevel.Error, "A step of the disposal of a session failed; the others ran")]
    private static partial void LogDisposalDefect(ILogger log, Exception defect);

    [LoggerMessage(
        3007,
        LogLevel.Error,
        "An unexpected exception in a session; the session continues, and the switch is queried for the agent's state"
    )]
    private static partial void LogUnobserved(ILogger log, Exception defect);

    [LoggerMessage(3009, LogLevel.Error, "Work in a session failed: {What}")]
    private static partial void LogDefect(ILogger log, Exception defect, string what);
}
