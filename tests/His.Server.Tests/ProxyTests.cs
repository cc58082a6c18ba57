using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging;

namespace His.Server.Tests;

/// <summary>HIS behind a proxy on this machine: who asks is the client, and only a proxy in the settings may say who that is.</summary>
public sealed class ProxyTests
{
    private const string Trusted = "TrustedProxies:0=127.0.0.1";
    private const string Remote = "X-Forwarded-For: 203.0.113.7\r\n";

    [Fact]
    public async Task BehindATrustedProxy_PlacesAreThoseOfTheClient_AndTheLogNamesIt()
    {
        await using var his = await RunningHis.StartAsync(Trusted, "Bus:MaxConnectionsPerAddress=1", "Bus:AllowNoOrigin=true");
        using var one = await RawLine.DialAsync(his.Address);
        using var other = await RawLine.DialAsync(his.Address);
        using var again = await RawLine.DialAsync(his.Address);

        Assert.StartsWith("HTTP/1.1 101", await UpgradeAsync(one, his, Remote), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 101", await UpgradeAsync(other, his, "X-Forwarded-For: 203.0.113.8\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 429", await UpgradeAsync(again, his, Remote), StringComparison.Ordinal);
        Assert.Contains("Refused a connection from 203.0.113.7 with 429", his.Logs.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BehindATrustedProxy_GuessingSlowsDownTheClient_AndNobodyElse()
    {
        await using var his = await RunningHis.StartAsync(Trusted, "Bus:AllowNoOrigin=true", "MaxFailedLogins=2");
        using var eve = await OpenAsync(his, "203.0.113.66");
        using var alice = await OpenAsync(his, "203.0.113.7");

        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(
                "InvalidCredentials",
                (await eve.AskAsync("session.request.login", RunningHis.LoginOf("1001", password: "guessed"))).Failure()
            );
        }

        Assert.Equal("TooManyAttempts", (await eve.AskAsync("session.request.login", RunningHis.LoginOf("1001"))).Failure());
        Assert.True((await alice.AskAsync("session.request.login", RunningHis.LoginOf("1001"))).IsSuccess());
    }

    [Fact]
    public async Task BehindATrustedProxy_TheJournalHasTheClient()
    {
        using var folder = new Folder();
        using (var his = await StartedHis.StartAsync(folder, $"--His:{Trusted}", "--His:Bus:AllowNoOrigin=true"))
        {
            using var alice = await Line.OpenAsync(his.Bus, options => options.SetRequestHeader("X-Forwarded-For", "203.0.113.7"));
            Assert.True((await alice.AskAsync("session.request.login", RunningHis.LoginOf("1001"))).IsSuccess());
            his.Process.Kill();
            await TestTimeout.Wait(his.Process.WaitForExitAsync(), "the end");
        }

        var (_, journal, _) = await Programs.HisAsync("journal", "export", "--format", "jsonl", $"--His:DataDirectory={folder.Path}");
        Assert.Contains("203.0.113.7", journal, StringComparison.Ordinal);
        Assert.DoesNotContain("127.0.0.1", journal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", 101)]
    [InlineData("X-Forwarded-For: 127.0.0.1\r\n", 101)]
    [InlineData("X-Forwarded-For: ::1, 127.0.0.1\r\n", 101)]
    [InlineData(Remote, 403)]
    [InlineData("X-Forwarded-For: 127.0.0.1, 203.0.113.7\r\n", 403)]
    [InlineData("X-Forwarded-For: 203.0.113.7, 127.0.0.1\r\n", 403)]
    [InlineData("X-Forwarded-For: 203.0.113.7\r\nX-Forwarded-For: 127.0.0.1\r\n", 403)]
    [InlineData("X-Forwarded-For: unknown\r\n", 403)]
    [InlineData("X-Forwarded-For: \r\n", 403)]
    [InlineData("X-Forwarded-Proto: https\r\n", 403)]
    public async Task BehindATrustedProxy_AProgramIsOfThisMachine_WhereTheClientIs(string headers, int status)
    {
        await using var his = await RunningHis.StartAsync(Trusted);
        using var line = await RawLine.DialAsync(his.Address);

        Assert.StartsWith($"HTTP/1.1 {status}", await UpgradeAsync(line, his, headers), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("X-Forwarded-For: 127.0.0.1")]
    [InlineData("X-Forwarded-For: 203.0.113.7")]
    [InlineData("X-Forwarded-Proto: https")]
    [InlineData("X-Forwarded-Host: his.example")]
    [InlineData("X-Forwarded-Server: proxy")]
    [InlineData("X-Real-IP: 127.0.0.1")]
    [InlineData("Forwarded: for=127.0.0.1")]
    [InlineData("Via: 1.1 proxy")]
    public async Task WhoeverIsHandedOnByAProxyThatIsNotTrusted_IsNotOfThisMachine_AndTheLogSaysSoOnce(string header)
    {
        await using var his = await RunningHis.StartAsync();
        foreach (var _ in new[] { 1, 2 })
        {
            using var line = await RawLine.DialAsync(his.Address);
            Assert.StartsWith("HTTP/1.1 403", await UpgradeAsync(line, his, header + "\r\n"), StringComparison.Ordinal);
            Assert.Equal(403, await SimulatorAsync(his, header + "\r\n"));
        }

        var warning = Assert.Single(his.Logs.All.Split('\n'), line => line.StartsWith("Warning", StringComparison.Ordinal));
        Assert.Contains("His:TrustedProxies", warning, StringComparison.Ordinal);
        Assert.Contains(header.Split(':')[0], warning, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Simulator:AllowRemote=false", "", 204)]
    [InlineData("Simulator:AllowRemote=false", "X-Forwarded-For: 127.0.0.1\r\n", 204)]
    [InlineData("Simulator:AllowRemote=false", Remote, 403)]
    [InlineData("Simulator:AllowRemote=true", Remote, 204)]
    public async Task TheSimulatorsOtherSide_IsForThisMachine_UnlessTheSettingSaysOtherwise(string setting, string headers, int status)
    {
        await using var his = await RunningHis.StartAsync(Trusted, setting);

        Assert.Equal(status, await SimulatorAsync(his, headers));
        Assert.Equal(status is 403, his.Logs.All.Contains("Refused a call of /simulator from 203.0.113.7", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AWrongKey_IsToldWithTheClientsAddress()
    {
        await using var his = await RunningHis.StartAsync(Trusted, $"Api:Key={new string('k', 32)}");
        using var line = await RawLine.DialAsync(his.Address);

        var answer = await line.SendHeadAsync(
            $"GET /api/v1/sessions HTTP/1.1\r\nHost: {his.Address.Authority}\r\nAuthorization: Bearer guessed\r\n{Remote}\r\n"
        );

        Assert.StartsWith("HTTP/1.1 401", answer, StringComparison.Ordinal);
        Assert.Contains("Refused a call of /api from 203.0.113.7", his.Logs.All, StringComparison.Ordinal);
        Assert.DoesNotContain("guessed", his.Logs.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BehindATrustedProxyThatEncrypts_ItsOwnPageIsOfHisOrigin()
    {
        await using var his = await RunningHis.StartAsync(Trusted, "--AllowedHosts=his.example");
        using var page = await RawLine.DialAsync(his.Address);
        using var unencrypted = await RawLine.DialAsync(his.Address);

        Assert.StartsWith("HTTP/1.1 101", await UpgradeAsync(page, his, Forwarded("https"), "his.example"), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 403", await UpgradeAsync(unencrypted, his, Forwarded("http"), "his.example"), StringComparison.Ordinal);

        static string Forwarded(string scheme) => $"Origin: https://his.example\r\n{Remote}X-Forwarded-Proto: {scheme}\r\n";
    }

    [Fact]
    public async Task AnotherHost_OfWhichAProxySpeaks_IsNotBelieved()
    {
        await using var his = await RunningHis.StartAsync(Trusted);
        using var line = await RawLine.DialAsync(his.Address);

        Assert.StartsWith(
            "HTTP/1.1 400",
            await UpgradeAsync(line, his, $"{Remote}X-Forwarded-Host: localhost\r\n", "evil.example"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task UnderAPath_TheDescriptionOfTheCalls_NamesTheAddressOutside()
    {
        await using var his = await RunningHis.StartAsync(Trusted, "--AllowedHosts=his.example");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/openapi/v1.json") { Headers = { Host = "his.example" } };
        foreach (
            var (name, value) in new[]
            {
                ("X-Forwarded-For", "203.0.113.7"),
                ("X-Forwarded-Proto", "https"),
                ("X-Forwarded-Prefix", "/cti"),
            }
        )
        {
            request.Headers.Add(name, value);
        }

        var document = JsonNode.Parse(await (await his.Http.SendAsync(request)).Content.ReadAsStringAsync())!;

        Assert.Equal("https://his.example/cti", document["servers"]![0]!["url"]!.GetValue<string>());
    }

    [Theory]
    [InlineData(null, "", "local", true)]
    [InlineData(null, "X-Forwarded-For: 127.0.0.1\r\n", "local", false)]
    [InlineData(null, Remote, "local", false)]
    [InlineData("TrustedProxies:0=unix", Remote, "203.0.113.7", false)]
    [InlineData("TrustedProxies:0=unix", "X-Forwarded-For: 127.0.0.1\r\n", "127.0.0.1", true)]
    [InlineData("TrustedProxies:0=127.0.0.1", Remote, "local", false)]
    public async Task OverAUnixSocket_ItIsTheSame(string? setting, string headers, string client, bool isThisMachine)
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Name, "his.sock");
        var logs = new HeardLogs();
        await using var server = HisServer.Build(
            [$"--urls=http://unix:{path}", "--His:Storage:Kind=None", .. setting is null ? Array.Empty<string>() : [$"--His:{setting}"]],
            builder => builder.Logging.ClearProviders().AddProvider(logs)
        );
        await server.StartAsync();
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(path));
        await socket.SendAsync(
            Encoding.ASCII.GetBytes($"GET /simulator/agents/1 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{headers}\r\n")
        );
        using var reader = new StreamReader(new NetworkStream(socket));

        var answer = await TestTimeout.Wait(reader.ReadToEndAsync(), "the answer");

        Assert.StartsWith(isThisMachine ? "HTTP/1.1 404" : "HTTP/1.1 403", answer, StringComparison.Ordinal); // there is no agent 1
        Assert.Equal(!isThisMachine, logs.All.Contains($"Refused a call of /simulator from {client}:", StringComparison.Ordinal));
    }

    private static Task<string> UpgradeAsync(RawLine line, RunningHis his, string headers, string? host = null) =>
        line.SendHeadAsync(RawLine.UpgradeHead(host is null ? his.Address : new Uri($"http://{host}"), more: headers));

    private static Task<Line> OpenAsync(RunningHis his, string client) =>
        Line.OpenAsync(his.Bus, options => options.SetRequestHeader("X-Forwarded-For", client));

    /// <summary>With which status the simulator's other side answers somebody who is no page.</summary>
    private static async Task<int> SimulatorAsync(RunningHis his, string headers)
    {
        using var line = await RawLine.DialAsync(his.Address);
        var answer = await line.SendHeadAsync($"DELETE /simulator/faults HTTP/1.1\r\nHost: {his.Address.Authority}\r\n{headers}\r\n");
        return int.Parse(answer.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
    }
}
