using His.Platform;

namespace His.Tests;

/// <summary>A platform that does all as the one behind it does, for a play in which something is otherwise.</summary>
internal abstract class PlatformBehind(IPlatform inner) : IPlatform
{
    public string Name => inner.Name;

    public bool IsAvailable => inner.IsAvailable;

    public Task StartAsync(CancellationToken cancellationToken) => inner.StartAsync(cancellationToken);

    public virtual Task<AgentIdentity?> AuthenticateAsync(AgentCredentials credentials, CancellationToken cancellationToken) =>
        inner.AuthenticateAsync(credentials, cancellationToken);

    public virtual Task<LoginAnswer> LogInAsync(AgentIdentity agent, string? endpoint, IAgentNews news, CancellationToken cancellationToken) =>
        inner.LogInAsync(agent, endpoint, news, cancellationToken);

    public virtual Task<LoginAnswer> FindAsync(AgentIdentity agent, string? endpoint, IAgentNews news, CancellationToken cancellationToken) =>
        inner.FindAsync(agent, endpoint, news, cancellationToken);

    public virtual Task<IReadOnlyList<AgentThere>?> WhoIsThereAsync(CancellationToken cancellationToken) => inner.WhoIsThereAsync(cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
