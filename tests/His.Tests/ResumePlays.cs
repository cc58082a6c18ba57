using System.Text.Json.Nodes;
using His.Platform;
using His.Platform.Simulator;
using static His.Tests.LogoutPlays;

namespace His.Tests;

/// <summary>The use case Resume (docs/use-cases/resume.md), and presence beside it (decision R15).</summary>
public class ResumePlays
{
    private const string Resume = "session.request.resume";

    [Fact]
    public void AClientThatComesBack_HearsWhatItMissed_InOrder()
    {
        using var play = new Play();
        var alice = play.LogInReady();
        play.Begin();
        alice.Vanish();
        var call = play.Offer(ChannelType.Telephony);
        play.AtSwitch("the customer hangs up", it => it.EndByCustomer(call));
        var back = play.Connect("back");
        ResumeFrom(back, alice);
        play.Write("        later");
        play.Offer(ChannelType.Chat);
        Assert.Equal(Enumerable.Range(1, (int)Sequence(back)), alice.Events.Concat(back.Events).Select(it => (int)it["params"]!["sequence"]!));
        play.Approve();
    }

    [Fact]
    public void TheEndOfTheOldConnection_ComesLate_AndTouchesNothing()
    {
        using var play = new Play();
        var alice = play.LogInReady();
        play.Begin();
        var back = play.Connect("back");
        ResumeFrom(back, alice);
        Assert.Equal(4006, alice.Closed!.Number);
        alice.Vanish();
        play.Wait(TimeSpan.FromSeconds(400));
        Assert.Equal(1, play.House.Sessions.Count);
        play.Approve();
    }

    [Fact]
    public void WhoIsBackWhileTheLogoutForWantOfThemWaitsForACall_StaysLoggedIn()
    {
        using var play = new Play(simulator: new SimulatorOptions { WrapUp = false });
        var (alice, call) = play.Talk();
        alice.Vanish();
        play.Wait(TimeSpan.FromSeconds(310));
        var back = play.Connect("back");
        ResumeFrom(back, alice);
        play.AtSwitch("the customer hangs up", it => it.EndByCustomer(call));
        play.Wait(TimeSpan.FromSeconds(400));
        Assert.Equal(1, play.House.Sessions.Count);
        Assert.Null(back.Closed);
    }

    [Fact]
    public void WhoIsBackInTime_IsNeitherNotReady_NorLoggedOut()
    {
        using var play = new Play();
        var alice = play.LogInReady();
        play.Begin();
        alice.Vanish();
        play.Wait(TimeSpan.FromSeconds(19));
        var back = play.Connect("back");
        ResumeFrom(back, alice);
        play.Wait(TimeSpan.FromSeconds(400));
        Assert.Equal(1, play.House.Sessions.Count);
        back.Vanish();
        play.Wait(TimeSpan.FromSeconds(25));
        var again = play.Connect("again");
        ResumeFrom(again, back);
        play.Wait(TimeSpan.FromSeconds(400));
        Assert.Equal(1, play.House.Sessions.Count);
        play.Approve();
    }

    [Fact]
    public void AToken_IsGoodOnce()
    {
        using var play = new Play();
        var alice = play.LogIn();
        play.Begin();
        var back = play.Connect("back");
        ResumeFrom(back, alice);
        var thief = play.Connect("thief");
        var refused = ResumeFrom(thief, alice);
        Assert.Equal("ResumeRefused", thief.Failure(refused));
        Assert.Equal("NoSession", thief.Failure(thief.Ask("channelgroup.request.ready")));
        Assert.Null(back.Closed);
        Assert.Equal("ResumeRefused", thief.Failure(thief.Ask(Resume, Token("guessed", 0))));
        play.Approve();
    }

    [Fact]
    public void AResumeWhoseAnswerWasLost_CanBeSentAgain_ByItsRequestIdAlone()
    {
        using var play = new Play();
        var alice = play.LogInReady();
        var resume = Token(TokenOf(alice), Sequence(alice));
        play.Begin();
        alice.Vanish();
        resume["requestId"] = "0b7a2a52-6d3c-4a43-9a5e-3d5a1f1c2e21";
        var lost = play.Connect("lost");
        lost.Ask(Resume, resume);
        lost.Vanish();
        var lostAgain = play.Connect("lost'");
        lostAgain.Ask(Resume, resume.DeepClone().AsObject());
        lostAgain.Vanish();
        var thief = play.Connect("thief");
        Assert.Equal("ResumeRefused", thief.Failure(ResumeFrom(thief, alice)));
        resume["requestId"] = "0b7a2a52-6d3c-4a43-9a5e-3d5a1f1c2e22";
        Assert.Equal("ResumeRefused", thief.Failure(thief.Ask(Resume, resume.DeepClone().AsObject())));
        var back = play.Connect("back");
        resume["requestId"] = "0b7a2a52-6d3c-4a43-9a5e-3d5a1f1c2e21";
        Assert.NotNull(back.Answer(back.Ask(Resume, resume.DeepClone().AsObject()))["result"]);

        // The next resume makes an end of it.
        var again = play.Connect("again");
        ResumeFrom(again, back);
        Assert.Equal("ResumeRefused", thief.Failure(thief.Ask(Resume, resume.DeepClone().AsObject())));
        Assert.Equal(2, play.House.ResumeTokens.Count);
        play.Approve();
    }

