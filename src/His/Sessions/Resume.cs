using His.Bus;
using His.Sessions.Actor;

namespace His.Sessions;

/// <summary>
/// The use case Resume (docs/use-cases/resume.md): a client that lost its connection goes on with its session on another one.
/// <list type="number">
/// <item>The token is that of a living session; else EF1, and for one that has ended EF2.</item>
/// <item>The client has not seen more than there was; else EF3. The next token is kept for certain, in place of the one that is used: whoever
/// has it can resume with it, also a HIS that was started anew.</item>
/// <item>The new connection takes the place of the old one, which is closed if it is still there.</item>
/// <item>What was missed is sent, in order; AF1 where it is not all there any more.</item>
/// <item>The agent is present again.</item>
/// <item>The answer: a snapshot, and a new token in place of the one that was used.</item>
/// </list>
/// From the third on all of it happens in one go on the session's scheduler, so that no event can come between.
/// </summary>
internal static class Resume
{
    public static async Task<Outcome<ResumeResult>> RunAsync(SessionActor session, Request request, ResumeParams parameters)
    {
        // 1. The token: it may have been used, or the session may have ended, since the dispatcher looked.
        if (!session.Accepts(parameters))
        {
            return FailureCode.ResumeRefused; // EF1
        }

        if (session.IsOver)
        {
            return session.Ended; // EF2
        }

        // 2. Nobody has seen what was not told yet.
        if (parameters.LastSequence > session.Session.Sequence)
        {
            return Failure.InvalidParams("params.lastSequence"); // EF3
        }

        session.Presence.Back(); // from now on, however long the disk takes
        var token = session.NewToken(parameters);
        await session.Recorder.ResumedAsync(request.Dispatcher.Connection.RemoteAddress);
        if (session.IsOver)
        {
            return session.Ended; // EF2
        }

        if (!session.IsPresent(token))
        {
            return FailureCode.ResumeRefused; // EF1: the same request came again meanwhile, on another connection, and has it all
        }

        // 3. The new connection takes the place of the old one.
        session.Attach(request.Dispatcher);

        // 4. What was missed.
        var missed = session.Session.Sequence - parameters.LastSequence;
        var isReplayed = session.Replay.TryGetLast(missed, out var messages);
        foreach (var message in messages ?? []) // AF1: none, and the snapshot says everything
        {
            request.Dispatcher.Connection.Send(message);
        }

        // 5. The agent is present again, though the old connection may have ended meanwhile.
        session.Presence.Back();

        // 6. The answer.
        return new ResumeResult(session.View(), token, isReplayed, session.Now);
    }
}

/// <content>A session that a client can go on with.</content>
internal sealed partial class SessionActor
{
    private ResumeToken? token;
    private ResumeToken? usedToken;

    /// <summary>The token that resumes the session.</summary>
    public ResumeToken? Token => token;

    /// <summary>The token before it.</summary>
    public ResumeToken? UsedToken => usedToken;

    /// <summary>Any thread: a client wants to go on with this session on another connection.</summary>
    public void Resume(Request request) => Post(() => Unattended(ResumeAsync(request)));

    private async Task ResumeAsync(Request request)
    {
        await Restored; // after a start of HIS: how the agent stands is asked first
        var answer = await RunToAnswerAsync(request, it => it.RunAsync(this));
        if (answer.Failure is { } failure)
        {
            RecordRefusal(request, failure);
            if (failure.Code == FailureCode.InternalError)
            {
                IsNotBack(request.Dispatcher.Connection);
            }
        }

        request.Dispatcher.EndResume(answer.IsError ? null : this, isStrike: answer.Failure?.Code == FailureCode.InvalidParams);
        request.Reply(answer);
    }

    /// <summary>A resume broke off wherever it was: the connection has no session, and its client is to ask again.</summary>
    private void IsNotBack(IConnection broken)
    {
        if (connection == broken)
        {
            connection = null;
        }

        if (connection is null && !IsOver)
        {
            Presence.Lost();
        }
    }

    /// <summary>Puts a connection in the place of the one before.</summary>
    public void Attach(BusDispatcher dispatcher)
    {
        connection?.Close(CloseCode.ResumedElsewhere);
        connection = dispatcher.Connection;
    }

    /// <summary>
    /// Whether this token resumes the session: the present one, or the one before when it is the very same request again, whose
    /// answer with the present one may have been lost on its way.
    /// </summary>
    public bool Accepts(ResumeParams resume)
    {
        var hash = ResumeTokens.Hash(resume.ResumeToken);
        return token?.Hash == hash || (usedToken?.Hash == hash && usedToken.UsedBy is { } id && id == resume.RequestId);
    }

    /// <summary>Whether it is this token that resumes the session now.</summary>
    public bool IsPresent(string secret) => token?.Hash == ResumeTokens.Hash(secret);

    /// <summary>A new token.</summary>
    /// <param name="used">The resume that has used one up; the same request may use that again, as often as its answer is lost.</param>
    public string NewToken(ResumeParams? used = null)
    {
        if (used is not null && token?.Hash == ResumeTokens.Hash(used.ResumeToken))
        {
            Core.ResumeTokens.Forget(usedToken);
            usedToken = token with { UsedBy = used.RequestId };
        }
        else
        {
            Core.ResumeTokens.Forget(token); // it never arrived: the resume that brought it was sent again
        }

        var secret = Core.Ids.NewToken();
        token = new ResumeToken(ResumeTokens.Hash(secret));
        Core.ResumeTokens.Enter(token, this);
        return secret;
    }
}
