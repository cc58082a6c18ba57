using His.Bus;
using His.Platform;
using His.Platform.Simulator;
using static His.Simulation.RuleIds;

namespace His.Simulation;

/// <summary>What HIS tells the switch and asks it, and what the switch says.</summary>
internal sealed class SwitchTraffic(World world)
{
    private const long LongAgo = TimeSpan.TicksPerHour;

    private readonly HashSet<(string Session, string Target)> _toldOnce = [];
    private readonly long[] _lastLogOff = [-LongAgo, -LongAgo];

    /// <summary>How many commands that change a state the switch was told, by agent.</summary>
    public int[] Commands { get; } = new int[2];

    /// <summary>How many log-offs of these, since the agent's last login.</summary>
    public int[] LogOffs { get; } = new int[2];

    /// <summary>When the switch was last told to log off an earlier session of the agent: it may be late.</summary>
    public long[] EarlierLogOff { get; } = [-LongAgo, -LongAgo];

    /// <summary>Which operations of the switch were carried out, well or with a fault.</summary>
    public HashSet<(SwitchOperation Operation, FaultBehaviour? Fault)> Operations { get; } = [];

    /// <summary>How often the switch was asked about each agent, whether the last one of these questions was answered, and how many of them were.</summary>
    public (int Count, bool IsAnswered, int Answered)[] Questions { get; } = new (int Count, bool IsAnswered, int Answered)[2];

    /// <summary>What the switch said last to a command of each kind for each agent.</summary>
    public Dictionary<(int Agent, CommandKind Kind), CommandOutcome> LastSaid { get; } = [];

    /// <summary>Destinations whose dialing the switch has said yes to.</summary>
    public HashSet<string> Dialed { get; } = [];

    public void HasAsked(int agent, bool isAnswered) =>
        Questions[agent] = (Questions[agent].Count + 1, isAnswered, Questions[agent].Answered + (isAnswered ? 1 : 0));

    public void HasSaid(int agent, CommandKind kind, CommandOutcome outcome) => LastSaid[(agent, kind)] = outcome;

    /// <summary>A session of the agent begins.</summary>
    public void BeginSession(int agent) => (LogOffs[agent], EarlierLogOff[agent]) = (0, _lastLogOff[agent]);

    /// <summary>HIS was killed.</summary>
    public void Forget()
    {
        _toldOnce.Clear();
        Dialed.Clear();
    }

    /// <summary>Whether this changes the state of a channel, or of the agent.</summary>
    public static bool ChangesState(SwitchOperation operation) =>
        operation
            is SwitchOperation.Activate
                or SwitchOperation.Deactivate
                or SwitchOperation.Ready
                or SwitchOperation.NotReady
                or SwitchOperation.Logout;

    /// <summary>The session that is being logged out and for which this is told; <see langword="null"/> if there is none.</summary>
    public SessionOracle? LoggingOut(RecordedCommand command) =>
        world.LiveOf(World.NumberOf(command.AgentId)) is { IsLoggingOut: true } live ? live : null;

    /// <summary>The switch hears a command or a question, and takes its time.</summary>
    public TimeSpan LatencyOf(RecordedCommand command)
    {
        var agent = World.NumberOf(command.AgentId);
        if (ChangesState(command.Operation))
        {
            Commands[agent]++;
            _lastLogOff[agent] = command.Operation == SwitchOperation.Logout ? world.Clock.Now : _lastLogOff[agent];
            LogOffs[agent] += command.Operation == SwitchOperation.Logout ? 1 : 0;
            if (LoggingOut(command) is { } live && command.Operation == SwitchOperation.Logout)
            {
                live.LeftActive = live.Model.Channels.Find(it => it.Activation == Activation.Active)?.Id;
                live.LoggedOffBy = live.RunningLogout;
            }
        }

        world.Rules.OnCommand(command);
        if ((command.Destination ?? command.Digits) is { } target && world.Responses.IsOnce(target) && world.LiveOf(agent) is { } telling)
        {
            Require(
                _toldOnce.Add((telling.Id, target)),
                Once,
                $"the switch is told {command.Operation} {target} twice, and it was asked for once"
            );
        }

        var latency = world.Ending.HasBegun
            ? 0
            : world.Plan.Latencies switch
            {
                0 => 0,
                1 => world.Chance.Between(1, 50),
                2 => world.Chance.Of<int>([0, 0, 10, 300]),
                3 => world.Chance.Of<int>([0, 50, 1000, 4000, 9900]),
                _ => world.Chance.Of<int>([0, 20, 500, 2900, 3100, 12_000]),
            };
        Operations.Add((command.Operation, command.Fault));
        world.Trace.Add('c', (int)command.Operation, latency);
        if (world.Trace.IsWritten)
        {
            var what = string.Join(
                ' ',
                new object?[] { command.ChannelId, command.InteractionId, command.Destination, command.Digits, command.Reason }.Where(it =>
                    it is not null
                )
            );
            world.Trace.Write(
                $"HIS -> switch  {command.Operation} {(command.AgentId.Length == 0 ? "of all" : World.AgentName(agent))} {what}  takes {latency} ms{(command.Fault is { } wrong ? $" and goes wrong: {wrong}" : "")}"
            );
        }

        return TimeSpan.FromMilliseconds(latency);
    }
}
