using System.Text.Json.Nodes;
using His.Journal;
using His.Persistence;
using His.Platform;
using His.Platform.Simulator;
using His.Testing;

namespace His.Tests;

/// <summary>HIS is killed and started anew (docs/use-cases/restart.md): same switch, same store, nothing else.</summary>
public class RestartTests
{
    private const string Resume = "session.request.resume";
    private const string Logout = "session.request.logout";
    private const string RequestId = "6f0e7b1c-1111-4222-8333-444455556666";

    private static readonly SettingsChange WantsAReason = new(
        LogoutReason: new PolicyChange(ReasonRequirement.Required, FreeText: false, [new ReasonOption("END", "End of shift")])
    );

    [Fact]
    public void ASession_OutlivesHis_WithItsIdAndItsToken_AndItsSequenceGoesOn()
    {
        using var scenario = new Scenario(store: new MemoryStore());
        var alice = scenario.LogInReady();
        scenario.DiscardTranscript();
        scenario.KillAndStart();
        var back = scenario.Connect("back");
        var resumed = back.Answer(back.Ask(Resume, Token(alice)))["result"]!;
        Assert.False((bool)resumed["replayed"]!);
        Assert.Equal("session-1", (string?)resumed["snapshot"]!["session"]!["id"]);
        back.Ask("channelgroup.request.notready");
        var sequences = alice.Events.Concat(back.Events).Select(it => (int)it["params"]!["sequence"]!).ToList();
        Assert.Equal(sequences.Distinct(), sequences);
        Assert.Equal(sequences.Order(), sequences);
        Assert.Equal(
            Enumerable.Range((int)resumed["snapshot"]!["session"]!["sequence"]! + 1, back.Events.Count()),
            back.Events.Select(it => (int)it["params"]!["sequence"]!)
        );
        scenario.VerifyTranscript();
    }

    [Fact]
    public void AResumeThatWasAnswered_OutlivesHis_WithItsToken()
    {
        using var scenario = new Scenario(store: new MemoryStore());
        var alice = scenario.LogIn();
        alice.Vanish();
        scenario.DiscardTranscript();
        var back = scenario.Connect("back");
        back.Ask(Resume, Token(alice));
        scenario.KillAndStart();
        var again = scenario.Connect("again");
        var token = new JsonObject { ["resumeToken"] = (string)back.Answer("1")["result"]!["resumeToken"]!, ["lastSequence"] = 0 };
        Assert.Null(again.Failure(again.Ask(Resume, token)));
        scenario.VerifyTranscript();
    }

    [Fact]
    public void AResumeWhoseAnswerWasLost_HearsThatTheSessionHasEndedMeanwhile_AndNobodyElseDoes()
    {
        using var scenario = new Scenario(store: new MemoryStore());
        var alice = scenario.LogIn();
        var (request, another) = (Token(alice), Token(alice));
        (request["requestId"], another["requestId"]) = (RequestId, "6f0e7b1c-9999-4222-8333-444455556666");
        alice.Vanish();
        scenario.DiscardTranscript();
        scenario.Connect("lost").Ask(Resume, request.DeepClone().AsObject());
        scenario.KillAndStart("the switch logs alice off", it => it.LogOutByItself(Scenario.Alice));
        HearsTheEnd("again");
        scenario.Store!.Write();
        scenario.KillAndStart();
        HearsTheEnd("later");
        scenario.VerifyTranscript();

        void HearsTheEnd(string who)
        {
            var back = scenario.Connect(who);
            Assert.Equal("SessionEnded", back.Failure(back.Ask(Resume, request.DeepClone().AsObject())));
            Assert.Equal("ResumeRefused", back.Failure(back.Ask(Resume, another.DeepClone().AsObject())));
        }
    }

    [Fact]
    public void AResume_IsNotAnswered_BeforeItsTokenIsKept_AndMissesNothingMeanwhile()
    {
        using var scenario = new Scenario(store: new MemoryStore());
        var alice = scenario.LogInReady();
        alice.Vanish();
        scenario.DiscardTranscript();
        scenario.Store!.IsSlow = true;
        var back = scenario.Connect("back");
        var asked = back.Ask(Resume, Token(alice));
        scenario.AtSwitch("makes alice Not Ready", it => it.MakeNotReadyByItself(Scenario.Alice));
        Assert.Empty(back.Heard);
        scenario.Store.Write();
        scenario.Run();
        Assert.Equal(
            (long)back.Answer(asked)["result"]!["snapshot"]!["session"]!["sequence"]!,
            (long)back.Events.Last()["params"]!["sequence"]!
        );
        scenario.VerifyTranscript();
    }

