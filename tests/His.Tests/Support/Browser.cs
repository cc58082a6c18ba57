using System.Text;
using System.Text.Json.Nodes;
using His.Bus;

namespace His.Tests;

/// <summary>An agent's browser in a scenario: speaks the bus as bytes through the real dispatcher.</summary>
internal sealed class Browser : IConnection
{
    private readonly Scenario scenario;
    private readonly string who;
    private readonly BusDispatcher dispatcher;
    private readonly Dictionary<string, string> methods = new(StringComparer.Ordinal);
    private int lastId;

    public Browser(Scenario scenario, string who, string address)
    {
        RemoteAddress = address;
        this.scenario = scenario;
        this.who = who;
        dispatcher = scenario.Core.Open(this);
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
        scenario.Run();
        return id;
    }

    /// <summary>Sends a request; nothing runs yet.</summary>
    public string Send(string method, JsonObject? parameters = null)
    {
        var id = $"{++lastId}";
        methods[id] = method;
        var message = new JsonObject { ["jsonrpc"] = "2.0", ["id"] = id, ["method"] = method };
        if (parameters is not null)
        {
            message["params"] = parameters;
        }

        scenario.Write($"{who,-7} {method} {parameters?.ToJsonString(Json.Readable)}".TrimEnd());
        BusRecord.Add("toHis", message, method: null);
        dispatcher.Receive(Encoding.UTF8.GetBytes(message.ToJsonString()));
        return id;
    }

    /// <summary>Sends these very characters.</summary>
    public void Raw(string frame)
    {
        dispatcher.Receive(Encoding.UTF8.GetBytes(frame));
        scenario.Run();
    }

    /// <summary>The answer to a request; fails if there is none, or more than one.</summary>
    public JsonObject Answer(string id) =>
        Assert.Single(Heard, message => message["method"] is null && message["id"]?.ToString() == id);

    /// <summary>The failure with which a request was answered.</summary>
    public string? Failure(string id) => Answer(id)["error"]?["data"]?["failure"]?.GetValue<string>();

    /// <summary>The browser is gone.</summary>
    public void Vanish()
    {
        scenario.Write($"{who,-7} vanishes");
        dispatcher.Disconnected();
        scenario.Run();
    }

    void IConnection.Send(ReadOnlyMemory<byte> message)
    {
        Assert.Null(Closed);
        var json = JsonNode.Parse(message.Span)!.AsObject();
        Heard.Add(json);
        var id = json["id"]?.ToString();
        if (id is null || methods.ContainsKey(id))
        {
            BusRecord.Add("fromHis", json, id is null ? null : methods[id]); // what answers a raw frame is judged by its own test
        }

        scenario.Write(json["method"] is { } method
            ? $"  HIS → {who,-7} {method} {Members(json["params"]!)}"
            : json["error"] is { } error
                ? $"  HIS → {who,-7} no to {id}: {error["code"]} {Members(error["data"]!)}"
                : $"  HIS → {who,-7} yes to {id}: {json["result"]!.ToJsonString(Json.Readable)}");
        OnHeard(json);
    }

    void IConnection.Close(CloseCode code)
    {
        Closed ??= code;
        scenario.Write($"  HIS → {who,-7} closes {code.Number} {code.Reason}");
        dispatcher.Disconnected();
    }

    private static string Members(JsonNode node)
    {
        var copy = node.DeepClone().AsObject();
        copy.Remove("time");
        return copy.ToJsonString(Json.Readable);
    }
}
