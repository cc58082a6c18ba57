using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using His.Bus;

namespace His.Platform.Asterisk.Tests;

/// <summary>A MediaBar on the bus, without a socket between: what it asks, what it is told, how it is closed.</summary>
internal sealed class Browser : IConnection
{
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonElement>> _asked = new();
    private readonly Channel<JsonElement> _events = System.Threading.Channels.Channel.CreateUnbounded<JsonElement>();
    private readonly TaskCompletionSource<CloseCode> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Doorway _doorway;
    private int _lastId;

    public Browser(House house) => _doorway = house.Open(this);

    public string RemoteAddress => "127.0.0.1";

    /// <summary>The names of all events so far, without their nouns' <c>.event.</c></summary>
    public ConcurrentQueue<string> Heard { get; } = new();

    /// <summary>How HIS closed the connection.</summary>
    public Task<CloseCode> ClosedAsync() => _closed.Task.WaitAsync(Patience.Token);

    /// <summary>Asks, and gives the whole answer.</summary>
    public async Task<JsonElement> AskAsync(string method, object? parameters = null)
    {
        var id = Interlocked.Increment(ref _lastId);
        var asked = _asked[id] = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        var request = new JsonObject { ["jsonrpc"] = "2.0", ["id"] = id, ["method"] = method };
        if (parameters is not null) request["params"] = JsonSerializer.SerializeToNode(parameters);
        _doorway.Receive(JsonSerializer.SerializeToUtf8Bytes(request));
        return await asked.Task.WaitAsync(Patience.Token);
    }

    /// <summary>Asks for what must succeed.</summary>
    public async Task<JsonElement> DoAsync(string method, object? parameters = null)
    {
        var answer = await AskAsync(method, parameters);
        Assert.True(answer.TryGetProperty("result", out var result), answer.GetRawText());
        return result;
    }

    /// <summary>Asks for what must fail, and gives <c>error.data</c>.</summary>
    public async Task<JsonElement> FailAsync(string failure, string method, object? parameters = null)
    {
        var answer = await AskAsync(method, parameters);
        Assert.True(answer.TryGetProperty("error", out var error), answer.GetRawText());
        var data = error.GetProperty("data");
        Assert.Equal(failure, data.GetProperty("failure").GetString());
        return data;
    }

    /// <summary>Waits for the next event of a name.</summary>
    public async Task<JsonElement> HearAsync(string name)
    {
        while (true)
        {
            var said = await _events.Reader.ReadAsync(Patience.Token);
            if (said.GetProperty("method").GetString() == name) return said.GetProperty("params");
        }
    }

    public void Send(ReadOnlyMemory<byte> message)
    {
        using var document = JsonDocument.Parse(message);
        var said = document.RootElement.Clone();
        if (said.TryGetProperty("method", out var method))
        {
            Heard.Enqueue(method.GetString()!.Replace(".event.", " ", StringComparison.Ordinal));
            _events.Writer.TryWrite(said);
        }
        else
        {
            _asked[said.GetProperty("id").GetInt32()].SetResult(said);
        }
    }

    public void Close(CloseCode code) => _closed.TrySetResult(code);
}
