using His.Bus;
using His.ChannelGroups;
using His.Channels;
using His.Platform;

namespace His.Sessions;

/// <summary>
/// The use case Basic Login (docs/use-cases/basic-login.md).
/// <list type="number">
/// <item>The switch is there; else EF1.</item>
/// <item>The platform recognises the agent by id and password; else EF2. Too many failures: EF3.</item>
/// <item>The agent has no session; else EF4, or with <c>override</c> AF1: the new session takes over.</item>
/// <item>The platform brings the agent to the switch on the endpoint and discovers the present state there; else EF5.</item>
/// <item>The reasons for logout and Not Ready are collected; the session, its channel group and channels come to be, with their events.</item>
/// <item><c>session.event.initialized</c>, and the answer.</item>
/// </list>
/// </summary>
internal static class BasicLogin
{
    public static async Task<Outcome<LoginResult>> RunAsync(SessionWorkflow session, LoginParams login)
    {
        var house = session.House;

        // 1. The switch is there.
        if (!house.Platform.IsAvailable)
        {
            return FailureCode.SwitchUnavailable; // EF1
        }

        // 2. Who this is.
        var recognised = await RecogniseAsync(session, login);
        if (recognised.IsFailure)
        {
            return recognised.Failure; // EF1, EF2, EF3
        }

        var agent = recognised.Result;

        // 3. The agent has no session, or gives it up.
        using var thisLogin = house.Sessions.BeginLogin(agent.Id);
        var other = house.Sessions.Find(agent.Id);
        if (thisLogin is null || (other is not null && !login.Override))
        {
            return FailureCode.AlreadyLoggedIn; // EF4
        }

        var takeover = other is null ? null : await other.BeginTakeoverAsync(); // AF1
        if (takeover is { IsRefused: true })
        {
            return FailureCode.LoggingOut; // EF4: the other session is on its way out
        }

        // 4. At the switch.
        Failure? failure = FailureCode.InternalError;
        try
        {
            failure = await LogInAtSwitchAsync(session, agent, login.Endpoint);
        }
        finally
        {
            await (takeover?.EndAsync(isTakenOver: failure is null) ?? Task.CompletedTask); // AF1: the other connection is closed
        }

        if (failure is not null)
        {
            return failure; // EF5
        }

        // 5 and 6. The session comes to be.
        house.Sessions.Enter(agent.Id, session);
        session.Announce();
        return new LoginResult(session.Session.View(), house.Ids.NewToken());
    }

    private static async Task<Outcome<AgentIdentity>> RecogniseAsync(SessionWorkflow session, LoginParams login)
    {
        var house = session.House;
        if (house.LoginGuard.SecondsToWait(login.AgentId, session.RemoteAddress) is > 0 and var seconds)
        {
            return new Failure(FailureCode.TooManyAttempts) { RetryAfterSeconds = seconds };
        }

        using var deadline = new Deadline(house.Options.StepDeadline, house.Time);
        try
        {
            if (await house.Platform.AuthenticateAsync(new AgentCredentials(login.AgentId, login.Password), deadline.Token) is { } agent)
            {
                house.LoginGuard.Succeeded(login.AgentId, session.RemoteAddress);
                return agent;
            }
        }
        catch (OperationCanceledException)
        {
            return FailureCode.SwitchUnavailable;
        }

        house.LoginGuard.Failed(login.AgentId, session.RemoteAddress);
        return FailureCode.InvalidCredentials;
    }

    private static async Task<Failure?> LogInAtSwitchAsync(SessionWorkflow session, AgentIdentity agent, string? endpoint)
    {
        var house = session.House;
        using var deadline = new Deadline(house.Options.StepDeadline, house.Time);
        try
        {
            switch (await house.Platform.LogInAsync(agent, endpoint, session, deadline.Token))
            {
                case LoginAnswer.LoggedIn loggedIn:
                    session.Begin(NewSession(house, agent, loggedIn), loggedIn);
                    return null;
                case LoginAnswer.EndpointInUse:
                    return FailureCode.EndpointInUse;
                case LoginAnswer.EndpointUnknown:
                    return Failure.InvalidParams("params.endpoint");
                case LoginAnswer.Refused refused:
                    return new Failure(FailureCode.SwitchRefused) { SwitchError = refused.SwitchError };
                default:
                    return FailureCode.SwitchUnavailable;
            }
        }
        catch (OperationCanceledException)
        {
            return FailureCode.SwitchUnavailable;
        }
    }

    private static Session NewSession(House house, AgentIdentity agent, LoginAnswer.LoggedIn found)
    {
        var now = house.Time.GetUtcNow();
        var channels = found.State.Channels
            .Select(channel => new Channel(channel.Id, channel.Type, channel.Endpoint, Channel.StateOf(channel), channel.Reason, now))
            .ToList();
        var group = new ChannelGroup(house.Ids.NewId("channelgroup"), channels);
        return new Session(house.Ids.NewId("session"), agent, house.Platform.Name, now, found.Agent.Capabilities, group);
    }
}
