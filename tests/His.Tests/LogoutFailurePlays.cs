using System.Text.Json.Nodes;
using His.Platform;
using His.Platform.Simulator;
using static His.Tests.LogoutPlays;

namespace His.Tests;

/// <summary>Logout where the switch does not do its part (docs/use-cases/logout.md): EF2, EF3, EF4, EF5, decisions R3 to R7.</summary>
public class LogoutFailurePlays
{
    [Theory]
    [InlineData("phone")]
    [InlineData("chat")]
    [InlineData("email")]
    public void NotReadyFailure_KeepsWhatWasDone_AndASecondLogoutSkipsIt(string channel)
    {
        using var play = new Play(title: $"{nameof(NotReadyFailure_KeepsWhatWasDone_AndASecondLogoutSkipsIt)}_{channel}");
        var alice = play.LogInReady();
        play.Begin();
        play.Fault(SwitchOperation.NotReady, FaultBehaviour.Fail, channel, message: "No, not now.");
        Assert.Equal("NotReadyFailure", alice.Failure(alice.Ask(Request)));
        alice.Ask(Request);
        play.Approve();
    }

    [Theory]
    [InlineData("phone")]
    [InlineData("chat")]
    [InlineData("email")]
    public void DeactivationFailure_KeepsWhatWasDone_AndASecondLogoutSkipsIt(string channel)
    {
        using var play = new Play(title: $"{nameof(DeactivationFailure_KeepsWhatWasDone_AndASecondLogoutSkipsIt)}_{channel}");
        var alice = play.LogInReady();
        play.Begin();
        play.Fault(SwitchOperation.Deactivate, FaultBehaviour.Fail, channel, message: "No, not now.");
        Assert.Equal("DeactivationFailure", alice.Failure(alice.Ask(Request)));
        alice.Ask(Request);
        play.Approve();
    }

    [Fact]
    public void SwitchLogoutFailure_LeavesTheSessionAlive_AndASecondLogoutSucceeds()
    {
        using var play = new Play();
        var alice = play.LogInReady();
        play.Begin();
        play.Fault(SwitchOperation.Logout, FaultBehaviour.Fail, message: "No, not now.");
        Assert.Equal("SwitchLogoutFailure", alice.Failure(alice.Ask(Request)));
        alice.Ask(Request);
        play.Approve();
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
        using var play = new Play(title: $"{nameof(ASwitchThatLiesOrIsLateOrSilent_IsAsked_AndItsStateDecides)}_{operation}_{behaviour}");
        var alice = play.LogInReady();
        play.Begin();
        play.Fault(operation, behaviour, operation == SwitchOperation.Logout ? null : "chat");
        alice.Ask(Request);
        play.Wait(TimeSpan.FromSeconds(11));
        play.Wait(TimeSpan.FromSeconds(9));
        if (alice.Closed is null)
        {
            alice.Ask(Request);
        }

        Assert.NotNull(alice.Closed);
        play.Approve();
    }

    [Fact]
    public void ASwitchThatCannotBeAskedEither_LeavesTheChannelUnknown_UntilItCan()
    {
        using var play = new Play();
        var alice = play.LogInReady();
        play.Begin();
        play.Fault(SwitchOperation.NotReady, FaultBehaviour.Hang, "chat");
        play.Fault(SwitchOperation.Ask, FaultBehaviour.Hang, times: 1000);
        alice.Ask(Request);
        play.Wait(TimeSpan.FromSeconds(32));
        play.AtSwitch("can be asked again", it => it.Faults.Clear());
        play.Wait(TimeSpan.FromSeconds(20));
        alice.Ask(Request);
        play.Approve();
    }

    [Fact]
    public void ALogoutAsAWhole_HasADeadline()
    {
        using var play = new Play();
        var alice = play.LogInReady();
        play.Begin();
        play.AtSwitch("takes 9 s for everything", it => it.ChangeSettings(new SettingsChange(LatencyMs: 9000)));
        var asked = alice.Ask(Request);
        play.Wait(TimeSpan.FromSeconds(60));
        Assert.Equal("DeactivationFailure", alice.Failure(asked));
        play.Approve();
    }

