using His.Bus;
using His.ChannelGroups;
using His.Channels;
using His.Platform;
using His.Protection;
using His.Sessions.Actor;
using His.Sessions.Threading;

namespace His.Sessions;

/// <summary>
/// The use case Basic Login (docs/use-cases/basic-login.md).
/// <list type="number">
/// <item>The switch is available, HIS is not stopping, and the store accepts durable writes; else EF1.</item>
/// <item>The platform authenticates the agent by id and password; else EF2. Too many failures: EF3.</item>
/// <item>The agent has no session; else EF4, or with <c>override</c> AF1: the new session takes over.</item>
/// <item>The platform logs the agent in at the switch on the endpoint and discovers the current state there; else EF5.</item>
/// <item>Collects the reasons for logout and Not Ready; creates the session, its channel group and channels, with their events.</item>
/// <item><c>session.event.initialized</c>, and the answer.</item>
/// </list>
/// </summary>
internal sealed class BasicLogin(SessionActor session, HisCore core)
{
    /// <summary>Retry delay in seconds sent to the client if too many passwords are being checked.</summary>
    private const int RetryAfterSeconds = 30;

    public async Task<Outcome<LoginResult>> RunAsync(LoginParams login)
    {
        // 1. The switch is available, HIS is not stopping, and the store accepts writes.
        if (UnavailableReason() is { } reason)
        {
            return reason; // EF1
        }

        // 2. Authentication.
        var authenticated = await AuthenticateAsync(login);
        if (authenticated.IsFailure)
        {
            return authenticated.Failure; // EF1, EF2, EF3
        }

        var agent = authenticated.Result;

        // 3. The agent has no session, or gives it up.
        using var thisLogin = await core.Sessions.BeginLoginAsync(agent.Id);
        var other = core.Sessions.Find(agent.Id);
        if (thisLogin is null || (other is not null && !login.Override))
        {
            return FailureCode.AlreadyLoggedIn; // EF4
        }

        var takeover = other is null ? null : await other.BeginTakeoverAsync(); // AF1
        if (takeover is { IsRefused: true })
        {
            return FailureCode.LoggingOut; // EF4: the other session is logging out
        }

        // 4. At the switch.
        Outcome<LogInResult.LoggedIn> atSwitch = FailureCode.InternalError;
        try
        {
            atSwitch = await LogInAtSwitchAsync(agent, login.Endpoint, takeover?.Channels ?? []);
        }
        finally
        {
            await (takeover?.EndAsync(isTakenOver: !atSwitch.IsFailure) ?? Task.CompletedTask); // AF1: the other connection is closed
        }

        if (atSwitch.IsFailure)
        {
            return atSwitch.Failure; // EF5
        }

        return await BeginAsync(agent, atSwitch.Result);
    }

    /// <summary>Steps 5 and 6: creates the session.</summary>
    private async Task<Outcome<LoginResult>> BeginAsync(AgentIdentity agent, LogInResult.LoggedIn loggedIn)
    {
        core.Sessions.Enter(agent.Id, session);
        session.PublishInitialState(loggedIn.State);
        var token = session.Credentials.Issue();
        if (await session.Recorder.BegunAsync() is { } notOurs)
        {
            return notOurs; // an answered login must survive a crash; this one would not, because another HIS owns the store
        }

        return new LoginResult(session.View(), token, session.Now, loggedIn.Warnings.Count == 0 ? null : loggedIn.Warnings);
    }

    private FailureCode? UnavailableReason() =>
        !core.Platform.IsAvailable ? FailureCode.SwitchUnavailable
        : core.IsStopping ? FailureCode.Stopping
        : core.Store.UnavailableReason is not null ? FailureCode.StoreUnavailable
        : null;

    private async Task<Outcome<AgentIdentity>> AuthenticateAsync(LoginParams login)
    {
        if (TooManyAttempts(login) is { } before)
        {
            return before;
        }

        AgentIdentity? agent;
        var credentials = new AgentCredentials(login.AgentId, login.Password) { RemoteAddress = AddressPrefix.Of(session.RemoteAddress) };
        using var deadline = new Deadline(core.Options.AuthenticationTimeout, core.Time); // not CommandTimeout: password checks are queued
        try
        {
            agent = await core.Platform.AuthenticateAsync(credentials, deadline.Token);
        }
        catch (OperationCanceledException)
        {
            // If the switch is available, the timeout is not its doing: too many passwords are being checked.
            return core.Platform.IsAvailable
                ? new Failure(FailureCode.RateLimited) { RetryAfterSeconds = RetryAfterSeconds }
                : FailureCode.SwitchUnavailable;
        }

        if (TooManyAttempts(login) is { } inTheMeantime)
        {
            return inTheMeantime; // the limit also holds for concurrent guesses: none beyond it gets a result
        }

        if (agent is null)
        {
            core.LoginGuard.Failed(login.AgentId, session.RemoteAddress);
            return FailureCode.InvalidCredentials;
        }

        core.LoginGuard.Succeeded(login.AgentId, session.RemoteAddress);
        return agent;
    }

    private Failure? TooManyAttempts(LoginParams login) =>
        core.LoginGuard.SecondsToWait(login.AgentId, session.RemoteAddress) is > 0 and var seconds
            ? new Failure(FailureCode.TooManyAttempts) { RetryAfterSeconds = seconds }
            : null;

    private async Task<Outcome<LogInResult.LoggedIn>> LogInAtSwitchAsync(
        AgentIdentity agent,
        string? endpoint,
        IReadOnlyList<ChannelView> older
    )
    {
        using var deadline = new Deadline(core.Options.CommandTimeout, core.Time);
        try
        {
            switch (await core.Platform.LogInAsync(agent, endpoint, session, deadline.Token))
            {
                case LogInResult.LoggedIn loggedIn:
                    session.Attach(NewSession(agent, loggedIn, older), loggedIn.Agent, older);
                    return loggedIn;
                case LogInResult.EndpointInUse:
                    return FailureCode.EndpointInUse;
                case LogInResult.EndpointUnknown:
                    return Failure.InvalidParams("params.endpoint");
                case LogInResult.Refused refused:
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

    private Session NewSession(AgentIdentity agent, LogInResult.LoggedIn found, IReadOnlyList<ChannelView> older)
    {
        var now = core.Time.GetUtcNow();
        var channels = found
            .State.Channels.Select(channel => NewChannel(channel, older.FirstOrDefault(it => it.Id == channel.Id), now))
            .ToList();
        var group = new ChannelGroup(core.Ids.NewId("channelgroup"), channels);
        return new Session(core.Ids.NewId("session"), agent, core.Platform.Name, now, found.Agent.Capabilities, group);
    }

    /// <summary>Creates a channel; if its state is the same as in the older session, it keeps that session's time.</summary>
    private static Channel NewChannel(SwitchChannelState found, ChannelView? older, DateTimeOffset now)
    {
        var state = Channel.StateOf(found);
        var isAsBefore = older is not null && Channel.StateOf(older) == state && older.Reason == found.Reason;
        return new Channel(found.Id, found.Type, found.Endpoint, state, found.Reason, isAsBefore ? older!.Since : now);
    }
}
