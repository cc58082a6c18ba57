using His.Bus;
using His.Sessions.Actor;

namespace His.Sessions;

/// <summary>The agent cancels a pending logout (docs/use-cases/logout.md, AF2). A running logout cannot be canceled.</summary>
internal static class CancelLogout
{
    public static Task<Outcome<Empty>> RunAsync(SessionActor session, NoParams parameters)
    {
        if (session.Logouts.Running is not null)
        {
            return Task.FromResult<Outcome<Empty>>(FailureCode.LoggingOut);
        }

        // The agent cannot cancel a logout that somebody else has ordered.
        if (session.Logouts.Pending is { Cause: not Cause.AgentRequest and var cause })
        {
            return Task.FromResult<Outcome<Empty>>(Failure.InvalidState(cause));
        }

        session.Logouts.CancelPending();
        return Task.FromResult<Outcome<Empty>>(Empty.Instance);
    }
}
