using System.Text.Json.Nodes;
using His.Persistence;
using His.Platform;
using His.Platform.Simulator;
using His.Testing;
using static His.Tests.Platforms;

namespace His.Tests;

/// <summary>What one of several platforms sends, loses or does changes no channel of another; and the session after a restart.</summary>
public class PlatformLinkTests
{
    [Fact]
    public void ALostLink_ConcernsTheChannelsOfThatPlatformAlone()
    {
        using var scenario = new Scenario(platforms: [Pbx, OptionalDigital]);
        var alice = scenario.LogInReadyEverywhere();
        scenario.At("digital", "loses its link", it => it.LoseLink());
        Assert.Equal("channel.event.unavailable", alice.LastEventOf("chat"));
        Assert.Equal("channel.event.ready", alice.LastEventOf("phone"));
        scenario.At("digital", "has its link again", it => it.RestoreLink());
        Assert.Equal("channel.event.available", alice.LastEventOf("chat"));
        scenario.VerifyTranscript();
    }

    [Fact]
    public void SteadyEventsOfOne_DoNotMakeTheOtherUnknown()
    {
        using var scenario = new Scenario(platforms: [Pbx, Digital]);
        var alice = scenario.LogInReadyEverywhere();
        scenario.Fault(SwitchOperation.NotReady, FaultBehaviour.OkWithoutEvent, "phone", platform: "pbx");
        scenario.SwitchOf("pbx").LatencyOf = it =>
        {
            scenario.SwitchOf("digital").TellLastNewsAgain(Scenario.Alice); // each query of the telephone is overtaken by an event of the chat
            return TimeSpan.Zero;
        };
        var notReady = alice.Ask("channel.request.notready", new JsonObject { ["channelId"] = "phone" });
        scenario.Wait(TimeSpan.FromSeconds(5));
        Assert.NotNull(alice.Answer(notReady));
        Assert.DoesNotContain(alice.Events, it => (string?)it["method"] == "channel.event.unavailable");
    }

