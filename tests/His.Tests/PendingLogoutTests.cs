using System.Text.Json.Nodes;
using His.Bus;
using His.Platform;
using His.Platform.Simulator;
using His.Sessions;
using static His.Tests.ForcedLogoutTests;
using static His.Tests.LogoutTests;

namespace His.Tests;

/// <summary>A logout that waits for the end of the interactions (docs/use-cases/logout.md, AF2).</summary>
public class PendingLogoutTests
{
    [Fact]
    public void TheAgent_IsLoggedOutWhenTheCallIsOver_WhereTheSettingAllowsIt()
    {
        using var scenario = new Scenario(new HisOptions { AllowPendingLogout = true }, new SimulatorOptions { WrapUp = false });
        var alice = scenario.LogInReady();
        var call = Bring(scenario, alice, ChannelType.Telephony, InteractionState.Connected);
        scenario.DiscardTranscript();
        alice.Ask(LogoutTests.Request, WhenPossible());
        alice.Ask("session.request.cancellogout");
        alice.Ask(LogoutTests.Request, WhenPossible());
        scenario.AtSwitch("the customer hangs up", it => it.Parties.EndByCustomer(call));
        Assert.Equal(1000, alice.Closed!.Number);
        scenario.VerifyTranscript();
    }

    [Fact]
    public void ALogoutThatWaited_AndFails_IsTold_AndNotTriedAgain()
    {
        using var scenario = new Scenario(new HisOptions { AllowPendingLogout = true }, new SimulatorOptions { WrapUp = false });
        var alice = scenario.LogInReady();
        var call = Bring(scenario, alice, ChannelType.Telephony, InteractionState.Connected);
        scenario.DiscardTranscript();
        alice.Ask(LogoutTests.Request, WhenPossible());
        scenario.Fault(SwitchOperation.Logout, FaultBehaviour.Fail, message: "not now");
        scenario.AtSwitch("the customer hangs up", it => it.Parties.EndByCustomer(call));
        scenario.Wait(TimeSpan.FromSeconds(60));
        Assert.Null(alice.Closed);
        Assert.Equal(
            "SwitchLogoutFailure",
            (string?)alice.Events.Last(it => (string?)it["method"] == "session.event.logoutpending")["params"]!["failure"]
        );
        scenario.VerifyTranscript();
    }

    [Theory]
    [InlineData(false, "NotOffered")]
    [InlineData(true, null)]
    public void ALogoutForLater_IsOfferedByASetting_AndTheSnapshotSaysWhetherItIs(bool isOffered, string? failure)
    {
        using var scenario = new Scenario(new HisOptions { AllowPendingLogout = isOffered }, title: $"{isOffered}");
        var alice = scenario.LogInReady();
        Assert.Equal(isOffered, (bool)alice.Answer("1")["result"]!["snapshot"]!["capabilities"]!["logoutWhenPossible"]!);
        Bring(scenario, alice, ChannelType.Chat, InteractionState.Connected);
        var asked = alice.Ask(LogoutTests.Request, WhenPossible());
        Assert.Equal(failure, alice.Failure(asked));
        Assert.Equal(isOffered ? null : "This server does not offer this.", (string?)alice.Answer(asked)["error"]?["message"]);
    }

    [Fact]
    public async Task ALogoutThatWaits_IsShown_AndIsTheSupervisorsToTakeBack()
    {
        using var scenario = new Scenario(simulator: new SimulatorOptions { WrapUp = false });
        var (alice, call) = scenario.LogInWithCall();
        Assert.True((await Order(scenario, OngoingInteractions.Wait)).Result!.Pending);
        Assert.True((await List(scenario)).Single().Session.LogoutPending);
        Assert.True(scenario.Core.SupervisorApi.CancelPendingLogout("session-1"));
        Assert.False((await List(scenario)).Single().Session.LogoutPending);
        Assert.False(scenario.Core.SupervisorApi.CancelPendingLogout("session-4711"));
        Assert.Null(
            await scenario.Core.SupervisorApi.LogOutAsync(
                "session-4711",
                new LogoutOrder(Cause.Supervisor, "carol", null, OngoingInteractions.End)
            )
        );
        scenario.AtSwitch("the customer hangs up", it => it.Parties.EndByCustomer(call));
        Assert.Null(alice.Closed);
    }

