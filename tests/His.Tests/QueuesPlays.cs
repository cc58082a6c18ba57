using System.Text.Json.Nodes;
using His.Platform;
using His.Platform.Simulator;
using His.Testing;
using static His.Tests.LogoutPlays;

namespace His.Tests;

/// <summary>
/// One channel, several queues: work may come as soon as one of them gives it, and a command has reached its goal when all of them agree.
/// </summary>
public class QueuesPlays
{
    private const string Updated = "channel.event.updated";
    private static readonly Reason Missed = new(Code: null, "Auto-Pause");

    [Fact]
    public void PausedInOneQueueByTheSwitch_IsToldWithItsReason_AndReadyMendsIt()
    {
        using var play = new Play();
        var alice = play.LogInReady();
        play.Begin();
        play.AtSwitch("pauses alice in support, for she let it ring", it => it.SetQueueByItself(Play.Alice, "phone", new("support", AgentState.NotReady, Missed)));
        alice.Ask("channelgroup.request.ready");
        alice.Ask("channelgroup.request.ready");
        play.Approve();
    }

    [Theory]
    [InlineData(SwitchOperation.Ready, "channel.request.ready", "SwitchRefused")]
    [InlineData(SwitchOperation.NotReady, "channel.request.notready", "NotReadyFailure")]
    [InlineData(SwitchOperation.Activate, "channelgroup.request.activate", "ActivationFailure")]
    [InlineData(SwitchOperation.Deactivate, "channelgroup.request.deactivate", "DeactivationFailure")]
    public void DoneInOneQueueOnly_IsAFailureThatNamesTheOther_AndTheNextCommandMendsIt(SwitchOperation operation, string method, string failure)
    {
        using var play = new Play(
            simulator: new SimulatorOptions { StartInactive = operation == SwitchOperation.Activate },
            title: $"{nameof(DoneInOneQueueOnly_IsAFailureThatNamesTheOther_AndTheNextCommandMendsIt)}_{operation}");
        var alice = play.LogIn();
        if (operation == SwitchOperation.NotReady)
        {
            alice.Ask("channel.request.ready", Phone());
        }

        play.Begin();
        play.Fault(operation, FaultBehaviour.Fail, "phone", message: "No, not there.", queue: "support");
        var asked = alice.Ask(method, Phone());
        Assert.Equal((failure, "support"), (alice.Failure(asked), QueuesOf(alice, asked)));
        Assert.EndsWith(". Not done in: support.", (string?)alice.Answer(asked)["error"]!["message"], StringComparison.Ordinal);
        alice.Ask(method, Phone());
        play.Approve();
    }

    [Theory]
    [InlineData(FaultBehaviour.OkWithoutEvent)]
    [InlineData(FaultBehaviour.Hang)]
    public void ReadyInOneQueueOnly_IsNoSuccess_HoweverTheSwitchAnswers(FaultBehaviour behaviour)
    {
        using var play = new Play();
        var alice = play.LogIn();
        play.Fault(SwitchOperation.Ready, behaviour, "phone", queue: "sales");
        var asked = alice.Ask("channel.request.ready", Phone());
        Assert.Equal(0, alice.Heard.Count(it => it["id"]?.ToString() == asked)); // not before it is sure
        play.Wait(TimeSpan.FromSeconds(11));
        Assert.Equal(("SwitchRefused", "sales"), (alice.Failure(asked), QueuesOf(alice, asked)));
        Assert.Equal("sales NotReady, support Ready", Told(alice).Single());
        Assert.Null(alice.Failure(alice.Ask("channel.request.ready", Phone())));
        Assert.Equal(["sales NotReady, support Ready", ""], Told(alice));
    }

