using His.Platform.Asterisk.Ami;
using His.Platform.Asterisk.Tests.Switch;

namespace His.Platform.Asterisk.Tests;

/// <summary>A real switch behind a bad wire.</summary>
public sealed class WireTests(AsteriskSwitch atSwitch) : IClassFixture<AsteriskSwitch>
{
    [Theory]
    [InlineData("Event: QueueMemberPause\r\nPrivilege: agent,all\r\nTimes")]
    [InlineData("PausedReason: lun")]
    [InlineData("Response: Success\r\nActionI")]
    [InlineData("Event: QueueMember")]
    public async Task ALinkCutInMidMessage_IsLost_AndTheTruthComesAfter(string lastWords)
    {
        await using var wire = new Wire(atSwitch.AmiPort);
        // It is not back before both commands are through, at whichever word it is cut.
        await using var day = await AlicesDay.BeginAsync(
            atSwitch,
            options =>
                options with
                {
                    Port = wire.Port,
                    ReconnectDelay = TimeSpan.FromSeconds(4),
                    MaxReconnectDelay = TimeSpan.FromSeconds(4),
                }
        );
        await day.Alice.ActivateAsync("phone", TestTimeout.Token);
        await day.News.ChannelAsync(channel => channel.AgentState == AgentState.NotReady);

        wire.CutAfter(lastWords);
        foreach (var queue in new[] { "sales", "support" })
        {
            await atSwitch.ConsoleAsync($"queue pause member PJSIP/1001 queue {queue} reason lunch");
        }

        await day.News.UntilAsync<LinkLost>();
        var truth = (await day.News.UntilAsync<AgentSnapshot>()).Agent;
        Assert.Equal("lunch", Assert.Single(truth.Channels).Reason?.Code);
        Assert.Equal(2, wire.Links);
        Assert.Equal(CommandResult.Done, await day.Alice.MakeReadyAsync("phone", TestTimeout.Token));
    }

    [Theory]
    [InlineData("EventList: start\r\nMessage: Queue sta")]
    [InlineData("Event: QueueMember\r\nQueue: ")]
    [InlineData("Event: QueueStatusCompl")]
    [InlineData("Message: Channels will fol")]
    [InlineData("Asterisk Call Man")]
    [InlineData("Challenge: ")]
    public async Task ALinkCutWhileTheStateIsRead_IsNoLink_AndTheNextOneIs(string lastWords)
    {
        await using var wire = new Wire(atSwitch.AmiPort);
        await using var day = await AlicesDay.BeginAsync(atSwitch, options => options with { Port = wire.Port });
        await day.Alice.ActivateAsync("phone", TestTimeout.Token);
        await day.News.ChannelAsync(channel => channel.AgentState == AgentState.NotReady);

        wire.CutAfter("Ping: Po"); // the first link
        await day.News.UntilAsync<LinkLost>();
        wire.CutAfter(lastWords); // and one of the next

        var truth = (await day.News.UntilAsync<AgentSnapshot>()).Agent;
        Assert.Equal(AgentState.NotReady, Assert.Single(truth.Channels).AgentState);
        await TestTimeout.UntilAsync(() => Task.FromResult(day.Platform.IsAvailable), "the link is there");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ASilentWire_IsNoticed_AndWhatHappenedMeanwhile_IsInTheTruth(bool fromTheSwitch)
    {
        await using var wire = new Wire(atSwitch.AmiPort);
        await using var day = await AlicesDay.BeginAsync(
            atSwitch,
            options => AsteriskSwitch.NoticesSoon(options) with { Port = wire.Port }
        );
        await day.Alice.ActivateAsync("phone", TestTimeout.Token);
        await day.News.ChannelAsync(channel => channel.AgentState == AgentState.NotReady);

        if (fromTheSwitch)
        {
            wire.HoldWhatTheSwitchSays();
        }
        else
        {
            wire.HoldWhatHisSays();
        }

        await day.News.UntilAsync<LinkLost>();
        foreach (var queue in new[] { "sales", "support" })
        {
            await atSwitch.ConsoleAsync($"queue remove member PJSIP/1001 from {queue}");
        }

        wire.Release();

        Assert.False(Assert.Single((await day.News.UntilAsync<AgentSnapshot>()).Agent.Channels).IsActive);
    }

    [Fact]
    public async Task WhatIsHeardLate_IsHeardAll_InOrder()
    {
        await using var wire = new Wire(atSwitch.AmiPort);
        await using var day = await AlicesDay.BeginAsync(
            atSwitch,
            options => options with { Port = wire.Port, PingTimeout = TestTimeout.Limit }
        );
        await day.Alice.ActivateAsync("phone", TestTimeout.Token);
        await day.News.ChannelAsync(channel => channel.AgentState == AgentState.NotReady);

        wire.HoldWhatTheSwitchSays();
        foreach (var reason in new[] { "lunch", "class" })
        {
            foreach (var queue in new[] { "sales", "support" })
            {
                await atSwitch.ConsoleAsync($"queue pause member PJSIP/1001 queue {queue} reason {reason}");
            }
        }

        wire.Release();

        await day.News.ChannelAsync(channel => channel.Reason?.Code == "lunch");
        await day.News.ChannelAsync(channel => channel.Reason?.Code == "class");
        Assert.Equal(1, wire.Links);
    }

    [Fact]
    public async Task WhenHisReadsTooSlowly_TheSwitchDropsTheLink_AndTheNextOneHasTheTruth()
    {
        await using var wire = new Wire(atSwitch.AmiPort);
        await using var day = await AlicesDay.BeginAsync(
            atSwitch,
            options => options with { Port = wire.Port, Username = "his-impatient", PingTimeout = TestTimeout.Limit }
        );
        await day.Alice.ActivateAsync("phone", TestTimeout.Token);
        await day.News.ChannelAsync(channel => channel.AgentState == AgentState.NotReady);
        await using var noise = (
            await AmiLogin.OpenAsync(atSwitch.Options, new AmiMetrics(), TimeProvider.System, TestTimeout.Token)
        ).Connection;
        var draining = DrainAsync(noise);

        wire.HoldWhatTheSwitchSays();
        // So much is told that no buffer between holds it, until the switch gives up on who does not read.
        await TestTimeout.UntilAsync(
            async () =>
            {
                var pauses = Enumerable
                    .Range(0, 2_000)
                    .Select(i =>
                        noise.SendAsync(
                            AmiAction.QueuePause("sales", "PJSIP/1001", paused: true, $"reason {i} {new string('x', 60)}"),
                            TestTimeout.Token
                        )
                    );
                await Task.WhenAll(pauses);
                return (await atSwitch.ConsoleAsync("manager show connected")).Contains("1 users connected", StringComparison.Ordinal);
            },
            "the switch has dropped the link"
        );
        await noise.SendAsync(AmiAction.QueuePause("sales", "PJSIP/1001", paused: true, "class"), TestTimeout.Token);
        await noise.SendAsync(AmiAction.QueuePause("support", "PJSIP/1001", paused: true, "class"), TestTimeout.Token);
        wire.Release();

        await day.News.UntilAsync<LinkLost>();
        var truth = (await day.News.UntilAsync<AgentSnapshot>()).Agent;
        Assert.Equal("class", Assert.Single(truth.Channels).Reason?.Code);
        noise.Drop("enough");
        await draining;
    }

    private static async Task DrainAsync(AmiConnection connection)
    {
        while (await connection.Events.WaitToReadAsync(CancellationToken.None))
        {
            while (connection.Events.TryRead(out _))
            {
                // Of no interest; but whoever does not read is dropped.
            }
        }
    }
}
