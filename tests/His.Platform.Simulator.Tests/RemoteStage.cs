using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using His.Platform.Simulator.Remote;
using Microsoft.Extensions.Logging.Abstractions;

namespace His.Platform.Simulator.Tests;

/// <summary>A switch with its port.</summary>
internal sealed class RemoteStage : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public RemoteStage()
    {
        _ = Simulated.StartAsync(CancellationToken.None);
        Port = SimulatorListener.Open(Simulated, new IPEndPoint(IPAddress.Loopback, 0));
    }

    public SimulatedSwitch Simulated { get; } = new(new SimulatorOptions(), TimeProvider.System);

    public SimulatorListener Port { get; }

    public async Task<RemoteSwitch> ConnectAsync()
    {
        var his = new RemoteSwitch(new RemoteOptions(Port.Address), TimeProvider.System, NullLogger<RemoteSwitch>.Instance);
        await his.StartAsync(CancellationToken.None);
        Assert.True(his.IsAvailable);
        return his;
    }

    public async ValueTask DisposeAsync()
    {
        await Port.DisposeAsync();
        await Simulated.DisposeAsync();
    }
}

/// <summary>A port at which the test itself is the switch.</summary>
internal sealed class ScriptedSwitchPort : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public ScriptedSwitchPort() => _listener.Start();

    public IPEndPoint Address => (IPEndPoint)_listener.LocalEndpoint;

    public async Task<LineClient> AcceptAsync()
    {
        var stranger = new LineClient(await _listener.AcceptTcpClientAsync().WaitAsync(RemoteStage.Patience));
        await stranger.HearAsync("Hello");
        return stranger;
    }

    public void Dispose() => _listener.Dispose();
}

/// <summary>One end of a connection, line by line.</summary>
internal sealed class LineClient(TcpClient client) : IDisposable
{
    private readonly StreamReader _reader = new(client.GetStream());

    public static async Task<LineClient> AtAsync(IPEndPoint address)
    {
        var client = new TcpClient();
        await client.ConnectAsync(address);
        return new LineClient(client);
    }

    public async Task SayAsync(string lines, bool isWhole = true) =>
        await client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(isWhole ? lines + "\n" : lines));

    /// <summary>The next line about this; pings are passed over.</summary>
    public async Task<JsonNode> HearAsync(string what)
    {
        while (true)
        {
            var line =
                await _reader.ReadLineAsync().WaitAsync(RemoteStage.Patience)
                ?? throw new InvalidOperationException($"The connection ended before {what}.");
            var said = JsonNode.Parse(line)!;
            if (said["do"]?.GetValue<string>() == what)
            {
                return said;
            }

            Assert.Equal("Ping", said["do"]?.GetValue<string>());
        }
    }

    public async Task HearEndAsync()
    {
        try
        {
            while (await _reader.ReadLineAsync().WaitAsync(RemoteStage.Patience) is not null) { }
        }
        catch (IOException)
        {
            // Cut off is an end too.
        }
    }

    public void Dispose() => client.Dispose();
}
