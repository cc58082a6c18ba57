using System.Text.Json.Nodes;
using His.Bus;
using His.Platform.Simulator;
using His.Sessions;
using His.Testing;

namespace His.Tests;

/// <summary>The time without a connection (decision R15), when something else goes on as well: a logout, or a machine without time for HIS.</summary>
public class PresenceTests
{
    private static readonly HisOptions Impatient = new()
    {
        PresenceNotReadyAfter = TimeSpan.FromSeconds(1),
        PresenceLogoutAfter = TimeSpan.FromSeconds(3),
    };

    [Theory]
    [InlineData(0.5)]
    [InlineData(3.5)]
    [InlineData(6.5)]
    public void F13_TheTimeIsOver_WhileTheAgentsOwnLogoutRuns(double vanishesAfter)
    {
        using var scenario = new Scenario(Impatient, store: new MemoryStore());
        var alice = scenario.LogInReady();
        Slow(scenario);
        alice.Ask(LogoutTests.Request);
        scenario.Wait(TimeSpan.FromSeconds(vanishesAfter));
        alice.Vanish();
        scenario.Wait(TimeSpan.FromSeconds(60));
        IsLoggedOutOnce(scenario, "AgentRequest");
    }

    [Fact]
    public async Task F13_TheTimeIsOver_WhileASupervisorsLogoutRuns()
    {
        using var scenario = new Scenario(Impatient, store: new MemoryStore());
        var alice = scenario.LogInReady();
        alice.Vanish();
        scenario.Wait(TimeSpan.FromSeconds(2)); // Not Ready by now
        Slow(scenario);
        var order = scenario.Core.SupervisorApi.LogOutAsync(
            scenario.Core.Sessions.Find(Scenario.Alice)!.Id,
            new LogoutOrder(Cause.Supervisor, "carol", Reason: null, OngoingInteractions.Refuse)
        );
        scenario.Wait(TimeSpan.FromSeconds(60));
        Assert.False((await order)!.Value.IsFailure);
        IsLoggedOutOnce(scenario, "Supervisor");
    }

    [Fact]
    public void F95_AMachineThatStarves_TakesNothingFromAnAgentWhoIsThere()
    {
        using var scenario = new Scenario();
        var alice = scenario.LogInReady();
        var heard = alice.Events.Count();
        scenario.AdvanceWithoutRunning(TimeSpan.FromSeconds(400));
        scenario.Run();
        Assert.Equal(heard, alice.Events.Count());
        IsReady(scenario, true);

        alice.Vanish(); // her link did not outlive that; from now on she has all the time there is
        scenario.Wait(TimeSpan.FromSeconds(19));
        IsReady(scenario, true);
    }

    [Fact]
    public void F95_WhoHasComeBackMeanwhile_IsNeitherNotReady_NorLoggedOut()
    {
        using var scenario = new Scenario();
        var alice = scenario.LogInReady();
        var back = Vanish(scenario, alice);
        scenario.AdvanceWithoutRunning(TimeSpan.FromSeconds(10));
        back.Resume();
        scenario.AdvanceWithoutRunning(TimeSpan.FromSeconds(400));
        scenario.Run();
        scenario.Wait(TimeSpan.FromSeconds(400));
        Assert.Equal(1, scenario.Core.Sessions.Count);
        IsReady(scenario, true);
    }

    [Fact]
    public void F95_WhoWasAwayForAsLongAsTheSettingsSay_IsNotReady_AndCanComeBack()
    {
        using var scenario = new Scenario();
        var alice = scenario.LogInReady();
        var back = Vanish(scenario, alice);
        scenario.AdvanceWithoutRunning(TimeSpan.FromSeconds(25));
        back.Resume();
        scenario.Run();
        IsReady(scenario, false);
        scenario.Wait(TimeSpan.FromSeconds(400));
        Assert.Equal(1, scenario.Core.Sessions.Count);
        Assert.Equal("ConnectionLost", (string?)back.Browser.Events.Last()["params"]!["cause"]);
    }

    private static (Browser Browser, Action Resume) Vanish(Scenario scenario, Browser alice)
    {
        var login = alice.Heard.Select(it => it["result"]?["resumeToken"]).First(it => it is not null)!;
        var resume = new JsonObject
        {
            ["resumeToken"] = (string)login!,
            ["lastSequence"] = (long)alice.Events.Last()["params"]!["sequence"]!,
        };
        alice.Vanish();
        var back = scenario.Connect("back");
        return (back, () => back.Send("session.request.resume", resume));
    }

    private static void IsReady(Scenario scenario, bool isReady) =>
        Assert.All(scenario.Switch.GetState(Scenario.Alice)!.Channels, it => Assert.Equal(isReady, it.Ready));

    private static void Slow(Scenario scenario) =>
        scenario.AtSwitch("takes 1 s a step", it => it.ChangeSettings(new SettingsChange(Latency: TimeSpan.FromSeconds(1))));

    private static void IsLoggedOutOnce(Scenario scenario, string cause)
    {
        scenario.Store!.Write();
        Assert.Single(scenario.Switch.Commands.Entries, it => it.Operation == SwitchOperation.Logout);
        Assert.Equal(cause, Assert.Single(scenario.Store.Journal, it => it.Action == "session.event.disposed").Cause);
        Assert.Equal(3, scenario.Store.Journal.Count(it => it.Action == "channel.event.disposed"));
        Assert.Equal(3, scenario.Store.Journal.Count(it => it.Action == "channel.event.notready"));
        Assert.Equal(0, scenario.Core.Sessions.Count);
        Assert.False(scenario.Switch.GetState(Scenario.Alice)!.LoggedIn);
        Assert.Equal(0, scenario.Clock.Alarms);
    }
}
