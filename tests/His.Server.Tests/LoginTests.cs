namespace His.Server.Tests;

/// <summary>The use case Basic Login over a real WebSocket, and what it keeps to itself.</summary>
public sealed class LoginTests
{
    [Fact]
    public async Task Login_TellsWhatComesToBe_ThenAnswersWithAllThereIs()
    {
        await using var his = await RunningHis.StartAsync();
        using var alice = await his.LogInAsync();

        Assert.Equal(
            [
                "channelgroup.event.created",
                "channel.event.created",
                "channel.event.created",
                "channel.event.created",
                "session.event.initialized",
                "response 1",
            ],
            alice.Script
        );
        var snapshot = alice.Heard[^1]["result"]!["snapshot"]!;
        Assert.Equal("alice", snapshot["session"]!["agent"]!["name"]!.GetValue<string>());
        Assert.Equal(5, snapshot["session"]!["sequence"]!.GetValue<int>());
        Assert.Equal(
            ["phone", "chat", "email"],
            snapshot["channelGroup"]!["channels"]!.AsArray().Select(channel => channel!["id"]!.GetValue<string>())
        );
    }

    [Theory]
    [InlineData("1001")]
    [InlineData("9999")]
    public async Task WrongPassword_AndUnknownAgent_GetTheSameAnswer(string agentId)
    {
        await using var his = await RunningHis.StartAsync();
        using var line = await his.ConnectAsync();

        var answer = await line.AskAsync("session.request.login", RunningHis.LoginOf(agentId, password: "wrong"));

        Assert.Equal(
            """{"code":1101,"message":"The agent id or the password is wrong.","data":{"failure":"InvalidCredentials"}}""",
            answer["error"]!.ToJsonString()
        );
    }

    [Theory]
    [InlineData("de-CH, en;q=0.5", "Die Agenten-ID oder das Passwort ist falsch.")]
    [InlineData("xx", "The agent id or the password is wrong.")]
    public async Task Failures_AreToldInTheLanguageThatWasAskedFor(string locale, string sentence)
    {
        await using var his = await RunningHis.StartAsync();
        using var line = await his.ConnectAsync();

        var answer = await line.AskAsync("session.request.login", RunningHis.LoginOf("1001", locale, "wrong"));

        Assert.Equal(sentence, answer["error"]!["message"]!.GetValue<string>());
    }

    [Fact]
    public async Task LaterFailures_AreInThatLanguageToo()
    {
        await using var his = await RunningHis.StartAsync();
        using var alice = await his.LogInAsync(locale: "de");

        var answer = await alice.AskAsync("channel.request.ready", new JsonObject { ["channelId"] = "x" });

        Assert.Equal("Kanal nicht gefunden.", answer["error"]!["message"]!.GetValue<string>());
    }

    [Fact]
    public async Task TooManyFailures_AreSlowedDown_EvenWithTheRightPassword_AndOthersAreNot()
    {
        await using var his = await RunningHis.StartAsync();
        using var line = await his.ConnectAsync();
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(
                "InvalidCredentials",
                (await line.AskAsync("session.request.login", RunningHis.LoginOf("1001", password: "wrong"))).Failure()
            );
        }

        var slowed = await line.AskAsync("session.request.login", RunningHis.LoginOf("1001"));
        using var bob = await his.LogInAsync("1002");

        Assert.Equal("TooManyAttempts", slowed.Failure());
        Assert.InRange(slowed["error"]!["data"]!["retryAfterSeconds"]!.GetValue<int>(), 1, 60);
    }

    [Fact]
    public async Task SwitchThatIsAway_RefusesLogins()
    {
        await using var his = await RunningHis.StartAsync();
        his.Switch.LoseLink();
        using var line = await his.ConnectAsync();

        Assert.Equal("SwitchUnavailable", (await line.AskAsync("session.request.login", RunningHis.LoginOf("1001"))).Failure());
    }

    [Fact]
    public async Task NoSecret_AndNoCustomer_IsInAnyLog()
    {
        await using var his = await RunningHis.StartAsync("--Logging:LogLevel:Default=Trace", "--Logging:LogLevel:Microsoft=Trace");
        using var line = await his.ConnectAsync();
        await line.AskAsync("session.request.login", RunningHis.LoginOf("1001", password: "canary-wrong-91c2"));
        using var alice = await his.LogInAsync();
        var token = alice.Heard[^1]["result"]!["resumeToken"]!.GetValue<string>();
        await alice.AskAsync("channelgroup.request.ready");
        his.Offer("1001");
        await alice.HearEventAsync("interaction.event.created");
        his.Switch.LogOutByItself("1001");

        Assert.NotEmpty(his.Logs.All);
        Assert.DoesNotContain(RunningHis.Password, his.Logs.All, StringComparison.Ordinal);
        Assert.DoesNotContain("canary-wrong-91c2", his.Logs.All, StringComparison.Ordinal);
        Assert.DoesNotContain(token, his.Logs.All, StringComparison.Ordinal);
        Assert.DoesNotContain("15550100", his.Logs.All, StringComparison.Ordinal);
    }
}
