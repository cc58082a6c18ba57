using System.Diagnostics.Metrics;
using His.Platform;
using His.Platform.Simulator;
using His.Testing;

namespace His.Tests;

/// <summary>Sessions compared with the switch (docs/use-cases/reconciliation.md).</summary>
public class ReconciliationTests
{
    private static readonly TimeSpan AMinute = TimeSpan.FromSeconds(61);

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

    internal static IEnumerable<string> Compared(Scenario scenario)
    {
        scenario.Store!.Write();
        return scenario.Store.Journal.Select(it => it.Action).Where(it => it.StartsWith("session.reconciled", StringComparison.Ordinal));
    }

    internal static void Start(Scenario scenario)
    {
        scenario.Core.Reconciler.Start();
        scenario.Run();
    }

    /// <summary>Alice is at the switch, Ready, and HIS knows nothing of her.</summary>
    internal static void LeaveAnOrphan(Scenario scenario, string agentId = Scenario.Alice, string name = "alice")
    {
        var deaf = new Deaf();
        var login = scenario.Switch.LogInAsync(new AgentIdentity(agentId, name), null, deaf, CancellationToken.None).Result;
        var agent = Assert.IsType<LogInResult.LoggedIn>(login).Agent;
        _ = agent.MakeReadyAsync("phone", CancellationToken.None);
        _ = agent.DisposeAsync().AsTask();
    }

    /// <summary>A list is long, and what is in it may be older than what is heard meanwhile.</summary>
    internal sealed class SlowToList(IPlatform inner, Task arrival) : PlatformBehind(inner)
    {
        public override async Task<IReadOnlyList<AgentListing>?> ListAgentsAsync(CancellationToken cancellationToken)
        {
            var there = await base.ListAgentsAsync(cancellationToken);
            await arrival;
            return there;
        }
    }

    internal sealed class Deaf : IAgentEventSink
    {
        public void OnEvent(SwitchEvent switchEvent) { }
    }

    /// <summary>What the meter of HIS counts on this thread, on which a scenario runs alone.</summary>
    internal sealed class Counted : IDisposable
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
