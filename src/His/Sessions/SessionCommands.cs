using His.Bus;

namespace His.Sessions;

/// <content>The order of commands: what waits, what is refused, what joins, and who is answered when.</content>
internal sealed partial class SessionWorkflow
{
    /// <summary>The answer goes out when the first request with this id has one.</summary>
    internal static async void ReplyLater(Request request, Answers.Kept place) => request.Reply(await place.Answer);

    private async Task HandleAsync(Request request)
    {
        Answers.Kept? place = null;
        if (isLoggedIn && request.RequestId is not null)
        {
            switch (House.Answers.Find(request, book, out place))
            {
                case Answers.Found.Before when request.Method.Order == Order.Logout && RunningLogout is { } running:
                    running.Join(request, place: null);
                    return;
                case Answers.Found.Before:
                    ReplyLater(request, place);
                    return;
                case Answers.Found.Other:
                    request.Reply(FailureCode.RequestIdReuse);
                    return;
            }
        }

        if (request.Method.Order == Order.Logout && isLoggedIn)
        {
            await LogOutAsync(request, place);
            return;
        }

        var answer = await SurelyAsync(request, AnswerAsync);
        if (place is null && isLoggedIn && request.RequestId is not null)
        {
            House.Answers.Find(request, book, out place); // a login that has just succeeded
        }

        place?.Fill(answer);
        request.Reply(answer);
        Settle();
    }

    private Task<Answer> AnswerAsync(Request request) => request.Method.Order switch
    {
        Order.BeforeLogin => LogInAsync(request),
        Order.InTurn => InTurnAsync(request),
        _ => RunAsync(request),
    };

    private async Task<Answer> LogInAsync(Request request)
    {
        using (await turn.TakeAsync())
        {
            if (isLoggedIn || IsOver)
            {
                return Refused(request, Failure.InvalidState(session?.State.ToString() ?? "LoggingIn"));
            }

            var answer = await request.RunAsync(this);
            isOver = !isLoggedIn;
            return answer;
        }
    }

    private async Task<Answer> InTurnAsync(Request request)
    {
        if (RunningLogout is not null && isLoggedIn)
        {
            return Refused(request, FailureCode.LoggingOut); // at once: nothing waits behind a logout's wait for the switch (R11)
        }

        using (await turn.TakeAsync())
        {
            return await RunAsync(request);
        }
    }

    private async Task<Answer> RunAsync(Request request) =>
        !isLoggedIn ? Refused(request, FailureCode.NoSession)
        : IsOver ? Refused(request, new Failure(FailureCode.SessionEnded) { Cause = endedBy })
        : await request.RunAsync(this);

    /// <summary>A logout that an agent asks for: joins the one that runs, or runs, then answers all and closes.</summary>
    private async Task LogOutAsync(Request request, Answers.Kept? place)
    {
        if (RunningLogout is { } running)
        {
            running.Join(request, place);
            return;
        }

        var logout = RunningLogout = new RunningLogout();
        logout.Join(request, place);
        Answer answer;
        using (await turn.TakeAsync())
        {
            answer = await SurelyAsync(request, RunAsync);
        }

        EndLogout(logout, answer);
    }

    /// <summary>A logout that HIS itself asks for: joins the one that runs, or runs (decision R15).</summary>
    public async Task LogOutAsync(Cause cause)
    {
        if (RunningLogout is { } running)
        {
            await running.Ended.Task;
            return;
        }

        var logout = RunningLogout = new RunningLogout();
        Outcome<LogoutResult> outcome = FailureCode.InternalError;
        await InTurnAsync(async () => outcome = await new Logout(this, cause).RunAsync(given: null));
        EndLogout(
            logout,
            outcome.IsFailure
                ? Message.Error(outcome.Failure, Sentences.English[outcome.Failure])
                : Message.Result(outcome.Result, Wire.Json.LogoutResult));
    }

    /// <summary>Step 10 of Logout: the answers leave first, then the close frame.</summary>
    private void EndLogout(RunningLogout logout, Answer answer)
    {
        RunningLogout = null;
        logout.Answer(answer);
        CloseIfOver();
        Settle();
    }

    private async Task<Answer> SurelyAsync(Request request, Func<Request, Task<Answer>> run)
    {
        try
        {
            return await run(request);
        }
        catch (Exception defect)
        {
            // The one place where an exception becomes an answer: whoever asked is told, and the session lives on.
            LogDefect(House.Log, defect, request.Method.Name);
            return Refused(request, FailureCode.InternalError);
        }
    }

    private static Answer Refused(Request request, Failure failure) => Message.Error(failure, request.Doorway.Sentences[failure]);
}