    [Fact]
    public void TwoResumesAtOnce_WithOneToken_OneGoesOn_AndTheOtherHasNothing()
    {
        using var play = new Play();
        var alice = play.LogIn();
        var token = TokenOf(alice);
        play.Begin();
        alice.Vanish();
        var first = play.Connect("first");
        var second = play.Connect("second");
        var won = first.Send(Resume, Token(token, Sequence(alice)));
        var lost = second.Send(Resume, Token(token, Sequence(alice)));
        second.Send("channelgroup.request.ready");
        second.Send("session.request.login", new JsonObject { ["agentId"] = "1002", ["password"] = "secret" });
        play.Run();
        Assert.NotNull(first.Answer(won)["result"]);
        Assert.Equal("ResumeRefused", second.Failure(lost));
        play.Approve();
    }

    [Fact]
    public void AConnectionThatIsGoneBeforeItsResumeIsLookedAt_CountsAsGone()
    {
        using var play = new Play();
        var alice = play.LogInReady();
        play.Begin();
        var back = play.Connect("back");
        back.Send(Resume, Token(TokenOf(alice), Sequence(alice)));
        back.Vanish();
        play.Wait(TimeSpan.FromSeconds(301));
        Assert.Equal(0, play.House.Sessions.Count);
        play.Approve();
    }

    [Fact]
    public void WhoWasAwayTooLong_GetsASnapshot_AndIsTold()
    {
        using var play = new Play(new HisOptions { ReplayEvents = 3 });
        var alice = play.LogIn();
        play.Begin();
        alice.Vanish();
        foreach (var channel in new[] { "phone", "chat", "email" })
        {
            play.AtSwitch($"an administrator makes {channel} Ready, and Not Ready", it =>
            {
                it.MakeReadyByItself(Play.Alice, channel);
                it.MakeNotReadyByItself(Play.Alice);
            });
        }

        var back = play.Connect("back");
        var asked = ResumeFrom(back, alice);
        Assert.False((bool)back.Answer(asked)["result"]!["replayed"]!);
        Assert.Empty(back.Events);
        play.Approve();
    }

    [Fact]
    public void WhatIsOlderThanTheWindow_IsNotReplayed()
    {
        using var play = new Play(new HisOptions { ReplayFor = TimeSpan.FromSeconds(5), PresenceNotReadyAfter = TimeSpan.FromMinutes(1) });
        var alice = play.LogInReady();
        alice.Vanish();
        play.Offer(ChannelType.Telephony);
        play.Wait(TimeSpan.FromSeconds(6));
        var back = play.Connect("back");
        Assert.False((bool)back.Answer(ResumeFrom(back, alice))["result"]!["replayed"]!);
    }

    [Fact]
    public void ASequenceOfTheFuture_IsRefused_AndChangesNothing()
    {
        using var play = new Play();
        var alice = play.LogIn();
        play.Begin();
        var back = play.Connect("back");
        var asked = back.Ask(Resume, Token(TokenOf(alice), Sequence(alice) + 1));
        Assert.Equal("InvalidParams", back.Failure(asked));
        Assert.Null(alice.Closed);
        ResumeFrom(back, alice); // the token was not used up
        play.Approve();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(6)]
    public void WhoComesBackWhileALogoutRuns_SeesItRun_AndGetsItsEnd(int seconds)
    {
        using var play = new Play(title: $"{nameof(WhoComesBackWhileALogoutRuns_SeesItRun_AndGetsItsEnd)}_after_{seconds}_s");
        var alice = play.LogInReady();
        play.Begin();
        play.AtSwitch("takes 1 s for everything", it => it.ChangeSettings(new SettingsChange(LatencyMs: 1000)));
        var same = new JsonObject { ["requestId"] = "0b7a2a52-6d3c-4a43-9a5e-3d5a1f1c2e20" };
        alice.Ask(Request, same);
        alice.Vanish();
        play.Wait(TimeSpan.FromSeconds(seconds + 0.5));
        var back = play.Connect("back");
        var resumed = ResumeFrom(back, alice);
        Assert.True((bool)back.Answer(resumed)["result"]!["snapshot"]!["session"]!["loggingOut"]!);
        var asked = back.Ask(Request, same.DeepClone().AsObject());
        play.Wait(TimeSpan.FromSeconds(10));
        Assert.Equal(3, back.Answer(asked)["result"]!["channels"]!.AsArray().Count);
        Assert.Equal(1000, back.Closed!.Number);
        play.Approve();
    }

