using System.Text.Json.Nodes;
using His.Bus;
using His.Journal;
using His.Platform;
using His.Platform.Simulator;
using His.Sessions;
using His.Testing;

namespace His.Tests;

/// <summary>
/// One exception that nobody expects, of the platform, of the store, in the middle of a logout or a resume. Whoever asked is answered, and
/// it stands in nobody's way afterwards.
/// </summary>
public class DefectPlays
{
    private const string Later = "for later";
    private const int Defect = 3001;
    private const int DefectOfNobody = 3007;

    // Only ever ends a play that has failed.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Who logs alice out, and where that goes wrong.</summary>
    public static MatrixTheoryData<string, string> All => new(
        ["the agent", "the agent, for later", "a supervisor", "a supervisor, for later", "presence", "a restart"],
        ["capabilities", "session.logout.accepted", "channel.event.deactivated", "session.logout.noreturn", "session.logout.stopped"]);

    [Theory]
    [MemberData(nameof(All))]
    public async Task ALogoutThatMeetsADefect_IsAnswered_AndTheNextOneIsNotKeptWaiting(string who, string where)
    {
        BreakableAgents agents = null!;
        using var play = new Play(
            new HisOptions { PendingLogout = true }, new SimulatorOptions { WrapUp = false }, new MemoryStore(), it => agents = new BreakableAgents(it), $"{who}, {where}");
        var (alice, call) = who.EndsWith(Later, StringComparison.Ordinal) ? play.Talk() : (play.LogInReady(), "");
        await LogOutAsync(play, alice, who, call, where, agents);
        Assert.Equal(1, play.Logs.Of(Defect).Count + play.Logs.Of(DefectOfNobody).Count);
        if (play.House.Sessions.Find(Play.Alice) is not { } session)
        {
            // The switch has told that it is done, and what could not be written down then keeps nobody from going on. Presence tries again
            // as soon as the switch has told something.
            Assert.Contains(where, (string[])["channel.event.deactivated", "session.logout.noreturn", .. who == "presence" ? ["session.logout.stopped"] : Array.Empty<string>()]);
            return;
        }

        Assert.Null(session.RunningLogout);
        if (who == "presence")
        {
            play.Wait(TimeSpan.FromSeconds(16));
            Assert.Equal(0, play.House.Sessions.Count);
            return;
        }

        var elsewhere = play.Connect("elsewhere");
        var login = new JsonObject { ["agentId"] = Play.Alice, ["password"] = "secret", ["override"] = true };
        Assert.Null(elsewhere.Failure(elsewhere.Ask("session.request.login", login)));
        Assert.Null(elsewhere.Failure(elsewhere.Ask(LogoutPlays.Request)));
        Assert.Equal(0, play.House.Sessions.Count);
    }

    [Theory]
    [InlineData("session.request.resume")]
    [InlineData("the connection")]
    public void AResumeThatMeetsADefect_IsAnswered_AndTheVerySameRequestGoesOn(string where)
    {
        using var play = new Play(store: new MemoryStore(), title: where);
        var resume = Away(play);
        play.AtSwitch("makes alice Not Ready", it => it.MakeNotReadyByItself(Play.Alice));
        var back = play.Connect("back");
        BreakOnce(play, back, where);
        Assert.Equal("InternalError", back.Failure(back.Ask("session.request.resume", resume)));
        Assert.NotEmpty(play.Logs.Of(Defect));

        Assert.Null(back.Failure(back.Ask("session.request.resume", resume.DeepClone().AsObject())));
        Assert.Equal([9, 10, 11], back.Events.Select(it => (int)it["params"]!["sequence"]!).Distinct());
        Assert.Null(back.Failure(back.Ask("channelgroup.request.ready")));
    }

    [Theory]
    [InlineData("session.request.resume")]
    [InlineData("the connection")]
    public void WhoComesBackAndMeetsADefect_IsNotTakenForPresent(string where)
    {
        using var play = new Play(store: new MemoryStore(), title: where);
        var resume = Away(play);
        play.AtSwitch("makes alice Not Ready", it => it.MakeNotReadyByItself(Play.Alice));
        var back = play.Connect("back");
        BreakOnce(play, back, where);
        Assert.Equal("InternalError", back.Failure(back.Ask("session.request.resume", resume)));
        play.Wait(TimeSpan.FromSeconds(301));
        Assert.Equal(0, play.House.Sessions.Count);
    }

