using His.Bus;
using His.Persistence;
using His.Sessions.Threading;
using Microsoft.Extensions.Logging;

namespace His.Sessions.Actor;

/// <summary>
/// Orders a session's commands: decides which wait, which are refused and which run at once, and answers each. The only place where an
/// exception becomes an answer.
/// </summary>
internal sealed partial class CommandQueue(SessionActor session, IdempotencyCache cache, ILogger log)
{
    private readonly AsyncGate _loginGate = new(); // held by a login; all later requests pass here, in order
    private readonly AsyncGate _commandGate = new();
    private readonly IdempotencyCache.SessionKeys _keys = new();

    /// <summary>Whether a command that changes the session is running.</summary>
    public bool IsBusy => _commandGate.IsOccupied;

    /// <summary>Waits for the turn to change the session; it lasts until the result is disposed of.</summary>
    public ValueTask<AsyncGate.Releaser> EnterAsync() => _commandGate.EnterAsync();

    /// <summary>Waits for the turn and runs a command that changes the session, unless the session has ended.</summary>
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

    /// <summary>Runs a request and answers it. A request with the idempotency key of an earlier one gets the earlier answer.</summary>
    public async Task HandleAsync(Request request)
    {
        if (request.Method.Concurrency is Concurrency.Queued or Concurrency.Logout)
        {
            // Queues behind a running login and behind all requests that wait for it, so no request overtakes them when it ends.
            // Idempotency keys are looked up only after that; else the same request could run twice.
            using (await _loginGate.EnterAsync()) { }
        }

        IdempotencyCache.Entry? entry = null;
        if (session.WasLoggedIn && request.RequestId is not null)
        {
            // Do not cache answers to requests first seen after the session has ended; nothing would evict them.
            switch (cache.Find(request, session.IsOver ? null : _keys, out entry))
            {
                case IdempotencyCache.Lookup.Duplicate
                    when request.Method.Concurrency == Concurrency.Logout
                        && session.Logouts.Running is { } running
                        && !entry!.Answer.IsCompleted:
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

    /// <summary>Runs a resume, sent on a connection that has no session yet, and answers it.</summary>
    public async Task HandleResumeAsync(Request request)
    {
        await session.Lifecycle.Restored; // after a restart the switch is queried for the agent first
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

    /// <summary>Answers the request as soon as the first request with this idempotency key has its answer.</summary>
    public static async void ReplyLater(Request request, IdempotencyCache.Entry entry) => request.Reply(await entry.Answer);

    /// <summary>Runs a request; an exception becomes <see cref="FailureCode.InternalError"/>.</summary>
    public async Task<Answer> RunToAnswerAsync(Request request, Func<Request, Task<Answer>> run)
    {
        try
        {
            return await run(request);
        }
        catch (Exception defect)
        {
            // The one place where an exception becomes an answer: the client receives it, and the session continues.
            LogDefect(log, defect, request.Method.Name);
            return Refused(request, FailureCode.InternalError);
        }
    }

    /// <summary>Runs the flow of a request, if there is a session for it.</summary>
    public async Task<Answer> RunAsync(Request request) =>
        !session.WasLoggedIn ? Refused(request, FailureCode.NoSession)
        : session.IsOver ? Refused(request, session.EndedFailure)
        : await request.RunAsync(session);

    /// <summary>Restores the cache entry of a logout from before a restart.</summary>
    public IdempotencyCache.Entry Restore(WaitingRequest request) =>
        cache.Restore(request.RequestId, Convert.FromHexString(request.Fingerprint), _keys);

    /// <summary>The session has ended: its answers stay in the cache for the retention time, then they are evicted.</summary>
    public void EvictLater() => cache.DropLater(_keys);

    private Task<Answer> DispatchAsync(Request request) =>
        request.Method.Concurrency switch
        {
            Concurrency.BeforeLogin => LogInAsync(request),
            Concurrency.Queued => RunQueuedAsync(request),
            _ => RunAsync(request),
        };

    private async Task<Answer> LogInAsync(Request request)
    {
        var begun = session.Time.GetTimestamp();
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

        HisMetrics.RecordLogin(session.Time.GetElapsedTime(begun), answer);
        return answer;
    }

    private async Task<Answer> RunQueuedAsync(Request request)
    {
        if (session.Logouts.Running is not null && session.WasLoggedIn)
        {
            return Refused(request, FailureCode.LoggingOut); // at once: no command waits while a logout waits for the switch (R11)
        }

        using (await _commandGate.EnterAsync())
        {
            return await RunAsync(request);
        }
    }

    /// <summary>Records that a request was refused; the request is answered even if recording fails.</summary>
    private void RecordRefusal(Request request, Failure failure)
    {
        try
        {
            session.Recorder.Refused(request, failure);
        }
        catch (Exception defect)
        {
            // A broken journal must not leave a request unanswered.
            LogDefect(log, defect, request.Method.Name);
        }
    }

    private static Answer Refused(Request request, Failure failure) => Message.Error(failure, request.Dispatcher.Messages[failure]);

    [LoggerMessage(3001, LogLevel.Error, "A request failed: {Method}")]
    private static partial void LogDefect(ILogger log, Exception defect, string method);
}
