using System.Text.Json.Nodes;
using His.Platform;
using His.Platform.Simulator;
using His.Testing;
using static His.Tests.LogoutTests;

namespace His.Tests;

/// <summary>
/// One channel, several queues: work may come as soon as one of them gives it, and a command has reached its goal when all of them agree.
/// </summary>
public class QueuesTests
{
    private const string Updated = "channel.event.updated";
    private static readonly Reason Missed = new(Code: null, "Auto-Pause");

    [Fact]
    public void PausedInOneQueueByTheSwitch_IsToldWithItsReason_AndReadyMendsIt()
    {
        using var scenario = new Scenario();
        var alice = scenario.LogInReady();
        scenario.DiscardTranscript();
        scenario.AtSwitch(
            "pauses alice in support, for she let it ring",
            it => it.SetQueueByItself(Scenario.Alice, "phone", new("support", AgentState.NotReady, Missed))
        );
        alice.Ask("channelgroup.request.ready");
        alice.Ask("channelgroup.request.ready");
        scenario.VerifyTranscript();
    }

    [Theory]
    [InlineData(SwitchOperation.Ready, "channel.request.ready", "SwitchRefused")]
    [InlineData(SwitchOperation.NotReady, "channel.request.notready", "NotReadyFailure")]
    [InlineData(SwitchOperation.Activate, "channelgroup.request.activate", "ActivationFailure")]
    [InlineData(SwitchOperation.Deactivate, "channelgroup.request.deactivate", "DeactivationFailure")]
    public void DoneInOneQueueOnly_IsAFailureThatNamesTheOther_AndTheNextCommandMendsIt(
        SwitchOperation operation,
        string method,
        string failure
    )
    {
        using var scenario = new Scenario(
            simulator: new SimulatorOptions { StartInactive = operation == SwitchOperation.Activate },
            title: $"{nameof(DoneInOneQueueOnly_IsAFailureThatNamesTheOther_AndTheNextCommandMendsIt)}_{operation}"
        );
        var alice = scenario.LogIn();
        if (operation == SwitchOperation.NotReady)
        {
            alice.Ask("channel.request.ready", Phone());
        }

        scenario.DiscardTranscript();
        scenario.Fault(operation, FaultBehaviour.Fail, "phone", message: "No, not there.", queue: "support");
        var asked = alice.Ask(method, Phone());
        Assert.Equal((failure, "support"), (alice.Failure(asked), QueuesOf(alice, asked)));
        Assert.EndsWith(". Not done in: support.", (string?)alice.Answer(asked)["error"]!["message"], StringComparison.Ordinal);
        alice.Ask(method, Phone());
        scenario.VerifyTranscript();
    }

    [Theory]
    [InlineData(FaultBehaviour.OkWithoutEvent)]
    [InlineData(FaultBehaviour.Hang)]
    public void ReadyInOneQueueOnly_IsNoSuccess_HoweverTheSwitchAnswers(FaultBehaviour behaviour)
    {
        using var scenario = new Scenario();
        var alice = scenario.LogIn();
        scenario.Fault(SwitchOperation.Ready, behaviour, "phone", queue: "sales");
        var asked = alice.Ask("channel.request.ready", Phone());
        Assert.Equal(0, alice.Heard.Count(it => it["id"]?.ToString() == asked)); // not before it is sure
        scenario.Wait(TimeSpan.FromSeconds(11));
        Assert.Equal(("SwitchRefused", "sales"), (alice.Failure(asked), QueuesOf(alice, asked)));
        Assert.Equal("sales NotReady, support Ready", Told(alice).Single());
        Assert.Null(alice.Failure(alice.Ask("channel.request.ready", Phone())));
        Assert.Equal(["sales NotReady, support Ready", ""], Told(alice));
    }

    [Fact]
    public void WhileACommandIsAtWork_NothingIsToldOfItsQueues_AndNobodySeesThem()
    {
        using var scenario = new Scenario(simulator: new SimulatorOptions { LateOkDelay = TimeSpan.FromSeconds(5) });
        var alice = scenario.LogIn();
        scenario.Fault(SwitchOperation.Ready, FaultBehaviour.LateOk, "phone", queue: "support");
        alice.Ask("channel.request.ready", Phone());
        Assert.Equal("channel.event.ready", (string?)alice.Events.Last()["method"]);
        var back = scenario.Connect("back");
        Assert.Null(PhoneIn(back, Resume(back, alice))["queues"]);
        scenario.Wait(TimeSpan.FromSeconds(6));
        Assert.Empty(Told(alice).Concat(Told(back)));
    }

