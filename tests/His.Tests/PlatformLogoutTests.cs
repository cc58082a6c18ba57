using System.Text.Json.Nodes;
using His.Persistence;
using His.Platform;
using His.Platform.Simulator;
using His.Testing;
using static His.Tests.Platforms;

namespace His.Tests;

/// <summary>Logout over several platforms (docs/use-cases/logout.md): step 6a platform by platform, EF2 to EF5 that name the platform.</summary>
public class PlatformLogoutTests
{
    [Fact]
    public void ALogout_GoesChannelByChannel_ThenPlatformByPlatform()
    {
        using var scenario = new Scenario(platforms: [Pbx, Digital]);
        var alice = scenario.LogInReadyEverywhere();
        Assert.Equal("pbx Yes, digital Yes", PlatformsOf(alice.Answer(alice.Ask(Logout))["result"]!));
        scenario.VerifyTranscript();
    }

    [Theory]
    [InlineData("pbx", "pbx No, digital No")]
    [InlineData("digital", "pbx Yes, digital No")]
    public void APlatformThatRefusesTheLogOff_IsNamed_AndASecondLogoutDoesTheRest(string refusing, string first)
    {
        using var scenario = new Scenario(
            platforms: [Pbx, Digital],
            title: $"{nameof(APlatformThatRefusesTheLogOff_IsNamed_AndASecondLogoutDoesTheRest)}_{refusing}"
        );
        var alice = scenario.LogInReadyEverywhere();
        scenario.Fault(SwitchOperation.Logout, FaultBehaviour.Fail, message: "No, not now.", platform: refusing);
        var failed = alice.Ask(Logout);
        Assert.Equal("SwitchLogoutFailure", alice.Failure(failed));
        Assert.Equal(refusing, (string?)alice.Data(failed)["platform"]);
        Assert.Equal(first, PlatformsOf(alice.Data(failed)));
        Assert.Equal("pbx Yes, digital Yes", PlatformsOf(alice.Answer(alice.Ask(Logout))["result"]!));
        scenario.VerifyTranscript();
    }

    [Theory]
    [InlineData(SwitchOperation.NotReady, "phone", "pbx", "NotReadyFailure")]
    [InlineData(SwitchOperation.NotReady, "email", "digital", "NotReadyFailure")]
    [InlineData(SwitchOperation.Deactivate, "phone", "pbx", "DeactivationFailure")]
    [InlineData(SwitchOperation.Deactivate, "chat", "digital", "DeactivationFailure")]
    public void AChannelThatRefuses_IsNamedWithItsPlatform(SwitchOperation operation, string channel, string platform, string failure)
    {
        using var scenario = new Scenario(
            platforms: [Pbx, Digital],
            title: $"{nameof(AChannelThatRefuses_IsNamedWithItsPlatform)}_{operation}_{channel}"
        );
        var alice = scenario.LogInReadyEverywhere();
        scenario.Fault(operation, FaultBehaviour.Fail, channel, platform: platform);
        var failed = alice.Ask(Logout);
        Assert.Equal(failure, alice.Failure(failed));
        Assert.Equal(platform, (string?)alice.Data(failed)["platform"]);
        Assert.Equal("pbx No, digital No", PlatformsOf(alice.Data(failed)));
        Assert.True(scenario.IsOn("pbx") && scenario.IsOn("digital"));
        scenario.VerifyTranscript();
    }

    [Fact]
    public void AfterALogOffInTheMiddle_TheAgentWorksOn_AndActivatesTheChannelsOfTheOtherAgain()
    {
        using var scenario = new Scenario(platforms: [Pbx, Digital]);
        var alice = scenario.LogInReadyEverywhere();
        scenario.Fault(SwitchOperation.Logout, FaultBehaviour.Fail, platform: "digital");
        alice.Ask(Logout);
        Assert.False(scenario.IsOn("pbx"));
        Assert.Null(alice.Failure(alice.Ask("channelgroup.request.activate", new JsonObject { ["channelId"] = "chat" })));
        Assert.Null(alice.Failure(alice.Ask("channel.request.ready", new JsonObject { ["channelId"] = "chat" })));
        Assert.Null(alice.Failure(alice.Ask("channelgroup.request.activate", new JsonObject { ["channelId"] = "phone" })));
        Assert.True(scenario.IsOn("pbx"));
        Assert.Null(alice.Failure(alice.Ask(Logout)));
        scenario.VerifyTranscript();
    }

    [Fact]
    public void AnInteractionThatBeginsAtOne_WhileTheOtherLogsOff_IsEF5()
    {
        using var scenario = new Scenario(platforms: [Pbx, Digital]);
        var alice = scenario.LogInReadyEverywhere();
        scenario.At("digital", "cannot deactivate channels", it => it.ChangeSettings(new SettingsChange(ChannelDeactivation: false)));
        scenario.Fault(SwitchOperation.Logout, FaultBehaviour.Hang, platform: "pbx");
        var logout = alice.Ask(Logout);
        scenario.At(
            "digital",
            "routes a chat that was in its queue",
            it => it.Parties.OfferInteractionAnyway(Scenario.Alice, "chat", "customer")
        );
        scenario.At("pbx", "logs alice off at last", it => it.LogOutByItself(Scenario.Alice));
        Assert.Equal("InteractionStarted", alice.Failure(logout));
        Assert.Equal("pbx Yes, digital No", PlatformsOf(alice.Data(logout)));
        Assert.True(scenario.IsOn("digital"));
        Assert.Equal("channel.event.deactivated", alice.LastEventOf("phone"));
        scenario.VerifyTranscript();
    }

