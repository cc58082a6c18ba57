using System.Text.Json.Nodes;
using His.Platform;
using His.Platform.Simulator;
using static His.Tests.LogoutPlays;

namespace His.Tests;

/// <summary>Go Ready, Go Not Ready, Activate, Deactivate, for one channel and for all (docs/use-cases).</summary>
public class ChannelPlays
{
    private static readonly PolicyChange Required =
        new(ReasonRequirement.Required, FreeText: false, [new("LUNCH", "Lunch"), new("MEET", "Meeting")]);

    [Fact]
    public void GoReady_AndNotReady_OneChannel()
    {
        using var play = new Play();
        var alice = play.LogIn();
        play.Begin();
        alice.Ask("channel.request.ready", Phone());
        alice.Ask("channel.request.ready", Phone());
        alice.Ask("channel.request.notready", Phone());
        alice.Ask("channel.request.notready", Phone());
        play.Approve();
    }

    [Fact]
    public void GoNotReady_WithReasons()
    {
        using var play = new Play();
        play.Switch.ChangeSettings(new SettingsChange(NotReadyReason: Required));
        var alice = play.LogInReady();
        play.Begin();
        alice.Ask("channel.request.notready", Phone());
        alice.Ask("channel.request.notready", With(Phone(), "LUNCH"));
        alice.Ask("channel.request.notready", With(Phone(), "MEET"));
        alice.Ask("channelgroup.request.notready", With([], "LUNCH"));
        play.Approve();
    }

    [Theory]
    [InlineData("ready")]
    [InlineData("notready")]
    [InlineData("dial")]
    public void AChannelOfNobody_IsUnknown(string verb)
    {
        using var play = new Play(title: $"{nameof(AChannelOfNobody_IsUnknown)}_{verb}");
        var alice = play.LogIn();
        play.LogIn("1002", "bob");
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
        using var play = new Play(simulator: new SimulatorOptions { StartInactive = true });
        var alice = play.LogIn();
        play.Begin();
        alice.Ask("channel.request.ready", Phone());
        alice.Ask("channel.request.notready", Phone());
        alice.Ask("channelgroup.request.ready");
        alice.Ask("channelgroup.request.notready");
        alice.Ask("channel.request.dial", With(Phone(), destination: "123"));
        play.Approve();
    }

    [Fact]
    public void ActivateAndDeactivate_OneChannelAndAll()
    {
        using var play = new Play(simulator: new SimulatorOptions { StartInactive = true });
        var alice = play.LogIn();
        play.Begin();
        alice.Ask("channelgroup.request.activate", Phone());
        alice.Ask("channelgroup.request.activateall");
        alice.Ask("channelgroup.request.ready");
        alice.Ask("channelgroup.request.deactivate", Phone());
        alice.Ask("channelgroup.request.deactivateall");
        play.Approve();
    }

    [Fact]
    public void Deactivate_IsRefused_WhileAnInteractionGoesOn()
    {
        using var play = new Play();
        var alice = play.LogInReady();
        Bring(play, alice, ChannelType.Chat, InteractionState.Connected);
        play.Begin();
        alice.Ask("channelgroup.request.deactivate", new JsonObject { ["channelId"] = "chat" });
        alice.Ask("channelgroup.request.deactivateall");
        play.Approve();
    }

    [Theory]
    [InlineData("activateall", SwitchOperation.Activate)]
    [InlineData("deactivateall", SwitchOperation.Deactivate)]
    [InlineData("ready", SwitchOperation.Ready)]
    [InlineData("notready", SwitchOperation.NotReady)]
    public void All_StopsAtTheFirstFailure_AndKeepsWhatWasDone(string verb, SwitchOperation operation)
    {
        using var play = new Play(
            simulator: new SimulatorOptions { StartInactive = verb == "activateall" }, title: $"{nameof(All_StopsAtTheFirstFailure_AndKeepsWhatWasDone)}_{verb}");
        var alice = play.LogIn();
        if (verb == "notready")
        {
            alice.Ask("channelgroup.request.ready");
        }

        play.Begin();
        play.Fault(operation, FaultBehaviour.Fail, "chat", message: "No, not now.");
        Assert.NotNull(alice.Failure(alice.Ask($"channelgroup.request.{verb}")));
        play.Approve();
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
        using var play = new Play(
            simulator: new SimulatorOptions { StartInactive = operation == SwitchOperation.Activate },
            title: $"{nameof(ASwitchThatDoesNotDoIt_IsAsked_AndItsStateDecides)}_{operation}_{behaviour}");
        var alice = play.LogIn();
        if (operation == SwitchOperation.NotReady)
        {
            alice.Ask("channel.request.ready", Phone());
        }

        play.Begin();
        play.Fault(operation, behaviour, "phone");
        var noun = operation is SwitchOperation.Activate or SwitchOperation.Deactivate ? "channelgroup" : "channel";
        alice.Ask($"{noun}.request.{operation.ToString().ToLowerInvariant()}", Phone());
        play.Wait(TimeSpan.FromSeconds(16));
        play.Approve();
    }

