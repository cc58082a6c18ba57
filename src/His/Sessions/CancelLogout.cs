using His.Bus;
using His.Sessions.Actor;

namespace His.Sessions;

/// <summary>The agent takes back a logout that waits (docs/use-cases/logout.md, AF2). One that runs cannot be taken back.</summary>
internal static class CancelLogout
{
    public static Task<Outcome<Empty>> RunAsync(SessionActor session, NoParams parameters)
    {
        if (session.Logouts.Running is not null)
        {
            return Task.FromResult<Outcome<Empty>>(FailureCode.LoggingOut);
        }

        // What somebody else has ordered is theirs to take back.
        if (session.Logouts.Pending is { Cause: not Cause.AgentRequest and var cause })
        {
            return Task.FromResult<Outcome<Empty>>(Failure.InvalidState(cause));
        }

        session.Logouts.CancelPending();
        return Task.FromResult<Outcome<Empty>>(Empty.Instance);
    }
}
