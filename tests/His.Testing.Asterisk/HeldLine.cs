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
    private volatile Mishap? _mishap;
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

    /// <summary>The request with which this action is named for the so-manieth time from now on gets lost; HIS never hears of it again.</summary>
    public void Swallow(string action, int time = 1) => _mishap = new Mishap(action, time, Mishaps.Swallow);

    /// <summary>That request comes to the switch without its interface, and is refused there.</summary>
    public void Spoil(string action, int time = 1) => _mishap = new Mishap(action, time, Mishaps.Spoil);

    /// <summary>The switch hears that request, and is the last one to: behind it the line is cut, and nothing of what the switch says arrives.</summary>
    public void CutBehind(string action, int time = 1) => _mishap = new Mishap(action, time, Mishaps.CutBehind);

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
        foreach (var end in _ends)
        {
            end.Dispose();
        }
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
                if (_isCut)
                {
                    his.Dispose();
                }
                else
                {
                    _calls.Add(Task.Run(() => JoinAsync(his)));
                }
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
            using var hears = new CancellationTokenSource();
            var said = PassNewsAsync(atSwitch.GetStream(), his.GetStream(), hears.Token);
            await await Task.WhenAny(PassRequestsAsync(his, atSwitch, hears, said), said);
        }
        catch (Exception end)
            when (end
                    is IOException
                        or SocketException
                        or ObjectDisposedException
                        or InvalidOperationException
                        or OperationCanceledException
            )
        {
            // One end is gone, and so is the other now.
        }

        his.Dispose();
    }

    private async Task PassRequestsAsync(TcpClient his, TcpClient atSwitch, CancellationTokenSource hears, Task said)
    {
        var to = atSwitch.GetStream();
        using var lines = new StreamReader(his.GetStream(), Encoding.Latin1);
        var request = new StringBuilder();
        while (await lines.ReadLineAsync(_stop.Token) is { } line)
        {
            request.Append(line).Append("\r\n");
            if (line.Length > 0)
            {
                continue;
            }

            var words = request.ToString();
            request.Clear();
            if (_hold is { } hold && hold.Sees(words))
            {
                await hold.IsLetGo.WaitAsync(_stop.Token);
            }

            switch (_mishap?.Befalls(words))
            {
                case Mishaps.Swallow:
                    continue;
                case Mishaps.Spoil:
                    words = string.Join(
                        "\r\n",
                        words.Split("\r\n").Where(header => !header.StartsWith("Interface: ", StringComparison.Ordinal))
                    );
                    break;
                case Mishaps.CutBehind:
                    _isCut = true;
                    await hears.CancelAsync(); // first: no answer is to arrive
                    his.Dispose();
                    await to.WriteAsync(Encoding.Latin1.GetBytes(words), _stop.Token);
                    atSwitch.Client.Shutdown(SocketShutdown.Send); // the switch reads all before it reads the end
                    await said;
                    return;
            }

            await to.WriteAsync(Encoding.Latin1.GetBytes(words), _stop.Token);
        }
    }

    private async Task PassNewsAsync(NetworkStream from, NetworkStream to, CancellationToken isDeaf)
    {
        var bytes = new byte[16 * 1024];
        var tail = "";
        while (await from.ReadAsync(bytes, _stop.Token) is > 0 and var count)
        {
            if (isDeaf.IsCancellationRequested)
            {
                continue;
            }

            await to.WriteAsync(bytes.AsMemory(0, count), _stop.Token);
            if (_wishes.IsEmpty)
            {
                continue;
            }

            var messages = (tail + Encoding.Latin1.GetString(bytes, 0, count)).Split("\r\n\r\n");
            tail = messages[^1];
            foreach (var message in messages[..^1])
            {
                foreach (var wish in _wishes)
                {
                    wish.Hears(message);
                }
            }
        }
    }

    private sealed class Wish(string beginning, string text)
    {
        private readonly TaskCompletionSource _told = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task IsTold => _told.Task.WaitAsync(TestTimeout.Token);

        public void Hears(string message)
        {
            if (message.StartsWith(beginning, StringComparison.Ordinal) && message.Contains(text, StringComparison.Ordinal))
            {
                _told.TrySetResult();
            }
        }
    }

    /// <summary>A moment that is waited for, and lasts until it is let go.</summary>
    internal sealed class Hold(string action, int time)
    {
        private readonly TaskCompletionSource _seen = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _letGo = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _times;

        /// <summary>HIS has said it, and the switch has not heard it.</summary>
        public Task IsReached => _seen.Task.WaitAsync(TestTimeout.Token);

        public Task IsLetGo => _letGo.Task;

        public void LetGo() => _letGo.TrySetResult();

        public bool Sees(string request)
        {
            if (!request.StartsWith($"Action: {action}\r\n", StringComparison.Ordinal) || Interlocked.Increment(ref _times) != time)
            {
                return false;
            }

            _seen.TrySetResult();
            return true;
        }
    }

    private enum Mishaps
    {
        Swallow,
        Spoil,
        CutBehind,
    }

    /// <summary>What becomes of one request.</summary>
    private sealed class Mishap(string action, int time, Mishaps kind)
    {
        private int _times;

        public Mishaps? Befalls(string request) =>
            request.StartsWith($"Action: {action}\r\n", StringComparison.Ordinal) && Interlocked.Increment(ref _times) == time
                ? kind
                : null;
    }
}
