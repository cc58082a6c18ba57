using System.Text.Json.Nodes;
using His.Platform;
using His.Platform.Simulator;
using static His.Tests.LogoutTests;

namespace His.Tests;

/// <summary>The use case Resume (docs/use-cases/resume.md), and presence beside it (decision R15).</summary>
public class ResumeTests
{
    private const string Resume = "session.request.resume";

    [Fact]
    public void AClientThatComesBack_HearsWhatItMissed_InOrder()
    {
        using var scenario = new Scenario();
        var alice = scenario.LogInReady();
        scenario.DiscardTranscript();
        alice.Vanish();
        var call = scenario.Offer(ChannelType.Telephony);
        scenario.AtSwitch("the customer hangs up", it => it.Parties.EndByCustomer(call));
        var back = scenario.Connect("back");
        ResumeFrom(back, alice);
        scenario.Write("        later");
        scenario.Offer(ChannelType.Chat);
        Assert.Equal(
            Enumerable.Range(1, (int)Sequence(back)),
            alice.Events.Concat(back.Events).Select(it => (int)it["params"]!["sequence"]!)
        );
        scenario.VerifyTranscript();
    }

    [Fact]
    public void TheEndOfTheOldConnection_ComesLate_AndTouchesNothing()
    {
        using var scenario = new Scenario();
        var alice = scenario.LogInReady();
        scenario.DiscardTranscript();
        var back = scenario.Connect("back");
        ResumeFrom(back, alice);
        Assert.Equal(4006, alice.Closed!.Number);
        alice.Vanish();
        scenario.Wait(TimeSpan.FromSeconds(400));
        Assert.Equal(1, scenario.Core.Sessions.Count);
        scenario.VerifyTranscript();
    }

    [Fact]
    public void WhoIsBackWhileTheLogoutForWantOfThemWaitsForACall_StaysLoggedIn()
    {
        using var scenario = new Scenario(simulator: new SimulatorOptions { WrapUp = false });
        var (alice, call) = scenario.LogInWithCall();
        alice.Vanish();
        scenario.Wait(TimeSpan.FromSeconds(310));
        var back = scenario.Connect("back");
        ResumeFrom(back, alice);
        scenario.AtSwitch("the customer hangs up", it => it.Parties.EndByCustomer(call));
        scenario.Wait(TimeSpan.FromSeconds(400));
        Assert.Equal(1, scenario.Core.Sessions.Count);
        Assert.Null(back.Closed);
    }

    [Fact]
    public void WhoIsBackInTime_IsNeitherNotReady_NorLoggedOut()
    {
        using var scenario = new Scenario();
        var alice = scenario.LogInReady();
        scenario.DiscardTranscript();
        alice.Vanish();
        scenario.Wait(TimeSpan.FromSeconds(19));
        var back = scenario.Connect("back");
        ResumeFrom(back, alice);
        scenario.Wait(TimeSpan.FromSeconds(400));
        Assert.Equal(1, scenario.Core.Sessions.Count);
        back.Vanish();
        scenario.Wait(TimeSpan.FromSeconds(25));
        var again = scenario.Connect("again");
        ResumeFrom(again, back);
        scenario.Wait(TimeSpan.FromSeconds(400));
        Assert.Equal(1, scenario.Core.Sessions.Count);
        scenario.VerifyTranscript();
    }

    [Fact]
    public void AToken_IsGoodOnce()
    {
        using var scenario = new Scenario();
        var alice = scenario.LogIn();
        scenario.DiscardTranscript();
        var back = scenario.Connect("back");
        ResumeFrom(back, alice);
        var thief = scenario.Connect("thief");
        var refused = ResumeFrom(thief, alice);
        Assert.Equal("ResumeRefused", thief.Failure(refused));
        Assert.Equal("NoSession", thief.Failure(thief.Ask("channelgroup.request.ready")));
        Assert.Null(back.Closed);
        Assert.Equal("ResumeRefused", thief.Failure(thief.Ask(Resume, Token("guessed", 0))));
        scenario.VerifyTranscript();
    }

