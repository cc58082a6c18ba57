using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace His.Testing.Asterisk;

/// <summary>
/// A line between HIS and the manager interface. It passes everything on, until HIS says a certain word a certain time: that request
/// and all after it are kept back until they are let go. So what happens between two steps happens exactly there.
/// </summary>
/// <remarks>What the switch says goes on being heard, unless the switch itself is frozen or dead, or the line is cut.</remarks>
internal sealed class HeldLine : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentBag<TcpClient> _ends = [];
    private readonly ConcurrentBag<Task> _calls = [];
    private readonly ConcurrentBag<Wish> _wishes = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly int _switchPort;
    private readonly Task _accepting;
    private volatile Hold? _hold;
    private volatile bool _isCut;

    private HeldLine(int switchPort)
    {
        _switchPort = switchPort;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = Task.Run(AcceptAsync);
    }

    /// <summary>Where HIS finds the switch.</summary>
    public int Port { get; }

    public static HeldLine To(AsteriskSwitch atSwitch) => new(atSwitch.AmiPort);

    /// <summary>Keeps back the request with which this action is named for the so-manieth time from now on.</summary>
    public Hold KeepBack(string action, int time = 1) => _hold = new Hold(action, time);

    /// <summary>Until HIS has been told an event of this name that has this text in it; from now on.</summary>
    public Task IsTold(string name, string text)
    {
        var wish = new Wish($"Event: {name}\r\n", text);
        _wishes.Add(wish);
        return wish.IsTold;
    }

    /// <summary>Ends what is connected, and lets nobody connect.</summary>
    public void Cut()
    {
        _isCut = true;
        foreach (var end in _ends) end.Dispose();
    }

    public void Mend() => _isCut = false;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        _hold?.LetGo();
        await _accepting;
        Cut();
        await Task.WhenAll(_calls);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var his = await _listener.AcceptTcpClientAsync(_stop.Token);
                if (_isCut) his.Dispose();
                else _calls.Add(Task.Run(() => JoinAsync(his)));
            }
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Nobody plays any more.
        }
    }

    private async Task JoinAsync(TcpClient his)
    {
        using var atSwitch = new TcpClient();
        _ends.Add(his);
        _ends.Add(atSwitch);
        try
        {
            await atSwitch.ConnectAsync(IPAddress.Loopback, _switchPort, _stop.Token);
            var asked = PassRequestsAsync(his.GetStream(), atSwitch.GetStream());
            var said = PassNewsAsync(atSwitch.GetStream(), his.GetStream());
            await await Task.WhenAny(asked, said);
        }
        catch (Exception end) when (end is IOException or SocketException or ObjectDisposedException or InvalidOperationException or OperationCanceledException)
        {
            // One end is gone, and so is the other now.
        }

        his.Dispose();
    }

    private async Task PassRequestsAsync(NetworkStream from, NetworkStream to)
    {
        using var lines = new StreamReader(from, Encoding.Latin1);
        var request = new StringBuilder();
        while (await lines.ReadLineAsync(_stop.Token) is { } line)
        {
            request.Append(line).Append("\r\n");
            if (line.Length > 0) continue;
            if (_hold is { } hold && hold.Sees(request.ToString())) await hold.IsLetGo.WaitAsync(_stop.Token);
            await to.WriteAsync(Encoding.Latin1.GetBytes(request.ToString()), _stop.Token);
            request.Clear();
        }
    }

    private async Task PassNewsAsync(NetworkStream from, NetworkStream to)
    {
        var bytes = new byte[16 * 1024];
        var tail = "";
        while (await from.ReadAsync(bytes, _stop.Token) is > 0 and var count)
        {
            await to.WriteAsync(bytes.AsMemory(0, count), _stop.Token);
            if (_wishes.IsEmpty) continue;
            var messages = (tail + Encoding.Latin1.GetString(bytes, 0, count)).Split("\r\n\r\n");
            tail = messages[^1];
            foreach (var message in messages[..^1])
            {
                foreach (var wish in _wishes) wish.Hears(message);
            }
        }
    }

    private sealed class Wish(string beginning, string text)
    {
        private readonly TaskCompletionSource _told = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task IsTold => _told.Task.WaitAsync(Patience.Token);

        public void Hears(string message)
        {
            if (message.StartsWith(beginning, StringComparison.Ordinal) && message.Contains(text, StringComparison.Ordinal)) _told.TrySetResult();
        }
    }

    /// <summary>A moment that is waited for, and lasts until it is let go.</summary>
    internal sealed class Hold(string action, int time)
    {
        private readonly TaskCompletionSource _seen = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _letGo = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _times;

        /// <summary>HIS has said it, and the switch has not heard it.</summary>
        public Task IsReached => _seen.Task.WaitAsync(Patience.Token);

        public Task IsLetGo => _letGo.Task;

        public void LetGo() => _letGo.TrySetResult();

        public bool Sees(string request)
        {
            if (!request.StartsWith($"Action: {action}\r\n", StringComparison.Ordinal) || Interlocked.Increment(ref _times) != time) return false;
            _seen.TrySetResult();
            return true;
        }
    }
}
