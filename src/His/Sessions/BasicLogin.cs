using His.Bus;
using His.ChannelGroups;
using His.Channels;
using His.Platform;
using His.Positions;
using His.Protection;
using His.Sessions.Actor;
using His.Sessions.Threading;

namespace His.Sessions;

/// <summary>
/// The use case Basic Login (docs/use-cases/basic-login.md).
/// <list type="number">
/// <item>The required platforms are available, HIS is not stopping, and the store accepts durable writes; else EF1.</item>
/// <item>The platform authenticates the agent by id and password; else EF2. Too many failures: EF3.</item>
/// <item>The agent has no session; else EF4, or with <c>override</c> AF1: the new session takes over.</item>
/// <item>Each platform logs the agent in on the endpoint and discovers the current state there: required ones first, else EF5; one that
/// is not required and not there is AF2.</item>
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

        // 4. At each platform.
        var platforms = new PlatformLogin(session, core, agent);
        Failure? refused = new Failure(FailureCode.InternalError);
        try
        {
            refused = await platforms.RunAsync(login.Endpoint);
        }
        finally
        {
            if (refused is null)
            {
                session.Attach(NewSession(agent, platforms, takeover?.Channels ?? []), takeover?.Channels);
            }

            // AF1: the other session ends, and its connection is closed; or it continues with the events that this login had taken.
            await (takeover?.EndAsync(new TakeoverDecision(refused is null, platforms.Entered)) ?? Task.CompletedTask);
        }

        if (refused is not null)
        {
            return refused; // EF5
        }

        return await BeginAsync(agent, platforms);
    }

    /// <summary>Steps 5 and 6: creates the session.</summary>
    private async Task<Outcome<LoginResult>> BeginAsync(AgentIdentity agent, PlatformLogin platforms)
    {
        core.Sessions.Enter(agent.Id, session);
        session.PublishInitialState([.. platforms.LoggedIn.Select(it => (it.Position, it.Result.State))]);
        var token = session.Credentials.Issue();
        if (await session.Recorder.BegunAsync() is { } notOurs)
        {
            return notOurs; // an answered login must survive a crash; this one would not, because another HIS owns the store
        }

        List<LoginWarning> warnings = [.. platforms.LoggedIn.SelectMany(it => it.Result.Warnings)];
        return new LoginResult(session.View(), token, session.Now, warnings.Count == 0 ? null : warnings);
    }

    private Failure? UnavailableReason() =>
        core.Platforms.FirstOrDefault(it => it is { IsRequired: true, Platform.IsAvailable: false }) is { } away
            ? new Failure(FailureCode.SwitchUnavailable) { Platform = core.Platforms.Count > 1 ? away.Name : null }
        : !core.Authority.IsAvailable ? FailureCode.SwitchUnavailable
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
            agent = await core.Authority.AuthenticateAsync(credentials, deadline.Token);
        }
        catch (OperationCanceledException)
        {
            // If the switch is available, the timeout is not its doing: too many passwords are being checked.
            return core.Authority.IsAvailable
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

    private Session NewSession(AgentIdentity agent, PlatformLogin platforms, IReadOnlyList<ChannelView> older)
    {
        var now = core.Time.GetUtcNow();
        var channels = platforms
            .Positions.SelectMany(position => NewChannels(position, platforms, older, now))
            .DistinctBy(it => it.Id, StringComparer.Ordinal)
            .ToList();
        var group = new ChannelGroup(core.Ids.NewId("channelgroup"), channels);
        return new Session(core.Ids.NewId("session"), agent, platforms.Positions, now, group);
    }

    /// <summary>The channels found at a platform, or the declared ones of a platform without a link.</summary>
    private static IEnumerable<Channel> NewChannels(
        Position position,
        PlatformLogin platforms,
        IReadOnlyList<ChannelView> older,
        DateTimeOffset now
    ) =>
        platforms.StateAt(position) is { } found
            ? found.Channels.Select(channel => NewChannel(channel, position, older.FirstOrDefault(it => it.Id == channel.Id), now))
            : position.DeclaredChannels.Select(channel => new Channel(
                channel.Id,
                channel.Type,
                endpoint: null,
                ChannelState.Unavailable,
                reason: null,
                now
            )
            {
                Platform = position.Platform,
            });

    /// <summary>Creates a channel; if its state is the same as in the older session, it keeps that session's time.</summary>
    private static Channel NewChannel(SwitchChannelState found, Position position, ChannelView? older, DateTimeOffset now)
    {
        var state = Channel.StateOf(found);
        var isAsBefore = older is not null && Channel.StateOf(older) == state && older.Reason == found.Reason;
        return new Channel(found.Id, found.Type, found.Endpoint, state, found.Reason, isAsBefore ? older!.Since : now)
        {
            Platform = position.Platform,
        };
    }
}
