using System.Text.Json.Nodes;
using His.Platform;
using His.Platform.Simulator;
using static His.Tests.LogoutTests;

namespace His.Tests;

/// <summary>Who a logout belongs to (decisions R1, R10, R11, R14, R15, R16).</summary>
public class LogoutOwnershipTests
{
    private const string Slow = "takes 1 s for everything";

    [Fact]
    public void TwoRequestsAtOnce_AreOneLogout_AndBothAreAnswered()
    {
        using var scenario = new Scenario();
        var alice = scenario.LogInReady();
        scenario.AtSwitch(Slow, it => it.ChangeSettings(new SettingsChange(Latency: TimeSpan.FromSeconds(1))));
        scenario.DiscardTranscript();
        var first = alice.Send(Request);
        var second = alice.Send(Request, Reason(text: "Going home"));
        scenario.Run();
        scenario.Wait(TimeSpan.FromSeconds(20));
        Assert.NotNull(alice.Answer(first)["result"]);
        Assert.NotNull(alice.Answer(second)["result"]);
        scenario.VerifyTranscript();
    }

    [Theory]
    [InlineData(null, "MEET", "MEET")]
    [InlineData("HOME", "MEET", "HOME")]
    [InlineData("HOME", null, "HOME")]
    public void OfTwoReasonsThatWaitForTheirTurn_TheFirstCounts(string? first, string? second, string counts)
    {
        using var scenario = new Scenario(title: $"{first} and {second}");
        var alice = scenario.LogIn();
        scenario.AtSwitch(Slow, it => it.ChangeSettings(new SettingsChange(Latency: TimeSpan.FromSeconds(1))));
        alice.Ask("channel.request.ready", new JsonObject { ["channelId"] = "phone" });
        string[] asked = [alice.Ask(Request, Reason(code: first)), alice.Ask(Request, Reason(code: second))];
        scenario.Wait(TimeSpan.FromSeconds(2.5));
        asked = [.. asked, alice.Ask(Request, Reason(code: "LATE"))]; // behind step 4
        scenario.Wait(TimeSpan.FromSeconds(20));
        Assert.All(asked, it => Assert.NotNull(alice.Answer(it)["result"]));
        Assert.Equal(counts, scenario.Switch.GetState(Scenario.Alice)!.LogoutReason!.Code);
        Assert.Equal(counts, (string?)alice.Events.Last()["params"]!["reason"]!["code"]);
        Assert.Single(scenario.Switch.Commands.Entries, it => it.Operation == SwitchOperation.Logout);
    }

    [Fact]
    public void ALogoutThatWaitsForTheLogin_IsNotOvertakenByOneThatComesAsTheLoginEnds()
    {
        using var scenario = new Scenario();
        var alice = scenario.Connect();
        scenario.AtSwitch(Slow, it => it.ChangeSettings(new SettingsChange(Latency: TimeSpan.FromSeconds(1))));
        var login = alice.Ask("session.request.login", BasicLoginTests.Credentials());
        alice.Ask("channelgroup.request.deactivateall");
        var first = alice.Ask(Request, Reason(text: "bye"));
        var second = "";
        alice.OnHeard = heard => second = heard["id"]?.ToString() == login ? alice.Send(Request, Reason(text: "late")) : second;
        scenario.Wait(TimeSpan.FromSeconds(20));
        Assert.NotNull(alice.Answer(first)["result"]);
        Assert.NotNull(alice.Answer(second)["result"]);
        Assert.Equal("bye", (string?)alice.Events.Last()["params"]!["reason"]!["text"]);
    }

    [Fact]
    public void ASecondRequestWhileTheFirstRuns_JoinsIt()
    {
        using var scenario = new Scenario();
        var alice = scenario.LogInReady();
        scenario.DiscardTranscript();
        scenario.AtSwitch(Slow, it => it.ChangeSettings(new SettingsChange(Latency: TimeSpan.FromSeconds(1))));
        alice.Ask(Request);
        scenario.Wait(TimeSpan.FromSeconds(2.5));
        alice.Ask(Request);
        scenario.Wait(TimeSpan.FromSeconds(20));
        scenario.VerifyTranscript();
    }

