using System.Text.Json.Nodes;
using His.Bus;
using His.Journal;
using His.Platform.Simulator;
using His.Sessions;
using His.Testing;

namespace His.Tests;

/// <summary>
/// One exception that nobody expects, of the platform, of the store, in the middle of a logout or a resume. Whoever asked is answered, and
/// it stands in nobody's way afterwards.
/// </summary>
public class DefectTests
{
    private const string Later = "for later";
    private const int Defect = 3001;
    private const int DefectOfNobody = 3007;
    private const int DefectOfWork = 3009;

    // Only ever ends a scenario that has failed.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Who logs alice out, and where that goes wrong.</summary>
    public static MatrixTheoryData<string, string> All =>
        new(
            ["the agent", "the agent, for later", "a supervisor", "a supervisor, for later", "presence", "a restart"],
            ["capabilities", "session.logout.accepted", "channel.event.deactivated", "session.logout.committed", "session.logout.failed"]
        );

    [Theory]
    [MemberData(nameof(All))]
    public async Task ALogoutThatMeetsADefect_IsAnswered_AndTheNextOneIsNotKeptWaiting(string who, string where)
    {
        BreakableAgents agents = null!;
        using var scenario = new Scenario(
            new HisOptions { AllowPendingLogout = true },
            new SimulatorOptions { WrapUp = false },
            new MemoryStore(),
            it => agents = new BreakableAgents(it),
            $"{who}, {where}"
        );
        var (alice, call) = who.EndsWith(Later, StringComparison.Ordinal) ? scenario.LogInWithCall() : (scenario.LogInReady(), "");
        await LogOutAsync(scenario, alice, who, call, where, agents);
        Assert.Equal(1, scenario.Logs.Of(Defect).Count + scenario.Logs.Of(DefectOfNobody).Count + scenario.Logs.Of(DefectOfWork).Count);
        if (scenario.Core.Sessions.Find(Scenario.Alice) is not { } session)
        {
            // The switch has told that it is done, and what could not be written down then keeps nobody from going on. Presence tries again
            // as soon as the switch has told something.
            Assert.Contains(
                where,
                (string[])
                    [
                        "channel.event.deactivated",
                        "session.logout.committed",
                        .. who == "presence" ? ["session.logout.failed"] : Array.Empty<string>(),
                    ]
            );
            return;
        }

        Assert.Null(session.Logouts.Running);
        if (who == "presence")
        {
            scenario.Wait(TimeSpan.FromSeconds(16));
            Assert.Equal(0, scenario.Core.Sessions.Count);
            return;
        }

        var elsewhere = scenario.Connect("elsewhere");
        var login = new JsonObject
        {
            ["agentId"] = Scenario.Alice,
            ["password"] = "secret",
            ["override"] = true,
        };
        Assert.Null(elsewhere.Failure(elsewhere.Ask("session.request.login", login)));
        Assert.Null(elsewhere.Failure(elsewhere.Ask(LogoutTests.Request)));
        Assert.Equal(0, scenario.Core.Sessions.Count);
    }

    [Theory]
    [InlineData("session.request.resume")]
    [InlineData("the connection")]
    public void AResumeThatMeetsADefect_IsAnswered_AndTheVerySameRequestGoesOn(string where)
    {
        using var scenario = new Scenario(store: new MemoryStore(), title: where);
        var (back, resume) = ResumeWithDefect(scenario, where);
        Assert.NotEmpty(scenario.Logs.Of(Defect));

        Assert.Null(back.Failure(back.Ask("session.request.resume", resume.DeepClone().AsObject())));
        Assert.Equal([9, 10, 11], back.Events.Select(it => (int)it["params"]!["sequence"]!).Distinct());
        Assert.Null(back.Failure(back.Ask("channelgroup.request.ready")));
    }

    [Theory]
    [InlineData("session.request.resume")]
    [InlineData("the connection")]
    public void WhoComesBackAndMeetsADefect_IsNotTakenForPresent(string where)
    {
        using var scenario = new Scenario(store: new MemoryStore(), title: where);
        var (back, resume) = ResumeWithDefect(scenario, where);
        scenario.Wait(TimeSpan.FromSeconds(301));
        Assert.Equal(0, scenario.Core.Sessions.Count);
    }

