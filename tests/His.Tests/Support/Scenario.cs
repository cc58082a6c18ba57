using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using His.Persistence;
using His.Platform;
using His.Platform.Simulator;
using His.Testing;

namespace His.Tests;

/// <summary>
/// A scenario: the real core, the real bus, the simulated switch and a clock that is turned. Everything that is said is written down;
/// at the end the transcript must be the approved one. Nothing runs at the same time, so a scenario is the same each time.
/// </summary>
internal sealed class Scenario : IDisposable
{
    public const string Alice = "1001";

    private HeldWorkers _workers = new();
    private readonly List<string> _lines = [];
    private readonly CountedIds _ids = new();
    private readonly string _title;
    private readonly string _file;
    private readonly Dictionary<string, int> _heard = [];
    private readonly List<(string Name, SimulatedSwitch Switch)> _switches = [];
    private readonly IReadOnlyList<PlatformRegistration> _platforms;

    public Scenario(
        HisOptions? options = null,
        SimulatorOptions? simulator = null,
        IStore? store = null,
        Func<IPlatform, IPlatform>? platform = null,
        [CallerMemberName] string title = "",
        [CallerFilePath] string source = "",
        IReadOnlyList<ScenarioPlatform>? platforms = null
    )
    {
        this._title = title;
        _file = Path.Combine(Path.GetDirectoryName(source)!, "Transcripts", Path.GetFileNameWithoutExtension(source), title + ".txt");
        Clock = new TurnedClock { AfterEach = _workers.RunAll };
        foreach (var one in platforms ?? [new ScenarioPlatform("switch", [])])
        {
            var settings = (simulator ?? new SimulatorOptions()) with
            {
                Password = "secret",
                RecordCommands = true,
                Channels = one.Channels,
            };
            var added = new SimulatedSwitch(settings, Clock, "i");
            _switches.Add((one.Name, added));
            if (!one.IsAway)
            {
                _ = added.StartAsync(TestContext.Current.CancellationToken);
            }
        }

        Switch = _switches[0].Switch;
        _platforms = platforms is null
            ? PlatformRegistration.Only(platform?.Invoke(Switch) ?? Switch)
            : [.. platforms.Zip(_switches, (one, it) => one.Register(it.Switch))];
        Store = store as MemoryStore;
        Core = new HisCore(options ?? new HisOptions(), _platforms, Clock, _ids, _workers, Logs, store);
    }

    public TurnedClock Clock { get; }

    public SimulatedSwitch Switch { get; }

    public HisCore Core { get; private set; }

    /// <summary>What HIS has logged.</summary>
    public HeardLog Logs { get; } = new();

    /// <summary>Where HIS keeps what shall outlive it, in scenarios about that.</summary>
    public MemoryStore? Store { get; private set; }

    /// <summary>The last start: completes when whoever comes may be let in.</summary>
    public Task Restarted { get; private set; } = Task.CompletedTask;

    /// <summary>A browser comes.</summary>
    public Browser Connect(string who = "alice", string address = "127.0.0.1") => new(this, who, address);

    /// <summary>A browser comes, and alice logs in.</summary>
    public Browser LogIn(string agentId = Alice, string who = "alice")
    {
        var browser = Connect(who);
        browser.Ask("session.request.login", new JsonObject { ["agentId"] = agentId, ["password"] = "secret" });
        return browser;
    }

    /// <summary>Alice logs in and goes Ready on all her channels.</summary>
    public Browser LogInReady()
    {
        var alice = LogIn();
        alice.Ask("channelgroup.request.ready");
        return alice;
    }

    /// <summary>Everything up to here is known from other scenarios: it is left out of this transcript.</summary>
    public void DiscardTranscript()
    {
        WriteToldCommands();
        _lines.Clear();
    }

    /// <summary>Lets run whatever can run.</summary>
    public void Run()
    {
        _workers.RunAll();
        WriteToldCommands();
    }

