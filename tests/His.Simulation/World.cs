using His.Bus;
using His.Journal;
using His.Persistence;
using His.Platform;
using His.Platform.Simulator;
using His.Sessions;
using His.Sessions.Actor;
using His.Simulation.Actions;
using His.Simulation.Rules;
using static His.Simulation.RuleIds;

namespace His.Simulation;

/// <summary>
/// The real core, the real bus, the simulated switch, virtual time, one thread. Whatever can run, and whatever can happen, is done one
/// at a time in an order that the plan's seed decides; after each step the rules are looked at.
/// </summary>
internal sealed partial class World
{
    private const int MaxSteps = 5_000;
    private static readonly TimeSpan SlowButSoon = TimeSpan.FromSeconds(2);

    private readonly PendingWork _posted = new();
    private int _next;
    private int _steps;
    private int _lives;

    public World(Plan plan, bool isWritten = false, Action<string>? tell = null)
    {
        Plan = plan;
        Chance = new Chance(plan.Interleaving);
        Clock = new VirtualClock();
        Trace = new Trace(isWritten, Clock, tell);
        Responses = new ResponseOracle(this);
        Rules = new RuleSet(this);
        Switch = new SimulatedSwitch(new SimulatorOptions { Password = Password, StartInactive = plan.StartInactive }, Clock, "i")
        {
            LatencyOf = Hears,
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
        StartComparing();
    }

    public Plan Plan { get; }

    public Chance Chance { get; }

    public VirtualClock Clock { get; }

    public Trace Trace { get; }

    public ResponseOracle Responses { get; }

    public RuleSet Rules { get; }

    public Defects Defects { get; } = new();

    public SimulatedSwitch Switch { get; }

    public Disk Disk { get; }

    public HisInstance Instance { get; private set; }

    public HisCore Core => Instance.Core;

    public ClientModel[] Clients { get; }

    public List<Link> Links { get; } = [];

    /// <summary>Every session that there was, oldest first.</summary>
    public List<SessionOracle> Oracles { get; } = [];

    /// <summary>The session that tells something at this very moment.</summary>
    public SessionOracle? Telling { get; private set; }

    /// <summary>The connection on which it is told, before anybody else takes the session over.</summary>
    public IConnection? TellingTo { get; private set; }

    public int Steps => _steps;

    public static string AgentName(int agent) => agent == 0 ? "alice" : "bob";

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

    /// <summary>Plays the plan to its end, and then until nothing is left to come.</summary>
    public void Run()
    {
        var before = SynchronizationContext.Current;
        using var watching = Defects.Watch();
        SynchronizationContext.SetSynchronizationContext(_posted);
        try
        {
            Play();
            Settle();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    private void Play()
    {
        var actions = Plan.Actions;
        while (true)
        {
            var isDue = _next < actions.Count && actions[_next].At * TimeSpan.TicksPerMillisecond <= Clock.Now;
            if (Waiting == 0)
            {
                LookAtRest();
                if (!isDue && !Clock.TryNext(out _) && _next == actions.Count)
                {
                    return;
                }

                if (isDue || !MoveOn(actions))
                {
                    if (_next == actions.Count)
                    {
                        return;
                    }

                    Do(actions[_next++]);
                }
            }
            else if (Plan.PreemptionPercent > 0 && Chance.Percent(Plan.PreemptionPercent) && (isDue || IsAlarmSoon(actions)))
            {
                if (isDue)
                {
                    Do(actions[_next++]);
                }
                else
                {
                    Clock.RingNext();
                }
            }
            else
            {
                Step();
            }

            After();
        }
    }

    /// <summary>Nothing can run: time goes on to the next alarm, or else to the next act. False: it is the act's turn.</summary>
    private bool MoveOn(IReadOnlyList<PlanAction> actions)
    {
        if (_next == actions.Count)
        {
            return false; // what comes now is the end
        }

        var at = actions[_next].At * TimeSpan.TicksPerMillisecond;
        if (Clock.TryNext(out var due) && due <= at)
        {
            Clock.RingNext();
            return true;
        }

        Clock.MoveTo(at);
        return false;
    }

    private bool IsAlarmSoon(IReadOnlyList<PlanAction> actions) =>
        Clock.TryNext(out var due)
        && due - Clock.Now < SlowButSoon.Ticks
        && (_next == actions.Count || due <= actions[_next].At * TimeSpan.TicksPerMillisecond);

    private int Waiting
    {
        get
        {
            var waiting = Instance.Waiting.Count + (_posted.Any ? 1 : 0);
            foreach (var link in Links)
            {
                waiting += link.HasUnread ? 1 : 0;
            }

            return waiting;
        }
    }

    /// <summary>One of all that can run runs: one piece of a session's work, one message that a client reads, or one thing at the door.</summary>
    private void Step()
    {
        var choice = Chance.Below(Waiting);
        if (choice < Instance.Waiting.Count)
        {
            Trace.Add('s', choice);
            Instance.RunOne(choice);
            return;
        }

        choice -= Instance.Waiting.Count;
        foreach (var link in Links)
        {
            if (link.HasUnread && choice-- == 0)
            {
                link.Read();
                return;
            }
        }

        _posted.RunNext();
    }

    private void After()
    {
        Require(++_steps < MaxSteps, Rest, "it does not come to rest");
        Require(Defects.First is null, Defect, Defects.First ?? "");
        Telling = null;
        foreach (var oracle in Oracles)
        {
            oracle.Look();
        }
    }

    /// <summary>Runs all that can run.</summary>
    private void Drain()
    {
        while (Waiting > 0)
        {
            Step();
            After();
        }

        LookAtRest();
    }

    /// <summary>Lets time go by.</summary>
    private void Pass(TimeSpan time)
    {
        var end = Clock.Now + time.Ticks;
        Drain();
        while (Clock.TryNext(out var due) && due <= end)
        {
            Clock.RingNext();
            After();
            Drain();
        }

        Clock.MoveTo(end);
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
                new OwnSwitch(this, Switch, instance),
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
            (LogOffs[agent], IsLoggedOffBySwitch[agent], EarlierLogOff[agent]) = (0, false, _lastLogOff[agent]);
        }

        (Telling, TellingTo) = (oracle, workflow.Client.Connection);
        oracle.Hear(what);
        _wasUnknown[oracle.Agent] |= what is ChannelUnavailable;
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
            LookAtComparison(entry);
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
