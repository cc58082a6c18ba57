using System.Text;
using His.Platform.Asterisk.Ami;

namespace His.Platform.Asterisk.Tests.Ami;

/// <summary>Against a switch that misbehaves.</summary>
public sealed class AmiConnectionTests : IAsyncLifetime
{
    private readonly ScriptedSwitch _switch = new();
    private readonly AmiMetrics _counters = new();
    private AmiConnection _connection = null!;

    private AsteriskOptions Options => new() { Port = _switch.Port, MaxWaitingEvents = 100 };

    public async ValueTask InitializeAsync()
    {
        var opening = AmiConnection.OpenAsync(Options, _counters, TestTimeout.Token);
        await _switch.AcceptAsync();
        _connection = await opening;
    }

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        _switch.Dispose();
    }

    [Fact]
    public async Task Answers_AreMatchedByActionId_InWhateverOrderTheyCome()
    {
        var first = _connection.SendAsync(AmiAction.Ping(), TestTimeout.Token);
        var second = _connection.SendAsync(AmiAction.CoreShowChannels(), TestTimeout.Token);
        var idOfFirst = (await _switch.HearAsync())["ActionID"];
        var idOfSecond = (await _switch.HearAsync())["ActionID"];
        await _switch.SayAsync($"Response: Success\r\nActionID: {idOfSecond}\r\nEventList: start\r\n\r\n");
        await _switch.SayAsync($"Event: CoreShowChannel\r\nActionID: {idOfSecond}\r\nChannel: a\r\n\r\n");
        await _switch.SayAsync("Event: Hangup\r\nChannel: b\r\n\r\n");
        await _switch.SayAsync($"Response: Success\r\nActionID: {idOfFirst}\r\nPing: Pong\r\n\r\n");
        await _switch.SayAsync($"Event: CoreShowChannelsComplete\r\nActionID: {idOfSecond}\r\nEventList: Complete\r\nListItems: 1\r\n\r\n");

        Assert.Equal("Pong", (await first).Response["Ping"]);
        Assert.Equal("a", Assert.Single((await second).Items)["channel"]);
        Assert.Equal("Hangup", (await _connection.Events.ReadAsync(TestTimeout.Token)).Event);
    }

    [Fact]
    public async Task AnEvent_ThatBearsTheIdOfAQuestionThatIsOver_IsHeard()
    {
        var question = _connection.SendAsync(
            AmiAction.Originate("PJSIP/1001", "1", "his-dial", "601", TestTimeout.Limit),
            TestTimeout.Token
        );
        var id = (await _switch.HearAsync())["ActionID"];

        await _switch.SayAsync(
            $"Response: Success\r\nActionID: {id}\r\n\r\nEvent: OriginateResponse\r\nActionID: {id}\r\nResponse: Failure\r\n\r\n"
        );

        Assert.True((await question).IsSuccess);
        Assert.Equal("OriginateResponse", (await _connection.Events.ReadAsync(TestTimeout.Token)).Event);
    }

    [Fact]
    public async Task WhatCannotBeRead_IsCountedAndSkipped_AndTheReaderLives()
    {
        await _switch.SayAsync("Event: Hold\r\nno colon here\r\nChannel: a\r\n\r\n");
        await _switch.SayAsync("Response: Success\r\nActionID: somebody-elses-7\r\n\r\n");
        await _switch.SayAsync("Response: Error\r\nMessage: Failed to parse message: line too long\r\n\r\n");
        await _switch.SayAsync("Channel: an event without a name\r\n\r\n\r\n\r\n");
        await _switch.SayAsync([.. "Event: Unhold\r\nChannel: "u8, 0xFF, 0xC0, .. "\r\n\r\n"u8]);

        var hold = await _connection.Events.ReadAsync(TestTimeout.Token);
        var unhold = await _connection.Events.ReadAsync(TestTimeout.Token);

        Assert.Equal("a", hold["Channel"]);
        Assert.Equal("\ufffd\ufffd", unhold["Channel"]);
        Assert.Equal(
            (1, 2, 1, 0),
            (_counters.HeadersWithoutColon, _counters.UnexpectedAnswers, _counters.NamelessMessages, _counters.MessagesTooLong)
        );
    }

    [Fact]
    public async Task AnEndlessLine_LeavesAGap_AndNoMemory()
    {
        await _switch.SayAsync("Event: Hold\r\nChannel: ");
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var piece = Encoding.ASCII.GetBytes(new string('x', 1024 * 1024));
        for (var i = 0; i < 16; i++)
        {
            await _switch.SayAsync(piece);
        }

        await _switch.SayAsync("\r\nAnother: header\r\n\r\nEvent: Hangup\r\n\r\n");

        Assert.Same(AmiMessage.Gap, await _connection.Events.ReadAsync(TestTimeout.Token));
        Assert.Equal("Hangup", (await _connection.Events.ReadAsync(TestTimeout.Token)).Event);
        Assert.Equal(1, _counters.MessagesTooLong);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 4 * 1024 * 1024);
    }

    [Fact]
    public async Task TenThousandHeaders_LeaveAGap()
    {
        await _switch.SayAsync("Event: Hold\r\n" + string.Concat(Enumerable.Repeat("A: b\r\n", 10_000)) + "\r\nEvent: Hangup\r\n\r\n");

        Assert.Same(AmiMessage.Gap, await _connection.Events.ReadAsync(TestTimeout.Token));
        Assert.Equal("Hangup", (await _connection.Events.ReadAsync(TestTimeout.Token)).Event);
    }

    [Fact]
    public async Task AMessageInCrumbs_IsOneMessage()
    {
        foreach (var letter in "Event: Hold\r\nChannel: Обед\r\n\r\n")
        {
            await _switch.SayAsync(letter.ToString());
        }

        Assert.Equal("Обед", (await _connection.Events.ReadAsync(TestTimeout.Token))["Channel"]);
    }

    [Fact]
    public async Task AQuestion_FailsAtOnce_WhenTheSwitchHangsUp()
    {
        var asking = _connection.SendAsync(AmiAction.Ping(), TestTimeout.Token);
        await _switch.HearAsync();
        _switch.HangUp();

        await Assert.ThrowsAsync<AmiLinkLostException>(() => asking);
        await _connection.Closed;
        await Assert.ThrowsAsync<AmiLinkLostException>(() => _connection.SendAsync(AmiAction.Ping(), TestTimeout.Token));
    }

    [Fact]
    public async Task MoreEventsThanWeCanTake_EndTheConnection()
    {
        await _switch.SayAsync(string.Concat(Enumerable.Repeat("Event: Hold\r\n\r\n", 101)));

        Assert.Equal("too many unprocessed events", await _connection.Closed);
    }

    [Fact]
    public async Task ActionIds_BeginDifferently_ForEveryConnection()
    {
        var opening = AmiConnection.OpenAsync(Options, _counters, TestTimeout.Token);
        var asking = _connection.SendAsync(AmiAction.Ping(), TestTimeout.Token);
        var ofOne = (await _switch.HearAsync())["ActionID"];
        await _switch.SayAsync($"Response: Success\r\nActionID: {ofOne}\r\n\r\n");
        await asking;
        await _switch.AcceptAsync();
        await using var other = await opening;
        var ofOther = other.SendAsync(AmiAction.Ping(), TestTimeout.Token);

        Assert.NotEqual(ofOne, (await _switch.HearAsync())["ActionID"]);
        await _switch.SayAsync($"Response: Success\r\nActionID: {ofOne}\r\n\r\nEvent: Hold\r\n\r\n");
        await other.Events.ReadAsync(TestTimeout.Token);
        Assert.False(ofOther.IsCompleted);
        _switch.HangUp();
        await Assert.ThrowsAsync<AmiLinkLostException>(() => ofOther);
    }

    [Fact]
    public async Task WhoIsNoManagerInterface_IsLeft()
    {
        var opening = AmiConnection.OpenAsync(Options, _counters, TestTimeout.Token);
        await _switch.AcceptAsync(banner: "HTTP/1.1 400 Bad Request\r\n");

        await Assert.ThrowsAsync<AmiLinkLostException>(() => opening);
    }
}
