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
        if (!session.Credentials.Accepts(parameters))
        {
            return FailureCode.ResumeRefused; // EF1
        }

        if (session.IsOver)
        {
            return session.EndedFailure; // EF2
        }

        // 2. Nobody has seen what was not told yet.
        if (parameters.LastSequence > session.State.Sequence)
        {
            return Failure.InvalidParams("params.lastSequence"); // EF3
        }

        session.Presence.Back(); // from now on, however long the disk takes
        var token = session.Credentials.Issue(parameters);
        await session.Recorder.ResumedAsync(request.Dispatcher.Connection.RemoteAddress);
        if (session.IsOver)
        {
            return session.EndedFailure; // EF2
        }

        if (!session.Credentials.IsCurrent(token))
        {
            return FailureCode.ResumeRefused; // EF1: the same request came again meanwhile, on another connection, and has it all
        }

        // 3. The new connection takes the place of the old one.
        session.Client.Attach(request.Dispatcher.Connection);

        // 4. What was missed.
        var missed = session.State.Sequence - parameters.LastSequence;
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
