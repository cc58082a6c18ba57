using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;

namespace His.Testing.Server;

/// <summary>The connection ended before the answer.</summary>
internal sealed class LostException() : Exception("The connection is lost.");

/// <summary>A client's end of a real WebSocket, that ends whenever HIS does.</summary>
internal sealed class BusClient : IDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonNode>> _waiting = [];
    private readonly Action<JsonNode> _hear;
    private readonly Action<JsonNode> _answered;
    private Task _reading = Task.CompletedTask;
    private volatile bool _isLost;
    private long _lostAt;
    private int _lastId;

    private BusClient(Action<JsonNode> hear, Action<JsonNode> answered)
    {
        (this._hear, this._answered) = (hear, answered);
        _socket.Options.AddSubProtocol("his.v1");
        _socket.Options.KeepAliveInterval = TimeSpan.Zero;
    }

    /// <summary>Whether it is at its end.</summary>
    public bool IsLost => _isLost;

    /// <summary>When it came to its end, as <see cref="Stopwatch.GetTimestamp"/> has it; now, while it has not.</summary>
    public long LostAt => _isLost ? Interlocked.Read(ref _lostAt) : Stopwatch.GetTimestamp();

    /// <summary>Connects.</summary>
    /// <param name="his">Where.</param>
    /// <param name="hear">Takes each event.</param>
    /// <param name="answered">Takes each answer where it stands among the events: whoever asked may have it only when later ones are heard.</param>
    /// <exception cref="LostException">Nobody is there.</exception>
    public static async Task<BusClient> OpenAsync(Uri his, Action<JsonNode> hear, Action<JsonNode>? answered = null)
    {
        var client = new BusClient(hear, answered ?? (_ => { }));
        try
        {
            await TestTimeout.Wait(
                client._socket.ConnectAsync(new UriBuilder(his) { Scheme = "ws", Path = "/bus" }.Uri, CancellationToken.None),
                "the upgrade"
            );
        }
        catch (WebSocketException)
        {
            client.Dispose();
            throw new LostException();
        }

        client._reading = client.ReadAsync();
        return client;
    }

    /// <summary>Asks, and waits for the answer.</summary>
    /// <exception cref="LostException">The connection ended before it came.</exception>
    public async Task<JsonNode> AskAsync(string method, JsonObject parameters)
    {
        var id = Interlocked.Increment(ref _lastId);
        var answer = new TaskCompletionSource<JsonNode>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting[id] = answer;
        var request = new JsonObject
        {
            ["jsonrpc"] = "2.0",
            ["id"] = id,
            ["method"] = method,
            ["params"] = parameters.DeepClone(),
        };
        try
        {
            await _socket.SendAsync(
                Encoding.UTF8.GetBytes(request.ToJsonString()),
                WebSocketMessageType.Text,
                true,
                CancellationToken.None
            );
        }
        catch (Exception lost)
            when (lost is WebSocketException or ObjectDisposedException or OperationCanceledException or InvalidOperationException)
        {
            throw new LostException();
        }

        if (_isLost)
        {
            answer.TrySetException(new LostException());
        }

        return await TestTimeout.Wait(answer.Task, $"the answer to {method}");
    }

    /// <summary>With which code HIS has closed it, once it has ended; <see langword="null"/> where it has not said.</summary>
    public async Task<int?> EndAsync()
    {
        await TestTimeout.Wait(_reading, "the end of the connection");
        return (int?)_socket.CloseStatus;
    }

    /// <summary>Gone without a word.</summary>
    public void Cut()
    {
        Lose();
        _socket.Abort();
    }

    public void Dispose() => _socket.Dispose();

    private async Task ReadAsync()
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (true)
            {
                var length = 0;
                ValueWebSocketReceiveResult got;
                do
                {
                    got = await _socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
                    length += got.Count;
                } while (!got.EndOfMessage);
                if (got.MessageType == WebSocketMessageType.Close)
                {
                    break;
                }

                Take(JsonNode.Parse(buffer.AsSpan(0, length))!);
            }

            await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        }
        catch (Exception lost) when (lost is WebSocketException or ObjectDisposedException or OperationCanceledException or IOException)
        {
            // HIS was killed, or we have cut it.
        }
        finally
        {
            Lose(); // whoever asks from now on sees it; who asked before is found here
            foreach (var question in _waiting.Values)
            {
                question.TrySetException(new LostException());
            }
        }
    }

    private void Lose()
    {
        Interlocked.CompareExchange(ref _lostAt, Stopwatch.GetTimestamp(), 0);
        _isLost = true;
    }

    private void Take(JsonNode message)
    {
        if (message["id"] is { } id)
        {
            _answered(message);
            _waiting[id.GetValue<int>()].TrySetResult(message);
        }
        else
        {
            _hear(message);
        }
    }
}
