using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text.Json.Nodes;

namespace MediaBar.Tests;

/// <summary>The files that docs/operations.md gives to copy for nginx, HAProxy and Caddy, each run as it stands there.</summary>
public sealed class ProxySamplesTests(Chromium chromium, HisFixture his) : Scenario(chromium, his)
{
    private const string Operations = "docs/operations.md";

    /// <summary>Program, language of its files in the document, which of them, and under which path HIS is then.</summary>
    public static TheoryData<string, string, int, string> Samples =>
        new()
        {
            { "nginx", "nginx", 0, "/" },
            { "nginx", "nginx", 1, "/cti/" },
            { "haproxy", "haproxy", 0, "/" },
            { "haproxy", "haproxy", 1, "/cti/" },
            { "caddy", "caddyfile", 0, "/" },
            { "caddy", "caddyfile", 1, "/cti/" },
        };

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task BehindAProxy_AnAgentWorksACall_AndTheSwitchsPanelIsThere(string program, string language, int which, string path)
    {
        await using var own = new HisFixture(AsTheDocumentSays());
        await own.InitializeAsync();
        await using var proxy = await RunningProxy.StartAsync(program, Document.Blocks(Operations, language)[which], own.Address);
        await using var browser = await Chromium.LaunchWithNameAsync(RunningProxy.Host, proxy.Port);
        var alice = await OpenPageAsync(browser: browser, at: own, page: $"https://{RunningProxy.Host}{path}");

        await alice.LogInReadyAsync();
        await alice.Page.GetByRole(AriaRole.Button, new() { Name = "Send to agent" }).ClickAsync();
        var call = alice.Interactions;
        await alice.PressAsync(call, "Accept");
        await Expect(call).ToHaveAttributeAsync("data-state", "Connected");
        await alice.PressAsync(call, "End");
        await alice.PressAsync(call, "Complete");
        await Expect(call).ToHaveCountAsync(0);
        await alice.LogOutAsync();
        await alice.AssertAtLoginAsync();
        Assert.False(own.Inside.GetState(Alice)!.LoggedIn);
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task BehindAProxy_TheClientIsWhoConnectsToIt_WhateverItSays(string program, string language, int which, string path)
    {
        await using var own = new HisFixture([.. AsTheDocumentSays(), "Bus:MaxConnectionsPerAddress=1"]);
        await own.InitializeAsync();
        await using var proxy = await RunningProxy.StartAsync(program, Document.Blocks(Operations, language)[which], own.Address);
        using var one = new ClientWebSocket();
        using var other = new ClientWebSocket();
        using var again = new ClientWebSocket();

        Assert.Equal(HttpStatusCode.SwitchingProtocols, await ConnectAsync(one, "127.0.0.2"));
        Assert.Equal(HttpStatusCode.SwitchingProtocols, await ConnectAsync(other, "127.0.0.3"));
        Assert.Equal(HttpStatusCode.TooManyRequests, await ConnectAsync(again, "127.0.0.2", says: "127.0.0.4"));

        async Task<HttpStatusCode> ConnectAsync(ClientWebSocket socket, string from, string? says = null)
        {
            using var handler = new SocketsHttpHandler
            {
                ConnectCallback = (_, stop) => DialAsync(proxy.Port, IPAddress.Parse(from), stop),
                SslOptions = { CertificateChainPolicy = proxy.Trust },
            };
            using var invoker = new HttpMessageInvoker(handler, disposeHandler: false);
            socket.Options.AddSubProtocol("his.v1");
            socket.Options.CollectHttpResponseDetails = true;
            socket.Options.SetRequestHeader("X-Forwarded-For", says);
            try
            {
                await socket.ConnectAsync(new Uri($"wss://{RunningProxy.Host}{path}bus"), invoker, CancellationToken.None);
            }
            catch (WebSocketException)
            {
                // The status says it.
            }

            return socket.HttpStatusCode;
        }
    }

    /// <summary>The settings, as the document has them for appsettings.json.</summary>
    private static string[] AsTheDocumentSays() =>
        [
            .. Flat(
                "-",
                JsonNode.Parse(
                    Document.Blocks(Operations, "json").First(block => block.Contains("TrustedProxies", StringComparison.Ordinal))
                )!
            ),
        ];

    private static IEnumerable<string> Flat(string path, JsonNode node) =>
        node switch
        {
            JsonObject members => members.SelectMany(member => Flat($"{path}{(path is "-" ? "-" : ":")}{member.Key}", member.Value!)),
            JsonArray items => items.SelectMany((item, index) => Flat($"{path}:{index}", item!)),
            _ => [$"{path}={node}"],
        };

    private static async ValueTask<Stream> DialAsync(int port, IPAddress from, CancellationToken stop)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(from, 0));
        await socket.ConnectAsync(IPAddress.Loopback, port, stop);
        return new NetworkStream(socket, ownsSocket: true);
    }
}
