using His.Platform;

namespace His.Tests;

/// <summary>An agent at the switch that does all as the one behind it does, for a scenario in which something is otherwise.</summary>
internal abstract class AgentBehind(IPlatformAgent inner) : IPlatformAgent
{
    public virtual PlatformCapabilities Capabilities => inner.Capabilities;

    public virtual Task<SwitchAgentState?> GetStateAsync(CancellationToken cancellationToken) => inner.GetStateAsync(cancellationToken);

    public Task<CommandResult> ActivateAsync(string channelId, CancellationToken cancellationToken) =>
        inner.ActivateAsync(channelId, cancellationToken);

    public Task<CommandResult> DeactivateAsync(string channelId, CancellationToken cancellationToken) =>
        inner.DeactivateAsync(channelId, cancellationToken);

    public Task<CommandResult> MakeReadyAsync(string channelId, CancellationToken cancellationToken) =>
        inner.MakeReadyAsync(channelId, cancellationToken);

    public Task<CommandResult> MakeNotReadyAsync(string channelId, Reason? reason, CancellationToken cancellationToken) =>
        inner.MakeNotReadyAsync(channelId, reason, cancellationToken);

    public Task<CommandResult> LogOffAsync(Reason? reason, CancellationToken cancellationToken) =>
        inner.LogOffAsync(reason, cancellationToken);

    public Task<CommandResult> ExecuteAsync(
        string interactionId,
        InteractionCommand command,
        string? target,
        CancellationToken cancellationToken
    ) => inner.ExecuteAsync(interactionId, command, target, cancellationToken);

    public Task<DialCommandResult> DialAsync(string channelId, string destination, CancellationToken cancellationToken) =>
        inner.DialAsync(channelId, destination, cancellationToken);

    public ValueTask DisposeAsync() => LetGoAsync();

    protected virtual ValueTask LetGoAsync() => inner.DisposeAsync();
}