    [Fact]
    public void AnEventThatCannotBeWrittenDown_IsToldAllTheSame_AndTheSessionLivesOn()
    {
        using var play = new Play(store: new MemoryStore());
        var alice = play.LogInReady();
        play.Store!.ThrowsAt = Once("channel.event.notready");
        play.AtSwitch("makes alice Not Ready", it => it.MakeNotReadyByItself(Play.Alice));
        play.Wait(TimeSpan.FromSeconds(16));
        alice.Ask("channelgroup.request.ready");
        Assert.Single(play.Logs.Of(DefectOfNobody));
        Assert.Equal(Enumerable.Range(1, alice.Events.Count()), alice.Events.Select(it => (int)it["params"]!["sequence"]!));
        Assert.All(play.Switch.Truth(Play.Alice)!.Channels, it => Assert.True(it.Ready));
        Assert.NotNull(alice.Answer(alice.Ask(LogoutPlays.Request))["result"]);
    }

    [Fact]
    public void ALostConnectionThatCannotBeWrittenDown_IsLostAllTheSame()
    {
        using var play = new Play(store: new MemoryStore());
        var alice = play.LogInReady();
        play.Store!.ThrowsAt = Once("session.connection.lost");
        alice.Vanish();
        play.Wait(TimeSpan.FromSeconds(301));
        Assert.Equal(0, play.House.Sessions.Count);
    }

    [Fact]
    public void AnAgentWhoIsAway_AndCannotBeMadeNotReadyForADefect_IsLoggedOutAllTheSame()
    {
        BreakableAgents agents = null!;
        using var play = new Play(store: new MemoryStore(), platform: it => agents = new BreakableAgents(it));
        var alice = play.LogInReady();
        alice.Vanish();
        play.Fault(SwitchOperation.NotReady, FaultBehaviour.OkWithoutEvent);
        play.Wait(TimeSpan.FromSeconds(19));
        agents.TruthBreaks = true; // found out when it is taken over
        play.Wait(TimeSpan.FromSeconds(290));
        Assert.Equal(0, play.House.Sessions.Count);
    }

    [Fact]
    public async Task AnAnswerThatCannotBeSent_KeepsNobodyElseWaiting()
    {
        using var play = new Play(store: new MemoryStore());
        var alice = play.LogInReady();
        play.AtSwitch("takes 1 s for everything", it => it.ChangeSettings(new SettingsChange(LatencyMs: 1000)));
        alice.Ask(LogoutPlays.Request);
        var order = play.House.Supervision.LogOutAsync("session-1", new LogoutOrder(Cause.Supervisor, "carol", Reason: null, OngoingInteractions.Refuse));
        alice.OnHeard = message =>
        {
            if (message["result"] is not null)
            {
                throw new InvalidOperationException("The connection is broken.");
            }
        };
        play.Wait(TimeSpan.FromSeconds(20));
        Assert.False((await order.WaitAsync(Patience, TestContext.Current.CancellationToken))!.Value.IsFailure);
    }

    /// <summary>Alice is Ready, and her connection is gone: how she would resume.</summary>
    private static JsonObject Away(Play play)
    {
        var alice = play.LogInReady();
        alice.Vanish();
        return new JsonObject
        {
            ["resumeToken"] = (string)alice.Answer("1")["result"]!["resumeToken"]!,
            ["lastSequence"] = 8,
            ["requestId"] = "0b7a2a52-6d3c-4a43-9a5e-3d5a1f1c2e61",
        };
    }

