using His.Persistence;
using His.Platform;
using His.Sessions;
using His.Sessions.Actor;

namespace His.Switching;

/// <summary>
/// The agent of a restored session, until it is reattached at the switch. Before that every command is
/// <see cref="CommandResult.Unavailable"/>; a query of the state reattaches it.
/// </summary>
internal sealed class DetachedAgent(IPlatform platform, SessionActor session, SessionRecord record) : IPlatformAgent
{
    private IPlatformAgent? _found;
    private CancellationTokenSource _halt = new();

    /// <summary>Whether the agent is reattached at the switch. Before that the current capabilities and reasons are unknown.</summary>
    public bool IsAttached => _found is not null;

    /// <summary>Prevents reattaching while a newer session takes over: it would take the events away from that session.</summary>
    public void Suspend() => _halt.Cancel();

    /// <summary>The takeover failed: the agent can be reattached again.</summary>
    public void Resume() => _halt = new CancellationTokenSource();

    public PlatformCapabilities Capabilities => _found?.Capabilities ?? record.Capabilities;

    public async Task<SwitchAgentState?> GetStateAsync(CancellationToken cancellationToken)
    {
        if (_found is not null)
        {
            return await _found.GetStateAsync(cancellationToken);
        }

        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _halt.Token);
        if (await platform.ReattachAsync(record.Agent, record.Endpoint, session, both.Token) is not LogInResult.LoggedIn answer)
        {
            return null;
        }

        _found = answer.Agent;
        return answer.State;
    }

    public Task<CommandResult> ActivateAsync(string channelId, CancellationToken cancellationToken) =>
        _found?.ActivateAsync(channelId, cancellationToken) ?? NotAttached;

    public Task<CommandResult> DeactivateAsync(string channelId, CancellationToken cancellationToken) =>
        _found?.DeactivateAsync(channelId, cancellationToken) ?? NotAttached;

    public Task<CommandResult> MakeReadyAsync(string channelId, CancellationToken cancellationToken) =>
        _found?.MakeReadyAsync(channelId, cancellationToken) ?? NotAttached;

    public Task<CommandResult> MakeNotReadyAsync(string channelId, Reason? reason, CancellationToken cancellationToken) =>
        _found?.MakeNotReadyAsync(channelId, reason, cancellationToken) ?? NotAttached;

    public Task<CommandResult> LogOffAsync(Reason? reason, CancellationToken cancellationToken) =>
        _found?.LogOffAsync(reason, cancellationToken) ?? NotAttached;

    public Task<CommandResult> ExecuteAsync(
        string interactionId,
        InteractionCommand command,
        string? target,
        CancellationToken cancellationToken
    ) => _found?.ExecuteAsync(interactionId, command, target, cancellationToken) ?? NotAttached;

    public Task<DialCommandResult> DialAsync(string channelId, string destination, CancellationToken cancellationToken) =>
        _found?.DialAsync(channelId, destination, cancellationToken) ?? Task.FromResult(new DialCommandResult(CommandResult.Unavailable));

    public ValueTask DisposeAsync()
    {
        Suspend();
        return _found?.DisposeAsync() ?? ValueTask.CompletedTask;
    }

    private static Task<CommandResult> NotAttached => Task.FromResult(CommandResult.Unavailable);
}
