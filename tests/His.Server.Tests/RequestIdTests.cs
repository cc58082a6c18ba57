namespace His.Server.Tests;

/// <summary>The same command twice: what a client does that has not heard the answer.</summary>
public sealed class RequestIdTests
{
    private const string Id = "9f3c1d52-2c52-4f0e-9d7b-0a1b2c3d4e5f";

    [Fact]
    public async Task F4_SameRequestIdAgain_GetsTheSameAnswer_AndRunsOnce()
    {
        await using var his = await RunningHis.StartAsync();
        using var alice = await his.LogInAsync();
        var dial = new JsonObject
        {
            ["channelId"] = "phone",
            ["destination"] = "5550100",
            ["requestId"] = Id,
        };

        var first = await alice.AskAsync("channel.request.dial", dial);
        var second = await alice.AskAsync("channel.request.dial", dial);

        Assert.True(first.IsSuccess());
        Assert.Equal(first["result"]!.ToJsonString(), second["result"]!.ToJsonString());
        Assert.Single(his.Switch.Look("1001")!.Interactions);
    }

    [Fact]
    public async Task B28_SameRequestIdWithAnotherBody_IsRefused()
    {
        await using var his = await RunningHis.StartAsync();
        using var alice = await his.LogInAsync();
        await alice.AskAsync("channel.request.ready", new JsonObject { ["channelId"] = "phone", ["requestId"] = Id });

        var other = await alice.AskAsync("channel.request.ready", new JsonObject { ["channelId"] = "chat", ["requestId"] = Id });

        Assert.Equal("RequestIdReuse", other.Failure());
        Assert.False(his.Switch.GetState("1001")!.Channels[1].Ready);
    }

    [Fact]
    public async Task F4_LogoutWhoseAnswerWasLost_IsAnsweredOnANewConnection()
    {
        await using var his = await RunningHis.StartAsync("Simulator:Latency=00:00:00.020");
        using var alice = await his.LogInAsync();
        var logout = new JsonObject { ["requestId"] = Id };
        await alice.TellAsync("session.request.logout", logout);
        await alice.HearEventAsync("channel.event.deactivated");
        alice.Socket.Abort();

        using var again = await his.ConnectAsync();
        var answer = await again.AskAsync("session.request.logout", logout);

        Assert.True(answer.IsSuccess());
        Assert.Equal(3, answer["result"]!["channels"]!.AsArray().Count);
        Assert.Single(again.Heard);
    }

    [Fact]
    public async Task F6_LogoutTwiceAtOnce_RunsOnce_AndBothAreAnswered()
    {
        await using var his = await RunningHis.StartAsync("Simulator:Latency=00:00:00.020");
        using var alice = await his.LogInAsync();
        await alice.AskAsync("channelgroup.request.ready");
        alice.Heard.Clear();

        var first = await alice.TellAsync("session.request.logout");
        var second = await alice.TellAsync("session.request.logout");
        var end = await alice.HearEndAsync();

        Assert.Equal("1000 logged out", end);
        Assert.Equal([$"response {first}", $"response {second}"], alice.Script.TakeLast(2));
        Assert.Single(alice.Script, "session.event.disposed");
        Assert.Equal(alice.Heard[^1]["result"]!.ToJsonString(), alice.Heard[^2]["result"]!.ToJsonString());
    }

    [Fact]
    public async Task F8_OtherTabTakesOver_AndTheFirstIsClosedWith4001()
    {
        await using var his = await RunningHis.StartAsync();
        using var first = await his.LogInAsync();
        await first.AskAsync("channelgroup.request.ready");
        using var second = await his.ConnectAsync();
        var login = RunningHis.LoginOf("1001");

        var refused = await second.AskAsync("session.request.login", login);
        login["override"] = true;
        var taken = await second.AskAsync("session.request.login", login);

        Assert.Equal("AlreadyLoggedIn", refused.Failure());
        Assert.True(taken.IsSuccess());
        Assert.Equal("4001 session taken over", await first.HearEndAsync());
        Assert.True(his.Switch.GetState("1001")!.Channels[0].Ready);
        Assert.Equal(1, his.Sessions);
    }
}