    [Fact]
    public void TheSnapshotOfOne_CompletesNoInteractionOfTheOther_AlsoOfTheSameId()
    {
        using var scenario = new Scenario(platforms: [Pbx, Digital]);
        var alice = scenario.LogInReadyEverywhere();
        var call = scenario.At(
            "pbx",
            "routes a call",
            it => it.Parties.OfferInteraction(Scenario.Alice, ChannelType.Telephony, "+4930123456")
        );
        var chat = scenario.At("digital", "routes a chat", it => it.Parties.OfferInteraction(Scenario.Alice, ChannelType.Chat, "customer"));
        Assert.Equal(call, chat); // at its platform
        scenario.At("pbx", "loses its link", it => it.LoseLink());
        scenario.At("pbx", "has its link again", it => it.RestoreLink());
        Assert.Null(alice.Failure(alice.Ask("interaction.request.accept", Interaction($"digital:{chat}"))));
        Assert.Null(alice.Failure(alice.Ask("interaction.request.accept", Interaction($"pbx:{call}"))));
        Assert.DoesNotContain(alice.Events, it => (string?)it["method"] == "interaction.event.completed");
        scenario.VerifyTranscript();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void APlatformThatLogsTheAgentOff_EndsTheSessionOnlyIfItIsRequired(bool isRequired)
    {
        using var scenario = new Scenario(
            platforms: [Pbx, Digital with { IsRequired = isRequired }],
            title: $"{nameof(APlatformThatLogsTheAgentOff_EndsTheSessionOnlyIfItIsRequired)}_{(isRequired ? "Required" : "Optional")}"
        );
        var alice = scenario.LogInReadyEverywhere();
        scenario.At("digital", "logs alice off", it => it.LogOutByItself(Scenario.Alice));
        Assert.Equal(isRequired ? 0 : 1, scenario.Core.Sessions.Count);
        Assert.Equal(!isRequired, scenario.IsOn("pbx"));
        Assert.Equal(isRequired, alice.Closed is not null);
        scenario.VerifyTranscript();
    }

    [Fact]
    public void TheLastPlatformThatLogsTheAgentOff_EndsTheSession()
    {
        using var scenario = new Scenario(platforms: [Pbx with { IsRequired = false }, OptionalDigital]);
        var alice = scenario.LogInReadyEverywhere();
        scenario.At("digital", "logs alice off", it => it.LogOutByItself(Scenario.Alice));
        Assert.Null(alice.Closed);
        scenario.At("pbx", "logs alice off", it => it.LogOutByItself(Scenario.Alice));
        Assert.NotNull(alice.Closed);
        scenario.VerifyTranscript();
    }

    [Fact]
    public void AnAgentAtOnePlatformWithoutASession_IsHandledThereAlone()
    {
        using var scenario = new Scenario(platforms: [Pbx, Digital], store: new MemoryStore());
        scenario.At("digital", "has alice logged on", it => it.LogInByItself(Scenario.Alice));
        scenario.Core.Reconciler.Start();
        scenario.Run();
        scenario.Wait(TimeSpan.FromMinutes(6));
        scenario.Core.Reconciler.Stop();
        Assert.False(scenario.IsOn("digital"));
        scenario.VerifyTranscript();
    }

    [Fact]
    public void AfterARestart_OneSilentPlatform_DoesNotKeepTheOtherUnknown()
    {
        using var scenario = new Scenario(platforms: [Pbx, OptionalDigital], store: new MemoryStore());
        var alice = scenario.LogInReadyEverywhere();
        scenario.SwitchOf("digital").LoseLink();
        scenario.KillAndStart("and digital has no link");
        scenario.Wait(TimeSpan.FromSeconds(12));
        var back = scenario.Connect("back");
        var token = new JsonObject { ["resumeToken"] = (string?)alice.Answer("1")["result"]!["resumeToken"], ["lastSequence"] = 0 };
        var resumed = back.Answer(back.Ask("session.request.resume", token))["result"]!["snapshot"]!["channelGroup"]![
            "channels"
        ]!.AsArray();
        Assert.Equal(["Active", "Unavailable", "Unavailable"], resumed.Select(it => (string?)it!["activation"]));
        scenario.At("digital", "has its link again", it => it.RestoreLink());
        scenario.Wait(TimeSpan.FromSeconds(16));
        scenario.VerifyTranscript();
    }

    [Fact]
    public void APlatformThatIsNoLongerInTheSettings_LeavesASessionWithTheOthers()
    {
        using var scenario = new Scenario(platforms: [Pbx, OptionalDigital], store: new MemoryStore());
        var alice = scenario.LogInReadyEverywhere();
        scenario.KillAndStart("and digital is taken out of the settings", without: "digital");
        var back = scenario.Connect("back");
        var token = new JsonObject { ["resumeToken"] = (string?)alice.Answer("1")["result"]!["resumeToken"], ["lastSequence"] = 0 };
        var snapshot = back.Answer(back.Ask("session.request.resume", token))["result"]!["snapshot"]!;
        Assert.Equal("phone", (string?)Assert.Single(snapshot["channelGroup"]!["channels"]!.AsArray())!["id"]);
        Assert.Null(back.Failure(back.Ask(Logout)));
        scenario.VerifyTranscript();
    }

    [Fact]
    public void APlatformThatCannotListItsAgents_IsLeftOut_AndTheOtherIsReconciled()
    {
        using var scenario = new Scenario(platforms: [Pbx, OptionalDigital]);
        var alice = scenario.LogInReadyEverywhere();
        scenario.SwitchOf("digital").LoseLink();
        scenario.SwitchOf("pbx").Silently(Scenario.Alice, it => it.MakeNotReadyByItself(Scenario.Alice));
        scenario.Core.Reconciler.Start();
        scenario.Run();
        scenario.Wait(TimeSpan.FromSeconds(61));
        scenario.Core.Reconciler.Stop();
        Assert.Equal("channel.event.notready", alice.LastEventOf("phone"));
        scenario.VerifyTranscript();
    }

    [Fact]
    public void ARecordFromBeforeThereWereSeveralPlatforms_IsReadAsOne()
    {
        var record = new SessionRecord
        {
            Id = "session-1",
            Agent = new AgentIdentity(Scenario.Alice, "alice"),
            Platform = "pbx",
            Endpoint = Scenario.Alice,
            Capabilities = new PlatformCapabilities(true, ReasonPolicy.None, ReasonPolicy.None),
            LoggedInAt = DateTimeOffset.UnixEpoch,
            RemoteAddress = "127.0.0.1",
            Language = "en",
            ChannelGroupId = "channelgroup-1",
            Channels = [new ChannelRecord("phone", ChannelType.Telephony, Scenario.Alice, "NotReady", null, DateTimeOffset.UnixEpoch)],
        };
        var position = Assert.Single(record.AllPositions());
        Assert.Equal(("pbx", Scenario.Alice, true), (position.Platform, position.Endpoint, position.IsJoined));
    }

    private static JsonObject Interaction(string id) => new() { ["interactionId"] = id };
}