    [Theory]
    [InlineData("NotReady", "phone")]
    [InlineData("NotReady", "email")]
    [InlineData("Deactivate", "phone")]
    [InlineData("Deactivate", "email")]
    [InlineData("Logout", null)]
    public void AnInteractionThatBeginsMeanwhile_StopsTheLogout_AndIsServed(string during, string? channel)
    {
        using var play = new Play(title: $"{nameof(AnInteractionThatBeginsMeanwhile_StopsTheLogout_AndIsServed)}_{during}_{channel}");
        var alice = play.LogInReady();
        play.Begin();
        play.Fault(Enum.Parse<SwitchOperation>(during), FaultBehaviour.EventWithoutOk, channel);
        play.AtSwitch("takes 1 s for everything", it => it.ChangeSettings(new SettingsChange(LatencyMs: 1000)));
        var asked = alice.Ask(Request, Reason(text: "Going home"));
        while (!play.Switch.Told.Entries.Any(told => told.Operation.ToString() == during && (channel is null || told.ChannelId == channel)))
        {
            play.Wait(TimeSpan.FromSeconds(1));
        }

        var chat = play.AtSwitch("a chat that was under way begins", it => it.OfferInteractionAnyway(Play.Alice, "chat", "carla@example.org"))!;
        play.AtSwitch("is fast again", it => it.ChangeSettings(new SettingsChange(LatencyMs: 0)));
        play.Wait(TimeSpan.FromSeconds(20));
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
        play.Approve();
    }

    [Fact]
    public void AnInteractionThatBeginsWhileNotReadyFails_IsNamedInTheFailure()
    {
        using var play = new Play();
        var alice = play.LogInReady();
        play.Begin();
        play.AtSwitch("takes 1 s for everything", it => it.ChangeSettings(new SettingsChange(LatencyMs: 1000)));
        play.Fault(SwitchOperation.NotReady, FaultBehaviour.Fail, "phone", message: "A call is ringing.");
        alice.Ask(Request);
        play.Offer(ChannelType.Telephony);
        play.Wait(TimeSpan.FromSeconds(3));
        play.Approve();
    }

    [Fact]
    public void AChannelThatTheSwitchMakesReadyAgain_IsMadeNotReadyAgain_ButNotForEver()
    {
        using var play = new Play();
        var alice = play.LogIn();
        alice.Ask("channel.request.ready", new JsonObject { ["channelId"] = "phone" });
        alice.Ask("channel.request.ready", new JsonObject { ["channelId"] = "chat" });
        play.Begin();
        play.AtSwitch("takes 1 s for everything", it => it.ChangeSettings(new SettingsChange(LatencyMs: 1000)));
        var asked = alice.Ask(Request);
        play.Wait(TimeSpan.FromSeconds(1.5));
        foreach (var channel in new[] { "phone", "chat", "phone" })
        {
            play.AtSwitch($"makes {channel} Ready again", it => it.MakeReadyByItself(Play.Alice, channel));
            play.Wait(TimeSpan.FromSeconds(1));
        }

        Assert.Equal("NotReadyFailure", alice.Failure(asked));
        play.Approve();
    }

    [Fact]
    public void WithoutDeactivation_AChannelThatIsReadyAgainBehindStep5_IsMadeNotReadyBeforeTheLogoff()
    {
        using var play = new Play();
        play.Switch.ChangeSettings(new SettingsChange(ChannelDeactivation: false));
        var alice = play.LogInReady();
        play.Begin();
        alice.OnHeard = OnNotReady("email", alice, play, it => it.MakeReadyByItself(Play.Alice, "phone"));
        Assert.NotNull(alice.Answer(alice.Ask(Request))["result"]);
        play.Approve();
    }

    [Fact]
    public void WithoutDeactivation_ACallThatComesToAChannelThatIsReadyAgain_StopsTheLogoutBeforeTheLogoff()
    {
        using var play = new Play();
        play.Switch.ChangeSettings(new SettingsChange(ChannelDeactivation: false));
        var alice = play.LogInReady();
        play.Begin();
        alice.OnHeard = OnNotReady("email", alice, play, it =>
        {
            it.MakeReadyByItself(Play.Alice, "phone");
            alice.OnHeard = OnNotReady("phone", alice, play, again => again.OfferInteractionAnyway(Play.Alice, "phone", "+4930123456"));
        });
        Assert.Equal("InteractionStarted", alice.Failure(alice.Ask(Request)));
        Assert.True(play.Switch.Truth(Play.Alice)!.LoggedIn);
        play.Approve();
    }

