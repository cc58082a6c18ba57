using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace His.Platform.Simulator.Remote;

/// <summary>
/// The simulated switch in a process of its own, as HIS sees it: it lives on when HIS is killed, and HIS when it is. While the link is down
/// nobody can log in and nothing is known of anybody; when it is back the truth is asked for each agent, and told.
/// </summary>
public sealed class RemoteSwitch : IPlatform
{
    private readonly RemoteLink _link;

    // Under one number news and answers of a login come, whatever link there is; of an agent's logins one at most hears the news.
    private readonly ConcurrentDictionary<long, RemoteLogin> _logins = [];
    private readonly ConcurrentDictionary<string, RemoteLogin> _holders = new(StringComparer.Ordinal);
    private long _lastLogin;

    /// <summary>Builds it; it has no link before <see cref="StartAsync"/>.</summary>
    public RemoteSwitch(RemoteOptions options, TimeProvider time, ILogger<RemoteSwitch> log)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        _link = new RemoteLink(options, time, log) { Hear = Hear, Found = FindAll, Lost = LoseAll };
    }

    /// <inheritdoc/>
    public string Name => "Simulator";

    /// <inheritdoc/>
    public bool IsAvailable => _link.Switch is { IsAvailable: true };

    /// <summary>Where the switch's other side is worked; <see langword="null"/> while there is no link, or nobody serves it.</summary>
    public Uri? Panel => _link.Switch?.Panel is { } panel ? new Uri(panel) : null;

    internal RemoteLink Link => _link;

    internal PlatformCapabilities? Capabilities => _link.Switch?.Capabilities;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => _link.StartAsync(cancellationToken);

    /// <inheritdoc/>
    public async Task<AgentIdentity?> AuthenticateAsync(AgentCredentials credentials, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(credentials);
        var asked = new RequestMessage { Do = RequestKind.Authenticate, Agent = new AgentIdentity(credentials.AgentId, ""), Password = credentials.Password };

        // Without a link nobody is recognised and nobody unknown: that the switch is not there is found by who comes without an answer.
        var answer = await _link.AskAsync(asked, cancellationToken).ConfigureAwait(false) ?? throw new OperationCanceledException("There is no link to the switch.");
        return answer.Agent;
    }

    /// <inheritdoc/>
    public Task<LogInResult> LogInAsync(AgentIdentity agent, string? endpoint, IAgentEventSink events, CancellationToken cancellationToken) =>
        ComeAsync(RequestKind.LogIn, agent, endpoint, events, cancellationToken);

    /// <inheritdoc/>
    public Task<LogInResult> ReattachAsync(AgentIdentity agent, string? endpoint, IAgentEventSink events, CancellationToken cancellationToken) =>
        ComeAsync(RequestKind.Find, agent, endpoint, events, cancellationToken);

    /// <inheritdoc/>
    public event EventHandler LinkRestored = (_, _) => { };

    /// <inheritdoc/>
    public async Task<IReadOnlyList<AgentListing>?> ListAgentsAsync(CancellationToken cancellationToken) =>
        (await _link.AskAsync(new RequestMessage { Do = RequestKind.List }, cancellationToken).ConfigureAwait(false))?.There;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _link.DisposeAsync();

    /// <summary>A login of HIS has come to its end.</summary>
    internal void LetGo(RemoteLogin login)
    {
        _logins.TryRemove(login.Number, out _);
        _holders.TryRemove(new(login.Agent.Id, login));
        _link.Tell(new RequestMessage { Do = RequestKind.LetGo, Login = login.Number });
    }

    private async Task<LogInResult> ComeAsync(RequestKind deed, AgentIdentity agent, string? endpoint, IAgentEventSink events, CancellationToken deadline)
    {
        ArgumentNullException.ThrowIfNull(agent);
        ArgumentNullException.ThrowIfNull(events);
        var login = new RemoteLogin(this, agent, Interlocked.Increment(ref _lastLogin), events);
        _logins[login.Number] = login; // news may come before the answer
        try
        {
            var asked = new RequestMessage { Do = deed, Login = login.Number, Agent = agent, Endpoint = endpoint };
            var answer = await _link.AskAsync(asked, deadline, answer => Came(login, answer)).ConfigureAwait(false);
            return answer?.Login switch
            {
                LoginSaid.LoggedIn => new LogInResult.LoggedIn(login, answer.State!) { Warnings = answer.Warnings ?? [] },
                LoginSaid.EndpointInUse => new LogInResult.EndpointInUse(),
                LoginSaid.EndpointUnknown => new LogInResult.EndpointUnknown(),
                LoginSaid.Refused => new LogInResult.Refused(answer.SwitchError ?? ""),
                _ => new LogInResult.Unavailable(),
            };
        }
        catch (OperationCanceledException)
        {
            login.Silence(); // its answer may be on its way; if it is a yes, it is let go of then
            throw;
        }
    }

    /// <summary>The answer to a login has come; in the order of everything that the switch says.</summary>
    private void Came(RemoteLogin login, AnswerSaid? answer)
    {
        if (answer is not { Login: LoginSaid.LoggedIn })
        {
            _logins.TryRemove(login.Number, out _);
        }
        else if (login.IsSilent)
        {
            // Nobody waited for it, but the switch thinks that it listens: the one who had the news before has them again.
            LetGo(login);
            if (_holders.TryGetValue(login.Agent.Id, out var before))
            {
                before.FindAgain();
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

    private void Hear(NewsSaid news)
    {
        if (_logins.TryGetValue(news.Login, out var login))
        {
            login.Hear(news.ToNews());
        }
    }

    private void FindAll()
    {
        foreach (var login in _holders.Values)
        {
            login.FindAgain();
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
