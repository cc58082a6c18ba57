using His.Platform;

namespace His.Tests;

/// <summary>A platform that lets go of its agents in a way of its own; in all else it is the one behind it.</summary>
/// <param name="inner">The platform behind it.</param>
/// <param name="letGo">What the disposal of an agent does; it is given where the agent's news is told.</param>
internal sealed class LettingGo(IPlatform inner, Func<IAgentEventSink, ValueTask> letGo) : PlatformBehind(inner)
{
    public override async Task<LogInResult> LogInAsync(
        AgentIdentity agent,
        string? endpoint,
        IAgentEventSink events,
        CancellationToken cancellationToken
    ) =>
        await base.LogInAsync(agent, endpoint, events, cancellationToken) is LogInResult.LoggedIn found
            ? found with
            {
                Agent = new Agent(found.Agent, () => letGo(events)),
            }
            : throw new InvalidOperationException("Nothing else happens in these scenarios.");

    private sealed class Agent(IPlatformAgent inner, Func<ValueTask> letGo) : AgentBehind(inner)
    {
        protected override ValueTask LetGoAsync() => letGo();
    }
}
