using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace His.Bench.Asterisk;

/// <summary>
/// A logout as a script would do it: the AMI actions of one logout on a bare socket, each waited for as HIS waits, that is for the
/// answer and for the event that shows the state. No platform, no session, no bus; not even a client worth the name.
/// </summary>
internal sealed class Script : IDisposable
{
    private readonly TcpClient _socket = new() { NoDelay = true };
    private StreamReader _said = null!;
    private Wait? _wait;
    private int _lastId;

    /// <summary>A switch that is busy has been seen to keep events back until it is asked for something.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private const int MaxPings = 30;

    public static async Task<Script> ConnectAsync(int port, string username, string secret)
    {
        var script = new Script();
        await script._socket.ConnectAsync(IPAddress.Loopback, port);
        script._said = new StreamReader(script._socket.GetStream(), Encoding.UTF8);
        await script._said.ReadLineAsync();
        await script.SayAsync("Action: Challenge\r\nActionID: c\r\nAuthType: MD5\r\n\r\n");
        var challenge = (await script.HearAsync())["Challenge"];
#pragma warning disable CA5351 // The algorithm is the protocol's.
        var key = Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(challenge + secret)));
#pragma warning restore CA5351
        await script.SayAsync(
            $"Action: Login\r\nActionID: l\r\nAuthType: MD5\r\nUsername: {username}\r\nKey: {key}\r\nEvents: agent,call\r\n\r\n"
        );
        var answer = await script.HearAsync();
        if (answer.GetValueOrDefault("Response") != "Success")
        {
            throw new IOException(answer.GetValueOrDefault("Message"));
        }

        _ = script.ListenAsync();
        return script;
    }

    public Task JoinAsync(string device, string[] queues) =>
        DoAsync(
            queues,
            queue =>
                $"Action: QueueAdd\r\nQueue: {queue}\r\nInterface: {device}\r\nMemberName: script\r\nStateInterface: {device}\r\nPaused: true\r\n",
            "QueueMemberAdded"
        );

    public Task UnpauseAsync(string device, string[] queues) =>
        DoAsync(queues, queue => $"Action: QueuePause\r\nQueue: {queue}\r\nInterface: {device}\r\nPaused: false\r\n", "QueueMemberPause");

    /// <summary>Not Ready in every queue; out of every queue; out of every queue again, as step 6a makes sure.</summary>
    public async Task LogOutAsync(string device, string[] queues)
    {
        await DoAsync(
            queues,
            queue => $"Action: QueuePause\r\nQueue: {queue}\r\nInterface: {device}\r\nPaused: true\r\n",
            "QueueMemberPause"
        );
        await DoAsync(queues, queue => $"Action: QueueRemove\r\nQueue: {queue}\r\nInterface: {device}\r\n", "QueueMemberRemoved");
        await DoAsync(queues, queue => $"Action: QueueRemove\r\nQueue: {queue}\r\nInterface: {device}\r\n", confirmedBy: null);
    }

    public void Dispose()
    {
        _said.Dispose();
        _socket.Dispose();
    }

    /// <summary>One action for each queue, all on their way together, until every answer and every event is there.</summary>
    private async Task DoAsync(string[] queues, Func<string, string> action, string? confirmedBy)
    {
        var wait = _wait = new Wait(confirmedBy, queues.Length);
        await SayAsync(string.Concat(queues.Select(queue => action(queue) + $"ActionID: s-{++_lastId}\r\n\r\n")));
        for (var pings = 0; pings < MaxPings; pings++)
        {
            if (wait.Over.Task.IsCompleted || await Task.WhenAny(wait.Over.Task, Task.Delay(Patience)) == wait.Over.Task)
            {
                await wait.Over.Task;
                return;
            }

            await SayAsync("Action: Ping\r\nActionID: ping\r\n\r\n");
        }

        throw new IOException("Asterisk does not say what it was waited for.");
    }

    /// <summary>Hears what the switch says, all the while.</summary>
    private async Task ListenAsync()
    {
        try
        {
            while (true)
            {
                var message = await HearAsync();
                if (message.GetValueOrDefault("ActionID") != "ping")
                {
                    _wait?.Hear(message);
                }
            }
        }
        catch (Exception end) when (end is IOException or ObjectDisposedException)
        {
            _wait?.Over.TrySetException(end);
        }
    }

    private async Task SayAsync(string text) => await _socket.GetStream().WriteAsync(Encoding.UTF8.GetBytes(text));

    private async Task<Dictionary<string, string>> HearAsync()
    {
        var message = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (await _said.ReadLineAsync() is { } line)
        {
            if (line.Length == 0)
            {
                return message;
            }

            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0)
            {
                message[line[..colon]] = line[(colon + 1)..].Trim();
            }
        }

        throw new IOException("Asterisk has closed the connection.");
    }

    /// <summary>What is waited for. Whoever waits goes on at once, on the reader's thread.</summary>
    private sealed class Wait(string? confirmedBy, int queues)
    {
        private int _answers = queues;
        private int _events = confirmedBy is null ? 0 : queues;

        public TaskCompletionSource Over { get; } = new();

        public void Hear(Dictionary<string, string> message)
        {
            if (message.ContainsKey("Response"))
            {
                _answers--;
            }
            else if (message.GetValueOrDefault("Event") == confirmedBy)
            {
                _events--;
            }

            if (_answers <= 0 && _events <= 0)
            {
                Over.TrySetResult();
            }
        }
    }
}
