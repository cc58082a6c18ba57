using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace His.Platform.Simulator.Remote;

/// <summary>
/// Accepts connections of HIS to a simulated switch in a process of its own. Several HIS may connect, and each may crash and reconnect: the
/// switch keeps its agents, calls and faults. Loopback only, because passwords travel here in clear text.
/// </summary>
public sealed class SimulatorListener : IAsyncDisposable
{
    private const int MaxConnections = 64;

    private readonly SimulatedSwitch _simulated;
    private readonly Uri? _panel;
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<Task, byte> _connections = [];
    private readonly Task _accepting;

    private SimulatorListener(SimulatedSwitch simulated, TcpListener listener, Uri? panel)
    {
        (this._simulated, this._listener, this._panel) = (simulated, listener, panel);
        _accepting = AcceptAsync();
    }

    /// <summary>The endpoint on which it listens.</summary>
    public IPEndPoint Address => (IPEndPoint)_listener.LocalEndpoint;

    /// <summary>The number of connected HIS, at most 64.</summary>
    public int Connections => _connections.Count;

    /// <summary>Opens the port.</summary>
    /// <param name="simulated">The switch, started.</param>
    /// <param name="address">The loopback endpoint; port 0 for any free port.</param>
    /// <param name="panel">The address of the panel that controls the switch's other side, reported to HIS.</param>
    /// <exception cref="SocketException">The port is in use, or access to it is denied.</exception>
    /// <exception cref="ArgumentException">The address is not loopback.</exception>
    public static SimulatorListener Open(SimulatedSwitch simulated, IPEndPoint address, Uri? panel = null)
    {
        ArgumentNullException.ThrowIfNull(simulated);
        ArgumentNullException.ThrowIfNull(address);
        if (!IPAddress.IsLoopback(address.Address))
        {
            throw new ArgumentException($"{address} must be a loopback address.", nameof(address));
        }

        var open = new TcpListener(address);
        open.Start();
        return new SimulatorListener(simulated, open, panel);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        _listener.Dispose();
        await _accepting.ConfigureAwait(false);
        await Task.WhenAll(_connections.Keys).ConfigureAwait(false);
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            TcpClient client;
            try
            {
                client = await _listener.AcceptTcpClientAsync(_stop.Token).ConfigureAwait(false);
            }
            catch (Exception ended) when (ended is SocketException or OperationCanceledException or ObjectDisposedException)
            {
                continue; // the client is gone again, or the port is closed
            }

            if (_connections.Count >= MaxConnections)
            {
                client.Dispose();
                continue;
            }

            var serving = Task.Run(() => new ClientSession(_simulated, client, _panel, _stop.Token).ServeAsync(), CancellationToken.None);
            _connections[serving] = 0;
            _ = serving.ContinueWith(
                done => _connections.TryRemove(done, out _),
                CancellationToken.None,
                TaskContinuationOptions.None,
                TaskScheduler.Default
            );
        }
    }
}
