using System.Text.Json.Nodes;
using His.Bus;
using His.Platform;
using His.Platform.Simulator;
using His.Sessions;
using His.Testing;

namespace His.Tests;

/// <summary>The journal: one record for each change of state and for each refused command (I9).</summary>
public class JournalTests
{
    [Fact]
    public void EveryEvent_IsWrittenOnce_WithItsNumber()
    {
        using var scenario = new Scenario(store: new MemoryStore());
        var alice = Shift(scenario);
        Assert.Equal(
            alice.Events.Select(it => ((string)it["method"]!, (long)it["params"]!["sequence"]!)),
            scenario.Store!.Journal.Where(it => it.EventSequence is not null).Select(it => (it.Action, it.EventSequence!.Value))
        );
    }

    [Fact]
    public void ARecord_SaysWho_What_Why_FromWhere_WhatWasBefore_AndForHowLong()
    {
        using var scenario = new Scenario(store: new MemoryStore());
        Shift(scenario);
        var notReady = scenario.Store!.Journal.First(it => it is { Action: "channel.event.notready", Channel: "chat" });
        Assert.Equal(
            ("1001", "session-1", "Ready", "NotReady"),
            (notReady.Agent, notReady.Session, notReady.PreviousState, notReady.NewState)
        );
        Assert.Equal(("AgentRequest", "127.0.0.1"), (notReady.Cause, notReady.RemoteAddress));
        Assert.Equal(TimeSpan.FromSeconds(90), notReady.Duration);
        var call = scenario.Store.Journal.Single(it => it.Action == "interaction.event.completed");
        Assert.Equal(("Ended", "Completed", TimeSpan.FromSeconds(5)), (call.PreviousState, call.NewState, call.Duration));
        Assert.Equal(
            ["session.logout.accepted", "session.logout.committed"],
            scenario.Store.Journal.Where(it => it.Action.StartsWith("session.logout.", StringComparison.Ordinal)).Select(it => it.Action)
        );
        Assert.Equal("END", scenario.Store.Journal.Last(it => it.Action == "session.event.disposed").ReasonCode);
    }

