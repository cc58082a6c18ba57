using His.Platform;
using His.Platform.Simulator;
using static His.Tests.LogoutPlays;

namespace His.Tests;

/// <summary>A logout behind which the link is cut: within its deadline HIS waits for the link, and asks again.</summary>
public class LostLinkPlays
{
    [Theory]
    [InlineData(SwitchOperation.NotReady)]
    [InlineData(SwitchOperation.Deactivate)]
    [InlineData(SwitchOperation.Logout)]
    public void WhatALogoutDidBeforeTheLinkWasCut_IsNoFailure_IfTheLinkIsBackInTime(SwitchOperation during)
    {
        using var play = new Play(title: $"{nameof(WhatALogoutDidBeforeTheLinkWasCut_IsNoFailure_IfTheLinkIsBackInTime)}_{during}");
        var alice = play.LogInReady();
        play.Begin();
        play.Switch.LatencyOf = told => told.Operation == during ? TimeSpan.FromSeconds(1) : TimeSpan.Zero;
        alice.Ask(Request);
        play.AtSwitch("loses its link", it => it.LoseLink());
        play.Switch.LatencyOf = null;
        play.Wait(TimeSpan.FromSeconds(12)); // meanwhile it does what it was told, and nobody hears of it
        play.AtSwitch("has its link again", it => it.RestoreLink());
        Assert.Equal(1000, alice.Closed?.Number);
        play.Approve();
    }

    [Theory]
    [InlineData(SwitchOperation.NotReady)]
    [InlineData(SwitchOperation.Deactivate)]
    [InlineData(SwitchOperation.Logout)]
    public void WhatTheSwitchNeverHeard_ItIsToldAgain(SwitchOperation during)
    {
        using var play = new Play();
        var alice = play.LogInReady();
        play.Fault(during, FaultBehaviour.Hang);
        alice.Ask(Request);
        play.AtSwitch("loses its link", it => it.LoseLink());
        play.Wait(TimeSpan.FromSeconds(20));
        play.AtSwitch("has its link again", it => it.RestoreLink());
        Assert.Equal(1000, alice.Closed?.Number);
        Assert.Equal(2, play.Switch.Told.Entries.Count(it => it.Operation == during && it.ChannelId is null or "phone"));
    }

    [Fact]
    public void ASwitchThatIsFrozenForAWhile_DelaysALogout_AndDoesNotEndIt()
    {
        using var play = new Play();
        var alice = play.LogInReady();
        play.Begin();
        play.Fault(SwitchOperation.NotReady, FaultBehaviour.Hang, "chat");
        play.Fault(SwitchOperation.Ask, FaultBehaviour.Hang, times: 2);
        alice.Ask(Request);
        play.Wait(TimeSpan.FromSeconds(27));
        Assert.Equal(1000, alice.Closed?.Number);
        Assert.DoesNotContain(alice.Events, it => (string?)it["method"] == "channel.event.unavailable");
        play.Approve();
    }

    [Fact]
    public void ALinkThatIsNotBackInTime_EndsTheLogout_AtItsDeadline()
    {
        using var play = new Play();
        var alice = play.LogInReady();
        play.Switch.LatencyOf = told => told.Operation == SwitchOperation.Deactivate ? TimeSpan.FromSeconds(1) : TimeSpan.Zero;
        var asked = alice.Ask(Request);
        play.AtSwitch("loses its link", it => it.LoseLink());
        play.Wait(TimeSpan.FromSeconds(29));
        Assert.DoesNotContain(alice.Heard, it => it["id"]?.ToString() == asked);
        play.Wait(TimeSpan.FromSeconds(2));
        Assert.Equal("DeactivationFailure", alice.Failure(asked));
    }

    [Fact]
    public void ALinkThatWasLostBeforeTheLogout_IsNotWaitedFor()
    {
        using var play = new Play();
        var alice = play.LogInReady();
        play.AtSwitch("loses its link", it => it.LoseLink());
        Assert.Equal("NotReadyFailure", alice.Failure(alice.Ask(Request)));
    }

    [Theory]
    [InlineData(SwitchOperation.NotReady, "NotReadyFailure")]
    [InlineData(SwitchOperation.Deactivate, "DeactivationFailure")]
    [InlineData(SwitchOperation.Logout, "SwitchLogoutFailure")]
    public void ACustomerWhoCameWhileTheLinkWasAway_IsServed(SwitchOperation during, string failure)
    {
        using var play = new Play();
        var alice = play.LogInReady();
        play.Fault(during, FaultBehaviour.Hang);
        var asked = alice.Ask(Request);
        play.AtSwitch("loses its link", it => it.LoseLink());
        play.Wait(TimeSpan.FromSeconds(12));
        play.AtSwitch("a call that was on its way begins", it => it.OfferInteractionAnyway(Play.Alice, "phone", "+4930123456"));
        play.AtSwitch("has its link again", it => it.RestoreLink());
        Assert.Equal(failure, alice.Failure(asked));
        Assert.Equal(1, play.Switch.Told.Entries.Count(it => it.Operation == during && it.ChannelId is null or "phone"));
        Assert.Equal(1, play.House.Sessions.Count);
    }

    [Fact]
    public void OtherCommands_AreAnsweredAtOnce_WhenTheLinkIsCut()
    {
        using var play = new Play();
        var alice = play.LogInReady();
        play.Switch.LatencyOf = _ => TimeSpan.FromSeconds(1);
        var asked = alice.Ask("channelgroup.request.notready");
        play.AtSwitch("loses its link", it => it.LoseLink());
        play.Wait(TimeSpan.FromSeconds(2));
        Assert.Equal("NotReadyFailure", alice.Failure(asked));
    }
}
