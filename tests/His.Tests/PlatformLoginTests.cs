using System.Text.Json.Nodes;
using His.Platform;
using His.Platform.Simulator;
using His.Testing;
using static His.Tests.Platforms;

namespace His.Tests;

/// <summary>Basic Login over several platforms (docs/use-cases/basic-login.md): AF2, EF5, and takeovers.</summary>
public class PlatformLoginTests
{
    private static JsonObject Override =>
        new()
        {
            ["agentId"] = Scenario.Alice,
            ["password"] = "secret",
            ["override"] = true,
        };

    [Fact]
    public void ALogin_NamesEachPlatform_AndThatOfEachChannel()
    {
        using var scenario = new Scenario(platforms: [Pbx, OptionalDigital]);
        scenario.LogIn();
        scenario.VerifyTranscript();
    }

    [Fact]
    public void WithoutAnOptionalPlatform_TheLoginSucceeds_AndItJoinsWhenItIsBack()
    {
        using var scenario = new Scenario(platforms: [Pbx, OptionalDigital with { IsAway = true }]);
        var alice = scenario.LogIn();
        Assert.Equal("Unavailable", (string?)Activation(alice.Answer("1"), "chat"));
        Assert.Null(alice.Failure(alice.Ask("channel.request.ready", Channel("phone"))));
        scenario.At("digital", "is there now", it => it.StartAsync(TestContext.Current.CancellationToken).IsCompleted);
        scenario.Wait(TimeSpan.FromSeconds(15));
        Assert.Equal("channel.event.available", alice.LastEventOf("chat"));
        Assert.True(scenario.IsOn("digital"));
        Assert.Null(alice.Failure(alice.Ask("channel.request.ready", Channel("chat"))));
        scenario.VerifyTranscript();
    }

    [Fact]
    public void ALogoutBeforeAnOptionalPlatformWasThere_NeedsNothingFromIt()
    {
        using var scenario = new Scenario(platforms: [Pbx, OptionalDigital with { IsAway = true }]);
        var alice = scenario.LogIn();
        Assert.Null(alice.Failure(alice.Ask(Logout)));
        scenario.VerifyTranscript();
    }

