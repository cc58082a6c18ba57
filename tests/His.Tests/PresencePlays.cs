using System.Text.Json.Nodes;
using His.Bus;
using His.Platform.Simulator;
using His.Sessions;
using His.Testing;

namespace His.Tests;

/// <summary>The time without a connection (decision R15), when something else goes on as well: a logout, or a machine without time for HIS.</summary>
public class PresencePlays
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
        using var play = new Play(Impatient, store: new MemoryStore());
        var alice = play.LogInReady();
        Slow(play);
        alice.Ask(LogoutPlays.Request);
        play.Wait(TimeSpan.FromSeconds(vanishesAfter));
        alice.Vanish();
        play.Wait(TimeSpan.FromSeconds(60));
        IsLoggedOutOnce(play, "AgentRequest");
    }

    [Fact]
    public async Task F13_TheTimeIsOver_WhileASupervisorsLogoutRuns()
    {
        using var play = new Play(Impatient, store: new MemoryStore());
        var alice = play.LogInReady();
        alice.Vanish();
        play.Wait(TimeSpan.FromSeconds(2)); // Not Ready by now
        Slow(play);
        var order = play.House.Supervision.LogOutAsync(
            play.House.Sessions.Find(Play.Alice)!.Session.Id, new LogoutOrder(Cause.Supervisor, "carol", Reason: null, OngoingInteractions.Refuse));
        play.Wait(TimeSpan.FromSeconds(60));
        Assert.False((await order)!.Value.IsFailure);
        IsLoggedOutOnce(play, "Supervisor");
    }

    [Fact]
    public void F95_AMachineThatStarves_TakesNothingFromAnAgentWhoIsThere()
    {
        using var play = new Play();
        var alice = play.LogInReady();
        var heard = alice.Events.Count();
        play.Starve(TimeSpan.FromSeconds(400));
        play.Run();
        Assert.Equal(heard, alice.Events.Count());
        IsReady(play, true);

        alice.Vanish(); // her link did not outlive that; from now on she has all the time there is
        play.Wait(TimeSpan.FromSeconds(19));
        IsReady(play, true);
    }

    [Fact]
    public void F95_WhoHasComeBackMeanwhile_IsNeitherNotReady_NorLoggedOut()
    {
        using var play = new Play();
        var alice = play.LogInReady();
        var back = Vanish(play, alice);
        play.Starve(TimeSpan.FromSeconds(10));
        back.Resume();
        play.Starve(TimeSpan.FromSeconds(400));
        play.Run();
        play.Wait(TimeSpan.FromSeconds(400));
        Assert.Equal(1, play.House.Sessions.Count);
        IsReady(play, true);
    }

    [Fact]
    public void F95_WhoWasAwayForAsLongAsTheSettingsSay_IsNotReady_AndCanComeBack()
    {
        using var play = new Play();
        var alice = play.LogInReady();
        var back = Vanish(play, alice);
        play.Starve(TimeSpan.FromSeconds(25));
        back.Resume();
        play.Run();
        IsReady(play, false);
        play.Wait(TimeSpan.FromSeconds(400));
        Assert.Equal(1, play.House.Sessions.Count);
        Assert.Equal("ConnectionLost", (string?)back.Browser.Events.Last()["params"]!["cause"]);
    }

    private static (Browser Browser, Action Resume) Vanish(Play play, Browser alice)
    {
        var login = alice.Heard.Select(it => it["result"]?["resumeToken"]).First(it => it is not null)!;
        var resume = new JsonObject { ["resumeToken"] = (string)login!, ["lastSequence"] = (long)alice.Events.Last()["params"]!["sequence"]! };
        alice.Vanish();
        var back = play.Connect("back");
        return (back, () => back.Send("session.request.resume", resume));
    }

    private static void IsReady(Play play, bool isReady) =>
        Assert.All(play.Switch.Truth(Play.Alice)!.Channels, it => Assert.Equal(isReady, it.Ready));

    private static void Slow(Play play) => play.AtSwitch("takes 1 s a step", it => it.ChangeSettings(new SettingsChange(LatencyMs: 1000)));

    private static void IsLoggedOutOnce(Play play, string cause)
    {
        play.Store!.Write();
        Assert.Single(play.Switch.Told.Entries, it => it.Operation == SwitchOperation.Logout);
        Assert.Equal(cause, Assert.Single(play.Store.Journal, it => it.What == "session.event.disposed").Cause);
        Assert.Equal(3, play.Store.Journal.Count(it => it.What == "channel.event.disposed"));
        Assert.Equal(3, play.Store.Journal.Count(it => it.What == "channel.event.notready"));
        Assert.Equal(0, play.House.Sessions.Count);
        Assert.False(play.Switch.Truth(Play.Alice)!.LoggedIn);
        Assert.Equal(0, play.Clock.Alarms);
    }
}
