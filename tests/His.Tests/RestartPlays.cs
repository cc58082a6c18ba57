using System.Text.Json.Nodes;
using His.Journal;
using His.Platform;
using His.Platform.Simulator;
using His.Testing;

namespace His.Tests;

/// <summary>HIS is killed and started anew (docs/use-cases/restart.md): same switch, same store, nothing else.</summary>
public class RestartPlays
{
    private const string Resume = "session.request.resume";
    private const string Logout = "session.request.logout";
    private const string RequestId = "6f0e7b1c-1111-4222-8333-444455556666";

    private static readonly SettingsChange WantsAReason =
        new(LogoutReason: new PolicyChange(ReasonRequirement.Required, FreeText: false, [new ReasonOffer("END", "End of shift")]));

    [Fact]
    public void ASession_OutlivesHis_WithItsIdAndItsToken_AndItsSequenceGoesOn()
    {
        using var play = new Play(store: new MemoryStore());
        var alice = play.LogInReady();
        play.Begin();
        play.KillAndStart();
        var back = play.Connect("back");
        var resumed = back.Answer(back.Ask(Resume, Token(alice)))["result"]!;
        Assert.False((bool)resumed["replayed"]!);
        Assert.Equal("session-1", (string?)resumed["snapshot"]!["session"]!["id"]);
        back.Ask("channelgroup.request.notready");
        var sequences = alice.Events.Concat(back.Events).Select(it => (int)it["params"]!["sequence"]!).ToList();
        Assert.Equal(sequences.Distinct(), sequences);
        Assert.Equal(sequences.Order(), sequences);
        Assert.Equal(Enumerable.Range((int)resumed["snapshot"]!["session"]!["sequence"]! + 1, back.Events.Count()), back.Events.Select(it => (int)it["params"]!["sequence"]!));
        play.Approve();
    }

    [Fact]
    public void AResumeThatWasAnswered_OutlivesHis_WithItsToken()
    {
        using var play = new Play(store: new MemoryStore());
        var alice = play.LogIn();
        alice.Vanish();
        play.Begin();
        var back = play.Connect("back");
        back.Ask(Resume, Token(alice));
        play.KillAndStart();
        var again = play.Connect("again");
        var token = new JsonObject { ["resumeToken"] = (string)back.Answer("1")["result"]!["resumeToken"]!, ["lastSequence"] = 0 };
        Assert.Null(again.Failure(again.Ask(Resume, token)));
        play.Approve();
    }

    [Fact]
    public void AResumeWhoseAnswerWasLost_HearsThatTheSessionHasEndedMeanwhile_AndNobodyElseDoes()
    {
        using var play = new Play(store: new MemoryStore());
        var alice = play.LogIn();
        var (request, another) = (Token(alice), Token(alice));
        (request["requestId"], another["requestId"]) = (RequestId, "6f0e7b1c-9999-4222-8333-444455556666");
        alice.Vanish();
        play.Begin();
        play.Connect("lost").Ask(Resume, request.DeepClone().AsObject());
        play.KillAndStart("the switch logs alice off", it => it.LogOutByItself(Play.Alice));
        HearsTheEnd("again");
        play.Store!.Write();
        play.KillAndStart();
        HearsTheEnd("later");
        play.Approve();

        void HearsTheEnd(string who)
        {
            var back = play.Connect(who);
            Assert.Equal("SessionEnded", back.Failure(back.Ask(Resume, request.DeepClone().AsObject())));
            Assert.Equal("ResumeRefused", back.Failure(back.Ask(Resume, another.DeepClone().AsObject())));
        }
    }

    [Fact]
    public void AResume_IsNotAnswered_BeforeItsTokenIsKept_AndMissesNothingMeanwhile()
    {
        using var play = new Play(store: new MemoryStore());
        var alice = play.LogInReady();
        alice.Vanish();
        play.Begin();
        play.Store!.IsSlow = true;
        var back = play.Connect("back");
        var asked = back.Ask(Resume, Token(alice));
        play.AtSwitch("makes alice Not Ready", it => it.MakeNotReadyByItself(Play.Alice));
        Assert.Empty(back.Heard);
        play.Store.Write();
        play.Run();
        Assert.Equal(
            (long)back.Answer(asked)["result"]!["snapshot"]!["session"]!["sequence"]!,
            (long)back.Events.Last()["params"]!["sequence"]!);
        play.Approve();
    }

