namespace His.Platform.Simulator.Tests;

/// <summary>One thing that a platform does wrong: what is set takes the place of what the platform behind would do.</summary>
internal sealed record PlatformFault
{
    public Func<IPlatform, AgentCredentials, CancellationToken, Task<AgentIdentity?>>? Authenticate { get; init; }

    public Func<IPlatform, AgentIdentity, string?, IAgentEventSink, CancellationToken, Task<LogInResult>>? LogIn { get; init; }

    public Func<IPlatform, AgentIdentity, string?, IAgentEventSink, CancellationToken, Task<LogInResult>>? Find { get; init; }

    public Func<IReadOnlyList<AgentListing>?, IReadOnlyList<AgentListing>?>? List { get; init; }

    public Func<bool, bool>? IsAvailable { get; init; }

    public bool LinkIsBackIsNeverRaised { get; init; }

    public Func<PlatformCapabilities, PlatformCapabilities>? Capabilities { get; init; }

    /// <summary>A command other than Dial; the second argument is what the platform behind would do.</summary>
    public Func<
        SwitchOperation,
        Func<CancellationToken, Task<CommandResult>>,
        CancellationToken,
        Task<CommandResult>
    >? Command { get; init; }

    public Func<Reason?, Reason?>? NotReadyReason { get; init; }

    public Func<string?, string?>? Target { get; init; }

    public Func<DialCommandResult, DialCommandResult>? Dial { get; init; }

    public Func<SwitchAgentState?, SwitchAgentState?>? Ask { get; init; }

    /// <summary>What is told instead of a piece of news: nothing, another piece, or several.</summary>
    public Func<SwitchEvent, IEnumerable<SwitchEvent>>? News { get; init; }

    public Func<IPlatformAgent, Task>? BeforeDisposal { get; init; }
}

/// <summary>A platform with a fault.</summary>
internal sealed class FaultyPlatform(IPlatform inner, PlatformFault fault) : IPlatform
{
    public event EventHandler LinkRestored
    {
        add
        {
            if (!fault.LinkIsBackIsNeverRaised)
            {
                inner.LinkRestored += value;
            }
        }
        remove => inner.LinkRestored -= value;
    }

    public string Name => inner.Name;

    public bool IsAvailable => fault.IsAvailable?.Invoke(inner.IsAvailable) ?? inner.IsAvailable;

    public Task StartAsync(CancellationToken cancellationToken) => inner.StartAsync(cancellationToken);

    public Task<AgentIdentity?> AuthenticateAsync(AgentCredentials credentials, CancellationToken cancellationToken) =>
        fault.Authenticate?.Invoke(inner, credentials, cancellationToken) ?? inner.AuthenticateAsync(credentials, cancellationToken);

    public async Task<LogInResult> LogInAsync(
        AgentIdentity agent,
        string? endpoint,
        IAgentEventSink events,
        CancellationToken cancellationToken
    ) =>
        WithFault(
            await (
                fault.LogIn?.Invoke(inner, agent, endpoint, WithFault(events), cancellationToken)
                ?? inner.LogInAsync(agent, endpoint, WithFault(events), cancellationToken)
            )
        );

    public async Task<LogInResult> ReattachAsync(
        AgentIdentity agent,
        string? endpoint,
        IAgentEventSink events,
        CancellationToken cancellationToken
    ) =>
        WithFault(
            await (
                fault.Find?.Invoke(inner, agent, endpoint, WithFault(events), cancellationToken)
                ?? inner.ReattachAsync(agent, endpoint, WithFault(events), cancellationToken)
            )
        );

    public async Task<IReadOnlyList<AgentListing>?> ListAgentsAsync(CancellationToken cancellationToken)
    {
        var list = await inner.ListAgentsAsync(cancellationToken);
        return fault.List is null ? list : fault.List(list);
    }

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private LogInResult WithFault(LogInResult answer) =>
        answer is LogInResult.LoggedIn loggedIn ? loggedIn with { Agent = new FaultyAgent(loggedIn.Agent, fault) } : answer;

    private IAgentEventSink WithFault(IAgentEventSink events) => fault.News is { } change ? new FaultyNews(events, change) : events;

    private sealed class FaultyNews(IAgentEventSink inner, Func<SwitchEvent, IEnumerable<SwitchEvent>> change) : IAgentEventSink
    {
        public void OnEvent(SwitchEvent switchEvent)
        {
            foreach (var told in change(switchEvent))
            {
                inner.OnEvent(told);
            }
        }
    }
}

/// <summary>An agent of a platform with a fault.</summary>
internal sealed class FaultyAgent(IPlatformAgent inner, PlatformFault fault) : IPlatformAgent
{
    public PlatformCapabilities Capabilities => fault.Capabilities?.Invoke(inner.Capabilities) ?? inner.Capabilities;

    public async Task<SwitchAgentState?> GetStateAsync(CancellationToken cancellationToken)
    {
        var state = await inner.GetStateAsync(cancellationToken);
        return fault.Ask is null ? state : fault.Ask(state);
    }

    public Task<CommandResult> ActivateAsync(string channelId, CancellationToken cancellationToken) =>
        Do(SwitchOperation.Activate, token => inner.ActivateAsync(channelId, token), cancellationToken);

    public Task<CommandResult> DeactivateAsync(string channelId, CancellationToken cancellationToken) =>
        Do(SwitchOperation.Deactivate, token => inner.DeactivateAsync(channelId, token), cancellationToken);

    public Task<CommandResult> MakeReadyAsync(string channelId, CancellationToken cancellationToken) =>
        Do(SwitchOperation.Ready, token => inner.MakeReadyAsync(channelId, token), cancellationToken);

    public Task<CommandResult> MakeNotReadyAsync(string channelId, Reason? reason, CancellationToken cancellationToken)
    {
        var given = fault.NotReadyReason is null ? reason : fault.NotReadyReason(reason);
        return Do(SwitchOperation.NotReady, token => inner.MakeNotReadyAsync(channelId, given, token), cancellationToken);
    }

    public Task<CommandResult> LogOffAsync(Reason? reason, CancellationToken cancellationToken) =>
        Do(SwitchOperation.Logout, token => inner.LogOffAsync(reason, token), cancellationToken);

    public Task<CommandResult> ExecuteAsync(
        string interactionId,
        InteractionCommand command,
        string? target,
        CancellationToken cancellationToken
    ) =>
        Do(
            Enum.Parse<SwitchOperation>(command.ToString()),
            token => inner.ExecuteAsync(interactionId, command, fault.Target is null ? target : fault.Target(target), token),
            cancellationToken
        );

    public async Task<DialCommandResult> DialAsync(string channelId, string destination, CancellationToken cancellationToken)
    {
        var answer = await inner.DialAsync(channelId, destination, cancellationToken);
        return fault.Dial?.Invoke(answer) ?? answer;
    }

    public async ValueTask DisposeAsync()
    {
        await (fault.BeforeDisposal?.Invoke(inner) ?? Task.CompletedTask);
        await inner.DisposeAsync();
    }

    private Task<CommandResult> Do(
        SwitchOperation operation,
        Func<CancellationToken, Task<CommandResult>> act,
        CancellationToken cancellationToken
    ) => fault.Command?.Invoke(operation, act, cancellationToken) ?? act(cancellationToken);
}