    [Fact]
    public void ATakeover_LetsAllThatGoesOnKeepItsTime_AndClosesItInTheOlderSession()
    {
        using var scenario = new Scenario(store: new MemoryStore());
        var alice = scenario.LogInReady();
        var call = scenario.Offer(ChannelType.Telephony, "+4930123");
        alice.Ask("interaction.request.accept", new JsonObject { ["interactionId"] = call });
        scenario.Wait(TimeSpan.FromSeconds(5));
        var later = scenario.Connect("alice, elsewhere");
        var taken = later.Ask(
            "session.request.login",
            new JsonObject
            {
                ["agentId"] = Scenario.Alice,
                ["password"] = "secret",
                ["override"] = true,
            }
        );
        var channel = later.Answer(taken)["result"]!["snapshot"]!["channelGroup"]!["channels"]![0]!;
        Assert.Equal("2026-01-01T08:00:00.000Z", (string?)channel["since"]);
        Assert.Equal("2026-01-01T08:00:00.000Z", (string?)channel["interactions"]![0]!["since"]);

        scenario.Wait(TimeSpan.FromSeconds(2));
        scenario.AtSwitch("the customer hangs up", it => it.Parties.EndByCustomer(call));
        later.Ask("channel.request.notready", new JsonObject { ["channelId"] = "phone" });
        scenario.Store!.Write();

        var rows = scenario.Store.Journal.Where(it => it.Interaction == call || it.Channel == "phone").ToList();
        var older = rows.Where(it => it.Session == "session-1").ToList();
        Assert.Equal(["interaction.takenover", "channel.event.disposed"], older[^2..].Select(it => it.Action));
        Assert.All(older[^2..], it => Assert.Null(it.Duration));
        Assert.Equal(
            TimeSpan.FromSeconds(7),
            rows.Single(it => it is { Session: "session-2", Interaction: not null, NewState: "Ended" }).Duration
        );
        Assert.Equal(TimeSpan.FromSeconds(7), rows.Single(it => it is { Session: "session-2", Action: "channel.event.notready" }).Duration);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(500)]
    public void AReasonThatIsReplacedByAnother_IsTheAgents_AndEachHasItsTime(int latencyMs)
    {
        using var scenario = new Scenario(store: new MemoryStore());
        scenario.Switch.ChangeSettings(
            new SettingsChange(
                Latency: TimeSpan.FromMilliseconds(latencyMs),
                NotReadyReason: new PolicyChange(ReasonRequirement.Optional, FreeText: true, [])
            )
        );
        var alice = scenario.LogIn();
        scenario.Wait(TimeSpan.FromSeconds(1));
        Ask("channel.request.ready", text: null);
        Ask("channel.request.notready", "lunch");
        Ask("channel.request.notready", "training");
        Ask("channel.request.ready", text: null);
        alice.Ask("session.request.logout");

        var rows = scenario
            .Store!.Journal.Where(it => it.Channel == "phone" && it.Action is "channel.event.ready" or "channel.event.notready")
            .Take(4)
            .ToList();
        Assert.Equal([null, "lunch", "training", null], rows.Select(it => it.ReasonText));
        Assert.All(rows, it => Assert.Equal(("AgentRequest", "127.0.0.1"), (it.Cause, it.RemoteAddress)));
        Assert.Equal(["NotReady", "Ready", "NotReady", "NotReady"], rows.Select(it => it.PreviousState));
        Assert.All(rows.Skip(1), it => Assert.Equal(60, it.Duration!.Value.TotalSeconds));

        void Ask(string method, string? text)
        {
            var parameters = new JsonObject { ["channelId"] = "phone" };
            if (text is not null)
            {
                parameters["reason"] = new JsonObject { ["text"] = text };
            }

            alice.Ask(method, parameters);
            scenario.Wait(TimeSpan.FromSeconds(60));
        }
    }

    [Fact]
    public void WhatWasRefused_IsWritten_AndNoPasswordAndNoNumberOfACustomer()
    {
        using var scenario = new Scenario(store: new MemoryStore());
        var eve = scenario.Connect("eve");
        eve.Ask("session.request.login", new JsonObject { ["agentId"] = Scenario.Alice, ["password"] = "guessed" });
        eve.Ask("session.request.resume", new JsonObject { ["resumeToken"] = "guessed", ["lastSequence"] = 0 });
        Shift(scenario, refused: true);
        Assert.Equal(
            [
                ("session.request.login", "1001", "InvalidCredentials"),
                ("session.request.resume", null, "ResumeRefused"),
                ("session.request.logout", "1001", "OngoingInteraction"),
                ("channel.request.ready", "1001", "UnknownChannel"),
                ("channel.request.dial", "1001", "RequestIdReuse"),
            ],
            scenario.Store!.Journal.Where(it => it.Failure is not null).Select(it => (it.Action, it.Agent, it.Failure!))
        );
        var all = string.Join('\n', scenario.Store.Journal);
        Assert.DoesNotContain("secret", all, StringComparison.Ordinal);
        Assert.DoesNotContain("guessed", all, StringComparison.Ordinal);
        Assert.DoesNotContain("4930", all, StringComparison.Ordinal);
    }

    [Fact]
    public void AConnectionThatIsLost_IsWritten_WithWhereItCameFrom()
    {
        using var scenario = new Scenario(store: new MemoryStore());
        scenario.LogIn().Vanish();
        scenario.Store!.Write();
        Assert.Equal("127.0.0.1", Assert.Single(scenario.Store.Journal, it => it.Action == "session.connection.lost").RemoteAddress);
    }

