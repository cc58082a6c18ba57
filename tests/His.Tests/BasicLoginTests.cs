using System.Text.Json.Nodes;
using His.Platform;
using His.Platform.Simulator;

namespace His.Tests;

/// <summary>Basic Login (docs/use-cases/basic-login.md).</summary>
public class BasicLoginTests
{
    private const string Login = "session.request.login";

    [Fact]
    public void ALogin_FindsTheAgentAsTheSwitchHasThem()
    {
        using var scenario = new Scenario();
        var first = scenario.LogInReady();
        scenario.Offer(ChannelType.Email, "carla@example.org");
        first.Vanish();
        scenario.DiscardTranscript();
        var alice = scenario.Connect();
        alice.Ask(Login, Credentials(isOverride: true));
        scenario.VerifyTranscript();
    }

    [Fact]
    public void ALogin_WithAnEndpoint_TakesIt()
    {
        using var scenario = new Scenario();
        scenario.Connect().Ask(Login, Credentials(endpoint: "desk_7"));
        scenario.VerifyTranscript();
    }

    [Fact]
    public void ALogin_CollectsTheReasons()
    {
        using var scenario = new Scenario();
        scenario.Switch.ChangeSettings(
            new SettingsChange(
                LogoutReason: new PolicyChange(ReasonRequirement.Required, FreeText: true, [new("HOME", "End of shift")]),
                NotReadyReason: new PolicyChange(
                    ReasonRequirement.Optional,
                    FreeText: false,
                    [new("LUNCH", "Lunch"), new("MEET", "Meeting")]
                )
            )
        );
        scenario.LogIn();
        scenario.VerifyTranscript();
    }

    [Fact]
    public void ALogin_WithATelephoneThatIsNotRegistered_SucceedsWithAWarning()
    {
        using var scenario = new Scenario();
        scenario.Switch.ChangeSettings(new SettingsChange(EndpointRegistered: false));
        scenario.LogIn();
        scenario.VerifyTranscript();
    }

    [Fact]
    public void ALogin_OfNobody_AndOneWithAWrongPassword_AreToldTheSame()
    {
        using var scenario = new Scenario();
        var alice = scenario.Connect();
        var nobody = alice.Ask(Login, Credentials(agentId: "4711"));
        var wrong = alice.Ask(Login, Credentials(password: "guess"));
        Assert.Equal(alice.Answer(nobody)["error"]!.ToJsonString(), alice.Answer(wrong)["error"]!.ToJsonString());
        scenario.VerifyTranscript();
    }

    [Fact]
    public void Guessing_IsSlowedDown_ForThisAgentAndAddressOnly()
    {
        using var scenario = new Scenario();
        var alice = scenario.Connect();
        for (var i = 0; i < 5; i++)
        {
            alice.Ask(Login, Credentials(password: "guess"));
        }

        var sixth = alice.Ask(Login, Credentials());
        Assert.Equal("TooManyAttempts", alice.Failure(sixth));
        Assert.Equal(60, alice.Answer(sixth)["error"]!["data"]!["retryAfterSeconds"]!.GetValue<int>());
        Assert.NotNull(alice.Answer(alice.Ask(Login, Credentials(agentId: "1002")))["result"]);

        scenario.Wait(TimeSpan.FromSeconds(61));
        var later = scenario.Connect();
        Assert.NotNull(later.Answer(later.Ask(Login, Credentials()))["result"]);
    }

    [Fact]
    public void ALogin_ToAnEndpointOfSomebodyElse_IsRefused()
    {
        using var scenario = new Scenario();
        scenario.LogIn("1002", "bob");
        scenario.DiscardTranscript();
        scenario.Connect().Ask(Login, Credentials(endpoint: "1002"));
        scenario.VerifyTranscript();
    }

    [Fact]
    public void ALogin_WithoutALinkToTheSwitch_IsRefused()
    {
        using var scenario = new Scenario();
        scenario.AtSwitch("loses its link", it => it.LoseLink());
        scenario.Connect().Ask(Login, Credentials());
        scenario.VerifyTranscript();
    }

    [Fact]
    public void WithoutALinkToTheSwitch_NoPasswordIsJudged()
    {
        using var scenario = new Scenario();
        scenario.AtSwitch("loses its link", it => it.LoseLink());
        var alice = scenario.Connect();
        Assert.Equal("SwitchUnavailable", alice.Failure(alice.Ask(Login, Credentials(password: "guess"))));
    }

