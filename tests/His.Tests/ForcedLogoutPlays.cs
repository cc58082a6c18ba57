using System.Text.Json.Nodes;
using His.Bus;
using His.Platform;
using His.Platform.Simulator;
using His.Sessions;
using static His.Tests.LogoutPlays;

namespace His.Tests;

/// <summary>Somebody else logs the agent out (docs/use-cases/forced-logout.md); the agent asks for it for later (logout.md, AF2).</summary>
public class ForcedLogoutPlays
{
    [Fact]
    public async Task ASupervisor_LogsAnIdleAgentOut_WithCauseAndReason()
    {
        using var play = new Play();
        var alice = play.LogInReady();
        play.Begin();
        var outcome = await Order(play, OngoingInteractions.Refuse, new ReasonGiven { Text = "end of the campaign" });
        Assert.Equal(3, outcome.Result!.Channels.Count);
        Assert.Equal(4002, alice.Closed!.Number);
        play.Approve();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("NONE OF THE LIST")]
    public async Task WhereAReasonIsRequired_AndTheOrderHasNone_TheCauseStandsIn(string? code)
    {
        using var play = new Play(title: "cause");
        play.Switch.ChangeSettings(new SettingsChange(
            LogoutReason: new PolicyChange(ReasonRequirement.Required, FreeText: false, [new("HOME", "End of shift")])));
        play.LogInReady();
        Assert.False((await Order(play, OngoingInteractions.Refuse, code is null ? null : new ReasonGiven { Code = code })).IsFailure);
        Assert.Equal(new Reason(Code: null, Text: "Supervisor"), play.Switch.Truth(Play.Alice)!.LogoutReason);
        Assert.Equal(0, play.House.Sessions.Count);
    }

    [Fact]
    public async Task WithACall_Refuse_ChangesNothing()
    {
        using var play = new Play();
        var alice = play.LogInReady();
        Bring(play, alice, ChannelType.Telephony, InteractionState.Connected);
        play.Begin();
        var outcome = await Order(play, OngoingInteractions.Refuse);
        Assert.Equal(FailureCode.OngoingInteraction, outcome.Failure!.Code);
        Assert.Null(alice.Closed);
        play.Approve();
    }

    [Fact]
    public async Task WithACall_Wait_TakesNoNewOnes_AndLogsOutAfterIt()
    {
        using var play = new Play(simulator: new SimulatorOptions { WrapUp = false });
        var alice = play.LogInReady();
        var call = Bring(play, alice, ChannelType.Telephony, InteractionState.Connected);
        play.Begin();
        Assert.True((await Order(play, OngoingInteractions.Wait)).Result!.Pending);
        var cancel = alice.Ask("session.request.cancellogout");
        Assert.Equal("InvalidState", alice.Failure(cancel)); // a supervisor's order is not the agent's to take back
        play.AtSwitch("the customer hangs up", it => it.EndByCustomer(call));
        Assert.Equal(4002, alice.Closed!.Number);
        play.Approve();
    }

    [Fact]
    public async Task WithACallAndAChat_End_EndsThem()
    {
        using var play = new Play();
        var alice = play.LogInReady();
        Bring(play, alice, ChannelType.Telephony, InteractionState.Held);
        play.Offer(ChannelType.Chat);
        play.Begin();
        Assert.False((await Order(play, OngoingInteractions.End)).IsFailure);
        Assert.Equal(4002, alice.Closed!.Number);
        play.Approve();
    }

    [Fact]
    public async Task AnOrder_WhileTheAgentsOwnLogoutRuns_WaitsForIt_AndHasNothingLeftToDo()
    {
        using var play = new Play();
        var alice = play.LogInReady();
        play.Begin();
        play.AtSwitch("takes 1 s for everything", it => it.ChangeSettings(new SettingsChange(LatencyMs: 1000)));
        alice.Ask(LogoutPlays.Request);
        var order = Ordered(play, OngoingInteractions.End);
        play.Wait(TimeSpan.FromSeconds(20));
        Assert.Empty((await order)!.Value.Result!.Channels);
        Assert.Equal(1000, alice.Closed!.Number);
        play.Approve();
    }

