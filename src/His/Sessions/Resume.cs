using His.Bus;
using His.Sessions.Actor;

namespace His.Sessions;

/// <summary>
/// The use case Resume (docs/use-cases/resume.md): a client that lost its connection continues its session on another one.
/// <list type="number">
/// <item>The token is that of a live session; else EF1, or EF2 if the session has ended.</item>
/// <item>The client's sequence is not beyond the last event; else EF3. The next token is durable, in place of the used one: the client can
/// resume with it also after a restart of HIS.</item>
/// <item>The new connection replaces the old one, which is closed if it is still open.</item>
/// <item>The missed events are sent, in order; AF1 if some of them have been dropped.</item>
/// <item>The agent is present again.</item>
/// <item>The answer: a snapshot, and a new token in place of the used one.</item>
/// </list>
/// Steps 3 to 6 run without an await on the session's scheduler, so that no event can come in between.
/// </summary>
internal static class Resume
{
    public static async Task<Outcome<ResumeResult>> RunAsync(SessionActor session, Request request, ResumeParams parameters)
    {
        // 1. The token: it may have been used, or the session may have ended, since the dispatcher looked.
        if (!session.Credentials.Accepts(parameters))
        {
            return FailureCode.ResumeRefused; // EF1
        }

        if (session.IsOver)
        {
            return session.EndedFailure; // EF2
        }

        // 2. A client cannot have seen events that were not published yet.
        if (parameters.LastSequence > session.State.Sequence)
        {
            return Failure.InvalidParams("params.lastSequence"); // EF3
        }

        session.Presence.Back(); // from now on, no matter how long the write takes
        var token = session.Credentials.Issue(parameters);
        await session.Recorder.ResumedAsync(request.Dispatcher.Connection.RemoteAddress);
        if (session.IsOver)
        {
            return session.EndedFailure; // EF2
        }

        if (!session.Credentials.IsCurrent(token))
        {
            return FailureCode.ResumeRefused; // EF1: the same request was repeated on another connection, which has the session now
        }

        // 3. The new connection replaces the old one.
        session.Client.Attach(request.Dispatcher.Connection);

        // 4. The missed events.
        var missed = session.State.Sequence - parameters.LastSequence;
        var isReplayed = session.Replay.TryGetLast(missed, out var messages);
        foreach (var message in messages ?? []) // AF1: none; the snapshot replaces them
        {
            request.Dispatcher.Connection.Send(message);
        }

        // 5. The agent is present again, though the old connection may have ended in the meantime.
        session.Presence.Back();

        // 6. The answer.
        return new ResumeResult(session.View(), token, isReplayed, session.Now);
    }
}
