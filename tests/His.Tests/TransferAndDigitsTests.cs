using System.Text.Json.Nodes;
using His.Platform;
using His.Platform.Simulator;
using static His.Tests.ConsultTests;

namespace His.Tests;

/// <summary>Blind transfers and tones (docs/use-cases/consult.md), and what the platform or its rules do not allow.</summary>
public class TransferAndDigitsTests
{
    private const string Colleague = "200";

    [Fact]
    public void ATransferAtOnce()
    {
        using var scenario = new Scenario();
        var (alice, call) = scenario.LogInWithCall();
        alice.Ask("interaction.request.transfer", To(call, "+4930200"));
        Assert.Equal("InvalidState", alice.Failure(alice.Ask("interaction.request.transfer", To(call, "+4930200"))));
        scenario.VerifyTranscript();
    }

    [Fact]
    public void Tones_AreSent_WhileTheTwoTalk()
    {
        using var scenario = new Scenario();
        var (alice, call) = scenario.LogInWithCall();
        alice.Ask("interaction.request.senddigits", Tones(call, "12#"));
        alice.Ask("interaction.request.senddigits", Tones(call, "*ABCD0"));
        alice.Ask("interaction.request.hold", Id(call));
        Assert.Equal("InvalidState", alice.Failure(alice.Ask("interaction.request.senddigits", Tones(call, "1"))));
        scenario.VerifyTranscript();
    }

    [Theory]
    [InlineData(ChannelType.Chat)]
    [InlineData(ChannelType.Email)]
    public void AConversationInWriting_HasNeitherTransfersNorTones(ChannelType type)
    {
        using var scenario = new Scenario(title: $"{nameof(AConversationInWriting_HasNeitherTransfersNorTones)}_{type}");
        var alice = scenario.LogInReady();
        var chat = scenario.Offer(type, "carla@example.org");
        alice.Ask("interaction.request.accept", Id(chat));
        scenario.DiscardTranscript();
        alice.Ask("interaction.request.transfer", To(chat, Colleague));
        alice.Ask("interaction.request.consult", To(chat, Colleague));
        alice.Ask("interaction.request.senddigits", Tones(chat, "1"));
        scenario.VerifyTranscript();
    }

    [Fact]
    public void WhatThePlatformCannotDo_ItIsNotTold()
    {
        using var scenario = new Scenario();
        scenario.Switch.ChangeSettings(new SettingsChange(Commands: [InteractionCommand.Accept, InteractionCommand.End], Dialing: false));
        var (alice, call) = scenario.LogInWithCall();
        foreach (var verb in new[] { "reject", "hold", "retrieve", "complete", "completetransfer", "cancelconsultation", "conference" })
        {
            alice.Ask($"interaction.request.{verb}", Id(call));
        }

        alice.Ask("interaction.request.transfer", To(call, Colleague));
        alice.Ask("interaction.request.consult", To(call, Colleague));
        alice.Ask("interaction.request.senddigits", Tones(call, "1"));
        alice.Ask("channel.request.dial", new JsonObject { ["channelId"] = "phone", ["destination"] = Colleague });
        scenario.VerifyTranscript();
    }

    [Fact]
    public void WhatARuleForbids_AndWhatComesTooOften_IsSaid()
    {
        using var scenario = new Scenario();
        var (alice, call) = scenario.LogInWithCall();
        scenario.Fault(SwitchOperation.Transfer, FaultBehaviour.NotAllowed, message: "premium");
        scenario.Fault(SwitchOperation.Consult, FaultBehaviour.TooOften);
        alice.Ask("interaction.request.transfer", To(call, "0900123"));
        alice.Ask("interaction.request.consult", To(call, "0900123"));
        alice.Ask("interaction.request.end", Id(call));
        alice.Ask("interaction.request.complete", Id(call));
        scenario.Fault(SwitchOperation.Dial, FaultBehaviour.NotAllowed, message: "international");
        scenario.Fault(SwitchOperation.Dial, FaultBehaviour.TooOften);
        alice.Ask("channel.request.dial", new JsonObject { ["channelId"] = "phone", ["destination"] = "+1555" });
        alice.Ask("channel.request.dial", new JsonObject { ["channelId"] = "phone", ["destination"] = "+1555" });
        scenario.VerifyTranscript();
    }

    private static JsonObject Id(string interaction) => new() { ["interactionId"] = interaction };

    private static JsonObject Tones(string interaction, string digits) => new() { ["interactionId"] = interaction, ["digits"] = digits };
}