    [Fact]
    public async Task AnOrder_WhileTheAgentsOwnLogoutFails_IsCarriedOut()
    {
        using var play = new Play();
        var alice = play.LogInReady();
        play.Begin();
        play.Fault(SwitchOperation.NotReady, FaultBehaviour.Fail, "chat", message: "not now");
        play.AtSwitch("takes 1 s for everything", it => it.ChangeSettings(new SettingsChange(LatencyMs: 1000)));
        alice.Ask(LogoutPlays.Request);
        var order = Ordered(play, OngoingInteractions.Refuse);
        play.Wait(TimeSpan.FromSeconds(20));
        Assert.Equal(4002, alice.Closed!.Number);
        Assert.False((await order)!.Value.IsFailure);
        play.Approve();
    }

    [Fact]
    public void TheAgent_IsLoggedOutWhenTheCallIsOver_WhereTheSettingAllowsIt()
    {
        using var play = new Play(new HisOptions { PendingLogout = true }, new SimulatorOptions { WrapUp = false });
        var alice = play.LogInReady();
        var call = Bring(play, alice, ChannelType.Telephony, InteractionState.Connected);
        play.Begin();
        alice.Ask(LogoutPlays.Request, WhenPossible());
        alice.Ask("session.request.cancellogout");
        alice.Ask(LogoutPlays.Request, WhenPossible());
        play.AtSwitch("the customer hangs up", it => it.EndByCustomer(call));
        Assert.Equal(1000, alice.Closed!.Number);
        play.Approve();
    }

    [Fact]
    public void ALogoutThatWaited_AndFails_IsTold_AndNotTriedAgain()
    {
        using var play = new Play(new HisOptions { PendingLogout = true }, new SimulatorOptions { WrapUp = false });
        var alice = play.LogInReady();
        var call = Bring(play, alice, ChannelType.Telephony, InteractionState.Connected);
        play.Begin();
        alice.Ask(LogoutPlays.Request, WhenPossible());
        play.Fault(SwitchOperation.Logout, FaultBehaviour.Fail, message: "not now");
        play.AtSwitch("the customer hangs up", it => it.EndByCustomer(call));
        play.Wait(TimeSpan.FromSeconds(60));
        Assert.Null(alice.Closed);
        Assert.Equal("SwitchLogoutFailure", (string?)alice.Events.Last(it => (string?)it["method"] == "session.event.logoutpending")["params"]!["failure"]);
        play.Approve();
    }

    [Theory]
    [InlineData(false, "NotOffered")]
    [InlineData(true, null)]
    public void ALogoutForLater_IsOfferedByASetting_AndTheSnapshotSaysWhetherItIs(bool isOffered, string? failure)
    {
        using var play = new Play(new HisOptions { PendingLogout = isOffered }, title: $"{isOffered}");
        var alice = play.LogInReady();
        Assert.Equal(isOffered, (bool)alice.Answer("1")["result"]!["snapshot"]!["capabilities"]!["logoutWhenPossible"]!);
        Bring(play, alice, ChannelType.Chat, InteractionState.Connected);
        var asked = alice.Ask(LogoutPlays.Request, WhenPossible());
        Assert.Equal(failure, alice.Failure(asked));
        Assert.Equal(isOffered ? null : "This server does not offer this.", (string?)alice.Answer(asked)["error"]?["message"]);
    }

    [Theory]
    [InlineData(OngoingInteractions.Wait)]
    [InlineData(OngoingInteractions.End)]
    public async Task AnIdleAgent_IsLoggedOutAtOnce_WhateverBecomesOfInteractions(OngoingInteractions interactions)
    {
        using var play = new Play(title: $"{interactions}");
        play.LogInReady();
        var result = (await Order(play, interactions)).Result!;
        Assert.False(result.Pending);
        Assert.Equal(3, result.Channels.Count(it => it is { NotReady: true, Deactivated: true }));
    }

