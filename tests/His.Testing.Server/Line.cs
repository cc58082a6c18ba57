using System.Net.WebSockets;
using System.Text;

namespace His.Testing.Server;

/// <summary>A client's end of a real WebSocket. It keeps all that came, in order.</summary>
internal sealed class Line : IDisposable
{
    private readonly byte[] _buffer = new byte[256 * 1024];
    private readonly Minutes _minutes = new();
    private int _lastId;

    private Line(ClientWebSocket socket) => Socket = socket;

    public ClientWebSocket Socket { get; }

    /// <summary>Everything that has been read so far.</summary>
    public List<JsonNode> Heard { get; } = [];

    /// <summary>The names of the events read so far, and of each response its id.</summary>
    public IEnumerable<string> Script =>
        Heard.Select(message => message["method"]?.GetValue<string>() ?? $"response {message["id"]?.ToJsonString() ?? "null"}");

    public static async Task<Line> OpenAsync(Uri bus, Action<ClientWebSocketOptions>? arrange = null)
    {
        var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("his.v1");
        arrange?.Invoke(socket.Options);
        await TestTimeout.Wait(socket.ConnectAsync(bus, CancellationToken.None), "the upgrade");
        return new Line(socket);
    }

    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text);

    public Task SendAsync(byte[] bytes, WebSocketMessageType type, bool isEnd = true) =>
        TestTimeout.Wait(Socket.SendAsync(bytes, type, isEnd, CancellationToken.None), "HIS to take a message");

    /// <summary>Sends a request and does not wait.</summary>
    public async Task<int> TellAsync(string method, JsonNode? parameters = null, int? id = null)
    {
        var request = new JsonObject
        {
            ["jsonrpc"] = "2.0",
            ["id"] = id ?? ++_lastId,
            ["method"] = method,
        };
        if (parameters is not null)
        {
            request["params"] = parameters.DeepClone();
        }

        _minutes.ToHis(request);
        await SendAsync(request.ToJsonString());
        return id ?? _lastId;
    }

    /// <summary>Sends a request and reads until its response.</summary>
    public async Task<JsonNode> AskAsync(string method, JsonNode? parameters = null)
    {
        var id = await TellAsync(method, parameters);
        return await HearAsync(
            message => message["id"] is JsonValue value && value.TryGetValue<int>(out var got) && got == id,
            $"the response to {method}"
        );
    }

    public Task<JsonNode> HearEventAsync(string method) => HearAsync(message => message["method"]?.GetValue<string>() == method, method);

    /// <summary>Reads until a message that fits.</summary>
    public async Task<JsonNode> HearAsync(Func<JsonNode, bool> fits, string what)
    {
        while (true)
        {
            var message = await HearAsync(what);
            if (fits(message))
            {
                return message;
            }
        }
    }

    /// <summary>The next message.</summary>
    public async Task<JsonNode> HearAsync(string what = "a message") =>
        await ReadAsync(what) ?? throw new InvalidOperationException($"The connection ended ({End}) before {what}.");

    /// <summary>The next message; null at the end.</summary>
    private async Task<JsonNode?> ReadAsync(string what)
    {
        var length = 0;
        ValueWebSocketReceiveResult got;
        do
        {
            got = await TestTimeout.Wait(Socket.ReceiveAsync(_buffer.AsMemory(length), CancellationToken.None).AsTask(), what);
            length += got.Count;
        } while (!got.EndOfMessage);
        if (got.MessageType == WebSocketMessageType.Close)
        {
            return null;
        }

        var message = JsonNode.Parse(_buffer.AsSpan(0, length))!;
        Heard.Add(message);
        _minutes.FromHis(message);
        return message;
    }

    /// <summary>Reads to the close frame, answers it, and tells its code and words.</summary>
    public async Task<string> HearEndAsync()
    {
        while (await ReadAsync("the close frame") is not null) { }

        try
        {
            await TestTimeout.Wait(
                Socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None),
                "the answer to the close"
            );
        }
        catch (WebSocketException)
        {
            // HIS does not wait for it for ever; what it said is known.
        }

        return End;
    }

    private string End => $"{(int?)Socket.CloseStatus} {Socket.CloseStatusDescription}".Trim();

    public void Dispose() => Socket.Dispose();
}

/// <summary>What tests ask of an answer.</summary>
internal static class AnswerExtensions
{
    public static string? Failure(this JsonNode answer) => answer["error"]?["data"]?["failure"]?.GetValue<string>();

    public static int Code(this JsonNode answer) => answer["error"]!["code"]!.GetValue<int>();

    public static string? Path(this JsonNode answer) => answer["error"]?["data"]?["path"]?.GetValue<string>();

    public static bool IsSuccess(this JsonNode answer) => answer["result"] is not null;
}
