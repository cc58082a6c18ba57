using His.Bus;
using His.Persistence;
using His.Sessions.Threading;
using Microsoft.Extensions.Logging;

namespace His.Sessions.Actor;

/// <summary>
/// The order of a session's commands: what waits, what is refused, what runs at once, and the answer that each gets. The only place
/// where an exception becomes an answer.
/// </summary>
internal sealed partial class CommandQueue(SessionActor session, IdempotencyCache cache, ILogger log)
{
    private readonly AsyncGate _loginGate = new(); // held by a login; all that comes behind it passes here, in order
    private readonly AsyncGate _commandGate = new();
    private readonly IdempotencyCache.SessionKeys _keys = new();

    /// <summary>Whether a command is at work that changes the session.</summary>
    public bool IsBusy => _commandGate.IsOccupied;

    /// <summary>Waits for the turn to change the session; it lasts until the result is disposed of.</summary>
    public ValueTask<AsyncGate.Releaser> EnterAsync() => _commandGate.EnterAsync();

    /// <summary>Runs something that changes the session in its turn, unless the session has ended.</summary>
    public async Task RunExclusivelyAsync(Func<Task> command)
    {
        using (await _commandGate.EnterAsync())
        {
            if (!session.IsOver)
            {
                await command();
            }
        }
    }

    /// <summary>Runs a request and answers it. One that repeats an earlier one gets the answer of that one.</summary>
    public async Task HandleAsync(Request request)
    {
        if (request.Method.Concurrency is Concurrency.Queued or Concurrency.Logout)
        {
            // Behind a login that is under way, and behind all who wait for it: nobody overtakes them as it ends.
            // Only then are ids looked for: else the same request would run twice.
            using (await _loginGate.EnterAsync())
            {
            }
        }

        IdempotencyCache.Entry? entry = null;
        if (session.WasLoggedIn && request.RequestId is not null)
        {
            // Of requests that come for the first time after the session has ended nothing is kept: nothing would evict them.
            switch (cache.Find(request, session.IsOver ? null : _keys, out entry))
            {
                case IdempotencyCache.Lookup.Duplicate when request.Method.Concurrency == Concurrency.Logout && session.Logouts.Running is { } running && !entry!.Answer.IsCompleted:
                    running.Join(request, entry: null);
                    return;
                case IdempotencyCache.Lookup.Duplicate:
                    ReplyLater(request, entry!);
                    return;
                case IdempotencyCache.Lookup.KeyReused:
                    RecordRefusal(request, FailureCode.RequestIdReuse);
                    request.Reply(FailureCode.RequestIdReuse);
                    return;
            }
        }

        if (request.Method.Concurrency == Concurrency.Logout && session.WasLoggedIn)
        {
            await session.Logouts.RunAsync(request, entry);
            return;
        }

        var answer = await RunToAnswerAsync(request, DispatchAsync);
        if (entry is null && session.WasLoggedIn && !session.IsOver && request.RequestId is not null)
        {
            cache.Find(request, _keys, out entry); // a login that has just succeeded
        }

        if (answer.Failure is { } failure)
        {
            RecordRefusal(request, failure);
        }

        entry?.Complete(answer);
        request.Reply(answer);
    }

    /// <summary>Runs a resume, which comes from a connection that has no session yet, and answers it.</summary>
    public async Task HandleResumeAsync(Request request)
    {
        await session.Lifecycle.Restored; // after a restart the switch is asked about the agent first
        var answer = await RunToAnswerAsync(request, it => it.RunAsync(session));
        if (answer.Failure is { } failure)
        {
            RecordRefusal(request, failure);
            if (failure.Code == FailureCode.InternalError)
            {
                session.Client.Detach(request.Dispatcher.Connection);
            }
        }

        request.Dispatcher.EndResume(answer.IsError ? null : session, isStrike: answer.Failure?.Code == FailureCode.InvalidParams);
        request.Reply(answer);
    }

    /// <summary>The answer goes out when the first request with this id has one.</summary>
    public static async void ReplyLater(Request request, IdempotencyCache.Entry entry) => request.Reply(await entry.Answer);

    /// <summary>Runs a request, whatever it throws.</summary>
    public async Task<Answer> RunToAnswerAsync(Request request, Func<Request, Task<Answer>> run)
    {
        try
        {
            return await run(request);
        }
        catch (Exception defect)
        {
            // The one place where an exception becomes an answer: the client is told, and the session lives on.
            LogDefect(log, defect, request.Method.Name);
            return Refused(request, FailureCode.InternalError);
        }
    }

    /// <summary>Runs the flow of a request, if there is a session for it.</summary>
    public async Task<Answer> RunAsync(Request request) =>
        !session.WasLoggedIn ? Refused(request, FailureCode.NoSession)
        : session.IsOver ? Refused(request, session.EndedFailure)
        : await request.RunAsync(session);

    /// <summary>The entry of a logout from before a restart.</summary>
    public IdempotencyCache.Entry Restore(WaitingRequest request) =>
        cache.Restore(request.RequestId, Convert.FromHexString(request.Fingerprint), _keys);

    /// <summary>The session has ended: its answers can be had for a while, then they are evicted.</summary>
    public void EvictLater() => cache.DropLater(_keys);

    private Task<Answer> DispatchAsync(Request request) => request.Method.Concurrency switch
    {
        Concurrency.BeforeLogin => LogInAsync(request),
        Concurrency.Queued => RunQueuedAsync(request),
        _ => RunAsync(request),
    };

    private async Task<Answer> LogInAsync(Request request)
    {
        using var entered = await _loginGate.EnterAsync();
        if (session.WasLoggedIn || session.IsOver)
        {
            return Refused(request, Failure.InvalidState(session.WasLoggedIn ? session.Lifecycle.Phase : SessionPhase.LoggingIn));
        }

        using var turn = await _commandGate.EnterAsync();
        var answer = await request.RunAsync(session);
        if (!session.WasLoggedIn)
        {
            session.Lifecycle.MoveTo(SessionPhase.Ended);
        }

        HisMetrics.Logins.Add(1, HisMetrics.Outcome(answer));
        return answer;
    }

    private async Task<Answer> RunQueuedAsync(Request request)
    {
        if (session.Logouts.Running is not null && session.WasLoggedIn)
        {
            return Refused(request, FailureCode.LoggingOut); // at once: nothing waits behind a logout's wait for the switch (R11)
        }

        using (await _commandGate.EnterAsync())
        {
            return await RunAsync(request);
        }
    }

    /// <summary>Records that a request was refused; it is answered whatever becomes of the record.</summary>
    private void RecordRefusal(Request request, Failure failure)
    {
        try
        {
            session.Recorder.Refused(request, failure);
        }
        catch (Exception defect)
        {
            // A journal that is broken must not leave a request unanswered.
            LogDefect(log, defect, request.Method.Name);
        }
    }

    private static Answer Refused(Request request, Failure failure) => Message.Error(failure, request.Dispatcher.Messages[failure]);

    [LoggerMessage(3001, LogLevel.Error, "A request failed: {Method}")]
    private static partial void LogDefect(ILogger log, Exception defect, string method);
}