    [Fact]
    public void OnlyThePlatformThatCan_DeactivatesItsChannels()
    {
        using var scenario = new Scenario(platforms: [Pbx, Digital]);
        var alice = scenario.LogInReadyEverywhere();
        scenario.At("digital", "cannot deactivate channels", it => it.ChangeSettings(new SettingsChange(ChannelDeactivation: false)));
        Assert.Null(alice.Failure(alice.Ask(Logout)));
        scenario.VerifyTranscript();
    }

    [Fact]
    public void APlatformThatCannotBeQueried_StopsTheLogout()
    {
        using var scenario = new Scenario(platforms: [Pbx, OptionalDigital]);
        var alice = scenario.LogInReadyEverywhere();
        scenario.At("digital", "loses its link", it => it.LoseLink());
        var failed = alice.Ask(Logout);
        scenario.Wait(TimeSpan.FromSeconds(31));
        Assert.Equal("NotReadyFailure", alice.Failure(failed));
        Assert.Equal("digital", (string?)alice.Data(failed)["platform"]);
        Assert.Equal("pbx No, digital No", PlatformsOf(alice.Data(failed)));
        scenario.VerifyTranscript();
    }

    [Fact]
    public void APlatformThatMayBeLeftBehind_IsLeft_AndTheAgentIsLoggedOffThereWhenItIsBack()
    {
        using var scenario = new Scenario(platforms: [Pbx, OptionalDigital with { LeaveBehind = true }], store: new MemoryStore());
        var alice = scenario.LogInReadyEverywhere();
        scenario.At("digital", "loses its link", it => it.LoseLink());
        var logout = alice.Ask(Logout);
        scenario.Wait(TimeSpan.FromSeconds(31));
        Assert.Equal("pbx Yes, digital LeftBehind", PlatformsOf(alice.Answer(logout)["result"]!));
        Assert.True(scenario.IsOn("digital"));
        scenario.Core.Reconciler.Start();
        scenario.Run();
        scenario.At("digital", "has its link again", it => it.RestoreLink());
        scenario.Wait(TimeSpan.FromMinutes(6));
        scenario.Core.Reconciler.Stop();
        Assert.False(scenario.IsOn("digital"));
        scenario.VerifyTranscript();
    }

    [Theory]
    [InlineData(FaultBehaviour.Hang)]
    [InlineData(FaultBehaviour.OkWithoutEvent)]
    [InlineData(FaultBehaviour.LateOk)]
    public void APlatformThatHangsLiesOrIsLate_IsQueried_AndTheOtherIsAsItWas(FaultBehaviour behaviour)
    {
        using var scenario = new Scenario(
            platforms: [Pbx, Digital],
            title: $"{nameof(APlatformThatHangsLiesOrIsLate_IsQueried_AndTheOtherIsAsItWas)}_{behaviour}"
        );
        var alice = scenario.LogInReadyEverywhere();
        scenario.Fault(SwitchOperation.Logout, behaviour, platform: "digital");
        alice.Ask(Logout);
        scenario.Wait(TimeSpan.FromSeconds(31));
        Assert.False(scenario.IsOn("pbx"));
        scenario.VerifyTranscript();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void KilledBetweenTwoLogOffs_TheNextHisGoesOnWithTheNext(bool isWanted)
    {
        using var scenario = new Scenario(
            platforms: [Pbx, Digital],
            store: new MemoryStore(),
            title: $"{nameof(KilledBetweenTwoLogOffs_TheNextHisGoesOnWithTheNext)}_{(isWanted ? "WithReasons" : "Without")}"
        );
        var alice = scenario.LogInReadyEverywhere();
        if (isWanted)
        {
            scenario.At("pbx", "wants a reason", it => it.ChangeSettings(new SettingsChange(LogoutReason: OneOf("home"))));
            scenario.At("digital", "wants another", it => it.ChangeSettings(new SettingsChange(LogoutReason: OneOf("end"))));
        }

        scenario.Fault(SwitchOperation.Logout, FaultBehaviour.Hang, platform: "digital");
        var parameters = isWanted
            ? new JsonObject
            {
                ["reasons"] = new JsonArray(
                    new JsonObject { ["platform"] = "pbx", ["code"] = "home" },
                    new JsonObject { ["platform"] = "digital", ["code"] = "end" }
                ),
            }
            : [];
        alice.Ask(Logout, parameters);
        Assert.False(scenario.IsOn("pbx"));
        scenario.KillAndStart();
        scenario.Wait(TimeSpan.FromSeconds(1));
        Assert.Equal(0, scenario.Core.Sessions.Count);
        Assert.False(scenario.IsOn("digital"));
        Assert.Equal(isWanted ? "end" : null, scenario.SwitchOf("digital").GetState(Scenario.Alice)!.LogoutReason?.Code);
        Assert.DoesNotContain(
            scenario.Store!.Journal,
            it => it.Cause is "SwitchInitiated" or "Reconciled" && it.Action.EndsWith("disposed", StringComparison.Ordinal)
        );
        scenario.VerifyTranscript();
    }
}
