using His.Platform;

namespace His.Tests;

/// <summary>A platform that does all as the one behind it does, for a scenario in which something is otherwise.</summary>
internal abstract class PlatformBehind(IPlatform inner) : IPlatform
{
    public string Name => inner.Name;

    public bool IsAvailable => inner.IsAvailable;

    public IReadOnlyList<PlatformChannel> Channels => inner.Channels;

    public Task StartAsync(CancellationToken cancellationToken) => inner.StartAsync(cancellationToken);

    public virtual Task<AgentIdentity?> AuthenticateAsync(AgentCredentials credentials, CancellationToken cancellationToken) =>
        inner.AuthenticateAsync(credentials, cancellationToken);

    public virtual Task<LogInResult> LogInAsync(
        AgentIdentity agent,
        string? endpoint,
        IAgentEventSink events,
        CancellationToken cancellationToken
    ) => inner.LogInAsync(agent, endpoint, events, cancellationToken);

    public virtual Task<LogInResult> ReattachAsync(
        AgentIdentity agent,
        string? endpoint,
        IAgentEventSink events,
        CancellationToken cancellationToken
    ) => inner.ReattachAsync(agent, endpoint, events, cancellationToken);

    public virtual Task<IReadOnlyList<AgentListing>?> ListAgentsAsync(CancellationToken cancellationToken) =>
        inner.ListAgentsAsync(cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
