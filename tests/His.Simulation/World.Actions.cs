using His.Bus;
using His.Journal;
using His.Persistence;
using His.Platform;
using His.Platform.Simulator;
using His.Sessions;
using His.Sessions.Actor;
using His.Simulation.Actions;
using static His.Simulation.RuleIds;

namespace His.Simulation;

/// <content>What is done to HIS, and at the switch.</content>
internal sealed partial class World
{
    public const string Password = "secret";

    private readonly HashSet<(string Session, string Target)> _toldOnce = [];
    private const long LongAgo = TimeSpan.TicksPerHour;
    private readonly long[] _lastLogOff = [-LongAgo, -LongAgo];
    private int _lastNumber;

    /// <summary>How many commands that change a state the switch was told, by agent.</summary>
    public int[] Commands { get; } = new int[2];

    /// <summary>How many log-offs of these, since the agent's last login.</summary>
    public int[] LogOffs { get; } = new int[2];

    /// <summary>When the switch was last told to log off an earlier session of the agent: it may be late.</summary>
    public long[] EarlierLogOff { get; } = [-LongAgo, -LongAgo];

    /// <summary>Whether the switch has logged the agent off by itself.</summary>
    public bool[] IsLoggedOffBySwitch { get; } = new bool[2];

    /// <summary>The causes with which the switch has logged somebody off.</summary>
    public HashSet<SwitchCause> Causes { get; } = [];

    /// <summary>Until when a login that HIS gave up, or did not live to hear of, may still put the agent at the switch; 0 for never.</summary>
    public long[] GhostUntil { get; } = new long[2];

    /// <summary>How often something has happened at the switch by itself.</summary>
    public int Mishaps { get; set; }

    /// <summary>How often what the platform can do has changed.</summary>
    public int Abilities { get; set; }

    /// <summary>Which operations of the switch were carried out, well or with a fault.</summary>
    public HashSet<(SwitchOperation Operation, FaultBehaviour? Fault)> Operations { get; } = [];

    /// <summary>How often a policy has changed.</summary>
    public int Policies { get; set; }

    private void Do(PlanAction action)
    {
        Trace.Add('a', _next, action.Agent);
        if (Trace.IsWritten)
        {
            Trace.Write($"--- {action.Words}");
        }

        Require(action.GetType() != Plan.Forbidden, Forbidden, $"{action.GetType().Name} is forbidden");
        action.Execute(this);
    }

    /// <summary>How often a supervisor has ordered the agent out.</summary>
    public int[] Orders { get; } = new int[2];

    /// <summary>How many of these orders have no answer yet.</summary>
    public int[] OrdersUnderWay { get; } = new int[2];

    public SessionOracle? LiveOf(int agent) => Oracles.FindLast(each => each.Agent == agent && each.IsLive);

    /// <summary>A supervisor logs the agent out.</summary>
    public async void Order(int agent, OngoingInteractions ongoing, string? code)
    {
        if (LiveOf(agent) is not { } live)
        {
            return;
        }

        Orders[agent]++;
        OrdersUnderWay[agent]++;
        var reason = code is null ? null : new ReasonGiven { Code = code };
        var outcome = await Core.SupervisorApi.LogOutAsync(live.Id, new LogoutOrder(Cause.Supervisor, "carol", reason, ongoing));
        OrdersUnderWay[agent]--;
        Trace.Write($"the order for {AgentName(agent)} ends with {outcome?.Failure?.Name ?? "success"}");
        Trace.Add('o', agent, outcome is { IsFailure: true } ? 1 : 0);
        if (outcome is { IsFailure: false, Result: { Pending: false } })
        {
            Require(live.IsDisposed, AnswerOrder, $"an order for {AgentName(agent)} has succeeded, and the session lives");
        }
        else if (outcome is { IsFailure: false })
        {
            Require(
                live.Model.IsLogoutPending || live.IsDisposed || live.HasWaited,
                Later,
                $"an order for {AgentName(agent)} waits, and nothing waits"
            );
        }
    }

    /// <summary>
    /// HIS is killed and started again, on what its disk has kept. The switch knows nothing of it.
    /// </summary>
    public void Kill()
    {
        Instance.Kill();
        _posted.Clear();
        var loggingIn = Enumerable.Range(0, Plan.Agents).Where(IsLoggingIn).ToList();
        var newest = Enumerable.Range(0, Plan.Agents).Select(agent => Oracles.FindLast(each => each.Agent == agent)?.Id).ToList();
        var isSure = Disk is { IsDoubtful: false, IsUsurped: false };
        Disk.Crash();
        foreach (var oracle in Oracles)
        {
            if (oracle.Instance == Instance && isSure)
            {
                LookAtWhatIsWritten(oracle);
            }
        }

        foreach (var link in Links)
        {
            link.Leave(0);
        }

        foreach (var client in Clients)
        {
            client.Vanish(0);
        }

        Array.Clear(OrdersUnderWay);
        Instance = NewInstance();
        var found = Core.Store.Sessions();
        Responses.Killed(found);
        for (var restart = Core.RestoreAsync(); !restart.IsCompleted; )
        {
            Instance.RunOne(0);
            Require(++_steps < MaxSteps, Rest, "a restart does not come to its end");
        }

        foreach (var record in found.Where(it => it.Ended is null))
        {
            var agent = NumberOf(record.Agent.Id);
            var workflow = Core.Sessions.Find(record.Agent.Id);
            Require(workflow is not null && workflow.IdOrNull == record.Id, Answered, $"{record.Id} was written, and does not go on");
            var before = Oracles.FindLast(each => each.Id == record.Id);
            var oracle = new SessionOracle(this, workflow!, agent, record, before);
            Require(
                before is null || oracle.Before >= before.LastSequence || record.Logout is { Phase: LogoutPhase.NoReturn },
                Sequence,
                $"{record.Id} has told {before?.LastSequence} events, and goes on from {oracle.Before}"
            );
            Oracles.Add(oracle);
            Responses.GoesOn(oracle, record);
        }

        for (var agent = 0; agent < Plan.Agents; agent++)
        {
            // With a full disk, the newest session may be lost, and an older one behind its point of no return goes on.
            if (LiveOf(agent) is not { } live || live.Id != newest[agent] || loggingIn.Contains(agent))
            {
                AllowGhost(agent);
            }
        }

        _toldOnce.Clear();
        Dialled.Clear();
        ForgetOrphans();
        StartComparing();
    }

