using System.Text.Json.Nodes;
using His.Platform;
using His.Platform.Simulator;
using static His.Tests.LogoutTests;

namespace His.Tests;

/// <summary>The switch logs the agent off without HIS (decision R14).</summary>
public class SwitchLogOffTests
{
    private const string Slow = "takes 1 s for everything";

    [Fact]
    public void ASwitchThatLogsTheAgentOutByItself_EndsTheSession()
    {
        using var scenario = new Scenario();
        var alice = scenario.LogInReady();
        scenario.DiscardTranscript();
        scenario.AtSwitch("an administrator logs alice off", it => it.LogOutByItself(Scenario.Alice));
        Assert.Equal(4003, alice.Closed!.Number);
        scenario.VerifyTranscript();
    }

    [Theory]
    [InlineData(SwitchCause.SwitchRestart, "SwitchRestart")]
    [InlineData(SwitchCause.StationOutOfService, "StationOutOfService")]
    public void WhereTheSwitchSaysWhyItLoggedTheAgentOut_TheyAreTold(SwitchCause why, string cause)
    {
        using var scenario = new Scenario();
        var alice = scenario.LogIn();
        scenario.AtSwitch("logs alice off", it => it.LogOutByItself(Scenario.Alice, cause: why));

        Assert.Equal(cause, (string?)alice.Events.Last()["params"]!["cause"]);
        Assert.Equal(4003, alice.Closed?.Number);
    }

    [Fact]
    public void ASwitchThatWasStartedAnew_IsTheCauseOfWhatItHasForgotten()
    {
        using var scenario = new Scenario();
        var alice = scenario.LogInReady();
        var bob = scenario.LogIn("1002", "bob");
        scenario.AtSwitch(
            "dies, and comes back without alice",
            it =>
            {
                it.LoseLink();
                it.LogOutByItself(Scenario.Alice);
                it.RestoreLink(isAfterRestart: true);
            }
        );

        Assert.Equal("SwitchRestart", (string?)alice.Events.Last()["params"]!["cause"]);
        Assert.Equal(4003, alice.Closed?.Number);

        // Who was not forgotten is still there, and the next time it is somebody at the switch again.
        scenario.AtSwitch("an administrator logs bob off", it => it.LogOutByItself("1002"));
        Assert.Equal("SwitchInitiated", (string?)bob.Events.Last()["params"]!["cause"]);
        Assert.Equal(0, scenario.Clock.Alarms); // nobody asks for them any more
    }

    [Fact]
    public void ASwitchThatLogsTheAgentOutInACall_EndsTheSessionAfterIt()
    {
        using var scenario = new Scenario(simulator: new SimulatorOptions { WrapUp = false });
        var alice = scenario.LogInReady();
        var call = Bring(scenario, alice, ChannelType.Telephony, InteractionState.Connected);
        scenario.DiscardTranscript();
        scenario.AtSwitch("an administrator logs alice off", it => it.LogOutByItself(Scenario.Alice));
        Assert.Null(alice.Closed);
        Assert.Equal(3, alice.Events.Count(it => (string?)it["method"] == "channel.event.deactivated")); // what is shown is so at the switch
        scenario.AtSwitch("the customer hangs up", it => it.Parties.EndByCustomer(call));
        Assert.Equal(4003, alice.Closed!.Number);
        scenario.VerifyTranscript();
    }

    [Theory]
    [InlineData("channel.request.ready")]
    [InlineData("channelgroup.request.activate")]
    public void WhomTheSwitchHasLoggedOffInACall_CannotTakeMoreWork(string method)
    {
        using var scenario = new Scenario();
        var alice = scenario.LogInReady();
        Bring(scenario, alice, ChannelType.Telephony, InteractionState.Connected);
        scenario.AtSwitch("an administrator logs alice off", it => it.LogOutByItself(Scenario.Alice));
        var asked = alice.Ask(method, new JsonObject { ["channelId"] = "chat" });
        Assert.Equal("InvalidState", alice.Failure(asked));
        Assert.Equal("LoggedOff", (string?)alice.Answer(asked)["error"]!["data"]!["state"]);
    }

    [Fact]
    public void AnAgentWhomTheSwitchHasLoggedOff_ServesWhatBeginsBeforeTheEnd()
    {
        using var scenario = new Scenario(simulator: new SimulatorOptions { WrapUp = false });
        var alice = scenario.LogIn();
        scenario.AtSwitch(Slow, it => it.ChangeSettings(new SettingsChange(Latency: TimeSpan.FromSeconds(1))));
        scenario.Fault(SwitchOperation.Ready, FaultBehaviour.Hang, "phone");
        alice.Ask("channel.request.ready", new JsonObject { ["channelId"] = "phone" });
        scenario.AtSwitch("an administrator logs alice off", it => it.LogOutByItself(Scenario.Alice));
        Assert.DoesNotContain(alice.Events, it => (string?)it["method"] == "channel.event.deactivated"); // she goes whole, when her command is done
        var chat = scenario.AtSwitch(
            "a chat that was under way begins",
            it => it.Parties.OfferInteractionAnyway(Scenario.Alice, "chat", "carla@example.org")
        )!;
        scenario.Wait(TimeSpan.FromSeconds(20));
        Assert.Null(alice.Closed);
        scenario.AtSwitch("the customer parts", it => it.Parties.EndByCustomer(chat));
        Assert.Equal(4003, alice.Closed?.Number);
    }

    [Fact]
    public void WhatComesBehindTheEndThatTheSwitchMade_IsNotKept()
    {
        using var scenario = new Scenario();
        var alice = scenario.LogIn();
        scenario.Switch.LogOutByItself(Scenario.Alice);
        alice.Send("channelgroup.request.ready", new JsonObject { ["requestId"] = "0b7a2a52-6d3c-4a43-9a5e-3d5a1f1c2e34" });
        scenario.Run();
        Assert.Equal(0, scenario.Core.IdempotencyCache.Count);
    }
}