    [Fact]
    public async Task ACallThatCannotBeEnded_IsInTheWay()
    {
        using var play = new Play(simulator: new SimulatorOptions { WrapUp = false });
        var alice = play.LogInReady();
        Bring(play, alice, ChannelType.Telephony, InteractionState.Connected);
        play.Fault(SwitchOperation.End, FaultBehaviour.Fail);
        Assert.Equal(FailureCode.OngoingInteraction, (await Order(play, OngoingInteractions.End)).Failure!.Code);
        Assert.Null(alice.Closed);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AnAgentWhoAsksWhenTheLastCallHasJustBeenEnded_IsFirst_AndTheOrderHearsWhatCameOfIt(bool isDone)
    {
        using var play = new Play(simulator: new SimulatorOptions { WrapUp = false }, title: $"is done: {isDone}");
        var (alice, _) = play.Talk();
        play.AtSwitch("takes 1 s for everything", it => it.ChangeSettings(new SettingsChange(LatencyMs: 1000)));
        if (!isDone)
        {
            play.Fault(SwitchOperation.Logout, FaultBehaviour.Fail);
        }

        var order = Ordered(play, OngoingInteractions.End);
        play.Wait(TimeSpan.FromSeconds(3.5));
        play.Starve(TimeSpan.FromSeconds(1)); // the call is ended, and nobody has looked yet
        var asked = alice.Ask(LogoutPlays.Request);
        Assert.False(order.IsCompleted);
        play.Wait(TimeSpan.FromSeconds(10));
        Assert.Equal(isDone ? null : "SwitchLogoutFailure", alice.Failure(asked));
        Assert.Equal(isDone ? null : FailureCode.LoggingOut, (await order)!.Value.Failure?.Code);
        Assert.Equal(isDone ? 1000 : null, alice.Closed?.Number);
    }

    [Fact]
    public async Task ALogoutThatWaits_IsShown_AndIsTheSupervisorsToTakeBack()
    {
        using var play = new Play(simulator: new SimulatorOptions { WrapUp = false });
        var (alice, call) = play.Talk();
        Assert.True((await Order(play, OngoingInteractions.Wait)).Result!.Pending);
        Assert.True((await List(play)).Single().Session.LogoutPending);
        Assert.True(play.House.Supervision.CancelPendingLogout("session-1"));
        Assert.False((await List(play)).Single().Session.LogoutPending);
        Assert.False(play.House.Supervision.CancelPendingLogout("session-4711"));
        Assert.Null(await play.House.Supervision.LogOutAsync("session-4711", new LogoutOrder(Cause.Supervisor, "carol", null, OngoingInteractions.End)));
        play.AtSwitch("the customer hangs up", it => it.EndByCustomer(call));
        Assert.Null(alice.Closed);
    }

    [Fact]
    public async Task TheList_IsInTheOrderOfTheAgents_AndSaysWhoIsConnected_AndLeavesOutWhoHasJustGone()
    {
        using var play = new Play();
        var carol = play.LogIn("1003", "carol");
        play.LogIn();
        play.LogIn("1002", "bob").Vanish();
        Assert.Equal([("1001", true), ("1002", false), ("1003", true)], (await List(play)).Select(it => (it.Session.Agent.Id, it.Connected)));
        play.Switch.LogOutByItself("1003");
        Assert.Equal(["1001", "1002"], (await List(play)).Select(it => it.Session.Agent.Id));
        Assert.Equal(4003, carol.Closed?.Number);
    }

    [Fact]
    public async Task TheAgentsWishForLater_IsToldOnce_AndGivesWayToASupervisorsOrder()
    {
        using var play = new Play(new HisOptions { PendingLogout = true }, new SimulatorOptions { WrapUp = false });
        var (alice, call) = play.Talk();
        alice.Ask(LogoutPlays.Request, WhenPossible());
        alice.Ask(LogoutPlays.Request, WhenPossible());
        await Order(play, OngoingInteractions.Wait);
        Assert.Equal(
            ["AgentRequest", "Supervisor"],
            alice.Events.Where(it => (string?)it["method"] == "session.event.logoutpending").Select(it => (string?)it["params"]!["cause"]));
        var session = play.House.Sessions.Find(Play.Alice)!;
        play.AtSwitch("the customer hangs up", it => it.EndByCustomer(call));
        Assert.Equal(4002, alice.Closed?.Number);

        var last = session.Session.Sequence;
        session.CancelPendingLogout(); // too late
        Assert.Equal(last, session.Session.Sequence);
    }

    [Fact]
    public void AWishForLaterWithoutTheReasonThatIsWanted_IsAskedForIt()
    {
        using var play = new Play(new HisOptions { PendingLogout = true });
        play.Switch.ChangeSettings(new SettingsChange(
            LogoutReason: new PolicyChange(ReasonRequirement.Required, FreeText: false, [new("HOME", "End of shift")])));
        var (alice, _) = play.Talk();
        var asked = alice.Answer(alice.Ask(LogoutPlays.Request, WhenPossible()))["error"]!["data"]!;
        Assert.Equal(("NeedInfo", "HOME"), ((string?)asked["failure"], (string?)asked["reason"]?["reasons"]![0]!["code"]));
    }

    [Theory]
    [InlineData("chat", 0, false)]
    [InlineData("phone", 1.5, false)]
    [InlineData("phone", 1.5, true)]
    public void WhatBeginsWhenTheTimeHasCome_IsWaitedForToo(string channel, double begins, bool isOverBeforeThatIsWritten)
    {
        using var play = new Play(
            new HisOptions { PendingLogout = true },
            new SimulatorOptions { WrapUp = false },
            new Testing.MemoryStore(),
            title: $"{channel}, {begins}, {isOverBeforeThatIsWritten}");
        var (alice, call) = play.Talk();
        alice.Ask(LogoutPlays.Request, WhenPossible());
        play.AtSwitch("takes 1 s for everything", it => it.ChangeSettings(new SettingsChange(LatencyMs: 1000)));
        play.AtSwitch("the customer hangs up", it => it.EndByCustomer(call));
        play.Wait(TimeSpan.FromSeconds(begins));
        var late = play.AtSwitch("one that was under way begins", it => it.OfferInteractionAnyway(Play.Alice, channel, "carla@example.org"))!;
        play.Store!.IsSlow = isOverBeforeThatIsWritten;
        play.Wait(TimeSpan.FromSeconds(4));
        Assert.Null(alice.Closed);
        play.AtSwitch("the customer parts", it => it.EndByCustomer(late));
        play.Store.IsSlow = false;
        play.Store.Write();
        play.Run();
        play.Wait(TimeSpan.FromSeconds(20));
        Assert.Equal(1000, alice.Closed?.Number);
    }

    private static Task<IReadOnlyList<SessionEntry>> List(Play play)
    {
        var list = play.House.Supervision.ListAsync();
        play.Run();
        return list;
    }

    private static JsonObject WhenPossible() => new() { ["whenPossible"] = true };

    private static Task<Outcome<LogoutResult>?> Ordered(Play play, OngoingInteractions interactions, ReasonGiven? reason = null)
    {
        play.Write($"carol   orders: log alice out; interactions: {interactions}");
        var order = play.House.Supervision.LogOutAsync(
            play.House.Sessions.Find(Play.Alice)!.Session.Id, new LogoutOrder(Cause.Supervisor, "carol", reason, interactions));
        play.Run();
        return order;
    }

    private static async Task<Outcome<LogoutResult>> Order(Play play, OngoingInteractions interactions, ReasonGiven? reason = null) =>
        (await Ordered(play, interactions, reason))!.Value;
}