    [Fact]
    public void AResumeWhoseAnswerWasLost_CanBeSentAgain_ByItsRequestIdAlone()
    {
        using var scenario = new Scenario();
        var alice = scenario.LogInReady();
        var resume = Token(TokenOf(alice), Sequence(alice));
        scenario.DiscardTranscript();
        alice.Vanish();
        resume["requestId"] = "0b7a2a52-6d3c-4a43-9a5e-3d5a1f1c2e21";
        var lost = scenario.Connect("lost");
        lost.Ask(Resume, resume);
        lost.Vanish();
        var lostAgain = scenario.Connect("lost'");
        lostAgain.Ask(Resume, resume.DeepClone().AsObject());
        lostAgain.Vanish();
        var thief = scenario.Connect("thief");
        Assert.Equal("ResumeRefused", thief.Failure(ResumeFrom(thief, alice)));
        resume["requestId"] = "0b7a2a52-6d3c-4a43-9a5e-3d5a1f1c2e22";
        Assert.Equal("ResumeRefused", thief.Failure(thief.Ask(Resume, resume.DeepClone().AsObject())));
        var back = scenario.Connect("back");
        resume["requestId"] = "0b7a2a52-6d3c-4a43-9a5e-3d5a1f1c2e21";
        Assert.NotNull(back.Answer(back.Ask(Resume, resume.DeepClone().AsObject()))["result"]);

        // The next resume makes an end of it.
        var again = scenario.Connect("again");
        ResumeFrom(again, back);
        Assert.Equal("ResumeRefused", thief.Failure(thief.Ask(Resume, resume.DeepClone().AsObject())));
        Assert.Equal(2, scenario.Core.ResumeTokens.Count);
        scenario.VerifyTranscript();
    }

    [Fact]
    public void TwoResumesAtOnce_WithOneToken_OneGoesOn_AndTheOtherHasNothing()
    {
        using var scenario = new Scenario();
        var alice = scenario.LogIn();
        var token = TokenOf(alice);
        scenario.DiscardTranscript();
        alice.Vanish();
        var first = scenario.Connect("first");
        var second = scenario.Connect("second");
        var won = first.Send(Resume, Token(token, Sequence(alice)));
        var lost = second.Send(Resume, Token(token, Sequence(alice)));
        second.Send("channelgroup.request.ready");
        second.Send("session.request.login", new JsonObject { ["agentId"] = "1002", ["password"] = "secret" });
        scenario.Run();
        Assert.NotNull(first.Answer(won)["result"]);
        Assert.Equal("ResumeRefused", second.Failure(lost));
        scenario.VerifyTranscript();
    }

    [Fact]
    public void AConnectionThatIsGoneBeforeItsResumeIsLookedAt_CountsAsGone()
    {
        using var scenario = new Scenario();
        var alice = scenario.LogInReady();
        scenario.DiscardTranscript();
        var back = scenario.Connect("back");
        back.Send(Resume, Token(TokenOf(alice), Sequence(alice)));
        back.Vanish();
        scenario.Wait(TimeSpan.FromSeconds(301));
        Assert.Equal(0, scenario.Core.Sessions.Count);
        scenario.VerifyTranscript();
    }

    [Fact]
    public void WhoWasAwayTooLong_GetsASnapshot_AndIsTold()
    {
        using var scenario = new Scenario(new HisOptions { MaxReplayEvents = 3 });
        var alice = scenario.LogIn();
        scenario.DiscardTranscript();
        alice.Vanish();
        foreach (var channel in new[] { "phone", "chat", "email" })
        {
            scenario.AtSwitch(
                $"an administrator makes {channel} Ready, and Not Ready",
                it =>
                {
                    it.MakeReadyByItself(Scenario.Alice, channel);
                    it.MakeNotReadyByItself(Scenario.Alice);
                }
            );
        }

        var back = scenario.Connect("back");
        var asked = ResumeFrom(back, alice);
        Assert.False((bool)back.Answer(asked)["result"]!["replayed"]!);
        Assert.Empty(back.Events);
        scenario.VerifyTranscript();
    }

