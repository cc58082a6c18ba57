using System.Diagnostics.Metrics;
using System.Text.Json.Nodes;
using His.Journal;
using His.Platform;
using His.Platform.Simulator;
using His.Testing;

namespace His.Tests;

/// <summary>Sessions and switch are held against each other (docs/use-cases/comparison.md).</summary>
public class ComparisonPlays
{
    private const int OrphanIs = 3013;

    private static readonly TimeSpan AMinute = TimeSpan.FromSeconds(61);

    [Fact]
    public void ALoginThatTheSwitchCarriesOutTooLate_LeavesAnOrphan_WhoIsLoggedOffAfterThePresenceTime()
    {
        using var counted = new Counted();
        using var play = new Play(store: new MemoryStore());
        Start(play);
        play.Begin();
        play.Fault(SwitchOperation.Login, FaultBehaviour.LateOk);
        var alice = play.Connect();
        var login = alice.Ask("session.request.login", Login());
        play.Wait(TimeSpan.FromSeconds(11));
        Assert.Equal("SwitchUnavailable", alice.Failure(login));
        play.Wait(TimeSpan.FromSeconds(2));
        play.AtSwitch("she is Ready there, for whatever reason", it => it.MakeReadyByItself(Play.Alice, "phone"));
        play.Wait(AMinute);
        Assert.True(play.Switch.Truth(Play.Alice)!.LoggedIn);
        Assert.DoesNotContain(play.Switch.Truth(Play.Alice)!.Channels, it => it.Ready);
        play.Wait(TimeSpan.FromSeconds(240));
        Assert.True(play.Switch.Truth(Play.Alice)!.LoggedIn);
        play.Wait(AMinute);
        Assert.False(play.Switch.Truth(Play.Alice)!.LoggedIn);
        Assert.Equal(["agent.orphan.found", "agent.orphan.notready", "agent.orphan.loggedoff"], Orphan(play));
        Assert.Equal(
            ["Agent 1001, who has no session: notready", "Agent 1001, who has no session: loggedoff"], play.Logs.Of(OrphanIs));
        Assert.Equal((1, 1, 1), (counted["his.orphans found"], counted["his.orphans notready"], counted["his.orphans loggedoff"]));
        play.House.Comparison.Stop();
        play.Approve();
    }

