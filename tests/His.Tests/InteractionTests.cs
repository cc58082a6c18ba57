using System.Text.Json.Nodes;
using His.Platform;
using His.Platform.Simulator;

namespace His.Tests;

/// <summary>Handle Interaction and Dial (docs/use-cases/handle-interaction.md, dial.md).</summary>
public class InteractionTests
{
    [Fact]
    public void ACall_FromItsRingingToItsEnd()
    {
        using var scenario = new Scenario();
        var alice = scenario.LogInReady();
        scenario.DiscardTranscript();
        var call = scenario.Offer(ChannelType.Telephony);
        foreach (var command in new[] { "accept", "hold", "retrieve", "end", "complete" })
        {
            alice.Ask($"interaction.request.{command}", Id(call));
        }

        scenario.VerifyTranscript();
    }

    [Theory]
    [InlineData(ChannelType.Chat)]
    [InlineData(ChannelType.Email)]
    public void AConversationInWriting_HasNoHold(ChannelType type)
    {
        using var scenario = new Scenario(title: $"{nameof(AConversationInWriting_HasNoHold)}_{type}");
        var alice = scenario.LogInReady();
        scenario.DiscardTranscript();
        var chat = scenario.Offer(type, "carla@example.org");
        foreach (var command in new[] { "accept", "hold", "end", "complete" })
        {
            alice.Ask($"interaction.request.{command}", Id(chat));
        }

        scenario.VerifyTranscript();
    }

    [Fact]
    public void ACall_ThatIsRejected_IsGone()
    {
        using var scenario = new Scenario();
        var alice = scenario.LogInReady();
        scenario.DiscardTranscript();
        alice.Ask("interaction.request.reject", Id(scenario.Offer(ChannelType.Telephony)));
        scenario.VerifyTranscript();
    }

    [Fact]
    public void ACall_WhoseCustomerHangsUp_WhileItRings_IsGone()
    {
        using var scenario = new Scenario();
        scenario.LogInReady();
        scenario.DiscardTranscript();
        var call = scenario.Offer(ChannelType.Telephony);
        scenario.AtSwitch("the customer hangs up", it => it.Parties.EndByCustomer(call));
        scenario.VerifyTranscript();
    }

    [Fact]
    public void ACommand_ThatTheStateForbids_IsRefused_WithoutTellingTheSwitch()
    {
        using var scenario = new Scenario();
        var alice = scenario.LogInReady();
        scenario.DiscardTranscript();
        var call = scenario.Offer(ChannelType.Telephony);
        foreach (var command in new[] { "hold", "retrieve", "end", "complete" })
        {
            Assert.Equal("InvalidState", alice.Failure(alice.Ask($"interaction.request.{command}", Id(call))));
        }

        scenario.VerifyTranscript();
    }

    [Fact]
    public void AnInteractionOfSomebodyElse_IsAsUnknownAsOneThatNeverWas()
    {
        using var scenario = new Scenario();
        var alice = scenario.LogInReady();
        var bob = scenario.LogIn("1002", "bob");
        var call = scenario.Offer(ChannelType.Telephony);
        var foreign = bob.Ask("interaction.request.accept", Id(call));
        var never = bob.Ask("interaction.request.accept", Id("i-' OR 1=1"));
        Assert.Equal("UnknownInteraction", bob.Failure(foreign));
        Assert.Equal(bob.Answer(foreign)["error"]!.ToJsonString(), bob.Answer(never)["error"]!.ToJsonString());
        Assert.Single(alice.Events, it => it["method"]!.GetValue<string>() == "interaction.event.created");
    }

    [Theory]
    [InlineData(SwitchOperation.Accept, FaultBehaviour.Fail)]
    [InlineData(SwitchOperation.Accept, FaultBehaviour.Hang)]
    [InlineData(SwitchOperation.Accept, FaultBehaviour.OkWithoutEvent)]
    public void ACommand_ThatTheSwitchDoesNotDo_IsReported(SwitchOperation operation, FaultBehaviour behaviour)
    {
        using var scenario = new Scenario(title: $"{nameof(ACommand_ThatTheSwitchDoesNotDo_IsReported)}_{operation}_{behaviour}");
        var alice = scenario.LogInReady();
        scenario.DiscardTranscript();
        scenario.Fault(operation, behaviour, message: "No, not now.");
        var asked = alice.Ask("interaction.request.accept", Id(scenario.Offer(ChannelType.Telephony)));
        scenario.Wait(TimeSpan.FromSeconds(16));
        Assert.Equal("SwitchRefused", alice.Failure(asked));
        scenario.VerifyTranscript();
    }