    [Fact]
    public void ASnapshot_HasTheQueuesThatDiffer_AndSoHasOneAfterARestart()
    {
        using var scenario = new Scenario(store: new MemoryStore());
        scenario.LogInReady().Ask(Request);
        var alice = scenario.LogIn();
        alice.Ask("channel.request.ready", Phone());
        scenario.AtSwitch(
            "takes alice out of support",
            it => it.SetQueueByItself(Scenario.Alice, "phone", new("support", AgentState: null))
        );
        var back = scenario.Connect("back");
        Assert.Equal("sales Ready, support -", InWords(PhoneIn(back, Resume(back, alice))["queues"]));
        scenario.Store!.Write();
        scenario.KillAndStart();
        var later = scenario.Connect("later");
        Assert.Equal("sales Ready, support -", InWords(PhoneIn(later, Resume(later, back))["queues"]));
        Assert.Empty(Told(later)); // nothing has changed
        scenario.Store.Write();
        scenario.KillAndStart(
            "the switch takes her into support again",
            it => it.SetQueueByItself(Scenario.Alice, "phone", new("support", AgentState.Ready))
        );
        var last = scenario.Connect("last");
        Assert.Null(PhoneIn(last, Resume(last, later))["queues"]);
    }

    [Fact]
    public void ALogin_TellsTheQueuesThatDiffer()
    {
        using var scenario = new Scenario();
        var alice = scenario.LogInReady();
        scenario.AtSwitch(
            "pauses alice in sales",
            it => it.SetQueueByItself(Scenario.Alice, "chat", new("sales", AgentState.NotReady, Missed))
        );
        scenario.DiscardTranscript();
        var other = scenario.Connect("other");
        other.Ask(
            "session.request.login",
            new JsonObject
            {
                ["agentId"] = Scenario.Alice,
                ["password"] = "secret",
                ["override"] = true,
            }
        );
        Assert.Equal("sales NotReady Auto-Pause, support Ready", Told(other).Single());
    }

    [Fact]
    public void AnotherReasonInOneQueueOnly_IsAFailure_AndTheNextCommandMendsIt()
    {
        using var scenario = new Scenario();
        scenario.Switch.ChangeSettings(
            new SettingsChange(
                NotReadyReason: new PolicyChange(
                    ReasonRequirement.Required,
                    FreeText: false,
                    [new("LUNCH", "Lunch"), new("MEET", "Meeting")]
                )
            )
        );
        var alice = scenario.LogInReady();
        Assert.Null(alice.Failure(alice.Ask("channel.request.notready", Because("LUNCH"))));
        scenario.Fault(SwitchOperation.NotReady, FaultBehaviour.OkWithoutEvent, "phone", queue: "sales");
        var asked = alice.Ask("channel.request.notready", Because("MEET"));
        scenario.Wait(TimeSpan.FromSeconds(4));
        Assert.Equal(("NotReadyFailure", "sales"), (alice.Failure(asked), QueuesOf(alice, asked)));
        Assert.Equal("sales NotReady LUNCH, support NotReady MEET", Told(alice).Single());
        Assert.Null(alice.Failure(alice.Ask("channel.request.notready", Because("MEET"))));
        Assert.Equal(
            ("channel.event.notready", "MEET"),
            ((string?)alice.Events.Last()["method"], (string?)alice.Events.Last()["params"]!["reason"]!["code"])
        ); // of all queues
        Assert.All(scenario.Switch.GetState(Scenario.Alice)!.Channels[0].Queues, it => Assert.Equal("MEET", it.Reason?.Code));
    }

