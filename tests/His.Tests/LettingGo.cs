using His.Platform;

namespace His.Tests;

/// <summary>A platform that lets go of its agents in a way of its own; in all else it is the one behind it.</summary>
/// <param name="inner">The platform behind it.</param>
/// <param name="letGo">What the disposal of an agent does; it is given where the agent's news is told.</param>
internal sealed class LettingGo(IPlatform inner, Func<IAgentNews, ValueTask> letGo) : PlatformBehind(inner)
{
    public override async Task<LoginAnswer> LogInAsync(AgentIdentity agent, string? endpoint, IAgentNews news, CancellationToken cancellationToken) =>
        await base.LogInAsync(agent, endpoint, news, cancellationToken) is LoginAnswer.LoggedIn found
            ? found with { Agent = new Agent(found.Agent, () => letGo(news)) }
            : throw new InvalidOperationException("Nothing else happens in these plays.");

    private sealed class Agent(IPlatformAgent inner, Func<ValueTask> letGo) : IPlatformAgent
    {
        public PlatformCapabilities Capabilities => inner.Capabilities;

        public Task<AgentAtSwitch?> AskAsync(CancellationToken cancellationToken) => inner.AskAsync(cancellationToken);

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

        public ValueTask DisposeAsync() => letGo();
    }
}