    [Fact]
    public void ATakeoverThatIsKilledInItsMiddle_LeavesAnOrphan_WhoMayLogInAgain()
    {
        using var play = new Play(store: new MemoryStore());
        play.LogInReady();
        play.Store!.Write();
        play.Store.IsSlow = true;
        var again = play.Connect("again");
        again.Ask("session.request.login", new JsonObject { ["agentId"] = Play.Alice, ["password"] = "secret", ["override"] = true });
        play.Store.WriteUpToTheLastSureOne(); // the older session is over, the newer one is not safe
        play.Begin();
        play.KillAndStart();
        Assert.Equal(0, play.House.Sessions.Count);
        Start(play);
        Assert.DoesNotContain(play.Switch.Truth(Play.Alice)!.Channels, it => it.Ready);
        play.Wait(TimeSpan.FromSeconds(299));
        play.LogIn();
        play.Wait(TimeSpan.FromSeconds(600));
        Assert.True(play.Switch.Truth(Play.Alice)!.LoggedIn);
        Assert.Equal(1, play.House.Sessions.Count);
        play.House.Comparison.Stop();
        play.Approve();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void AnOrphanInACall_IsLoggedOffWhenItIsOver(bool wrapUpBlocks)
    {
        using var play = new Play(new HisOptions { WrapUpBlocksLogout = wrapUpBlocks }, store: new MemoryStore());
        var (_, call) = play.Talk();
        play.KillAndStart();
        play.House.Sessions.Leave(Play.Alice, play.House.Sessions.Find(Play.Alice)!); // as if it had never been kept
        Start(play);
        play.Wait(TimeSpan.FromSeconds(600));
        Assert.True(play.Switch.Truth(Play.Alice)!.LoggedIn);
        play.AtSwitch("the customer hangs up", it => it.EndByCustomer(call));
        play.Wait(AMinute);
        Assert.Equal(wrapUpBlocks, play.Switch.Truth(Play.Alice)!.LoggedIn);
        play.House.Comparison.Stop();
    }

    [Fact]
    public void ALoginThatIsUnderWay_IsNoOrphan()
    {
        using var play = new Play(new HisOptions { PresenceLogoutAfter = TimeSpan.FromSeconds(20) }, store: new MemoryStore());
        Start(play);
        play.Wait(TimeSpan.FromSeconds(55));
        play.AtSwitch("will do it and never say so", it => it.Faults.Add(new Fault(SwitchOperation.Login, FaultBehaviour.EventWithoutOk)));
        var alice = play.Connect();
        alice.Ask("session.request.login", Login());
        play.AtSwitch("makes her Ready", it => it.MakeReadyByItself(Play.Alice, "phone"));
        play.Begin();
        play.Wait(TimeSpan.FromSeconds(6)); // a comparison
        Assert.Contains(play.Switch.Truth(Play.Alice)!.Channels, it => it.Ready);
        Assert.Empty(Orphan(play));
        play.Wait(AMinute); // the login was given up
        Assert.DoesNotContain(play.Switch.Truth(Play.Alice)!.Channels, it => it.Ready);
        play.House.Comparison.Stop();
    }

    [Fact]
    public void ALoginThatComesWhileHisSeesToAnOrphan_WaitsForIt()
    {
        using var play = new Play(store: new MemoryStore());
        LeaveAnOrphan(play);
        play.Begin();
        play.AtSwitch("takes a second for everything", it => it.ChangeSettings(new SettingsChange(LatencyMs: 1000)));
        Start(play);
        play.Wait(TimeSpan.FromSeconds(1.5)); // it has the list and looks for her
        var alice = play.Connect();
        var login = alice.Ask("session.request.login", Login());
        play.Wait(TimeSpan.FromSeconds(5));
        Assert.NotNull(alice.Answer(login)["result"]);
        Assert.Equal(1, play.House.Sessions.Count);
        play.House.Comparison.Stop();
        play.Approve();
    }

    [Fact]
    public void AnAgentOfAnotherHis_IsNotTouched()
    {
        using var play = new Play(store: new MemoryStore());
        LeaveAnOrphan(play);
        LeaveAnOrphan(play, "1002", "bob");
        play.Store!.Refusal = Kept.Foreign;
        Start(play);
        play.Wait(TimeSpan.FromSeconds(900));
        Assert.True(play.Switch.Truth(Play.Alice)!.LoggedIn);
        Assert.Contains(play.Switch.Truth(Play.Alice)!.Channels, it => it.Ready);
        Assert.Equal([Play.Alice], play.Switch.Told.Entries.Where(it => it.Operation == SwitchOperation.Ask).Select(it => it.AgentId));
        Assert.Equal(0, play.Clock.Alarms); // and it looks no more
    }

    [Fact]
    public void WhereTheSettingSaysSo_OrphansAreLeftAlone()
    {
        using var play = new Play(new HisOptions { OrphansAreLoggedOff = false }, store: new MemoryStore());
        LeaveAnOrphan(play);
        Start(play);
        play.Wait(TimeSpan.FromSeconds(900));
        Assert.Contains(play.Switch.Truth(Play.Alice)!.Channels, it => it.Ready);
        play.House.Comparison.Stop();
    }

    [Fact]
    public void NewsThatGotLost_IsFound_AndTheSwitchIsRight()
    {
        using var counted = new Counted();
        using var play = new Play(store: new MemoryStore());
        var alice = play.LogInReady();
        Start(play);
        play.Begin();
        play.AtSwitch("makes her Not Ready, and a call begins; nobody is told", it => it.Silently(Play.Alice, _ =>
        {
            it.MakeNotReadyByItself(Play.Alice);
            it.OfferInteractionAnyway(Play.Alice, "phone", "+4930123456");
        }));
        Assert.Equal("channel.event.ready", (string?)alice.Events.Last()["method"]);
        play.Wait(AMinute);
        Assert.Equal(["session.comparison.channels"], Compared(play));
        Assert.Equal((1, 2), (counted["his.comparison.differences Channels"], counted["his.comparisons"]));
        play.House.Comparison.Stop();
        play.Approve();
    }

    [Fact]
    public void AnInteractionThatWasMissed_IsFound()
    {
        using var play = new Play(store: new MemoryStore());
        var alice = play.LogInReady();
        Start(play);
        play.AtSwitch("a chat begins; nobody is told", it => it.Silently(Play.Alice, _ => it.OfferInteraction(Play.Alice, ChannelType.Chat, "guest")));
        play.Wait(AMinute);
        Assert.Equal("interaction.event.created", (string?)alice.Events.Last()["method"]);
        play.House.Comparison.Stop();
    }

    [Fact]
    public void AnAgentWhoIsGone_WhichNobodyTold_IsLoggedOut_CauseReconciled()
    {
        using var play = new Play(store: new MemoryStore());
        play.LogInReady();
        Start(play);
        play.Begin();
        play.AtSwitch("logs alice off; nobody is told", it => it.Silently(Play.Alice, _ => it.LogOutByItself(Play.Alice)));
        Assert.Equal(1, play.House.Sessions.Count);
        play.Wait(AMinute);
        Assert.Equal(0, play.House.Sessions.Count);
        play.House.Comparison.Stop();
        play.Approve();
    }

    [Fact]
    public void WhenTheLinkIsBack_ItIsComparedAtOnce()
    {
        using var play = new Play(store: new MemoryStore());
        Start(play);
        play.Begin();
        play.AtSwitch("loses the link; meanwhile bob comes and is Ready", it =>
        {
            it.LoseLink();
            it.RestoreLink();
            LeaveAnOrphan(play);
            it.LoseLink();
        });
        play.Wait(TimeSpan.FromSeconds(5));
        Assert.Contains(play.Switch.Truth(Play.Alice)!.Channels, it => it.Ready);
        var alarms = play.Clock.Alarms;
        play.AtSwitch("the link is back", it => it.RestoreLink());
        Assert.DoesNotContain(play.Switch.Truth(Play.Alice)!.Channels, it => it.Ready);
        Assert.Equal(alarms, play.Clock.Alarms); // the pause that was cut short does not go on
        play.House.Comparison.Stop();
    }

    [Theory]
    [InlineData(FaultBehaviour.Hang)]
    [InlineData(FaultBehaviour.Fail)]
    public void AListThatDoesNotCome_IsNoTruth(FaultBehaviour behaviour)
    {
        using var play = new Play(store: new MemoryStore());
        play.LogInReady();
        play.Fault(SwitchOperation.List, behaviour, times: 2);
        Start(play);
        play.Wait(AMinute);
        Assert.Equal(1, play.House.Sessions.Count);
        play.Wait(AMinute);
        play.AtSwitch("logs alice off; nobody is told", it => it.Silently(Play.Alice, _ => it.LogOutByItself(Play.Alice)));
        play.Wait(AMinute);
        Assert.Equal(0, play.House.Sessions.Count);
        play.House.Comparison.Stop();
    }

    [Fact]
    public void ALogoutThatIsUnderWay_IsNotDisturbed()
    {
        using var play = new Play(new HisOptions { CompareEvery = TimeSpan.FromSeconds(1) }, store: new MemoryStore());
        var alice = play.LogInReady();
        Start(play);
        play.AtSwitch("takes a second for everything", it => it.ChangeSettings(new SettingsChange(LatencyMs: 1000)));
        var logout = alice.Ask("session.request.logout");
        play.Wait(TimeSpan.FromSeconds(30));
        Assert.NotNull(alice.Answer(logout)["result"]);
        Assert.DoesNotContain(play.Store!.Journal, it => it.What.StartsWith("session.comparison", StringComparison.Ordinal) || it.What.StartsWith("agent.orphan", StringComparison.Ordinal));
        play.House.Comparison.Stop();
    }

    [Fact]
    public void OneChannelThatDiffers_IsEnough_AlsoInASessionThatHasOutlivedHis()
    {
        using var play = new Play(store: new MemoryStore());
        play.LogInReady();
        play.KillAndStart();
        Start(play);
        Start(play); // once is enough
        Assert.Single(play.Switch.Told.Entries, it => it.Operation == SwitchOperation.List);
        play.Wait(TimeSpan.FromSeconds(50)); // Not Ready by now, for nobody is there
        play.AtSwitch("takes the chat away; nobody is told", it => it.Silently(Play.Alice, _ => it.DeactivateByItself(Play.Alice, "chat")));
        play.Wait(TimeSpan.FromSeconds(20));
        Assert.Equal(["session.comparison.channels"], Compared(play));
        play.House.Comparison.Stop();
    }

    [Fact]
    public void ACallAndAWrapUp_AreNoDifference()
    {
        using var play = new Play(store: new MemoryStore());
        var alice = play.LogInReady();
        LogoutPlays.Bring(play, alice, ChannelType.Telephony, InteractionState.Connected);
        LogoutPlays.Bring(play, alice, ChannelType.Chat, InteractionState.Ended);
        Start(play);
        Assert.Empty(Compared(play));
        play.House.Comparison.Stop();
    }

    [Fact]
    public void WhomTheSwitchHasLoggedOffInACall_IsNotFoundGoneEachTime()
    {
        using var play = new Play(store: new MemoryStore());
        play.Talk();
        play.AtSwitch("an administrator logs alice off", it => it.LogOutByItself(Play.Alice));
        Start(play);
        Assert.Empty(Compared(play));
        play.House.Comparison.Stop();
    }

    [Fact]
    public void TheEndOfACall_WhichNobodyTold_IsFound_AlsoWhereTheSwitchHasLoggedTheAgentOffInIt()
    {
        using var play = new Play(store: new MemoryStore());
        var (_, call) = play.Talk();
        play.AtSwitch("an administrator logs alice off", it => it.LogOutByItself(Play.Alice));
        play.AtSwitch("the customer hangs up; nobody is told", it => it.Silently(Play.Alice, _ =>
        {
            it.ChangeSettings(new SettingsChange(WrapUp: false));
            it.EndByCustomer(call);
        }));
        play.Wait(TimeSpan.FromSeconds(1));
        Start(play);
        Assert.Equal(0, play.House.Sessions.Count);
        Assert.Empty(Compared(play)); // the list could not tell
        play.House.Comparison.Stop();
    }

    [Fact]
    public void WhoLogsOnAtTheSwitchAgain_WhichNobodyTold_IsThereAgain()
    {
        using var play = new Play(store: new MemoryStore());
        var (alice, _) = play.Talk();
        play.AtSwitch("an administrator logs alice off", it => it.LogOutByItself(Play.Alice));
        play.AtSwitch("she logs on at the switch; nobody is told", it => it.Silently(Play.Alice, _ => it.LogInByItself(Play.Alice)));
        play.Wait(TimeSpan.FromSeconds(1));
        Start(play);
        Assert.Equal("channel.event.activated", (string?)alice.Events.Last()["method"]);
        play.House.Comparison.Stop();
    }

    [Fact]
    public void WhileACommandIsAtWork_NothingIsCompared()
    {
        using var play = new Play(store: new MemoryStore());
        var alice = play.LogIn();
        play.Fault(SwitchOperation.Ready, FaultBehaviour.Hang, "phone");
        alice.Ask("channel.request.ready", new JsonObject { ["channelId"] = "phone" });
        play.AtSwitch("takes the chat away; nobody is told", it => it.Silently(Play.Alice, _ => it.DeactivateByItself(Play.Alice, "chat")));
        Start(play);
        play.Wait(TimeSpan.FromSeconds(16)); // it was not done, and the switch was asked
        Assert.Empty(Compared(play));
        play.House.Comparison.Stop();
    }

    [Fact]
    public void AListThatIsOlderThanTheNews_SaysNothing()
    {
        using var play = new Play(store: new MemoryStore());
        play.LogInReady();
        play.AtSwitch("takes a second for everything", it => it.ChangeSettings(new SettingsChange(LatencyMs: 1000)));
        Start(play);
        play.Starve(TimeSpan.FromSeconds(1)); // the list is on its way
        play.AtSwitch("makes her Not Ready", it => it.MakeNotReadyByItself(Play.Alice));
        play.Wait(TimeSpan.FromSeconds(5));
        Assert.Empty(Compared(play));
        play.House.Comparison.Stop();
    }

    [Fact]
    public void WhoLogsInWhileTheListIsOnItsWay_IsNoDifference()
    {
        var arrival = new TaskCompletionSource();
        using var play = new Play(store: new MemoryStore(), platform: it => new SlowToList(it, arrival.Task));
        Start(play);
        play.LogIn();
        play.Wait(TimeSpan.FromSeconds(1));
        arrival.SetResult();
        play.Run();
        Assert.Empty(Compared(play));
        Assert.Equal(1, play.House.Sessions.Count);
        play.House.Comparison.Stop();
    }

    [Fact]
    public void WhatWasAskedForWhileTheListIsOnItsWay_IsNewer()
    {
        var arrival = new TaskCompletionSource();
        using var play = new Play(store: new MemoryStore(), platform: it => new SlowToList(it, arrival.Task));
        var alice = play.LogIn();
        Start(play);
        play.Wait(TimeSpan.FromSeconds(1));
        play.AtSwitch("a call begins; nobody is told", it => it.Silently(Play.Alice, _ => it.OfferInteractionAnyway(Play.Alice, "phone", "+4930123456")));
        play.Fault(SwitchOperation.Ready, FaultBehaviour.Fail);
        alice.Ask("channel.request.ready", new JsonObject { ["channelId"] = "chat" }); // so HIS asks how she stands
        Assert.Equal("interaction.event.created", (string?)alice.Events.Last()["method"]);
        arrival.SetResult();
        play.Run();
        Assert.Empty(Compared(play));
        play.House.Comparison.Stop();
    }

    [Fact]
    public void AnOrphanWhoWasGoneMeanwhile_HasAllTheTimeAgain_AndIsNotReadyAllTheWhile()
    {
        using var play = new Play(store: new MemoryStore());
        LeaveAnOrphan(play);
        Start(play);
        play.Wait(TimeSpan.FromSeconds(200));
        play.AtSwitch("logs alice off", it => it.LogOutByItself(Play.Alice));
        play.Wait(AMinute);
        LeaveAnOrphan(play);
        play.Wait(TimeSpan.FromSeconds(150));
        Assert.True(play.Switch.Truth(Play.Alice)!.LoggedIn);
        play.AtSwitch("makes her Ready, for whatever reason", it => it.MakeReadyByItself(Play.Alice, "chat"));
        play.Wait(AMinute);
        Assert.DoesNotContain(play.Switch.Truth(Play.Alice)!.Channels, it => it.Ready);
        play.Wait(TimeSpan.FromSeconds(300));
        Assert.False(play.Switch.Truth(Play.Alice)!.LoggedIn);
        play.House.Comparison.Stop();
    }

    [Fact]
    public void WhoLoggedOutWhileTheListWasOnItsWay_WasNoOrphan()
    {
        var arrival = new TaskCompletionSource();
        using var play = new Play(store: new MemoryStore(), platform: it => new SlowToList(it, arrival.Task));
        var alice = play.LogIn();
        Start(play);
        alice.Ask("session.request.logout");
        arrival.SetResult();
        play.Wait(TimeSpan.FromSeconds(59));
        LeaveAnOrphan(play);
        play.Wait(TimeSpan.FromSeconds(300));
        Assert.True(play.Switch.Truth(Play.Alice)!.LoggedIn);
        play.Wait(AMinute);
        Assert.False(play.Switch.Truth(Play.Alice)!.LoggedIn);
        play.House.Comparison.Stop();
    }

    [Fact]
    public void AnOrphanWhoTriedToLogIn_HasAllTheTimeAgain()
    {
        using var play = new Play(store: new MemoryStore());
        LeaveAnOrphan(play);
        Start(play);
        play.Wait(TimeSpan.FromSeconds(295));
        play.Fault(SwitchOperation.Login, FaultBehaviour.Hang);
        play.LogIn();
        play.Wait(TimeSpan.FromSeconds(300));
        Assert.True(play.Switch.Truth(Play.Alice)!.LoggedIn);
        play.House.Comparison.Stop();
    }

    private static IEnumerable<string> Compared(Play play)
    {
        play.Store!.Write();
        return play.Store.Journal.Select(it => it.What).Where(it => it.StartsWith("session.comparison", StringComparison.Ordinal));
    }

    private static void Start(Play play)
    {
        play.House.Comparison.Start();
        play.Run();
    }

    private static JsonObject Login() => new() { ["agentId"] = Play.Alice, ["password"] = "secret" };

    /// <summary>Alice is at the switch, Ready, and HIS knows nothing of her.</summary>
    private static void LeaveAnOrphan(Play play, string agentId = Play.Alice, string name = "alice")
    {
        var deaf = new Deaf();
        var login = play.Switch.LogInAsync(new AgentIdentity(agentId, name), null, deaf, CancellationToken.None).Result;
        var agent = Assert.IsType<LoginAnswer.LoggedIn>(login).Agent;
        _ = agent.MakeReadyAsync("phone", CancellationToken.None);
        _ = agent.DisposeAsync().AsTask();
    }

    private static IEnumerable<string> Orphan(Play play) =>
        play.Store!.Journal.Select(it => it.What).Where(it => it.StartsWith("agent.orphan", StringComparison.Ordinal));

    /// <summary>A list is long, and what is in it may be older than what is heard meanwhile.</summary>
    private sealed class SlowToList(IPlatform inner, Task arrival) : PlatformBehind(inner)
    {
        public override async Task<IReadOnlyList<AgentThere>?> WhoIsThereAsync(CancellationToken cancellationToken)
        {
            var there = await base.WhoIsThereAsync(cancellationToken);
            await arrival;
            return there;
        }
    }

    private sealed class Deaf : IAgentNews
    {
        public void Tell(SwitchNews news)
        {
        }
    }

    /// <summary>What the meter of HIS counts on this thread, on which a play runs alone.</summary>
    private sealed class Counted : IDisposable
    {
        private readonly int thread = Environment.CurrentManagedThreadId;
        private readonly MeterListener listener = new();
        private readonly Dictionary<string, long> sums = new(StringComparer.Ordinal);

        public Counted()
        {
            listener.InstrumentPublished = (instrument, it) =>
            {
                if (instrument.Meter.Name == "HIS")
                {
                    it.EnableMeasurementEvents(instrument);
                }
            };
            listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
            {
                if (Environment.CurrentManagedThreadId == thread)
                {
                    var name = tags.Length == 0 ? instrument.Name : $"{instrument.Name} {tags[0].Value}";
                    sums[name] = sums.GetValueOrDefault(name) + value;
                }
            });
            listener.Start();
        }

        public long this[string name] => sums.GetValueOrDefault(name);

        public void Dispose() => listener.Dispose();
    }
}
