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
    private const string Available =
        """{"switch":{"version":2,"isAvailable":true,"capabilities":{"channelDeactivation":true,"logoutReason":{"requirement":"None","freeText":false,"version":1,"reasons":[]},"notReadyReason":{"requirement":"None","freeText":false,"version":1,"reasons":[]}}}}""";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly AgentIdentity Alice = new("1001", "alice");

    [Fact]
    public async Task AHisThatIsGone_LeavesTheAgentAsTheyWere_AndIsFoundAgainByTheNext()
    {
        await using var stage = new RemoteStage();
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
        await using var stage = new RemoteStage();
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
        await using var stage = new RemoteStage();
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
        await using var stage = new RemoteStage();
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
        await using var stage = new RemoteStage();
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
        using var script = new ScriptedSwitchPort();
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
        using var script = new ScriptedSwitchPort();
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
        using var script = new ScriptedSwitchPort();
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

    internal static async Task<IPlatformAgent> LogIn(RemoteSwitch his, HeardNews heard) =>
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
}
