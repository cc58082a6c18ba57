using System.Text.Json.Nodes;
using His.Platform.Simulator;
using His.Testing;
using static His.Tests.RestartTests;

namespace His.Tests;

/// <summary>HIS is killed and started again (docs/use-cases/restart.md): its clients resume their sessions.</summary>
public class RestartResumeTests
{
    private const string Resume = "session.request.resume";
    private const string RequestId = "6f0e7b1c-1111-4222-8333-444455556666";

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
}