    [Fact]
    public void WhatIsOlderThanTheWindow_IsNotReplayed()
    {
        using var scenario = new Scenario(
            new HisOptions { ReplayWindow = TimeSpan.FromSeconds(5), PresenceNotReadyAfter = TimeSpan.FromMinutes(1) }
        );
        var alice = scenario.LogInReady();
        alice.Vanish();
        scenario.Offer(ChannelType.Telephony);
        scenario.Wait(TimeSpan.FromSeconds(6));
        var back = scenario.Connect("back");
        Assert.False((bool)back.Answer(ResumeFrom(back, alice))["result"]!["replayed"]!);
    }

    [Fact]
    public void ASequenceOfTheFuture_IsRefused_AndChangesNothing()
    {
        using var scenario = new Scenario();
        var alice = scenario.LogIn();
        scenario.DiscardTranscript();
        var back = scenario.Connect("back");
        var asked = back.Ask(Resume, Token(TokenOf(alice), Sequence(alice) + 1));
        Assert.Equal("InvalidParams", back.Failure(asked));
        Assert.Null(alice.Closed);
        ResumeFrom(back, alice); // the token was not used up
        scenario.VerifyTranscript();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(6)]
    public void WhoComesBackWhileALogoutRuns_SeesItRun_AndGetsItsEnd(int seconds)
    {
        using var scenario = new Scenario(title: $"{nameof(WhoComesBackWhileALogoutRuns_SeesItRun_AndGetsItsEnd)}_after_{seconds}_s");
        var alice = scenario.LogInReady();
        scenario.DiscardTranscript();
        scenario.AtSwitch("takes 1 s for everything", it => it.ChangeSettings(new SettingsChange(Latency: TimeSpan.FromSeconds(1))));
        var same = new JsonObject { ["requestId"] = "0b7a2a52-6d3c-4a43-9a5e-3d5a1f1c2e20" };
        alice.Ask(Request, same);
        alice.Vanish();
        scenario.Wait(TimeSpan.FromSeconds(seconds + 0.5));
        var back = scenario.Connect("back");
        var resumed = ResumeFrom(back, alice);
        Assert.True((bool)back.Answer(resumed)["result"]!["snapshot"]!["session"]!["loggingOut"]!);
        var asked = back.Ask(Request, same.DeepClone().AsObject());
        scenario.Wait(TimeSpan.FromSeconds(10));
        Assert.Equal(3, back.Answer(asked)["result"]!["channels"]!.AsArray().Count);
        Assert.Equal(1000, back.Closed!.Number);
        scenario.VerifyTranscript();
    }

    [Fact]
    public void AfterTheEnd_TheOwnerHearsHowItEnded_ForTenMinutes()
    {
        using var scenario = new Scenario();
        var alice = scenario.LogIn();
        var token = TokenOf(alice);
        scenario.DiscardTranscript();
        alice.Vanish();
        scenario.Wait(TimeSpan.FromSeconds(301));
        var back = scenario.Connect("back");
        var ended = back.Answer(back.Ask(Resume, Token(token, 1)))["error"]!["data"]!;
        Assert.Equal(("SessionEnded", "ConnectionLost"), ((string)ended["failure"]!, (string)ended["cause"]!));
        scenario.Wait(TimeSpan.FromMinutes(10));
        Assert.Equal("ResumeRefused", back.Failure(back.Ask(Resume, Token(token, 1))));
        Assert.Equal(0, scenario.Core.ResumeTokens.Count);
        scenario.VerifyTranscript();
    }

    [Fact]
    public void AfterALogout_NothingThatWasCapturedIsOfUse()
    {
        using var scenario = new Scenario();
        var alice = scenario.LogIn();
        var token = TokenOf(alice);
        alice.Ask(Request);
        var thief = scenario.Connect("thief");
        Assert.Equal("SessionEnded", thief.Failure(thief.Ask(Resume, Token(token, 0))));
        Assert.Equal("NoSession", thief.Failure(thief.Ask("channelgroup.request.ready")));
    }

    [Fact]
    public void WhatJustFitsIntoTheWindow_IsReplayed()
    {
        using var scenario = new Scenario(new HisOptions { MaxReplayEvents = 3 });
        var alice = scenario.LogInReady();
        alice.Vanish();
        scenario.AtSwitch("makes alice Not Ready", it => it.MakeNotReadyByItself(Scenario.Alice));
        var back = scenario.Connect("back");
        Assert.True((bool)back.Answer(ResumeFrom(back, alice))["result"]!["replayed"]!);
        Assert.Equal(3, back.Events.Count());
    }

