using System.Text.Json.Nodes;
using His.Platform;
using His.Platform.Simulator;
using static His.Tests.Platforms;

namespace His.Tests;

/// <summary>Reasons over several platforms: all that are missing are asked for at once, and each platform gets its own (AF1, R8, R10).</summary>
public class PlatformReasonTests
{
    [Fact]
    public void ReasonsOfTwoPlatforms_AreAskedForAtOnce_AndEachGetsItsOwn()
    {
        using var scenario = Wanting(OneOf("home", "shift"), OneOf("end"));
        var alice = scenario.LogInReadyEverywhere();
        var asked = alice.Ask(Logout);
        Assert.Equal("NeedInfo", alice.Failure(asked));
        Assert.Equal(["pbx", "digital"], Wanted(alice, asked));
        Assert.Null(alice.Failure(alice.Ask(Logout, Reasons(("pbx", "home"), ("digital", "end")))));
        Assert.Equal("home", Given(scenario, "pbx"));
        Assert.Equal("end", Given(scenario, "digital"));
        scenario.VerifyTranscript();
    }

    [Fact]
    public void AStaleReasonOfOne_IsAskedForAlone()
    {
        using var scenario = Wanting(OneOf("home"), OneOf("end"));
        var alice = scenario.LogInReadyEverywhere();
        scenario.At("pbx", "has another list by now", it => it.ChangeSettings(new SettingsChange(LogoutReason: OneOf("away"))));
        var asked = alice.Ask(Logout, Reasons(("pbx", "home"), ("digital", "end")));
        Assert.Equal("NeedInfo", alice.Failure(asked));
        Assert.Equal(["pbx"], Wanted(alice, asked));
        Assert.True(scenario.IsOn("pbx") && scenario.IsOn("digital"));
        scenario.VerifyTranscript();
    }

    [Fact]
    public void OneReasonThatFitsOne_IsTakenThere_AndTheOtherIsAskedFor()
    {
        using var scenario = Wanting(OneOf("home"), OneOf("end"));
        var alice = scenario.LogInReadyEverywhere();
        var asked = alice.Ask(Logout, new JsonObject { ["reason"] = new JsonObject { ["code"] = "home" } });
        Assert.Equal("NeedInfo", alice.Failure(asked));
        Assert.Equal(["digital"], Wanted(alice, asked));
        var parameters = Reasons(("digital", "end"));
        parameters["reason"] = new JsonObject { ["code"] = "home" };
        Assert.Null(alice.Failure(alice.Ask(Logout, parameters)));
        Assert.Equal("home", Given(scenario, "pbx"));
        Assert.Equal("end", Given(scenario, "digital"));
        scenario.VerifyTranscript();
    }

    [Fact]
    public void AnOldClient_WithOneReason_LogsOut()
    {
        using var scenario = Wanting(OneOf("home"), OneOf("home"));
        var alice = scenario.LogInReadyEverywhere();
        var asked = alice.Ask(Logout);
        Assert.Equal("home", (string?)alice.Data(asked)["reason"]!["reasons"]![0]!["code"]);
        Assert.Null(alice.Failure(alice.Ask(Logout, new JsonObject { ["reason"] = new JsonObject { ["code"] = "home" } })));
        Assert.Equal("home", Given(scenario, "digital"));
        scenario.VerifyTranscript();
    }

    [Fact]
    public void ThePlan_TellsForEachPlatform()
    {
        using var scenario = Wanting(OneOf("home"), new PolicyChange(ReasonRequirement.None));
        var alice = scenario.LogInReadyEverywhere();
        scenario.At("digital", "loses its link", it => it.LoseLink());
        alice.Ask("session.request.logoutplan");
        scenario.VerifyTranscript();
    }

    [Fact]
    public void NotReadyForAll_AsksForTheReasonsOfTheActiveChannels()
    {
        using var scenario = new Scenario(platforms: [Pbx, Digital]);
        var alice = scenario.LogInReadyEverywhere();
        scenario.At("pbx", "wants a reason", it => it.ChangeSettings(new SettingsChange(NotReadyReason: OneOf("lunch"))));
        scenario.At("digital", "wants another", it => it.ChangeSettings(new SettingsChange(NotReadyReason: OneOf("meal"))));
        var asked = alice.Ask("channelgroup.request.notready");
        Assert.Equal(["pbx", "digital"], Wanted(alice, asked));
        Assert.Null(alice.Failure(alice.Ask("channelgroup.request.notready", Reasons(("pbx", "lunch"), ("digital", "meal")))));
        scenario.VerifyTranscript();
    }

    [Fact]
    public void ReadyForAll_IfOnePlatformRefuses_StillReachesTheOther()
    {
        using var scenario = new Scenario(platforms: [Pbx, Digital]);
        var alice = scenario.LogIn();
        scenario.DiscardTranscript();
        scenario.Fault(SwitchOperation.Ready, FaultBehaviour.Fail, platform: "pbx");
        var failed = alice.Ask("channelgroup.request.ready");
        Assert.Equal("phone", (string?)alice.Data(failed)["channelId"]);
        Assert.Equal("channel.event.ready", alice.LastEventOf("chat"));
        Assert.Equal("channel.event.ready", alice.LastEventOf("email"));
        scenario.VerifyTranscript();
    }

    private static Scenario Wanting(
        PolicyChange pbx,
        PolicyChange digital,
        [System.Runtime.CompilerServices.CallerMemberName] string title = ""
    )
    {
        var scenario = new Scenario(platforms: [Pbx, Digital], title: title);
        scenario.SwitchOf("pbx").ChangeSettings(new SettingsChange(LogoutReason: pbx));
        scenario.SwitchOf("digital").ChangeSettings(new SettingsChange(LogoutReason: digital));
        return scenario;
    }

    private static JsonObject Reasons(params (string Platform, string Code)[] reasons) =>
        new()
        {
            ["reasons"] = new JsonArray([
                .. reasons.Select(it => (JsonNode)new JsonObject { ["platform"] = it.Platform, ["code"] = it.Code }),
            ]),
        };

    private static IEnumerable<string?> Wanted(Browser browser, string id) =>
        browser.Data(id)["reasons"]!.AsArray().Select(it => (string?)it!["platform"]);

    private static string? Given(Scenario scenario, string platform) =>
        scenario.SwitchOf(platform).GetState(Scenario.Alice)!.LogoutReason?.Code;
}
