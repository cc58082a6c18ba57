using System.Text.Json.Nodes;
using static His.Tests.LogoutTests;
using static His.Tests.ResumeTests;

namespace His.Tests;

/// <summary>The token of the use case Resume (docs/use-cases/resume.md): good once, for one client.</summary>
public class ResumeTokenTests
{
    private const string Resume = "session.request.resume";

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

    private static string ResumeFrom(Browser browser, Browser before) => browser.Ask(Resume, Token(TokenOf(before), Sequence(before)));

    private static JsonObject Token(string token, long lastSequence) => new() { ["resumeToken"] = token, ["lastSequence"] = lastSequence };
}