    [Fact]
    public void AfterTheEnd_TheOwnerHearsHowItEnded_ForTenMinutes()
    {
        using var play = new Play();
        var alice = play.LogIn();
        var token = TokenOf(alice);
        play.Begin();
        alice.Vanish();
        play.Wait(TimeSpan.FromSeconds(301));
        var back = play.Connect("back");
        var ended = back.Answer(back.Ask(Resume, Token(token, 1)))["error"]!["data"]!;
        Assert.Equal(("SessionEnded", "ConnectionLost"), ((string)ended["failure"]!, (string)ended["cause"]!));
        play.Wait(TimeSpan.FromMinutes(10));
        Assert.Equal("ResumeRefused", back.Failure(back.Ask(Resume, Token(token, 1))));
        Assert.Equal(0, play.House.ResumeTokens.Count);
        play.Approve();
    }

    [Fact]
    public void AfterALogout_NothingThatWasCapturedIsOfUse()
    {
        using var play = new Play();
        var alice = play.LogIn();
        var token = TokenOf(alice);
        alice.Ask(Request);
        var thief = play.Connect("thief");
        Assert.Equal("SessionEnded", thief.Failure(thief.Ask(Resume, Token(token, 0))));
        Assert.Equal("NoSession", thief.Failure(thief.Ask("channelgroup.request.ready")));
    }

    [Fact]
    public void WhatJustFitsIntoTheWindow_IsReplayed()
    {
        using var play = new Play(new HisOptions { ReplayEvents = 3 });
        var alice = play.LogInReady();
        alice.Vanish();
        play.AtSwitch("makes alice Not Ready", it => it.MakeNotReadyByItself(Play.Alice));
        var back = play.Connect("back");
        Assert.True((bool)back.Answer(ResumeFrom(back, alice))["result"]!["replayed"]!);
        Assert.Equal(3, back.Events.Count());
    }

    [Fact]
    public void ASessionThatEndsWhileItsNextTokenIsWritten_IsNotGoneOnWith()
    {
        using var play = new Play(store: new Testing.MemoryStore());
        var alice = play.LogIn();
        play.Store!.IsSlow = true;
        var back = play.Connect("back");
        var asked = ResumeFrom(back, alice);
        play.AtSwitch("an administrator logs alice off", it => it.LogOutByItself(Play.Alice));
        play.Store.Write();
        play.Run();
        Assert.Equal("SessionEnded", back.Failure(asked));
    }

    [Fact]
    public void WhoIsBackInTime_IsNotLoggedOut_HoweverLongTheDiskTakes()
    {
        using var play = new Play(store: new Testing.MemoryStore());
        var alice = play.LogInReady();
        alice.Vanish();
        play.Wait(play.House.Options.PresenceLogoutAfter - TimeSpan.FromSeconds(1));
        play.Store!.IsSlow = true;
        var back = play.Connect("back");
        var asked = ResumeFrom(back, alice);
        play.Wait(TimeSpan.FromSeconds(2));
        play.Store.Write();
        play.Run();
        Assert.False((bool)back.Answer(asked)["result"]!["snapshot"]!["session"]!["loggingOut"]!);
        play.Wait(TimeSpan.FromHours(1));
        Assert.True(play.Switch.Truth(Play.Alice)!.LoggedIn);
    }

    [Fact]
    public void ATokenThatWasUsedUp_IsWorthNothing_AlsoAfterTheEnd_AndIsForgottenInTime()
    {
        using var play = new Play();
        var alice = play.LogIn();
        var back = play.Connect("back");
        ResumeFrom(back, alice);
        back.Ask(Request);
        var thief = play.Connect("thief");
        Assert.Equal("ResumeRefused", thief.Failure(ResumeFrom(thief, alice)));
        Assert.Equal("SessionEnded", thief.Failure(thief.Ask(Resume, Token(TokenOf(back), 0))));
        play.Wait(TimeSpan.FromMinutes(11));
        Assert.Equal("ResumeRefused", thief.Failure(thief.Ask(Resume, Token(TokenOf(back), 0))));
        Assert.Equal(0, play.House.ResumeTokens.Count);
    }

    [Fact]
    public void WhoeverGuessesAtSequences_IsWrittenDown_AndCutOff()
    {
        using var play = new Play(store: new Testing.MemoryStore());
        var alice = play.LogIn();
        var back = play.Connect("back");
        for (var i = 0; i < play.House.Options.Strikes; i++)
        {
            Assert.Null(back.Closed);
            back.Ask(Resume, Token(TokenOf(alice), 4711));
        }

        play.Store!.Write();
        Assert.Equal(5, play.Store.Journal.Count(it => it is { What: "session.request.resume", Failure: "InvalidParams", Agent: Play.Alice }));
        back.Raw("""{"jsonrpc":"2.0","method":"hello"}""");
        Assert.Equal(1008, back.Closed?.Number);
    }

    private static string ResumeFrom(Browser browser, Browser before) => browser.Ask(Resume, Token(TokenOf(before), Sequence(before)));

    private static JsonObject Token(string token, long lastSequence) => new() { ["resumeToken"] = token, ["lastSequence"] = lastSequence };

    private static string TokenOf(Browser browser) => (string)browser.Heard.Select(it => it["result"]?["resumeToken"]).Last(token => token is not null)!;

    private static long Sequence(Browser browser) => browser.Heard.Max(it => (long?)it["params"]?["sequence"] ?? (long?)it["result"]?["snapshot"]?["session"]?["sequence"] ?? 0);
}
