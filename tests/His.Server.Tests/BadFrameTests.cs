using System.Net.WebSockets;
using System.Text;
using His.Testing;

namespace His.Server.Tests;

/// <summary>What is no request: each row by its number in the list of bad input.</summary>
public sealed class BadFrameTests
{
    public static TheoryData<string, string, int> NoRequests => new(BadInput.Frames);

    public static TheoryData<string, int> BrokenFrames => new(BadInput.Framing);

    [Theory]
    [MemberData(nameof(NoRequests))]
    public async Task WhatIsNoRequest_IsRefusedWithoutAnId_AndTheConnectionGoesOn(string row, string frame, int code)
    {
        await using var his = await RunningHis.StartAsync();
        using var line = await his.ConnectAsync();

        await line.SendAsync(frame);
        var answer = await line.HearAsync(row);

        Assert.Equal(code, answer.Code());
        Assert.Null(answer["id"]);
        Assert.True((await line.AskAsync("session.request.ping")).IsSuccess());
    }

    [Fact]
    public async Task B11_Notification_IsIgnored()
    {
        await using var his = await RunningHis.StartAsync();
        using var line = await his.ConnectAsync();

        await line.SendAsync("""{"jsonrpc":"2.0","method":"session.request.ping"}""");
        await line.AskAsync("session.request.ping");

        Assert.Single(line.Heard);
    }

    [Fact]
    public async Task B11_TenNotifications_AreAStrike()
    {
        await using var his = await RunningHis.StartAsync("MaxStrikes=1");
        using var line = await his.ConnectAsync();

        for (var i = 0; i < 10; i++)
        {
            await line.SendAsync("""{"jsonrpc":"2.0","method":"session.request.ping"}""");
        }

        Assert.Equal("1008 too many malformed messages", await line.HearEndAsync());
    }

    [Fact]
    public async Task B15_FiveStrikes_CloseTheConnectionWith1008()
    {
        await using var his = await RunningHis.StartAsync();
        using var line = await his.ConnectAsync();

        for (var i = 0; i < 5; i++)
        {
            await line.SendAsync("no json");
        }

        Assert.Equal("1008 too many malformed messages", await line.HearEndAsync());
        Assert.Equal(5, line.Heard.Count);
    }

    [Fact]
    public async Task B12_MessageOverTheLimit_IsDroppedWith1009_AndTheSessionLives()
    {
        await using var his = await RunningHis.StartAsync();
        using var alice = await his.LogInAsync();

        await alice.SendAsync(Ping(16 * 1024 + 1));

        Assert.Equal("1009 message too big", await alice.HearEndAsync());
        Assert.Equal(1, his.Sessions);
        Assert.True(his.Switch.GetState("1001")!.LoggedIn);
    }

    [Fact]
    public async Task B12_MessageOverTheLimitInFragments_IsDroppedWith1009()
    {
        await using var his = await RunningHis.StartAsync();
        using var line = await his.ConnectAsync();

        for (var i = 0; i < 5; i++)
        {
            await line.SendAsync(
                new byte[4096]
                    .Select(_ => (byte)' ')
                    .ToArray(),
                WebSocketMessageType.Text,
                isEnd: i == 4
            );
        }

        Assert.Equal("1009 message too big", await line.HearEndAsync());
    }

    [Fact]
    public async Task MessageAtTheLimit_IsTaken_InOnePieceAndInFragments()
    {
        await using var his = await RunningHis.StartAsync();
        using var line = await his.ConnectAsync();
        var ping = Encoding.UTF8.GetBytes(Ping(16 * 1024));

        await line.SendAsync(ping, WebSocketMessageType.Text);
        var whole = await line.HearAsync();
        await line.SendAsync(ping[..10_000], WebSocketMessageType.Text, isEnd: false);
        await line.SendAsync(ping[10_000..], WebSocketMessageType.Text);
        var inPieces = await line.HearAsync();

        Assert.True(whole.IsSuccess());
        Assert.True(inPieces.IsSuccess());
    }

    [Fact]
    public async Task B18_InvalidUtf8_IsDroppedWith1007()
    {
        await using var his = await RunningHis.StartAsync();
        using var line = await RawLine.UpgradeAsync(his.Address);

        await line.SendFrameAsync(1, [(byte)'"', 0xC3, 0x28, (byte)'"']);

        Assert.Equal(1007, await line.ReadCloseAsync());
    }

    [Fact]
    public async Task B20_BinaryFrame_IsDroppedWith1003()
    {
        await using var his = await RunningHis.StartAsync();
        using var line = await his.ConnectAsync();

        await line.SendAsync("{}"u8.ToArray(), WebSocketMessageType.Binary);

        Assert.Equal("1003 text frames only", await line.HearEndAsync());
    }

    [Theory]
    [MemberData(nameof(BrokenFrames))]
    public async Task BrokenFraming_IsDroppedWith1002(string what, int opcode)
    {
        await using var his = await RunningHis.StartAsync();
        using var line = await RawLine.UpgradeAsync(his.Address);

        await line.SendFrameAsync(opcode, "x"u8.ToArray());

        Assert.Equal((what, 1002), (what, await line.ReadCloseAsync()));
    }

    private static string Ping(int bytes)
    {
        const string Text = """{"jsonrpc":"2.0","id":1,"method":"session.request.ping"}""";
        return Text + new string(' ', bytes - Text.Length);
    }
}
