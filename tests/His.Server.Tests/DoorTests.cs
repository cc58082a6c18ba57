using System.Net;
using System.Net.WebSockets;
using His.Testing;

namespace His.Server.Tests;

/// <summary>Who may come in: decided before the upgrade.</summary>
public sealed class DoorTests
{
    public static TheoryData<string> OtherOrigins => new(BadInput.Origins);

    public static TheoryData<string, string, string, string> BrokenUpgrades => new(BadInput.Upgrades);

    [Theory]
    [InlineData("https://crm.example")]
    [InlineData("http://crm.example:8080")]
    public async Task B56_OriginOfTheSettings_IsLetIn(string origin)
    {
        await using var his = await StartAsync();

        Assert.Null(await RefusalAsync(his, options => options.SetRequestHeader("Origin", origin)));
    }

    [Fact]
    public async Task B56_OriginOfHisItself_IsLetIn()
    {
        await using var his = await StartAsync();

        Assert.Null(await RefusalAsync(his, options => options.SetRequestHeader("Origin", his.Address.GetLeftPart(UriPartial.Authority))));
    }

    [Fact]
    public async Task B56_NoOrigin_IsLetInFromThisMachine()
    {
        await using var his = await StartAsync();

        Assert.Null(await RefusalAsync(his, _ => { }));
    }

    [Theory]
    [MemberData(nameof(OtherOrigins))]
    public async Task B56_OtherOrigin_IsRefusedWith403(string origin)
    {
        await using var his = await StartAsync();

        Assert.Equal(HttpStatusCode.Forbidden, await RefusalAsync(his, options => options.SetRequestHeader("Origin", origin)));
    }

    [Theory]
    [InlineData("https://crm.example:8443", "Origin: https://crm.example:8443; HIS's own here: http://127.0.0.1:")]
    [InlineData("https://evil.example\t\u001b[2J", "Origin: https://evil.example??[2J;")]
    public async Task ARefusedOrigin_IsNamedInTheLog(string origin, string named)
    {
        await using var his = await StartAsync();
        using var line = await RawLine.DialAsync(his.Address);

        await line.SendHeadAsync(RawLine.UpgradeHead(his.Address, more: $"Origin: {origin}\r\n"));

        Assert.Contains(named, his.Logs.All, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', his.Logs.All);
    }

    [Fact]
    public async Task AnotherNameForThisMachine_IsRefused_SoThatNoPageCanBeItsOwnOrigin()
    {
        await using var his = await StartAsync();
        using var line = await RawLine.DialAsync(his.Address);

        var answer = await line.SendHeadAsync(
            RawLine.UpgradeHead(new Uri("http://evil.example:80"), more: "Origin: http://evil.example\r\n")
        );

        Assert.StartsWith("HTTP/1.1 400", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("his.v2")]
    [InlineData("HIS.v1")]
    public async Task B22_NoOrAnotherSubProtocol_IsRefusedWith400(string? protocol)
    {
        await using var his = await StartAsync();
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        if (protocol is not null)
        {
            socket.Options.AddSubProtocol(protocol);
        }

        await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(his.Bus, CancellationToken.None));

        Assert.Equal(HttpStatusCode.BadRequest, socket.HttpStatusCode);
    }

    [Theory]
    [InlineData("?token=secret")]
    [InlineData("?x")]
    public async Task B53_AnythingInTheQuery_IsRefusedWith400(string query)
    {
        await using var his = await StartAsync();
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        socket.Options.AddSubProtocol("his.v1");

        await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(new Uri(his.Bus + query), CancellationToken.None));

        Assert.Equal(HttpStatusCode.BadRequest, socket.HttpStatusCode);
    }

    [Theory]
    [MemberData(nameof(BrokenUpgrades))]
    public async Task B64_BrokenUpgrade_IsRefused(string what, string key, string version, string more)
    {
        await using var his = await StartAsync();
        using var line = await RawLine.DialAsync(his.Address);

        var answer = await line.SendHeadAsync(RawLine.UpgradeHead(his.Address, key, version, more));

        Assert.True(answer.StartsWith("HTTP/1.1 400", StringComparison.Ordinal), $"{what}: {answer}");
    }

