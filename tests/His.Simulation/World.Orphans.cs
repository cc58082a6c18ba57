using His.Bus;
using His.Journal;
using His.Platform;
using static His.Simulation.RuleIds;

namespace His.Simulation;

/// <content>Sessions and switch held against each other, and agents at the switch who have no session.</content>
internal sealed partial class World
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

    /// <summary>Whether news of an agent got lost, and nothing has shown since that HIS knows better.</summary>
    public bool[] HasLostNews { get; } = new bool[2];

    /// <summary>Whether news of an agent got lost at any time.</summary>
    public bool[] HasMissedNews { get; } = new bool[2];

    /// <summary>Whether the link was lost at any time.</summary>
    public bool HasLostLink { get; set; }

    /// <summary>How often the switch was asked about each agent, whether the last one of these questions was answered, and how many of them were.</summary>
    public (int Count, bool IsAnswered, int Answered)[] Questions { get; } = new (int Count, bool IsAnswered, int Answered)[2];

    /// <summary>What the switch said last to a command of each kind for each agent.</summary>
    public Dictionary<(int Agent, CommandKind Kind), CommandOutcome> LastSaid { get; } = [];

    /// <summary>Destinations whose dialling the switch has said yes to.</summary>
    public HashSet<string> Dialled { get; } = [];

    public static int NumberOf(string agentId) => agentId == AgentId(0) ? 0 : 1;

    public void HasAsked(int agent, bool isAnswered) =>
        Questions[agent] = (Questions[agent].Count + 1, isAnswered, Questions[agent].Answered + (isAnswered ? 1 : 0));

    public void HasSaid(int agent, CommandKind kind, CommandOutcome outcome) => LastSaid[(agent, kind)] = outcome;

    /// <summary>Whether this keeps an agent from being logged off.</summary>
    public bool IsOngoing(SwitchInteractionState interaction) =>
        interaction.State != InteractionState.Completed && (interaction.State != InteractionState.Ended || Plan.WrapUpBlocks);

    /// <summary>
    /// Whether HIS has seen the agent without a session for so long: since a list arrived with the agent in it and without a session, or
    /// since HIS queried the agent as one without a session. The latter is earlier if the session ended after the list had arrived,
    /// while HIS was still comparing sessions with it; the next list may come minutes later.
    /// </summary>
    public bool IsOrphanFor(int agent, TimeSpan time) => _orphanSince[agent] >= 0 && Clock.Now - _orphanSince[agent] >= time.Ticks;

    /// <summary>HIS gets the list of all who are at the switch.</summary>
    public void AreThere(IReadOnlyList<AgentListing> there)
    {
        for (var agent = 0; agent < Plan.Agents; agent++)
        {
            _wasUnknown[agent] = LiveOf(agent)?.Model.Channels.Exists(it => it.Activation == Activation.Unavailable) == true;
            var isOrphan = LiveOf(agent) is null && there.Any(it => it.Agent.Id == AgentId(agent));
            _orphanSince[agent] =
                !isOrphan ? -1
                : _orphanSince[agent] < 0 ? Clock.Now
                : _orphanSince[agent];
        }
    }

    /// <summary>HIS queries an agent of the last list as one without a session.</summary>
    public void IsTakenForOrphan(int agent)
    {
        if (_orphanSince[agent] < 0)
        {
            _orphanSince[agent] = Clock.Now;
        }
    }

    /// <summary>The result says that the agent is logged off: the list was older.</summary>
    public void IsNoOrphan(int agent) => _orphanSince[agent] = -1;

    /// <summary>HIS does something for an agent as for one without a session, until the answer is disposed of.</summary>
    public IDisposable BeginOrphanErrand(int agent) => new OrphanErrand(this, agent);

    /// <summary>Something is on the disk.</summary>
    public void Written(JournalEntry entry)
    {
        const string Deed = "agent.orphan.";
        if (entry.Action.StartsWith(Deed, StringComparison.Ordinal))
        {
            OrphansWritten.Add((NumberOf(entry.Agent!), entry.Action[Deed.Length..], entry.Channel));
        }
    }

    private void StartComparing()
    {
        if (Plan.ReconciliationInterval is not null)
        {
            Core.Reconciler.Start();
        }
    }

    private void ForgetOrphans()
    {
        Array.Fill(_orphanSince, -1);
        Array.Clear(LoginErrands);
        Array.Clear(OrphanErrands);
        OrphansWritten.Clear();
    }

    /// <summary>News of the agent gets lost: HIS cannot know, until it compares.</summary>
    public void LosesNews(int agent) => HasLostNews[agent] = HasMissedNews[agent] = true;

    /// <summary>HIS says in its journal that a session was not as the switch says: then it was not, or nobody could know.</summary>
    private void LookAtComparison(JournalEntry entry)
    {
        if (entry.Action.StartsWith("session.reconciled.", StringComparison.Ordinal))
        {
            var agent = NumberOf(entry.Agent!);
            Require(
                HasLostNews[agent]
                    || Plan.IsShortNews
                    || _wasUnknown[agent]
                    || LiveOf(agent) is not { } live
                    || live.Model.Channels.Exists(it => it.Activation == Activation.Unavailable),
                Compared,
                $"{entry.Action} of {AgentName(agent)}, and no news was lost"
            );
        }
    }

    /// <summary>Nobody waits for a customer at the switch who has no session, and nobody stays there for ever.</summary>
    private void LookForOrphans()
    {
        if (Plan.ReconciliationInterval is not { } often || !Plan.LogOffOrphans)
        {
            return;
        }

        for (var agent = 0; agent < Plan.Agents; agent++)
        {
            Require(
                LiveOf(agent) is not null || Truth(agent).Channels.All(it => it.AgentState != AgentState.Ready),
                Orphan,
                $"{AgentName(agent)} has no session, and is Ready"
            );
        }

        if (
            (Plan.EndingBits & 16) == 0
            || often > TimeSpan.FromMinutes(1)
            || Enumerable.Range(0, Plan.Agents).All(agent => LiveOf(agent) is not null)
        )
        {
            return;
        }

        for (var agent = 0; agent < Plan.Agents; agent++)
        {
            foreach (var interaction in LiveOf(agent) is null ? Truth(agent).Interactions : [])
            {
                Switch.ChangeSettings(new Platform.Simulator.SettingsChange(WrapUp: false)); // who would finish it?
                Switch.Parties.EndByCustomer(interaction.Id);
            }
        }

        Pass(Core.Options.PresenceLogoutAfter + often + often);
        for (var agent = 0; agent < Plan.Agents; agent++)
        {
            Require(
                LiveOf(agent) is not null || !Truth(agent).LoggedOn || Truth(agent).Interactions.Any(IsOngoing),
                Orphan,
                $"{AgentName(agent)} has no session, and is still logged on"
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
            world.OrphanErrands[agent]++;
        }

        public void Dispose() => _world.OrphanErrands[_agent] -= _instance.IsOver ? 0 : 1;
    }
}
