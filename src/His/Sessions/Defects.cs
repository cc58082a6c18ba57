using His.Bus;
using Microsoft.Extensions.Logging;

namespace His.Sessions;

/// <content>Exceptions that nobody expects. Each is written down where it is caught, and the session lives on.</content>
internal sealed partial class SessionActor
{
    private async Task<Answer> RunToAnswerAsync(Request request, Func<Request, Task<Answer>> run)
    {
        try
        {
            return await run(request);
        }
        catch (Exception defect)
        {
            // The one place where an exception becomes an answer: whoever asked is told, and the session lives on.
            LogDefect(Core.Log, defect, request.Method.Name);
            return Refused(request, FailureCode.InternalError);
        }
    }

    /// <summary>Does something that no request asks for, or that must not keep one from being answered.</summary>
    /// <param name="what">What, for the log.</param>
    /// <param name="work">Does it.</param>
    public async Task RunToAnswerAsync(string what, Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception defect)
        {
            // What comes behind it must be done all the same: a logout ended, a request answered, an absence watched.
            LogDefect(Core.Log, defect, what);
        }
    }

    /// <summary>Writes down that a request was refused; it is answered whatever becomes of that.</summary>
    private void RecordRefusal(Request request, Failure failure)
    {
        try
        {
            Recorder.Refused(request, failure);
        }
        catch (Exception defect)
        {
            // A journal that is broken must not leave a request unanswered.
            LogDefect(Core.Log, defect, request.Method.Name);
        }
    }

    /// <summary>Lets something run that nobody waits for; that it threw must not go unnoticed.</summary>
    private void Unattended(Task work) => _ = work.ContinueWith(
        static (thrown, me) => ((SessionActor)me!).Post(() => OnDefect((SessionActor)me, thrown.Exception!)),
        this,
        CancellationToken.None,
        TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
        TaskScheduler.Default);

    /// <summary>
    /// A piece of work threw that nobody waits for, such as to take over what the switch tells. It may be done by half, so the switch is
    /// asked for the truth.
    /// </summary>
    private static void OnDefect(SessionActor session, Exception defect)
    {
        LogUnattended(session.Core.Log, defect);
        session.Changed.Raise();
        session.ReconcileLater();
    }

    [LoggerMessage(3001, LogLevel.Error, "A request failed: {Method}")]
    private static partial void LogDefect(ILogger log, Exception defect, string method);

    [LoggerMessage(3007, LogLevel.Error, "Something went wrong in a session that nobody waits for; the session lives on, and the switch is asked how the agent stands")]
    private static partial void LogUnattended(ILogger log, Exception defect);
}