    [Fact]
    public async Task B64_HeadersOfAHundredKilobytes_AreRefusedWith431()
    {
        await using var his = await StartAsync();
        using var line = await RawLine.DialAsync(his.Address);

        var answer = await line.SendHeadAsync(RawLine.UpgradeHead(his.Address, more: $"X-Much: {new string('x', 17_000)}\r\n"));

        Assert.StartsWith("HTTP/1.1 431", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task B64_HalfAHead_ThenSilence_IsCut()
    {
        await using var his = await StartAsync("Bus:RequestHeadersTimeout=00:00:00.5");
        using var line = await RawLine.DialAsync(his.Address);

        var answer = await line.SendHeadAsync(RawLine.UpgradeHead(his.Address)[..^2]);

        Assert.Equal(TimeSpan.FromMilliseconds(500), his.Limits.RequestHeadersTimeout);
        Assert.StartsWith("HTTP/1.1 408", answer, StringComparison.Ordinal);
        Assert.Null(await line.ReadFrameAsync());
    }

    [Fact]
    public async Task WhatAForwarderSays_CountsForNothing()
    {
        await using var his = await StartAsync("Bus:MaxConnectionsPerAddress=1");
        using var first = await RawLine.DialAsync(his.Address);
        using var second = await RawLine.DialAsync(his.Address);
        using var third = await RawLine.DialAsync(his.Address);

        var letIn = await first.SendHeadAsync(Forwarded("192.0.2.1", "http://crm.example:8080"));
        var tooMany = await second.SendHeadAsync(Forwarded("192.0.2.2", "http://crm.example:8080"));
        var foreign = await third.SendHeadAsync(Forwarded("192.0.2.3", "https://evil.example"));

        Assert.StartsWith("HTTP/1.1 101", letIn, StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 429", tooMany, StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 403", foreign, StringComparison.Ordinal);
        Assert.DoesNotContain("192.0.2.", his.Logs.All, StringComparison.Ordinal);

        string Forwarded(string address, string origin) =>
            RawLine.UpgradeHead(
                his.Address,
                more: $"Origin: {origin}\r\nX-Forwarded-For: {address}\r\nX-Real-IP: {address}\r\nForwarded: for={address};host=evil.example;proto=https\r\n"
                    + "X-Forwarded-Host: evil.example\r\nX-Forwarded-Proto: https\r\n"
            );
    }

    [Fact]
    public async Task B65_TooManyConnectionsFromAnAddress_AreRefusedWith429_UntilOneLeaves()
    {
        await using var his = await StartAsync("Bus:MaxConnectionsPerAddress=2");
        using var first = await his.ConnectAsync();
        using var second = await his.ConnectAsync();

        var refused = await RefusalAsync(his, _ => { });
        first.Socket.Abort();
        HttpStatusCode? after = refused;
        while (after is not null)
        {
            after = await RefusalAsync(his, _ => { });
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, refused);
    }

    [Fact]
    public async Task Compression_IsNotSpoken_EvenWhereAClientWants()
    {
        await using var his = await StartAsync();
        using var line = await RawLine.DialAsync(his.Address);

        var answer = await line.SendHeadAsync(RawLine.UpgradeHead(his.Address, more: "Sec-WebSocket-Extensions: permessage-deflate\r\n"));

        Assert.StartsWith("HTTP/1.1 101", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("Sec-WebSocket-Extensions", answer, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Sec-WebSocket-Protocol: his.v1", answer, StringComparison.Ordinal);
    }

    private static Task<RunningHis> StartAsync(params string[] settings) =>
        RunningHis.StartAsync(["Bus:AllowedOrigins:0=https://crm.example", "Bus:AllowedOrigins:1=http://crm.example:8080", .. settings]);

    /// <summary>With which status the upgrade is refused; null where it is not.</summary>
    private static async Task<HttpStatusCode?> RefusalAsync(RunningHis his, Action<ClientWebSocketOptions> arrange)
    {
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        socket.Options.AddSubProtocol("his.v1");
        arrange(socket.Options);
        try
        {
            await TestTimeout.Wait(socket.ConnectAsync(his.Bus, CancellationToken.None), "the upgrade");
            return null;
        }
        catch (WebSocketException)
        {
            return socket.HttpStatusCode;
        }
    }
}
