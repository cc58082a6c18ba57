using System.Text.Json.Nodes;
using His.Platform.Simulator;
using static His.Tests.BasicLoginTests;

namespace His.Tests;

/// <summary>Logins beside other requests, on one connection or of one agent (docs/use-cases/basic-login.md).</summary>
public class ConcurrentLoginTests
{
    private const string Login = "session.request.login";

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
}