    [Fact]
    public void AnEventThatCannotBeWrittenDown_IsToldAllTheSame_AndTheSessionLivesOn()
    {
        using var scenario = new Scenario(store: new MemoryStore());
        var alice = scenario.LogInReady();
        scenario.Store!.ThrowsAt = Once("channel.event.notready");
        scenario.AtSwitch("makes alice Not Ready", it => it.MakeNotReadyByItself(Scenario.Alice));
        scenario.Wait(TimeSpan.FromSeconds(16));
        alice.Ask("channelgroup.request.ready");
        Assert.Single(scenario.Logs.Of(DefectOfNobody));
        Assert.Equal(Enumerable.Range(1, alice.Events.Count()), alice.Events.Select(it => (int)it["params"]!["sequence"]!));
        Assert.All(scenario.Switch.GetState(Scenario.Alice)!.Channels, it => Assert.True(it.Ready));
        Assert.NotNull(alice.Answer(alice.Ask(LogoutTests.Request))["result"]);
    }

    [Fact]
    public void ALostConnectionThatCannotBeWrittenDown_IsLostAllTheSame()
    {
        using var scenario = new Scenario(store: new MemoryStore());
        var alice = scenario.LogInReady();
        scenario.Store!.ThrowsAt = Once("session.connection.lost");
        alice.Vanish();
        scenario.Wait(TimeSpan.FromSeconds(301));
        Assert.Equal(0, scenario.Core.Sessions.Count);
    }

    [Fact]
    public void AnAgentWhoIsAway_AndCannotBeMadeNotReadyForADefect_IsLoggedOutAllTheSame()
    {
        BreakableAgents agents = null!;
        using var scenario = new Scenario(store: new MemoryStore(), platform: it => agents = new BreakableAgents(it));
        var alice = scenario.LogInReady();
        alice.Vanish();
        scenario.Fault(SwitchOperation.NotReady, FaultBehaviour.OkWithoutEvent);
        scenario.Wait(TimeSpan.FromSeconds(19));
        agents.TruthBreaks = true; // found out when it is taken over
        scenario.Wait(TimeSpan.FromSeconds(290));
        Assert.Equal(0, scenario.Core.Sessions.Count);
    }

    [Fact]
    public async Task AnAnswerThatCannotBeSent_KeepsNobodyElseWaiting()
    {
        using var scenario = new Scenario(store: new MemoryStore());
        var alice = scenario.LogInReady();
        scenario.AtSwitch("takes 1 s for everything", it => it.ChangeSettings(new SettingsChange(Latency: TimeSpan.FromSeconds(1))));
        alice.Ask(LogoutTests.Request);
        var order = scenario.Core.SupervisorApi.LogOutAsync(
            "session-1",
            new LogoutOrder(Cause.Supervisor, "carol", Reason: null, OngoingInteractions.Refuse)
        );
        alice.OnHeard = message =>
        {
            if (message["result"] is not null)
            {
                throw new InvalidOperationException("The connection is broken.");
            }
        };
        scenario.Wait(TimeSpan.FromSeconds(20));
        Assert.False((await order.WaitAsync(Patience, TestContext.Current.CancellationToken))!.Value.IsFailure);
    }

    /// <summary>Alice is Ready, her connection is gone, and something has happened since: she resumes, and meets the defect.</summary>
    private static (Browser Back, JsonObject Resume) ResumeWithDefect(Scenario scenario, string where)
    {
        var alice = scenario.LogInReady();
        alice.Vanish();
        scenario.AtSwitch("makes alice Not Ready", it => it.MakeNotReadyByItself(Scenario.Alice));
        var resume = new JsonObject
        {
            ["resumeToken"] = (string)alice.Answer("1")["result"]!["resumeToken"]!,
            ["lastSequence"] = 8,
            ["requestId"] = "0b7a2a52-6d3c-4a43-9a5e-3d5a1f1c2e61",
        };
        var back = scenario.Connect("back");
        BreakOnce(scenario, back, where);
        Assert.Equal("InternalError", back.Failure(back.Ask("session.request.resume", resume)));
        return (back, resume);
    }