    [Fact]
    public void ALogin_WhileHisTakesLeave_IsRefused()
    {
        using var scenario = new Scenario();
        _ = scenario.Core.StopAsync();
        var alice = scenario.Connect();
        Assert.Equal("Stopping", alice.Failure(alice.Ask(Login, Credentials())));
    }

    [Fact]
    public void ABrowserThatVanishesWhileItLogsIn_IsTakenForOneThatIsGone()
    {
        using var scenario = new Scenario(store: new Testing.MemoryStore());
        scenario.Switch.ChangeSettings(new SettingsChange(Latency: TimeSpan.FromSeconds(1)));
        var alice = scenario.Connect();
        alice.Ask(Login, Credentials());
        alice.Vanish();
        scenario.Wait(TimeSpan.FromSeconds(2));
        Assert.Equal(1, scenario.Core.Sessions.Count);
        scenario.Wait(TimeSpan.FromSeconds(310));
        Assert.Equal(0, scenario.Core.Sessions.Count);
    }

    [Fact]
    public void TheSameLoginTwice_OnOneConnection_HasOneAnswer()
    {
        using var scenario = new Scenario();
        var alice = scenario.Connect();
        var login = Credentials();
        login["requestId"] = "0b7a2a52-6d3c-4a43-9a5e-3d5a1f1c2e33";
        var first = alice.Ask(Login, login);
        var again = alice.Ask(Login, login.DeepClone().AsObject());
        Assert.Equal(alice.Answer(first)["result"]!.ToJsonString(), alice.Answer(again)["result"]?.ToJsonString());
    }

    [Fact]
    public void ACommandBehindALoginThatFails_HasNoSession()
    {
        using var scenario = new Scenario();
        var alice = scenario.Connect();
        alice.Send(Login, Credentials(password: "guess"));
        var ready = alice.Send("channelgroup.request.ready");
        scenario.Run();
        Assert.Equal("NoSession", alice.Failure(ready));
    }

    [Theory]
    [InlineData(FaultBehaviour.Fail)]
    [InlineData(FaultBehaviour.Hang)]
    public void ALogin_ThatTheSwitchDoesNotAccept_LeavesNothingBehind(FaultBehaviour behaviour)
    {
        using var scenario = new Scenario(title: $"{nameof(ALogin_ThatTheSwitchDoesNotAccept_LeavesNothingBehind)}_{behaviour}");
        scenario.Fault(SwitchOperation.Login, behaviour, message: "No, not now.");
        var alice = scenario.Connect();
        alice.Ask(Login, Credentials());
        scenario.Wait(TimeSpan.FromSeconds(11));
        Assert.Equal(0, scenario.Core.Sessions.Count);
        alice.Ask(Login, Credentials());
        Assert.Equal(1, scenario.Core.Sessions.Count);
        scenario.VerifyTranscript();
    }

    [Fact]
    public void ASecondLogin_OnTheSameConnection_IsRefused()
    {
        using var scenario = new Scenario();
        var alice = scenario.LogIn();
        var second = alice.Ask(Login, Credentials());
        Assert.Equal(("InvalidState", "LoggedIn"), (alice.Failure(second), (string?)alice.Answer(second)["error"]!["data"]!["state"]));
    }

    [Fact]
    public void ASecondLogin_BehindOneThatFails_IsRefused_AndAThirdIsNot()
    {
        using var scenario = new Scenario();
        var alice = scenario.Connect();
        var wrong = alice.Send(Login, Credentials(password: "guess"));
        var behind = alice.Send(Login, Credentials());
        scenario.Run();
        Assert.Equal("InvalidCredentials", alice.Failure(wrong));
        Assert.Equal(("InvalidState", "LoggingIn"), (alice.Failure(behind), (string?)alice.Answer(behind)["error"]!["data"]!["state"]));
        Assert.NotNull(alice.Answer(alice.Ask(Login, Credentials()))["result"]);
    }

    [Fact]
    public void TwoLoginsOfOneAgentAtOnce_MakeOneSession()
    {
        using var scenario = new Scenario();
        scenario.AtSwitch("takes 1 s for everything", it => it.ChangeSettings(new SettingsChange(Latency: TimeSpan.FromSeconds(1))));
        var here = scenario.Connect("here");
        var there = scenario.Connect("there");
        var first = here.Ask(Login, Credentials());
        var second = there.Ask(Login, Credentials(isOverride: true));
        scenario.Wait(TimeSpan.FromSeconds(3));
        Assert.NotNull(here.Answer(first)["result"]);
        Assert.Equal("AlreadyLoggedIn", there.Failure(second));
        Assert.Equal(1, scenario.Core.Sessions.Count);
    }

