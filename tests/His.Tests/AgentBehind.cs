using His.Platform;

namespace His.Tests;

/// <summary>An agent at the switch that does all as the one behind it does, for a play in which something is otherwise.</summary>
internal abstract class AgentBehind(IPlatformAgent inner) : IPlatformAgent
{
    public virtual PlatformCapabilities Capabilities => inner.Capabilities;

    public virtual Task<AgentAtSwitch?> AskAsync(CancellationToken cancellationToken) => inner.AskAsync(cancellationToken);

    public Task<SwitchAnswer> ActivateAsync(string channelId, CancellationToken cancellationToken) => inner.ActivateAsync(channelId, cancellationToken);

    public Task<SwitchAnswer> DeactivateAsync(string channelId, CancellationToken cancellationToken) => inner.DeactivateAsync(channelId, cancellationToken);

    public Task<SwitchAnswer> MakeReadyAsync(string channelId, CancellationToken cancellationToken) => inner.MakeReadyAsync(channelId, cancellationToken);

    public Task<SwitchAnswer> MakeNotReadyAsync(string channelId, Reason? reason, CancellationToken cancellationToken) =>
        inner.MakeNotReadyAsync(channelId, reason, cancellationToken);

    public Task<SwitchAnswer> LogOffAsync(Reason? reason, CancellationToken cancellationToken) => inner.LogOffAsync(reason, cancellationToken);

    public Task<SwitchAnswer> HandleAsync(string interactionId, InteractionCommand command, string? target, CancellationToken cancellationToken) =>
        inner.HandleAsync(interactionId, command, target, cancellationToken);

    public Task<DialAnswer> DialAsync(string channelId, string destination, CancellationToken cancellationToken) =>
        inner.DialAsync(channelId, destination, cancellationToken);

    public ValueTask DisposeAsync() => LetGoAsync();

    protected virtual ValueTask LetGoAsync() => inner.DisposeAsync();
}
