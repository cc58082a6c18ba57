using System.Text.Json.Nodes;
using His.Platform;
using His.Platform.Simulator;
using static His.Tests.LogoutTests;

namespace His.Tests;

/// <summary>Channels whose state at the switch is unknown, and how HIS finds it.</summary>
public class UnknownChannelTests
{
    [Theory]
    [InlineData(SwitchOperation.Ready, FaultBehaviour.Hang)]
    [InlineData(SwitchOperation.Ready, FaultBehaviour.OkWithoutEvent)]
    [InlineData(SwitchOperation.Ready, FaultBehaviour.EventWithoutOk)]
    [InlineData(SwitchOperation.Activate, FaultBehaviour.Hang)]
    [InlineData(SwitchOperation.Deactivate, FaultBehaviour.Hang)]
    [InlineData(SwitchOperation.NotReady, FaultBehaviour.OkWithoutEvent)]
    public void ASwitchThatDoesNotDoIt_IsAsked_AndItsStateDecides(SwitchOperation operation, FaultBehaviour behaviour)
    {
        using var scenario = new Scenario(
            simulator: new SimulatorOptions { StartInactive = operation == SwitchOperation.Activate },
            title: $"{nameof(ASwitchThatDoesNotDoIt_IsAsked_AndItsStateDecides)}_{operation}_{behaviour}"
        );
        var alice = scenario.LogIn();
        if (operation == SwitchOperation.NotReady)
        {
            alice.Ask("channel.request.ready", Phone());
        }

        scenario.DiscardTranscript();
        scenario.Fault(operation, behaviour, "phone");
        var noun = operation is SwitchOperation.Activate or SwitchOperation.Deactivate ? "channelgroup" : "channel";
        alice.Ask($"{noun}.request.{operation.ToString().ToLowerInvariant()}", Phone());
        scenario.Wait(TimeSpan.FromSeconds(16));
        scenario.VerifyTranscript();
    }

    [Fact]
    public void ALostLink_MakesEveryChannelUnknown_UntilItIsBack()
    {
        using var scenario = new Scenario();
        var alice = scenario.LogInReady();
        var call = Bring(scenario, alice, ChannelType.Telephony, InteractionState.Connected);
        scenario.DiscardTranscript();
        scenario.AtSwitch("loses its link", it => it.LoseLink());
        scenario.AtSwitch("meanwhile the customer hangs up", it => it.Parties.EndByCustomer(call));
        alice.Ask("channel.request.notready", Phone());
        alice.Ask(Request);
        scenario.AtSwitch("has its link again", it => it.RestoreLink());
        alice.Ask("interaction.request.complete", new JsonObject { ["interactionId"] = call });
        scenario.VerifyTranscript();
    }

    [Fact]
    public void AChannelThatIsUnknown_GoesNotReadyBeforeItIsDeactivated()
    {
        using var scenario = new Scenario();
        var alice = scenario.LogInReady();
        scenario.DiscardTranscript();
        scenario.Fault(SwitchOperation.NotReady, FaultBehaviour.Hang, "phone");
        scenario.Fault(SwitchOperation.Ask, FaultBehaviour.Hang, times: 1000);
        alice.Ask("channel.request.notready", Phone());
        scenario.Wait(TimeSpan.FromSeconds(16));
        scenario.AtSwitch("can be asked again", it => it.Faults.Clear());
        alice.Ask("channelgroup.request.deactivate", Phone());
        scenario.VerifyTranscript();
    }

    [Fact]
    public void AChannelThatIsUnknown_IsNotActivated()
    {
        using var scenario = new Scenario();
        var alice = scenario.LogIn();
        scenario.AtSwitch("loses its link", it => it.LoseLink());
        var asked = alice.Ask("channelgroup.request.activate", Phone());
        Assert.Equal(("InvalidState", "Unavailable"), (alice.Failure(asked), (string?)alice.Answer(asked)["error"]!["data"]!["state"]));
    }

    [Fact]
    public void AChannelThatIsUnknownAgain_IsAskedForAgain()
    {
        using var scenario = new Scenario();
        var alice = scenario.LogInReady();
        for (var times = 1; times <= 2; times++)
        {
            scenario.Fault(SwitchOperation.NotReady, FaultBehaviour.Hang, "phone");
            scenario.Fault(SwitchOperation.Ask, FaultBehaviour.Hang);
            alice.Ask("channel.request.notready", Phone());
            scenario.Wait(TimeSpan.FromSeconds(40));
            Assert.Equal(times, alice.Events.Count(it => (string?)it["method"] == "channel.event.unavailable"));
            Assert.Equal(times, alice.Events.Count(it => (string?)it["method"] == "channel.event.available"));
        }
    }

    [Fact]
    public void MoreNewsThanCanBeLookedAt_IsDropped_AndTheSwitchIsAskedInstead()
    {
        using var scenario = new Scenario(new HisOptions { MaxPendingSwitchEvents = 3 });
        var alice = scenario.LogIn();
        scenario.AtSwitch(
            "makes all channels Ready, and Not Ready at once",
            it =>
            {
                Assert.All(new[] { "phone", "chat", "email" }, channel => Assert.True(it.MakeReadyByItself(Scenario.Alice, channel)));
                it.MakeNotReadyByItself(Scenario.Alice);
            }
        );
        Assert.Equal(3, alice.Events.Count(it => (string?)it["method"] == "channel.event.ready"));
        Assert.DoesNotContain(alice.Events, it => (string?)it["method"] == "channel.event.notready");
        scenario.Wait(scenario.Core.Options.RetryInterval);
        Assert.Equal(3, alice.Events.Count(it => (string?)it["method"] == "channel.event.notready"));

        for (var later = 0; later < 4; later++)
        {
            scenario.AtSwitch(
                "makes the phone Ready and Not Ready",
                it =>
                {
                    it.MakeReadyByItself(Scenario.Alice, "phone");
                    it.MakeNotReadyByItself(Scenario.Alice);
                }
            );
        }

        Assert.Equal(7, alice.Events.Count(it => (string?)it["method"] == "channel.event.notready"));
    }

    private static JsonObject Phone() => new() { ["channelId"] = "phone" };
}
