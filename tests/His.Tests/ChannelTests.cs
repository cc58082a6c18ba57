using System.Text.Json.Nodes;
using His.Platform;
using His.Platform.Simulator;
using static His.Tests.LogoutTests;

namespace His.Tests;

/// <summary>Go Ready, Go Not Ready, Activate, Deactivate, for one channel and for all (docs/use-cases).</summary>
public class ChannelTests
{
    private static readonly PolicyChange Required = new(
        ReasonRequirement.Required,
        FreeText: false,
        [new("LUNCH", "Lunch"), new("MEET", "Meeting")]
    );

    [Fact]
    public void GoReady_AndNotReady_OneChannel()
    {
        using var scenario = new Scenario();
        var alice = scenario.LogIn();
        scenario.DiscardTranscript();
        alice.Ask("channel.request.ready", Phone());
        alice.Ask("channel.request.ready", Phone());
        alice.Ask("channel.request.notready", Phone());
        alice.Ask("channel.request.notready", Phone());
        scenario.VerifyTranscript();
    }

    [Fact]
    public void GoNotReady_WithReasons()
    {
        using var scenario = new Scenario();
        scenario.Switch.ChangeSettings(new SettingsChange(NotReadyReason: Required));
        var alice = scenario.LogInReady();
        scenario.DiscardTranscript();
        alice.Ask("channel.request.notready", Phone());
        alice.Ask("channel.request.notready", With(Phone(), "LUNCH"));
        alice.Ask("channel.request.notready", With(Phone(), "MEET"));
        alice.Ask("channelgroup.request.notready", With([], "LUNCH"));
        scenario.VerifyTranscript();
    }

    [Theory]
    [InlineData("ready")]
    [InlineData("notready")]
    [InlineData("dial")]
    public void AChannelOfNobody_IsUnknown(string verb)
    {
        using var scenario = new Scenario(title: $"{nameof(AChannelOfNobody_IsUnknown)}_{verb}");
        var alice = scenario.LogIn();
        scenario.LogIn("1002", "bob");
        var parameters = new JsonObject { ["channelId"] = "fax" };
        if (verb == "dial")
        {
            parameters["destination"] = "123";
        }

        Assert.Equal("UnknownChannel", alice.Failure(alice.Ask($"channel.request.{verb}", parameters)));
    }

    [Fact]
    public void AnInactiveChannel_GoesNeitherReadyNorNotReady()
    {
        using var scenario = new Scenario(simulator: new SimulatorOptions { StartInactive = true });
        var alice = scenario.LogIn();
        scenario.DiscardTranscript();
        alice.Ask("channel.request.ready", Phone());
        alice.Ask("channel.request.notready", Phone());
        alice.Ask("channelgroup.request.ready");
        alice.Ask("channelgroup.request.notready");
        alice.Ask("channel.request.dial", With(Phone(), destination: "123"));
        scenario.VerifyTranscript();
    }

    [Fact]
    public void ActivateAndDeactivate_OneChannelAndAll()
    {
        using var scenario = new Scenario(simulator: new SimulatorOptions { StartInactive = true });
        var alice = scenario.LogIn();
        scenario.DiscardTranscript();
        alice.Ask("channelgroup.request.activate", Phone());
        alice.Ask("channelgroup.request.activateall");
        alice.Ask("channelgroup.request.ready");
        alice.Ask("channelgroup.request.deactivate", Phone());
        alice.Ask("channelgroup.request.deactivateall");
        scenario.VerifyTranscript();
    }

    [Fact]
    public void Deactivate_IsRefused_WhileAnInteractionGoesOn()
    {
        using var scenario = new Scenario();
        var alice = scenario.LogInReady();
        Bring(scenario, alice, ChannelType.Chat, InteractionState.Connected);
        scenario.DiscardTranscript();
        alice.Ask("channelgroup.request.deactivate", new JsonObject { ["channelId"] = "chat" });
        alice.Ask("channelgroup.request.deactivateall");
        scenario.VerifyTranscript();
    }

    [Theory]
    [InlineData("activateall", SwitchOperation.Activate)]
    [InlineData("deactivateall", SwitchOperation.Deactivate)]
    [InlineData("ready", SwitchOperation.Ready)]
    [InlineData("notready", SwitchOperation.NotReady)]
    public void All_StopsAtTheFirstFailure_AndKeepsWhatWasDone(string verb, SwitchOperation operation)
    {
        using var scenario = new Scenario(
            simulator: new SimulatorOptions { StartInactive = verb == "activateall" },
            title: $"{nameof(All_StopsAtTheFirstFailure_AndKeepsWhatWasDone)}_{verb}"
        );
        var alice = scenario.LogIn();
        if (verb == "notready")
        {
            alice.Ask("channelgroup.request.ready");
        }

        scenario.DiscardTranscript();
        scenario.Fault(operation, FaultBehaviour.Fail, "chat", message: "No, not now.");
        Assert.NotNull(alice.Failure(alice.Ask($"channelgroup.request.{verb}")));
        scenario.VerifyTranscript();
    }

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
    public void APlatformWithoutDeactivation_SaysSo()
    {
        using var scenario = new Scenario();
        scenario.Switch.ChangeSettings(new SettingsChange(ChannelDeactivation: false));
        var alice = scenario.LogIn();
        scenario.DiscardTranscript();
        alice.Ask("channelgroup.request.activate", Phone());
        alice.Ask("channelgroup.request.deactivate", Phone());
        alice.Ask("channelgroup.request.deactivateall");
        scenario.VerifyTranscript();
    }

