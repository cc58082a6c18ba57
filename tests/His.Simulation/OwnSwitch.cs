using His.Platform;
using His.Positions;
using static His.Simulation.RuleIds;

namespace His.Simulation;

/// <summary>
/// The switch as one life of HIS reaches it: what was on its way when HIS was killed has nobody left to answer to. What HIS asks for, and
/// what it does to agents without a session, is looked at here.
/// </summary>
internal sealed class OwnSwitch(World world, IPlatform real, HisInstance instance) : IPlatform
{
    public string Name => real.Name;

    public bool IsAvailable => real.IsAvailable;

    public event EventHandler LinkRestored
    {
        add => real.LinkRestored += value;
        remove => real.LinkRestored -= value;
    }

    public Task StartAsync(CancellationToken cancellationToken) => real.StartAsync(cancellationToken);

    public Task<AgentIdentity?> AuthenticateAsync(AgentCredentials credentials, CancellationToken cancellationToken) =>
        real.AuthenticateAsync(credentials, cancellationToken);

    public async Task<LogInResult> LogInAsync(
        AgentIdentity agent,
        string? endpoint,
        IAgentEventSink events,
        CancellationToken cancellationToken
    )
    {
        var number = World.NumberOf(agent.Id);
        Require(
            instance.IsOver || world.Orphans.OrphanErrands[number] == 0,
            Orphan,
            $"{agent.Name} logs in while HIS sees to them as to somebody without a session"
        );
        using var alive = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, instance.Death.Token);
        world.Orphans.LoginErrands[number]++;
        try
        {
            return Watched(await real.LogInAsync(agent, endpoint, events, alive.Token), number, isOrphan: false);
        }
        finally
        {
            world.Orphans.LoginErrands[number] -= instance.IsOver ? 0 : 1;
        }
    }

    public async Task<LogInResult> ReattachAsync(
        AgentIdentity agent,
        string? endpoint,
        IAgentEventSink events,
        CancellationToken cancellationToken
    )
    {
        var number = World.NumberOf(agent.Id);
        var isOrphan = events is not Position;
        using var alive = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, instance.Death.Token);
        using var errand = isOrphan ? world.Orphans.BeginOrphanErrand(number) : null;
        LogInResult? answer = null;
        if (isOrphan && !instance.IsOver)
        {
            world.Orphans.IsTakenForOrphan(number);
        }

        try
        {
            answer = await real.ReattachAsync(agent, endpoint, events, alive.Token);
            if (isOrphan && !instance.IsOver && answer is LogInResult.LoggedIn { State.LoggedOn: false })
            {
                world.Orphans.IsNoOrphan(number);
            }

            return Watched(answer, number, isOrphan);
        }
        finally
        {
            world.Traffic.HasAsked(number, answer is LogInResult.LoggedIn);
        }
    }

    public async Task<IReadOnlyList<AgentListing>?> ListAgentsAsync(CancellationToken cancellationToken)
    {
        using var alive = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, instance.Death.Token);
        var there = await real.ListAgentsAsync(alive.Token);
        if (there is not null && !instance.IsOver)
        {
            world.Orphans.AreThere(there);
        }

        return there;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private LogInResult Watched(LogInResult answer, int agent, bool isOrphan) =>
        answer is LogInResult.LoggedIn found
            ? found with
            {
                Agent = isOrphan ? new WatchedOrphan(world, agent, found.Agent, found.State) : new WatchedAgent(world, agent, found.Agent),
            }
            : answer;
}
