using System.Text.Json.Nodes;
using His.Platform;
using His.Platform.Simulator;
using static His.Tests.LogoutTests;

namespace His.Tests;

/// <summary>What happens at the switch while a logout runs (docs/use-cases/logout.md): EF5, decisions R4 and R5.</summary>
public class LogoutInterruptionTests
{
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
}
