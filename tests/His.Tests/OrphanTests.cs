using System.Text.Json.Nodes;
using His.Persistence;
using His.Platform.Simulator;
using His.Testing;
using static His.Tests.ReconciliationTests;

namespace His.Tests;

/// <summary>Agents at the switch without a session (docs/use-cases/reconciliation.md).</summary>
public class OrphanTests
{
    private const int OrphanIs = 3013;
    private static readonly TimeSpan AMinute = TimeSpan.FromSeconds(61);

    [Fact]
    public void ALoginThatTheSwitchCarriesOutTooLate_LeavesAnOrphan_WhoIsLoggedOffAfterThePresenceTime()
    {
        using var counted = new Counted();
        using var scenario = new Scenario(store: new MemoryStore());
        Start(scenario);
        scenario.DiscardTranscript();
        scenario.Fault(SwitchOperation.Login, FaultBehaviour.LateOk);
        var alice = scenario.Connect();
        var login = alice.Ask("session.request.login", Login());
        scenario.Wait(TimeSpan.FromSeconds(11));
        Assert.Equal("SwitchUnavailable", alice.Failure(login));
        scenario.Wait(TimeSpan.FromSeconds(2));
        scenario.AtSwitch("she is Ready there, for whatever reason", it => it.MakeReadyByItself(Scenario.Alice, "phone"));
        scenario.Wait(AMinute);
        Assert.True(scenario.Switch.GetState(Scenario.Alice)!.LoggedIn);
        Assert.DoesNotContain(scenario.Switch.GetState(Scenario.Alice)!.Channels, it => it.Ready);
        scenario.Wait(TimeSpan.FromSeconds(240));
        Assert.True(scenario.Switch.GetState(Scenario.Alice)!.LoggedIn);
        scenario.Wait(AMinute);
        Assert.False(scenario.Switch.GetState(Scenario.Alice)!.LoggedIn);
        Assert.Equal(["agent.orphan.found", "agent.orphan.notready", "agent.orphan.loggedoff"], Orphan(scenario));
        Assert.Equal(
            ["Agent 1001, who has no session, was made Not Ready", "Agent 1001, who has no session, was logged off"],
            scenario.Logs.Of(OrphanIs)
        );
        Assert.Equal(
            (1, 1, 1),
            (counted["his.orphan.actions found"], counted["his.orphan.actions notready"], counted["his.orphan.actions loggedoff"])
        );
        scenario.Core.Reconciler.Stop();
        scenario.VerifyTranscript();
    }

