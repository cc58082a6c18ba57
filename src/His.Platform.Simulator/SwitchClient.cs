namespace His.Platform.Simulator;

/// <summary>The logins and queries of one HIS: every one goes to the switch as a request, subject to faults and latency.</summary>
/// <param name="core">The switch.</param>
/// <param name="owner">Identifies the HIS, because several may use one switch.</param>
internal sealed class SwitchClient(SwitchCore core, object owner)
{
    public Task<LogInResult> LogInAsync(AgentIdentity agent, string? endpoint, IAgentEventSink events, CancellationToken deadline) =>
        BeginAsync(
            agent,
            events,
            SwitchOperation.Login,
            (known, login, isAwaited) => known.LogIn(endpoint, login, events, isAwaited),
            deadline
        );

    public Task<LogInResult> ReattachAsync(AgentIdentity agent, IAgentEventSink events, CancellationToken deadline) =>
        BeginAsync(agent, events, SwitchOperation.Ask, (known, login, isAwaited) => known.Reattach(login, events, isAwaited), deadline);

    public Task<IReadOnlyList<AgentListing>?> ListAgentsAsync(CancellationToken deadline) =>
        core.ExecuteAsync(
            new SwitchOperationRequest<IReadOnlyList<AgentListing>?>(
                new ReceivedCommand(AgentId: "", SwitchOperation.List),
                Run: _ => core.ListAgents(owner),
                OnRefuse: _ => null,
                OnFalseSuccess: _ => core.ListAgents(owner),
                Unavailable: null
            ),
            deadline
        );

    private Task<LogInResult> BeginAsync(
        AgentIdentity agent,
        IAgentEventSink events,
        SwitchOperation operation,
        Func<SimulatedAgent, AgentLogin, bool, LogInResult> act,
        CancellationToken deadline
    )
    {
        ArgumentNullException.ThrowIfNull(agent);
        ArgumentNullException.ThrowIfNull(events);
        if (core.FindAgent(agent.Id) is not { } known)
        {
            return Task.FromResult<LogInResult>(new LogInResult.Refused("Agent not found."));
        }

        var login = new AgentLogin(known, core, owner);
        return core.ExecuteAsync(
            new SwitchOperationRequest<LogInResult>(
                new ReceivedCommand(known.Id, operation),
                Run: isAwaited => act(known, login, isAwaited),
                OnRefuse: no => new LogInResult.Refused(no.SwitchError ?? Fault.UsualMessage),
                OnFalseSuccess: isAwaited => known.Reattach(login, events, isAwaited),
                Unavailable: new LogInResult.Unavailable()
            ),
            deadline
        );
    }
}