    [Fact]
    public void ACommandBehindALogoutThatWaitsItsTurn_IsRefused()
    {
        using var scenario = new Scenario();
        var alice = scenario.LogIn();
        scenario.DiscardTranscript();
        scenario.AtSwitch(Slow, it => it.ChangeSettings(new SettingsChange(Latency: TimeSpan.FromSeconds(1))));
        alice.Ask("channel.request.ready", new JsonObject { ["channelId"] = "phone" });
        alice.Ask(Request);
        var late = alice.Ask("channel.request.ready", new JsonObject { ["channelId"] = "chat" });
        Assert.Equal("LoggingOut", alice.Failure(late));
        scenario.Wait(TimeSpan.FromSeconds(20));
        Assert.Equal(1000, alice.Closed!.Number);
        scenario.VerifyTranscript();
    }

    [Fact]
    public void CommandsWhileALogoutRuns_AreRefusedAtOnce_OrServedIfAboutAnInteraction()
    {
        using var scenario = new Scenario(new HisOptions { WrapUpBlocksLogout = false });
        var alice = scenario.LogInReady();
        var chat = Bring(scenario, alice, ChannelType.Chat, InteractionState.Ended);
        scenario.DiscardTranscript();
        scenario.AtSwitch(Slow, it => it.ChangeSettings(new SettingsChange(Latency: TimeSpan.FromSeconds(1))));
        alice.Ask(Request);
        alice.Ask("channel.request.ready", new JsonObject { ["channelId"] = "phone" });
        alice.Ask("channelgroup.request.ready");
        alice.Ask("channelgroup.request.activateall");
        alice.Ask("channel.request.dial", new JsonObject { ["channelId"] = "phone", ["destination"] = "+4930123" });
        alice.Ask("session.request.ping");
        alice.Ask("session.request.logoutplan");
        alice.Ask("interaction.request.complete", new JsonObject { ["interactionId"] = chat });
        scenario.Wait(TimeSpan.FromSeconds(20));
        scenario.VerifyTranscript();
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
        using var scenario = new Scenario(title: $"{nameof(AClientThatVanishes_DoesNotStopTheLogout_AndFindsItsAnswer)}_after_{seconds}_s");
        var alice = scenario.LogInReady();
        scenario.DiscardTranscript();
        scenario.AtSwitch(Slow, it => it.ChangeSettings(new SettingsChange(Latency: TimeSpan.FromSeconds(1))));
        var same = new JsonObject { ["requestId"] = "0b7a2a52-6d3c-4a43-9a5e-3d5a1f1c2e10" };
        alice.Ask(Request, same);
        scenario.Wait(TimeSpan.FromSeconds(seconds + 0.5));
        alice.Vanish();
        scenario.Wait(TimeSpan.FromSeconds(10));
        Assert.Equal(0, scenario.Core.Sessions.Count);

        var again = scenario.Connect("again");
        var asked = again.Ask(Request, same.DeepClone().AsObject());
        Assert.Equal(3, again.Answer(asked)["result"]!["channels"]!.AsArray().Count);
        scenario.VerifyTranscript();
    }

    [Fact]
    public void TheSameRequestTwice_IsRunOnce_AndAnotherWithItsIdIsRefused()
    {
        using var scenario = new Scenario();
        var alice = scenario.LogIn();
        scenario.DiscardTranscript();
        var ready = new JsonObject { ["channelId"] = "phone", ["requestId"] = "0b7a2a52-6d3c-4a43-9a5e-3d5a1f1c2e11" };
        alice.Ask("channel.request.ready", ready);
        alice.Ask("channel.request.ready", ready.DeepClone().AsObject());
        var other = alice.Ask(
            "channel.request.ready",
            new JsonObject { ["channelId"] = "chat", ["requestId"] = "0b7a2a52-6d3c-4a43-9a5e-3d5a1f1c2e11" }
        );
        Assert.Equal("RequestIdReuse", alice.Failure(other));
        scenario.VerifyTranscript();
    }

    [Fact]
    public void TheAnswersOfAnEndedSession_AreForgottenAfterTenMinutes()
    {
        using var scenario = new Scenario();
        var alice = scenario.LogIn();
        var same = new JsonObject { ["requestId"] = "0b7a2a52-6d3c-4a43-9a5e-3d5a1f1c2e12" };
        alice.Ask(Request, same);
        scenario.Wait(TimeSpan.FromMinutes(9));
        var again = scenario.Connect("again");
        Assert.NotNull(again.Answer(again.Ask(Request, same.DeepClone().AsObject()))["result"]);
        scenario.Wait(TimeSpan.FromMinutes(2));
        Assert.Equal("NoSession", again.Failure(again.Ask(Request, same.DeepClone().AsObject())));
        Assert.Equal(0, scenario.Clock.Alarms);
    }

