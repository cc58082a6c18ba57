using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace His.Platform.Simulator.Remote;

/// <summary>
/// The simulated switch in a process of its own, as HIS sees it: each outlives the other's crash. While the link is down nobody can log in
/// and no state is known; when it is back the state of each agent is queried and published as a snapshot.
/// </summary>
public sealed class RemoteSwitch : IPlatform
{
    private readonly RemoteLink _link;

    // The number of a login identifies its events and responses on every link; at most one login of an agent receives its events.
    private readonly ConcurrentDictionary<long, RemoteLogin> _logins = [];
    private readonly ConcurrentDictionary<string, RemoteLogin> _holders = new(StringComparer.Ordinal);
    private long _lastLogin;

    /// <summary>Creates the platform; it has no link before <see cref="StartAsync"/>.</summary>
    public RemoteSwitch(RemoteOptions options, TimeProvider time, ILogger<RemoteSwitch> log)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        _link = new RemoteLink(options, time, log)
        {
            Hear = Hear,
            Found = FindAll,
            Lost = LoseAll,
        };
    }

    /// <inheritdoc/>
    public string Name => "Simulator";

    /// <inheritdoc/>
    public bool IsAvailable => _link.Switch is { IsAvailable: true };

    /// <summary>
    /// The address of the panel that controls the switch's other side; <see langword="null"/> while there is no link, or if there is no
    /// panel.
    /// </summary>
    public Uri? Panel => _link.Switch?.Panel is { } panel ? new Uri(panel) : null;

    internal RemoteLink Link => _link;

    internal PlatformCapabilities? Capabilities => _link.Switch?.Capabilities;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => _link.StartAsync(cancellationToken);

    /// <inheritdoc/>
    public async Task<AgentIdentity?> AuthenticateAsync(AgentCredentials credentials, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(credentials);
        var request = new RequestMessage
        {
            Do = RequestKind.Authenticate,
            Agent = new AgentIdentity(credentials.AgentId, ""),
            Password = credentials.Password,
        };

        // Without a link an agent is neither recognized nor unknown; the caller notices the missing switch because there is no result.
        var answer =
            await _link.RequestAsync(request, cancellationToken).ConfigureAwait(false)
            ?? throw new OperationCanceledException("There is no link to the switch.");
        return answer.Agent;
    }

    /// <inheritdoc/>
    public Task<LogInResult> LogInAsync(
        AgentIdentity agent,
        string? endpoint,
        IAgentEventSink events,
        CancellationToken cancellationToken
    ) => BeginAsync(RequestKind.LogIn, agent, endpoint, events, cancellationToken);

    /// <inheritdoc/>
    public Task<LogInResult> ReattachAsync(
        AgentIdentity agent,
        string? endpoint,
        IAgentEventSink events,
        CancellationToken cancellationToken
    ) => BeginAsync(RequestKind.Find, agent, endpoint, events, cancellationToken);

    /// <inheritdoc/>
    public event EventHandler LinkRestored = (_, _) => { };

    /// <inheritdoc/>
    public async Task<IReadOnlyList<AgentListing>?> ListAgentsAsync(CancellationToken cancellationToken) =>
        (await _link.RequestAsync(new RequestMessage { Do = RequestKind.List }, cancellationToken).ConfigureAwait(false))?.There;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _link.DisposeAsync();

    /// <summary>Releases a login of HIS.</summary>
    internal void Release(RemoteLogin login)
    {
        _logins.TryRemove(login.Number, out _);
        _holders.TryRemove(new(login.Agent.Id, login));
        _link.Send(new RequestMessage { Do = RequestKind.LetGo, Login = login.Number });
    }

    private async Task<LogInResult> BeginAsync(
        RequestKind kind,
        AgentIdentity agent,
        string? endpoint,
        IAgentEventSink events,
        CancellationToken deadline
    )
    {
        ArgumentNullException.ThrowIfNull(agent);
        ArgumentNullException.ThrowIfNull(events);
        var login = new RemoteLogin(this, agent, Interlocked.Increment(ref _lastLogin), events);
        _logins[login.Number] = login; // events may come before the response
        try
        {
            var request = new RequestMessage
            {
                Do = kind,
                Login = login.Number,
                Agent = agent,
                Endpoint = endpoint,
            };
            var answer = await _link.RequestAsync(request, deadline, answer => Complete(login, answer)).ConfigureAwait(false);
            return answer?.Login switch
            {
                LoginOutcome.LoggedIn => new LogInResult.LoggedIn(login, answer.State!) { Warnings = answer.Warnings ?? [] },
                LoginOutcome.EndpointInUse => new LogInResult.EndpointInUse(),
                LoginOutcome.EndpointUnknown => new LogInResult.EndpointUnknown(),
                LoginOutcome.Refused => new LogInResult.Refused(answer.SwitchError ?? ""),
                _ => new LogInResult.Unavailable(),
            };
        }
        catch (OperationCanceledException)
        {
            login.Silence(); // its response may be on its way; if it is a success, the login is released then
            throw;
        }
    }

    /// <summary>Handles the response to a login, in the order of all messages of the switch.</summary>
    private void Complete(RemoteLogin login, Response? answer)
    {
        if (answer is not { Login: LoginOutcome.LoggedIn })
        {
            _logins.TryRemove(login.Number, out _);
        }
        else if (login.IsSilent)
        {
            // The caller has given up, but the switch sends events to this login: they go to the previous login again.
            Release(login);
            if (_holders.TryGetValue(login.Agent.Id, out var before))
            {
                before.Reattach();
            }
        }
        else
        {
            if (_holders.TryGetValue(login.Agent.Id, out var before))
            {
                _logins.TryRemove(before.Number, out _);
            }

            _holders[login.Agent.Id] = login;
            login.IsThere = true;
        }
    }

    private void Hear(EventMessage news)
    {
        if (_logins.TryGetValue(news.Login, out var login))
        {
            login.Hear(news.ToEvent());
        }
    }

    private void FindAll()
    {
        foreach (var login in _holders.Values)
        {
            login.Reattach();
        }

        LinkRestored(this, EventArgs.Empty);
    }

    private void LoseAll()
    {
        foreach (var login in _logins.Values)
        {
            login.LoseLink();
        }
    }
}
