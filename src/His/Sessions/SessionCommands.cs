using His.Bus;
using His.Sessions.Actor;

namespace His.Sessions;

/// <content>The order of commands: what waits, what is refused, what joins, and who is answered when.</content>
internal sealed partial class SessionActor
{
    /// <summary>The answer goes out when the first request with this id has one.</summary>
    internal static async void ReplyLater(Request request, IdempotencyCache.Entry place) => request.Reply(await place.Answer);

    private async Task HandleAsync(Request request)
    {
        if (request.Method.Concurrency is Concurrency.Queued or Concurrency.Logout)
        {
            // Behind a login that is under way, and behind all who wait for it: nobody overtakes them as it ends.
            // Only then are ids looked for: else the same request would run twice.
            using (await entry.EnterAsync())
            {
            }
        }

        IdempotencyCache.Entry? place = null;
        if (isLoggedIn && request.RequestId is not null)
        {
            // What a session that has ended is asked for the first time is not kept: nobody would ever drop it.
            switch (Core.IdempotencyCache.Find(request, IsOver ? null : book, out place))
            {
                case IdempotencyCache.Lookup.Duplicate when request.Method.Concurrency == Concurrency.Logout && RunningLogout is { } running && !place!.Answer.IsCompleted:
                    running.Join(request, place: null);
                    return;
                case IdempotencyCache.Lookup.Duplicate:
                    ReplyLater(request, place!);
                    return;
                case IdempotencyCache.Lookup.KeyReused:
                    RecordRefusal(request, FailureCode.RequestIdReuse);
                    request.Reply(FailureCode.RequestIdReuse);
                    return;
            }
        }

        if (request.Method.Concurrency == Concurrency.Logout && isLoggedIn)
        {
            await LogOutAsync(request, place);
            return;
        }

        var answer = await RunToAnswerAsync(request, AnswerAsync);
        if (place is null && isLoggedIn && !IsOver && request.RequestId is not null)
        {
            Core.IdempotencyCache.Find(request, book, out place); // a login that has just succeeded
        }

        if (answer.Failure is { } failure)
        {
            RecordRefusal(request, failure);
        }

        place?.Complete(answer);
        request.Reply(answer);
        OnIdle();
    }

    private Task<Answer> AnswerAsync(Request request) => request.Method.Concurrency switch
    {
        Concurrency.BeforeLogin => LogInAsync(request),
        Concurrency.Queued => InTurnAsync(request),
        _ => RunAsync(request),
    };

    private async Task<Answer> LogInAsync(Request request)
    {
        using var entered = await entry.EnterAsync();
        if (isLoggedIn || IsOver)
        {
            return Refused(request, Failure.InvalidState(session?.State.ToString() ?? "LoggingIn"));
        }

        using var mine = await turn.EnterAsync();
        var answer = await request.RunAsync(this);
        isOver = !isLoggedIn;
        HisMetrics.Logins.Add(1, HisMetrics.Outcome(answer));
        return answer;
    }

    private async Task<Answer> InTurnAsync(Request request)
    {
        if (RunningLogout is not null && isLoggedIn)
        {
            return Refused(request, FailureCode.LoggingOut); // at once: nothing waits behind a logout's wait for the switch (R11)
        }

        using (await turn.EnterAsync())
        {
            return await RunAsync(request);
        }
    }

    private async Task<Answer> RunAsync(Request request) =>
        !isLoggedIn ? Refused(request, FailureCode.NoSession)
        : IsOver ? Refused(request, Ended)
        : await request.RunAsync(this);

    /// <summary>A logout that an agent asks for: joins the one that runs, or runs, then answers all and closes.</summary>
    private async Task LogOutAsync(Request request, IdempotencyCache.Entry? place)
    {
        if (RunningLogout is { } running)
        {
            running.Join(request, place);
            return;
        }

        var logout = RunningLogout = new RunningLogout(Core.Time.GetTimestamp());
        logout.Join(request, place);
        Answer? answer = null;
        try
        {
            using (await turn.EnterAsync())
            {
                answer = await RunToAnswerAsync(request, RunAsync);
                await RunToAnswerAsync(request.Method.Name, () => LogoutEndedAsync(request, answer));
            }
        }
        finally
        {
            EndLogout(logout, answer ?? Refused(request, FailureCode.InternalError));
        }
    }

    /// <summary>A logout that the agent does not ask for at this moment: joins the one that runs, or runs (decision R15).</summary>
    public async Task<Outcome<LogoutResult>> LogOutAsync(Cause cause, ReasonGiven? reason = null)
    {
        if (RunningLogout is { } running)
        {
            await running.Ended.Task;
            return IsOver ? LogoutResult.ByAnother : FailureCode.LoggingOut;
        }

        return await LogOutAsync(RunningLogout = new RunningLogout(Core.Time.GetTimestamp()), cause, reason);
    }

    private async Task<Outcome<LogoutResult>> LogOutAsync(RunningLogout logout, Cause cause, ReasonGiven? given)
    {
        Outcome<LogoutResult> outcome = FailureCode.InternalError;
        try
        {
            outcome = await LogOutInTurnAsync(cause, given);
        }
        finally
        {
            EndLogout(
                logout,
                outcome.IsFailure
                    ? Message.Error(outcome.Failure, Messages[outcome.Failure])
                    : Message.Result(outcome.Result, BusJsonOptions.Context.LogoutResult));
        }

        return outcome;
    }

    private async Task<Outcome<LogoutResult>> LogOutInTurnAsync(Cause cause, ReasonGiven? given)
    {
        using (await turn.EnterAsync())
        {
            if (IsOver)
            {
                return Ended; // before its turn came
            }

            // Nobody but this logout could tell of an exception: it is a failure like any other to who waits for its end.
            Outcome<LogoutResult> outcome = FailureCode.InternalError;
            await RunToAnswerAsync("logout", async () => outcome = await new Logout(this, cause).RunAsync(given));
            await RunToAnswerAsync("logout", () => Recorder.LogoutEndedAsync(outcome.Failure));
            return outcome;
        }
    }

    /// <summary>Any thread: does this on the session's scheduler and gives what came of it.</summary>
    public Task<T> OnSchedulerAsync<T>(Func<Task<T>> work) => scheduler.RunAsync(work);

    /// <summary>Completes when no logout runs any more, and those who asked have their answer.</summary>
    public async Task<bool> LogoutEndedAsync()
    {
        while (RunningLogout is { } running)
        {
            await running.Ended.Task;
        }

        return true;
    }

    private Task LogoutEndedAsync(Request request, Answer answer)
    {
        if (answer.Failure is { } failure && !Recorder.IsLogoutAccepted)
        {
            Recorder.Refused(request, failure);
        }

        return Recorder.LogoutEndedAsync(answer.Failure);
    }

    /// <summary>Step 10 of Logout: the answers leave first, then the close frame.</summary>
    private void EndLogout(RunningLogout logout, Answer answer)
    {
        RunningLogout = null;
        HisMetrics.Logouts.Record(Core.Time.GetElapsedTime(logout.Begun).TotalSeconds, HisMetrics.Outcome(answer));
        logout.Answer(answer);
        CloseIfOver();
        OnIdle();
    }

    private static Answer Refused(Request request, Failure failure) => Message.Error(failure, request.Dispatcher.Messages[failure]);
}