    /// <summary>
    /// HIS is gone from one moment to the next, with all that was not written for certain, and is started anew. Nothing of the old one
    /// runs any more, and nobody is told. What happens at the switch meanwhile nobody hears.
    /// </summary>
    public void KillAndStart(
        string? meanwhile = null,
        Action<SimulatedSwitch>? act = null,
        IPlatform? platform = null,
        string? without = null
    )
    {
        Write($"        HIS is killed{(meanwhile is null ? "" : $", {meanwhile}")}, and HIS is started anew");
        act?.Invoke(Switch);
        _workers = new HeldWorkers();
        Clock.AfterEach = _workers.RunAll;
        Store = Store!.AfterACrash();
        Core = new HisCore(
            Core.Options,
            platform is null ? [.. _platforms.Where(it => it.Name != without)] : PlatformRegistration.Only(platform),
            Clock,
            _ids,
            _workers,
            Logs,
            Store
        );
        Restarted = Core.RestoreAsync();
        Run();
    }

    /// <summary>Time goes by.</summary>
    public void Wait(TimeSpan span)
    {
        Write($"        ... {span.TotalSeconds:0} s ...");
        Clock.Turn(span);
        Run();
    }

    /// <summary>Time goes by, and the machine has none for HIS: alarms ring, and nothing of what waits is done.</summary>
    public void AdvanceWithoutRunning(TimeSpan span)
    {
        Write($"        ... {span.TotalSeconds:0} s without HIS ...");
        Clock.AfterEach = () => { };
        Clock.Turn(span);
        Clock.AfterEach = _workers.RunAll;
    }

    /// <summary>Something happens at the switch.</summary>
    public T AtSwitch<T>(string what, Func<SimulatedSwitch, T> act)
    {
        Write($"switch  {what}");
        var result = act(Switch);
        Run();
        return result;
    }

    /// <summary>Something happens at one of several platforms.</summary>
    public T At<T>(string platform, string what, Func<SimulatedSwitch, T> act)
    {
        Write($"{platform, -7} {what}");
        var result = act(SwitchOf(platform));
        Run();
        return result;
    }

    /// <inheritdoc cref="At{T}"/>
    public void At(string platform, string what, Action<SimulatedSwitch> act) =>
        At(
            platform,
            what,
            it =>
            {
                act(it);
                return 0;
            }
        );

    /// <summary>The switch of one of several platforms.</summary>
    public SimulatedSwitch SwitchOf(string platform) => _switches.Single(it => it.Name == platform).Switch;

    /// <inheritdoc cref="AtSwitch{T}"/>
    public void AtSwitch(string what, Action<SimulatedSwitch> act) =>
        AtSwitch(
            what,
            it =>
            {
                act(it);
                return 0;
            }
        );

    /// <summary>A customer comes to a Ready channel of alice.</summary>
    public string Offer(ChannelType type, string party = "+4930123456") =>
        AtSwitch($"offers alice: {type} from {party}", it => it.Parties.OfferInteraction(Alice, type, party))
        ?? throw new InvalidOperationException("No channel is Ready.");

    /// <summary>Alice, Ready, in a call with a customer; from here on the transcript counts.</summary>
    public (Browser Alice, string Call) LogInWithCall()
    {
        var alice = LogInReady();
        var call = Offer(ChannelType.Telephony);
        alice.Ask("interaction.request.accept", new JsonObject { ["interactionId"] = call });
        DiscardTranscript();
        return (alice, call);
    }

    /// <summary>The next such command goes wrong.</summary>
    public void Fault(
        SwitchOperation operation,
        FaultBehaviour behaviour,
        string? channelId = null,
        int times = 1,
        string? message = null,
        string? queue = null,
        string? platform = null
    ) =>
        At(
            platform ?? _switches[0].Name,
            $"will go wrong: {operation}{(channelId is null ? "" : " " + channelId)}{(queue is null ? "" : " in " + queue)}, {behaviour}{(times == 1 ? "" : $", {times} times")}",
            it => it.Faults.Add(new Fault(operation, behaviour, channelId, Message: message, Times: times, Queue: queue))
        );