    [Fact]
    public void QueuesWhoseNewsGotLost_AreFoundByAComparison()
    {
        using var scenario = new Scenario();
        var alice = scenario.LogInReady();
        scenario.Core.Reconciler.Start();
        scenario.Wait(TimeSpan.FromSeconds(61));
        scenario.AtSwitch(
            "pauses alice in support, and nobody hears of it",
            it =>
                it.Silently(
                    Scenario.Alice,
                    silent => silent.SetQueueByItself(Scenario.Alice, "phone", new("support", AgentState.NotReady, Missed))
                )
        );
        scenario.Wait(TimeSpan.FromSeconds(61));
        Assert.Equal("sales Ready, support NotReady Auto-Pause", Told(alice).Single());
        scenario.Core.Reconciler.Stop();
    }

    [Fact]
    public void ALogoutThatFailedInItsMiddle_IsToldWhenTheLinkIsBack()
    {
        using var scenario = new Scenario();
        var alice = scenario.LogInReady();
        scenario.DiscardTranscript();
        scenario.Fault(SwitchOperation.NotReady, FaultBehaviour.Hang, "phone", queue: "support");
        alice.Ask(Request);
        scenario.AtSwitch("loses its link", it => it.LoseLink());
        scenario.Wait(TimeSpan.FromSeconds(32));
        scenario.AtSwitch("has its link again", it => it.RestoreLink());
        alice.Ask(Request);
        scenario.VerifyTranscript();
    }

    [Fact]
    public void TheJournal_NamesTheQueues()
    {
        using var scenario = new Scenario(store: new MemoryStore());
        var alice = scenario.LogInReady();
        scenario.AtSwitch(
            "pauses alice in support",
            it => it.SetQueueByItself(Scenario.Alice, "phone", new("support", AgentState.NotReady, Missed))
        );
        scenario.Wait(TimeSpan.FromSeconds(30));
        alice.Ask("channel.request.ready", Phone());
        alice.Ask("channel.request.notready", Phone());
        scenario.Store!.Write();
        var rows = scenario.Store.Journal.Where(it => it is { Channel: "phone", EventSequence: not null }).ToList();
        var told = rows.Where(it => it.Action == Updated).ToList();
        Assert.Equal(["sales: Ready; support: NotReady, Auto-Pause", null], told.Select(it => it.ReasonText));
        Assert.Equal(["SwitchInitiated", "AgentRequest"], told.Select(it => it.Cause));
        Assert.All(told, it => Assert.Null(it.Duration)); // of the state of the channel nothing has ended
        Assert.Equal(TimeSpan.FromSeconds(30), rows.Last().Duration);
    }

    private static JsonObject Phone() => new() { ["channelId"] = "phone" };

    private static JsonObject Because(string code) =>
        new()
        {
            ["channelId"] = "phone",
            ["reason"] = new JsonObject { ["code"] = code },
        };

    private static string Resume(Browser back, Browser left) =>
        back.Ask(
            "session.request.resume",
            new JsonObject
            {
                ["resumeToken"] = (string)left.Heard.Last(it => it["result"]?["resumeToken"] is not null)["result"]!["resumeToken"]!,
                ["lastSequence"] = (long)
                    left.Heard.Last(it => it["result"]?["snapshot"] is not null)["result"]!["snapshot"]!["session"]!["sequence"]!,
            }
        );

    private static JsonNode PhoneIn(Browser browser, string asked) =>
        browser.Answer(asked)["result"]!["snapshot"]!["channelGroup"]!["channels"]![0]!;

    private static string QueuesOf(Browser browser, string asked) =>
        string.Join(", ", browser.Answer(asked)["error"]?["data"]?["queues"]?.AsArray().Select(it => (string?)it) ?? []);

    /// <summary>All that was told of queues, event by event.</summary>
    private static IReadOnlyList<string> Told(Browser browser) =>
        [.. browser.Events.Where(it => (string?)it["method"] == Updated).Select(it => InWords(it["params"]!["queues"]))];

    private static string InWords(JsonNode? queues) =>
        string.Join(
            ", ",
            queues!
                .AsArray()
                .Select(it =>
                    string.Join(
                        ' ',
                        new[]
                        {
                            (string?)it!["queue"],
                            (string?)it["agentState"] ?? "-",
                            (string?)it["reason"]?["code"],
                            (string?)it["reason"]?["text"],
                        }.OfType<string>()
                    )
                )
        );
}