    [Fact]
    public void ACallThatTheAgentBegins()
    {
        using var scenario = new Scenario();
        var alice = scenario.LogIn();
        scenario.DiscardTranscript();
        var dialed = alice.Ask("channel.request.dial", new JsonObject { ["channelId"] = "phone", ["destination"] = "0" });
        var call = alice.Answer(dialed)["result"]!["interactionId"]!.GetValue<string>();
        scenario.AtSwitch("the far side answers", it => it.Parties.AnswerByFarSide(call));
        alice.Ask("interaction.request.end", Id(call));
        alice.Ask("interaction.request.complete", Id(call));
        alice.Ask("channel.request.dial", new JsonObject { ["channelId"] = "chat", ["destination"] = "123" });
        scenario.Fault(SwitchOperation.Dial, FaultBehaviour.Fail, message: "All lines are busy.");
        alice.Ask("channel.request.dial", new JsonObject { ["channelId"] = "phone", ["destination"] = "123" });
        scenario.VerifyTranscript();
    }

    [Fact]
    public void WhoCalls_MayBeHeardLater()
    {
        using var scenario = new Scenario();
        scenario.LogInReady();
        scenario.DiscardTranscript();
        var call = scenario.Offer(ChannelType.Telephony, "");
        scenario.AtSwitch(
            "hears who calls",
            it =>
                it.TellAnyway(
                    Scenario.Alice,
                    new InteractionChanged(
                        new SwitchInteractionState(
                            call,
                            "phone",
                            ChannelType.Telephony,
                            InteractionDirection.Inbound,
                            InteractionState.Alerting,
                            "4930123",
                            "sales"
                        )
                    )
                )
        );
        scenario.AtSwitch("says so again", it => it.TellLastNewsAgain(Scenario.Alice));
        scenario.VerifyTranscript();
    }

    [Fact]
    public void WhatStrangersWrite_IsCutAndHasNoControlCharacters()
    {
        using var scenario = new Scenario();
        var alice = scenario.LogInReady();
        scenario.AtSwitch(
            "offers a call from a strange name",
            it =>
                it.Parties.OfferInteraction(
                    Scenario.Alice,
                    ChannelType.Telephony,
                    "Eve\r\nAction: Originate\u202e<script>" + new string('x', 4000)
                )
        );
        var party = alice.Events.Last()["params"]!["party"]!.GetValue<string>();
        Assert.StartsWith("EveAction: Originate<script>", party, StringComparison.Ordinal);
        Assert.Equal(128, party.Length);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ADial_IsAnsweredWithItsCall_ThoughThatIsOverByThen_OrAnotherHasBegun(bool isAnother)
    {
        using var scenario = new Scenario(title: $"another: {isAnother}");
        var alice = scenario.LogIn();
        scenario.AtSwitch("takes 1 s for everything", it => it.ChangeSettings(new SettingsChange(Latency: TimeSpan.FromSeconds(1))));
        var dialed = alice.Ask("channel.request.dial", new JsonObject { ["channelId"] = "phone", ["destination"] = "0" });
        scenario.AdvanceWithoutRunning(TimeSpan.FromSeconds(1));
        Assert.True(
            scenario.Switch.Parties.EndByCustomer(
                isAnother ? scenario.Switch.Parties.OfferInteractionAnyway(Scenario.Alice, "phone", "+4930")! : "i-1"
            )
        );
        scenario.Run();
        Assert.Equal("i-1", (string?)alice.Answer(dialed)["result"]?["interactionId"]);
    }

    [Fact]
    public void AnInteractionThatIsOver_IsUnknownFromThenOn()
    {
        using var scenario = new Scenario();
        var alice = scenario.LogInReady();
        var call = scenario.Offer(ChannelType.Telephony);
        alice.Ask("interaction.request.reject", Id(call));
        Assert.Equal("UnknownInteraction", alice.Failure(alice.Ask("interaction.request.end", Id(call))));
    }

    private static JsonObject Id(string interaction) => new() { ["interactionId"] = interaction };
}
