using System.Text.Json.Nodes;
using His.Platform;
using His.Platform.Simulator;
using static His.Tests.LogoutTests;

namespace His.Tests;

/// <summary>Logout where the switch does not do its part (docs/use-cases/logout.md): EF2, EF3, EF4, EF5, decisions R3 to R7.</summary>
public class LogoutFailureTests
{
    [Theory]
    [InlineData("phone")]
    [InlineData("chat")]
    [InlineData("email")]
    public void NotReadyFailure_KeepsWhatWasDone_AndASecondLogoutSkipsIt(string channel)
    {
        using var scenario = new Scenario(title: $"{nameof(NotReadyFailure_KeepsWhatWasDone_AndASecondLogoutSkipsIt)}_{channel}");
        var alice = scenario.LogInReady();
        scenario.DiscardTranscript();
        scenario.Fault(SwitchOperation.NotReady, FaultBehaviour.Fail, channel, message: "No, not now.");
        Assert.Equal("NotReadyFailure", alice.Failure(alice.Ask(Request)));
        alice.Ask(Request);
        scenario.VerifyTranscript();
    }

    [Theory]
    [InlineData("phone")]
    [InlineData("chat")]
    [InlineData("email")]
    public void DeactivationFailure_KeepsWhatWasDone_AndASecondLogoutSkipsIt(string channel)
    {
        using var scenario = new Scenario(title: $"{nameof(DeactivationFailure_KeepsWhatWasDone_AndASecondLogoutSkipsIt)}_{channel}");
        var alice = scenario.LogInReady();
        scenario.DiscardTranscript();
        scenario.Fault(SwitchOperation.Deactivate, FaultBehaviour.Fail, channel, message: "No, not now.");
        Assert.Equal("DeactivationFailure", alice.Failure(alice.Ask(Request)));
        alice.Ask(Request);
        scenario.VerifyTranscript();
    }

    [Fact]
    public void SwitchLogoutFailure_LeavesTheSessionAlive_AndASecondLogoutSucceeds()
    {
        using var scenario = new Scenario();
        var alice = scenario.LogInReady();
        scenario.DiscardTranscript();
        scenario.Fault(SwitchOperation.Logout, FaultBehaviour.Fail, message: "No, not now.");
        Assert.Equal("SwitchLogoutFailure", alice.Failure(alice.Ask(Request)));
        alice.Ask(Request);
        scenario.VerifyTranscript();
    }

    [Theory]
    [InlineData(SwitchOperation.NotReady, FaultBehaviour.OkWithoutEvent)]
    [InlineData(SwitchOperation.NotReady, FaultBehaviour.EventWithoutOk)]
    [InlineData(SwitchOperation.NotReady, FaultBehaviour.LateOk)]
    [InlineData(SwitchOperation.NotReady, FaultBehaviour.Hang)]
    [InlineData(SwitchOperation.Deactivate, FaultBehaviour.OkWithoutEvent)]
    [InlineData(SwitchOperation.Deactivate, FaultBehaviour.EventWithoutOk)]
    [InlineData(SwitchOperation.Deactivate, FaultBehaviour.LateOk)]
    [InlineData(SwitchOperation.Deactivate, FaultBehaviour.Hang)]
    [InlineData(SwitchOperation.Logout, FaultBehaviour.OkWithoutEvent)]
    [InlineData(SwitchOperation.Logout, FaultBehaviour.EventWithoutOk)]
    [InlineData(SwitchOperation.Logout, FaultBehaviour.LateOk)]
    [InlineData(SwitchOperation.Logout, FaultBehaviour.Hang)]
    public void ASwitchThatLiesOrIsLateOrSilent_IsAsked_AndItsStateDecides(SwitchOperation operation, FaultBehaviour behaviour)
    {
        using var scenario = new Scenario(
            title: $"{nameof(ASwitchThatLiesOrIsLateOrSilent_IsAsked_AndItsStateDecides)}_{operation}_{behaviour}"
        );
        var alice = scenario.LogInReady();
        scenario.DiscardTranscript();
        scenario.Fault(operation, behaviour, operation == SwitchOperation.Logout ? null : "chat");
        alice.Ask(Request);
        scenario.Wait(TimeSpan.FromSeconds(11));
        scenario.Wait(TimeSpan.FromSeconds(9));
        if (alice.Closed is null)
        {
            alice.Ask(Request);
        }

        Assert.NotNull(alice.Closed);
        scenario.VerifyTranscript();
    }

