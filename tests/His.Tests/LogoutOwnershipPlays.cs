using System.Text.Json.Nodes;
using His.Platform;
using His.Platform.Simulator;
using static His.Tests.LogoutPlays;

namespace His.Tests;

/// <summary>Who a logout belongs to (decisions R1, R10, R11, R14, R15, R16).</summary>
public class LogoutOwnershipPlays
{
    private const string Slow = "takes 1 s for everything";

    [Fact]
    public void TwoRequestsAtOnce_AreOneLogout_AndBothAreAnswered()
    {
        using var play = new Play();
        var alice = play.LogInReady();
        play.Begin();
        var first = alice.Send(Request);
        var second = alice.Send(Request, Reason(text: "Going home"));
        play.Run();
        Assert.NotNull(alice.Answer(first)["result"]);
        Assert.NotNull(alice.Answer(second)["result"]);
        play.Approve();
    }

    [Theory]
    [InlineData(null, "MEET", "MEET")]
    [InlineData("HOME", "MEET", "HOME")]
    [InlineData("HOME", null, "HOME")]
    public void OfTwoReasonsThatWaitForTheirTurn_TheFirstCounts(string? first, string? second, string counts)
    {
        using var play = new Play(title: $"{first} and {second}");
        var alice = play.LogIn();
        play.AtSwitch(Slow, it => it.ChangeSettings(new SettingsChange(LatencyMs: 1000)));
        alice.Ask("channel.request.ready", new JsonObject { ["channelId"] = "phone" });
        string[] asked = [alice.Ask(Request, Reason(code: first)), alice.Ask(Request, Reason(code: second))];
        play.Wait(TimeSpan.FromSeconds(2.5));
        asked = [.. asked, alice.Ask(Request, Reason(code: "LATE"))]; // behind step 4
        play.Wait(TimeSpan.FromSeconds(20));
        Assert.All(asked, it => Assert.NotNull(alice.Answer(it)["result"]));
        Assert.Equal(counts, play.Switch.Truth(Play.Alice)!.LogoutReason!.Code);
        Assert.Equal(counts, (string?)alice.Events.Last()["params"]!["reason"]!["code"]);
        Assert.Single(play.Switch.Told.Entries, it => it.Operation == SwitchOperation.Logout);
    }

    [Fact]
    public void ALogoutThatWaitsForTheLogin_IsNotOvertakenByOneThatComesAsTheLoginEnds()
    {
        using var play = new Play();
        var alice = play.Connect();
        play.AtSwitch(Slow, it => it.ChangeSettings(new SettingsChange(LatencyMs: 1000)));
        var login = alice.Ask("session.request.login", BasicLoginPlays.Credentials());
        alice.Ask("channelgroup.request.deactivateall");
        var first = alice.Ask(Request, Reason(text: "bye"));
        var second = "";
        alice.OnHeard = heard => second = heard["id"]?.ToString() == login ? alice.Send(Request, Reason(text: "late")) : second;
        play.Wait(TimeSpan.FromSeconds(20));
        Assert.NotNull(alice.Answer(first)["result"]);
        Assert.NotNull(alice.Answer(second)["result"]);
        Assert.Equal("bye", (string?)alice.Events.Last()["params"]!["reason"]!["text"]);
    }

    [Fact]
    public void ASecondRequestWhileTheFirstRuns_JoinsIt()
    {
        using var play = new Play();
        var alice = play.LogInReady();
        play.Begin();
        play.AtSwitch(Slow, it => it.ChangeSettings(new SettingsChange(LatencyMs: 1000)));
        alice.Ask(Request);
        play.Wait(TimeSpan.FromSeconds(2.5));
        alice.Ask(Request);
        play.Wait(TimeSpan.FromSeconds(20));
        play.Approve();
    }

    [Fact]
    public void ACommandBehindALogoutThatWaitsItsTurn_IsRefused()
    {
        using var play = new Play();
        var alice = play.LogIn();
        play.Begin();
        play.AtSwitch(Slow, it => it.ChangeSettings(new SettingsChange(LatencyMs: 1000)));
        alice.Ask("channel.request.ready", new JsonObject { ["channelId"] = "phone" });
        alice.Ask(Request);
        var late = alice.Ask("channel.request.ready", new JsonObject { ["channelId"] = "chat" });
        Assert.Equal("LoggingOut", alice.Failure(late));
        play.Wait(TimeSpan.FromSeconds(20));
        Assert.Equal(1000, alice.Closed!.Number);
        play.Approve();
    }