    [Fact]
    public void TheSameResumeTwice_WhileItsTokenIsWritten_GoesOnWhereItCameLast()
    {
        using var scenario = new Scenario(store: new MemoryStore());
        var alice = scenario.LogIn();
        alice.Vanish();
        scenario.DiscardTranscript();
        scenario.Store!.IsSlow = true;
        var request = Token(alice);
        request["requestId"] = RequestId;
        var (lost, back) = (scenario.Connect("lost"), scenario.Connect("back"));
        var first = lost.Ask(Resume, request.DeepClone().AsObject());
        var second = back.Ask(Resume, request.DeepClone().AsObject());
        scenario.Store.Write();
        scenario.Run();
        Assert.Equal("ResumeRefused", lost.Failure(first));
        Assert.Null(back.Failure(second));
        scenario.VerifyTranscript();
    }

    [Fact]
    public void WhatTheSwitchSays_Counts()
    {
        using var scenario = new Scenario(store: new MemoryStore());
        var alice = scenario.LogInReady();
        scenario.Store!.Write();
        scenario.DiscardTranscript();
        scenario.Fault(SwitchOperation.NotReady, FaultBehaviour.EventWithoutOk);
        alice.Send("channel.request.notready", new JsonObject { ["channelId"] = "chat" });
        scenario.Run();
        scenario.KillAndStart();
        var back = scenario.Connect("back");
        back.Ask(Resume, Token(alice));
        Assert.Contains(scenario.Store!.Sessions().Single().Channels, it => it is { Id: "phone", State: "Ready" });
        scenario.VerifyTranscript();
    }

    [Fact]
    public void AnAgentWhoIsGoneAtTheSwitch_IsGone_AndTheirClientHearsWhy()
    {
        using var scenario = new Scenario(store: new MemoryStore());
        var alice = scenario.LogIn();
        scenario.DiscardTranscript();
        scenario.Store!.Write();
        scenario.KillAndStart("the switch logs alice off", it => it.LogOutByItself(Scenario.Alice));
        scenario.Store!.Write();
        var back = scenario.Connect("back");
        Assert.Equal("SessionEnded", back.Failure(back.Ask(Resume, Token(alice))));
        Assert.Equal(0, scenario.Core.Sessions.Count);
        scenario.VerifyTranscript();
    }

    [Fact]
    public void NobodyIsConnected_SoPresenceRuns()
    {
        using var scenario = new Scenario(store: new MemoryStore());
        scenario.LogInReady();
        scenario.DiscardTranscript();
        scenario.KillAndStart();
        scenario.Wait(TimeSpan.FromSeconds(21));
        Assert.DoesNotContain(scenario.Switch.GetState(Scenario.Alice)!.Channels, it => it.Ready);
        scenario.Wait(TimeSpan.FromSeconds(300));
        Assert.Equal(0, scenario.Core.Sessions.Count);
        scenario.VerifyTranscript();
    }

    [Fact]
    public void WithoutALinkToTheSwitch_ChannelsAreUnavailable_UntilItIsBack()
    {
        using var scenario = new Scenario(store: new MemoryStore());
        var alice = scenario.LogInReady();
        scenario.DiscardTranscript();
        scenario.Store!.Write();
        scenario.Fault(SwitchOperation.Ask, FaultBehaviour.Fail);
        scenario.KillAndStart();
        var back = scenario.Connect("back");
        back.Ask(Resume, Token(alice));
        scenario.Wait(TimeSpan.FromSeconds(16));
        Assert.Equal("Ready", (string?)back.Events.Last()["params"]!["agentState"]);
        scenario.VerifyTranscript();
    }

    [Fact]
    public void EventsThatWereToldAndNotWritten_AreLost_TheirNumbersAreNotUsedAgain()
    {
        using var scenario = new Scenario(store: new MemoryStore());
        var alice = scenario.LogIn();
        alice.Ask("channelgroup.request.ready"); // told, and never written
        var seen = (int)alice.Events.Last()["params"]!["sequence"]!;
        Assert.True(scenario.Store!.Sessions().Single().Sequence < seen);
        scenario.KillAndStart();
        var back = scenario.Connect("back");
        var resumed = back.Answer(back.Ask(Resume, Token(alice)))["result"]!;
        Assert.True((int)resumed["snapshot"]!["session"]!["sequence"]! > seen);
    }

    [Fact]
    public void TwoRestartsInARow_UseNoNumberTwice()
    {
        using var scenario = new Scenario(store: new MemoryStore());
        scenario.LogInReady();
        scenario.Store!.Write();
        scenario.KillAndStart();
        scenario.Wait(TimeSpan.FromSeconds(21)); // Not Ready, for nobody is there: told by the second HIS, and never written
        var told = scenario.Core.Sessions.Find(Scenario.Alice)!.State.Sequence;
        scenario.KillAndStart();
        Assert.True(scenario.Core.Sessions.Find(Scenario.Alice)!.State.Sequence > told);
    }

