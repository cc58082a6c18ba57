using System.Text.Json.Nodes;
using His.Platform;
using His.Platform.Simulator;
using static His.Tests.ChannelTests;

namespace His.Tests;

/// <summary>The reason of Not Ready, from the agent and from the switch (docs/use-cases).</summary>
public class NotReadyReasonTests
{
    private static readonly PolicyChange Required = new(
        ReasonRequirement.Required,
        FreeText: false,
        [new("LUNCH", "Lunch"), new("MEET", "Meeting")]
    );

    [Fact]
    public void GoNotReady_WithReasons()
    {
        using var scenario = new Scenario();
        scenario.Switch.ChangeSettings(new SettingsChange(NotReadyReason: Required));
        var alice = scenario.LogInReady();
        scenario.DiscardTranscript();
        alice.Ask("channel.request.notready", Phone());
        alice.Ask("channel.request.notready", With(Phone(), "LUNCH"));
        alice.Ask("channel.request.notready", With(Phone(), "MEET"));
        alice.Ask("channelgroup.request.notready", With([], "LUNCH"));
        scenario.VerifyTranscript();
    }

    [Fact]
    public void AnotherReasonOfTheSwitch_WinsOverTheOneThatWasGiven()
    {
        using var scenario = new Scenario();
        var alice = scenario.LogIn();
        alice.Ask("channel.request.ready", Phone());
        scenario.Switch.ChangeSettings(new SettingsChange(NotReadyReason: Required, Latency: TimeSpan.FromSeconds(1)));
        alice.Ask("channel.request.notready", With(Phone(), "LUNCH"));
        scenario.AtSwitch(
            "somebody there makes her Not Ready, for a meeting",
            it =>
                it.TellAnyway(
                    Scenario.Alice,
                    new ChannelChanged(
                        new SwitchChannelState(
                            "phone",
                            ChannelType.Telephony,
                            "1001",
                            IsActive: true,
                            AgentState.NotReady,
                            new Reason("MEET")
                        )
                    )
                )
        );
        Assert.Equal(["MEET"], ReasonsTold(alice));
        scenario.Wait(TimeSpan.FromSeconds(2));
        Assert.Equal(["MEET", "LUNCH"], ReasonsTold(alice));
    }

    [Fact]
    public void WhereTheSwitchTellsNoReason_TheOneThatWasGivenStands_ForItsChannelAlone()
    {
        using var scenario = new Scenario();
        var alice = scenario.LogInReady();
        scenario.Switch.ChangeSettings(new SettingsChange(NotReadyReason: Required, Latency: TimeSpan.FromSeconds(1)));
        alice.Ask("channel.request.notready", With(Phone(), "LUNCH"));
        scenario.AtSwitch("makes her Not Ready by itself", it => it.MakeNotReadyByItself(Scenario.Alice));
        Assert.Equal(["LUNCH", null, null], ReasonsTold(alice));
    }

    [Fact]
    public void AReasonInOtherWords_IsAnotherReason()
    {
        using var scenario = new Scenario();
        scenario.Switch.ChangeSettings(new SettingsChange(NotReadyReason: Required with { FreeText = true }));
        var alice = scenario.LogInReady();
        foreach (var text in new[] { "Lunch", "Dentist", "Dentist" })
        {
            var notReady = Phone();
            notReady["reason"] = new JsonObject { ["text"] = text };
            Assert.Null(alice.Failure(alice.Ask("channel.request.notready", notReady)));
            Assert.Equal(text, scenario.Switch.GetState(Scenario.Alice)!.Channels[0].Reason?.Text);
        }

        Assert.Equal(2, scenario.Switch.Commands.Entries.Count(it => it.Operation == SwitchOperation.NotReady));
    }

    [Fact]
    public void AChannelThatIsReadyBehindALostLink_HasNoReason()
    {
        using var scenario = new Scenario();
        scenario.Switch.ChangeSettings(new SettingsChange(NotReadyReason: Required));
        var alice = scenario.LogInReady();
        scenario.Fault(SwitchOperation.NotReady, FaultBehaviour.Hang, "phone");
        alice.Ask("channel.request.notready", With(Phone(), "LUNCH"));
        scenario.AtSwitch(
            "loses its link, and has it again",
            it =>
            {
                it.LoseLink();
                it.RestoreLink();
            }
        );
        var available = alice.Events.First(it => (string?)it["method"] == "channel.event.available")["params"]!;
        Assert.Equal(("phone", "Ready"), ((string?)available["channelId"], (string?)available["agentState"]));
        Assert.Null(available["reason"]);
    }

    private static IEnumerable<string?> ReasonsTold(Browser browser) =>
        browser
            .Events.Where(it => (string?)it["method"] == "channel.event.notready")
            .Select(it => (string?)it["params"]!["reason"]?["code"]);

    private static JsonObject Phone() => new() { ["channelId"] = "phone" };
}
