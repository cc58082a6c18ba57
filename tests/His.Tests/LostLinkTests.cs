using His.Platform.Simulator;
using static His.Tests.LogoutTests;

namespace His.Tests;

/// <summary>A logout behind which the link is cut: within its deadline HIS waits for the link, and asks again.</summary>
public class LostLinkTests
{
    [Theory]
    [InlineData(SwitchOperation.NotReady)]
    [InlineData(SwitchOperation.Deactivate)]
    [InlineData(SwitchOperation.Logout)]
    public void WhatALogoutDidBeforeTheLinkWasCut_IsNoFailure_IfTheLinkIsBackInTime(SwitchOperation during)
    {
        using var scenario = new Scenario(title: $"{nameof(WhatALogoutDidBeforeTheLinkWasCut_IsNoFailure_IfTheLinkIsBackInTime)}_{during}");
        var alice = scenario.LogInReady();
        scenario.DiscardTranscript();
        scenario.Switch.LatencyOf = told => told.Operation == during ? TimeSpan.FromSeconds(1) : TimeSpan.Zero;
        alice.Ask(Request);
        scenario.AtSwitch("loses its link", it => it.LoseLink());
        scenario.Switch.LatencyOf = null;
        scenario.Wait(TimeSpan.FromSeconds(12)); // meanwhile it does what it was told, and nobody hears of it
        scenario.AtSwitch("has its link again", it => it.RestoreLink());
        Assert.Equal(1000, alice.Closed?.Number);
        scenario.VerifyTranscript();
    }

    [Theory]
    [InlineData(SwitchOperation.NotReady)]
    [InlineData(SwitchOperation.Deactivate)]
    [InlineData(SwitchOperation.Logout)]
    public void WhatTheSwitchNeverHeard_ItIsToldAgain(SwitchOperation during)
    {
        using var scenario = new Scenario();
        var alice = scenario.LogInReady();
        scenario.Fault(during, FaultBehaviour.Hang);
        alice.Ask(Request);
        scenario.AtSwitch("loses its link", it => it.LoseLink());
        scenario.Wait(TimeSpan.FromSeconds(20));
        scenario.AtSwitch("has its link again", it => it.RestoreLink());
        Assert.Equal(1000, alice.Closed?.Number);
        Assert.Equal(2, scenario.Switch.Commands.Entries.Count(it => it.Operation == during && it.ChannelId is null or "phone"));
    }

    [Fact]
    public void ASwitchThatIsFrozenForAWhile_DelaysALogout_AndDoesNotEndIt()
    {
        using var scenario = new Scenario();
        var alice = scenario.LogInReady();
        scenario.DiscardTranscript();
        scenario.Fault(SwitchOperation.NotReady, FaultBehaviour.Hang, "chat");
        scenario.Fault(SwitchOperation.Ask, FaultBehaviour.Hang, times: 2);
        alice.Ask(Request);
        scenario.Wait(TimeSpan.FromSeconds(27));
        Assert.Equal(1000, alice.Closed?.Number);
        Assert.DoesNotContain(alice.Events, it => (string?)it["method"] == "channel.event.unavailable");
        scenario.VerifyTranscript();
    }

    [Fact]
    public void ALinkThatIsNotBackInTime_EndsTheLogout_AtItsDeadline()
    {
        using var scenario = new Scenario();
        var alice = scenario.LogInReady();
        scenario.Switch.LatencyOf = told => told.Operation == SwitchOperation.Deactivate ? TimeSpan.FromSeconds(1) : TimeSpan.Zero;
        var asked = alice.Ask(Request);
        scenario.AtSwitch("loses its link", it => it.LoseLink());
        scenario.Wait(TimeSpan.FromSeconds(29));
        Assert.DoesNotContain(alice.Heard, it => it["id"]?.ToString() == asked);
        scenario.Wait(TimeSpan.FromSeconds(2));
        Assert.Equal("DeactivationFailure", alice.Failure(asked));
    }

    [Fact]
    public void ALinkThatWasLostBeforeTheLogout_IsNotWaitedFor()
    {
        using var scenario = new Scenario();
        var alice = scenario.LogInReady();
        scenario.AtSwitch("loses its link", it => it.LoseLink());
        Assert.Equal("NotReadyFailure", alice.Failure(alice.Ask(Request)));
    }

    [Theory]
    [InlineData(SwitchOperation.NotReady, "NotReadyFailure")]
    [InlineData(SwitchOperation.Deactivate, "DeactivationFailure")]
    [InlineData(SwitchOperation.Logout, "SwitchLogoutFailure")]
    public void ACustomerWhoCameWhileTheLinkWasAway_IsServed(SwitchOperation during, string failure)
    {
        using var scenario = new Scenario();
        var alice = scenario.LogInReady();
        scenario.Fault(during, FaultBehaviour.Hang);
        var asked = alice.Ask(Request);
        scenario.AtSwitch("loses its link", it => it.LoseLink());
        scenario.Wait(TimeSpan.FromSeconds(12));
        scenario.AtSwitch(
            "a call that was on its way begins",
            it => it.Parties.OfferInteractionAnyway(Scenario.Alice, "phone", "+4930123456")
        );
        scenario.AtSwitch("has its link again", it => it.RestoreLink());
        Assert.Equal(failure, alice.Failure(asked));
        Assert.Equal(1, scenario.Switch.Commands.Entries.Count(it => it.Operation == during && it.ChannelId is null or "phone"));
        Assert.Equal(1, scenario.Core.Sessions.Count);
    }

    /// <summary>A log-off that failed is not told again to a switch that would take the agent off while work may come.</summary>
    [Fact]
    public void AChannelThatIsReadyAgain_WhileTheLogOffIsInDoubt_EndsTheLogout()
    {
        using var scenario = new Scenario();
        var alice = scenario.LogInReady();
        scenario.AtSwitch("cannot deactivate channels", it => it.ChangeSettings(new SettingsChange(ChannelDeactivation: false)));
        scenario.Fault(SwitchOperation.Logout, FaultBehaviour.Fail);
        scenario.Fault(SwitchOperation.Ask, FaultBehaviour.Hang);
        var asked = alice.Ask(Request);
        scenario.Wait(TimeSpan.FromSeconds(1));
        scenario.AtSwitch("makes the phone Ready", it => it.MakeReadyByItself(Scenario.Alice, "phone"));
        scenario.Wait(TimeSpan.FromSeconds(12));
        Assert.Equal("SwitchLogoutFailure", alice.Failure(asked));
        Assert.Equal(1, scenario.Switch.Commands.Entries.Count(it => it.Operation == SwitchOperation.Logout));
    }

    [Fact]
    public void OtherCommands_AreAnsweredAtOnce_WhenTheLinkIsCut()
    {
        using var scenario = new Scenario();
        var alice = scenario.LogInReady();
        scenario.Switch.LatencyOf = _ => TimeSpan.FromSeconds(1);
        var asked = alice.Ask("channelgroup.request.notready");
        scenario.AtSwitch("loses its link", it => it.LoseLink());
        scenario.Wait(TimeSpan.FromSeconds(2));
        Assert.Equal("NotReadyFailure", alice.Failure(asked));
    }
}
