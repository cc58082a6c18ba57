using System.Text.Json.Nodes;
using His.Platform;
using static His.Tests.ResumeTests;

namespace His.Tests;

/// <summary>The events that a resume replays, and the snapshot in their place (docs/use-cases/resume.md).</summary>
public class EventReplayTests
{
    private const string Resume = "session.request.resume";

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
}
