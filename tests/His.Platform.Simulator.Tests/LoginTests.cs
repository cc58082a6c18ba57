using His.Platform.Conformance;

namespace His.Platform.Simulator.Tests;

/// <summary>Who is who, where they work, and what they find.</summary>
public sealed class LoginTests
{
    private static readonly string[] Channels = ["phone", "chat", "email"];

    [Theory]
    [InlineData("1001", "alice")]
    [InlineData("1002", "bob")]
    [InlineData("1003", "carol")]
    [InlineData("100001", "agent 100001")]
    [InlineData("100020", "agent 100020")]
    public async Task KnownAgents_AreRecognized_ByNumberAndPassword(string agentId, string name)
    {
        await using var stage = await Stage.Set(new SimulatorOptions { Agents = 20 });

        var identity = await stage.Switch.AuthenticateAsync(new AgentCredentials(agentId, "secret"), Stage.NoDeadline);

        Assert.Equal(new AgentIdentity(agentId, name), identity);
    }

    [Theory]
    [InlineData("1001", "Secret")]
    [InlineData("1001", "")]
    [InlineData("alice", "secret")]
    [InlineData(" 1001", "secret")]
    [InlineData("01001", "secret")]
    [InlineData("1004", "secret")]
    [InlineData("100000", "secret")]
    [InlineData("100021", "secret")]
    [InlineData("0100001", "secret")]
    [InlineData("+100001", "secret")]
    [InlineData("100001\0", "secret")]
    [InlineData("", "secret")]
    public async Task EverybodyElse_GetsTheSameAnswer(string agentId, string password)
    {
        await using var stage = await Stage.Set(new SimulatorOptions { Agents = 20 });

        Assert.Null(await stage.Switch.AuthenticateAsync(new AgentCredentials(agentId, password), Stage.NoDeadline));
    }

    [Fact]
    public async Task WithoutAPassword_ARandomOneIsMade_AndNeverShownByAccident()
    {
        await using var one = new SimulatedSwitch(new SimulatorOptions(), TimeProvider.System);
        await using var another = new SimulatedSwitch(new SimulatorOptions(), TimeProvider.System);

        Assert.NotEqual(one.Password, another.Password);
        Assert.InRange(one.Password.Length, 12, 64);
        Assert.DoesNotContain("open sesame", new SimulatorOptions { Password = "open sesame" }.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Login_FindsThreeChannels_ActiveAndNotReady()
    {
        await using var stage = await Stage.Set();

        var answer = Assert.IsType<LogInResult.LoggedIn>(await stage.TryLogIn(Stage.Alice, new HeardNews()));

        Assert.Equal(Channels, answer.State.Channels.Select(it => it.Id));
        Assert.Equal(["1001", null, null], answer.State.Channels.Select(it => it.Endpoint));
        Assert.All(answer.State.Channels, it => Assert.Equal((true, AgentState.NotReady), (it.IsActive, it.AgentState)));
    }

    [Fact]
    public async Task Channels_BeginInactive_WhereTheSwitchIsSetSo()
    {
        await using var stage = await Stage.Set(new SimulatorOptions { StartInactive = true });

        var answer = Assert.IsType<LogInResult.LoggedIn>(await stage.TryLogIn(Stage.Alice, new HeardNews()));

        Assert.All(answer.State.Channels, it => Assert.Equal((false, null), (it.IsActive, it.AgentState)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("SIP/1001")]
    [InlineData("ä")]
    [InlineData("123456789012345678901234567890123")]
    public async Task AnImpossibleEndpoint_IsUnknown(string endpoint)
    {
        await using var stage = await Stage.Set();

        Assert.IsType<LogInResult.EndpointUnknown>(await stage.TryLogIn(Stage.Alice, new HeardNews(), endpoint));
        Assert.False(stage.Switch.GetState(Stage.Alice)!.LoggedIn);
    }

    [Fact]
    public async Task AnEndpoint_IsInUse_UntilTheOtherAgentLogsOff()
    {
        await using var stage = await Stage.Set();
        var (alice, _) = await stage.LogIn(Stage.Alice, "desk-7");

        Assert.IsType<LogInResult.EndpointInUse>(await stage.TryLogIn(Stage.Bob, new HeardNews(), "desk-7"));

        await alice.LogOffAsync(reason: null, Stage.NoDeadline);
        Assert.IsType<LogInResult.LoggedIn>(await stage.TryLogIn(Stage.Bob, new HeardNews(), "desk-7"));
    }

    [Fact]
    public async Task NoLink_NoLogin()
    {
        await using var stage = await Stage.Set();
        stage.Switch.LoseLink();

        Assert.False(stage.Switch.IsAvailable);
        Assert.IsType<LogInResult.Unavailable>(await stage.TryLogIn(Stage.Alice, new HeardNews()));
        Assert.False(stage.Switch.GetState(Stage.Alice)!.LoggedIn);
    }

    [Fact]
    public async Task BeforeItsStart_TheSwitchHasNoLink()
    {
        await using var notStarted = new SimulatedSwitch(new SimulatorOptions(), TimeProvider.System);

        Assert.False(notStarted.IsAvailable);
        Assert.IsType<LogInResult.Unavailable>(
            await notStarted.LogInAsync(new AgentIdentity("1001", "alice"), endpoint: null, new HeardNews(), Stage.NoDeadline)
        );
    }

    [Fact]
    public async Task WhoHasLetGoOfAnAgent_CannotCommandThem()
    {
        await using var stage = await Stage.Set();
        var (alice, _) = await stage.LogIn();

        await alice.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => alice.MakeReadyAsync("phone", Stage.NoDeadline));
    }

    [Fact]
    public async Task FiftyThousandAgents_AreCheap()
    {
        const int Many = 50_000;
        await using var stage = await Stage.Set(new SimulatorOptions { Agents = Many });
        stage.Switch.Commands.IsEnabled = false;
        var before = GC.GetTotalMemory(forceFullCollection: true);

        var silence = new HeardNews();
        for (var number = 100_001; number <= 100_000 + Many; number++)
        {
            Assert.IsType<LogInResult.LoggedIn>(await stage.TryLogIn($"{number}", silence));
        }

        var each = (GC.GetTotalMemory(forceFullCollection: true) - before) / Many;
        Assert.InRange(each, 0, 4096);
    }
}
