using System.Diagnostics.Metrics;
using System.Globalization;
using His.Platform.Asterisk.Ami;
using His.Platform.Asterisk.Tests.Ami;
using His.Platform.Asterisk.Tests.Switch;
using Microsoft.Extensions.Logging;

namespace His.Platform.Asterisk.Tests;

/// <summary>A whole platform at a switch that says strange things, too much, too late, or too little.</summary>
public sealed class HostileSwitchTests : IAsyncLifetime
{
    private readonly TalkingSwitch _switch = new();
    private readonly Logbook _log = new();
    private readonly News _news = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _switch.DisposeAsync();

    [Fact]
    public async Task AfterAMessageThatCannotBeRead_TheWholeStateIsReadAnew()
    {
        await using var platform = await AliceAsync();
        _switch.Answers["QueueStatus"] = id => TalkingSwitch.AList(id, "QueueStatus", TalkingSwitch.AMember(paused: false));

        await _switch.SayAsync($"Event: QueueMemberAdded\r\nQueue: {new string('x', 70_000)}\r\n\r\n");

        var truth = await _news.UntilAsync<AgentSnapshot>();
        Assert.Equal(AgentState.Ready, Assert.Single(truth.Agent.Channels).AgentState);
        Assert.Equal(1, platform.Counters.MessagesTooLong);
        Assert.True(platform.IsAvailable);
    }

    [Fact]
    public async Task AHundredGaps_AreNotAHundredReadings()
    {
        await using var platform = await AliceAsync();
        var before = _switch.HeardSoFar("CoreShowChannels");
        var gap = $"Event: x\r\nA: {new string('x', 66_000)}\r\n\r\n";

        for (var i = 0; i < 100; i++)
        {
            await _switch.SayAsync(gap);
        }

        await _switch.SayAsync(TalkingSwitch.APause(paused: true));
        await _news.ChannelAsync(channel => channel.IsActive);

        Assert.Equal(100, platform.Counters.MessagesTooLong);
        Assert.InRange(_switch.HeardSoFar("CoreShowChannels") - before, 1, 20);
    }

    [Fact]
    public async Task AListWithAHole_IsNoTruth_AndNoLink()
    {
        var hole = $"Event: QueueMember\r\nQueue: {new string('x', 70_000)}";
        _switch.Answers["QueueStatus"] = id => TalkingSwitch.AList(id, "QueueStatus", TalkingSwitch.AMember(paused: true), hole);
        await using var platform = await _switch.PlatformAsync(logger: _log);
        Assert.False(platform.IsAvailable);
        await _log.SaysAsync("a list of the switch was incomplete");

        _switch.Answers["QueueStatus"] = id => TalkingSwitch.AList(id, "QueueStatus");
        await TestTimeout.UntilAsync(() => Task.FromResult(platform.IsAvailable), "the link is there");
    }

    [Fact]
    public async Task WhatNobodyAskedFor_IsCounted_AndChangesNothing()
    {
        await using var platform = await AliceAsync();

        await _switch.SayAsync("Response: Success\r\nActionID: his-000000000000-7\r\nMessage: of another HIS\r\n\r\n");
        await _switch.SayAsync(
            "Event: QueueMember\r\nActionID: his-000000000000-7\r\nQueue: sales\r\nLocation: PJSIP/1001\r\nPaused: 0\r\n\r\n"
        );
        await _switch.SayAsync("Event: QueueStatusComplete\r\nActionID: his-000000000000-7\r\nEventList: Complete\r\n\r\n");
        await _switch.SayAsync("no colon\r\nQueue: sales\r\n\r\n");
        await _switch.SayAsync(
            "Event: QueueMemberPause\r\nQueue: sales\r\nInterface: PJSIP/1001\r\nPaused: 1\r\nPausedReason: Event: QueueMemberRemoved\r\n\r\n"
        );

        Assert.Equal("Event: QueueMemberRemoved", (await _news.ChannelAsync(_ => true)).Reason?.Text);
        Assert.Equal(
            (2, 1, 1),
            (platform.Counters.UnexpectedAnswers, platform.Counters.HeadersWithoutColon, platform.Counters.NamelessMessages)
        );
    }

    [Fact]
    public async Task AFloodOfEvents_LosesNoTruth()
    {
        await using var platform = await AliceAsync();
        // Thirty thousand events as fast as they go through, at least ten thousand a second.
        var flood = string.Concat(
            Enumerable
                .Range(0, 1_000)
                .Select(i =>
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"Event: Newstate\r\nPrivilege: call,all\r\nChannel: PJSIP/{2000 + i}-1\r\nChannelState: 6\r\nUniqueid: {i}.1\r\nLinkedid: {i}.1\r\n\r\n"
                    )
                )
        );
        for (var i = 0; i < 30; i++)
        {
            await _switch.SayAsync(flood);
        }

        await _switch.SayAsync(TalkingSwitch.APause(paused: true));

