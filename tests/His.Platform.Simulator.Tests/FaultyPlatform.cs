namespace His.Platform.Simulator.Tests;

/// <summary>One thing that a platform does wrong: what is set takes the place of what the platform behind would do.</summary>
internal sealed record PlatformFault
{
    public Func<IPlatform, AgentCredentials, CancellationToken, Task<AgentIdentity?>>? Authenticate { get; init; }

    public Func<IPlatform, AgentIdentity, string?, IAgentNews, CancellationToken, Task<LoginAnswer>>? LogIn { get; init; }

    public Func<IPlatform, AgentIdentity, string?, IAgentNews, CancellationToken, Task<LoginAnswer>>? Find { get; init; }

    public Func<IReadOnlyList<AgentThere>?, IReadOnlyList<AgentThere>?>? List { get; init; }

    public Func<bool, bool>? IsAvailable { get; init; }

    public bool LinkIsBackIsNeverRaised { get; init; }

    public Func<PlatformCapabilities, PlatformCapabilities>? Capabilities { get; init; }

    /// <summary>A command other than Dial; the second argument is what the platform behind would do.</summary>
    public Func<SwitchOperation, Func<CancellationToken, Task<SwitchAnswer>>, CancellationToken, Task<SwitchAnswer>>? Command { get; init; }

    public Func<Reason?, Reason?>? NotReadyReason { get; init; }

    public Func<string?, string?>? Target { get; init; }

    public Func<DialAnswer, DialAnswer>? Dial { get; init; }

    public Func<AgentAtSwitch?, AgentAtSwitch?>? Ask { get; init; }

    /// <summary>What is told instead of a piece of news: nothing, another piece, or several.</summary>
    public Func<SwitchNews, IEnumerable<SwitchNews>>? News { get; init; }

    public Func<IPlatformAgent, Task>? BeforeDisposal { get; init; }
}

/// <summary>A platform with a fault.</summary>
internal sealed class FaultyPlatform(IPlatform inner, PlatformFault fault) : IPlatform
{
    public event EventHandler LinkIsBack
    {
        add
        {
            if (!fault.LinkIsBackIsNeverRaised)
                inner.LinkIsBack += value;
        }

        remove => inner.LinkIsBack -= value;
    }

    public string Name => inner.Name;

    public bool IsAvailable => fault.IsAvailable?.Invoke(inner.IsAvailable) ?? inner.IsAvailable;

    public Task StartAsync(CancellationToken cancellationToken) => inner.StartAsync(cancellationToken);

    public Task<AgentIdentity?> AuthenticateAsync(AgentCredentials credentials, CancellationToken cancellationToken) =>
        fault.Authenticate?.Invoke(inner, credentials, cancellationToken) ?? inner.AuthenticateAsync(credentials, cancellationToken);

    public async Task<LoginAnswer> LogInAsync(AgentIdentity agent, string? endpoint, IAgentNews news, CancellationToken cancellationToken) =>
        WithFault(await (fault.LogIn?.Invoke(inner, agent, endpoint, WithFault(news), cancellationToken)
            ?? inner.LogInAsync(agent, endpoint, WithFault(news), cancellationToken)));

    public async Task<LoginAnswer> FindAsync(AgentIdentity agent, string? endpoint, IAgentNews news, CancellationToken cancellationToken) =>
        WithFault(await (fault.Find?.Invoke(inner, agent, endpoint, WithFault(news), cancellationToken)
            ?? inner.FindAsync(agent, endpoint, WithFault(news), cancellationToken)));

    public async Task<IReadOnlyList<AgentThere>?> WhoIsThereAsync(CancellationToken cancellationToken)
    {
        var list = await inner.WhoIsThereAsync(cancellationToken);
        return fault.List is null ? list : fault.List(list);
    }

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private LoginAnswer WithFault(LoginAnswer answer) =>
        answer is LoginAnswer.LoggedIn loggedIn ? loggedIn with { Agent = new FaultyAgent(loggedIn.Agent, fault) } : answer;

    private IAgentNews WithFault(IAgentNews news) => fault.News is { } change ? new FaultyNews(news, change) : news;

    private sealed class FaultyNews(IAgentNews inner, Func<SwitchNews, IEnumerable<SwitchNews>> change) : IAgentNews
    {
        public void Tell(SwitchNews news)
        {
            foreach (var told in change(news))
                inner.Tell(told);
        }
    }
}

/// <summary>An agent of a platform with a fault.</summary>
internal sealed class FaultyAgent(IPlatformAgent inner, PlatformFault fault) : IPlatformAgent
{
    public PlatformCapabilities Capabilities => fault.Capabilities?.Invoke(inner.Capabilities) ?? inner.Capabilities;

    public async Task<AgentAtSwitch?> AskAsync(CancellationToken cancellationToken)
    {
        var state = await inner.AskAsync(cancellationToken);
        return fault.Ask is null ? state : fault.Ask(state);
    }

    public Task<SwitchAnswer> ActivateAsync(string channelId, CancellationToken cancellationToken) =>
        Do(SwitchOperation.Activate, token => inner.ActivateAsync(channelId, token), cancellationToken);

    public Task<SwitchAnswer> DeactivateAsync(string channelId, CancellationToken cancellationToken) =>
        Do(SwitchOperation.Deactivate, token => inner.DeactivateAsync(channelId, token), cancellationToken);

    public Task<SwitchAnswer> MakeReadyAsync(string channelId, CancellationToken cancellationToken) =>
        Do(SwitchOperation.Ready, token => inner.MakeReadyAsync(channelId, token), cancellationToken);

    public Task<SwitchAnswer> MakeNotReadyAsync(string channelId, Reason? reason, CancellationToken cancellationToken)
    {
        var given = fault.NotReadyReason is null ? reason : fault.NotReadyReason(reason);
        return Do(SwitchOperation.NotReady, token => inner.MakeNotReadyAsync(channelId, given, token), cancellationToken);
    }

    public Task<SwitchAnswer> LogOffAsync(Reason? reason, CancellationToken cancellationToken) =>
        Do(SwitchOperation.Logout, token => inner.LogOffAsync(reason, token), cancellationToken);

    public Task<SwitchAnswer> HandleAsync(string interactionId, InteractionCommand command, string? target, CancellationToken cancellationToken) => Do(
        Enum.Parse<SwitchOperation>(command.ToString()),
        token => inner.HandleAsync(interactionId, command, fault.Target is null ? target : fault.Target(target), token),
        cancellationToken);

    public async Task<DialAnswer> DialAsync(string channelId, string destination, CancellationToken cancellationToken)
    {
        var answer = await inner.DialAsync(channelId, destination, cancellationToken);
        return fault.Dial?.Invoke(answer) ?? answer;
    }

    public async ValueTask DisposeAsync()
    {
        await (fault.BeforeDisposal?.Invoke(inner) ?? Task.CompletedTask);
        await inner.DisposeAsync();
    }

    private Task<SwitchAnswer> Do(SwitchOperation operation, Func<CancellationToken, Task<SwitchAnswer>> act, CancellationToken cancellationToken) =>
        fault.Command?.Invoke(operation, act, cancellationToken) ?? act(cancellationToken);
}