    [Fact]
    public void WhatWasNotKnownBeforeTheRestart_IsAskedForUntilItIs()
    {
        using var scenario = new Scenario(store: new MemoryStore());
        var alice = scenario.LogInReady();
        scenario.AtSwitch("the link is lost", it => it.LoseLink());
        scenario.Store!.Write();
        scenario.KillAndStart();
        scenario.AtSwitch("the link is back", it => it.RestoreLink());
        scenario.Wait(TimeSpan.FromSeconds(16));
        var back = scenario.Connect("back");
        var resumed = back.Answer(back.Ask(Resume, Token(alice)))["result"]!;
        Assert.All(resumed["snapshot"]!["channelGroup"]!["channels"]!.AsArray(), it => Assert.Equal("Ready", (string?)it!["agentState"]));
    }

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

    [Fact]
    public void ALogin_ThatAnotherHisDoesNotLetBeWritten_Fails()
    {
        using var scenario = new Scenario(store: new MemoryStore());
        scenario.Store!.Refusal = WriteResult.Superseded;
        var alice = scenario.Connect();
        Assert.Equal(
            "StoreUnavailable",
            alice.Failure(
                alice.Ask("session.request.login", new JsonObject { ["agentId"] = Scenario.Alice, ["password"] = scenario.Switch.Password })
            )
        );
    }

