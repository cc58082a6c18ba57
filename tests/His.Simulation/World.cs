using His.Bus;
using His.Persistence;
using His.Platform;
using His.Platform.Simulator;
using His.Sessions.Actor;
using His.Simulation.Actions;
using His.Simulation.Rules;
using static His.Simulation.RuleIds;

namespace His.Simulation;

/// <summary>
/// The real core, the real bus, the simulated switch, virtual time, one thread. Whatever can run, and whatever can happen, is done one
/// at a time in an order that the plan's seed decides; after each step the rules are looked at.
/// </summary>
internal sealed class World
{
    public const string Password = "secret";

    private int _lives;
    private int _lastNumber;

    public World(Plan plan, bool isWritten = false, Action<string>? tell = null)
    {
        Plan = plan;
        Chance = new Chance(plan.Interleaving);
        Clock = new VirtualClock();
        Trace = new Trace(isWritten, Clock, tell);
        Responses = new ResponseOracle(this);
        Rules = new RuleSet(this);
        Scheduler = new Scheduler(this);
        Traffic = new SwitchTraffic(this);
        AtSwitch = new SwitchMishaps(this);
        Orphans = new OrphanTracker(this);
        Supervisor = new Supervisor(this);
        Ending = new Ending(this);
        Switch = new SimulatedSwitch(new SimulatorOptions { Password = Password, StartInactive = plan.StartInactive }, Clock, "i")
        {
            LatencyOf = Traffic.LatencyOf,
        };
        Switch.ChangeSettings(new SettingsChange(RefuseLogOffDuringInteraction: plan.RefusesLogOffInInteraction));
        _ = Switch.StartAsync(CancellationToken.None);
        Disk = new Disk(this);
        Instance = NewInstance();
        Clients =
        [
            .. Enumerable
                .Range(0, plan.Agents)
                .SelectMany(agent => new[] { new ClientModel(this, agent, 0), new ClientModel(this, agent, 1) }),
        ];
        StartReconciliation();
    }

    public Plan Plan { get; }

    public Chance Chance { get; }

    public VirtualClock Clock { get; }

    public Trace Trace { get; }

    public ResponseOracle Responses { get; }

    public RuleSet Rules { get; }

    public Defects Defects { get; } = new();

    public Scheduler Scheduler { get; }

    /// <summary>What HIS tells the switch, and what the switch says.</summary>
    public SwitchTraffic Traffic { get; }

    /// <summary>What has happened at the switch without HIS.</summary>
    public SwitchMishaps AtSwitch { get; }

    public OrphanTracker Orphans { get; }

    public Supervisor Supervisor { get; }

    public Ending Ending { get; }

    public SimulatedSwitch Switch { get; }

    public Disk Disk { get; }

    public HisInstance Instance { get; private set; }

    public HisCore Core => Instance.Core;

    public ClientModel[] Clients { get; }

    public List<Link> Links { get; } = [];

    /// <summary>Every session that there was, oldest first.</summary>
    public List<SessionOracle> Oracles { get; } = [];

    /// <summary>The session that tells something at this very moment.</summary>
    public SessionOracle? Telling { get; set; }

    /// <summary>The connection on which it is told, before anybody else takes the session over.</summary>
    public IConnection? TellingTo { get; private set; }

    public static string AgentName(int agent) => agent == 0 ? "alice" : "bob";

    public static int NumberOf(string agentId) => agentId == AgentId(0) ? 0 : 1;

    public static string AgentId(int agent) => agent == 0 ? "1001" : "1002";

    public Link Open(ClientModel client)
    {
        var link = new Link(this, client, Links.Count);
        Links.Add(link);
        return link;
    }

    public SessionOracle? Newest(int agent) => Oracles.FindLast(each => each.Agent == agent && each.Instance == Instance);

    public SwitchAgentState Truth(int agent) => Switch.Look(AgentId(agent))!;

    public Reason? ReasonAtSwitch(int agent) => Switch.GetState(AgentId(agent))!.LogoutReason;

    public SessionOracle? LiveOf(int agent) => Oracles.FindLast(each => each.Agent == agent && each.IsLive);

    /// <summary>Whether a login is under way, which may already have put the agent at the switch.</summary>
    public bool IsLoggingIn(int agent) =>
        Links.Exists(link =>
            link.Instance == Instance && link.Client.Agent == agent && link.Unanswered.Any(each => each.Method == "session.request.login")
        );