    [Fact]
    public void ASwitchThatCannotBeAskedEither_LeavesTheChannelUnknown_UntilItCan()
    {
        using var scenario = new Scenario();
        var alice = scenario.LogInReady();
        scenario.DiscardTranscript();
        scenario.Fault(SwitchOperation.NotReady, FaultBehaviour.Hang, "chat");
        scenario.Fault(SwitchOperation.Ask, FaultBehaviour.Hang, times: 1000);
        alice.Ask(Request);
        scenario.Wait(TimeSpan.FromSeconds(32));
        scenario.AtSwitch("can be asked again", it => it.Faults.Clear());
        scenario.Wait(TimeSpan.FromSeconds(20));
        alice.Ask(Request);
        scenario.VerifyTranscript();
    }

    [Fact]
    public void ALogoutAsAWhole_HasADeadline()
    {
        using var scenario = new Scenario();
        var alice = scenario.LogInReady();
        scenario.DiscardTranscript();
        scenario.AtSwitch("takes 9 s for everything", it => it.ChangeSettings(new SettingsChange(Latency: TimeSpan.FromSeconds(9))));
        var asked = alice.Ask(Request);
        scenario.Wait(TimeSpan.FromSeconds(60));
        Assert.Equal("DeactivationFailure", alice.Failure(asked));
        scenario.VerifyTranscript();
    }

    [Theory]
    [InlineData("NotReady", "phone")]
    [InlineData("NotReady", "email")]
    [InlineData("Deactivate", "phone")]
    [InlineData("Deactivate", "email")]
    [InlineData("Logout", null)]
    public void AnInteractionThatBeginsMeanwhile_StopsTheLogout_AndIsServed(string during, string? channel)
    {
        using var scenario = new Scenario(
            title: $"{nameof(AnInteractionThatBeginsMeanwhile_StopsTheLogout_AndIsServed)}_{during}_{channel}"
        );
        var alice = scenario.LogInReady();
        scenario.DiscardTranscript();
        scenario.Fault(Enum.Parse<SwitchOperation>(during), FaultBehaviour.EventWithoutOk, channel);
        scenario.AtSwitch("takes 1 s for everything", it => it.ChangeSettings(new SettingsChange(Latency: TimeSpan.FromSeconds(1))));
        var asked = alice.Ask(Request, Reason(text: "Going home"));
        while (
            !scenario.Switch.Commands.Entries.Any(told =>
                told.Operation.ToString() == during && (channel is null || told.ChannelId == channel)
            )
        )
        {
            scenario.Wait(TimeSpan.FromSeconds(1));
        }

        var chat = scenario.AtSwitch(
            "a chat that was under way begins",
            it => it.Parties.OfferInteractionAnyway(Scenario.Alice, "chat", "carla@example.org")
        )!;
        scenario.AtSwitch("is fast again", it => it.ChangeSettings(new SettingsChange(Latency: TimeSpan.Zero)));
        scenario.Wait(TimeSpan.FromSeconds(20));
        Assert.Contains(alice.Failure(asked), new[] { "InteractionStarted", "DeactivationFailure" });

        var id = new JsonObject { ["interactionId"] = chat };
        alice.Ask("interaction.request.accept", id);
        alice.Ask("interaction.request.end", id.DeepClone().AsObject());
        alice.Ask("interaction.request.complete", id.DeepClone().AsObject());
        if (alice.Closed is null)
        {
            alice.Ask(Request);
        }

        Assert.NotNull(alice.Closed);
        scenario.VerifyTranscript();
    }

