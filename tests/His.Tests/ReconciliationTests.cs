using System.Diagnostics.Metrics;
using System.Text.Json.Nodes;
using His.Journal;
using His.Persistence;
using His.Platform;
using His.Platform.Simulator;
using His.Testing;

namespace His.Tests;

/// <summary>Sessions and switch are held against each other (docs/use-cases/reconciliation.md).</summary>
public class ReconciliationTests
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
    public void NewsThatGotLost_IsFound_AndTheSwitchIsRight()
    {
        using var counted = new Counted();
        using var scenario = new Scenario(store: new MemoryStore());
        var alice = scenario.LogInReady();
        Start(scenario);
        scenario.DiscardTranscript();
        scenario.AtSwitch(
            "makes her Not Ready, and a call begins; nobody is told",
            it =>
                it.Silently(
                    Scenario.Alice,
                    _ =>
                    {
                        it.MakeNotReadyByItself(Scenario.Alice);
                        it.Parties.OfferInteractionAnyway(Scenario.Alice, "phone", "+4930123456");
                    }
                )
        );
        Assert.Equal("channel.event.ready", (string?)alice.Events.Last()["method"]);
        scenario.Wait(AMinute);
        Assert.Equal(["session.reconciled.channels"], Compared(scenario));
        Assert.Equal((1, 2), (counted["his.reconciliation.discrepancies Channels"], counted["his.reconciliation.count"]));
        scenario.Core.Reconciler.Stop();
        scenario.VerifyTranscript();
    }

    [Fact]
    public void AnInteractionThatWasMissed_IsFound()
    {
        using var scenario = new Scenario(store: new MemoryStore());
        var alice = scenario.LogInReady();
        Start(scenario);
        scenario.AtSwitch(
            "a chat begins; nobody is told",
            it => it.Silently(Scenario.Alice, _ => it.Parties.OfferInteraction(Scenario.Alice, ChannelType.Chat, "guest"))
        );
        scenario.Wait(AMinute);
        Assert.Equal("interaction.event.created", (string?)alice.Events.Last()["method"]);
        scenario.Core.Reconciler.Stop();
    }

    [Fact]
    public void AnAgentWhoIsGone_WhichNobodyTold_IsLoggedOut_CauseReconciled()
    {
        using var scenario = new Scenario(store: new MemoryStore());
        scenario.LogInReady();
        Start(scenario);
        scenario.DiscardTranscript();
        scenario.AtSwitch("logs alice off; nobody is told", it => it.Silently(Scenario.Alice, _ => it.LogOutByItself(Scenario.Alice)));
        Assert.Equal(1, scenario.Core.Sessions.Count);
        scenario.Wait(AMinute);
        Assert.Equal(0, scenario.Core.Sessions.Count);
        scenario.Core.Reconciler.Stop();
        scenario.VerifyTranscript();
    }

    [Fact]
    public void WhenTheLinkIsBack_ItIsComparedAtOnce()
    {
        using var scenario = new Scenario(store: new MemoryStore());
        Start(scenario);
        scenario.DiscardTranscript();
        scenario.AtSwitch(
            "loses the link; meanwhile bob comes and is Ready",
            it =>
            {
                it.LoseLink();
                it.RestoreLink();
                LeaveAnOrphan(scenario);
                it.LoseLink();
            }
        );
        scenario.Wait(TimeSpan.FromSeconds(5));
        Assert.Contains(scenario.Switch.GetState(Scenario.Alice)!.Channels, it => it.Ready);
        var alarms = scenario.Clock.Alarms;
        scenario.AtSwitch("the link is back", it => it.RestoreLink());
        Assert.DoesNotContain(scenario.Switch.GetState(Scenario.Alice)!.Channels, it => it.Ready);
        Assert.Equal(alarms, scenario.Clock.Alarms); // the pause that was cut short does not go on
        scenario.Core.Reconciler.Stop();
    }

    [Theory]
    [InlineData(FaultBehaviour.Hang)]
    [InlineData(FaultBehaviour.Fail)]
    public void AListThatDoesNotCome_IsNoTruth(FaultBehaviour behaviour)
    {
        using var scenario = new Scenario(store: new MemoryStore());
        scenario.LogInReady();
        scenario.Fault(SwitchOperation.List, behaviour, times: 2);
        Start(scenario);
        scenario.Wait(AMinute);
        Assert.Equal(1, scenario.Core.Sessions.Count);
        scenario.Wait(AMinute);
        scenario.AtSwitch("logs alice off; nobody is told", it => it.Silently(Scenario.Alice, _ => it.LogOutByItself(Scenario.Alice)));
        scenario.Wait(AMinute);
        Assert.Equal(0, scenario.Core.Sessions.Count);
        scenario.Core.Reconciler.Stop();
    }

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
    public void OneChannelThatDiffers_IsEnough_AlsoInASessionThatHasOutlivedHis()
    {
        using var scenario = new Scenario(store: new MemoryStore());
        scenario.LogInReady();
        scenario.KillAndStart();
        Start(scenario);
        Start(scenario); // once is enough
        Assert.Single(scenario.Switch.Commands.Entries, it => it.Operation == SwitchOperation.List);
        scenario.Wait(TimeSpan.FromSeconds(50)); // Not Ready by now, for nobody is there
        scenario.AtSwitch(
            "takes the chat away; nobody is told",
            it => it.Silently(Scenario.Alice, _ => it.DeactivateByItself(Scenario.Alice, "chat"))
        );
        scenario.Wait(TimeSpan.FromSeconds(20));
        Assert.Equal(["session.reconciled.channels"], Compared(scenario));
        scenario.Core.Reconciler.Stop();
    }

    [Fact]
    public void ACallAndAWrapUp_AreNoDifference()
    {
        using var scenario = new Scenario(store: new MemoryStore());
        var alice = scenario.LogInReady();
        LogoutTests.Bring(scenario, alice, ChannelType.Telephony, InteractionState.Connected);
        LogoutTests.Bring(scenario, alice, ChannelType.Chat, InteractionState.Ended);
        Start(scenario);
        Assert.Empty(Compared(scenario));
        scenario.Core.Reconciler.Stop();
    }

    [Fact]
    public void WhomTheSwitchHasLoggedOffInACall_IsNotFoundGoneEachTime()
    {
        using var scenario = new Scenario(store: new MemoryStore());
        scenario.LogInWithCall();
        scenario.AtSwitch("an administrator logs alice off", it => it.LogOutByItself(Scenario.Alice));
        Start(scenario);
        Assert.Empty(Compared(scenario));
        scenario.Core.Reconciler.Stop();
    }

    [Fact]
    public void TheEndOfACall_WhichNobodyTold_IsFound_AlsoWhereTheSwitchHasLoggedTheAgentOffInIt()
    {
        using var scenario = new Scenario(store: new MemoryStore());
        var (_, call) = scenario.LogInWithCall();
        scenario.AtSwitch("an administrator logs alice off", it => it.LogOutByItself(Scenario.Alice));
        scenario.AtSwitch(
            "the customer hangs up; nobody is told",
            it =>
                it.Silently(
                    Scenario.Alice,
                    _ =>
                    {
                        it.ChangeSettings(new SettingsChange(WrapUp: false));
                        it.Parties.EndByCustomer(call);
                    }
                )
        );
        scenario.Wait(TimeSpan.FromSeconds(1));
        Start(scenario);
        Assert.Equal(0, scenario.Core.Sessions.Count);
        Assert.Empty(Compared(scenario)); // the list could not tell
        scenario.Core.Reconciler.Stop();
    }

    [Fact]
    public void WhoLogsOnAtTheSwitchAgain_WhichNobodyTold_IsThereAgain()
    {
        using var scenario = new Scenario(store: new MemoryStore());
        var (alice, _) = scenario.LogInWithCall();
        scenario.AtSwitch("an administrator logs alice off", it => it.LogOutByItself(Scenario.Alice));
        scenario.AtSwitch(
            "she logs on at the switch; nobody is told",
            it => it.Silently(Scenario.Alice, _ => it.LogInByItself(Scenario.Alice))
        );
        scenario.Wait(TimeSpan.FromSeconds(1));
        Start(scenario);
        Assert.Equal("channel.event.activated", (string?)alice.Events.Last()["method"]);
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

    private static IEnumerable<string> Compared(Scenario scenario)
    {
        scenario.Store!.Write();
        return scenario.Store.Journal.Select(it => it.Action).Where(it => it.StartsWith("session.reconciled", StringComparison.Ordinal));
    }

    private static void Start(Scenario scenario)
    {
        scenario.Core.Reconciler.Start();
        scenario.Run();
    }

    private static JsonObject Login() => new() { ["agentId"] = Scenario.Alice, ["password"] = "secret" };

    /// <summary>Alice is at the switch, Ready, and HIS knows nothing of her.</summary>
    private static void LeaveAnOrphan(Scenario scenario, string agentId = Scenario.Alice, string name = "alice")
    {
        var deaf = new Deaf();
        var login = scenario.Switch.LogInAsync(new AgentIdentity(agentId, name), null, deaf, CancellationToken.None).Result;
        var agent = Assert.IsType<LogInResult.LoggedIn>(login).Agent;
        _ = agent.MakeReadyAsync("phone", CancellationToken.None);
        _ = agent.DisposeAsync().AsTask();
    }

    private static IEnumerable<string> Orphan(Scenario scenario) =>
        scenario.Store!.Journal.Select(it => it.Action).Where(it => it.StartsWith("agent.orphan", StringComparison.Ordinal));

    /// <summary>A list is long, and what is in it may be older than what is heard meanwhile.</summary>
    private sealed class SlowToList(IPlatform inner, Task arrival) : PlatformBehind(inner)
    {
        public override async Task<IReadOnlyList<AgentListing>?> ListAgentsAsync(CancellationToken cancellationToken)
        {
            var there = await base.ListAgentsAsync(cancellationToken);
            await arrival;
            return there;
        }
    }

    private sealed class Deaf : IAgentEventSink
    {
        public void OnEvent(SwitchEvent switchEvent) { }
    }

    /// <summary>What the meter of HIS counts on this thread, on which a scenario runs alone.</summary>
    private sealed class Counted : IDisposable
    {
        private readonly int _thread = Environment.CurrentManagedThreadId;
        private readonly MeterListener _listener = new();
        private readonly Dictionary<string, long> _sums = new(StringComparer.Ordinal);

        public Counted()
        {
            _listener.InstrumentPublished = (instrument, it) =>
            {
                if (instrument.Meter.Name == "HIS")
                {
                    it.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<long>(
                (instrument, value, tags, _) =>
                {
                    if (Environment.CurrentManagedThreadId == _thread)
                    {
                        var name = tags.Length == 0 ? instrument.Name : $"{instrument.Name} {tags[0].Value}";
                        _sums[name] = _sums.GetValueOrDefault(name) + value;
                    }
                }
            );
            _listener.Start();
        }

        public long this[string name] => _sums.GetValueOrDefault(name);

        public void Dispose() => _listener.Dispose();
    }
}
