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

    [Fact]
    public void WithoutTheSetting_ALogoutForLaterIsNotSupported()
    {
        using var play = new Play();
        var alice = play.LogInReady();
        Bring(play, alice, ChannelType.Chat, InteractionState.Connected);
        Assert.Equal("NotSupported", alice.Failure(alice.Ask(LogoutPlays.Request, WhenPossible())));
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
