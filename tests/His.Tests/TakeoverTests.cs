using System.Text.Json.Nodes;
using His.Platform;
using His.Platform.Simulator;
using static His.Tests.LogoutTests;

namespace His.Tests;

/// <summary>A second login takes over the session of the first (docs/use-cases/basic-login.md; decision R10).</summary>
public class TakeoverTests
{
    private const string Slow = "takes 1 s for everything";

    [Fact]
    public void ACommandBehindATakeover_HearsOfTheEnd()
    {
        using var scenario = new Scenario(store: new Testing.MemoryStore());
        var alice = scenario.LogIn();
        scenario.AtSwitch(Slow, it => it.ChangeSettings(new SettingsChange(Latency: TimeSpan.FromSeconds(1))));
        var elsewhere = scenario.Connect("alice'");
        elsewhere.Ask(
            "session.request.login",
            new JsonObject
            {
                ["agentId"] = Scenario.Alice,
                ["password"] = "secret",
                ["override"] = true,
            }
        );
        alice.Ask("channelgroup.request.ready");
        scenario.Wait(TimeSpan.FromSeconds(5));
        scenario.Store!.Write();
        Assert.Equal("SessionEnded", Assert.Single(scenario.Store.Journal, it => it.Action == "channelgroup.request.ready").Failure);
    }

    [Fact]
    public void ATakeoverOfASessionWhoseLogoutWaitsItsTurn_IsRefused()
    {
        using var scenario = new Scenario();
        var alice = scenario.LogIn();
        scenario.AtSwitch(Slow, it => it.ChangeSettings(new SettingsChange(Latency: TimeSpan.FromSeconds(1))));
        alice.Ask("channel.request.ready", new JsonObject { ["channelId"] = "phone" });
        alice.Ask(Request);
        var elsewhere = scenario.Connect("alice'");
        var login = elsewhere.Ask(
            "session.request.login",
            new JsonObject
            {
                ["agentId"] = Scenario.Alice,
                ["password"] = "secret",
                ["override"] = true,
            }
        );
        Assert.Equal("LoggingOut", elsewhere.Failure(login));
        scenario.Wait(TimeSpan.FromSeconds(20));
        Assert.Equal(1000, alice.Closed?.Number);
    }

    [Fact]
    public void ASecondLogin_IsTold_AndTakesOverWhereItIsWanted()
    {
        using var scenario = new Scenario();
        var alice = scenario.LogInReady();
        var call = Bring(scenario, alice, ChannelType.Telephony, InteractionState.Connected);
        scenario.DiscardTranscript();
        var elsewhere = scenario.LogIn(who: "alice'");
        elsewhere.Ask(
            "session.request.login",
            new JsonObject
            {
                ["agentId"] = Scenario.Alice,
                ["password"] = "secret",
                ["override"] = true,
            }
        );
        Assert.Equal(4001, alice.Closed!.Number);
        Assert.Equal(1, scenario.Core.Sessions.Count);
        elsewhere.Ask("interaction.request.end", new JsonObject { ["interactionId"] = call });
        scenario.VerifyTranscript();
    }

    [Fact]
    public void ATakeoverThatTheSwitchRefuses_LeavesTheOtherSessionAsItWas()
    {
        using var scenario = new Scenario();
        var alice = scenario.LogInReady();
        scenario.DiscardTranscript();
        scenario.Fault(SwitchOperation.Login, FaultBehaviour.Fail, message: "No, not now.");
        var elsewhere = scenario.Connect("alice'");
        elsewhere.Ask(
            "session.request.login",
            new JsonObject
            {
                ["agentId"] = Scenario.Alice,
                ["password"] = "secret",
                ["override"] = true,
            }
        );
        Assert.Null(alice.Closed);
        alice.Ask(Request);
        scenario.VerifyTranscript();
    }

    [Fact]
    public void ATakeoverOfASessionThatLogsOut_IsRefused()
    {
        using var scenario = new Scenario();
        var alice = scenario.LogInReady();
        scenario.DiscardTranscript();
        scenario.AtSwitch(Slow, it => it.ChangeSettings(new SettingsChange(Latency: TimeSpan.FromSeconds(1))));
        alice.Ask(Request);
        var elsewhere = scenario.Connect("alice'");
        elsewhere.Ask(
            "session.request.login",
            new JsonObject
            {
                ["agentId"] = Scenario.Alice,
                ["password"] = "secret",
                ["override"] = true,
            }
        );
        scenario.Wait(TimeSpan.FromSeconds(20));
        scenario.VerifyTranscript();
    }
}
