namespace His.Server.Tests;

/// <summary>The use case Logout over a real WebSocket: docs/use-cases/logout.md.</summary>
public sealed class LogoutTests
{
    [Fact]
    public async Task Logout_TellsEachStepInOrder_ThenAnswers_ThenCloses()
    {
        await using var his = await RunningHis.StartAsync();
        using var alice = await his.LogInAsync();
        await alice.AskAsync("channelgroup.request.ready");
        alice.Heard.Clear();

        var logout = await alice.AskAsync("session.request.logout");
        var end = await alice.HearEndAsync();

        Assert.True(logout.IsSuccess());
        Assert.Equal(
            [
                "channel.event.notready",
                "channel.event.notready",
                "channel.event.notready",
                "channel.event.deactivated",
                "channel.event.deactivated",
                "channel.event.deactivated",
                "channel.event.disposed",
                "channel.event.disposed",
                "channel.event.disposed",
                "channelgroup.event.disposed",
                "session.event.disposed",
                $"response {logout["id"]}",
            ],
            alice.Script
        );
        Assert.Equal("1000 logged out", end);
        Assert.False(his.Switch.GetState("1001")!.LoggedIn);
        Assert.Equal(0, his.Sessions);
    }

    [Fact]
    public async Task Events_CarryASequenceWithoutGaps_AndNothingTwice()
    {
        await using var his = await RunningHis.StartAsync();
        using var alice = await his.LogInAsync();
        await alice.AskAsync("channelgroup.request.ready");
        await alice.AskAsync("session.request.logout");

        var events = alice.Heard.Where(message => message["method"] is not null).Select(message => message["params"]!.AsObject()).ToList();

        Assert.Equal(Enumerable.Range(1, events.Count), events.Select(parameters => parameters["sequence"]!.GetValue<int>()));
        Assert.All(events, parameters => Assert.False(parameters.ContainsKey("method")));
    }

    [Fact]
    public async Task EF1_Logout_IsRefused_WhileAnInteractionGoesOn_AndChangesNothing()
    {
        await using var his = await RunningHis.StartAsync();
        using var alice = await his.LogInAsync();
        await alice.AskAsync("channelgroup.request.ready");
        var interaction = his.Offer("1001");
        await alice.HearEventAsync("interaction.event.created");
        alice.Heard.Clear();

        var logout = await alice.AskAsync("session.request.logout");

        Assert.Equal("OngoingInteraction", logout.Failure());
        Assert.Equal(1001, logout.Code());
        Assert.Equal(interaction, logout["error"]!["data"]!["blockers"]![0]!["interactionId"]!.GetValue<string>());
        Assert.Single(alice.Heard);
        Assert.True(his.Switch.GetState("1001")!.Channels[0].Ready);
    }

    [Fact]
    public async Task AF1_Logout_AsksForAReason_AndRunsWithIt()
    {
        await using var his = await RunningHis.StartAsync();
        his.Switch.ChangeSettings(Reasons.Required());
        using var alice = await his.LogInAsync();

        var asked = await alice.AskAsync("session.request.logout");
        var logout = await alice.AskAsync("session.request.logout", new JsonObject { ["reason"] = new JsonObject { ["code"] = "END" } });

        Assert.Equal("NeedInfo", asked.Failure());
        Assert.Equal("END", asked["error"]!["data"]!["reason"]!["reasons"]![0]!["code"]!.GetValue<string>());
        Assert.True(logout.IsSuccess());
        Assert.Equal("END", his.Switch.GetState("1001")!.LogoutReason!.Code);
    }

    [Fact]
    public async Task Logout_RunsToItsEnd_WhenTheBrowserIsGone()
    {
        // F1
        await using var his = await RunningHis.StartAsync("Simulator:Latency=00:00:00.020");
        using var alice = await his.LogInAsync();
        await alice.AskAsync("channelgroup.request.ready");
        await alice.TellAsync("session.request.logout");
        await alice.HearEventAsync("channel.event.notready");

        alice.Socket.Abort();

        await TestTimeout.Until(() => his.Sessions == 0 && !his.Switch.GetState("1001")!.LoggedIn, "the logout's end");
    }

    [Fact]
    public async Task SwitchLogsTheAgentOut_AndTheConnectionIsClosedWith4003()
    {
        await using var his = await RunningHis.StartAsync();
        using var alice = await his.LogInAsync();

        his.Switch.LogOutByItself("1001");

        Assert.Equal("4003 logged out by the switch", await alice.HearEndAsync());
        Assert.Equal("session.event.disposed", alice.Script.Last());
    }

    [Fact]
    public async Task SilentAgent_IsLoggedOut_WhenPresenceIsLostForTooLong()
    {
        await using var his = await RunningHis.StartAsync("PresenceNotReadyAfter=00:00:00.05", "PresenceLogoutAfter=00:00:00.1");
        using var alice = await his.LogInAsync();
        await alice.AskAsync("channelgroup.request.ready");

        alice.Socket.Abort();

        await TestTimeout.Until(() => his.Sessions == 0 && !his.Switch.GetState("1001")!.LoggedIn, "the logout");
    }
}
