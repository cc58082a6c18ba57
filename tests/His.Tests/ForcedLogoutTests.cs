using His.Bus;
using His.Platform;
using His.Platform.Simulator;
using His.Sessions;
using His.Sessions.Supervision;
using static His.Tests.LogoutTests;

namespace His.Tests;

/// <summary>Somebody else logs the agent out (docs/use-cases/forced-logout.md).</summary>
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

    internal static Task<IReadOnlyList<SessionSummary>> List(Scenario scenario)
    {
        var list = scenario.Core.SupervisorApi.ListAsync();
        scenario.Run();
        return list;
    }

    internal static Task<Outcome<LogoutResult>?> Ordered(Scenario scenario, OngoingInteractions interactions, ReasonGiven? reason = null)
    {
        scenario.Write($"carol   orders: log alice out; interactions: {interactions}");
        var order = scenario.Core.SupervisorApi.LogOutAsync(
            scenario.Core.Sessions.Find(Scenario.Alice)!.Id,
            new LogoutOrder(Cause.Supervisor, "carol", reason, interactions)
        );
        scenario.Run();
        return order;
    }

    internal static async Task<Outcome<LogoutResult>> Order(
        Scenario scenario,
        OngoingInteractions interactions,
        ReasonGiven? reason = null
    ) => (await Ordered(scenario, interactions, reason))!.Value;
}
