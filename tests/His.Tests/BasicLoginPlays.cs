using System.Text.Json.Nodes;
using His.Platform;
using His.Platform.Simulator;

namespace His.Tests;

/// <summary>Basic Login (docs/use-cases/basic-login.md).</summary>
public class BasicLoginPlays
{
    private const string Login = "session.request.login";

    [Fact]
    public void ALogin_FindsTheAgentAsTheSwitchHasThem()
    {
        using var play = new Play();
        var first = play.LogInReady();
        play.Offer(ChannelType.Email, "carla@example.org");
        first.Vanish();
        play.Begin();
        var alice = play.Connect();
        alice.Ask(Login, Credentials(isOverride: true));
        play.Approve();
    }

    [Fact]
    public void ALogin_WithAnEndpoint_TakesIt()
    {
        using var play = new Play();
        play.Connect().Ask(Login, Credentials(endpoint: "desk_7"));
        play.Approve();
    }

    [Fact]
    public void ALogin_CollectsTheReasons()
    {
        using var play = new Play();
        play.Switch.ChangeSettings(new SettingsChange(
            LogoutReason: new PolicyChange(ReasonRequirement.Required, FreeText: true, [new("HOME", "End of shift")]),
            NotReadyReason: new PolicyChange(ReasonRequirement.Optional, FreeText: false, [new("LUNCH", "Lunch"), new("MEET", "Meeting")])));
        play.LogIn();
        play.Approve();
    }

    [Fact]
    public void ALogin_WithATelephoneThatIsNotRegistered_SucceedsWithAWarning()
    {
        using var play = new Play();
        play.Switch.ChangeSettings(new SettingsChange(EndpointRegistered: false));
        play.LogIn();
        play.Approve();
    }

    [Fact]
    public void ALogin_OfNobody_AndOneWithAWrongPassword_AreToldTheSame()
    {
        using var play = new Play();
        var alice = play.Connect();
        var nobody = alice.Ask(Login, Credentials(agentId: "4711"));
        var wrong = alice.Ask(Login, Credentials(password: "guess"));
        Assert.Equal(alice.Answer(nobody)["error"]!.ToJsonString(), alice.Answer(wrong)["error"]!.ToJsonString());
        play.Approve();
    }

    [Fact]
    public void Guessing_IsSlowedDown_ForThisAgentAndAddressOnly()
    {
        using var play = new Play();
        var alice = play.Connect();
        for (var i = 0; i < 5; i++)
        {
            alice.Ask(Login, Credentials(password: "guess"));
        }

        var sixth = alice.Ask(Login, Credentials());
        Assert.Equal("TooManyAttempts", alice.Failure(sixth));
        Assert.Equal(60, alice.Answer(sixth)["error"]!["data"]!["retryAfterSeconds"]!.GetValue<int>());
        Assert.NotNull(alice.Answer(alice.Ask(Login, Credentials(agentId: "1002")))["result"]);

        play.Wait(TimeSpan.FromSeconds(61));
        var later = play.Connect();
        Assert.NotNull(later.Answer(later.Ask(Login, Credentials()))["result"]);
    }

    [Fact]
    public void ALogin_ToAnEndpointOfSomebodyElse_IsRefused()
    {
        using var play = new Play();
        play.LogIn("1002", "bob");
        play.Begin();
        play.Connect().Ask(Login, Credentials(endpoint: "1002"));
        play.Approve();
    }

    [Fact]
    public void ALogin_WithoutALinkToTheSwitch_IsRefused()
    {
        using var play = new Play();
        play.AtSwitch("loses its link", it => it.LoseLink());
        play.Connect().Ask(Login, Credentials());
        play.Approve();
    }

    [Fact]
    public void WithoutALinkToTheSwitch_NoPasswordIsJudged()
    {
        using var play = new Play();
        play.AtSwitch("loses its link", it => it.LoseLink());
        var alice = play.Connect();
        Assert.Equal("SwitchUnavailable", alice.Failure(alice.Ask(Login, Credentials(password: "guess"))));
    }

    [Fact]
    public void ALogin_WhileHisTakesLeave_IsRefused()
    {
        using var play = new Play();
        _ = play.House.FinishAsync();
        var alice = play.Connect();
        Assert.Equal("Stopping", alice.Failure(alice.Ask(Login, Credentials())));
    }

    [Fact]
    public void ABrowserThatVanishesWhileItLogsIn_IsTakenForOneThatIsGone()
    {
        using var play = new Play(store: new Testing.MemoryStore());
        play.Switch.ChangeSettings(new SettingsChange(LatencyMs: 1000));
        var alice = play.Connect();
        alice.Ask(Login, Credentials());
        alice.Vanish();
        play.Wait(TimeSpan.FromSeconds(2));
        Assert.Equal(1, play.House.Sessions.Count);
        play.Wait(TimeSpan.FromSeconds(310));
        Assert.Equal(0, play.House.Sessions.Count);
    }

    [Fact]
    public void TheSameLoginTwice_OnOneConnection_HasOneAnswer()
    {
        using var play = new Play();
        var alice = play.Connect();
        var login = Credentials();
        login["requestId"] = "0b7a2a52-6d3c-4a43-9a5e-3d5a1f1c2e33";
        var first = alice.Ask(Login, login);
        var again = alice.Ask(Login, login.DeepClone().AsObject());
        Assert.Equal(alice.Answer(first)["result"]!.ToJsonString(), alice.Answer(again)["result"]?.ToJsonString());
    }

    [Fact]
    public void ACommandBehindALoginThatFails_HasNoSession()
    {
        using var play = new Play();
        var alice = play.Connect();
        alice.Send(Login, Credentials(password: "guess"));
        var ready = alice.Send("channelgroup.request.ready");
        play.Run();
        Assert.Equal("NoSession", alice.Failure(ready));
    }

