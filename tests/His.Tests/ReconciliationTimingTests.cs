using System.Text.Json.Nodes;
using His.Platform.Simulator;
using His.Testing;
using static His.Tests.ReconciliationTests;

namespace His.Tests;

/// <summary>A list of the switch that is older than what HIS already knows (docs/use-cases/reconciliation.md).</summary>
public class ReconciliationTimingTests
{
    [Fact]
    public void ALogoutThatIsUnderWay_IsNotDisturbed()
    {
        using var scenario = new Scenario(new HisOptions { ReconciliationInterval = TimeSpan.FromSeconds(1) }, store: new MemoryStore());
        var alice = scenario.LogInReady();
        Start(scenario);
        scenario.AtSwitch("takes a second for everything", it => it.ChangeSettings(new SettingsChange(Latency: TimeSpan.FromSeconds(1))));
        var logout = alice.Ask("session.request.logout");
        scenario.Wait(TimeSpan.FromSeconds(30));
        Assert.NotNull(alice.Answer(logout)["result"]);
        Assert.DoesNotContain(
            scenario.Store!.Journal,
            it =>
                it.Action.StartsWith("session.reconciled", StringComparison.Ordinal)
                || it.Action.StartsWith("agent.orphan", StringComparison.Ordinal)
        );
        scenario.Core.Reconciler.Stop();
    }

    [Fact]
    public void WhileACommandIsAtWork_NothingIsCompared()
    {
        using var scenario = new Scenario(store: new MemoryStore());
        var alice = scenario.LogIn();
        scenario.Fault(SwitchOperation.Ready, FaultBehaviour.Hang, "phone");
        alice.Ask("channel.request.ready", new JsonObject { ["channelId"] = "phone" });
        scenario.AtSwitch(
            "takes the chat away; nobody is told",
            it => it.Silently(Scenario.Alice, _ => it.DeactivateByItself(Scenario.Alice, "chat"))
        );
        Start(scenario);
        scenario.Wait(TimeSpan.FromSeconds(16)); // it was not done, and the switch was asked
        Assert.Empty(Compared(scenario));
        scenario.Core.Reconciler.Stop();
    }

    [Fact]
    public void AListThatIsOlderThanTheNews_SaysNothing()
    {
        using var scenario = new Scenario(store: new MemoryStore());
        scenario.LogInReady();
        scenario.AtSwitch("takes a second for everything", it => it.ChangeSettings(new SettingsChange(Latency: TimeSpan.FromSeconds(1))));
        Start(scenario);
        scenario.AdvanceWithoutRunning(TimeSpan.FromSeconds(1)); // the list is on its way
        scenario.AtSwitch("makes her Not Ready", it => it.MakeNotReadyByItself(Scenario.Alice));
        scenario.Wait(TimeSpan.FromSeconds(5));
        Assert.Empty(Compared(scenario));
        scenario.Core.Reconciler.Stop();
    }

    [Fact]
    public void WhoLogsInWhileTheListIsOnItsWay_IsNoDifference()
    {
        var arrival = new TaskCompletionSource();
        using var scenario = new Scenario(store: new MemoryStore(), platform: it => new SlowToList(it, arrival.Task));
        Start(scenario);
        scenario.LogIn();
        scenario.Wait(TimeSpan.FromSeconds(1));
        arrival.SetResult();
        scenario.Run();
        Assert.Empty(Compared(scenario));
        Assert.Equal(1, scenario.Core.Sessions.Count);
        scenario.Core.Reconciler.Stop();
    }

    [Fact]
    public void WhatWasAskedForWhileTheListIsOnItsWay_IsNewer()
    {
        var arrival = new TaskCompletionSource();
        using var scenario = new Scenario(store: new MemoryStore(), platform: it => new SlowToList(it, arrival.Task));
        var alice = scenario.LogIn();
        Start(scenario);
        scenario.Wait(TimeSpan.FromSeconds(1));
        scenario.AtSwitch(
            "a call begins; nobody is told",
            it => it.Silently(Scenario.Alice, _ => it.Parties.OfferInteractionAnyway(Scenario.Alice, "phone", "+4930123456"))
        );
        scenario.Fault(SwitchOperation.Ready, FaultBehaviour.Fail);
        alice.Ask("channel.request.ready", new JsonObject { ["channelId"] = "chat" }); // so HIS asks how she stands
        Assert.Equal("interaction.event.created", (string?)alice.Events.Last()["method"]);
        arrival.SetResult();
        scenario.Run();
        Assert.Empty(Compared(scenario));
        scenario.Core.Reconciler.Stop();
    }
}