    /// <summary>Whether a login is under way, which may already have put the agent at the switch.</summary>
    public bool IsLoggingIn(int agent) =>
        Links.Exists(link =>
            link.Instance == Instance && link.Client.Agent == agent && link.Unanswered.Any(each => each.Method == "session.request.login")
        );

    /// <summary>What a HIS that was killed had promised is on its disk.</summary>
    private void LookAtWhatIsWritten(SessionOracle killed)
    {
        var record = Disk.Find(killed.Id);
        if (killed.Token is not null)
        {
            Require(record is not null, Durable, $"{killed.Id} was logged in, and is not written");
            var hash = ResumeTokens.Hash(killed.Token);
            var isSentAgain =
                killed.UsedToken is { } used
                && ResumeTokens.Hash(used) == record!.UsedTokenHash
                && Links.Exists(link => link.Instance == Instance && link.Unanswered.Any(each => each.Token == used)); // its answer was lost
            Require(
                killed.IsDisposed || isSentAgain || hash == record!.TokenHash || hash == record.UsedTokenHash,
                Durable,
                $"the client of {killed.Id} has a token that is not written"
            );
        }

        if (killed.IsEndedByLogout)
        {
            if (record is { Ended: { } ended })
            {
                Responses.LookAtTheEnd(killed, ended);
            }

            Require(
                record is { Ended: not null } or { Logout.Phase: LogoutPhase.NoReturn },
                Durable,
                $"{killed.Id} was logged out, and that is not written"
            );
        }
        else if (!killed.IsDisposed && record is not null)
        {
            Require(record.Ended is null, Durable, $"{killed.Id} was alive, and is written as ended");
            Require(
                record.Logout is null || killed.RunningLogout is not null,
                Durable,
                $"the logout of {killed.Id} has failed, and is still meant"
            );
        }
    }

    public void AllowGhost(int agent) => GhostUntil[agent] = Clock.Now + (15 * TimeSpan.TicksPerSecond);

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
        LiveOf(NumberOf(command.AgentId)) is { IsLoggingOut: true } live ? live : null;

    /// <summary>The switch hears a command or a question, and takes its time.</summary>
    private TimeSpan Hears(RecordedCommand command)
    {
        var agent = NumberOf(command.AgentId);
        if (ChangesState(command.Operation))
        {
            Commands[agent]++;
            _lastLogOff[agent] = command.Operation == SwitchOperation.Logout ? Clock.Now : _lastLogOff[agent];
            LogOffs[agent] += command.Operation == SwitchOperation.Logout ? 1 : 0;
            if (LoggingOut(command) is { } live && command.Operation == SwitchOperation.Logout)
            {
                live.LeftActive = live.Model.Channels.Find(it => it.Activation == Activation.Active)?.Id;
                live.LoggedOffBy = live.RunningLogout;
            }
        }

        Rules.OnCommand(command);
        if ((command.Destination ?? command.Digits) is { } target && Responses.IsOnce(target) && LiveOf(agent) is { } telling)
        {
            Require(
                _toldOnce.Add((telling.Id, target)),
                Once,
                $"the switch is told {command.Operation} {target} twice, and it was asked for once"
            );
        }

        var latency = IsSettling
            ? 0
            : Plan.Latencies switch
            {
                0 => 0,
                1 => Chance.Between(1, 50),
                2 => Chance.Of<int>([0, 0, 10, 300]),
                3 => Chance.Of<int>([0, 50, 1000, 4000, 9900]),
                _ => Chance.Of<int>([0, 20, 500, 2900, 3100, 12_000]),
            };
        Operations.Add((command.Operation, command.Fault));
        Trace.Add('c', (int)command.Operation, latency);
        if (Trace.IsWritten)
        {
            var what = string.Join(
                ' ',
                new object?[] { command.ChannelId, command.InteractionId, command.Destination, command.Digits, command.Reason }.Where(it =>
                    it is not null
                )
            );
            Trace.Write(
                $"HIS -> switch  {command.Operation} {(command.AgentId.Length == 0 ? "of all" : AgentName(agent))} {what}  takes {latency} ms{(command.Fault is { } wrong ? $" and goes wrong: {wrong}" : "")}"
            );
        }

        return TimeSpan.FromMilliseconds(latency);
    }
}
