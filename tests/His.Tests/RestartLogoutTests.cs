using System.Text.Json.Nodes;
using His.Platform;
using His.Platform.Simulator;
using His.Testing;
using static His.Tests.RestartTests;

namespace His.Tests;

/// <summary>HIS is killed and started again (docs/use-cases/restart.md) in the middle of a logout.</summary>
public class RestartLogoutTests
{
    private const string Resume = "session.request.resume";
    private const string Logout = "session.request.logout";
    private const string RequestId = "6f0e7b1c-1111-4222-8333-444455556666";

    private static readonly SettingsChange WantsAReason = new(
        LogoutReason: new PolicyChange(ReasonRequirement.Required, FreeText: false, [new ReasonOption("END", "End of shift")])
    );

    [Fact]
    public void ALogoutOfAnAgentWhoWasNotFoundYet_IsJudgedByWhatTheSwitchWantsNow()
    {
        using var scenario = new Scenario(store: new MemoryStore());
        var alice = scenario.LogInReady();
        scenario.Store!.Write();
        scenario.Fault(SwitchOperation.Ask, FaultBehaviour.Fail);
        scenario.KillAndStart("the switch wants a reason from now on", it => it.ChangeSettings(WantsAReason));
        var back = scenario.Connect("back");
        back.Ask(Resume, Token(alice));
        Assert.Equal("NeedInfo", back.Failure(back.Ask(Logout)));
        Assert.Equal(1, scenario.Core.Sessions.Count);
    }

    [Fact]
    public void ALogoutOfAnAgentWhoCannotBeFoundYet_IsRefused_AndNotJudgedByWhatTheSwitchWantedBefore()
    {
        using var scenario = new Scenario(store: new MemoryStore());
        scenario.AtSwitch("the switch wants a reason", it => it.ChangeSettings(WantsAReason));
        var alice = scenario.LogInReady();
        scenario.Store!.Write();
        scenario.Fault(SwitchOperation.Ask, FaultBehaviour.Fail, times: 3);
        scenario.KillAndStart(
            "the switch wants none any more",
            it => it.ChangeSettings(new SettingsChange(LogoutReason: new PolicyChange(ReasonRequirement.None)))
        );
        var back = scenario.Connect("back");
        back.Ask(Resume, Token(alice));
        var refused = back.Ask(Logout);
        Assert.Equal("NotReadyFailure", back.Failure(refused));
        Assert.Equal("phone", (string?)back.Answer(refused)["error"]!["data"]!["channelId"]);
        scenario.Wait(TimeSpan.FromSeconds(16));
        Assert.NotNull(back.Answer(back.Ask(Logout))["result"]);
    }

    [Theory]
    [InlineData(SwitchOperation.NotReady, "phone")]
    [InlineData(SwitchOperation.NotReady, "email")]
    [InlineData(SwitchOperation.Deactivate, "chat")]
    [InlineData(SwitchOperation.Logout, null)]
    public void ALogout_ThatWasMeant_BeginsAgainAtStep3_AndIsAnsweredOnce(SwitchOperation killedAt, string? channel)
    {
        using var scenario = new Scenario(
            store: new MemoryStore(),
            title: $"{nameof(ALogout_ThatWasMeant_BeginsAgainAtStep3_AndIsAnsweredOnce)}_{killedAt}_{channel}"
        );
        var alice = scenario.LogInReady();
        scenario.DiscardTranscript();
        scenario.Fault(killedAt, FaultBehaviour.Hang, channel);
        alice.Ask(Logout, new JsonObject { ["requestId"] = RequestId });
        scenario.KillAndStart();
        ComesBackToTheAnswer(scenario, alice);
        scenario.VerifyTranscript();
    }

    [Fact]
    public void ALogout_ThatWasMeant_IsStoppedByACallThatHasBegunMeanwhile_AndTheAgentStaysLoggedIn()
    {
        using var scenario = new Scenario(store: new MemoryStore());
        var alice = scenario.LogInReady();
        scenario.DiscardTranscript();
        scenario.Fault(SwitchOperation.NotReady, FaultBehaviour.Hang, "phone");
        alice.Ask(Logout, new JsonObject { ["requestId"] = RequestId });
        scenario.Offer(ChannelType.Telephony);
        scenario.KillAndStart();
        var back = scenario.Connect("back");
        back.Ask(Resume, Token(alice));
        Assert.Equal("OngoingInteraction", back.Failure(back.Ask(Logout, new JsonObject { ["requestId"] = RequestId })));
        Assert.Null(scenario.Store!.Sessions().Single().Logout);
        scenario.VerifyTranscript();
    }