    [Fact]
    public void AnInteractionThatBeginsWhileNotReadyFails_IsNamedInTheFailure()
    {
        using var scenario = new Scenario();
        var alice = scenario.LogInReady();
        scenario.DiscardTranscript();
        scenario.AtSwitch("takes 1 s for everything", it => it.ChangeSettings(new SettingsChange(Latency: TimeSpan.FromSeconds(1))));
        scenario.Fault(SwitchOperation.NotReady, FaultBehaviour.Fail, "phone", message: "A call is ringing.");
        alice.Ask(Request);
        scenario.Offer(ChannelType.Telephony);
        scenario.Wait(TimeSpan.FromSeconds(3));
        scenario.VerifyTranscript();
    }

    [Fact]
    public void AChannelThatTheSwitchMakesReadyAgain_IsMadeNotReadyAgain_ButNotForEver()
    {
        using var scenario = new Scenario();
        var alice = scenario.LogIn();
        alice.Ask("channel.request.ready", new JsonObject { ["channelId"] = "phone" });
        alice.Ask("channel.request.ready", new JsonObject { ["channelId"] = "chat" });
        scenario.DiscardTranscript();
        scenario.AtSwitch("takes 1 s for everything", it => it.ChangeSettings(new SettingsChange(Latency: TimeSpan.FromSeconds(1))));
        var asked = alice.Ask(Request);
        scenario.Wait(TimeSpan.FromSeconds(1.5));
        foreach (var channel in new[] { "phone", "chat", "phone" })
        {
            scenario.AtSwitch($"makes {channel} Ready again", it => it.MakeReadyByItself(Scenario.Alice, channel));
            scenario.Wait(TimeSpan.FromSeconds(1));
        }

        Assert.Equal("NotReadyFailure", alice.Failure(asked));
        scenario.VerifyTranscript();
    }

    [Fact]
    public void WithoutDeactivation_AChannelThatIsReadyAgainBehindStep5_IsMadeNotReadyBeforeTheLogoff()
    {
        using var scenario = new Scenario();
        scenario.Switch.ChangeSettings(new SettingsChange(ChannelDeactivation: false));
        var alice = scenario.LogInReady();
        scenario.DiscardTranscript();
        alice.OnHeard = OnNotReady("email", alice, scenario, it => it.MakeReadyByItself(Scenario.Alice, "phone"));
        Assert.NotNull(alice.Answer(alice.Ask(Request))["result"]);
        scenario.VerifyTranscript();
    }

    [Fact]
    public void WithoutDeactivation_ACallThatComesToAChannelThatIsReadyAgain_StopsTheLogoutBeforeTheLogoff()
    {
        using var scenario = new Scenario();
        scenario.Switch.ChangeSettings(new SettingsChange(ChannelDeactivation: false));
        var alice = scenario.LogInReady();
        scenario.DiscardTranscript();
        alice.OnHeard = OnNotReady(
            "email",
            alice,
            scenario,
            it =>
            {
                it.MakeReadyByItself(Scenario.Alice, "phone");
                alice.OnHeard = OnNotReady(
                    "phone",
                    alice,
                    scenario,
                    again => again.Parties.OfferInteractionAnyway(Scenario.Alice, "phone", "+4930123456")
                );
            }
        );
        Assert.Equal("InteractionStarted", alice.Failure(alice.Ask(Request)));
        Assert.True(scenario.Switch.GetState(Scenario.Alice)!.LoggedIn);
        scenario.VerifyTranscript();
    }

    /// <summary>In the moment in which alice hears that a channel is Not Ready the switch does something: HIS has been told and has not looked.</summary>
    private static Action<JsonObject> OnNotReady(string channelId, Browser alice, Scenario scenario, Action<SimulatedSwitch> act) =>
        message =>
        {
            if ((string?)message["method"] == "channel.event.notready" && (string?)message["params"]!["channelId"] == channelId)
            {
                alice.OnHeard = _ => { };
                act(scenario.Switch);
            }
        };

