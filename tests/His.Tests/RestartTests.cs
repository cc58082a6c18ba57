using System.Text.Json.Nodes;
using His.Platform.Simulator;
using His.Testing;

namespace His.Tests;

/// <summary>HIS is killed and started again (docs/use-cases/restart.md): same switch, same store, nothing else.</summary>
public class RestartTests
{
    private const string Resume = "session.request.resume";

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

    internal static JsonObject Token(Browser browser) =>
        new()
        {
            ["resumeToken"] = (string)browser.Answer("1")["result"]!["resumeToken"]!,
            ["lastSequence"] = (long)browser.Events.Last()["params"]!["sequence"]!,
        };
}
