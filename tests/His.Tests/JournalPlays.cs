using System.Text.Json.Nodes;
using His.Bus;
using His.Journal;
using His.Platform;
using His.Platform.Simulator;
using His.Sessions;
using His.Testing;

namespace His.Tests;

/// <summary>The journal: one record for each change of state and for each refused command (I9).</summary>
public class JournalPlays
{
    [Fact]
    public void EveryEvent_IsWrittenOnce_WithItsNumber()
    {
        using var play = new Play(store: new MemoryStore());
        var alice = Shift(play);
        Assert.Equal(
            alice.Events.Select(it => ((string)it["method"]!, (long)it["params"]!["sequence"]!)),
            play.Store!.Journal.Where(it => it.Event is not null).Select(it => (it.What, it.Event!.Value)));
    }

    [Fact]
    public void ARecord_SaysWho_What_Why_FromWhere_WhatWasBefore_AndForHowLong()
    {
        using var play = new Play(store: new MemoryStore());
        Shift(play);
        var notReady = play.Store!.Journal.First(it => it is { What: "channel.event.notready", Channel: "chat" });
        Assert.Equal(("1001", "session-1", "Ready", "NotReady"), (notReady.Agent, notReady.Session, notReady.Before, notReady.After));
        Assert.Equal(("AgentRequest", "127.0.0.1"), (notReady.Cause, notReady.From));
        Assert.Equal(TimeSpan.FromSeconds(90), notReady.Lasted);
        var call = play.Store.Journal.Single(it => it.What == "interaction.event.completed");
        Assert.Equal(("Ended", "Completed", TimeSpan.FromSeconds(5)), (call.Before, call.After, call.Lasted));
        Assert.Equal(
            ["session.logout.accepted", "session.logout.noreturn"],
            play.Store.Journal.Where(it => it.What.StartsWith("session.logout.", StringComparison.Ordinal)).Select(it => it.What));
        Assert.Equal("END", play.Store.Journal.Last(it => it.What == "session.event.disposed").ReasonCode);
    }

    [Fact]
    public void ATakeover_LetsAllThatGoesOnKeepItsTime_AndClosesItInTheOlderSession()
    {
        using var play = new Play(store: new MemoryStore());
        var alice = play.LogInReady();
        var call = play.Offer(ChannelType.Telephony, "+4930123");
        alice.Ask("interaction.request.accept", new JsonObject { ["interactionId"] = call });
        play.Wait(TimeSpan.FromSeconds(5));
        var later = play.Connect("alice, elsewhere");
        var taken = later.Ask("session.request.login", new JsonObject { ["agentId"] = Play.Alice, ["password"] = "secret", ["override"] = true });
        var channel = later.Answer(taken)["result"]!["snapshot"]!["channelGroup"]!["channels"]![0]!;
        Assert.Equal("2026-01-01T08:00:00.000Z", (string?)channel["since"]);
        Assert.Equal("2026-01-01T08:00:00.000Z", (string?)channel["interactions"]![0]!["since"]);

        play.Wait(TimeSpan.FromSeconds(2));
        play.AtSwitch("the customer hangs up", it => it.EndByCustomer(call));
        later.Ask("channel.request.notready", new JsonObject { ["channelId"] = "phone" });
        play.Store!.Write();

        var rows = play.Store.Journal.Where(it => it.Interaction == call || it.Channel == "phone").ToList();
        var older = rows.Where(it => it.Session == "session-1").ToList();
        Assert.Equal(["interaction.takenover", "channel.event.disposed"], older[^2..].Select(it => it.What));
        Assert.All(older[^2..], it => Assert.Null(it.Lasted));
        Assert.Equal(TimeSpan.FromSeconds(7), rows.Single(it => it is { Session: "session-2", Interaction: not null, After: "Ended" }).Lasted);
        Assert.Equal(TimeSpan.FromSeconds(7), rows.Single(it => it is { Session: "session-2", What: "channel.event.notready" }).Lasted);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(500)]
    public void AReasonThatIsReplacedByAnother_IsTheAgents_AndEachHasItsTime(int latencyMs)
    {
        using var play = new Play(store: new MemoryStore());
        play.Switch.ChangeSettings(new SettingsChange(
            LatencyMs: latencyMs, NotReadyReason: new PolicyChange(ReasonRequirement.Optional, FreeText: true, [])));
        var alice = play.LogIn();
        play.Wait(TimeSpan.FromSeconds(1));
        Ask("channel.request.ready", text: null);
        Ask("channel.request.notready", "lunch");
        Ask("channel.request.notready", "training");
        Ask("channel.request.ready", text: null);
        alice.Ask("session.request.logout");

        var rows = play.Store!.Journal.Where(it => it.Channel == "phone" && it.What is "channel.event.ready" or "channel.event.notready").Take(4).ToList();
        Assert.Equal([null, "lunch", "training", null], rows.Select(it => it.ReasonText));
        Assert.All(rows, it => Assert.Equal(("AgentRequest", "127.0.0.1"), (it.Cause, it.From)));
        Assert.Equal(["NotReady", "Ready", "NotReady", "NotReady"], rows.Select(it => it.Before));
        Assert.All(rows.Skip(1), it => Assert.Equal(60, it.Lasted!.Value.TotalSeconds));

        void Ask(string method, string? text)
        {
            var parameters = new JsonObject { ["channelId"] = "phone" };
            if (text is not null)
            {
                parameters["reason"] = new JsonObject { ["text"] = text };
            }

            alice.Ask(method, parameters);
            play.Wait(TimeSpan.FromSeconds(60));
        }
    }