    /// <summary>Alice logs in, serves a call, and logs out.</summary>
    private static Browser Shift(Scenario scenario, bool refused = false)
    {
        scenario.Switch.ChangeSettings(
            new SettingsChange(LogoutReason: new PolicyChange(ReasonRequirement.Optional, false, [new ReasonOption("END", "End of shift")]))
        );
        var alice = scenario.LogInReady();
        var call = scenario.Offer(ChannelType.Telephony);
        alice.Ask("interaction.request.accept", new JsonObject { ["interactionId"] = call });
        if (refused)
        {
            alice.Ask("session.request.logout");
            const string Id = "0b7a2a52-6d3c-4a43-9a5e-3d5a1f1c2e35";
            alice.Ask("channel.request.ready", new JsonObject { ["channelId"] = "telex", ["requestId"] = Id });
            alice.Ask(
                "channel.request.dial",
                new JsonObject
                {
                    ["channelId"] = "phone",
                    ["destination"] = "4930",
                    ["requestId"] = Id,
                }
            );
        }

        scenario.Wait(TimeSpan.FromSeconds(85));
        scenario.AtSwitch("the customer hangs up", it => it.Parties.EndByCustomer(call));
        scenario.Wait(TimeSpan.FromSeconds(5));
        alice.Ask("interaction.request.complete", new JsonObject { ["interactionId"] = call });
        alice.Ask("session.request.logout", new JsonObject { ["reason"] = new JsonObject { ["code"] = "END" } });
        scenario.Store!.Write();
        return alice;
    }

    [Theory]
    [InlineData(Cause.Supervisor)]
    [InlineData(Cause.Inactivity)]
    [InlineData(Cause.AgentRemoved)]
    [InlineData(Cause.Maintenance)]
    public void WhoOrderedALogout_StandsBesideAllThatCameOfIt_AndBesideARefusal(Cause cause)
    {
        using var scenario = new Scenario(store: new MemoryStore());
        var (alice, call) = scenario.LogInWithCall();
        _ = scenario.Core.SupervisorApi.LogOutAsync("session-1", new LogoutOrder(cause, "carol", Reason: null, OngoingInteractions.Refuse));
        scenario.Run();
        scenario.Store!.Write();
        var refused = Assert.Single(scenario.Store.Journal, it => it.Action == "session.logout.ordered");
        Assert.Equal(("carol", "OngoingInteraction", cause.ToString()), (refused.OrderedBy, refused.Failure, refused.Cause));

        _ = scenario.Core.SupervisorApi.LogOutAsync("session-1", new LogoutOrder(cause, "dave", Reason: null, OngoingInteractions.Wait));
        scenario.Run();
        scenario.KillAndStart("nobody forgets who gave the order", _ => scenario.Store.Write());
        scenario.AtSwitch("the customer hangs up", it => it.Parties.EndByCustomer(call));
        var back = scenario.Connect("back");
        back.Ask(
            "session.request.resume",
            new JsonObject
            {
                ["resumeToken"] = (string)alice.Answer("1")["result"]!["resumeToken"]!,
                ["lastSequence"] = (long)alice.Events.Last()["params"]!["sequence"]!,
            }
        );
        back.Ask("interaction.request.complete", new JsonObject { ["interactionId"] = call });
        scenario.Store!.Write();
        Assert.Equal(0, scenario.Core.Sessions.Count);
        var ordered = scenario.Store.Journal.Where(it => it.OrderedBy == "dave").ToList();
        Assert.All(ordered, it => Assert.Equal(cause.ToString(), it.Cause));
        Assert.Superset(
            new HashSet<string>
            {
                "session.event.logoutpending",
                "channel.event.notready",
                "session.logout.accepted",
                "channel.event.deactivated",
                "session.logout.committed",
                "session.event.disposed",
            },
            ordered.Select(it => it.Action).ToHashSet()
        );
        Assert.DoesNotContain(scenario.Store.Journal, it => it.OrderedBy is not null && it.Cause is null or "AgentRequest");
    }
}
