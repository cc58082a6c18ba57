using His.Bus;
using His.Journal;
using His.Platform;
using His.Platform.Simulator;
using static His.Simulation.RuleIds;

namespace His.Simulation;

/// <summary>Sessions and switch held against each other, and agents at the switch who have no session.</summary>
internal sealed class OrphanTracker(World world)
{
    private readonly long[] _orphanSince = [-1, -1];

    /// <summary>
    /// Whether a channel of the agent was unknown when the last list arrived, or has become so since: then it differs from the list, even
    /// if a query of a running command makes it known again before the difference is written.
    /// </summary>
    private readonly bool[] _wasUnknown = new bool[2];

    /// <summary>How many logins of each agent the switch is at work on.</summary>
    public int[] LoginErrands { get; } = new int[2];

    /// <summary>How many things HIS is at work on for each agent as for one without a session.</summary>
    public int[] OrphanErrands { get; } = new int[2];

    /// <summary>What is written that HIS means to do for agents without a session, and has not done yet.</summary>
    public HashSet<(int Agent, string What, string? Channel)> OrphansWritten { get; } = [];

    /// <summary>
    /// Whether HIS has seen the agent without a session for so long: since a list arrived with the agent in it and without a session, or
    /// since HIS queried the agent as one without a session. The latter is earlier if the session ended after the list had arrived,
    /// while HIS was still comparing sessions with it; the next list may come minutes later.
    /// </summary>
    public bool IsOrphanFor(int agent, TimeSpan time) => _orphanSince[agent] >= 0 && world.Clock.Now - _orphanSince[agent] >= time.Ticks;

    /// <summary>HIS gets the list of all who are at the switch.</summary>
    public void AreThere(IReadOnlyList<AgentListing> there)
    {
        for (var agent = 0; agent < world.Plan.Agents; agent++)
        {
            _wasUnknown[agent] = world.LiveOf(agent)?.Model.Channels.Exists(it => it.Activation == Activation.Unavailable) == true;
            var isOrphan = world.LiveOf(agent) is null && there.Any(it => it.Agent.Id == World.AgentId(agent));
            _orphanSince[agent] =
                !isOrphan ? -1
                : _orphanSince[agent] < 0 ? world.Clock.Now
                : _orphanSince[agent];
        }
    }

    /// <summary>A channel of the agent has become unknown.</summary>
    public void BecomesUnknown(int agent) => _wasUnknown[agent] = true;

    /// <summary>HIS queries an agent of the last list as one without a session.</summary>
    public void IsTakenForOrphan(int agent)
    {
        if (_orphanSince[agent] < 0)
        {
            _orphanSince[agent] = world.Clock.Now;
        }
    }

    /// <summary>The result says that the agent is logged off: the list was older.</summary>
    public void IsNoOrphan(int agent) => _orphanSince[agent] = -1;

    /// <summary>HIS does something for an agent as for one without a session, until the answer is disposed of.</summary>
    public IDisposable BeginOrphanErrand(int agent) => new OrphanErrand(world, agent);

    /// <summary>Something is on the disk.</summary>
    public void Written(JournalEntry entry)
    {
        const string Deed = "agent.orphan.";
        if (entry.Action.StartsWith(Deed, StringComparison.Ordinal))
        {
            OrphansWritten.Add((World.NumberOf(entry.Agent!), entry.Action[Deed.Length..], entry.Channel));
        }
    }

    public void Forget()
    {
        Array.Fill(_orphanSince, -1);
        Array.Clear(LoginErrands);
        Array.Clear(OrphanErrands);
        OrphansWritten.Clear();
    }

    /// <summary>HIS says in its journal that a session was not as the switch says: then it was not, or nobody could know.</summary>
    public void LookAtComparison(JournalEntry entry)
    {
        if (entry.Action.StartsWith("session.reconciled.", StringComparison.Ordinal))
        {
            var agent = World.NumberOf(entry.Agent!);
            Require(
                world.AtSwitch.HasLostNews[agent]
                    || world.Plan.IsShortNews
                    || _wasUnknown[agent]
                    || world.LiveOf(agent) is not { } live
                    || live.Model.Channels.Exists(it => it.Activation == Activation.Unavailable),
                Compared,
                $"{entry.Action} of {World.AgentName(agent)}, and no news was lost"
            );
        }
    }

    /// <summary>Nobody waits for a customer at the switch who has no session, and nobody stays there for ever.</summary>
    public void LookAtTheEnd()
    {
        if (world.Plan.ReconciliationInterval is not { } often || !world.Plan.LogOffOrphans)
        {
            return;
        }

        for (var agent = 0; agent < world.Plan.Agents; agent++)
        {
            Require(
                world.LiveOf(agent) is not null || world.Truth(agent).Channels.All(it => it.AgentState != AgentState.Ready),
                Orphan,
                $"{World.AgentName(agent)} has no session, and is Ready"
            );
        }

        if (
            (world.Plan.EndingBits & 16) == 0
            || often > TimeSpan.FromMinutes(1)
            || Enumerable.Range(0, world.Plan.Agents).All(agent => world.LiveOf(agent) is not null)
        )
        {
            return;
        }

        for (var agent = 0; agent < world.Plan.Agents; agent++)
        {
            foreach (var interaction in world.LiveOf(agent) is null ? world.Truth(agent).Interactions : [])
            {
                world.Switch.ChangeSettings(new SettingsChange(WrapUp: false)); // who would finish it?
                world.Switch.Parties.EndByCustomer(interaction.Id);
            }
        }

        world.Scheduler.Pass(world.Core.Options.PresenceLogoutAfter + often + often);
        for (var agent = 0; agent < world.Plan.Agents; agent++)
        {
            Require(
                world.LiveOf(agent) is not null || !world.Truth(agent).LoggedOn || world.Truth(agent).Interactions.Any(world.IsOngoing),
                Orphan,
                $"{World.AgentName(agent)} has no session, and is still logged on"
            );
        }
    }

    private sealed class OrphanErrand : IDisposable
    {
        private readonly World _world;
        private readonly HisInstance _instance;
        private readonly int _agent;

        public OrphanErrand(World world, int agent)
        {
            (this._world, _instance, this._agent) = (world, world.Instance, agent);
            world.Orphans.OrphanErrands[agent]++;
        }

        public void Dispose() => _world.Orphans.OrphanErrands[_agent] -= _instance.IsOver ? 0 : 1;
    }
}