    [Fact]
    public void ALogout_WhoseIntentWasNotWritten_WasNeverAsked()
    {
        using var scenario = new Scenario(store: new MemoryStore());
        var alice = scenario.LogInReady();
        scenario.Store!.Write();
        scenario.Store.IsSlow = true;
        scenario.DiscardTranscript();
        alice.Ask(Logout, new JsonObject { ["requestId"] = RequestId });
        Assert.All(scenario.Switch.GetState(Scenario.Alice)!.Channels, it => Assert.True(it.Ready));
        scenario.KillAndStart();
        Assert.Equal(1, scenario.Core.Sessions.Count);
        Assert.All(scenario.Switch.GetState(Scenario.Alice)!.Channels, it => Assert.True(it.Ready));
        var back = scenario.Connect("back");
        Assert.Equal("NoSession", back.Failure(back.Ask(Logout, new JsonObject { ["requestId"] = RequestId })));
        scenario.VerifyTranscript();
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

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AnInteractionThatBeginsWhileThePointOfNoReturnIsWritten_IsSeen(bool isWrittenBeforeItIsLookedAt)
    {
        using var scenario = new Scenario(store: new MemoryStore(), title: $"{isWrittenBeforeItIsLookedAt}");
        var alice = scenario.LogInReady();
        scenario.DiscardTranscript();
        alice.Send(Logout);
        scenario.Store!.IsSlow = true;
        scenario.Run();
        scenario.Store.Write();
        scenario.Run();
        if (isWrittenBeforeItIsLookedAt)
        {
            scenario.Store.Write(); // the logout goes on when it has its turn, which is before the news has
        }

        scenario.AtSwitch(
            "tells of a call at the last moment",
            it =>
                it.TellAnyway(
                    Scenario.Alice,
                    new InteractionChanged(
                        new SwitchInteractionState(
                            "late",
                            "phone",
                            ChannelType.Telephony,
                            InteractionDirection.Inbound,
                            InteractionState.Alerting,
                            "+4930"
                        )
                    )
                )
        );
        scenario.Store.Write();
        scenario.Run();
        scenario.Store.Write();
        scenario.Run();
        Assert.Equal("InteractionStarted", (string?)alice.Heard.Last(it => it["error"] is not null)["error"]!["data"]!["failure"]);
        Assert.Null(scenario.Store.Sessions().Single().Logout);
        Assert.Equal(1, scenario.Core.Sessions.Count);
    }

    [Fact]
    public void WhereAnotherHisHasTheSessions_ThisOneDoesNotAct()
    {
        using var scenario = new Scenario(store: new MemoryStore());
        var alice = scenario.LogInReady();
        scenario.Store!.Refusal = WriteResult.Superseded;
        var told = scenario.Switch.Commands.Entries.Count;
        Assert.Equal("StoreUnavailable", alice.Failure(alice.Ask(Logout)));
        Assert.Equal(told, scenario.Switch.Commands.Entries.Count);
    }

    [Fact]
    public void WhereNothingCanBeWrittenAnyMore_NobodyLogsIn_AndEverybodyCanLogOut()
    {
        using var scenario = new Scenario(store: new MemoryStore());
        var alice = scenario.LogInReady();
        scenario.Store!.Refusal = WriteResult.Deferred;
        scenario.Store.UnavailableReason = "full";
        var bob = scenario.LogIn("1002", "bob");
        Assert.Equal("StoreUnavailable", bob.Failure("1"));
        Assert.NotNull(alice.Answer(alice.Ask(Logout))["result"]);
        Assert.False(scenario.Switch.GetState(Scenario.Alice)!.LoggedIn);
    }

    [Fact]
    public void ADiskThatDoesNotAnswer_IsWaitedFor_ButNotForEver()
    {
        using var scenario = new Scenario(store: new MemoryStore());
        var alice = scenario.LogInReady();
        scenario.Store!.IsSlow = true;
        alice.Ask(Logout);
        Assert.DoesNotContain(scenario.Switch.Commands.Entries, it => it.Operation == SwitchOperation.Logout);
        scenario.Wait(TimeSpan.FromSeconds(11));
        Assert.False(scenario.Switch.GetState(Scenario.Alice)!.LoggedIn);
        Assert.Equal(0, scenario.Core.Sessions.Count);
    }

    [Fact]
    public void WhatHappensAfterIt_IsWritten_AndSoIsWhatWasBefore()
    {
        using var scenario = new Scenario(store: new MemoryStore());
        scenario.LogInReady();
        scenario.Store!.Write();
        scenario.KillAndStart();
        scenario.Wait(TimeSpan.FromSeconds(21));
        scenario.Store.Write();
        Assert.Equal(3, scenario.Store.Journal.Count(it => it is { Action: "channel.event.notready", PreviousState: "Ready" }));
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

    [Fact]
    public void AResume_WaitsUntilItIsKnownHowTheAgentStands()
    {
        using var scenario = new Scenario(store: new MemoryStore());
        var (alice, bob) = (scenario.LogIn(), scenario.LogIn("1002", "bob"));
        scenario.Switch.ChangeSettings(new SettingsChange(Latency: TimeSpan.FromSeconds(1)));
        scenario.KillAndStart("the switch logs bob off", it => it.LogOutByItself("1002"));
        var (back, gone) = (scenario.Connect("back"), scenario.Connect("gone"));
        var (asked, askedToo) = (back.Ask(Resume, Token(alice)), gone.Ask(Resume, Token(bob)));
        Assert.Empty(back.Heard.Concat(gone.Heard));
        scenario.Wait(TimeSpan.FromSeconds(2));
        Assert.NotNull(back.Answer(asked)["result"]);
        Assert.Equal("SessionEnded", gone.Failure(askedToo));
        Assert.Equal(3, scenario.Core.ResumeTokens.Count); // hers, used and new; his, which tells that he is gone
    }

    [Fact]
    public void ATakeoverThatFails_LetsTheAgentBeFoundAllTheSame()
    {
        using var scenario = new Scenario(store: new MemoryStore());
        var alice = scenario.LogInReady();
        scenario.Store!.Write();
        scenario.Fault(SwitchOperation.Ask, FaultBehaviour.Fail);
        scenario.KillAndStart();
        scenario.Fault(SwitchOperation.Login, FaultBehaviour.Fail);
        scenario
            .Connect("again")
            .Ask(
                "session.request.login",
                new JsonObject
                {
                    ["agentId"] = Scenario.Alice,
                    ["password"] = "secret",
                    ["override"] = true,
                }
            );
        scenario.Wait(TimeSpan.FromSeconds(16));
        var back = scenario.Connect("back");
        var resumed = back.Answer(back.Ask(Resume, Token(alice)))["result"]!;
        Assert.All(resumed["snapshot"]!["channelGroup"]!["channels"]!.AsArray(), it => Assert.Equal("Ready", (string?)it!["agentState"]));
    }

    [Fact]
    public void AnEndThatHadToWaitForAnInteraction_FollowsAFailureThatTookItsTimeToBeWritten()
    {
        using var scenario = new Scenario(store: new MemoryStore());
        var alice = scenario.LogIn();
        alice.Send(Logout);
        scenario.Store!.IsSlow = true;
        scenario.Run();
        scenario.Store.Write(); // the intent
        scenario.Run();
        foreach (var state in new[] { InteractionState.Alerting, InteractionState.Completed })
        {
            scenario.AtSwitch(
                $"tells of a call: {state}",
                it =>
                    it.TellAnyway(
                        Scenario.Alice,
                        new InteractionChanged(
                            new SwitchInteractionState("late", "phone", ChannelType.Telephony, InteractionDirection.Inbound, state, "+4930")
                        )
                    )
            );
            scenario.Store.Write(); // the point of no return; that there is a way back
            scenario.Run();
        }

        Assert.Equal("InteractionStarted", alice.Failure("2"));
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

    private static JsonObject Token(Browser browser) =>
        new()
        {
            ["resumeToken"] = (string)browser.Answer("1")["result"]!["resumeToken"]!,
            ["lastSequence"] = (long)browser.Events.Last()["params"]!["sequence"]!,
        };
}