    [Fact]
    public void ATakeoverThatIsKilledInItsMiddle_LeavesAnOrphan_WhoMayLogInAgain()
    {
        using var scenario = new Scenario(store: new MemoryStore());
        scenario.LogInReady();
        scenario.Store!.Write();
        scenario.Store.IsSlow = true;
        var again = scenario.Connect("again");
        again.Ask(
            "session.request.login",
            new JsonObject
            {
                ["agentId"] = Scenario.Alice,
                ["password"] = "secret",
                ["override"] = true,
            }
        );
        scenario.Store.WriteUpToTheLastSureOne(); // the older session is over, the newer one is not safe
        scenario.DiscardTranscript();
        scenario.KillAndStart();
        Assert.Equal(0, scenario.Core.Sessions.Count);
        Start(scenario);
        Assert.DoesNotContain(scenario.Switch.GetState(Scenario.Alice)!.Channels, it => it.Ready);
        scenario.Wait(TimeSpan.FromSeconds(299));
        scenario.LogIn();
        scenario.Wait(TimeSpan.FromSeconds(600));
        Assert.True(scenario.Switch.GetState(Scenario.Alice)!.LoggedIn);
        Assert.Equal(1, scenario.Core.Sessions.Count);
        scenario.Core.Reconciler.Stop();
        scenario.VerifyTranscript();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void AnOrphanInACall_IsLoggedOffWhenItIsOver(bool wrapUpBlocks)
    {
        using var scenario = new Scenario(new HisOptions { WrapUpBlocksLogout = wrapUpBlocks }, store: new MemoryStore());
        var (_, call) = scenario.LogInWithCall();
        scenario.KillAndStart();
        scenario.Core.Sessions.Leave(Scenario.Alice, scenario.Core.Sessions.Find(Scenario.Alice)!); // as if it had never been kept
        Start(scenario);
        scenario.Wait(TimeSpan.FromSeconds(600));
        Assert.True(scenario.Switch.GetState(Scenario.Alice)!.LoggedIn);
        scenario.AtSwitch("the customer hangs up", it => it.Parties.EndByCustomer(call));
        scenario.Wait(AMinute);
        Assert.Equal(wrapUpBlocks, scenario.Switch.GetState(Scenario.Alice)!.LoggedIn);
        scenario.Core.Reconciler.Stop();
    }

    [Fact]
    public void ALoginThatIsUnderWay_IsNoOrphan()
    {
        using var scenario = new Scenario(new HisOptions { PresenceLogoutAfter = TimeSpan.FromSeconds(20) }, store: new MemoryStore());
        Start(scenario);
        scenario.Wait(TimeSpan.FromSeconds(55));
        scenario.AtSwitch(
            "will do it and never say so",
            it => it.Faults.Add(new Fault(SwitchOperation.Login, FaultBehaviour.EventWithoutOk))
        );
        var alice = scenario.Connect();
        alice.Ask("session.request.login", Login());
        scenario.AtSwitch("makes her Ready", it => it.MakeReadyByItself(Scenario.Alice, "phone"));
        scenario.DiscardTranscript();
        scenario.Wait(TimeSpan.FromSeconds(6)); // a comparison
        Assert.Contains(scenario.Switch.GetState(Scenario.Alice)!.Channels, it => it.Ready);
        Assert.Empty(Orphan(scenario));
        scenario.Wait(AMinute); // the login was given up
        Assert.DoesNotContain(scenario.Switch.GetState(Scenario.Alice)!.Channels, it => it.Ready);
        scenario.Core.Reconciler.Stop();
    }

    [Fact]
    public void ALoginThatComesWhileHisSeesToAnOrphan_WaitsForIt()
    {
        using var scenario = new Scenario(store: new MemoryStore());
        LeaveAnOrphan(scenario);
        scenario.DiscardTranscript();
        scenario.AtSwitch("takes a second for everything", it => it.ChangeSettings(new SettingsChange(Latency: TimeSpan.FromSeconds(1))));
        Start(scenario);
        scenario.Wait(TimeSpan.FromSeconds(1.5)); // it has the list and looks for her
        var alice = scenario.Connect();
        var login = alice.Ask("session.request.login", Login());
        scenario.Wait(TimeSpan.FromSeconds(5));
        Assert.NotNull(alice.Answer(login)["result"]);
        Assert.Equal(1, scenario.Core.Sessions.Count);
        scenario.Core.Reconciler.Stop();
        scenario.VerifyTranscript();
    }

    [Fact]
    public void AnOrphanWhomTheSwitchDoesNotConfirm_IsFoundByALaterComparison_AndHasAllTheTimeFromThen()
    {
        using var scenario = new Scenario(store: new MemoryStore());
        LeaveAnOrphan(scenario);
        scenario.Fault(SwitchOperation.Ask, FaultBehaviour.Hang);
        Start(scenario);
        scenario.Wait(TimeSpan.FromSeconds(11));
        Assert.Empty(Orphan(scenario));
        scenario.Wait(AMinute);
        Assert.Equal(["agent.orphan.found", "agent.orphan.notready"], Orphan(scenario));
        scenario.Wait(TimeSpan.FromSeconds(250));
        Assert.True(scenario.Switch.GetState(Scenario.Alice)!.LoggedIn);
        scenario.Wait(AMinute);
        Assert.False(scenario.Switch.GetState(Scenario.Alice)!.LoggedIn);
        scenario.Core.Reconciler.Stop();
    }

    [Fact]
    public void AnOrphanWhoIsLoggedOffWhileHisQueriesTheSwitch_HasAllTheTimeAgain()
    {
        using var scenario = new Scenario(store: new MemoryStore());
        LeaveAnOrphan(scenario);
        Start(scenario);
        scenario.Wait(TimeSpan.FromSeconds(290));
        scenario.AtSwitch("takes a second for everything", it => it.ChangeSettings(new SettingsChange(Latency: TimeSpan.FromSeconds(1))));
        scenario.Wait(TimeSpan.FromSeconds(11.5)); // HIS has the list, and her time is up
        scenario.AtSwitch("logs alice off", it => it.LogOutByItself(Scenario.Alice));
        scenario.Wait(TimeSpan.FromSeconds(1));
        scenario.AtSwitch("takes no time", it => it.ChangeSettings(new SettingsChange(Latency: TimeSpan.Zero)));
        LeaveAnOrphan(scenario);
        scenario.Wait(TimeSpan.FromSeconds(200));
        Assert.True(scenario.Switch.GetState(Scenario.Alice)!.LoggedIn);
        scenario.Wait(TimeSpan.FromSeconds(200));
        Assert.False(scenario.Switch.GetState(Scenario.Alice)!.LoggedIn);
        scenario.Core.Reconciler.Stop();
    }

    [Fact]
    public void AnAgentOfAnotherHis_IsNotTouched()
    {
        using var scenario = new Scenario(store: new MemoryStore());
        LeaveAnOrphan(scenario);
        LeaveAnOrphan(scenario, "1002", "bob");
        scenario.Store!.Refusal = WriteResult.Superseded;
        Start(scenario);
        scenario.Wait(TimeSpan.FromSeconds(900));
        Assert.True(scenario.Switch.GetState(Scenario.Alice)!.LoggedIn);
        Assert.Contains(scenario.Switch.GetState(Scenario.Alice)!.Channels, it => it.Ready);
        Assert.Equal(
            [Scenario.Alice],
            scenario.Switch.Commands.Entries.Where(it => it.Operation == SwitchOperation.Ask).Select(it => it.AgentId)
        );
        Assert.Equal(0, scenario.Clock.Alarms); // and it looks no more
    }

    [Fact]
    public void WhereTheSettingSaysSo_OrphansAreLeftAlone()
    {
        using var scenario = new Scenario(new HisOptions { LogOffOrphans = false }, store: new MemoryStore());
        LeaveAnOrphan(scenario);
        Start(scenario);
        scenario.Wait(TimeSpan.FromSeconds(900));
        Assert.Contains(scenario.Switch.GetState(Scenario.Alice)!.Channels, it => it.Ready);
        scenario.Core.Reconciler.Stop();
    }

    [Fact]
    public void AnOrphanWhoWasGoneMeanwhile_HasAllTheTimeAgain_AndIsNotReadyAllTheWhile()
    {
        using var scenario = new Scenario(store: new MemoryStore());
        LeaveAnOrphan(scenario);
        Start(scenario);
        scenario.Wait(TimeSpan.FromSeconds(200));
        scenario.AtSwitch("logs alice off", it => it.LogOutByItself(Scenario.Alice));
        scenario.Wait(AMinute);
        LeaveAnOrphan(scenario);
        scenario.Wait(TimeSpan.FromSeconds(150));
        Assert.True(scenario.Switch.GetState(Scenario.Alice)!.LoggedIn);
        scenario.AtSwitch("makes her Ready, for whatever reason", it => it.MakeReadyByItself(Scenario.Alice, "chat"));
        scenario.Wait(AMinute);
        Assert.DoesNotContain(scenario.Switch.GetState(Scenario.Alice)!.Channels, it => it.Ready);
        scenario.Wait(TimeSpan.FromSeconds(300));
        Assert.False(scenario.Switch.GetState(Scenario.Alice)!.LoggedIn);
        scenario.Core.Reconciler.Stop();
    }

    [Fact]
    public void WhoLoggedOutWhileTheListWasOnItsWay_WasNoOrphan()
    {
        var arrival = new TaskCompletionSource();
        using var scenario = new Scenario(store: new MemoryStore(), platform: it => new SlowToList(it, arrival.Task));
        var alice = scenario.LogIn();
        Start(scenario);
        alice.Ask("session.request.logout");
        arrival.SetResult();
        scenario.Wait(TimeSpan.FromSeconds(59));
        LeaveAnOrphan(scenario);
        scenario.Wait(TimeSpan.FromSeconds(300));
        Assert.True(scenario.Switch.GetState(Scenario.Alice)!.LoggedIn);
        scenario.Wait(AMinute);
        Assert.False(scenario.Switch.GetState(Scenario.Alice)!.LoggedIn);
        scenario.Core.Reconciler.Stop();
    }

    [Fact]
    public void AnOrphanWhoTriedToLogIn_HasAllTheTimeAgain()
    {
        using var scenario = new Scenario(store: new MemoryStore());
        LeaveAnOrphan(scenario);
        Start(scenario);
        scenario.Wait(TimeSpan.FromSeconds(295));
        scenario.Fault(SwitchOperation.Login, FaultBehaviour.Hang);
        scenario.LogIn();
        scenario.Wait(TimeSpan.FromSeconds(300));
        Assert.True(scenario.Switch.GetState(Scenario.Alice)!.LoggedIn);
        scenario.Core.Reconciler.Stop();
    }

    private static JsonObject Login() => new() { ["agentId"] = Scenario.Alice, ["password"] = "secret" };

    private static IEnumerable<string> Orphan(Scenario scenario) =>
        scenario.Store!.Journal.Select(it => it.Action).Where(it => it.StartsWith("agent.orphan", StringComparison.Ordinal));
}
