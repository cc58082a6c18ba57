using System.Text.Json.Nodes;
using His.Platform.Simulator;
using His.Testing;
using static His.Tests.LogoutTests;

namespace His.Tests;

/// <summary>
/// Somebody sets the clock of the machine, by hours, ahead or back. No time has gone by, so nothing that waits for its time may notice;
/// what HIS tells and writes bears the time that the clock shows, in the order in which it became true.
/// </summary>
public class ClockTests
{
    private const string SameId = "0b7a2a52-6d3c-4a43-9a5e-3d5a1f1c2e51";

    [Theory]
    [InlineData(2)]
    [InlineData(-2)]
    public void Presence_GoesByTheTimeThatHasPassed(int hours)
    {
        using var scenario = new Scenario();
        var alice = scenario.LogInReady();
        alice.Vanish();
        scenario.Wait(TimeSpan.FromSeconds(10));
        Jump(scenario, hours);
        scenario.Wait(TimeSpan.FromSeconds(9));
        Assert.All(scenario.Switch.GetState(Scenario.Alice)!.Channels, it => Assert.True(it.Ready));
        scenario.Wait(TimeSpan.FromSeconds(2));
        Assert.All(scenario.Switch.GetState(Scenario.Alice)!.Channels, it => Assert.False(it.Ready));
        Jump(scenario, hours);
        scenario.Wait(TimeSpan.FromSeconds(275));
        Assert.Equal(1, scenario.Core.Sessions.Count);
        scenario.Wait(TimeSpan.FromSeconds(10));
        Assert.Equal(0, scenario.Core.Sessions.Count);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(-2)]
    public void ADeadline_OfAStepAndOfALogout_GoesByTheTimeThatHasPassed(int hours)
    {
        using var scenario = new Scenario();
        var alice = scenario.LogInReady();
        scenario.Fault(SwitchOperation.NotReady, FaultBehaviour.Hang);
        var asked = alice.Ask(Request);
        scenario.Wait(TimeSpan.FromSeconds(9));
        Jump(scenario, hours);
        Assert.DoesNotContain(scenario.Switch.Commands.Entries, it => it.Operation == SwitchOperation.Ask);
        Assert.DoesNotContain(alice.Heard, it => it["id"]?.ToString() == asked);
        scenario.Wait(TimeSpan.FromSeconds(2));
        Assert.Equal("NotReadyFailure", alice.Failure(asked));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(-2)]
    public void TheWaitAfterWrongPasswords_GoesByTheTimeThatHasPassed(int hours)
    {
        using var scenario = new Scenario();
        for (var i = 0; i < 5; i++)
        {
            LogIn("guessed");
        }

        Jump(scenario, hours);
        Assert.Equal("TooManyAttempts", LogIn("secret"));
        scenario.Wait(TimeSpan.FromSeconds(61));
        Assert.Null(LogIn("secret"));

        string? LogIn(string password)
        {
            var browser = scenario.Connect();
            return browser.Failure(
                browser.Ask("session.request.login", new JsonObject { ["agentId"] = Scenario.Alice, ["password"] = password })
            );
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(-2)]
    public void TheLimitOfRequests_GoesByTheTimeThatHasPassed(int hours)
    {
        using var scenario = new Scenario(new HisOptions { MaxRequestsPerSecond = 2 });
        var eve = scenario.Connect("eve");
        while (eve.Failure(eve.Ask("session.request.ping")) is null) { }

        Jump(scenario, hours);
        Assert.Equal("RateLimited", eve.Failure(eve.Ask("session.request.ping")));
        scenario.Wait(TimeSpan.FromSeconds(1));
        Assert.Null(eve.Failure(eve.Ask("session.request.ping")));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(-2)]
    public void WhatIsKeptForAClientThatComesBack_GoesByTheTimeThatHasPassed(int hours)
    {
        using var scenario = new Scenario();
        var alice = scenario.LogIn();
        var token = (string)alice.Heard.Last()["result"]!["resumeToken"]!;
        var seen = (long)alice.Events.Last()["params"]!["sequence"]!;
        alice.Ask("channel.request.ready", new JsonObject { ["channelId"] = "phone" });
        alice.Vanish();
        Jump(scenario, hours);
        var back = scenario.Connect("back");
        var resumed = back.Ask("session.request.resume", new JsonObject { ["resumeToken"] = token, ["lastSequence"] = seen });
        Assert.True((bool)back.Answer(resumed)["result"]!["replayed"]!);

        back.Ask(Request, new JsonObject { ["requestId"] = SameId });
        Jump(scenario, hours);
        scenario.Wait(TimeSpan.FromMinutes(9));
        Assert.NotNull(Again()["result"]);
        scenario.Wait(TimeSpan.FromMinutes(2));
        Assert.NotNull(Again()["error"]);

        JsonObject Again()
        {
            var again = scenario.Connect("again");
            return again.Answer(again.Ask(Request, new JsonObject { ["requestId"] = SameId }));
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(-2)]
    public void EventsAndTheJournal_KeepTheirOrder_AndTheTimeAsItWasShown(int hours)
    {
        using var scenario = new Scenario(store: new MemoryStore());
        var alice = scenario.LogInReady();
        var before = alice.Events.Count();
        Jump(scenario, hours);
        alice.Ask("channelgroup.request.notready");
        alice.Ask(Request);

        var events = alice.Events.ToList();
        Assert.Equal(Enumerable.Range(1, events.Count).Select(it => (long)it), events.Select(it => (long)it["params"]!["sequence"]!));
        var times = events.Select(it => (DateTimeOffset)it["params"]!["time"]!).ToList();
        Assert.Equal(TimeSpan.FromHours(hours), times[before] - times[before - 1]);

        scenario.Store!.Write();
        var written = scenario.Store.Journal.Where(it => it.EventSequence is not null).ToList();
        Assert.Equal(
            events.Select(it => ((string)it["method"]!, (long)it["params"]!["sequence"]!)),
            written.Select(it => (it.Action, it.EventSequence!.Value))
        );
        Assert.Equal(times, written.Select(it => it.Time));
        Assert.DoesNotContain(scenario.Store.Journal, it => it.Duration < TimeSpan.Zero);
    }

    private static void Jump(Scenario scenario, int hours)
    {
        scenario.Clock.Jump(TimeSpan.FromHours(hours));
        scenario.Wait(TimeSpan.Zero); // whatever took that for its time has noticed
    }
}