    [Fact]
    public void TheSameResumeTwice_WhileItsTokenIsWritten_GoesOnWhereItCameLast()
    {
        using var play = new Play(store: new MemoryStore());
        var alice = play.LogIn();
        alice.Vanish();
        play.Begin();
        play.Store!.IsSlow = true;
        var request = Token(alice);
        request["requestId"] = RequestId;
        var (lost, back) = (play.Connect("lost"), play.Connect("back"));
        var first = lost.Ask(Resume, request.DeepClone().AsObject());
        var second = back.Ask(Resume, request.DeepClone().AsObject());
        play.Store.Write();
        play.Run();
        Assert.Equal("ResumeRefused", lost.Failure(first));
        Assert.Null(back.Failure(second));
        play.Approve();
    }

    [Fact]
    public void WhatTheSwitchSays_Counts()
    {
        using var play = new Play(store: new MemoryStore());
        var alice = play.LogInReady();
        play.Store!.Write();
        play.Begin();
        play.Fault(SwitchOperation.NotReady, FaultBehaviour.EventWithoutOk);
        alice.Send("channel.request.notready", new JsonObject { ["channelId"] = "chat" });
        play.Run();
        play.KillAndStart();
        var back = play.Connect("back");
        back.Ask(Resume, Token(alice));
        Assert.Contains(play.Store!.Sessions().Single().Channels, it => it is { Id: "phone", State: "Ready" });
        play.Approve();
    }

    [Fact]
    public void AnAgentWhoIsGoneAtTheSwitch_IsGone_AndTheirClientHearsWhy()
    {
        using var play = new Play(store: new MemoryStore());
        var alice = play.LogIn();
        play.Begin();
        play.Store!.Write();
        play.KillAndStart("the switch logs alice off", it => it.LogOutByItself(Play.Alice));
        play.Store!.Write();
        var back = play.Connect("back");
        Assert.Equal("SessionEnded", back.Failure(back.Ask(Resume, Token(alice))));
        Assert.Equal(0, play.House.Sessions.Count);
        play.Approve();
    }

    [Fact]
    public void NobodyIsConnected_SoPresenceRuns()
    {
        using var play = new Play(store: new MemoryStore());
        play.LogInReady();
        play.Begin();
        play.KillAndStart();
        play.Wait(TimeSpan.FromSeconds(21));
        Assert.DoesNotContain(play.Switch.Truth(Play.Alice)!.Channels, it => it.Ready);
        play.Wait(TimeSpan.FromSeconds(300));
        Assert.Equal(0, play.House.Sessions.Count);
        play.Approve();
    }

    [Fact]
    public void WithoutALinkToTheSwitch_ChannelsAreUnavailable_UntilItIsBack()
    {
        using var play = new Play(store: new MemoryStore());
        var alice = play.LogInReady();
        play.Begin();
        play.Store!.Write();
        play.Fault(SwitchOperation.Ask, FaultBehaviour.Fail);
        play.KillAndStart();
        var back = play.Connect("back");
        back.Ask(Resume, Token(alice));
        play.Wait(TimeSpan.FromSeconds(16));
        Assert.Equal("Ready", (string?)back.Events.Last()["params"]!["agentState"]);
        play.Approve();
    }

    [Fact]
    public void EventsThatWereToldAndNotWritten_AreLost_TheirNumbersAreNotUsedAgain()
    {
        using var play = new Play(store: new MemoryStore());
        var alice = play.LogIn();
        alice.Ask("channelgroup.request.ready"); // told, and never written
        var seen = (int)alice.Events.Last()["params"]!["sequence"]!;
        Assert.True(play.Store!.Sessions().Single().Sequence < seen);
        play.KillAndStart();
        var back = play.Connect("back");
        var resumed = back.Answer(back.Ask(Resume, Token(alice)))["result"]!;
        Assert.True((int)resumed["snapshot"]!["session"]!["sequence"]! > seen);
    }