    [Fact]
    public void Commands_WaitTheirTurn()
    {
        using var scenario = new Scenario();
        var alice = scenario.LogIn();
        scenario.DiscardTranscript();
        scenario.AtSwitch("takes 1 s for everything", it => it.ChangeSettings(new SettingsChange(Latency: TimeSpan.FromSeconds(1))));
        alice.Send("channelgroup.request.ready");
        alice.Send("channelgroup.request.notready");
        alice.Ask("channelgroup.request.deactivateall");
        scenario.Wait(TimeSpan.FromSeconds(12));
        scenario.VerifyTranscript();
    }

    [Fact]
    public void WhatTheSwitchDoesByItself_IsTold_AndTwiceTheSameOnlyOnce()
    {
        using var scenario = new Scenario();
        var alice = scenario.LogInReady();
        scenario.DiscardTranscript();
        scenario.AtSwitch("makes alice Not Ready by itself", it => it.MakeNotReadyByItself(Scenario.Alice));
        scenario.AtSwitch("says so again", it => it.TellLastNewsAgain(Scenario.Alice));
        scenario.AtSwitch("takes the chat away", it => it.DeactivateByItself(Scenario.Alice, "chat"));
        Assert.Equal(12, alice.Events.Last()["params"]!["sequence"]!.GetValue<int>());
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
    public void AnotherReasonOfTheSwitch_WinsOverTheOneThatWasGiven()
    {
        using var scenario = new Scenario();
        var alice = scenario.LogIn();
        alice.Ask("channel.request.ready", Phone());
        scenario.Switch.ChangeSettings(new SettingsChange(NotReadyReason: Required, Latency: TimeSpan.FromSeconds(1)));
        alice.Ask("channel.request.notready", With(Phone(), "LUNCH"));
        scenario.AtSwitch(
            "somebody there makes her Not Ready, for a meeting",
            it =>
                it.TellAnyway(
                    Scenario.Alice,
                    new ChannelChanged(
                        new SwitchChannelState(
                            "phone",
                            ChannelType.Telephony,
                            "1001",
                            IsActive: true,
                            AgentState.NotReady,
                            new Reason("MEET")
                        )
                    )
                )
        );
        Assert.Equal(["MEET"], ReasonsTold(alice));
        scenario.Wait(TimeSpan.FromSeconds(2));
        Assert.Equal(["MEET", "LUNCH"], ReasonsTold(alice));
    }

    [Fact]
    public void WhereTheSwitchTellsNoReason_TheOneThatWasGivenStands_ForItsChannelAlone()
    {
        using var scenario = new Scenario();
        var alice = scenario.LogInReady();
        scenario.Switch.ChangeSettings(new SettingsChange(NotReadyReason: Required, Latency: TimeSpan.FromSeconds(1)));
        alice.Ask("channel.request.notready", With(Phone(), "LUNCH"));
        scenario.AtSwitch("makes her Not Ready by itself", it => it.MakeNotReadyByItself(Scenario.Alice));
        Assert.Equal(["LUNCH", null, null], ReasonsTold(alice));
    }

    [Fact]
    public void AReasonInOtherWords_IsAnotherReason()
    {
        using var scenario = new Scenario();
        scenario.Switch.ChangeSettings(new SettingsChange(NotReadyReason: Required with { FreeText = true }));
        var alice = scenario.LogInReady();
        foreach (var text in new[] { "Lunch", "Dentist", "Dentist" })
        {
            var notReady = Phone();
            notReady["reason"] = new JsonObject { ["text"] = text };
            Assert.Null(alice.Failure(alice.Ask("channel.request.notready", notReady)));
            Assert.Equal(text, scenario.Switch.GetState(Scenario.Alice)!.Channels[0].Reason?.Text);
        }

        Assert.Equal(2, scenario.Switch.Commands.Entries.Count(it => it.Operation == SwitchOperation.NotReady));
    }

    [Fact]
    public void AChannelThatIsReadyBehindALostLink_HasNoReason()
    {
        using var scenario = new Scenario();
        scenario.Switch.ChangeSettings(new SettingsChange(NotReadyReason: Required));
        var alice = scenario.LogInReady();
        scenario.Fault(SwitchOperation.NotReady, FaultBehaviour.Hang, "phone");
        alice.Ask("channel.request.notready", With(Phone(), "LUNCH"));
        scenario.AtSwitch(
            "loses its link, and has it again",
            it =>
            {
                it.LoseLink();
                it.RestoreLink();
            }
        );
        var available = alice.Events.First(it => (string?)it["method"] == "channel.event.available")["params"]!;
        Assert.Equal(("phone", "Ready"), ((string?)available["channelId"], (string?)available["agentState"]));
        Assert.Null(available["reason"]);
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

    private static IEnumerable<string?> ReasonsTold(Browser browser) =>
        browser
            .Events.Where(it => (string?)it["method"] == "channel.event.notready")
            .Select(it => (string?)it["params"]!["reason"]?["code"]);

    private static JsonObject Phone() => new() { ["channelId"] = "phone" };

    private static JsonObject With(JsonObject parameters, string? code = null, string? destination = null)
    {
        if (code is not null)
        {
            parameters["reason"] = new JsonObject { ["code"] = code };
        }

        if (destination is not null)
        {
            parameters["destination"] = destination;
        }

        return parameters;
    }
}
