using System.Net;
using System.Net.Sockets;
using System.Text;

namespace His.Platform.Asterisk.Tests.Switch;

/// <summary>What lies between HIS and the switch, in the hands of a test: it can be cut, silenced and slowed.</summary>
internal sealed class Wire : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly int _port;
    private readonly Task _serving;
    private TaskCompletionSource _down = Open();
    private TaskCompletionSource _up = Open();
    private string? _cutAfter;

    public Wire(int port)
    {
        _port = port;
        _listener.Start();
        _serving = Task.Run(ServeAsync);
    }

    /// <summary>Where HIS finds the switch.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How many links there have been.</summary>
    public int Links { get; private set; }

    /// <summary>The wire breaks once, right behind the next place where the switch says this.</summary>
    public void CutAfter(string words) => _cutAfter = words;

    /// <summary>Nothing that the switch says arrives any more, and it notices nothing but that nobody reads.</summary>
    public void HoldWhatTheSwitchSays() => _down = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Nothing that HIS says arrives any more.</summary>
    public void HoldWhatHisSays() => _up = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What was held arrives now, and all goes well again.</summary>
    public void Release()
    {
        _down.TrySetResult();
        _up.TrySetResult();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        Release();
        _listener.Dispose();
        await _serving;
        _stop.Dispose();
    }

    private static TaskCompletionSource Open()
    {
        var open = new TaskCompletionSource();
        open.SetResult();
        return open;
    }

    private async Task ServeAsync()
    {
        var links = new List<Task>();
        try
        {
            while (true)
            {
                links.Add(CarryAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(links);
        }
    }

    private async Task CarryAsync(TcpClient his)
    {
        Links++;
        using var ofHis = his;
        using var ofSwitch = new TcpClient { ReceiveBufferSize = 4096 };
        try
        {
            await ofSwitch.ConnectAsync(IPAddress.Loopback, _port, _stop.Token);
            await await Task.WhenAny(
                CarryAsync(his.GetStream(), ofSwitch.GetStream(), () => _up.Task, canBeCut: false),
                CarryAsync(ofSwitch.GetStream(), his.GetStream(), () => _down.Task, canBeCut: true)
            );
        }
        catch (Exception error) when (error is IOException or SocketException or OperationCanceledException)
        {
            // One end has gone, so both go.
        }
    }

    private async Task CarryAsync(NetworkStream from, NetworkStream to, Func<Task> isOpen, bool canBeCut)
    {
        var buffer = new byte[16 * 1024];
        var said = new StringBuilder();
        while (true)
        {
            await isOpen().WaitAsync(_stop.Token);
            var read = await from.ReadAsync(buffer, _stop.Token);
            await isOpen().WaitAsync(_stop.Token);
            if (read == 0)
            {
                return;
            }

            if (canBeCut && _cutAfter is { } words)
            {
                // Latin 1: one letter a byte, so that places agree.
                var before = said.Length;
                said.Append(Encoding.Latin1.GetString(buffer, 0, read));
                if (said.ToString().IndexOf(words, StringComparison.Ordinal) is >= 0 and var at)
                {
                    _cutAfter = null;
                    await to.WriteAsync(buffer.AsMemory(0, Math.Max(0, at + words.Length - before)), _stop.Token);
                    return;
                }
            }

            await to.WriteAsync(buffer.AsMemory(0, read), _stop.Token);
        }
    }
}