    [Theory]
    [InlineData(FaultBehaviour.Fail)]
    [InlineData(FaultBehaviour.Hang)]
    public void ALogin_ThatTheSwitchDoesNotAccept_LeavesNothingBehind(FaultBehaviour behaviour)
    {
        using var play = new Play(title: $"{nameof(ALogin_ThatTheSwitchDoesNotAccept_LeavesNothingBehind)}_{behaviour}");
        play.Fault(SwitchOperation.Login, behaviour, message: "No, not now.");
        var alice = play.Connect();
        alice.Ask(Login, Credentials());
        play.Wait(TimeSpan.FromSeconds(11));
        Assert.Equal(0, play.House.Sessions.Count);
        alice.Ask(Login, Credentials());
        Assert.Equal(1, play.House.Sessions.Count);
        play.Approve();
    }

    [Fact]
    public void ASecondLogin_OnTheSameConnection_IsRefused()
    {
        using var play = new Play();
        var alice = play.LogIn();
        var second = alice.Ask(Login, Credentials());
        Assert.Equal(("InvalidState", "LoggedIn"), (alice.Failure(second), (string?)alice.Answer(second)["error"]!["data"]!["state"]));
    }

    [Fact]
    public void ASecondLogin_BehindOneThatFails_IsRefused_AndAThirdIsNot()
    {
        using var play = new Play();
        var alice = play.Connect();
        var wrong = alice.Send(Login, Credentials(password: "guess"));
        var behind = alice.Send(Login, Credentials());
        play.Run();
        Assert.Equal("InvalidCredentials", alice.Failure(wrong));
        Assert.Equal(("InvalidState", "LoggingIn"), (alice.Failure(behind), (string?)alice.Answer(behind)["error"]!["data"]!["state"]));
        Assert.NotNull(alice.Answer(alice.Ask(Login, Credentials()))["result"]);
    }

    [Fact]
    public void TwoLoginsOfOneAgentAtOnce_MakeOneSession()
    {
        using var play = new Play();
        play.AtSwitch("takes 1 s for everything", it => it.ChangeSettings(new SettingsChange(LatencyMs: 1000)));
        var here = play.Connect("here");
        var there = play.Connect("there");
        var first = here.Ask(Login, Credentials());
        var second = there.Ask(Login, Credentials(isOverride: true));
        play.Wait(TimeSpan.FromSeconds(3));
        Assert.NotNull(here.Answer(first)["result"]);
        Assert.Equal("AlreadyLoggedIn", there.Failure(second));
        Assert.Equal(1, play.House.Sessions.Count);
    }

    [Fact]
    public void ALogout_ThatIsAskedBeforeTheLoginIsDone_FollowsIt()
    {
        using var play = new Play();
        var alice = play.Connect();
        alice.Send(Login, Credentials());
        alice.Send("session.request.logout");
        play.Run();
        play.Approve();
    }

    [Fact]
    public void TheSameRequestTwice_BeforeTheLoginIsThrough_IsRunOnce()
    {
        using var play = new Play();
        play.Switch.ChangeSettings(new SettingsChange(LatencyMs: 1000));
        var alice = play.Connect();
        alice.Send(Login, Credentials());
        var dial = new JsonObject { ["channelId"] = "phone", ["destination"] = "0", ["requestId"] = "0b7a2a52-6d3c-4a43-9a5e-3d5a1f1c2e30" };
        var first = alice.Ask("channel.request.dial", dial);
        var second = alice.Ask("channel.request.dial", dial.DeepClone().AsObject());
        play.Wait(TimeSpan.FromSeconds(5));
        Assert.Single(play.Switch.Told.Entries, told => told.Operation == SwitchOperation.Dial);
        Assert.Equal("i-1", (string?)alice.Answer(first)["result"]?["interactionId"]);
        Assert.Equal("i-1", (string?)alice.Answer(second)["result"]?["interactionId"]);
    }

    [Fact]
    public void AFailure_IsToldInTheAgentsLanguage()
    {
        using var play = new Play();
        var alice = play.Connect();
        var credentials = Credentials(password: "falsch");
        credentials["locale"] = "fr;q=0.9, de-AT;q=0.8, en;q=0.1";
        var asked = alice.Ask(Login, credentials);
        Assert.Equal("Die Agenten-ID oder das Passwort ist falsch.", alice.Answer(asked)["error"]!["message"]!.GetValue<string>());
    }

    [Fact]
    public void EveryFailure_HasItsSentenceInEveryLanguage()
    {
        foreach (var sentences in Bus.Sentences.All.Select(Bus.Sentences.For))
        {
            foreach (var code in Enum.GetValues<Bus.FailureCode>().Where(code => code != Bus.FailureCode.None))
            {
                Assert.NotEqual("", sentences[code]);
                Assert.Contains("support", sentences[new Bus.Failure(code) { Queues = ["sales", "support"] }], StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData("params.destination", "32")]
    [InlineData("params.endpoint", "")]
    public void WhatAnAgentFillsIn_IsNotCalledByItsNameOnTheWire(string path, string said)
    {
        foreach (var sentences in Bus.Sentences.All.Select(Bus.Sentences.For))
        {
            Assert.DoesNotContain("params", sentences[Bus.Failure.InvalidParams(path)], StringComparison.Ordinal);
            Assert.Contains(said, sentences[Bus.Failure.InvalidParams(path)], StringComparison.Ordinal);
            Assert.Contains("params.agentId", sentences[Bus.Failure.InvalidParams("params.agentId")], StringComparison.Ordinal);
        }
    }

    internal static JsonObject Credentials(string agentId = Play.Alice, string password = "secret", string? endpoint = null, bool isOverride = false)
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
