using System.Text.Json.Nodes;
using His.Platform;
using His.Platform.Simulator;

namespace His.Tests;

/// <summary>Scenarios over several platforms: a telephone system, <c>pbx</c>, and one for chat and e-mail, <c>digital</c>.</summary>
internal static class Platforms
{
    public const string Logout = "session.request.logout";

    public static ScenarioPlatform Pbx { get; } = new("pbx", ["phone"]);

    public static ScenarioPlatform Digital { get; } = new("digital", ["chat", "email"]);

    public static ScenarioPlatform OptionalDigital { get; } = Digital with { IsRequired = false };

    /// <summary>Alice is Ready on all her channels; from here on the transcript counts.</summary>
    public static Browser LogInReadyEverywhere(this Scenario scenario)
    {
        var alice = scenario.LogInReady();
        scenario.DiscardTranscript();
        return alice;
    }

    /// <summary>The state of a channel by the events that the browser received.</summary>
    public static string? LastEventOf(this Browser browser, string channelId) =>
        (string?)browser.Events.LastOrDefault(it => (string?)it["params"]!["channelId"] == channelId)?["method"];

    /// <summary>The error data of an answer.</summary>
    public static JsonNode Data(this Browser browser, string id) => browser.Answer(id)["error"]!["data"]!;

    /// <summary>Where the agent is logged off, from an answer: as in <c>pbx Yes, digital No</c>.</summary>
    public static string PlatformsOf(JsonNode answer) =>
        string.Join(", ", answer["platforms"]!.AsArray().Select(it => $"{it!["platform"]} {it["loggedOff"]}"));

    /// <summary>A policy that requires one of some codes.</summary>
    public static PolicyChange OneOf(params string[] codes) =>
        new(ReasonRequirement.Required, Reasons: [.. codes.Select(code => new ReasonOption(code, $"Reason {code}"))]);

    public static bool IsOn(this Scenario scenario, string platform) => scenario.SwitchOf(platform).GetState(Scenario.Alice)!.LoggedIn;
}