    [Fact]
    public void WhileACommandIsAtWork_NothingIsToldOfItsQueues_AndNobodySeesThem()
    {
        using var play = new Play(simulator: new SimulatorOptions { LateMs = 5000 });
        var alice = play.LogIn();
        play.Fault(SwitchOperation.Ready, FaultBehaviour.LateOk, "phone", queue: "support");
        alice.Ask("channel.request.ready", Phone());
        Assert.Equal("channel.event.ready", (string?)alice.Events.Last()["method"]);
        var back = play.Connect("back");
        Assert.Null(PhoneIn(back, Resume(back, alice))["queues"]);
        play.Wait(TimeSpan.FromSeconds(6));
        Assert.Empty(Told(alice).Concat(Told(back)));
    }

    [Fact]
    public void ASnapshot_HasTheQueuesThatDiffer_AndSoHasOneAfterARestart()
    {
        using var play = new Play(store: new MemoryStore());
        play.LogInReady().Ask(Request);
        var alice = play.LogIn();
        alice.Ask("channel.request.ready", Phone());
        play.AtSwitch("takes alice out of support", it => it.SetQueueByItself(Play.Alice, "phone", new("support", AgentState: null)));
        var back = play.Connect("back");
        Assert.Equal("sales Ready, support -", InWords(PhoneIn(back, Resume(back, alice))["queues"]));
        play.Store!.Write();
        play.KillAndStart();
        var later = play.Connect("later");
        Assert.Equal("sales Ready, support -", InWords(PhoneIn(later, Resume(later, back))["queues"]));
        Assert.Empty(Told(later)); // nothing has changed
        play.Store.Write();
        play.KillAndStart("the switch takes her into support again", it => it.SetQueueByItself(Play.Alice, "phone", new("support", AgentState.Ready)));
        var last = play.Connect("last");
        Assert.Null(PhoneIn(last, Resume(last, later))["queues"]);
    }

    [Fact]
    public void ALogin_TellsTheQueuesThatDiffer()
    {
        using var play = new Play();
        var alice = play.LogInReady();
        play.AtSwitch("pauses alice in sales", it => it.SetQueueByItself(Play.Alice, "chat", new("sales", AgentState.NotReady, Missed)));
        play.Begin();
        var other = play.Connect("other");
        other.Ask("session.request.login", new JsonObject { ["agentId"] = Play.Alice, ["password"] = "secret", ["override"] = true });
        Assert.Equal("sales NotReady Auto-Pause, support Ready", Told(other).Single());
    }

    [Fact]
    public void AnotherReasonInOneQueueOnly_IsAFailure_AndTheNextCommandMendsIt()
    {
        using var play = new Play();
        play.Switch.ChangeSettings(new SettingsChange(NotReadyReason: new PolicyChange(ReasonRequirement.Required, FreeText: false, [new("LUNCH", "Lunch"), new("MEET", "Meeting")])));
        var alice = play.LogInReady();
        Assert.Null(alice.Failure(alice.Ask("channel.request.notready", Because("LUNCH"))));
        play.Fault(SwitchOperation.NotReady, FaultBehaviour.OkWithoutEvent, "phone", queue: "sales");
        var asked = alice.Ask("channel.request.notready", Because("MEET"));
        play.Wait(TimeSpan.FromSeconds(4));
        Assert.Equal(("NotReadyFailure", "sales"), (alice.Failure(asked), QueuesOf(alice, asked)));
        Assert.Equal("sales NotReady LUNCH, support NotReady MEET", Told(alice).Single());
        Assert.Null(alice.Failure(alice.Ask("channel.request.notready", Because("MEET"))));
        Assert.Equal(("channel.event.notready", "MEET"), ((string?)alice.Events.Last()["method"], (string?)alice.Events.Last()["params"]!["reason"]!["code"])); // of all queues
        Assert.All(play.Switch.Truth(Play.Alice)!.Channels[0].Queues, it => Assert.Equal("MEET", it.Reason?.Code));
    }