    [Fact]
    public void WhatWasRefused_IsWritten_AndNoPasswordAndNoNumberOfACustomer()
    {
        using var play = new Play(store: new MemoryStore());
        var eve = play.Connect("eve");
        eve.Ask("session.request.login", new JsonObject { ["agentId"] = Play.Alice, ["password"] = "guessed" });
        eve.Ask("session.request.resume", new JsonObject { ["resumeToken"] = "guessed", ["lastSequence"] = 0 });
        Shift(play, refused: true);
        Assert.Equal(
            [
                ("session.request.login", "1001", "InvalidCredentials"), ("session.request.resume", null, "ResumeRefused"),
                ("session.request.logout", "1001", "OngoingInteraction"), ("channel.request.ready", "1001", "UnknownChannel"),
                ("channel.request.dial", "1001", "RequestIdReuse"),
            ],
            play.Store!.Journal.Where(it => it.Failure is not null).Select(it => (it.What, it.Agent, it.Failure!)));
        var all = string.Join('\n', play.Store.Journal);
        Assert.DoesNotContain("secret", all, StringComparison.Ordinal);
        Assert.DoesNotContain("guessed", all, StringComparison.Ordinal);
        Assert.DoesNotContain("4930", all, StringComparison.Ordinal);
    }

    [Fact]
    public void AConnectionThatIsLost_IsWritten_WithWhereItCameFrom()
    {
        using var play = new Play(store: new MemoryStore());
        play.LogIn().Vanish();
        play.Store!.Write();
        Assert.Equal("127.0.0.1", Assert.Single(play.Store.Journal, it => it.What == "session.connection.lost").From);
    }

    [Fact]
    public void TheChain_BreaksAtAnyChange()
    {
        var entry = new JournalEntry
        {
            Sequence = 1,
            Epoch = 1,
            Time = DateTimeOffset.UnixEpoch,
            What = "a",
            Session = "s",
            Agent = "1",
            From = "f",
            Channel = "c",
            Interaction = "i",
            Cause = "b",
            ReasonCode = "r",
            ReasonText = "t",
            Failure = "x",
            Before = "y",
            After = "z",
            Lasted = TimeSpan.FromSeconds(1),
            Event = 7,
        };
        JournalEntry[] others =
        [
            entry with { Sequence = 2 }, entry with { Epoch = 2 }, entry with { Time = DateTimeOffset.UnixEpoch.AddMilliseconds(1) }, entry with { What = "b" },
            entry with { Session = null }, entry with { Agent = "" }, entry with { From = "F" }, entry with { Channel = "ci", Interaction = "" },
            entry with { Cause = null }, entry with { ReasonCode = "" }, entry with { ReasonText = null }, entry with { Failure = null },
            entry with { Before = "z", After = "y" }, entry with { Lasted = null }, entry with { Event = null },
        ];
        var hashes = others.Append(entry).Select(it => Convert.ToHexString(Chain.Next(Chain.Start, it))).ToList();
        Assert.Equal(hashes.Count, hashes.Distinct().Count());
        Assert.NotEqual(Chain.Next(Chain.Start, entry), Chain.Next(Chain.Next(Chain.Start, entry), entry));
    }