    /// <summary>Has alice logged out, with the defect in it, and looks what those hear who asked for it.</summary>
    private static async Task LogOutAsync(Play play, Browser alice, string who, string call, string where, BreakableAgents agents)
    {
        var expected = where switch
        {
            "channel.event.deactivated" => null,
            "session.logout.stopped" => "SwitchLogoutFailure",
            _ => "InternalError",
        };
        switch (who)
        {
            case "the agent":
                Break(play, agents, where);
                Assert.Equal(expected, alice.Failure(alice.Ask(LogoutPlays.Request)));
                break;
            case "the agent, for later":
                alice.Ask(LogoutPlays.Request, new JsonObject { ["whenPossible"] = true });
                Break(play, agents, where);
                play.AtSwitch("the customer hangs up", it => it.EndByCustomer(call));
                IsTold(play, alice, expected);
                break;
            case "a supervisor":
                Break(play, agents, where);
                Assert.Equal(expected, (await Order(play, OngoingInteractions.Refuse))!.Value.Failure?.Name);
                break;
            case "a supervisor, for later":
                await Order(play, OngoingInteractions.Wait);
                Break(play, agents, where);
                play.AtSwitch("the customer hangs up", it => it.EndByCustomer(call));
                IsTold(play, alice, expected);
                break;
            case "presence":
                alice.Vanish();
                play.Wait(TimeSpan.FromSeconds(299));
                Break(play, agents, where);
                play.Wait(TimeSpan.FromSeconds(2));
                break;
            default:
                var asked = new JsonObject { ["requestId"] = "0b7a2a52-6d3c-4a43-9a5e-3d5a1f1c2e60" };
                play.AtSwitch("takes 1 s for everything", it => it.ChangeSettings(new SettingsChange(LatencyMs: 1000)));
                alice.Ask(LogoutPlays.Request, asked);
                Break(play, agents, where);
                play.KillAndStart("the switch is quick again", it => it.ChangeSettings(new SettingsChange(LatencyMs: 0)), agents);
                play.Wait(TimeSpan.FromSeconds(5));
                var back = play.Connect("back");
                Assert.Equal(expected, back.Failure(back.Ask(LogoutPlays.Request, asked.DeepClone().AsObject())));
                break;
        }
    }

    /// <summary>A logout for later has nobody to answer: how it went is told by an event, unless the session is gone with it.</summary>
    private static void IsTold(Play play, Browser alice, string? failure)
    {
        if (play.House.Sessions.Count == 1)
        {
            var told = alice.Events.Last(it => (string?)it["method"] == "session.event.logoutpending")["params"]!;
            Assert.Equal((false, failure), ((bool)told["pending"]!, (string?)told["failure"]));
        }
    }

    private static Task<Outcome<LogoutResult>?> Order(Play play, OngoingInteractions interactions)
    {
        var order = play.House.Supervision.LogOutAsync("session-1", new LogoutOrder(Cause.Supervisor, "carol", Reason: null, interactions));
        play.Run();
        return order.WaitAsync(Patience, TestContext.Current.CancellationToken);
    }

    private static void Break(Play play, BreakableAgents agents, string where)
    {
        agents.CapabilitiesBreak = where == "capabilities";
        play.Store!.ThrowsAt = Once(where);
        if (where == "session.logout.stopped")
        {
            play.Fault(SwitchOperation.Logout, FaultBehaviour.Fail);
        }
    }

    private static void BreakOnce(Play play, Browser back, string where)
    {
        play.Store!.ThrowsAt = Once(where);
        back.OnHeard = _ =>
        {
            back.OnHeard = _ => { };
            if (where == "the connection")
            {
                throw new InvalidOperationException("The connection is broken.");
            }
        };
    }

    private static Predicate<JournalEntry> Once(string what)
    {
        var isDone = false;
        return it => it.What == what && !isDone && (isDone = true);
    }

    /// <summary>A platform whose agents throw where nobody expects it: once, when they are told to.</summary>
    private sealed class BreakableAgents(IPlatform inner) : PlatformBehind(inner)
    {
        public bool CapabilitiesBreak { get; set; }

        public bool TruthBreaks { get; set; }

        public override async Task<LoginAnswer> LogInAsync(AgentIdentity agent, string? endpoint, IAgentNews news, CancellationToken cancellationToken) =>
            Breakable(await base.LogInAsync(agent, endpoint, news, cancellationToken));

        public override async Task<LoginAnswer> FindAsync(AgentIdentity agent, string? endpoint, IAgentNews news, CancellationToken cancellationToken) =>
            Breakable(await base.FindAsync(agent, endpoint, news, cancellationToken));

        private LoginAnswer Breakable(LoginAnswer answer) => answer is LoginAnswer.LoggedIn found ? found with { Agent = new Agent(found.Agent, this) } : answer;

        private sealed class Agent(IPlatformAgent inner, BreakableAgents agents) : AgentBehind(inner)
        {
            public override PlatformCapabilities Capabilities
            {
                get
                {
                    if (!agents.CapabilitiesBreak)
                    {
                        return base.Capabilities;
                    }

                    agents.CapabilitiesBreak = false;
                    throw new InvalidOperationException("The platform is broken.");
                }
            }

            public override async Task<AgentAtSwitch?> AskAsync(CancellationToken cancellationToken)
            {
                var truth = await base.AskAsync(cancellationToken);
                if (!agents.TruthBreaks)
                {
                    return truth;
                }

                agents.TruthBreaks = false;
                return truth! with { Channels = null! };
            }
        }
    }
}