    [Fact]
    public void TwoRestartsInARow_UseNoNumberTwice()
    {
        using var play = new Play(store: new MemoryStore());
        play.LogInReady();
        play.Store!.Write();
        play.KillAndStart();
        play.Wait(TimeSpan.FromSeconds(21)); // Not Ready, for nobody is there: told by the second HIS, and never written
        var told = play.House.Sessions.Find(Play.Alice)!.Session.Sequence;
        play.KillAndStart();
        Assert.True(play.House.Sessions.Find(Play.Alice)!.Session.Sequence > told);
    }

    [Fact]
    public void WhatWasNotKnownBeforeTheRestart_IsAskedForUntilItIs()
    {
        using var play = new Play(store: new MemoryStore());
        var alice = play.LogInReady();
        play.AtSwitch("the link is lost", it => it.LoseLink());
        play.Store!.Write();
        play.KillAndStart();
        play.AtSwitch("the link is back", it => it.RestoreLink());
        play.Wait(TimeSpan.FromSeconds(16));
        var back = play.Connect("back");
        var resumed = back.Answer(back.Ask(Resume, Token(alice)))["result"]!;
        Assert.All(resumed["snapshot"]!["channelGroup"]!["channels"]!.AsArray(), it => Assert.Equal("Ready", (string?)it!["agentState"]));
    }

    [Fact]
    public void ALogoutOfAnAgentWhoWasNotFoundYet_IsJudgedByWhatTheSwitchWantsNow()
    {
        using var play = new Play(store: new MemoryStore());
        var alice = play.LogInReady();
        play.Store!.Write();
        play.Fault(SwitchOperation.Ask, FaultBehaviour.Fail);
        play.KillAndStart("the switch wants a reason from now on", it => it.ChangeSettings(WantsAReason));
        var back = play.Connect("back");
        back.Ask(Resume, Token(alice));
        Assert.Equal("NeedInfo", back.Failure(back.Ask(Logout)));
        Assert.Equal(1, play.House.Sessions.Count);
    }

    [Fact]
    public void ALogoutOfAnAgentWhoCannotBeFoundYet_IsRefused_AndNotJudgedByWhatTheSwitchWantedBefore()
    {
        using var play = new Play(store: new MemoryStore());
        play.AtSwitch("the switch wants a reason", it => it.ChangeSettings(WantsAReason));
        var alice = play.LogInReady();
        play.Store!.Write();
        play.Fault(SwitchOperation.Ask, FaultBehaviour.Fail, times: 3);
        play.KillAndStart("the switch wants none any more", it => it.ChangeSettings(
            new SettingsChange(LogoutReason: new PolicyChange(ReasonRequirement.None))));
        var back = play.Connect("back");
        back.Ask(Resume, Token(alice));
        var refused = back.Ask(Logout);
        Assert.Equal("NotReadyFailure", back.Failure(refused));
        Assert.Equal("phone", (string?)back.Answer(refused)["error"]!["data"]!["channelId"]);
        play.Wait(TimeSpan.FromSeconds(16));
        Assert.NotNull(back.Answer(back.Ask(Logout))["result"]);
    }

    [Fact]
    public void ALogin_ThatAnotherHisDoesNotLetBeWritten_Fails()
    {
        using var play = new Play(store: new MemoryStore());
        play.Store!.Refusal = Kept.Foreign;
        var alice = play.Connect();
        Assert.Equal("StoreUnavailable", alice.Failure(alice.Ask("session.request.login", new JsonObject { ["agentId"] = Play.Alice, ["password"] = play.Switch.Password })));
    }

    [Fact]
    public void ALogout_WhoseIntentWasNotWritten_WasNeverAsked()
    {
        using var play = new Play(store: new MemoryStore());
        var alice = play.LogInReady();
        play.Store!.Write();
        play.Store.IsSlow = true;
        play.Begin();
        alice.Ask(Logout, new JsonObject { ["requestId"] = RequestId });
        Assert.All(play.Switch.Truth(Play.Alice)!.Channels, it => Assert.True(it.Ready));
        play.KillAndStart();
        Assert.Equal(1, play.House.Sessions.Count);
        Assert.All(play.Switch.Truth(Play.Alice)!.Channels, it => Assert.True(it.Ready));
        var back = play.Connect("back");
        Assert.Equal("NoSession", back.Failure(back.Ask(Logout, new JsonObject { ["requestId"] = RequestId })));
        play.Approve();
    }