    /// <summary>Alice logs in, serves a call, and logs out.</summary>
    private static Browser Shift(Play play, bool refused = false)
    {
        play.Switch.ChangeSettings(new SettingsChange(LogoutReason: new PolicyChange(ReasonRequirement.Optional, false, [new ReasonOffer("END", "End of shift")])));
        var alice = play.LogInReady();
        var call = play.Offer(ChannelType.Telephony);
        alice.Ask("interaction.request.accept", new JsonObject { ["interactionId"] = call });
        if (refused)
        {
            alice.Ask("session.request.logout");
            const string Id = "0b7a2a52-6d3c-4a43-9a5e-3d5a1f1c2e35";
            alice.Ask("channel.request.ready", new JsonObject { ["channelId"] = "telex", ["requestId"] = Id });
            alice.Ask("channel.request.dial", new JsonObject { ["channelId"] = "phone", ["destination"] = "4930", ["requestId"] = Id });
        }

        play.Wait(TimeSpan.FromSeconds(85));
        play.AtSwitch("the customer hangs up", it => it.EndByCustomer(call));
        play.Wait(TimeSpan.FromSeconds(5));
        alice.Ask("interaction.request.complete", new JsonObject { ["interactionId"] = call });
        alice.Ask("session.request.logout", new JsonObject { ["reason"] = new JsonObject { ["code"] = "END" } });
        play.Store!.Write();
        return alice;
    }

    [Theory]
    [InlineData(Cause.Supervisor)]
    [InlineData(Cause.Inactivity)]
    [InlineData(Cause.AgentRemoved)]
    [InlineData(Cause.Maintenance)]
    public void WhoOrderedALogout_StandsBesideAllThatCameOfIt_AndBesideARefusal(Cause cause)
    {
        using var play = new Play(store: new MemoryStore());
        var (alice, call) = play.Talk();
        _ = play.House.Supervision.LogOutAsync("session-1", new LogoutOrder(cause, "carol", Reason: null, OngoingInteractions.Refuse));
        play.Run();
        play.Store!.Write();
        var refused = Assert.Single(play.Store.Journal, it => it.What == "session.logout.ordered");
        Assert.Equal(("carol", "OngoingInteraction", cause.ToString()), (refused.By, refused.Failure, refused.Cause));

        _ = play.House.Supervision.LogOutAsync("session-1", new LogoutOrder(cause, "dave", Reason: null, OngoingInteractions.Wait));
        play.Run();
        play.KillAndStart("nobody forgets who gave the order", _ => play.Store.Write());
        play.AtSwitch("the customer hangs up", it => it.EndByCustomer(call));
        var back = play.Connect("back");
        back.Ask("session.request.resume", new JsonObject
        {
            ["resumeToken"] = (string)alice.Answer("1")["result"]!["resumeToken"]!,
            ["lastSequence"] = (long)alice.Events.Last()["params"]!["sequence"]!,
        });
        back.Ask("interaction.request.complete", new JsonObject { ["interactionId"] = call });
        play.Store!.Write();
        Assert.Equal(0, play.House.Sessions.Count);
        var ordered = play.Store.Journal.Where(it => it.By == "dave").ToList();
        Assert.All(ordered, it => Assert.Equal(cause.ToString(), it.Cause));
        Assert.Superset(
            new HashSet<string> { "session.event.logoutpending", "channel.event.notready", "session.logout.accepted", "channel.event.deactivated", "session.logout.noreturn", "session.event.disposed" },
            ordered.Select(it => it.What).ToHashSet());
        Assert.DoesNotContain(play.Store.Journal, it => it.By is not null && it.Cause is null or "AgentRequest");
    }
}
