using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using His.Platform.Conformance;
using His.Platform.Simulator.Remote;
using Microsoft.Extensions.Logging.Abstractions;

namespace His.Platform.Simulator.Tests;

/// <summary>HIS and a switch in a process of its own: what each does when the other is strange, gone, or one of several.</summary>
public sealed class RemoteSwitchTests
{
    private const string Hello = """{"do":"Hello","number":2}""";
    private const string Available =
        """{"switch":{"version":2,"isAvailable":true,"capabilities":{"channelDeactivation":true,"logoutReason":{"requirement":"None","freeText":false,"version":1,"reasons":[]},"notReadyReason":{"requirement":"None","freeText":false,"version":1,"reasons":[]}}}}""";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly AgentIdentity Alice = new("1001", "alice");

    [Theory]
    [InlineData("GET / HTTP/1.1")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"do":"Ping","number":1}""")]
    [InlineData("""{"do":"Hello","number":1}""")]
    [InlineData(Hello + "\n" + """{"do":"Ask","number":1,"number":2}""")]
    [InlineData(Hello + "\n" + """{"do":"Ask","number":1,"surprise":true}""")]
    [InlineData(Hello + "\n" + """{"do":"Ask","number":"1"}""")]
    [InlineData(Hello + "\n" + """{"do":"Ask"} {"do":"Ask"}""")]
    [InlineData(Hello + "\n" + """{"do":"LogIn","number":1,"login":1}""")]
    [InlineData(Hello + "\n" + """{"do":"LogIn","number":1,"login":1,"agent":{}}""")]
    [InlineData(Hello + "\n" + """{"do":"Authenticate","number":1,"agent":{"id":"1001","name":""}}""")]
    [InlineData(Hello + "\n" + """{"do":"Dance","number":1}""")]
    [InlineData(Hello + "\n" + """{"do":"Hello","number":1}""")]
    public async Task Garbage_EndsThatConnectionAlone(string lines)
    {
        await using var stage = new Stage();
        await using var his = await stage.ConnectAsync();
        var heard = new HeardNews();
        await using var alice = await LogIn(his, heard);
        using var stranger = await Stranger.AtAsync(stage.Port.Address);

        await stranger.SayAsync(lines);

        await stranger.HearEndAsync();
        Assert.Equal(CommandResult.Done, await alice.MakeReadyAsync("phone", CancellationToken.None));
        await heard.WaitFor<ChannelChanged>("the phone is Ready", it => it.Channel.AgentState is AgentState.Ready, Patience);
    }

    [Fact]
    public async Task ALineWithoutAnEnd_IsNotReadForEver()
    {
        await using var stage = new Stage();
        using var stranger = await Stranger.AtAsync(stage.Port.Address);
        await stranger.SayAsync(Hello);

        await stranger.SayAsync(new string('x', JsonLineProtocol.MaxRequestBytes + 1), isWhole: false);

        await stranger.HearEndAsync();
    }

    [Fact]
    public async Task ANumberThatIsInUse_EndsTheConnection()
    {
        await using var stage = new Stage();
        stage.Simulated.Faults.Add(new Fault(SwitchOperation.Login, FaultBehaviour.Hang));
        using var stranger = await Stranger.AtAsync(stage.Port.Address);
        const string LogIn = """{"do":"LogIn","number":7,"login":1,"agent":{"id":"1001","name":"alice"}}""";

        await stranger.SayAsync($"{Hello}\n{LogIn}\n{LogIn}");

        await stranger.HearEndAsync();
    }

    [Fact]
    public async Task WhoDoesNotRead_IsCutOff()
    {
        var cut = new TaskCompletionSource();
        var outbox = new Outbox<ResponseMessage>(JsonLineProtocol.Json.ResponseMessage, cut.SetResult);
        for (var i = 0; !cut.Task.IsCompleted; i++)
        {
            Assert.True(i <= 100_000, "Nobody is cut off.");
            outbox.Send(new ResponseMessage { News = new EventMessage { Login = 1 } });
        }

        await cut.Task;
    }

    [Fact]
    public async Task SeveralHis_HearOfTheSameAgent()
    {
        await using var stage = new Stage();
        await using var one = await stage.ConnectAsync();
        await using var other = await stage.ConnectAsync();
        var (heardByOne, heardByOther) = (new HeardNews(), new HeardNews());
        await using var alice = await LogIn(one, heardByOne);
        await using var sameAlice = await LogIn(other, heardByOther);

        Assert.Equal(CommandResult.Done, await alice.MakeReadyAsync("phone", CancellationToken.None));

        await heardByOne.WaitFor<ChannelChanged>("the phone is Ready", it => it.Channel.AgentState is AgentState.Ready, Patience);
        await heardByOther.WaitFor<ChannelChanged>("the phone is Ready", it => it.Channel.AgentState is AgentState.Ready, Patience);
    }

    [Fact]
    public async Task AHisThatIsGone_LeavesTheAgentAsTheyWere_AndIsFoundAgainByTheNext()
    {
        await using var stage = new Stage();
        var one = await stage.ConnectAsync();
        var alice = await LogIn(one, new HeardNews());
        await alice.MakeReadyAsync("phone", CancellationToken.None);
        await one.DisposeAsync();
        Assert.True(stage.Simulated.GetState("1001")!.LoggedIn);
        stage.Simulated.Parties.OfferInteraction("1001", ChannelType.Telephony, "+15550100");

        await using var next = await stage.ConnectAsync();
        var found = Assert.IsType<LogInResult.LoggedIn>(
            await next.ReattachAsync(Alice, endpoint: null, new HeardNews(), CancellationToken.None)
        );

        Assert.True(found.State.LoggedOn);
        Assert.Equal(AgentState.Ready, found.State.Channels[0].AgentState);
        Assert.Single(found.State.Interactions);
    }

    [Fact]
    public async Task FindAsync_BringsNobodyToTheSwitch()
    {
        await using var stage = new Stage();
        await using var his = await stage.ConnectAsync();

        var found = Assert.IsType<LogInResult.LoggedIn>(
            await his.ReattachAsync(Alice, endpoint: null, new HeardNews(), CancellationToken.None)
        );

        Assert.False(found.State.LoggedOn);
        Assert.False(stage.Simulated.GetState("1001")!.LoggedIn);
    }

    [Fact]
    public async Task WhatTheSwitchCanDo_IsKnown_AlsoWhenItChanges()
    {
        await using var stage = new Stage();
        await using var his = await stage.ConnectAsync();
        var heard = new HeardNews();
        await using var alice = await LogIn(his, heard);
        stage.Simulated.ChangeSettings(
            new SettingsChange(
                LogoutReason: new PolicyChange(ReasonRequirement.Required, Reasons: [new("END", "End of shift")]),
                Dialing: false
            )
        );

        await alice.MakeReadyAsync("phone", CancellationToken.None); // its answer comes behind the change

        Assert.Equal(new ReasonOption("END", "End of shift"), Assert.Single(alice.Capabilities.LogoutReason.Reasons));
        Assert.False(alice.Capabilities.Dialing);
    }

    [Fact]
    public async Task ALinkThatTheSwitchItselfHasLost_IsNoLink()
    {
        await using var stage = new Stage();
        await using var his = await stage.ConnectAsync();
        var heard = new HeardNews();
        await using var alice = await LogIn(his, heard);

        stage.Simulated.LoseLink();
        await heard.WaitFor<LinkLost>("the link is lost", _ => true, Patience);
        Assert.False(his.IsAvailable);
        Assert.IsType<LogInResult.Unavailable>(
            await his.LogInAsync(new("1002", "bob"), endpoint: null, new HeardNews(), CancellationToken.None)
        );

        stage.Simulated.RestoreLink();
        await heard.WaitFor<AgentSnapshot>("the truth is known", it => !it.IsAfterRestart, Patience);
        Assert.True(his.IsAvailable);
    }

    [Fact]
    public async Task WhatTheSwitchKnowsOfWhy_IsToldToo()
    {
        await using var stage = new Stage();
        await using var his = await stage.ConnectAsync();
        var heard = new HeardNews();
        await using var alice = await LogIn(his, heard);

        stage.Simulated.LoseLink();
        stage.Simulated.RestoreLink(isAfterRestart: true);
        await heard.WaitFor<AgentSnapshot>("the truth is known", it => it.IsAfterRestart, Patience);

        stage.Simulated.LogOutByItself("1001", cause: SwitchCause.StationOutOfService);
        await heard.WaitFor<AgentLoggedOff>("the agent is logged off", it => it.Cause == SwitchCause.StationOutOfService, Patience);
    }

    [Fact]
    public async Task ALoginWhoseAnswerComesTooLate_IsLetGoOf_AndTheOneBeforeHearsAgain()
    {
        using var script = new Script();
        await using var his = new RemoteSwitch(new RemoteOptions(script.Address), TimeProvider.System, NullLogger<RemoteSwitch>.Instance);
        var starting = his.StartAsync(CancellationToken.None);
        using var theSwitch = await script.AcceptAsync();
        await theSwitch.SayAsync(Available);
        await starting;
        var heard = new HeardNews();
        var first = his.LogInAsync(Alice, endpoint: null, heard, CancellationToken.None);
        await theSwitch.SayAsync(Answer(await theSwitch.HearAsync("LogIn"), loggedOn: true));
        Assert.IsType<LogInResult.LoggedIn>(await first);

        using var deadline = new CancellationTokenSource();
        var second = his.LogInAsync(Alice, endpoint: null, new HeardNews(), deadline.Token);
        var asked = await theSwitch.HearAsync("LogIn");
        await deadline.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        Assert.Equal(asked["number"]!.GetValue<long>(), (await theSwitch.HearAsync("GiveUp"))["number"]!.GetValue<long>());
        await theSwitch.SayAsync(Answer(asked, loggedOn: true));

        Assert.Equal(2, (await theSwitch.HearAsync("LetGo"))["login"]!.GetValue<long>());
        var again = await theSwitch.HearAsync("Find");
        Assert.Equal(1, again["login"]!.GetValue<long>());
        await theSwitch.SayAsync(Answer(again, loggedOn: true));
        await heard.WaitFor<AgentSnapshot>("the truth is known", _ => true, Patience);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData(
        """{"switch":{"version":2,"isAvailable":true,"capabilities":{"channelDeactivation":true,"logoutReason":null,"notReadyReason":null}}}"""
    )]
    public async Task ASwitchThatSpeaksOtherwise_IsNoSwitch_AndTriedAgain(string said)
    {
        using var script = new Script();
        await using var his = new RemoteSwitch(
            new RemoteOptions(script.Address) { FirstPause = TimeSpan.FromMilliseconds(1) },
            TimeProvider.System,
            NullLogger<RemoteSwitch>.Instance
        );
        var starting = his.StartAsync(CancellationToken.None);
        using (var stranger = await script.AcceptAsync())
        {
            await stranger.SayAsync(said);
            await starting.WaitAsync(Patience);
            Assert.False(his.IsAvailable);
        }

        using var theSwitch = await script.AcceptAsync();
        await theSwitch.SayAsync(Available);
        await Until(() => his.IsAvailable);
    }

    [Fact]
    public async Task AFrozenSwitch_IsFoundOut_AndItsQuestionsAreAnswered()
    {
        using var script = new Script();
        await using var his = new RemoteSwitch(
            new RemoteOptions(script.Address) { PingInterval = TimeSpan.FromMilliseconds(20) },
            TimeProvider.System,
            NullLogger<RemoteSwitch>.Instance
        );
        var starting = his.StartAsync(CancellationToken.None);
        using var frozen = await script.AcceptAsync();
        await frozen.SayAsync(Available);
        await starting;

        var answer = await his.LogInAsync(Alice, endpoint: null, new HeardNews(), CancellationToken.None).WaitAsync(Patience);

        Assert.IsType<LogInResult.Unavailable>(answer);
        using var next = await script.AcceptAsync(); // it was cut off, and HIS tries again
    }

    [Fact]
    public void OnlyThisMachine_IsListenedTo() =>
        Assert.Throws<ArgumentException>(() =>
            SimulatorListener.Open(new SimulatedSwitch(new SimulatorOptions(), TimeProvider.System), new IPEndPoint(IPAddress.Any, 0))
        );

    private static async Task<IPlatformAgent> LogIn(RemoteSwitch his, HeardNews heard) =>
        Assert.IsType<LogInResult.LoggedIn>(await his.LogInAsync(Alice, endpoint: null, heard, CancellationToken.None)).Agent;

    private static string Answer(JsonNode asked, bool loggedOn) =>
        new JsonObject
        {
            ["answer"] = new JsonObject
            {
                ["number"] = asked["number"]!.GetValue<long>(),
                ["login"] = "LoggedIn",
                ["state"] = new JsonObject
                {
                    ["loggedOn"] = loggedOn,
                    ["channels"] = new JsonArray(),
                    ["interactions"] = new JsonArray(),
                },
            },
        }.ToJsonString();

    private static Task Until(Func<bool> holds) =>
        Task.Run(async () =>
            {
                while (!holds())
                {
                    await Task.Yield();
                }
            })
            .WaitAsync(Patience);

    /// <summary>A switch with its port.</summary>
    private sealed class Stage : IAsyncDisposable
    {
        public Stage()
        {
            _ = Simulated.StartAsync(CancellationToken.None);
            Port = SimulatorListener.Open(Simulated, new IPEndPoint(IPAddress.Loopback, 0));
        }

        public SimulatedSwitch Simulated { get; } = new(new SimulatorOptions(), TimeProvider.System);

        public SimulatorListener Port { get; }

        public async Task<RemoteSwitch> ConnectAsync()
        {
            var his = new RemoteSwitch(new RemoteOptions(Port.Address), TimeProvider.System, NullLogger<RemoteSwitch>.Instance);
            await his.StartAsync(CancellationToken.None);
            Assert.True(his.IsAvailable);
            return his;
        }

        public async ValueTask DisposeAsync()
        {
            await Port.DisposeAsync();
            await Simulated.DisposeAsync();
        }
    }

    /// <summary>A port at which the test itself is the switch.</summary>
    private sealed class Script : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

        public Script() => _listener.Start();

        public IPEndPoint Address => (IPEndPoint)_listener.LocalEndpoint;

        public async Task<Stranger> AcceptAsync()
        {
            var stranger = new Stranger(await _listener.AcceptTcpClientAsync().WaitAsync(Patience));
            await stranger.HearAsync("Hello");
            return stranger;
        }

        public void Dispose() => _listener.Dispose();
    }

    /// <summary>One end of a connection, line by line.</summary>
    private sealed class Stranger(TcpClient client) : IDisposable
    {
        private readonly StreamReader _reader = new(client.GetStream());

        public static async Task<Stranger> AtAsync(IPEndPoint address)
        {
            var client = new TcpClient();
            await client.ConnectAsync(address);
            return new Stranger(client);
        }

        public async Task SayAsync(string lines, bool isWhole = true) =>
            await client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(isWhole ? lines + "\n" : lines));

        /// <summary>The next line about this; pings are passed over.</summary>
        public async Task<JsonNode> HearAsync(string what)
        {
            while (true)
            {
                var line =
                    await _reader.ReadLineAsync().WaitAsync(Patience)
                    ?? throw new InvalidOperationException($"The connection ended before {what}.");
                var said = JsonNode.Parse(line)!;
                if (said["do"]?.GetValue<string>() == what)
                {
                    return said;
                }

                Assert.Equal("Ping", said["do"]?.GetValue<string>());
            }
        }

        public async Task HearEndAsync()
        {
            try
            {
                while (await _reader.ReadLineAsync().WaitAsync(Patience) is not null) { }
            }
            catch (IOException)
            {
                // Cut off is an end too.
            }
        }

        public void Dispose() => client.Dispose();
    }
}