    [Theory]
    [InlineData(SwitchOperation.NotReady, "phone")]
    [InlineData(SwitchOperation.NotReady, "email")]
    [InlineData(SwitchOperation.Deactivate, "chat")]
    [InlineData(SwitchOperation.Logout, null)]
    public void ALogout_ThatWasMeant_BeginsAgainAtStep3_AndIsAnsweredOnce(SwitchOperation killedAt, string? channel)
    {
        using var play = new Play(store: new MemoryStore(), title: $"{nameof(ALogout_ThatWasMeant_BeginsAgainAtStep3_AndIsAnsweredOnce)}_{killedAt}_{channel}");
        var alice = play.LogInReady();
        play.Begin();
        play.Fault(killedAt, FaultBehaviour.Hang, channel);
        alice.Ask(Logout, new JsonObject { ["requestId"] = RequestId });
        play.KillAndStart();
        ComesBackToTheAnswer(play, alice);
        play.Approve();
    }

    [Fact]
    public void ALogout_ThatWasMeant_IsStoppedByACallThatHasBegunMeanwhile_AndTheAgentStaysLoggedIn()
    {
        using var play = new Play(store: new MemoryStore());
        var alice = play.LogInReady();
        play.Begin();
        play.Fault(SwitchOperation.NotReady, FaultBehaviour.Hang, "phone");
        alice.Ask(Logout, new JsonObject { ["requestId"] = RequestId });
        play.Offer(ChannelType.Telephony);
        play.KillAndStart();
        var back = play.Connect("back");
        back.Ask(Resume, Token(alice));
        Assert.Equal("OngoingInteraction", back.Failure(back.Ask(Logout, new JsonObject { ["requestId"] = RequestId })));
        Assert.Null(play.Store!.Sessions().Single().Logout);
        play.Approve();
    }

    [Fact]
    public void ALogout_ThatFailed_IsNotMeantAnyMore()
    {
        using var play = new Play(store: new MemoryStore());
        var alice = play.LogInReady();
        play.Fault(SwitchOperation.NotReady, FaultBehaviour.Fail, "phone");
        Assert.Equal("NotReadyFailure", alice.Failure(alice.Ask(Logout, new JsonObject { ["requestId"] = RequestId })));
        play.KillAndStart();
        Assert.Equal(1, play.House.Sessions.Count);
        Assert.True(play.Switch.Truth(Play.Alice)!.LoggedIn);
    }

    [Fact]
    public void KilledBeforeThePointOfNoReturnWasWritten_TheLogoutEndsAllTheSame()
    {
        using var play = new Play(store: new MemoryStore());
        var alice = play.LogInReady();
        play.Begin();
        play.Fault(SwitchOperation.Logout, FaultBehaviour.EventWithoutOk);
        alice.Send(Logout, new JsonObject { ["requestId"] = RequestId });
        play.Store!.IsSlow = true;
        play.Run();
        play.Store.Write(); // the intent
        play.Run();
        Assert.Equal(1, play.House.Sessions.Count);
        Assert.False(play.Switch.Truth(Play.Alice)!.LoggedIn);
        play.KillAndStart();
        ComesBackToTheAnswer(play, alice);
        play.Approve();
    }

    [Fact]
    public void KilledBehindThePointOfNoReturn_TheLogoutIsBroughtToItsEnd_WithTheSameNumbers()
    {
        using var play = new Play(store: new MemoryStore());
        var alice = play.LogInReady();
        play.Begin();
        var asked = alice.Ask(Logout, new JsonObject { ["requestId"] = RequestId });
        var told = alice.Answer(asked)["result"]!.ToJsonString(); // it was, but the end of the session was not written
        Assert.NotNull(play.Store!.Sessions().Single().Logout?.Answer);
        play.KillAndStart();
        var back = ComesBackToTheAnswer(play, alice);
        Assert.Equal(told, back.Heard.First(it => it["result"] is not null)["result"]!.ToJsonString());
        play.Store!.Write();
        Assert.Equal(
            alice.Events.TakeLast(5).Select(it => (long)it["params"]!["sequence"]!),
            play.Store.Journal.Where(it => it.Event is not null).TakeLast(5).Select(it => it.Event!.Value));
        play.Approve();
    }

