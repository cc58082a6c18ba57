using System.Net;
using System.Text;
using His.Testing;

namespace His.Abuse.Tests;

/// <summary>Bad input before the upgrade, and to the HTTP calls: each with the status that is right.</summary>
internal static class HttpAttacks
{
    /// <summary>How long HIS is told to wait for the rest of a head.</summary>
    public static readonly TimeSpan RequestHeadersTimeout = TimeSpan.FromSeconds(2);

    public static IEnumerable<Attack> All { get; } =
    [
        new("requests that HTTP has not (B22, B53, B56, B64)", HeadsAsync),
        new("calls that are none (B52, B62)", CallsAsync),
        new("half a head, and silence (B64)", HalfAHeadAsync),
        new("connections that say nothing and go", SilenceAsync),
    ];

    private static async Task HeadsAsync(ServerUnderAttack his, IPAddress from)
    {
        (string Row, string Head, int Status)[] heads =
        [
            .. BadInput.Origins.Select(origin =>
                ($"origin {origin}", RawLine.UpgradeHead(his.Address, more: $"Origin: {origin}\r\n"), 403)
            ),
            .. BadInput.Upgrades.Select(it => (it.Row, RawLine.UpgradeHead(his.Address, it.Key, it.Version, it.More), 400)),
            ("no sub-protocol", Without("Sec-WebSocket-Protocol: his.v1\r\n"), 400),
            ("another sub-protocol", RawLine.UpgradeHead(his.Address).Replace("his.v1", "his.v2", StringComparison.Ordinal), 400),
            ("a query", RawLine.UpgradeHead(his.Address).Replace("/bus", "/bus?token=secret", StringComparison.Ordinal), 400),
            ("no upgrade", Without("Upgrade: websocket\r\n"), 400),
            (
                "another name for this machine",
                RawLine.UpgradeHead(new Uri("http://evil.example"), more: "Origin: http://evil.example\r\n"),
                400
            ),
            ("two names", RawLine.UpgradeHead(his.Address, more: $"Host: {his.Address.Authority}\r\n"), 400),
            ("no name", Without($"Host: {his.Address.Authority}\r\n"), 400),
            ("headers of 17 KB", RawLine.UpgradeHead(his.Address, more: $"X-Much: {new string('x', 17_000)}\r\n"), 431),
            (
                "headers without end",
                RawLine.UpgradeHead(his.Address, more: string.Concat(Enumerable.Range(0, 100).Select(i => $"X-{i}: 1\r\n"))),
                431
            ),
            ("a line of 5 KB", $"GET /{new string('x', 5_000)} HTTP/1.1\r\n\r\n", 414),
            ("a header that is folded", RawLine.UpgradeHead(his.Address, more: "X-A: 1\r\n 2\r\n"), 400),
            ("a header with NUL", RawLine.UpgradeHead(his.Address, more: "X-A: 1\0\r\n"), 400),
            (
                "a length and chunks",
                $"POST /simulator/faults HTTP/1.1\r\nHost: {his.Address.Authority}\r\nContent-Length: 3\r\nTransfer-Encoding: xchunked\r\n\r\n",
                400
            ),
            ("no HTTP", "HELP ME\r\n\r\n", 400),
            ("a TLS hello", "\u0016\u0003\u0001\u0002\r\n\r\n", 400),
            ("HTTP of another age", $"GET /bus HTTP/9.9\r\nHost: {his.Address.Authority}\r\n\r\n", 505),
        ];
        foreach (var (row, head, status) in heads)
        {
            Assert.Equal((row, status), (row, await StatusAsync(his, from, head)));
        }

        string Without(string line) => RawLine.UpgradeHead(his.Address).Replace(line, "", StringComparison.Ordinal);
    }