    [Fact]
    public void AChannelThatIsReadyAgainTwice_IsNotReadyInTheEnd()
    {
        using var scenario = new Scenario();
        var alice = scenario.LogIn();
        alice.Ask("channel.request.ready", new JsonObject { ["channelId"] = "phone" });
        scenario.Switch.ChangeSettings(new SettingsChange(Latency: TimeSpan.FromSeconds(1)));
        var asked = alice.Ask(Request);
        scenario.Wait(TimeSpan.FromSeconds(0.5));
        foreach (var channel in new[] { "chat", "phone" })
        {
            scenario.AtSwitch($"makes {channel} Ready", it => it.MakeReadyByItself(Scenario.Alice, channel));
            scenario.Wait(TimeSpan.FromSeconds(1));
        }

        scenario.Wait(TimeSpan.FromSeconds(10));
        Assert.NotNull(alice.Answer(asked)["result"]);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void AChannelThatTheSwitchActivatesAgain_IsDeactivatedAgain_ButNotForEver(int times)
    {
        using var scenario = new Scenario(title: $"{times} times");
        var alice = scenario.LogIn();
        scenario.Switch.ChangeSettings(new SettingsChange(Latency: TimeSpan.FromSeconds(1)));
        var asked = alice.Ask(Request);
        scenario.Wait(TimeSpan.FromSeconds(2.5));
        foreach (var channel in new[] { "phone", "chat", "phone" }.Take(times))
        {
            scenario.AtSwitch($"activates {channel} again", it => it.ActivateByItself(Scenario.Alice, channel));
            scenario.Wait(TimeSpan.FromSeconds(1));
        }

        scenario.Wait(TimeSpan.FromSeconds(10));
        Assert.Equal(times == 2 ? null : "DeactivationFailure", alice.Failure(asked));
        Assert.Equal(times == 2 ? null : "phone", (string?)alice.Answer(asked)["error"]?["data"]!["channelId"]);
    }

    [Fact]
    public void ASwitchThatDoesNotSayWhetherItHasLoggedTheAgentOff_LeavesEveryChannelUnknown_UntilItDoes()
    {
        using var scenario = new Scenario();
        var alice = scenario.LogInReady();
        scenario.Fault(SwitchOperation.Logout, FaultBehaviour.Hang);
        scenario.Fault(SwitchOperation.Ask, FaultBehaviour.Hang, times: 1000);
        var asked = alice.Ask(Request);
        scenario.Wait(TimeSpan.FromSeconds(32));
        Assert.Equal("SwitchLogoutFailure", alice.Failure(asked));
        Assert.Equal(3, alice.Events.Count(it => (string?)it["method"] == "channel.event.unavailable"));
        scenario.AtSwitch("can be asked again", it => it.Faults.Clear());
        scenario.Wait(TimeSpan.FromSeconds(15));
        Assert.Equal(3, alice.Events.Count(it => (string?)it["method"] == "channel.event.available"));
    }

    [Fact]
    public void AnAgentWhoIsGoneAtTheSwitchAlready_IsLoggedOutWithoutACommand()
    {
        using var scenario = new Scenario();
        var alice = scenario.LogInReady();
        scenario.DiscardTranscript();
        scenario.AtSwitch("takes 1 s for everything", it => it.ChangeSettings(new SettingsChange(Latency: TimeSpan.FromSeconds(1))));
        alice.Ask(Request);
        scenario.AtSwitch("an administrator logs alice off", it => it.LogOutByItself(Scenario.Alice));
        scenario.Wait(TimeSpan.FromSeconds(20));
        Assert.Equal(1000, alice.Closed!.Number);
        scenario.VerifyTranscript();
    }
}
