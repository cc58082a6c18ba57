using System.Text.Json.Nodes;
using His.Bus;
using His.Platform;
using His.Platform.Simulator;
using His.Sessions;
using His.Sessions.Supervision;
using static His.Tests.LogoutTests;

namespace His.Tests;

/// <summary>Somebody else logs the agent out (docs/use-cases/forced-logout.md); the agent asks for it for later (logout.md, AF2).</summary>
public class ForcedLogoutTests
{
    [Fact]
    public async Task ASupervisor_LogsAnIdleAgentOut_WithCauseAndReason()
    {
        using var scenario = new Scenario();
        var alice = scenario.LogInReady();
        scenario.DiscardTranscript();
        var outcome = await Order(scenario, OngoingInteractions.Refuse, new ReasonGiven { Text = "end of the campaign" });
        Assert.Equal(3, outcome.Result!.Channels.Count);
        Assert.Equal(4002, alice.Closed!.Number);
        scenario.VerifyTranscript();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("NONE OF THE LIST")]
    public async Task WhereAReasonIsRequired_AndTheOrderHasNone_TheCauseStandsIn(string? code)
    {
        using var scenario = new Scenario(title: "cause");
        scenario.Switch.ChangeSettings(
            new SettingsChange(LogoutReason: new PolicyChange(ReasonRequirement.Required, FreeText: false, [new("HOME", "End of shift")]))
        );
        scenario.LogInReady();
        Assert.False((await Order(scenario, OngoingInteractions.Refuse, code is null ? null : new ReasonGiven { Code = code })).IsFailure);
        Assert.Equal(new Reason(Code: null, Text: "Supervisor"), scenario.Switch.GetState(Scenario.Alice)!.LogoutReason);
        Assert.Equal(0, scenario.Core.Sessions.Count);
    }

    [Fact]
    public async Task WithACall_Refuse_ChangesNothing()
    {
        using var scenario = new Scenario();
        var alice = scenario.LogInReady();
        Bring(scenario, alice, ChannelType.Telephony, InteractionState.Connected);
        scenario.DiscardTranscript();
        var outcome = await Order(scenario, OngoingInteractions.Refuse);
        Assert.Equal(FailureCode.OngoingInteraction, outcome.Failure!.Code);
        Assert.Null(alice.Closed);
        scenario.VerifyTranscript();
    }

    [Fact]
    public async Task WithACall_Wait_TakesNoNewOnes_AndLogsOutAfterIt()
    {
        using var scenario = new Scenario(simulator: new SimulatorOptions { WrapUp = false });
        var alice = scenario.LogInReady();
        var call = Bring(scenario, alice, ChannelType.Telephony, InteractionState.Connected);
        scenario.DiscardTranscript();
        Assert.True((await Order(scenario, OngoingInteractions.Wait)).Result!.Pending);
        var cancel = alice.Ask("session.request.cancellogout");
        Assert.Equal("InvalidState", alice.Failure(cancel)); // a supervisor's order is not the agent's to take back
        scenario.AtSwitch("the customer hangs up", it => it.Parties.EndByCustomer(call));
        Assert.Equal(4002, alice.Closed!.Number);
        scenario.VerifyTranscript();
    }

    [Fact]
    public async Task WithACallAndAChat_End_EndsThem()
    {
        using var scenario = new Scenario();
        var alice = scenario.LogInReady();
        Bring(scenario, alice, ChannelType.Telephony, InteractionState.Held);
        scenario.Offer(ChannelType.Chat);
        scenario.DiscardTranscript();
        Assert.False((await Order(scenario, OngoingInteractions.End)).IsFailure);
        Assert.Equal(4002, alice.Closed!.Number);
        scenario.VerifyTranscript();
    }

    [Fact]
    public async Task AnOrder_WhileTheAgentsOwnLogoutRuns_WaitsForIt_AndHasNothingLeftToDo()
    {
        using var scenario = new Scenario();
        var alice = scenario.LogInReady();
        scenario.DiscardTranscript();
        scenario.AtSwitch("takes 1 s for everything", it => it.ChangeSettings(new SettingsChange(Latency: TimeSpan.FromSeconds(1))));
        alice.Ask(LogoutTests.Request);
        var order = Ordered(scenario, OngoingInteractions.End);
        scenario.Wait(TimeSpan.FromSeconds(20));
        Assert.Empty((await order)!.Value.Result!.Channels);
        Assert.Equal(1000, alice.Closed!.Number);
        scenario.VerifyTranscript();
    }