    [Fact]
    public void WithoutARequiredPlatform_NobodyLogsIn()
    {
        using var scenario = new Scenario(platforms: [Pbx, Digital with { IsAway = true }]);
        var alice = scenario.LogIn();
        Assert.Equal("SwitchUnavailable", alice.Failure("1"));
        Assert.Equal("digital", (string?)alice.Data("1")["platform"]);
        Assert.False(scenario.IsOn("pbx"));
        scenario.VerifyTranscript();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ARequiredPlatformThatRefuses_UndoesWhatThisLoginBroughtElsewhere(bool wasThere)
    {
        using var scenario = new Scenario(
            platforms: [Pbx, Digital],
            title: $"{nameof(ARequiredPlatformThatRefuses_UndoesWhatThisLoginBroughtElsewhere)}_{(wasThere ? "NotWhoWasThere" : "Brought")}"
        );
        if (wasThere)
        {
            scenario.At("pbx", "has alice logged on", it => it.LogInByItself(Scenario.Alice));
        }

        scenario.Fault(SwitchOperation.Login, FaultBehaviour.Fail, message: "No licence.", platform: "digital");
        var alice = scenario.LogIn();
        Assert.Equal("SwitchRefused", alice.Failure("1"));
        Assert.Equal(wasThere, scenario.IsOn("pbx"));
        scenario.VerifyTranscript();
    }

    [Fact]
    public void ALogOffThatFailsThen_LeavesAnAgentWithoutASession_WhoIsLoggedOffLater()
    {
        using var scenario = new Scenario(platforms: [Pbx, Digital]);
        scenario.Fault(SwitchOperation.Login, FaultBehaviour.Fail, platform: "digital");
        scenario.Fault(SwitchOperation.Logout, FaultBehaviour.Fail, platform: "pbx");
        scenario.LogIn();
        Assert.True(scenario.IsOn("pbx"));
        scenario.Core.Reconciler.Start();
        scenario.Run();
        scenario.Wait(TimeSpan.FromMinutes(6));
        scenario.Core.Reconciler.Stop();
        Assert.False(scenario.IsOn("pbx"));
        scenario.VerifyTranscript();
    }

    [Fact]
    public void ATakeoverThatFailsAtTheSecondPlatform_LeavesTheOlderSessionWithTheEventsOfBoth()
    {
        using var scenario = new Scenario(platforms: [Pbx, Digital]);
        var alice = scenario.LogInReadyEverywhere();
        scenario.Fault(SwitchOperation.Login, FaultBehaviour.Fail, platform: "digital");
        var second = scenario.Connect("second");
        Assert.Equal("SwitchRefused", second.Failure(second.Ask("session.request.login", Override)));
        Assert.True(scenario.IsOn("pbx"));
        Assert.NotNull(
            scenario.At("pbx", "routes a call", it => it.Parties.OfferInteraction(Scenario.Alice, ChannelType.Telephony, "+4930123456"))
        );
        Assert.NotNull(
            scenario.At("digital", "routes a chat", it => it.Parties.OfferInteraction(Scenario.Alice, ChannelType.Chat, "customer"))
        );
        Assert.Equal(2, alice.Events.Count(it => (string?)it["method"] == "interaction.event.created"));
        scenario.VerifyTranscript();
    }

    [Fact]
    public void ATakeover_IsOneOfAllPlatforms()
    {
        using var scenario = new Scenario(platforms: [Pbx, Digital]);
        scenario.LogInReadyEverywhere();
        var second = scenario.Connect("second");
        Assert.Null(second.Failure(second.Ask("session.request.login", Override)));
        Assert.NotNull(
            scenario.At("digital", "routes a chat", it => it.Parties.OfferInteraction(Scenario.Alice, ChannelType.Chat, "customer"))
        );
        scenario.VerifyTranscript();
    }

    [Fact]
    public void AnAgentWithoutAMapping_HasNoChannelsThere_AndAnotherIdWorks()
    {
        using var scenario = new Scenario(
            platforms: [Pbx, Digital with { Map = agent => agent.Id == Scenario.Alice ? new AgentIdentity("1002", "Alice in chat") : null }]
        );
        scenario.LogIn();
        Assert.True(scenario.SwitchOf("digital").GetState("1002")!.LoggedIn);
        Assert.False(scenario.IsOn("digital"));
        var carol = scenario.LogIn("1003", "carol");
        Assert.Null(Activation(carol.Answer("1"), "chat"));
        scenario.VerifyTranscript();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void APlatformThatThrows_IsOneThatIsUnavailable(bool isRequired)
    {
        using var scenario = new Scenario(
            platforms: [Pbx, Digital with { IsRequired = isRequired, Wrap = platform => new BrokenLogin(platform) }],
            title: $"{nameof(APlatformThatThrows_IsOneThatIsUnavailable)}_{(isRequired ? "Required" : "Optional")}"
        );
        var alice = scenario.LogIn();
        Assert.Equal(isRequired ? "SwitchUnavailable" : null, alice.Failure("1"));
        Assert.Equal(!isRequired, scenario.IsOn("pbx"));
        scenario.VerifyTranscript();
    }

    private sealed class BrokenLogin(IPlatform inner) : PlatformBehind(inner)
    {
        public override Task<LogInResult> LogInAsync(
            AgentIdentity agent,
            string? endpoint,
            IAgentEventSink events,
            CancellationToken cancellationToken
        ) => throw new InvalidOperationException("The platform is broken.");
    }

    private static JsonObject Channel(string id) => new() { ["channelId"] = id };

    private static JsonNode? Activation(JsonNode answer, string channelId) =>
        answer["result"]!["snapshot"]!["channelGroup"]!["channels"]!
            .AsArray()
            .FirstOrDefault(it => (string?)it!["id"] == channelId)
            ?["activation"];
}
