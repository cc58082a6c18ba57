using System.Net;
using System.Text;

namespace His.Abuse.Tests;

/// <summary>Somebody who means harm, from an address of this machine that is theirs alone.</summary>
internal sealed class Attacker(RawLine line) : IDisposable
{
    private const int Close = 8;
    private const int Ping = 9;
    private const int Pong = 10;

    private int _lastId = 100;

    public RawLine Line => line;

    public static async Task<Attacker> ComeAsync(ServerUnderAttack his, IPAddress from) =>
        new(await RawLine.UpgradeAsync(his.Address, from: from));

    /// <summary>Comes where there is a place, and is refused in the right words where there is none.</summary>
    public static async Task<Attacker?> TryComeAsync(ServerUnderAttack his, IPAddress from)
    {
        var line = await RawLine.DialAsync(his.Address, from: from);
        var answer = await line.SendHeadAsync(RawLine.UpgradeHead(his.Address));
        if (answer.StartsWith("HTTP/1.1 101 ", StringComparison.Ordinal))
        {
            return new Attacker(line);
        }

        line.Dispose();
        Assert.StartsWith("HTTP/1.1 429 ", answer, StringComparison.Ordinal);
        return null;
    }

    /// <summary>Comes, and logs in; whoever was there with this agent is taken over.</summary>
    public static async Task<(Attacker Attacker, JsonNode Login)> LogInAsync(ServerUnderAttack his, IPAddress from, string agentId)
    {
        var attacker = await ComeAsync(his, from);
        var answer = await attacker.AskAsync(
            "session.request.login",
            $$"""{"agentId":"{{agentId}}","password":"{{ServerUnderAttack.Password}}","override":true}"""
        );
        return answer["result"] is { } result
            ? (attacker, result)
            : throw new InvalidOperationException($"{agentId} could not log in: {answer.ToJsonString()}");
    }

    /// <summary>One request as text. The params go out as they are written here.</summary>
    public static string Request(int id, string method, string parameters) =>
        $$$"""{"jsonrpc":"2.0","id":{{{id}}},"method":"{{{method}}}","params":{{{parameters}}}}""";

    /// <summary>Asks, and reads until the answer to it.</summary>
    public async Task<JsonNode> AskAsync(string method, string parameters = "{}")
    {
        var id = ++_lastId;
        await line.SendTextAsync(Request(id, method, parameters));
        while (true)
        {
            var message = await HearAsync();
            if ((int?)message["id"] == id)
            {
                return message;
            }
        }
    }

    /// <summary>The next message that is no event.</summary>
    public async Task<JsonNode> HearAsync()
    {
        while (await line.ReadFrameAsync() is var (opcode, payload) && opcode != Close)
        {
            if (opcode == Ping)
            {
                await line.SendFrameAsync(Pong, payload);
            }
            else if (JsonNode.Parse(payload)! is var message && message["method"] is null)
            {
                return message;
            }
        }

        throw new InvalidOperationException("The connection ended before an answer.");
    }

    /// <summary>Reads on to the close frame: its code and words.</summary>
    public async Task<string> HearEndAsync()
    {
        while (await line.ReadFrameAsync() is var (opcode, payload))
        {
            if (opcode == Ping)
            {
                await line.SendFrameAsync(Pong, payload);
            }
            else if (opcode == Close)
            {
                return $"{(payload[0] << 8) | payload[1]} {Encoding.UTF8.GetString(payload.AsSpan(2))}".Trim();
            }
        }

        return "";
    }

    /// <summary>Says no more, not even to pings, and reads until HIS has cut the link.</summary>
    public async Task StareAsync()
    {
        while (await line.ReadFrameAsync() is not null) { }
    }

    public void Dispose() => line.Dispose();
}

/// <summary>What is asked of an answer.</summary>
internal static class Answers
{
    public static string? Failure(this JsonNode answer) => (string?)answer["error"]?["data"]?["failure"];

    public static int? Code(this JsonNode answer) => (int?)answer["error"]?["code"];

    public static string? Path(this JsonNode answer) => (string?)answer["error"]?["data"]?["path"];

    /// <summary>The failure, or what stands in its place where it went well.</summary>
    public static string Outcome(this JsonNode answer) => answer.Failure() ?? "done";
}