    [Fact]
    public async Task TheAgentsWishForLater_IsToldOnce_AndGivesWayToASupervisorsOrder()
    {
        using var scenario = new Scenario(new HisOptions { AllowPendingLogout = true }, new SimulatorOptions { WrapUp = false });
        var (alice, call) = scenario.LogInWithCall();
        alice.Ask(LogoutTests.Request, WhenPossible());
        alice.Ask(LogoutTests.Request, WhenPossible());
        await Order(scenario, OngoingInteractions.Wait);
        Assert.Equal(
            ["AgentRequest", "Supervisor"],
            alice.Events.Where(it => (string?)it["method"] == "session.event.logoutpending").Select(it => (string?)it["params"]!["cause"])
        );
        var session = scenario.Core.Sessions.Find(Scenario.Alice)!;
        scenario.AtSwitch("the customer hangs up", it => it.Parties.EndByCustomer(call));
        Assert.Equal(4002, alice.Closed?.Number);

        var last = session.State.Sequence;
        session.Logouts.CancelPending(); // too late
        Assert.Equal(last, session.State.Sequence);
    }

    [Fact]
    public void AWishForLaterWithoutTheReasonThatIsWanted_IsAskedForIt()
    {
        using var scenario = new Scenario(new HisOptions { AllowPendingLogout = true });
        scenario.Switch.ChangeSettings(
            new SettingsChange(LogoutReason: new PolicyChange(ReasonRequirement.Required, FreeText: false, [new("HOME", "End of shift")]))
        );
        var (alice, _) = scenario.LogInWithCall();
        var asked = alice.Answer(alice.Ask(LogoutTests.Request, WhenPossible()))["error"]!["data"]!;
        Assert.Equal(("NeedInfo", "HOME"), ((string?)asked["failure"], (string?)asked["reason"]?["reasons"]![0]!["code"]));
    }

    [Theory]
    [InlineData("chat", 0, false)]
    [InlineData("phone", 1.5, false)]
    [InlineData("phone", 1.5, true)]
    public void WhatBeginsWhenTheTimeHasCome_IsWaitedForToo(string channel, double begins, bool isOverBeforeThatIsWritten)
    {
        using var scenario = new Scenario(
            new HisOptions { AllowPendingLogout = true },
            new SimulatorOptions { WrapUp = false },
            new Testing.MemoryStore(),
            title: $"{channel}, {begins}, {isOverBeforeThatIsWritten}"
        );
        var (alice, call) = scenario.LogInWithCall();
        alice.Ask(LogoutTests.Request, WhenPossible());
        scenario.AtSwitch("takes 1 s for everything", it => it.ChangeSettings(new SettingsChange(Latency: TimeSpan.FromSeconds(1))));
        scenario.AtSwitch("the customer hangs up", it => it.Parties.EndByCustomer(call));
        scenario.Wait(TimeSpan.FromSeconds(begins));
        var late = scenario.AtSwitch(
            "one that was under way begins",
            it => it.Parties.OfferInteractionAnyway(Scenario.Alice, channel, "carla@example.org")
        )!;
        scenario.Store!.IsSlow = isOverBeforeThatIsWritten;
        scenario.Wait(TimeSpan.FromSeconds(4));
        Assert.Null(alice.Closed);
        scenario.AtSwitch("the customer parts", it => it.Parties.EndByCustomer(late));
        scenario.Store.IsSlow = false;
        scenario.Store.Write();
        scenario.Run();
        scenario.Wait(TimeSpan.FromSeconds(20));
        Assert.Equal(1000, alice.Closed?.Number);
    }

    private static JsonObject WhenPossible() => new() { ["whenPossible"] = true };
}
