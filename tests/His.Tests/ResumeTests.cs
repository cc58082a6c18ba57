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

    private static string ResumeFrom(Browser browser, Browser before) => browser.Ask(Resume, Token(TokenOf(before), Sequence(before)));

    private static JsonObject Token(string token, long lastSequence) => new() { ["resumeToken"] = token, ["lastSequence"] = lastSequence };

    internal static string TokenOf(Browser browser) =>
        (string)browser.Heard.Select(it => it["result"]?["resumeToken"]).Last(token => token is not null)!;

    internal static long Sequence(Browser browser) =>
        browser.Heard.Max(it => (long?)it["params"]?["sequence"] ?? (long?)it["result"]?["snapshot"]?["session"]?["sequence"] ?? 0);
}