    [Fact]
    public async Task AnOrder_WhileTheAgentsOwnLogoutFails_IsCarriedOut()
    {
        using var scenario = new Scenario();
        var alice = scenario.LogInReady();
        scenario.DiscardTranscript();
        scenario.Fault(SwitchOperation.NotReady, FaultBehaviour.Fail, "chat", message: "not now");
        scenario.AtSwitch("takes 1 s for everything", it => it.ChangeSettings(new SettingsChange(Latency: TimeSpan.FromSeconds(1))));
        alice.Ask(LogoutTests.Request);
        var order = Ordered(scenario, OngoingInteractions.Refuse);
        scenario.Wait(TimeSpan.FromSeconds(20));
        Assert.Equal(4002, alice.Closed!.Number);
        Assert.False((await order)!.Value.IsFailure);
        scenario.VerifyTranscript();
    }

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

    [Theory]
    [InlineData(OngoingInteractions.Wait)]
    [InlineData(OngoingInteractions.End)]
    public async Task AnIdleAgent_IsLoggedOutAtOnce_WhateverBecomesOfInteractions(OngoingInteractions interactions)
    {
        using var scenario = new Scenario(title: $"{interactions}");
        scenario.LogInReady();
        var result = (await Order(scenario, interactions)).Result!;
        Assert.False(result.Pending);
        Assert.Equal(3, result.Channels.Count(it => it is { NotReady: true, Deactivated: true }));
    }

    [Fact]
    public async Task ACallThatCannotBeEnded_IsInTheWay()
    {
        using var scenario = new Scenario(simulator: new SimulatorOptions { WrapUp = false });
        var alice = scenario.LogInReady();
        Bring(scenario, alice, ChannelType.Telephony, InteractionState.Connected);
        scenario.Fault(SwitchOperation.End, FaultBehaviour.Fail);
        Assert.Equal(FailureCode.OngoingInteraction, (await Order(scenario, OngoingInteractions.End)).Failure!.Code);
        Assert.Null(alice.Closed);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AnAgentWhoAsksWhenTheLastCallHasJustBeenEnded_IsFirst_AndTheOrderHearsWhatCameOfIt(bool isDone)
    {
        using var scenario = new Scenario(simulator: new SimulatorOptions { WrapUp = false }, title: $"is done: {isDone}");
        var (alice, _) = scenario.LogInWithCall();
        scenario.AtSwitch("takes 1 s for everything", it => it.ChangeSettings(new SettingsChange(Latency: TimeSpan.FromSeconds(1))));
        if (!isDone)
        {
            scenario.Fault(SwitchOperation.Logout, FaultBehaviour.Fail);
        }

        var order = Ordered(scenario, OngoingInteractions.End);
        scenario.Wait(TimeSpan.FromSeconds(3.5));
        scenario.AdvanceWithoutRunning(TimeSpan.FromSeconds(1)); // the call is ended, and nobody has looked yet
        var asked = alice.Ask(LogoutTests.Request);
        Assert.False(order.IsCompleted);
        scenario.Wait(TimeSpan.FromSeconds(10));
        Assert.Equal(isDone ? null : "SwitchLogoutFailure", alice.Failure(asked));
        Assert.Equal(isDone ? null : FailureCode.LoggingOut, (await order)!.Value.Failure?.Code);
        Assert.Equal(isDone ? 1000 : null, alice.Closed?.Number);
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
    public async Task TheList_IsInTheOrderOfTheAgents_AndSaysWhoIsConnected_AndLeavesOutWhoHasJustGone()
    {
        using var scenario = new Scenario();
        var carol = scenario.LogIn("1003", "carol");
        scenario.LogIn();
        scenario.LogIn("1002", "bob").Vanish();
        Assert.Equal(
            [("1001", true), ("1002", false), ("1003", true)],
            (await List(scenario)).Select(it => (it.Session.Agent.Id, it.Connected))
        );
        scenario.Switch.LogOutByItself("1003");
        Assert.Equal(["1001", "1002"], (await List(scenario)).Select(it => it.Session.Agent.Id));
        Assert.Equal(4003, carol.Closed?.Number);
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

    private static Task<IReadOnlyList<SessionSummary>> List(Scenario scenario)
    {
        var list = scenario.Core.SupervisorApi.ListAsync();
        scenario.Run();
        return list;
    }

    private static JsonObject WhenPossible() => new() { ["whenPossible"] = true };

    private static Task<Outcome<LogoutResult>?> Ordered(Scenario scenario, OngoingInteractions interactions, ReasonGiven? reason = null)
    {
        scenario.Write($"carol   orders: log alice out; interactions: {interactions}");
        var order = scenario.Core.SupervisorApi.LogOutAsync(
            scenario.Core.Sessions.Find(Scenario.Alice)!.Id,
            new LogoutOrder(Cause.Supervisor, "carol", reason, interactions)
        );
        scenario.Run();
        return order;
    }

    private static async Task<Outcome<LogoutResult>> Order(
        Scenario scenario,
        OngoingInteractions interactions,
        ReasonGiven? reason = null
    ) => (await Ordered(scenario, interactions, reason))!.Value;
}
