using System.Text;
using System.Text.Json.Nodes;
using His.Bus;

namespace His.Tests;

/// <summary>An agent's browser in a scenario: speaks the bus as bytes through the real dispatcher.</summary>
internal sealed class Browser : IConnection
{
    private readonly Scenario _scenario;
    private readonly string _who;
    private readonly BusDispatcher _dispatcher;
    private readonly Dictionary<string, string> _methods = new(StringComparer.Ordinal);
    private int _lastId;

    public Browser(Scenario scenario, string who, string address)
    {
        RemoteAddress = address;
        this._scenario = scenario;
        this._who = who;
        _dispatcher = scenario.Core.Open(this);
    }

    public string RemoteAddress { get; }

    /// <summary>How the connection was closed, if it was.</summary>
    public CloseCode? Closed { get; private set; }

    /// <summary>What the browser does in the moment in which something comes.</summary>
    public Action<JsonObject> OnHeard { get; set; } = _ => { };

    /// <summary>Everything that came.</summary>
    public List<JsonObject> Heard { get; } = [];

    /// <summary>The events that came.</summary>
    public IEnumerable<JsonObject> Events => Heard.Where(message => message["method"] is not null);

    /// <summary>Sends a request and lets everything run.</summary>
    /// <returns>Its id.</returns>
    public string Ask(string method, JsonObject? parameters = null)
    {
        var id = Send(method, parameters);
        _scenario.Run();
        return id;
    }

    /// <summary>Sends a request; nothing runs yet.</summary>
    public string Send(string method, JsonObject? parameters = null)
    {
        var id = $"{++_lastId}";
        _methods[id] = method;
        var message = new JsonObject
        {
            ["jsonrpc"] = "2.0",
            ["id"] = id,
            ["method"] = method,
        };
        if (parameters is not null)
        {
            message["params"] = parameters;
        }

        _scenario.Write($"{_who, -7} {method} {parameters?.ToJsonString(Json.Readable)}".TrimEnd());
        BusRecord.Add("toHis", message, method: null);
        _dispatcher.Receive(Encoding.UTF8.GetBytes(message.ToJsonString()));
        return id;
    }

    /// <summary>Sends these very characters.</summary>
    public void Raw(string frame)
    {
        _dispatcher.Receive(Encoding.UTF8.GetBytes(frame));
        _scenario.Run();
    }

    /// <summary>The answer to a request; fails if there is none, or more than one.</summary>
    public JsonObject Answer(string id) => Assert.Single(Heard, message => message["method"] is null && message["id"]?.ToString() == id);

    /// <summary>The failure with which a request was answered.</summary>
    public string? Failure(string id) => Answer(id)["error"]?["data"]?["failure"]?.GetValue<string>();

    /// <summary>The browser is gone.</summary>
    public void Vanish()
    {
        _scenario.Write($"{_who, -7} vanishes");
        _dispatcher.Disconnected();
        _scenario.Run();
    }

    void IConnection.Send(ReadOnlyMemory<byte> message)
    {
        Assert.Null(Closed);
        var json = JsonNode.Parse(message.Span)!.AsObject();
        Heard.Add(json);
        var id = json["id"]?.ToString();
        if (id is null || _methods.ContainsKey(id))
        {
            BusRecord.Add("fromHis", json, id is null ? null : _methods[id]); // what answers a raw frame is judged by its own test
        }

        _scenario.Write(
            json["method"] is { } method ? $"  HIS → {_who, -7} {method} {Members(json["params"]!)}"
            : json["error"] is { } error ? $"  HIS → {_who, -7} no to {id}: {error["code"]} {Members(error["data"]!)}"
            : $"  HIS → {_who, -7} yes to {id}: {json["result"]!.ToJsonString(Json.Readable)}"
        );
        OnHeard(json);
    }

    void IConnection.Close(CloseCode code)
    {
        Closed ??= code;
        _scenario.Write($"  HIS → {_who, -7} closes {code.Number} {code.Reason}");
        _dispatcher.Disconnected();
    }

    private static string Members(JsonNode node)
    {
        var copy = node.DeepClone().AsObject();
        copy.Remove("time");
        return copy.ToJsonString(Json.Readable);
    }
}
