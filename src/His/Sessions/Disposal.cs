using His.Bus;
using His.Platform;
using His.Sessions.Actor;

namespace His.Sessions;

/// <summary>
/// Steps 7 to 9 of Logout, after the point of no return (decision R2): nothing here waits, and nothing here refuses.
/// Children are disposed of before their parents, each once.
/// </summary>
internal static class Disposal
{
    public static void Run(SessionActor session, Cause cause, Reason? reason)
    {
        // The point of no return: from here on every command and every event finds a session that has ended.
        session.Lifecycle.MoveTo(SessionPhase.Ended);

        // 7. HIS disposes of each channel and its workflow.
        foreach (var channel in session.ChannelGroup.Channels)
        {
            session.Guard.RunDisposalStep(channel.Dispose);
        }

        // 8. HIS disposes of the channel group and its workflow.
        session.Guard.RunDisposalStep(session.ChannelGroup.Dispose);

        // 9. HIS disposes of the session and its workflow.
        session.Guard.RunDisposalStep(() => session.Dispose(cause, reason));
    }
}