    [Fact]
    public void ALogout_ThatIsAskedBeforeTheLoginIsDone_FollowsIt()
    {
        using var scenario = new Scenario();
        var alice = scenario.Connect();
        alice.Send(Login, Credentials());
        alice.Send("session.request.logout");
        scenario.Run();
        scenario.VerifyTranscript();
    }

    [Fact]
    public void TheSameRequestTwice_BeforeTheLoginIsThrough_IsRunOnce()
    {
        using var scenario = new Scenario();
        scenario.Switch.ChangeSettings(new SettingsChange(Latency: TimeSpan.FromSeconds(1)));
        var alice = scenario.Connect();
        alice.Send(Login, Credentials());
        var dial = new JsonObject
        {
            ["channelId"] = "phone",
            ["destination"] = "0",
            ["requestId"] = "0b7a2a52-6d3c-4a43-9a5e-3d5a1f1c2e30",
        };
        var first = alice.Ask("channel.request.dial", dial);
        var second = alice.Ask("channel.request.dial", dial.DeepClone().AsObject());
        scenario.Wait(TimeSpan.FromSeconds(5));
        Assert.Single(scenario.Switch.Commands.Entries, told => told.Operation == SwitchOperation.Dial);
        Assert.Equal("i-1", (string?)alice.Answer(first)["result"]?["interactionId"]);
        Assert.Equal("i-1", (string?)alice.Answer(second)["result"]?["interactionId"]);
    }

    [Fact]
    public void AFailure_IsToldInTheAgentsLanguage()
    {
        using var scenario = new Scenario();
        var alice = scenario.Connect();
        var credentials = Credentials(password: "falsch");
        credentials["locale"] = "fr;q=0.9, de-AT;q=0.8, en;q=0.1";
        var asked = alice.Ask(Login, credentials);
        Assert.Equal("Die Agenten-ID oder das Passwort ist falsch.", alice.Answer(asked)["error"]!["message"]!.GetValue<string>());
    }

    [Fact]
    public void EveryFailure_HasItsSentenceInEveryLanguage()
    {
        foreach (var messages in Bus.FailureMessages.All.Select(Bus.FailureMessages.For))
        {
            foreach (var code in Enum.GetValues<Bus.FailureCode>().Where(code => code != Bus.FailureCode.None))
            {
                Assert.NotEqual("", messages[code]);
                Assert.Contains("support", messages[new Bus.Failure(code) { Queues = ["sales", "support"] }], StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void OngoingInteraction_SaysWhetherALogoutOrADeactivationIsRefused()
    {
        var logout = new Bus.Failure(Bus.FailureCode.OngoingInteraction);
        Assert.Equal("You cannot log out while an interaction is ongoing. End it first.", Bus.FailureMessages.English[logout]);
        Assert.Equal(
            "You cannot deactivate phone while an interaction is ongoing. End it first.",
            Bus.FailureMessages.English[logout with { ChannelId = "phone" }]
        );
        foreach (var messages in Bus.FailureMessages.All.Select(Bus.FailureMessages.For))
        {
            Assert.Contains("phone", messages[logout with { ChannelId = "phone" }], StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("params.destination", "32")]
    [InlineData("params.endpoint", "")]
    public void WhatAnAgentFillsIn_IsNotCalledByItsNameOnTheWire(string path, string said)
    {
        foreach (var messages in Bus.FailureMessages.All.Select(Bus.FailureMessages.For))
        {
            Assert.DoesNotContain("params", messages[Bus.Failure.InvalidParams(path)], StringComparison.Ordinal);
            Assert.Contains(said, messages[Bus.Failure.InvalidParams(path)], StringComparison.Ordinal);
            Assert.Contains("params.agentId", messages[Bus.Failure.InvalidParams("params.agentId")], StringComparison.Ordinal);
        }
    }

    internal static JsonObject Credentials(
        string agentId = Scenario.Alice,
        string password = "secret",
        string? endpoint = null,
        bool isOverride = false
    )
    {
        var credentials = new JsonObject { ["agentId"] = agentId, ["password"] = password };
        if (endpoint is not null)
        {
            credentials["endpoint"] = endpoint;
        }

        if (isOverride)
        {
            credentials["override"] = true;
        }

        return credentials;
    }
}