        Assert.Equal(AgentState.NotReady, (await _news.ChannelAsync(channel => channel.IsActive)).AgentState);
        Assert.Equal(0, platform.Counters.LinksLost);
    }

    [Fact]
    public async Task AFlood_ThatIsTooMuch_CostsTheLink_AndNotTheTruth()
    {
        await using var platform = await AliceAsync(options => options with { MaxWaitingEvents = 100 });
        _switch.Answers["QueueStatus"] = id => TalkingSwitch.AList(id, "QueueStatus", TalkingSwitch.AMember(paused: true));
        var flood = string.Concat(Enumerable.Repeat("Event: Hold\r\nChannel: PJSIP/2000-1\r\nUniqueid: 1.1\r\n\r\n", 50_000));
        try
        {
            for (var i = 0; i < 100 && platform.Counters.LinksLost == 0; i++)
            {
                await _switch.SayAsync(flood);
            }
        }
        catch (Exception error) when (error is IOException or InvalidOperationException)
        {
            // HIS has hung up in the middle of it.
        }

        await _news.UntilAsync<LinkLost>();
        var truth = await _news.UntilAsync<AgentSnapshot>();
        Assert.Equal(AgentState.NotReady, Assert.Single(truth.Agent.Channels).AgentState);
    }

    [Fact]
    public async Task LateEvents_MakeTheLinkDegraded_UntilTheyComeInTime()
    {
        // So much that an event of now is in time, however long it takes to be heard.
        await using var platform = await AliceAsync(options => options with { EventLagLimit = TimeSpan.FromSeconds(20) });
        await TestTimeout.UntilAsync(() => Task.FromResult(_switch.HeardSoFar("Ping") > 1), "the clock of the switch is known");

        await _switch.SayAsync($"Event: Hold\r\nTimestamp: {TalkingSwitch.Now(ago: TimeSpan.FromSeconds(90))}\r\n\r\n");
        await TestTimeout.UntilAsync(() => Task.FromResult(platform.IsDegraded), "degraded");
        await _switch.SayAsync($"Event: Hold\r\nTimestamp: {TalkingSwitch.Now(ago: TimeSpan.FromSeconds(80))}\r\n\r\n");
        await _switch.SayAsync($"Event: Hold\r\nTimestamp: {TalkingSwitch.Now(ago: TimeSpan.Zero)}\r\n\r\n");
        await TestTimeout.UntilAsync(() => Task.FromResult(!platform.IsDegraded), "well again");

        await _log.SaysAsync("are on time again");
        // The first lag and not the second. Its way to HIS makes it longer, and a ping that was answered slowly makes it shorter.
        Assert.Matches(@"are (8[5-9]|9\d) s late", Assert.Single(_log.At(LogLevel.Warning)));
    }

    [Fact]
    public async Task ASwitchThatStarts_IsWaitedFor_UntilItHasItsQueues()
    {
        var whole = _switch.Answers["ListCommands"];
        _switch.Answers["ListCommands"] = id => $"Response: Success\r\nActionID: {id}\r\nPing: Keepalive. (Priv: <none>)\r\n\r\n";
        _switch.Answers["QueueStatus"] = id =>
            $"Response: Error\r\nActionID: {id}\r\nMessage: Invalid/unknown command: QueueStatus.\r\n\r\n";
        var starting = _switch.PlatformAsync();
        await TestTimeout.UntilAsync(() => Task.FromResult(_switch.HeardSoFar("ListCommands") > 2), "it asks again");
        _switch.Answers["QueueStatus"] = id => TalkingSwitch.AList(id, "QueueStatus");
        _switch.Answers["ListCommands"] = whole;

        await using var platform = await starting;

        Assert.True(platform.IsAvailable);
        Assert.Equal(1, _switch.HeardSoFar("Login"));
    }

    [Fact]
    public async Task ASwitchThatHasStarted_WithoutQueues_IsToldSo()
    {
        _switch.Answers["ListCommands"] = id =>
            $"Response: Success\r\nActionID: {id}\r\nPing: Keepalive. (Priv: <none>)\r\n\r\nEvent: FullyBooted\r\n\r\n";
        await using var platform = await _switch.PlatformAsync(logger: _log);

        Assert.False(platform.IsAvailable);
        Assert.Contains("app_queue is not loaded", _log.At(LogLevel.Warning).First(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhoWatches_SeesTheLinkAndWhatWasSkipped()
    {
        var seen = new System.Collections.Concurrent.ConcurrentDictionary<string, double>(StringComparer.Ordinal);
        await using var platform = await _switch.PlatformAsync(); // its address is known now
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, me) =>
            {
                if (instrument.Meter.Name == AmiMetrics.MeterName)
                {
                    me.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument, value, tags));
        listener.Start();

        await _switch.SayAsync("no colon\r\n\r\nEvent: Hold\r\n\r\n");
        await TestTimeout.UntilAsync(
            () => Task.FromResult(seen.ContainsKey("his.asterisk.event.processed") && seen.ContainsKey("his.asterisk.ping.duration")),
            "an event and a ping"
        );
        Assert.Equal(1, seen["his.asterisk.message.discarded malformed_header"]);
        _switch.HangUp();
        await TestTimeout.UntilAsync(
            () =>
                Task.FromResult(
                    seen.GetValueOrDefault("his.asterisk.link.lost") == 1 && seen.GetValueOrDefault("his.asterisk.link.up", -1) == 0
                ),
            "the link came and went and came"
        );

        void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var attributes = tags.ToArray().ToDictionary(StringComparer.Ordinal);
            if ($"{attributes["server.address"]}:{attributes["server.port"]}" == _switch.Address)
            {
                var name = attributes.TryGetValue("error.type", out var type) ? $"{instrument.Name} {type}" : instrument.Name;
                seen.AddOrUpdate(name, value, (_, before) => before + value);
            }
        }
    }

    /// <summary>A platform at which Alice has logged in.</summary>
    private async Task<AsteriskPlatform> AliceAsync(Func<AsteriskOptions, AsteriskOptions>? with = null)
    {
        _switch.Answers["Getvar"] = id => $"Response: Success\r\nActionID: {id}\r\nValue: NOT_INUSE\r\n\r\n";
        var platform = await _switch.PlatformAsync(with, _log);
        Assert.IsType<LogInResult.LoggedIn>(
            await platform.LogInAsync(new AgentIdentity("alice", "Alice"), endpoint: null, _news, TestTimeout.Token)
        );
        return platform;
    }
}