    [Fact]
    public void APlatformWithoutDeactivation_SaysSo()
    {
        using var play = new Play();
        play.Switch.ChangeSettings(new SettingsChange(ChannelDeactivation: false));
        var alice = play.LogIn();
        play.Begin();
        alice.Ask("channelgroup.request.activate", Phone());
        alice.Ask("channelgroup.request.deactivate", Phone());
        alice.Ask("channelgroup.request.deactivateall");
        play.Approve();
    }

    [Fact]
    public void Commands_WaitTheirTurn()
    {
        using var play = new Play();
        var alice = play.LogIn();
        play.Begin();
        play.AtSwitch("takes 1 s for everything", it => it.ChangeSettings(new SettingsChange(LatencyMs: 1000)));
        alice.Send("channelgroup.request.ready");
        alice.Send("channelgroup.request.notready");
        alice.Ask("channelgroup.request.deactivateall");
        play.Wait(TimeSpan.FromSeconds(12));
        play.Approve();
    }

    [Fact]
    public void WhatTheSwitchDoesByItself_IsTold_AndTwiceTheSameOnlyOnce()
    {
        using var play = new Play();
        var alice = play.LogInReady();
        play.Begin();
        play.AtSwitch("makes alice Not Ready by itself", it => it.MakeNotReadyByItself(Play.Alice));
        play.AtSwitch("says so again", it => it.TellLastNewsAgain(Play.Alice));
        play.AtSwitch("takes the chat away", it => it.DeactivateByItself(Play.Alice, "chat"));
        Assert.Equal(12, alice.Events.Last()["params"]!["sequence"]!.GetValue<int>());
        play.Approve();
    }

    [Fact]
    public void ALostLink_MakesEveryChannelUnknown_UntilItIsBack()
    {
        using var play = new Play();
        var alice = play.LogInReady();
        var call = Bring(play, alice, ChannelType.Telephony, InteractionState.Connected);
        play.Begin();
        play.AtSwitch("loses its link", it => it.LoseLink());
        play.AtSwitch("meanwhile the customer hangs up", it => it.EndByCustomer(call));
        alice.Ask("channel.request.notready", Phone());
        alice.Ask(Request);
        play.AtSwitch("has its link again", it => it.RestoreLink());
        alice.Ask("interaction.request.complete", new JsonObject { ["interactionId"] = call });
        play.Approve();
    }

    [Fact]
    public void AChannelThatIsUnknown_GoesNotReadyBeforeItIsDeactivated()
    {
        using var play = new Play();
        var alice = play.LogInReady();
        play.Begin();
        play.Fault(SwitchOperation.NotReady, FaultBehaviour.Hang, "phone");
        play.Fault(SwitchOperation.Ask, FaultBehaviour.Hang, times: 1000);
        alice.Ask("channel.request.notready", Phone());
        play.Wait(TimeSpan.FromSeconds(16));
        play.AtSwitch("can be asked again", it => it.Faults.Clear());
        alice.Ask("channelgroup.request.deactivate", Phone());
        play.Approve();
    }

    [Fact]
    public void AnotherReasonOfTheSwitch_WinsOverTheOneThatWasGiven()
    {
        using var play = new Play();
        var alice = play.LogIn();
        alice.Ask("channel.request.ready", Phone());
        play.Switch.ChangeSettings(new SettingsChange(NotReadyReason: Required, LatencyMs: 1000));
        alice.Ask("channel.request.notready", With(Phone(), "LUNCH"));
        play.AtSwitch("somebody there makes her Not Ready, for a meeting", it => it.TellAnyway(Play.Alice, new ChannelNews(
            new ChannelAtSwitch("phone", ChannelType.Telephony, "1001", IsActive: true, AgentState.NotReady, new Reason("MEET")))));
        Assert.Equal(["MEET"], ReasonsTold(alice));
        play.Wait(TimeSpan.FromSeconds(2));
        Assert.Equal(["MEET", "LUNCH"], ReasonsTold(alice));
    }