    [Fact]
    public void AnAgentWhoStaysAway_IsMadeNotReady_AndThenLoggedOut()
    {
        using var scenario = new Scenario();
        var alice = scenario.LogInReady();
        scenario.DiscardTranscript();
        alice.Vanish();
        scenario.Wait(TimeSpan.FromSeconds(19));
        scenario.Wait(TimeSpan.FromSeconds(2));
        scenario.Wait(TimeSpan.FromSeconds(280));
        Assert.Equal(0, scenario.Core.Sessions.Count);
        scenario.VerifyTranscript();
    }

    [Fact]
    public void AnAgentWhoStaysAwayInACall_IsLoggedOutWhenItIsOver()
    {
        using var scenario = new Scenario(simulator: new SimulatorOptions { WrapUp = false });
        var alice = scenario.LogInReady();
        var call = Bring(scenario, alice, ChannelType.Telephony, InteractionState.Connected);
        scenario.DiscardTranscript();
        alice.Vanish();
        scenario.Wait(TimeSpan.FromSeconds(400));
        Assert.Equal(1, scenario.Core.Sessions.Count);
        scenario.AtSwitch("the customer hangs up", it => it.Parties.EndByCustomer(call));
        Assert.Equal(0, scenario.Core.Sessions.Count);
        scenario.VerifyTranscript();
    }

    [Fact]
    public void AnAnswerThatIsThere_IsGivenAgain_ThoughAnotherLogoutRuns()
    {
        using var scenario = new Scenario(simulator: new SimulatorOptions { WrapUp = false });
        var (alice, call) = scenario.LogInWithCall();
        var first = new JsonObject { ["requestId"] = "0b7a2a52-6d3c-4a43-9a5e-3d5a1f1c2e41" };
        Assert.Equal("OngoingInteraction", alice.Failure(alice.Ask(Request, (JsonObject)first.DeepClone())));
        scenario.AtSwitch("the customer hangs up", it => it.Parties.EndByCustomer(call));
        scenario.Fault(SwitchOperation.Logout, FaultBehaviour.Hang);
        alice.Ask(Request, new JsonObject { ["requestId"] = "0b7a2a52-6d3c-4a43-9a5e-3d5a1f1c2e42" });
        Assert.Equal("OngoingInteraction", alice.Failure(alice.Ask(Request, first)));
    }

    [Fact]
    public void AChannelThatTheSwitchActivatesBehindStep6_IsDeactivatedAgain()
    {
        using var scenario = new Scenario(simulator: new SimulatorOptions { LateOkDelay = TimeSpan.FromSeconds(5) });
        var alice = scenario.LogInReady();
        scenario.Fault(SwitchOperation.Deactivate, FaultBehaviour.LateOk, "email");
        alice.Ask(Request);
        scenario.AtSwitch("the switch activates the chat", it => it.ActivateByItself(Scenario.Alice, "chat"));
        scenario.Wait(TimeSpan.FromSeconds(10));
        Assert.Equal(
            2,
            alice.Events.Count(it => (string?)it["method"] == "channel.event.deactivated" && (string?)it["params"]!["channelId"] == "chat")
        );
        Assert.Equal(1000, alice.Closed!.Number);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task HisThatTakesLeave_WaitsForALogoutThatRuns_ButNotForEver(bool isDone)
    {
        using var scenario = new Scenario(title: $"is done: {isDone}");
        var alice = scenario.LogIn();
        scenario.AtSwitch(Slow, it => it.ChangeSettings(new SettingsChange(Latency: TimeSpan.FromSeconds(isDone ? 1 : 5))));
        alice.Ask(Request);
        var finished = scenario.Core.StopAsync();
        scenario.Run();
        Assert.False(finished.IsCompleted);
        scenario.Wait(TimeSpan.FromSeconds(isDone ? 5 : 11));
        Assert.Equal(isDone, await finished);
        Assert.Equal(isDone, alice.Closed is not null);
    }

    [Fact]
    public void WhatIsAskedOfASessionThatHasEnded_IsNotKept()
    {
        using var scenario = new Scenario();
        var alice = scenario.LogIn();
        alice.Send(Request);
        alice.Send(Request, new JsonObject { ["requestId"] = "0b7a2a52-6d3c-4a43-9a5e-3d5a1f1c2e31" });
        alice.Send("channelgroup.request.ready", new JsonObject { ["requestId"] = "0b7a2a52-6d3c-4a43-9a5e-3d5a1f1c2e32" });
        scenario.Run();
        scenario.Wait(TimeSpan.FromMinutes(11));
        Assert.Equal(0, scenario.Core.IdempotencyCache.Count);
        Assert.Equal(0, scenario.Clock.Alarms);
    }
}