    [Fact]
    public void ASessionThatEndsWhileItsNextTokenIsWritten_IsNotGoneOnWith()
    {
        using var scenario = new Scenario(store: new Testing.MemoryStore());
        var alice = scenario.LogIn();
        scenario.Store!.IsSlow = true;
        var back = scenario.Connect("back");
        var asked = ResumeFrom(back, alice);
        scenario.AtSwitch("an administrator logs alice off", it => it.LogOutByItself(Scenario.Alice));
        scenario.Store.Write();
        scenario.Run();
        Assert.Equal("SessionEnded", back.Failure(asked));
    }

    [Fact]
    public void WhoIsBackInTime_IsNotLoggedOut_HoweverLongTheDiskTakes()
    {
        using var scenario = new Scenario(store: new Testing.MemoryStore());
        var alice = scenario.LogInReady();
        alice.Vanish();
        scenario.Wait(scenario.Core.Options.PresenceLogoutAfter - TimeSpan.FromSeconds(1));
        scenario.Store!.IsSlow = true;
        var back = scenario.Connect("back");
        var asked = ResumeFrom(back, alice);
        scenario.Wait(TimeSpan.FromSeconds(2));
        scenario.Store.Write();
        scenario.Run();
        Assert.False((bool)back.Answer(asked)["result"]!["snapshot"]!["session"]!["loggingOut"]!);
        scenario.Wait(TimeSpan.FromHours(1));
        Assert.True(scenario.Switch.GetState(Scenario.Alice)!.LoggedIn);
    }

    [Fact]
    public void ATokenThatWasUsedUp_IsWorthNothing_AlsoAfterTheEnd_AndIsForgottenInTime()
    {
        using var scenario = new Scenario();
        var alice = scenario.LogIn();
        var back = scenario.Connect("back");
        ResumeFrom(back, alice);
        back.Ask(Request);
        var thief = scenario.Connect("thief");
        Assert.Equal("ResumeRefused", thief.Failure(ResumeFrom(thief, alice)));
        Assert.Equal("SessionEnded", thief.Failure(thief.Ask(Resume, Token(TokenOf(back), 0))));
        scenario.Wait(TimeSpan.FromMinutes(11));
        Assert.Equal("ResumeRefused", thief.Failure(thief.Ask(Resume, Token(TokenOf(back), 0))));
        Assert.Equal(0, scenario.Core.ResumeTokens.Count);
    }

    [Fact]
    public void WhoeverGuessesAtSequences_IsWrittenDown_AndCutOff()
    {
        using var scenario = new Scenario(store: new Testing.MemoryStore());
        var alice = scenario.LogIn();
        var back = scenario.Connect("back");
        for (var i = 0; i < scenario.Core.Options.MaxStrikes; i++)
        {
            Assert.Null(back.Closed);
            back.Ask(Resume, Token(TokenOf(alice), 4711));
        }

        scenario.Store!.Write();
        Assert.Equal(
            5,
            scenario.Store.Journal.Count(it => it is { Action: "session.request.resume", Failure: "InvalidParams", Agent: Scenario.Alice })
        );
        back.Raw("""{"jsonrpc":"2.0","method":"hello"}""");
        Assert.Equal(1008, back.Closed?.Number);
    }

    private static string ResumeFrom(Browser browser, Browser before) => browser.Ask(Resume, Token(TokenOf(before), Sequence(before)));

    private static JsonObject Token(string token, long lastSequence) => new() { ["resumeToken"] = token, ["lastSequence"] = lastSequence };

    private static string TokenOf(Browser browser) =>
        (string)browser.Heard.Select(it => it["result"]?["resumeToken"]).Last(token => token is not null)!;

    private static long Sequence(Browser browser) =>
        browser.Heard.Max(it => (long?)it["params"]?["sequence"] ?? (long?)it["result"]?["snapshot"]?["session"]?["sequence"] ?? 0);
}