    /// <summary>Nobody answers at 0; any other destination is of one request alone.</summary>
    public string NewDestination(bool isAnswered) => isAnswered ? NewNumber() : "0";

    public string NewNumber() => $"{++_lastNumber}";

    /// <summary>The code of a reason as it is meant: of those that the switch offers now, or none of them.</summary>
    public string? ReasonCode(GivenReason reason, Pick offer) =>
        reason switch
        {
            GivenReason.Offered => offer.Of(Switch.Settings.Capabilities.LogoutReason.Reasons)?.Code ?? "STALE",
            GivenReason.Stale => "STALE",
            _ => null,
        };

    public string? Consulting(int agent) => Truth(agent).Interactions.FirstOrDefault(it => it.Consultation is not null)?.Id;

    public ClientModel ClientOf(int agent, int browser) => Clients[(agent * 2) + browser];

    /// <summary>Whether this keeps an agent from being logged off.</summary>
    public bool IsOngoing(SwitchInteractionState interaction) =>
        interaction.State != InteractionState.Completed && (interaction.State != InteractionState.Ended || Plan.WrapUpBlocks);

    /// <summary>Whether sessions can be held against the switch now.</summary>
    public bool CanCompare => Switch.IsAvailable && !Plan.IsShortNews;

    /// <summary>Plays the plan to its end, and then until nothing is left to come.</summary>
    public void Run()
    {
        var before = SynchronizationContext.Current;
        using var watching = Defects.Watch();
        SynchronizationContext.SetSynchronizationContext(Scheduler.Posted);
        try
        {
            new PlanRunner(this).Run();
            Ending.Run();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    /// <summary>Starts HIS again on what its disk has kept.</summary>
    public void StartInstance() => Instance = NewInstance();

    /// <summary>Sessions are held against the switch, if the plan says so.</summary>
    public void StartReconciliation()
    {
        if (Plan.ReconciliationInterval is not null)
        {
            Core.Reconciler.Start();
        }
    }

    private HisInstance NewInstance() =>
        new(
            Clock,
            instance => new HisCore(
                new HisOptions
                {
                    WrapUpBlocksLogout = Plan.WrapUpBlocks,
                    MaxReplayEvents = Plan.IsShortReplay ? 4 : 1000,
                    MaxPendingSwitchEvents = Plan.IsShortNews ? 2 : 1000,
                    AllowPendingLogout = Plan.MayLogOutLater,
                    ReconciliationInterval = Plan.ReconciliationInterval ?? TimeSpan.FromDays(1), // where nothing is compared, it is not started
                    LogOffOrphans = Plan.LogOffOrphans,
                },
                PlatformRegistration.Only(new OwnSwitch(this, Switch, instance)),
                instance,
                new CountedIds(++_lives),
                instance,
                Defects,
                Disk.Open()
            )
            {
                Witness = Hear,
            }
        );

    private void Hear(SessionActor workflow, BusEvent what)
    {
        var oracle = Oracles.Find(each => each.IsOf(workflow));
        if (oracle is null)
        {
            var agent = NumberOf(workflow.State.Agent.Id);
            Oracles.Add(oracle = new SessionOracle(this, workflow, agent));
            Traffic.BeginSession(agent);
            AtSwitch.IsLoggedOffBySwitch[agent] = false;
        }

        (Telling, TellingTo) = (oracle, workflow.Client.Connection);
        oracle.Hear(what);
        if (what is ChannelUnavailable)
        {
            Orphans.BecomesUnknown(oracle.Agent);
        }

        if (Trace.IsWritten)
        {
            Trace.Write($"{AgentName(oracle.Agent)}'s session tells {what}");
        }
    }

    /// <summary>HIS writes something down: each event once, in order, and nothing of a session that there is not.</summary>
    public void Journaled(Change change)
    {
        foreach (var entry in change.Entries)
        {
            Orphans.LookAtComparison(entry);
            if (
                entry.EventSequence is { } sequence
                && entry.Session is { } id
                && Oracles.FindLast(each => each.Instance == Instance && each.Id == id) is { } oracle
            )
            {
                Require(
                    sequence == oracle.Journaled + 1,
                    RuleIds.Journal,
                    $"{entry.Action}: event {sequence} is written after event {oracle.Journaled}"
                );
                oracle.Journaled = sequence;
            }
        }
    }
}