    [Fact]
    public void WhereTheSwitchTellsNoReason_TheOneThatWasGivenStands_ForItsChannelAlone()
    {
        using var play = new Play();
        var alice = play.LogInReady();
        play.Switch.ChangeSettings(new SettingsChange(NotReadyReason: Required, LatencyMs: 1000));
        alice.Ask("channel.request.notready", With(Phone(), "LUNCH"));
        play.AtSwitch("makes her Not Ready by itself", it => it.MakeNotReadyByItself(Play.Alice));
        Assert.Equal(["LUNCH", null, null], ReasonsTold(alice));
    }

    [Fact]
    public void AReasonInOtherWords_IsAnotherReason()
    {
        using var play = new Play();
        play.Switch.ChangeSettings(new SettingsChange(NotReadyReason: Required with { FreeText = true }));
        var alice = play.LogInReady();
        foreach (var text in new[] { "Lunch", "Dentist", "Dentist" })
        {
            var notReady = Phone();
            notReady["reason"] = new JsonObject { ["text"] = text };
            Assert.Null(alice.Failure(alice.Ask("channel.request.notready", notReady)));
            Assert.Equal(text, play.Switch.Truth(Play.Alice)!.Channels[0].Reason?.Text);
        }

        Assert.Equal(2, play.Switch.Told.Entries.Count(it => it.Operation == SwitchOperation.NotReady));
    }

    [Fact]
    public void AChannelThatIsReadyBehindALostLink_HasNoReason()
    {
        using var play = new Play();
        play.Switch.ChangeSettings(new SettingsChange(NotReadyReason: Required));
        var alice = play.LogInReady();
        play.Fault(SwitchOperation.NotReady, FaultBehaviour.Hang, "phone");
        alice.Ask("channel.request.notready", With(Phone(), "LUNCH"));
        play.AtSwitch("loses its link, and has it again", it =>
        {
            it.LoseLink();
            it.RestoreLink();
        });
        var available = alice.Events.First(it => (string?)it["method"] == "channel.event.available")["params"]!;
        Assert.Equal(("phone", "Ready"), ((string?)available["channelId"], (string?)available["agentState"]));
        Assert.Null(available["reason"]);
    }

    [Fact]
    public void AChannelThatIsUnknown_IsNotActivated()
    {
        using var play = new Play();
        var alice = play.LogIn();
        play.AtSwitch("loses its link", it => it.LoseLink());
        var asked = alice.Ask("channelgroup.request.activate", Phone());
        Assert.Equal(("InvalidState", "Unavailable"), (alice.Failure(asked), (string?)alice.Answer(asked)["error"]!["data"]!["state"]));
    }

    [Fact]
    public void AChannelThatIsUnknownAgain_IsAskedForAgain()
    {
        using var play = new Play();
        var alice = play.LogInReady();
        for (var times = 1; times <= 2; times++)
        {
            play.Fault(SwitchOperation.NotReady, FaultBehaviour.Hang, "phone");
            play.Fault(SwitchOperation.Ask, FaultBehaviour.Hang);
            alice.Ask("channel.request.notready", Phone());
            play.Wait(TimeSpan.FromSeconds(40));
            Assert.Equal(times, alice.Events.Count(it => (string?)it["method"] == "channel.event.unavailable"));
            Assert.Equal(times, alice.Events.Count(it => (string?)it["method"] == "channel.event.available"));
        }
    }

    [Fact]
    public void MoreNewsThanCanBeLookedAt_IsDropped_AndTheSwitchIsAskedInstead()
    {
        using var play = new Play(new HisOptions { PendingNews = 3 });
        var alice = play.LogIn();
        play.AtSwitch("makes all channels Ready, and Not Ready at once", it =>
        {
            Assert.All(new[] { "phone", "chat", "email" }, channel => Assert.True(it.MakeReadyByItself(Play.Alice, channel)));
            it.MakeNotReadyByItself(Play.Alice);
        });
        Assert.Equal(3, alice.Events.Count(it => (string?)it["method"] == "channel.event.ready"));
        Assert.DoesNotContain(alice.Events, it => (string?)it["method"] == "channel.event.notready");
        play.Wait(play.House.Options.ReconcileEvery);
        Assert.Equal(3, alice.Events.Count(it => (string?)it["method"] == "channel.event.notready"));

        for (var later = 0; later < 4; later++)
        {
            play.AtSwitch("makes the phone Ready and Not Ready", it =>
            {
                it.MakeReadyByItself(Play.Alice, "phone");
                it.MakeNotReadyByItself(Play.Alice);
            });
        }

        Assert.Equal(7, alice.Events.Count(it => (string?)it["method"] == "channel.event.notready"));
    }

    private static IEnumerable<string?> ReasonsTold(Browser browser) => browser.Events
        .Where(it => (string?)it["method"] == "channel.event.notready").Select(it => (string?)it["params"]!["reason"]?["code"]);

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
