using His.Platform;

namespace His.Tests;

/// <summary>A platform whose agents throw where nobody expects it: once, when they are told to.</summary>
internal sealed class BreakableAgents(IPlatform inner) : PlatformBehind(inner)
{
    public bool CapabilitiesBreak { get; set; }

    public bool TruthBreaks { get; set; }

    public override async Task<LogInResult> LogInAsync(
        AgentIdentity agent,
        string? endpoint,
        IAgentEventSink events,
        CancellationToken cancellationToken
    ) => Breakable(await base.LogInAsync(agent, endpoint, events, cancellationToken));

    public override async Task<LogInResult> ReattachAsync(
        AgentIdentity agent,
        string? endpoint,
        IAgentEventSink events,
        CancellationToken cancellationToken
    ) => Breakable(await base.ReattachAsync(agent, endpoint, events, cancellationToken));

    private LogInResult Breakable(LogInResult answer) =>
        answer is LogInResult.LoggedIn found ? found with { Agent = new Agent(found.Agent, this) } : answer;

    private sealed class Agent(IPlatformAgent inner, BreakableAgents agents) : AgentBehind(inner)
    {
        public override PlatformCapabilities Capabilities
        {
            get
            {
                if (!agents.CapabilitiesBreak)
                {
                    return base.Capabilities;
                }

                agents.CapabilitiesBreak = false;
                throw new InvalidOperationException("The platform is broken.");
            }
        }

        public override async Task<SwitchAgentState?> GetStateAsync(CancellationToken cancellationToken)
        {
            var truth = await base.GetStateAsync(cancellationToken);
            if (!agents.TruthBreaks)
            {
                return truth;
            }

            agents.TruthBreaks = false;
            return truth! with { Channels = null! };
        }
    }
}