    [Fact]
    public void ALogout_ThatFailed_IsNotMeantAnyMore()
    {
        using var scenario = new Scenario(store: new MemoryStore());
        var alice = scenario.LogInReady();
        scenario.Fault(SwitchOperation.NotReady, FaultBehaviour.Fail, "phone");
        Assert.Equal("NotReadyFailure", alice.Failure(alice.Ask(Logout, new JsonObject { ["requestId"] = RequestId })));
        scenario.KillAndStart();
        Assert.Equal(1, scenario.Core.Sessions.Count);
        Assert.True(scenario.Switch.GetState(Scenario.Alice)!.LoggedIn);
    }

    [Fact]
    public void KilledBeforeThePointOfNoReturnWasWritten_TheLogoutEndsAllTheSame()
    {
        using var scenario = new Scenario(store: new MemoryStore());
        var alice = scenario.LogInReady();
        scenario.DiscardTranscript();
        scenario.Fault(SwitchOperation.Logout, FaultBehaviour.EventWithoutOk);
        alice.Send(Logout, new JsonObject { ["requestId"] = RequestId });
        scenario.Store!.IsSlow = true;
        scenario.Run();
        scenario.Store.Write(); // the intent
        scenario.Run();
        Assert.Equal(1, scenario.Core.Sessions.Count);
        Assert.False(scenario.Switch.GetState(Scenario.Alice)!.LoggedIn);
        scenario.KillAndStart();
        ComesBackToTheAnswer(scenario, alice);
        scenario.VerifyTranscript();
    }

    [Fact]
    public void KilledBehindThePointOfNoReturn_TheLogoutIsBroughtToItsEnd_WithTheSameNumbers()
    {
        using var scenario = new Scenario(store: new MemoryStore());
        var alice = scenario.LogInReady();
        scenario.DiscardTranscript();
        var asked = alice.Ask(Logout, new JsonObject { ["requestId"] = RequestId });
        var told = alice.Answer(asked)["result"]!.ToJsonString(); // it was, but the end of the session was not written
        Assert.NotNull(scenario.Store!.Sessions().Single().Logout?.Answer);
        scenario.KillAndStart();
        var back = ComesBackToTheAnswer(scenario, alice);
        Assert.Equal(told, back.Heard.First(it => it["result"] is not null)["result"]!.ToJsonString());
        scenario.Store!.Write();
        Assert.Equal(
            alice.Events.TakeLast(5).Select(it => (long)it["params"]!["sequence"]!),
            scenario.Store.Journal.Where(it => it.EventSequence is not null).TakeLast(5).Select(it => it.EventSequence!.Value)
        );
        scenario.VerifyTranscript();
    }

    [Fact]
    public void KilledBehindTheEnd_TheAnswerIsThereStill()
    {
        using var scenario = new Scenario(store: new MemoryStore());
        var alice = scenario.LogInReady();
        alice.Ask(Logout, new JsonObject { ["requestId"] = RequestId });
        scenario.Store!.Write();
        scenario.DiscardTranscript();
        scenario.KillAndStart();
        ComesBackToTheAnswer(scenario, alice);
        scenario.KillAndStart();
        ComesBackToTheAnswer(scenario, alice);
        scenario.VerifyTranscript();
    }

    [Fact]
    public void ALogout_ThatWasMeant_HasItsReasonStill()
    {
        using var scenario = new Scenario(store: new MemoryStore());
        var alice = scenario.LogInReady();
        scenario.Fault(SwitchOperation.Logout, FaultBehaviour.Hang);
        alice.Ask(Logout, LogoutTests.Reason(code: "HOME", text: "Going home"));
        scenario.KillAndStart();
        Assert.Equal(new Reason("HOME", "Going home"), scenario.Switch.GetState(Scenario.Alice)!.LogoutReason);
        Assert.Equal(0, scenario.Core.Sessions.Count);
    }

    private static Browser ComesBackToTheAnswer(Scenario scenario, Browser alice)
    {
        var back = scenario.Connect("back");
        Assert.NotNull(back.Answer(back.Ask(Logout, new JsonObject { ["requestId"] = RequestId }))["result"]);
        Assert.Equal("SessionEnded", back.Failure(back.Ask(Resume, Token(alice))));
        Assert.Equal(0, scenario.Core.Sessions.Count);
        Assert.False(scenario.Switch.GetState(Scenario.Alice)!.LoggedIn);
        scenario.Store!.Write();
        return back;
    }
}