    /// <summary>In the moment in which alice hears that a channel is Not Ready the switch does something: HIS has been told and has not looked.</summary>
    private static Action<JsonObject> OnNotReady(string channelId, Browser alice, Play play, Action<SimulatedSwitch> act) => message =>
    {
        if ((string?)message["method"] == "channel.event.notready" && (string?)message["params"]!["channelId"] == channelId)
        {
            alice.OnHeard = _ => { };
            act(play.Switch);
        }
    };

    [Fact]
    public void AChannelThatIsReadyAgainTwice_IsNotReadyInTheEnd()
    {
        using var play = new Play();
        var alice = play.LogIn();
        alice.Ask("channel.request.ready", new JsonObject { ["channelId"] = "phone" });
        play.Switch.ChangeSettings(new SettingsChange(LatencyMs: 1000));
        var asked = alice.Ask(Request);
        play.Wait(TimeSpan.FromSeconds(0.5));
        foreach (var channel in new[] { "chat", "phone" })
        {
            play.AtSwitch($"makes {channel} Ready", it => it.MakeReadyByItself(Play.Alice, channel));
            play.Wait(TimeSpan.FromSeconds(1));
        }

        play.Wait(TimeSpan.FromSeconds(10));
        Assert.NotNull(alice.Answer(asked)["result"]);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void AChannelThatTheSwitchActivatesAgain_IsDeactivatedAgain_ButNotForEver(int times)
    {
        using var play = new Play(title: $"{times} times");
        var alice = play.LogIn();
        play.Switch.ChangeSettings(new SettingsChange(LatencyMs: 1000));
        var asked = alice.Ask(Request);
        play.Wait(TimeSpan.FromSeconds(2.5));
        foreach (var channel in new[] { "phone", "chat", "phone" }.Take(times))
        {
            play.AtSwitch($"activates {channel} again", it => it.ActivateByItself(Play.Alice, channel));
            play.Wait(TimeSpan.FromSeconds(1));
        }

        play.Wait(TimeSpan.FromSeconds(10));
        Assert.Equal(times == 2 ? null : "DeactivationFailure", alice.Failure(asked));
        Assert.Equal(times == 2 ? null : "phone", (string?)alice.Answer(asked)["error"]?["data"]!["channelId"]);
    }

    [Fact]
    public void ASwitchThatDoesNotSayWhetherItHasLoggedTheAgentOff_LeavesEveryChannelUnknown_UntilItDoes()
    {
        using var play = new Play();
        var alice = play.LogInReady();
        play.Fault(SwitchOperation.Logout, FaultBehaviour.Hang);
        play.Fault(SwitchOperation.Ask, FaultBehaviour.Hang, times: 1000);
        var asked = alice.Ask(Request);
        play.Wait(TimeSpan.FromSeconds(32));
        Assert.Equal("SwitchLogoutFailure", alice.Failure(asked));
        Assert.Equal(3, alice.Events.Count(it => (string?)it["method"] == "channel.event.unavailable"));
        play.AtSwitch("can be asked again", it => it.Faults.Clear());
        play.Wait(TimeSpan.FromSeconds(15));
        Assert.Equal(3, alice.Events.Count(it => (string?)it["method"] == "channel.event.available"));
    }

    [Fact]
    public void AnAgentWhoIsGoneAtTheSwitchAlready_IsLoggedOutWithoutACommand()
    {
        using var play = new Play();
        var alice = play.LogInReady();
        play.Begin();
        play.AtSwitch("takes 1 s for everything", it => it.ChangeSettings(new SettingsChange(LatencyMs: 1000)));
        alice.Ask(Request);
        play.AtSwitch("an administrator logs alice off", it => it.LogOutByItself(Play.Alice));
        play.Wait(TimeSpan.FromSeconds(20));
        Assert.Equal(1000, alice.Closed!.Number);
        play.Approve();
    }
}
