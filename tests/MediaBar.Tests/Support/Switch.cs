using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using His.Platform;

namespace MediaBar.Tests.Support;

/// <summary>The other side of the simulated switch, played over HTTP: customers, administrators and mishaps (docs/bus.md, Simulator control).</summary>
public sealed class Switch(Uri address) : IDisposable
{
    public static readonly JsonObject NoReason = new() { ["requirement"] = "None" };

    private readonly HttpClient _http = new() { BaseAddress = new Uri(address, "/simulator/") };

    /// <summary>A policy that asks for one of these reasons, each as <c>CODE Label</c>.</summary>
    public static JsonObject Reasons(string requirement, bool freeText, params string[] reasons) =>
        new()
        {
            ["requirement"] = requirement,
            ["freeText"] = freeText,
            ["reasons"] = new JsonArray([
                .. reasons.Select(reason => reason.Split(' ', 2)).Select(it => new JsonObject { ["code"] = it[0], ["label"] = it[1] }),
            ]),
        };

    /// <summary>A customer comes. The agent must be Ready there.</summary>
    /// <returns>The interaction.</returns>
    public async Task<string> OfferAsync(
        string agent,
        string type,
        string party,
        string? subject = null,
        string? partyName = null,
        bool isWithheld = false
    )
    {
        var offered = await SendAsync(
            HttpMethod.Post,
            $"agents/{agent}/interactions",
            new JsonObject
            {
                ["type"] = type,
                ["party"] = party,
                ["subject"] = subject,
                ["partyName"] = partyName,
                ["partyWithheld"] = isWithheld,
            }
        );
        return offered!["interactionId"]!.GetValue<string>();
    }

    /// <summary>The customer hangs up.</summary>
    public Task HangUpAsync(string interaction) => SendAsync(HttpMethod.Post, $"interactions/{interaction}/end");

    /// <summary>From now on this becomes of numbers that are dialed, consulted and transferred to.</summary>
    public Task CallsFindAsync(string calledParty) => SetAsync(new JsonObject { ["calledParty"] = calledParty });

    /// <summary>The second party of a consultation picks up.</summary>
    public Task AnswerAsSecondPartyAsync(string interaction) =>
        SendAsync(HttpMethod.Post, $"interactions/{interaction}/consultation/answer");

    /// <summary>The second party of a consultation hangs up.</summary>
    public Task HangUpAsSecondPartyAsync(string interaction) => SendAsync(HttpMethod.Post, $"interactions/{interaction}/consultation/end");

    /// <summary>An administrator of the switch logs the agent out.</summary>
    public Task LogOutAsync(string agent) => SendAsync(HttpMethod.Post, $"agents/{agent}/logout");

    /// <summary>Somebody at the switch makes the agent Not Ready.</summary>
    public Task MakeNotReadyAsync(string agent) => SendAsync(HttpMethod.Post, $"agents/{agent}/notready");

    /// <summary>Somebody at the switch gives a channel this state in one of its queues, <c>sales</c> or <c>support</c>; null takes it out of the queue.</summary>
    public Task SetQueueAsync(string agent, string channel, string queue, string? state, string? reason = null) =>
        SendAsync(
            HttpMethod.Put,
            $"agents/{agent}/channels/{channel}/queues/{queue}",
            new JsonObject { ["agentState"] = state, ["reason"] = reason is null ? null : new JsonObject { ["text"] = reason } }
        );

    public Task SetAsync(JsonObject settings) => SendAsync(HttpMethod.Put, "settings", settings);

    /// <summary>The next such operation fails.</summary>
    public Task FailAsync(string operation, string? channel = null, int times = 1, string behaviour = "Fail", string? queue = null) =>
        SendAsync(
            HttpMethod.Post,
            "faults",
            new JsonObject
            {
                ["operation"] = operation,
                ["behaviour"] = behaviour,
                ["channelId"] = channel,
                ["times"] = times,
                ["queue"] = queue,
            }
        );

    /// <summary>What the switch believes.</summary>
    public async Task<JsonNode> TruthAsync(string agent) => (await SendAsync(HttpMethod.Get, $"agents/{agent}"))!;

    public async Task<bool> HasAsync(string agent) => (await TruthAsync(agent))["loggedIn"]!.GetValue<bool>();

    /// <summary>As it was at first.</summary>
    public async Task ResetAsync()
    {
        await SendAsync(HttpMethod.Delete, "faults");
        await SetAsync(
            new JsonObject
            {
                ["logoutReason"] = NoReason.DeepClone(),
                ["notReadyReason"] = NoReason.DeepClone(),
                ["channelDeactivation"] = true,
                ["latency"] = "00:00:00",
                ["wrapUp"] = true,
                ["commands"] = new JsonArray([.. Enum.GetNames<InteractionCommand>().Select(name => JsonValue.Create(name))]),
                ["dialing"] = true,
                ["endpointRegistered"] = true,
                ["calledParty"] = "Answers",
            }
        );
    }

    public void Dispose() => _http.Dispose();

    private async Task<JsonNode?> SendAsync(HttpMethod method, string path, JsonObject? body = null)
    {
        foreach (var absent in body?.Where(member => member.Value is null).Select(member => member.Key).ToList() ?? [])
        {
            body!.Remove(absent);
        }

        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        using var response = await _http.SendAsync(request);
        var said = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{method} {path}: {response.StatusCode} {said}");
        return response.StatusCode is HttpStatusCode.NoContent ? null : JsonNode.Parse(said);
    }
}
