using System.Net;
using System.Net.Http.Json;
using System.Threading.Channels;

namespace His.Abuse.Tests;

/// <summary>An agent at work, whose every answer is known before.</summary>
internal sealed class HonestAgent(ServerUnderAttack his, string id)
{
    /// <summary>What the switch wants to know at a logout while honest agents are at work.</summary>
    public const string Policy =
        """{"logoutReason":{"requirement":"Required","freeText":true,"reasons":[{"code":"END","label":"End of shift"},{"code":"1","label":"Training"}]}}""";

    private long _sequence;

    /// <summary>The interaction they have right now, or had last.</summary>
    public string Interaction { get; private set; } = "i-none";

    /// <summary>A shift, from the login to the logout, with a call in it.</summary>
    public async Task WorkAsync()
    {
        var heard = Channel.CreateUnbounded<JsonNode>();
        _sequence = 0;
        using var client = await BusClient.OpenAsync(his.Address, message => heard.Writer.TryWrite(message));

        var login = await DoneAsync(client, "session.request.login", new() { ["agentId"] = id, ["password"] = ServerUnderAttack.Password });
        Assert.Equal(id, (string?)login["snapshot"]!["session"]!["agent"]!["id"]);
        await HearAsync(heard, "session.event.initialized");
        Assert.Equal(_sequence, (long)login["snapshot"]!["session"]!["sequence"]!);
        await DoneAsync(client, "channelgroup.request.ready");

        Interaction = await OfferAsync();
        Assert.Equal(Interaction, (string?)(await HearAsync(heard, "interaction.event.created"))["interactionId"]);
        foreach (var (command, state) in new[] { ("accept", "Connected"), ("hold", "Held"), ("retrieve", "Connected") })
        {
            await DoneAsync(client, $"interaction.request.{command}", new() { ["interactionId"] = Interaction });
            Assert.Equal(state, (string?)(await HearAsync(heard, "interaction.event.updated"))["state"]);
        }

        Assert.Equal("OngoingInteraction", (await client.AskAsync("session.request.logout", [])).Outcome());
        await DoneAsync(client, "interaction.request.end", new() { ["interactionId"] = Interaction });
        await DoneAsync(client, "interaction.request.complete", new() { ["interactionId"] = Interaction });
        await HearAsync(heard, "interaction.event.completed");

        Assert.Equal("NeedInfo", (await client.AskAsync("session.request.logout", [])).Outcome());
        var logout = await DoneAsync(client, "session.request.logout", new() { ["reason"] = new JsonObject { ["code"] = "END" } });
        Assert.All(logout["channels"]!.AsArray(), channel => Assert.True((bool)channel!["deactivated"]!));
        Assert.Equal("AgentRequest", (string?)(await HearAsync(heard, "session.event.disposed"))["cause"]);
        Assert.Equal(1000, await client.EndAsync());
        Assert.False(
            (bool)(await TestTimeout.Wait(his.Http.GetFromJsonAsync<JsonNode>($"/simulator/agents/{id}"), "the truth"))!["loggedIn"]!
        );
    }

    private static async Task<JsonNode> DoneAsync(BusClient client, string method, JsonObject? parameters = null)
    {
        var answer = await client.AskAsync(method, parameters ?? []);
        return answer["result"] ?? throw new InvalidOperationException($"{method} was answered {answer.ToJsonString()}");
    }

    private async Task<string> OfferAsync()
    {
        using var offer = await TestTimeout.Wait(
            his.Http.PostAsJsonAsync($"/simulator/agents/{id}/interactions", new { type = "Telephony", party = "+15550100" }),
            "a customer"
        );
        Assert.Equal(HttpStatusCode.Created, offer.StatusCode);
        return (string)(await offer.Content.ReadFromJsonAsync<JsonNode>())!["interactionId"]!;
    }

    /// <summary>Reads on to this event; each has the number after that of the one before.</summary>
    private async Task<JsonNode> HearAsync(Channel<JsonNode> heard, string method)
    {
        while (true)
        {
            var message = await TestTimeout.Wait(heard.Reader.ReadAsync().AsTask(), method);
            Assert.Equal(++_sequence, (long)message["params"]!["sequence"]!);
            if ((string?)message["method"] == method)
            {
                return message["params"]!;
            }
        }
    }
}
