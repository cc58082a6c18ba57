using System.Globalization;
using System.Text.Json.Nodes;
using His.Platform;
using His.Platform.Simulator;
using His.Testing;

namespace His.Tests;

/// <summary>What a page that was loaded again is told: everything it needs to look as it did before.</summary>
public class SnapshotTests
{
    [Fact]
    public void LoginResumeAndPing_TellTheTimeOfHis()
    {
        using var scenario = new Scenario();
        scenario.Wait(TimeSpan.FromSeconds(90));
        var stranger = scenario.Connect("stranger");
        Assert.Equal(scenario.Clock.GetUtcNow(), Now(stranger, stranger.Ask("session.request.ping")));
        var alice = scenario.LogIn();
        Assert.Equal(scenario.Clock.GetUtcNow(), Now(alice, "1"));
        scenario.Wait(TimeSpan.FromSeconds(7));
        Assert.Equal(scenario.Clock.GetUtcNow(), Now(alice, alice.Ask("session.request.ping")));
        scenario.Wait(TimeSpan.FromSeconds(11));
        var back = scenario.Connect("back");
        Assert.Equal(scenario.Clock.GetUtcNow(), Now(back, Resume(back, alice)));
    }

    [Fact]
    public void AResumeThatWaitsForTheDisk_TellsTheTimeOfItsAnswer()
    {
        using var scenario = new Scenario(store: new MemoryStore());
        var alice = scenario.LogIn();
        scenario.Store!.IsSlow = true;
        var back = scenario.Connect("back");
        var asked = Resume(back, alice);
        scenario.Wait(TimeSpan.FromSeconds(3));
        scenario.Store.Write();
        scenario.Run();
        Assert.Equal(scenario.Clock.GetUtcNow(), Now(back, asked));
    }

    [Fact]
    public void ASnapshot_SaysWhatTheSwitchCanDoNow()
    {
        using var scenario = new Scenario();
        var alice = scenario.LogIn();
        Assert.True((bool)Capabilities(alice, "1")["dialing"]!);
        scenario.Switch.ChangeSettings(new SettingsChange(Dialing: false, Commands: [InteractionCommand.End]));
        var back = scenario.Connect("back");
        var now = Capabilities(back, Resume(back, alice));
        Assert.False((bool)now["dialing"]!);
        Assert.Equal("End", (string?)now["commands"]!.AsArray().Single());
    }

    [Fact]
    public void AChannelThatIsNotReady_SaysWhy_AsItsLastEventDid_AndAfterARestartToo()
    {
        using var scenario = new Scenario(store: new MemoryStore());
        var alice = scenario.LogIn();
        Assert.Equal([null, null, null], Causes(alice, "1")); // found so at the login
        alice.Ask("channelgroup.request.ready");
        alice.Ask("channel.request.notready", new JsonObject { ["channelId"] = "phone" });
        scenario.AtSwitch("an administrator makes alice Not Ready", it => it.MakeNotReadyByItself(Scenario.Alice));
        alice.Ask("channel.request.ready", new JsonObject { ["channelId"] = "email" });
        alice.Vanish();
        var back = scenario.Connect("back");
        Assert.Equal(["AgentRequest", "SwitchInitiated", null], Causes(back, Resume(back, alice)));
        back.Vanish();
        scenario.Wait(TimeSpan.FromSeconds(21));
        var later = scenario.Connect("later");
        Assert.Equal(["AgentRequest", "SwitchInitiated", "ConnectionLost"], Causes(later, Resume(later, back)));
        scenario.Store!.Write();
        scenario.KillAndStart();
        var afterwards = scenario.Connect("afterwards");
        Assert.Equal(["AgentRequest", "SwitchInitiated", "ConnectionLost"], Causes(afterwards, Resume(afterwards, later)));
    }

    [Fact]
    public void AChannelThatIsActivated_IsNotReadyForThatCause_AndOneThatWasUnknown_ForNoneThatIsKnown()
    {
        using var scenario = new Scenario();
        var alice = scenario.LogIn();
        alice.Ask("channelgroup.request.deactivate", new JsonObject { ["channelId"] = "chat" });
        var back = scenario.Connect("back");
        Assert.Equal([null, null, null], Causes(back, Resume(back, alice)));
        back.Ask("channelgroup.request.activate", new JsonObject { ["channelId"] = "chat" });
        var again = scenario.Connect("again");
        Assert.Equal([null, "AgentRequest", null], Causes(again, Resume(again, back)));
        scenario.AtSwitch("cannot be reached", it => it.LoseLink());
        scenario.AtSwitch("can be reached again", it => it.RestoreLink());
        var later = scenario.Connect("later");
        Assert.Equal([null, null, null], Causes(later, Resume(later, again)));
    }

    private static string Resume(Browser browser, Browser before) =>
        browser.Ask(
            "session.request.resume",
            new JsonObject
            {
                ["resumeToken"] = (string)before.Heard.Select(it => it["result"]?["resumeToken"]).Last(token => token is not null)!,
                ["lastSequence"] = 1,
            }
        );

    private static IEnumerable<string?> Causes(Browser browser, string id) =>
        browser.Answer(id)["result"]!["snapshot"]!["channelGroup"]!["channels"]!
            .AsArray()
            .Select(channel =>
            {
                Assert.True(channel!.AsObject().ContainsKey("cause"));
                return (string?)channel["cause"];
            });

    private static DateTimeOffset Now(Browser browser, string id) =>
        DateTimeOffset.Parse((string)browser.Answer(id)["result"]!["now"]!, CultureInfo.InvariantCulture);

    private static JsonNode Capabilities(Browser browser, string asked) => browser.Answer(asked)["result"]!["snapshot"]!["capabilities"]!;
}
