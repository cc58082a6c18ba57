using His.Platform;
using His.Platform.Simulator;
using static His.Tests.LogoutTests;

namespace His.Tests;

/// <summary>The reason of a logout (docs/use-cases/logout.md): AF1.</summary>
public class LogoutReasonTests
{
    internal const string Request = "session.request.logout";

    private static readonly PolicyChange Codes = new(
        ReasonRequirement.Required,
        FreeText: false,
        [new("BREAK", "Break"), new("HOME", "End of shift")]
    );

    [Fact]
    public void Logout_WithAReasonThatNobodyAskedFor_RecordsIt()
    {
        using var scenario = new Scenario();
        var alice = scenario.LogIn();
        scenario.DiscardTranscript();
        alice.Ask(Request, Reason(text: "Going home"));
        scenario.VerifyTranscript();
    }

    [Theory]
    [InlineData("\u202egoing home", null)]
    [InlineData("go\u200bing home", null)]
    [InlineData(" \u3000 ", null)]
    [InlineData("\u0301\u0301", null)]
    [InlineData(null, "\u202eHOME")]
    public void Logout_WithAReasonThatNobodyCanRead_IsAskedAgain(string? text, string? code)
    {
        using var scenario = new Scenario(title: "unreadable");
        var alice = scenario.LogIn();
        Assert.Equal("NeedInfo", alice.Failure(alice.Ask(Request, Reason(code, text))));
        Assert.True(scenario.Switch.GetState(Scenario.Alice)!.LoggedIn);
    }

    [Fact]
    public void Logout_WithARequiredReason_AsksForItOnceAndTakesIt()
    {
        using var scenario = new Scenario();
        scenario.Switch.ChangeSettings(new SettingsChange(LogoutReason: Codes));
        var alice = scenario.LogInReady();
        scenario.DiscardTranscript();
        alice.Ask(Request);
        alice.Ask(Request, Reason(code: "HOME"));
        scenario.VerifyTranscript();
    }

    [Fact]
    public void Logout_WhoseReasonScreenIsCancelled_HasChangedNothing()
    {
        using var scenario = new Scenario();
        scenario.Switch.ChangeSettings(new SettingsChange(LogoutReason: Codes));
        var alice = scenario.LogInReady();
        scenario.DiscardTranscript();
        alice.Ask(Request);
        Assert.DoesNotContain(alice.Events, it => it["params"]!["sequence"]!.GetValue<int>() > 8);
        scenario.Offer(ChannelType.Chat);
        scenario.VerifyTranscript();
    }

    [Fact]
    public void Logout_WhoseReasonIsChosenWhileACallRings_IsRefusedForTheCall()
    {
        using var scenario = new Scenario();
        scenario.Switch.ChangeSettings(new SettingsChange(LogoutReason: Codes));
        var alice = scenario.LogInReady();
        Assert.Equal("NeedInfo", alice.Failure(alice.Ask(Request)));
        scenario.Offer(ChannelType.Telephony);
        var heard = alice.Events.Count();
        Assert.Equal("OngoingInteraction", alice.Failure(alice.Ask(Request, Reason(code: "HOME"))));
        Assert.Equal(heard, alice.Events.Count());
        Assert.DoesNotContain(scenario.Switch.Commands.Entries, it => it.Operation is SwitchOperation.NotReady or SwitchOperation.Logout);
    }

    [Fact]
    public void Logout_IsAskedForItsReason_AsOftenAsItComesWithoutOne()
    {
        using var scenario = new Scenario();
        scenario.Switch.ChangeSettings(new SettingsChange(LogoutReason: Codes));
        var alice = scenario.LogInReady();
        var heard = alice.Events.Count();
        for (var i = 0; i < 30; i++)
        {
            Assert.Equal("NeedInfo", alice.Failure(alice.Ask(Request)));
            scenario.Wait(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(heard, alice.Events.Count());
        scenario.Offer(ChannelType.Chat); // she gets work all the while
        Assert.Contains("RateLimited", Enumerable.Range(0, 200).Select(_ => alice.Failure(alice.Ask(Request))));
        Assert.Null(alice.Closed);
    }

    [Fact]
    public void Logout_WithAReasonThatIsWrong_IsAskedAgain()
    {
        using var scenario = new Scenario();
        scenario.Switch.ChangeSettings(new SettingsChange(LogoutReason: Codes));
        var alice = scenario.LogInReady();
        scenario.DiscardTranscript();
        alice.Ask(Request, Reason(code: "home"));
        alice.Ask(Request, Reason(code: ""));
        alice.Ask(Request, Reason(text: "Going home"));
        scenario.VerifyTranscript();
    }

    [Fact]
    public void Logout_WithAReasonThatIsStale_IsAskedAgainWithTheFreshList()
    {
        using var scenario = new Scenario();
        scenario.Switch.ChangeSettings(new SettingsChange(LogoutReason: Codes));
        var alice = scenario.LogInReady();
        scenario.DiscardTranscript();
        scenario.AtSwitch(
            "has another list of reasons",
            it =>
                it.ChangeSettings(
                    new SettingsChange(LogoutReason: new PolicyChange(ReasonRequirement.Required, FreeText: false, [new("LEAVE", "Leave")]))
                )
        );
        alice.Ask(Request, Reason(code: "HOME"));
        alice.Ask(Request, Reason(code: "LEAVE"));
        scenario.VerifyTranscript();
    }

    [Fact]
    public void Logout_WithFreeTextWhereItIsAllowed_TakesItNormalized()
    {
        using var scenario = new Scenario();
        scenario.Switch.ChangeSettings(new SettingsChange(LogoutReason: Codes with { FreeText = true }));
        var alice = scenario.LogIn();
        scenario.DiscardTranscript();
        alice.Ask(Request, Reason(text: "  Cafe\u0301 \ud83d\ude42 "));
        Assert.Equal("Caf\u00e9 \ud83d\ude42", scenario.Switch.GetState(Scenario.Alice)!.LogoutReason!.Text);
        scenario.VerifyTranscript();
    }
}