    [Fact]
    public void CommandsWhileALogoutRuns_AreRefusedAtOnce_OrServedIfAboutAnInteraction()
    {
        using var play = new Play(new HisOptions { WrapUpBlocksLogout = false });
        var alice = play.LogInReady();
        var chat = Bring(play, alice, ChannelType.Chat, InteractionState.Ended);
        play.Begin();
        play.AtSwitch(Slow, it => it.ChangeSettings(new SettingsChange(LatencyMs: 1000)));
        alice.Ask(Request);
        alice.Ask("channel.request.ready", new JsonObject { ["channelId"] = "phone" });
        alice.Ask("channelgroup.request.ready");
        alice.Ask("channelgroup.request.activateall");
        alice.Ask("channel.request.dial", new JsonObject { ["channelId"] = "phone", ["destination"] = "+4930123" });
        alice.Ask("session.request.ping");
        alice.Ask("session.request.logoutplan");
        alice.Ask("interaction.request.complete", new JsonObject { ["interactionId"] = chat });
        play.Wait(TimeSpan.FromSeconds(20));
        play.Approve();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void AClientThatVanishes_DoesNotStopTheLogout_AndFindsItsAnswer(int seconds)
    {
        using var play = new Play(title: $"{nameof(AClientThatVanishes_DoesNotStopTheLogout_AndFindsItsAnswer)}_after_{seconds}_s");
        var alice = play.LogInReady();
        play.Begin();
        play.AtSwitch(Slow, it => it.ChangeSettings(new SettingsChange(LatencyMs: 1000)));
        var same = new JsonObject { ["requestId"] = "0b7a2a52-6d3c-4a43-9a5e-3d5a1f1c2e10" };
        alice.Ask(Request, same);
        play.Wait(TimeSpan.FromSeconds(seconds + 0.5));
        alice.Vanish();
        play.Wait(TimeSpan.FromSeconds(10));
        Assert.Equal(0, play.House.Sessions.Count);

        var again = play.Connect("again");
        var asked = again.Ask(Request, same.DeepClone().AsObject());
        Assert.Equal(3, again.Answer(asked)["result"]!["channels"]!.AsArray().Count);
        play.Approve();
    }

    [Fact]
    public void TheSameRequestTwice_IsRunOnce_AndAnotherWithItsIdIsRefused()
    {
        using var play = new Play();
        var alice = play.LogIn();
        play.Begin();
        var ready = new JsonObject { ["channelId"] = "phone", ["requestId"] = "0b7a2a52-6d3c-4a43-9a5e-3d5a1f1c2e11" };
        alice.Ask("channel.request.ready", ready);
        alice.Ask("channel.request.ready", ready.DeepClone().AsObject());
        var other = alice.Ask("channel.request.ready", new JsonObject { ["channelId"] = "chat", ["requestId"] = "0b7a2a52-6d3c-4a43-9a5e-3d5a1f1c2e11" });
        Assert.Equal("RequestIdReuse", alice.Failure(other));
        play.Approve();
    }

    [Fact]
    public void TheAnswersOfAnEndedSession_AreForgottenAfterTenMinutes()
    {
        using var play = new Play();
        var alice = play.LogIn();
        var same = new JsonObject { ["requestId"] = "0b7a2a52-6d3c-4a43-9a5e-3d5a1f1c2e12" };
        alice.Ask(Request, same);
        play.Wait(TimeSpan.FromMinutes(9));
        var again = play.Connect("again");
        Assert.NotNull(again.Answer(again.Ask(Request, same.DeepClone().AsObject()))["result"]);
        play.Wait(TimeSpan.FromMinutes(2));
        Assert.Equal("NoSession", again.Failure(again.Ask(Request, same.DeepClone().AsObject())));
        Assert.Equal(0, play.Clock.Alarms);
    }

    [Fact]
    public void AnAgentWhoStaysAway_IsMadeNotReady_AndThenLoggedOut()
    {
        using var play = new Play();
        var alice = play.LogInReady();
        play.Begin();
        alice.Vanish();
        play.Wait(TimeSpan.FromSeconds(19));
        play.Wait(TimeSpan.FromSeconds(2));
        play.Wait(TimeSpan.FromSeconds(280));
        Assert.Equal(0, play.House.Sessions.Count);
        play.Approve();
    }

    [Fact]
    public void AnAgentWhoStaysAwayInACall_IsLoggedOutWhenItIsOver()
    {
        using var play = new Play(simulator: new SimulatorOptions { WrapUp = false });
        var alice = play.LogInReady();
        var call = Bring(play, alice, ChannelType.Telephony, InteractionState.Connected);
        play.Begin();
        alice.Vanish();
        play.Wait(TimeSpan.FromSeconds(400));
        Assert.Equal(1, play.House.Sessions.Count);
        play.AtSwitch("the customer hangs up", it => it.EndByCustomer(call));
        Assert.Equal(0, play.House.Sessions.Count);
        play.Approve();
    }

    [Fact]
    public void ASwitchThatLogsTheAgentOutByItself_EndsTheSession()
    {
        using var play = new Play();
        var alice = play.LogInReady();
        play.Begin();
        play.AtSwitch("an administrator logs alice off", it => it.LogOutByItself(Play.Alice));
        Assert.Equal(4003, alice.Closed!.Number);
        play.Approve();
    }

    [Theory]
    [InlineData(SwitchCause.SwitchRestart, "SwitchRestart")]
    [InlineData(SwitchCause.StationOutOfService, "StationOutOfService")]
    public void WhereTheSwitchSaysWhyItLoggedTheAgentOut_TheyAreTold(SwitchCause why, string cause)
    {
        using var play = new Play();
        var alice = play.LogIn();
        play.AtSwitch("logs alice off", it => it.LogOutByItself(Play.Alice, cause: why));

        Assert.Equal(cause, (string?)alice.Events.Last()["params"]!["cause"]);
        Assert.Equal(4003, alice.Closed?.Number);
    }

    [Fact]
    public void ASwitchThatWasStartedAnew_IsTheCauseOfWhatItHasForgotten()
    {
        using var play = new Play();
        var alice = play.LogInReady();
        var bob = play.LogIn("1002", "bob");
        play.AtSwitch("dies, and comes back without alice", it =>
        {
            it.LoseLink();
            it.LogOutByItself(Play.Alice);
            it.RestoreLink(isAfterRestart: true);
        });

        Assert.Equal("SwitchRestart", (string?)alice.Events.Last()["params"]!["cause"]);
        Assert.Equal(4003, alice.Closed?.Number);

        // Who was not forgotten is still there, and the next time it is somebody at the switch again.
        play.AtSwitch("an administrator logs bob off", it => it.LogOutByItself("1002"));
        Assert.Equal("SwitchInitiated", (string?)bob.Events.Last()["params"]!["cause"]);
        Assert.Equal(0, play.Clock.Alarms); // nobody asks for them any more
    }

    [Fact]
    public void ASwitchThatLogsTheAgentOutInACall_EndsTheSessionAfterIt()
    {
        using var play = new Play(simulator: new SimulatorOptions { WrapUp = false });
        var alice = play.LogInReady();
        var call = Bring(play, alice, ChannelType.Telephony, InteractionState.Connected);
        play.Begin();
        play.AtSwitch("an administrator logs alice off", it => it.LogOutByItself(Play.Alice));
        Assert.Null(alice.Closed);
        Assert.Equal(3, alice.Events.Count(it => (string?)it["method"] == "channel.event.deactivated")); // what is shown is so at the switch
        play.AtSwitch("the customer hangs up", it => it.EndByCustomer(call));
        Assert.Equal(4003, alice.Closed!.Number);
        play.Approve();
    }

    [Fact]
    public void AnAnswerThatIsThere_IsGivenAgain_ThoughAnotherLogoutRuns()
    {
        using var play = new Play(simulator: new SimulatorOptions { WrapUp = false });
        var (alice, call) = play.Talk();
        var first = new JsonObject { ["requestId"] = "0b7a2a52-6d3c-4a43-9a5e-3d5a1f1c2e41" };
        Assert.Equal("OngoingInteraction", alice.Failure(alice.Ask(Request, (JsonObject)first.DeepClone())));
        play.AtSwitch("the customer hangs up", it => it.EndByCustomer(call));
        play.Fault(SwitchOperation.Logout, FaultBehaviour.Hang);
        alice.Ask(Request, new JsonObject { ["requestId"] = "0b7a2a52-6d3c-4a43-9a5e-3d5a1f1c2e42" });
        Assert.Equal("OngoingInteraction", alice.Failure(alice.Ask(Request, first)));
    }

    [Fact]
    public void AChannelThatTheSwitchActivatesBehindStep6_IsDeactivatedAgain()
    {
        using var play = new Play(simulator: new SimulatorOptions { LateMs = 5000 });
        var alice = play.LogInReady();
        play.Fault(SwitchOperation.Deactivate, FaultBehaviour.LateOk, "email");
        alice.Ask(Request);
        play.AtSwitch("the switch activates the chat", it => it.ActivateByItself(Play.Alice, "chat"));
        play.Wait(TimeSpan.FromSeconds(10));
        Assert.Equal(2, alice.Events.Count(it => (string?)it["method"] == "channel.event.deactivated" && (string?)it["params"]!["channelId"] == "chat"));
        Assert.Equal(1000, alice.Closed!.Number);
    }

    [Theory]
    [InlineData("channel.request.ready")]
    [InlineData("channelgroup.request.activate")]
    public void WhomTheSwitchHasLoggedOffInACall_CannotTakeMoreWork(string method)
    {
        using var play = new Play();
        var alice = play.LogInReady();
        Bring(play, alice, ChannelType.Telephony, InteractionState.Connected);
        play.AtSwitch("an administrator logs alice off", it => it.LogOutByItself(Play.Alice));
        var asked = alice.Ask(method, new JsonObject { ["channelId"] = "chat" });
        Assert.Equal("InvalidState", alice.Failure(asked));
        Assert.Equal("LoggedOff", (string?)alice.Answer(asked)["error"]!["data"]!["state"]);
    }

    [Fact]
    public void AnAgentWhomTheSwitchHasLoggedOff_ServesWhatBeginsBeforeTheEnd()
    {
        using var play = new Play(simulator: new SimulatorOptions { WrapUp = false });
        var alice = play.LogIn();
        play.AtSwitch(Slow, it => it.ChangeSettings(new SettingsChange(LatencyMs: 1000)));
        play.Fault(SwitchOperation.Ready, FaultBehaviour.Hang, "phone");
        alice.Ask("channel.request.ready", new JsonObject { ["channelId"] = "phone" });
        play.AtSwitch("an administrator logs alice off", it => it.LogOutByItself(Play.Alice));
        Assert.DoesNotContain(alice.Events, it => (string?)it["method"] == "channel.event.deactivated"); // she goes whole, when her command is done
        var chat = play.AtSwitch("a chat that was under way begins", it => it.OfferInteractionAnyway(Play.Alice, "chat", "carla@example.org"))!;
        play.Wait(TimeSpan.FromSeconds(20));
        Assert.Null(alice.Closed);
        play.AtSwitch("the customer parts", it => it.EndByCustomer(chat));
        Assert.Equal(4003, alice.Closed?.Number);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task HisThatTakesLeave_WaitsForALogoutThatRuns_ButNotForEver(bool isDone)
    {
        using var play = new Play(title: $"is done: {isDone}");
        var alice = play.LogIn();
        play.AtSwitch(Slow, it => it.ChangeSettings(new SettingsChange(LatencyMs: isDone ? 1000 : 5000)));
        alice.Ask(Request);
        var finished = play.House.FinishAsync();
        play.Run();
        Assert.False(finished.IsCompleted);
        play.Wait(TimeSpan.FromSeconds(isDone ? 5 : 11));
        Assert.Equal(isDone, await finished);
        Assert.Equal(isDone, alice.Closed is not null);
    }

    [Fact]
    public void WhatComesBehindTheEndThatTheSwitchMade_IsNotKept()
    {
        using var play = new Play();
        var alice = play.LogIn();
        play.Switch.LogOutByItself(Play.Alice);
        alice.Send("channelgroup.request.ready", new JsonObject { ["requestId"] = "0b7a2a52-6d3c-4a43-9a5e-3d5a1f1c2e34" });
        play.Run();
        Assert.Equal(0, play.House.Answers.Count);
    }

    [Fact]
    public void ACommandBehindATakeover_HearsOfTheEnd()
    {
        using var play = new Play(store: new Testing.MemoryStore());
        var alice = play.LogIn();
        play.AtSwitch(Slow, it => it.ChangeSettings(new SettingsChange(LatencyMs: 1000)));
        var elsewhere = play.Connect("alice'");
        elsewhere.Ask("session.request.login", new JsonObject { ["agentId"] = Play.Alice, ["password"] = "secret", ["override"] = true });
        alice.Ask("channelgroup.request.ready");
        play.Wait(TimeSpan.FromSeconds(5));
        play.Store!.Write();
        Assert.Equal("SessionEnded", Assert.Single(play.Store.Journal, it => it.What == "channelgroup.request.ready").Failure);
    }

    [Fact]
    public void ATakeoverOfASessionWhoseLogoutWaitsItsTurn_IsRefused()
    {
        using var play = new Play();
        var alice = play.LogIn();
        play.AtSwitch(Slow, it => it.ChangeSettings(new SettingsChange(LatencyMs: 1000)));
        alice.Ask("channel.request.ready", new JsonObject { ["channelId"] = "phone" });
        alice.Ask(Request);
        var elsewhere = play.Connect("alice'");
        var login = elsewhere.Ask("session.request.login", new JsonObject { ["agentId"] = Play.Alice, ["password"] = "secret", ["override"] = true });
        Assert.Equal("LoggingOut", elsewhere.Failure(login));
        play.Wait(TimeSpan.FromSeconds(20));
        Assert.Equal(1000, alice.Closed?.Number);
    }

    [Fact]
    public void WhatIsAskedOfASessionThatHasEnded_IsNotKept()
    {
        using var play = new Play();
        var alice = play.LogIn();
        alice.Send(Request);
        alice.Send(Request, new JsonObject { ["requestId"] = "0b7a2a52-6d3c-4a43-9a5e-3d5a1f1c2e31" });
        alice.Send("channelgroup.request.ready", new JsonObject { ["requestId"] = "0b7a2a52-6d3c-4a43-9a5e-3d5a1f1c2e32" });
        play.Run();
        play.Wait(TimeSpan.FromMinutes(11));
        Assert.Equal(0, play.House.Answers.Count);
        Assert.Equal(0, play.Clock.Alarms);
    }

    [Fact]
    public void ASecondLogin_IsTold_AndTakesOverWhereItIsWanted()
    {
        using var play = new Play();
        var alice = play.LogInReady();
        var call = Bring(play, alice, ChannelType.Telephony, InteractionState.Connected);
        play.Begin();
        var elsewhere = play.LogIn(who: "alice'");
        elsewhere.Ask("session.request.login", new JsonObject { ["agentId"] = Play.Alice, ["password"] = "secret", ["override"] = true });
        Assert.Equal(4001, alice.Closed!.Number);
        Assert.Equal(1, play.House.Sessions.Count);
        elsewhere.Ask("interaction.request.end", new JsonObject { ["interactionId"] = call });
        play.Approve();
    }

    [Fact]
    public void ATakeoverThatTheSwitchRefuses_LeavesTheOtherSessionAsItWas()
    {
        using var play = new Play();
        var alice = play.LogInReady();
        play.Begin();
        play.Fault(SwitchOperation.Login, FaultBehaviour.Fail, message: "No, not now.");
        var elsewhere = play.Connect("alice'");
        elsewhere.Ask("session.request.login", new JsonObject { ["agentId"] = Play.Alice, ["password"] = "secret", ["override"] = true });
        Assert.Null(alice.Closed);
        alice.Ask(Request);
        play.Approve();
    }

    [Fact]
    public void ATakeoverOfASessionThatLogsOut_IsRefused()
    {
        using var play = new Play();
        var alice = play.LogInReady();
        play.Begin();
        play.AtSwitch(Slow, it => it.ChangeSettings(new SettingsChange(LatencyMs: 1000)));
        alice.Ask(Request);
        var elsewhere = play.Connect("alice'");
        elsewhere.Ask("session.request.login", new JsonObject { ["agentId"] = Play.Alice, ["password"] = "secret", ["override"] = true });
        play.Wait(TimeSpan.FromSeconds(20));
        play.Approve();
    }
}
