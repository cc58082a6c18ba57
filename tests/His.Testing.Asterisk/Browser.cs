using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using His.Bus;

namespace His.Testing.Asterisk;

/// <summary>A MediaBar on the bus, without a socket between: what it asks, what it is told, how it is closed.</summary>
internal sealed class Browser : IConnection
{
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonElement>> _asked = new();
    private readonly Channel<JsonElement> _events = System.Threading.Channels.Channel.CreateUnbounded<JsonElement>();
    private readonly TaskCompletionSource<CloseCode> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly BusDispatcher _doorway;
    private int _lastId;

    public Browser(HisCore core) => _doorway = core.Open(this);

    public string RemoteAddress => "127.0.0.1";

    /// <summary>The names of all events so far, without their nouns' <c>.event.</c></summary>
    public ConcurrentQueue<string> Heard { get; } = new();

    /// <summary>What the page shows of her telephone: Ready, NotReady, Inactive or Unavailable.</summary>
    public string Shown { get; private set; } = "";

    /// <summary>Takes all that HIS says from now on, in place of the page: for who measures HIS, and not what a page makes of it.</summary>
    public Action<ReadOnlyMemory<byte>>? Instead { get; set; }

    /// <summary>How HIS closed the connection.</summary>
    public Task<CloseCode> ClosedAsync() => _closed.Task.WaitAsync(TestTimeout.Token);

    /// <summary>Asks, and gives the whole answer.</summary>
    public async Task<JsonElement> AskAsync(string method, object? parameters = null)
    {
        var id = Interlocked.Increment(ref _lastId);
        var asked = _asked[id] = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        var request = new JsonObject
        {
            ["jsonrpc"] = "2.0",
            ["id"] = id,
            ["method"] = method,
        };
        if (parameters is not null)
        {
            request["params"] = JsonSerializer.SerializeToNode(parameters);
        }

        _doorway.Receive(JsonSerializer.SerializeToUtf8Bytes(request));
        return await asked.Task.WaitAsync(TestTimeout.Token);
    }

    /// <summary>Asks, and leaves it to others to hear the answer.</summary>
    public void Say(ReadOnlySpan<byte> request) => _doorway.Receive(request);

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
            var said = await _events.Reader.ReadAsync(TestTimeout.Token);
            if (said.GetProperty("method").GetString() == name)
            {
                return said.GetProperty("params");
            }
        }
    }

    /// <summary>Waits until an interaction is told to be in this state; who calls may be told before, without a change of it.</summary>
    public async Task HearStateAsync(string state)
    {
        while ((await HearAsync("interaction.event.updated")).GetProperty("state").GetString() != state) { }
    }

    /// <summary>Waits until the page shows this.</summary>
    public Task BecomesAsync(string state) =>
        TestTimeout.UntilAsync(() => Task.FromResult(Shown == state), $"shown as {state} and not {Shown}");

    public void Send(ReadOnlyMemory<byte> message)
    {
        if (Instead is { } instead)
        {
            instead(message);
            return;
        }

        using var document = JsonDocument.Parse(message);
        var said = document.RootElement.Clone();
        if (said.TryGetProperty("method", out var method))
        {
            Shown = method.GetString() switch
            {
                "channel.event.ready" => "Ready",
                "channel.event.notready" or "channel.event.activated" => "NotReady",
                "channel.event.deactivated" => "Inactive",
                "channel.event.unavailable" => "Unavailable",
                "channel.event.available" or "channel.event.created" => said.GetProperty("params").GetProperty("agentState").GetString()
                    ?? "Inactive",
                _ => Shown,
            };
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