    public void Write(string line)
    {
        WriteToldCommands();
        _lines.Add(line);
    }

    /// <summary>Closes the transcript with what is true in the end, and compares it with the approved one.</summary>
    public void VerifyTranscript()
    {
        Run();
        _lines.Add("");
        _lines.Add("in the end");
        foreach (var (name, one) in _switches)
        {
            WriteTruth(name, one.GetState(Alice)!);
        }

        _lines.Add($"  HIS     {Core.Sessions.Count} session(s), {Clock.Alarms} timer(s)");
        var transcript = string.Join('\n', _lines.Prepend("").Prepend(_title.Replace('_', ' '))) + "\n";
        if (Environment.GetEnvironmentVariable("HIS_APPROVE") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_file)!);
            File.WriteAllText(_file, transcript);
        }

        Assert.True(
            File.Exists(_file),
            $"There is no approved transcript {_file}. Look at this one and approve it with HIS_APPROVE=1:\n{transcript}"
        );
        Assert.Equal(File.ReadAllText(_file), transcript);
    }

    private void WriteTruth(string name, SimulatedAgentState truth)
    {
        _lines.Add(
            $"  {name, -7} alice is logged {(truth.LoggedIn ? "on" : "off")}{Words(truth.LogoutReason)}: "
                + string.Join(
                    ", ",
                    truth.Channels.Select(it => $"{it.Id} {(!it.Active ? "inactive" : it.Ready ? "Ready" : "Not Ready")}{Words(it.Reason)}")
                )
        );
        _lines.AddRange(
            truth.Interactions.Select(it =>
                $"          {it.Id} {it.State} with {it.Party}"
                + (it.Consultation is { } second ? $", {second.State} with {second.Party}" : "")
                + (it.TransferredTo is { } to ? $", handed to {to}" : "")
                + (it.Digits.Length > 0 ? $", heard {it.Digits}" : "")
            )
        );
    }

    public void Dispose() => BusRecord.Flush();

    private static string Words(Reason? reason) => reason is null ? "" : $" ({reason.Code ?? reason.Text})";

    private void WriteToldCommands()
    {
        foreach (var (name, one) in _switches)
        {
            foreach (var told in one.Commands.Entries.Skip(_heard.GetValueOrDefault(name)))
            {
                _heard[name] = _heard.GetValueOrDefault(name) + 1;
                var about = string.Concat(
                    new[] { told.ChannelId, told.InteractionId, told.Destination, told.Digits }
                        .Where(it => it is not null)
                        .Select(it => " " + it)
                );
                _lines.Add($"  HIS → {name}  {told.Operation}{about}{Words(told.Reason)}{(told.Fault is null ? "" : $"  [{told.Fault}]")}");
            }
        }
    }
}

/// <summary>A simulated switch as one of several platforms of a scenario.</summary>
/// <param name="Name">The name of the platform.</param>
/// <param name="Channels">The channels of every agent there.</param>
/// <param name="IsRequired">As in <see cref="PlatformRegistration"/>.</param>
/// <param name="LeaveBehind">As in <see cref="PlatformRegistration"/>.</param>
/// <param name="IsAway">Whether its link is not up at the beginning.</param>
internal sealed record ScenarioPlatform(
    string Name,
    IReadOnlyList<string> Channels,
    bool IsRequired = true,
    bool LeaveBehind = false,
    bool IsAway = false
)
{
    /// <summary>As in <see cref="PlatformRegistration"/>.</summary>
    public Func<AgentIdentity, AgentIdentity?> Map { get; init; } = agent => agent;

    /// <summary>What HIS has in place of the simulated switch.</summary>
    public Func<IPlatform, IPlatform> Wrap { get; init; } = platform => platform;

    public PlatformRegistration Register(IPlatform platform) =>
        new(Name, Wrap(platform))
        {
            IsRequired = IsRequired,
            LeaveBehind = LeaveBehind,
            MapAgent = Map,
        };
}
