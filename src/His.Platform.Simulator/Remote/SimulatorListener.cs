using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace His.Platform.Simulator.Remote;

/// <summary>
/// Where HIS finds a simulated switch that runs in a process of its own. Several HIS may come, and each may be killed and come again: the
/// switch goes on, with its agents, calls and faults. On this machine alone, for passwords travel here as they are.
/// </summary>
public sealed class SimulatorListener : IAsyncDisposable
{
    private const int MaxConnections = 64;

    private readonly SimulatedSwitch simulated;
    private readonly Uri? panel;
    private readonly TcpListener listener;
    private readonly CancellationTokenSource stop = new();
    private readonly ConcurrentDictionary<Task, byte> connections = [];
    private readonly Task accepting;

    private SimulatorListener(SimulatedSwitch simulated, TcpListener listener, Uri? panel)
    {
        (this.simulated, this.listener, this.panel) = (simulated, listener, panel);
        accepting = AcceptAsync();
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint Address => (IPEndPoint)listener.LocalEndpoint;

    /// <summary>How many HIS are here.</summary>
    public int Connections => connections.Count;

    /// <summary>Opens the port.</summary>
    /// <param name="simulated">The switch, started.</param>
    /// <param name="address">Where, on this machine; port 0 for any that is free.</param>
    /// <param name="panel">Where the switch's other side is worked, for HIS to know.</param>
    /// <exception cref="SocketException">The port is in use, or may not be had.</exception>
    /// <exception cref="ArgumentException">The address is not of this machine alone.</exception>
    public static SimulatorListener Open(SimulatedSwitch simulated, IPEndPoint address, Uri? panel = null)
    {
        ArgumentNullException.ThrowIfNull(simulated);
        ArgumentNullException.ThrowIfNull(address);
        if (!IPAddress.IsLoopback(address.Address))
            throw new ArgumentException($"{address} is not of this machine alone.", nameof(address));

        var open = new TcpListener(address);
        open.Start();
        return new SimulatorListener(simulated, open, panel);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync().ConfigureAwait(false);
        listener.Dispose();
        await accepting.ConfigureAwait(false);
        await Task.WhenAll(connections.Keys).ConfigureAwait(false);
    }

    private async Task AcceptAsync()
    {
        while (!stop.IsCancellationRequested)
        {
            TcpClient client;
            try
            {
                client = await listener.AcceptTcpClientAsync(stop.Token).ConfigureAwait(false);
            }
            catch (Exception ended) when (ended is SocketException or OperationCanceledException or ObjectDisposedException)
            {
                continue; // whoever came is gone again, or the port is closed
            }

            if (connections.Count >= MaxConnections)
            {
                client.Dispose();
                continue;
            }

            var serving = Task.Run(() => new ClientSession(simulated, client, panel, stop.Token).ServeAsync(), CancellationToken.None);
            connections[serving] = 0;
            _ = serving.ContinueWith(done => connections.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }
}