    [Fact]
    public void QueuesWhoseNewsGotLost_AreFoundByAComparison()
    {
        using var play = new Play();
        var alice = play.LogInReady();
        play.House.Comparison.Start();
        play.Wait(TimeSpan.FromSeconds(61));
        play.AtSwitch("pauses alice in support, and nobody hears of it", it =>
            it.Silently(Play.Alice, silent => silent.SetQueueByItself(Play.Alice, "phone", new("support", AgentState.NotReady, Missed))));
        play.Wait(TimeSpan.FromSeconds(61));
        Assert.Equal("sales Ready, support NotReady Auto-Pause", Told(alice).Single());
        play.House.Comparison.Stop();
    }

    [Fact]
    public void ALogoutThatFailedInItsMiddle_IsToldWhenTheLinkIsBack()
    {
        using var play = new Play();
        var alice = play.LogInReady();
        play.Begin();
        play.Fault(SwitchOperation.NotReady, FaultBehaviour.Hang, "phone", queue: "support");
        alice.Ask(Request);
        play.AtSwitch("loses its link", it => it.LoseLink());
        play.Wait(TimeSpan.FromSeconds(32));
        play.AtSwitch("has its link again", it => it.RestoreLink());
        alice.Ask(Request);
        play.Approve();
    }

    [Fact]
    public void TheJournal_NamesTheQueues()
    {
        using var play = new Play(store: new MemoryStore());
        var alice = play.LogInReady();
        play.AtSwitch("pauses alice in support", it => it.SetQueueByItself(Play.Alice, "phone", new("support", AgentState.NotReady, Missed)));
        play.Wait(TimeSpan.FromSeconds(30));
        alice.Ask("channel.request.ready", Phone());
        alice.Ask("channel.request.notready", Phone());
        play.Store!.Write();
        var rows = play.Store.Journal.Where(it => it is { Channel: "phone", Event: not null }).ToList();
        var told = rows.Where(it => it.What == Updated).ToList();
        Assert.Equal(["sales: Ready; support: NotReady, Auto-Pause", null], told.Select(it => it.ReasonText));
        Assert.Equal(["SwitchInitiated", "AgentRequest"], told.Select(it => it.Cause));
        Assert.All(told, it => Assert.Null(it.Lasted)); // of the state of the channel nothing has ended
        Assert.Equal(TimeSpan.FromSeconds(30), rows.Last().Lasted);
    }

    private static JsonObject Phone() => new() { ["channelId"] = "phone" };

    private static JsonObject Because(string code) => new() { ["channelId"] = "phone", ["reason"] = new JsonObject { ["code"] = code } };

    private static string Resume(Browser back, Browser left) => back.Ask("session.request.resume", new JsonObject
    {
        ["resumeToken"] = (string)left.Heard.Last(it => it["result"]?["resumeToken"] is not null)["result"]!["resumeToken"]!,
        ["lastSequence"] = (long)left.Heard.Last(it => it["result"]?["snapshot"] is not null)["result"]!["snapshot"]!["session"]!["sequence"]!,
    });

    private static JsonNode PhoneIn(Browser browser, string asked) => browser.Answer(asked)["result"]!["snapshot"]!["channelGroup"]!["channels"]![0]!;

    private static string QueuesOf(Browser browser, string asked) =>
        string.Join(", ", browser.Answer(asked)["error"]?["data"]?["queues"]?.AsArray().Select(it => (string?)it) ?? []);

    /// <summary>All that was told of queues, event by event.</summary>
    private static IReadOnlyList<string> Told(Browser browser) =>
        [.. browser.Events.Where(it => (string?)it["method"] == Updated).Select(it => InWords(it["params"]!["queues"]))];

    private static string InWords(JsonNode? queues) => string.Join(", ", queues!.AsArray().Select(it => string.Join(
        ' ', new[] { (string?)it!["queue"], (string?)it["agentState"] ?? "-", (string?)it["reason"]?["code"], (string?)it["reason"]?["text"] }.OfType<string>())));
}