    private static async Task CallsAsync(ServerUnderAttack his, IPAddress from)
    {
        const string Faults = "POST /simulator/faults";
        (string Row, string Call, string More, string Body, int Status)[] calls =
        [
            ("no such page", "GET /../../etc/passwd", "", "", 404),
            ("a method that is none", "BREW /simulator/faults", "", "", 405),
            ("another origin", Faults, "Origin: https://evil.example\r\n", """{"operation":"Login","behaviour":"Hang"}""", 403),
            ("no JSON", Faults, "", "{", 400),
            ("a member twice", Faults, "", """{"operation":"Login","operation":"Login","behaviour":"Hang"}""", 400),
            ("an unknown member", Faults, "", """{"operation":"Login","behaviour":"Hang","isAdmin":true}""", 400),
            ("too deep", Faults, "", new string('[', 10_000), 400),
            ("no such operation", Faults, "", """{"operation":"Levitate","behaviour":"Hang"}""", 400),
            ("no JSON at all", Faults, "Content-Type: text/plain\r\n", "hello", 415),
            ("a body that is too big", Faults, "Content-Type: application/json\r\nContent-Length: 2000000\r\n", "", 413),
            (
                "reasons that make no sense",
                "PUT /simulator/settings",
                "",
                """{"logoutReason":{"requirement":"Optional","reasons":[{"code":"A","label":"a"},{"code":"A","label":"b"}]}}""",
                400
            ),
            ("an agent of nobody", "GET /simulator/agents/nobody", "", "", 404),
            ("no key", "GET /api/v1/sessions", "", "", 401),
            ("a wrong key", "GET /api/v1/sessions", "Authorization: Bearer wrong\r\n", "", 401),
            (
                "a session of nobody",
                "POST /api/v1/sessions/session-1/logout",
                $"Authorization: Bearer {ServerUnderAttack.Key}\r\n",
                """{"orderedBy":"mallory"}""",
                404
            ),
            (
                "a role in the body",
                "POST /api/v1/sessions/session-1/logout",
                $"Authorization: Bearer {ServerUnderAttack.Key}\r\n",
                """{"orderedBy":"mallory","isAdmin":true}""",
                400
            ),
        ];
        foreach (var (row, call, more, body, status) in calls)
        {
            var type =
                body.Length > 0 && !more.Contains("Content-Type", StringComparison.Ordinal) ? "Content-Type: application/json\r\n" : "";
            var length = body.Length > 0 ? $"Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n" : "";
            var request = $"{call} HTTP/1.1\r\nHost: {his.Address.Authority}\r\n{more}{type}{length}\r\n{body}";
            Assert.Equal((row, status), (row, await StatusAsync(his, from, request)));
        }
    }

    private static async Task HalfAHeadAsync(ServerUnderAttack his, IPAddress from)
    {
        await Task.WhenAll(
            Enumerable
                .Range(0, 20)
                .Select(async _ =>
                {
                    using var line = await RawLine.DialAsync(his.Address, from: from);
                    Assert.StartsWith(
                        "HTTP/1.1 408 ",
                        await line.SendHeadAsync(RawLine.UpgradeHead(his.Address)[..^2]),
                        StringComparison.Ordinal
                    );
                    Assert.Null(await line.ReadFrameAsync());
                })
        );
    }

    private static async Task SilenceAsync(ServerUnderAttack his, IPAddress from)
    {
        var lines = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => RawLine.DialAsync(his.Address, from: from)));
        Assert.Equal(200, await StatusAsync(his, from, $"GET /health/live HTTP/1.1\r\nHost: {his.Address.Authority}\r\n\r\n"));
        Array.ForEach(lines, line => line.Dispose());
    }

    private static async Task<int> StatusAsync(ServerUnderAttack his, IPAddress from, string request)
    {
        using var line = await RawLine.DialAsync(his.Address, from: from);
        var answer = await line.SendHeadAsync(request);
        return answer.Split(' ') is ["HTTP/1.1", var status, ..] ? int.Parse(status, System.Globalization.CultureInfo.InvariantCulture) : 0;
    }
}
