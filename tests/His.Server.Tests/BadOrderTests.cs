using His.Testing;

namespace His.Server.Tests;

/// <summary>Requests that are well made and come at the wrong time, too often, or for what is not theirs.</summary>
public sealed class BadOrderTests
{
    public static TheoryData<string> IdsOfNobody => new(BadInput.Ids);

    private static readonly JsonObject Phone = new() { ["channelId"] = "phone" };

    [Fact]
    public async Task B23_TwoRequestsInFlightWithOneId_TheSecondIsRefusedWithoutAnId()
    {
        await using var his = await RunningHis.StartAsync();
        using var alice = await his.LogInAsync();
        his.Switch.Faults.Add(new(Platform.Simulator.SwitchOperation.Ready, Platform.Simulator.FaultBehaviour.Hang));
        await alice.TellAsync("channel.request.ready", Phone, id: 70);

        await alice.TellAsync("session.request.logoutplan", id: 70);
        var answer = await alice.HearAsync();

        Assert.Equal(-32600, answer.Code());
        Assert.Null(answer["id"]);
    }

    [Fact]
    public async Task B24_TwoHundredAtOnce_EightWaitAndTheOthersAreRateLimited()
    {
        await using var his = await RunningHis.StartAsync();
        using var alice = await his.LogInAsync();
        his.Switch.Faults.Add(new(Platform.Simulator.SwitchOperation.Ready, Platform.Simulator.FaultBehaviour.Hang));
        alice.Heard.Clear();

        for (var i = 0; i < 200; i++)
        {
            await alice.TellAsync("channel.request.ready", Phone);
        }

        while (alice.Heard.Count < 192)
        {
            await alice.HearAsync("a refusal");
        }

        Assert.All(alice.Heard, answer => Assert.Equal("RateLimited", answer.Failure()));
        Assert.All(alice.Heard, answer => Assert.Equal(1, answer["error"]!["data"]!["retryAfterSeconds"]!.GetValue<int>()));
    }

    [Fact]
    public async Task B24_MoreThanTheBudget_IsRateLimited_AndTheConnectionGoesOn()
    {
        await using var his = await RunningHis.StartAsync("MaxRequestsPerSecond=1");
        using var line = await his.ConnectAsync();

        JsonNode answer;
        do
        {
            answer = await line.AskAsync("session.request.ping");
        } while (answer.IsSuccess());

        Assert.Equal("RateLimited", answer.Failure());
        Assert.Equal(1301, answer.Code());
    }

    [Fact]
    public async Task B26_LoginOrResumeOnAConnectionWithASession_IsRefused()
    {
        await using var his = await RunningHis.StartAsync();
        using var alice = await his.LogInAsync();

        var login = await alice.AskAsync("session.request.login", RunningHis.LoginOf("1002"));
        var resume = await alice.AskAsync("session.request.resume", new JsonObject { ["resumeToken"] = "x", ["lastSequence"] = 0 });

        Assert.Equal("InvalidState", login.Failure());
        Assert.Equal("InvalidState", resume.Failure());
        Assert.Equal(1, his.Sessions);
    }

    [Theory]
    [InlineData("session.request.logout")]
    [InlineData("session.request.logoutplan")]
    [InlineData("channelgroup.request.ready")]
    [InlineData("channelgroup.request.activateall")]
    public async Task B32_WithoutASession_ThereIsNothingToAskFor(string method)
    {
        await using var his = await RunningHis.StartAsync();
        using var line = await his.ConnectAsync();

        var answer = await line.AskAsync(method);

        Assert.Equal("NoSession", answer.Failure());
        Assert.Equal(1106, answer.Code());
    }

    [Fact]
    public async Task B29_AnInteractionOfAnotherAgent_IsAnsweredLikeOneThatDoesNotExist()
    {
        await using var his = await RunningHis.StartAsync();
        using var alice = await his.LogInAsync("1001");
        using var bob = await his.LogInAsync("1002");
        await bob.AskAsync("channelgroup.request.ready");
        var interaction = his.Offer("1002");
        await bob.HearEventAsync("interaction.event.created");

        var foreign = await alice.AskAsync("interaction.request.accept", new JsonObject { ["interactionId"] = interaction });
        var unknown = await alice.AskAsync("interaction.request.accept", new JsonObject { ["interactionId"] = "i-unknown" });

        Assert.Equal("UnknownInteraction", foreign.Failure());
        Assert.Equal(unknown["error"]!.ToJsonString(), foreign["error"]!.ToJsonString());
    }

    [Theory]
    [MemberData(nameof(IdsOfNobody))]
    public async Task B30_AnyIdThatIsNotTheirs_GetsTheSameAnswer(string id)
    {
        await using var his = await RunningHis.StartAsync();
        using var alice = await his.LogInAsync();

        var answer = await alice.AskAsync("channel.request.ready", new JsonObject { ["channelId"] = id });

        Assert.Equal("UnknownChannel", answer.Failure());
    }

    [Fact]
    public async Task B31_B68_ATokenThatIsNobodys_IsRefused()
    {
        await using var his = await RunningHis.StartAsync();
        using var line = await his.ConnectAsync();

        var answer = await line.AskAsync("session.request.resume", new JsonObject { ["resumeToken"] = "guessed", ["lastSequence"] = 0 });

        Assert.Equal("ResumeRefused", answer.Failure());
    }

    [Fact]
    public async Task B21_NoLogin_ClosesTheConnectionWith1008()
    {
        await using var his = await RunningHis.StartAsync("Bus:LoginTimeout=00:00:00.05");
        using var line = await his.ConnectAsync();

        Assert.Equal("1008 no login", await line.HearEndAsync());
    }
}