    /// <summary>Has alice logged out, with the defect in it, and looks what those hear who asked for it.</summary>
    private static async Task LogOutAsync(Scenario scenario, Browser alice, string who, string call, string where, BreakableAgents agents)
    {
        var expected = where switch
        {
            "channel.event.deactivated" => null,
            "session.logout.failed" => "SwitchLogoutFailure",
            _ => "InternalError",
        };
        switch (who)
        {
            case "the agent":
                Break(scenario, agents, where);
                Assert.Equal(expected, alice.Failure(alice.Ask(LogoutTests.Request)));
                break;
            case "the agent, for later":
                alice.Ask(LogoutTests.Request, new JsonObject { ["whenPossible"] = true });
                Break(scenario, agents, where);
                scenario.AtSwitch("the customer hangs up", it => it.Parties.EndByCustomer(call));
                IsTold(scenario, alice, expected);
                break;
            case "a supervisor":
                Break(scenario, agents, where);
                Assert.Equal(expected, (await Order(scenario, OngoingInteractions.Refuse))!.Value.Failure?.Name);
                break;
            case "a supervisor, for later":
                await Order(scenario, OngoingInteractions.Wait);
                Break(scenario, agents, where);
                scenario.AtSwitch("the customer hangs up", it => it.Parties.EndByCustomer(call));
                IsTold(scenario, alice, expected);
                break;
            case "presence":
                alice.Vanish();
                scenario.Wait(TimeSpan.FromSeconds(299));
                Break(scenario, agents, where);
                scenario.Wait(TimeSpan.FromSeconds(2));
                break;
            default:
                var asked = new JsonObject { ["requestId"] = "0b7a2a52-6d3c-4a43-9a5e-3d5a1f1c2e60" };
                scenario.AtSwitch(
                    "takes 1 s for everything",
                    it => it.ChangeSettings(new SettingsChange(Latency: TimeSpan.FromSeconds(1)))
                );
                alice.Ask(LogoutTests.Request, asked);
                Break(scenario, agents, where);
                scenario.KillAndStart(
                    "the switch is quick again",
                    it => it.ChangeSettings(new SettingsChange(Latency: TimeSpan.Zero)),
                    agents
                );
                scenario.Wait(TimeSpan.FromSeconds(5));
                var back = scenario.Connect("back");
                Assert.Equal(expected, back.Failure(back.Ask(LogoutTests.Request, asked.DeepClone().AsObject())));
                break;
        }
    }

    /// <summary>A logout for later has nobody to answer: how it went is told by an event, unless the session is gone with it.</summary>
    private static void IsTold(Scenario scenario, Browser alice, string? failure)
    {
        if (scenario.Core.Sessions.Count == 1)
        {
            var told = alice.Events.Last(it => (string?)it["method"] == "session.event.logoutpending")["params"]!;
            Assert.Equal((false, failure), ((bool)told["pending"]!, (string?)told["failure"]));
        }
    }

    private static Task<Outcome<LogoutResult>?> Order(Scenario scenario, OngoingInteractions interactions)
    {
        var order = scenario.Core.SupervisorApi.LogOutAsync(
            "session-1",
            new LogoutOrder(Cause.Supervisor, "carol", Reason: null, interactions)
        );
        scenario.Run();
        return order.WaitAsync(Patience, TestContext.Current.CancellationToken);
    }

    private static void Break(Scenario scenario, BreakableAgents agents, string where)
    {
        agents.CapabilitiesBreak = where == "capabilities";
        scenario.Store!.ThrowsAt = Once(where);
        if (where == "session.logout.failed")
        {
            scenario.Fault(SwitchOperation.Logout, FaultBehaviour.Fail);
        }
    }

    private static void BreakOnce(Scenario scenario, Browser back, string where)
    {
        scenario.Store!.ThrowsAt = Once(where);
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
        return it => it.Action == what && !isDone && (isDone = true);
    }
}
