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
