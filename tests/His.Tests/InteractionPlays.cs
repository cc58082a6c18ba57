using System.Text.Json.Nodes;
using His.Platform;
using His.Platform.Simulator;

namespace His.Tests;

/// <summary>Handle Interaction and Dial (docs/use-cases/handle-interaction.md, dial.md).</summary>
public class InteractionPlays
{
    [Fact]
    public void ACall_FromItsRingingToItsEnd()
    {
        using var play = new Play();
        var alice = play.LogInReady();
        play.Begin();
        var call = play.Offer(ChannelType.Telephony);
        foreach (var command in new[] { "accept", "hold", "retrieve", "end", "complete" })
        {
            alice.Ask($"interaction.request.{command}", Id(call));
        }

        play.Approve();
    }

    [Theory]
    [InlineData(ChannelType.Chat)]
    [InlineData(ChannelType.Email)]
    public void AConversationInWriting_HasNoHold(ChannelType type)
    {
        using var play = new Play(title: $"{nameof(AConversationInWriting_HasNoHold)}_{type}");
        var alice = play.LogInReady();
        play.Begin();
        var chat = play.Offer(type, "carla@example.org");
        foreach (var command in new[] { "accept", "hold", "end", "complete" })
        {
            alice.Ask($"interaction.request.{command}", Id(chat));
        }

        play.Approve();
    }

    [Fact]
    public void ACall_ThatIsRejected_IsGone()
    {
        using var play = new Play();
        var alice = play.LogInReady();
        play.Begin();
        alice.Ask("interaction.request.reject", Id(play.Offer(ChannelType.Telephony)));
        play.Approve();
    }

    [Fact]
    public void ACall_WhoseCustomerHangsUp_WhileItRings_IsGone()
    {
        using var play = new Play();
        play.LogInReady();
        play.Begin();
        var call = play.Offer(ChannelType.Telephony);
        play.AtSwitch("the customer hangs up", it => it.EndByCustomer(call));
        play.Approve();
    }

    [Fact]
    public void ACommand_ThatTheStateForbids_IsRefused_WithoutTellingTheSwitch()
    {
        using var play = new Play();
        var alice = play.LogInReady();
        play.Begin();
        var call = play.Offer(ChannelType.Telephony);
        foreach (var command in new[] { "hold", "retrieve", "end", "complete" })
        {
            Assert.Equal("InvalidState", alice.Failure(alice.Ask($"interaction.request.{command}", Id(call))));
        }

        play.Approve();
    }

    [Fact]
    public void AnInteractionOfSomebodyElse_IsAsUnknownAsOneThatNeverWas()
    {
        using var play = new Play();
        var alice = play.LogInReady();
        var bob = play.LogIn("1002", "bob");
        var call = play.Offer(ChannelType.Telephony);
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
        using var play = new Play(title: $"{nameof(ACommand_ThatTheSwitchDoesNotDo_IsReported)}_{operation}_{behaviour}");
        var alice = play.LogInReady();
        play.Begin();
        play.Fault(operation, behaviour, message: "No, not now.");
        var asked = alice.Ask("interaction.request.accept", Id(play.Offer(ChannelType.Telephony)));
        play.Wait(TimeSpan.FromSeconds(16));
        Assert.Equal("SwitchRefused", alice.Failure(asked));
        play.Approve();
    }

    [Fact]
    public void ACallThatTheAgentBegins()
    {
        using var play = new Play();
        var alice = play.LogIn();
        play.Begin();
        var dialled = alice.Ask("channel.request.dial", new JsonObject { ["channelId"] = "phone", ["destination"] = "0" });
        var call = alice.Answer(dialled)["result"]!["interactionId"]!.GetValue<string>();
        play.AtSwitch("the far side answers", it => it.AnswerByFarSide(call));
        alice.Ask("interaction.request.end", Id(call));
        alice.Ask("interaction.request.complete", Id(call));
        alice.Ask("channel.request.dial", new JsonObject { ["channelId"] = "chat", ["destination"] = "123" });
        play.Fault(SwitchOperation.Dial, FaultBehaviour.Fail, message: "All lines are busy.");
        alice.Ask("channel.request.dial", new JsonObject { ["channelId"] = "phone", ["destination"] = "123" });
        play.Approve();
    }

    [Fact]
    public void WhoCalls_MayBeHeardLater()
    {
        using var play = new Play();
        play.LogInReady();
        play.Begin();
        var call = play.Offer(ChannelType.Telephony, "");
        play.AtSwitch("hears who calls", it => it.TellAnyway(Play.Alice, new InteractionNews(new InteractionAtSwitch(
            call, "phone", ChannelType.Telephony, InteractionDirection.Inbound, InteractionState.Alerting, "4930123", "sales"))));
        play.AtSwitch("says so again", it => it.TellLastNewsAgain(Play.Alice));
        play.Approve();
    }

    [Fact]
    public void WhatStrangersWrite_IsCutAndHasNoControlCharacters()
    {
        using var play = new Play();
        var alice = play.LogInReady();
        play.AtSwitch("offers a call from a strange name", it => it.OfferInteraction(
            Play.Alice, ChannelType.Telephony, "Eve\r\nAction: Originate\u202e<script>" + new string('x', 4000)));
        var party = alice.Events.Last()["params"]!["party"]!.GetValue<string>();
        Assert.StartsWith("EveAction: Originate<script>", party, StringComparison.Ordinal);
        Assert.Equal(128, party.Length);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ADial_IsAnsweredWithItsCall_ThoughThatIsOverByThen_OrAnotherHasBegun(bool isAnother)
    {
        using var play = new Play(title: $"another: {isAnother}");
        var alice = play.LogIn();
        play.AtSwitch("takes 1 s for everything", it => it.ChangeSettings(new SettingsChange(LatencyMs: 1000)));
        var dialled = alice.Ask("channel.request.dial", new JsonObject { ["channelId"] = "phone", ["destination"] = "0" });
        play.Starve(TimeSpan.FromSeconds(1));
        Assert.True(play.Switch.EndByCustomer(isAnother ? play.Switch.OfferInteractionAnyway(Play.Alice, "phone", "+4930")! : "i-1"));
        play.Run();
        Assert.Equal("i-1", (string?)alice.Answer(dialled)["result"]?["interactionId"]);
    }

    [Fact]
    public void AnInteractionThatIsOver_IsUnknownFromThenOn()
    {
        using var play = new Play();
        var alice = play.LogInReady();
        var call = play.Offer(ChannelType.Telephony);
        alice.Ask("interaction.request.reject", Id(call));
        Assert.Equal("UnknownInteraction", alice.Failure(alice.Ask("interaction.request.end", Id(call))));
    }

    private static JsonObject Id(string interaction) => new() { ["interactionId"] = interaction };
}