    [Fact]
    public void KilledBehindTheEnd_TheAnswerIsThereStill()
    {
        using var play = new Play(store: new MemoryStore());
        var alice = play.LogInReady();
        alice.Ask(Logout, new JsonObject { ["requestId"] = RequestId });
        play.Store!.Write();
        play.Begin();
        play.KillAndStart();
        ComesBackToTheAnswer(play, alice);
        play.KillAndStart();
        ComesBackToTheAnswer(play, alice);
        play.Approve();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AnInteractionThatBeginsWhileThePointOfNoReturnIsWritten_IsSeen(bool isWrittenBeforeItIsLookedAt)
    {
        using var play = new Play(store: new MemoryStore(), title: $"{isWrittenBeforeItIsLookedAt}");
        var alice = play.LogInReady();
        play.Begin();
        alice.Send(Logout);
        play.Store!.IsSlow = true;
        play.Run();
        play.Store.Write();
        play.Run();
        if (isWrittenBeforeItIsLookedAt)
        {
            play.Store.Write(); // the logout goes on when it has its turn, which is before the news has
        }

        play.AtSwitch("tells of a call at the last moment", it => it.TellAnyway(Play.Alice, new InteractionNews(new InteractionAtSwitch(
            "late", "phone", ChannelType.Telephony, InteractionDirection.Inbound, InteractionState.Alerting, "+4930"))));
        play.Store.Write();
        play.Run();
        play.Store.Write();
        play.Run();
        Assert.Equal("InteractionStarted", (string?)alice.Heard.Last(it => it["error"] is not null)["error"]!["data"]!["failure"]);
        Assert.Null(play.Store.Sessions().Single().Logout);
        Assert.Equal(1, play.House.Sessions.Count);
    }

    [Fact]
    public void WhereAnotherHisHasTheSessions_ThisOneDoesNotAct()
    {
        using var play = new Play(store: new MemoryStore());
        var alice = play.LogInReady();
        play.Store!.Refusal = Kept.Foreign;
        var told = play.Switch.Told.Entries.Count;
        Assert.Equal("StoreUnavailable", alice.Failure(alice.Ask(Logout)));
        Assert.Equal(told, play.Switch.Told.Entries.Count);
    }

    [Fact]
    public void WhereNothingCanBeWrittenAnyMore_NobodyLogsIn_AndEverybodyCanLogOut()
    {
        using var play = new Play(store: new MemoryStore());
        var alice = play.LogInReady();
        play.Store!.Refusal = Kept.NotYet;
        play.Store.Obstacle = "full";
        var bob = play.LogIn("1002", "bob");
        Assert.Equal("StoreUnavailable", bob.Failure("1"));
        Assert.NotNull(alice.Answer(alice.Ask(Logout))["result"]);
        Assert.False(play.Switch.Truth(Play.Alice)!.LoggedIn);
    }

    [Fact]
    public void ADiskThatDoesNotAnswer_IsWaitedFor_ButNotForEver()
    {
        using var play = new Play(store: new MemoryStore());
        var alice = play.LogInReady();
        play.Store!.IsSlow = true;
        alice.Ask(Logout);
        Assert.DoesNotContain(play.Switch.Told.Entries, it => it.Operation == SwitchOperation.Logout);
        play.Wait(TimeSpan.FromSeconds(11));
        Assert.False(play.Switch.Truth(Play.Alice)!.LoggedIn);
        Assert.Equal(0, play.House.Sessions.Count);
    }

    [Fact]
    public void WhatHappensAfterIt_IsWritten_AndSoIsWhatWasBefore()
    {
        using var play = new Play(store: new MemoryStore());
        play.LogInReady();
        play.Store!.Write();
        play.KillAndStart();
        play.Wait(TimeSpan.FromSeconds(21));
        play.Store.Write();
        Assert.Equal(3, play.Store.Journal.Count(it => it is { What: "channel.event.notready", Before: "Ready" }));
    }

    [Fact]
    public void ALogout_ThatWasMeant_HasItsReasonStill()
    {
        using var play = new Play(store: new MemoryStore());
        var alice = play.LogInReady();
        play.Fault(SwitchOperation.Logout, FaultBehaviour.Hang);
        alice.Ask(Logout, LogoutPlays.Reason(code: "HOME", text: "Going home"));
        play.KillAndStart();
        Assert.Equal(new Reason("HOME", "Going home"), play.Switch.Truth(Play.Alice)!.LogoutReason);
        Assert.Equal(0, play.House.Sessions.Count);
    }

    [Fact]
    public void AResume_WaitsUntilItIsKnownHowTheAgentStands()
    {
        using var play = new Play(store: new MemoryStore());
        var (alice, bob) = (play.LogIn(), play.LogIn("1002", "bob"));
        play.Switch.ChangeSettings(new SettingsChange(LatencyMs: 1000));
        play.KillAndStart("the switch logs bob off", it => it.LogOutByItself("1002"));
        var (back, gone) = (play.Connect("back"), play.Connect("gone"));
        var (asked, askedToo) = (back.Ask(Resume, Token(alice)), gone.Ask(Resume, Token(bob)));
        Assert.Empty(back.Heard.Concat(gone.Heard));
        play.Wait(TimeSpan.FromSeconds(2));
        Assert.NotNull(back.Answer(asked)["result"]);
        Assert.Equal("SessionEnded", gone.Failure(askedToo));
        Assert.Equal(3, play.House.ResumeTokens.Count); // hers, used and new; his, which tells that he is gone
    }

    [Fact]
    public void ATakeoverThatFails_LetsTheAgentBeFoundAllTheSame()
    {
        using var play = new Play(store: new MemoryStore());
        var alice = play.LogInReady();
        play.Store!.Write();
        play.Fault(SwitchOperation.Ask, FaultBehaviour.Fail);
        play.KillAndStart();
        play.Fault(SwitchOperation.Login, FaultBehaviour.Fail);
        play.Connect("again").Ask("session.request.login", new JsonObject { ["agentId"] = Play.Alice, ["password"] = "secret", ["override"] = true });
        play.Wait(TimeSpan.FromSeconds(16));
        var back = play.Connect("back");
        var resumed = back.Answer(back.Ask(Resume, Token(alice)))["result"]!;
        Assert.All(resumed["snapshot"]!["channelGroup"]!["channels"]!.AsArray(), it => Assert.Equal("Ready", (string?)it!["agentState"]));
    }

    [Fact]
    public void AnEndThatHadToWaitForAnInteraction_FollowsAFailureThatTookItsTimeToBeWritten()
    {
        using var play = new Play(store: new MemoryStore());
        var alice = play.LogIn();
        alice.Send(Logout);
        play.Store!.IsSlow = true;
        play.Run();
        play.Store.Write(); // the intent
        play.Run();
        foreach (var state in new[] { InteractionState.Alerting, InteractionState.Completed })
        {
            play.AtSwitch($"tells of a call: {state}", it => it.TellAnyway(Play.Alice, new InteractionNews(new InteractionAtSwitch(
                "late", "phone", ChannelType.Telephony, InteractionDirection.Inbound, state, "+4930"))));
            play.Store.Write(); // the point of no return; that there is a way back
            play.Run();
        }

        Assert.Equal("InteractionStarted", alice.Failure("2"));
        Assert.Equal(0, play.House.Sessions.Count);
    }

    private static Browser ComesBackToTheAnswer(Play play, Browser alice)
    {
        var back = play.Connect("back");
        Assert.NotNull(back.Answer(back.Ask(Logout, new JsonObject { ["requestId"] = RequestId }))["result"]);
        Assert.Equal("SessionEnded", back.Failure(back.Ask(Resume, Token(alice))));
        Assert.Equal(0, play.House.Sessions.Count);
        Assert.False(play.Switch.Truth(Play.Alice)!.LoggedIn);
        play.Store!.Write();
        return back;
    }

    private static JsonObject Token(Browser browser) => new()
    {
        ["resumeToken"] = (string)browser.Answer("1")["result"]!["resumeToken"]!,
        ["lastSequence"] = (long)browser.Events.Last()["params"]!["sequence"]!,
    };
}
