using System.Text.Json.Nodes;
using His.Platform;
using His.Platform.Simulator;
using His.Testing;

namespace His.Tests;

/// <summary>Calls, consultations and transfers that were not taken: each says why (docs/use-cases/handle-interaction.md, dial.md, consult.md).</summary>
public class NotTakenPlays
{
    private const string NobodyThere = "0";

    [Theory]
    [InlineData(CalledParty.Busy)]
    [InlineData(CalledParty.NoAnswer)]
    [InlineData(CalledParty.Refused)]
    [InlineData(CalledParty.Unreachable)]
    [InlineData(CalledParty.Failed)]
    public void WhoIsCalled_AndDoesNotAnswer_IsToldWithTheCause(CalledParty called)
    {
        using var play = new Play(title: $"{nameof(WhoIsCalled_AndDoesNotAnswer_IsToldWithTheCause)}_{called}", store: new MemoryStore());
        var alice = play.LogInReady();
        play.Begin();
        play.AtSwitch($"whoever is called from now on: {called}", it => it.ChangeSettings(new SettingsChange(CalledParty: called)));
        var dialled = alice.Ask("channel.request.dial", new JsonObject { ["channelId"] = "phone", ["destination"] = "+4930200" });
        Assert.NotNull(alice.Answer(dialled)["result"]);
        Assert.Equal((called.ToString(), (string?)null), Told(alice, "interaction.event.completed"));

        var call = play.Offer(ChannelType.Telephony);
        alice.Ask("interaction.request.accept", Id(call));
        var consulted = alice.Ask("interaction.request.consult", To(call, "200"));
        Assert.NotNull(alice.Answer(consulted)["result"]);
        Assert.Equal((called.ToString(), "Connected"), Told(alice, "interaction.event.updated"));
        alice.Ask("interaction.request.transfer", To(call, "300"));
        Assert.Equal((called.ToString(), (string?)null), Told(alice, "interaction.event.transferfailed"));
        play.Store!.Write();
        Assert.Equal([called.ToString(), called.ToString(), called.ToString()], play.Store.Journal
            .Where(it => it.What.StartsWith("interaction.", StringComparison.Ordinal) && it.Cause is not null).Select(it => it.Cause!));
        play.Approve();
    }

    [Theory]
    [InlineData(null, "Cancelled")]
    [InlineData(InteractionCause.NoAnswer, "NoAnswer")]
    public void ACallThatTheAgentDidNotTake_SaysWhy(InteractionCause? cause, string told)
    {
        using var play = new Play();
        var alice = play.LogInReady();
        var call = play.Offer(ChannelType.Telephony);
        play.AtSwitch("it rings no longer", it => it.EndByCustomer(call, cause));
        Assert.Equal((told, (string?)null), Told(alice, "interaction.event.completed"));
    }

    [Fact]
    public void WhatTheAgentDeclines_OrGivesUp_SaysSoToo()
    {
        using var play = new Play();
        var alice = play.LogInReady();
        alice.Ask("interaction.request.reject", Id(play.Offer(ChannelType.Telephony)));
        Assert.Equal(("Refused", (string?)null), Told(alice, "interaction.event.completed"));
        var dialled = alice.Ask("channel.request.dial", new JsonObject { ["channelId"] = "phone", ["destination"] = NobodyThere });
        alice.Ask("interaction.request.end", Id(alice.Answer(dialled)["result"]!["interactionId"]!.GetValue<string>()));
        Assert.Equal(("Cancelled", (string?)null), Told(alice, "interaction.event.completed"));
        var call = play.Offer(ChannelType.Telephony);
        alice.Ask("interaction.request.accept", Id(call));
        alice.Ask("interaction.request.consult", To(call, NobodyThere));
        alice.Ask("interaction.request.cancelconsultation", Id(call));
        Assert.Equal(("Cancelled", "Connected"), Told(alice, "interaction.event.updated"));
    }

    [Fact]
    public void WhoWasTalkedWith_PartsWithoutACause()
    {
        using var play = new Play(simulator: new SimulatorOptions { WrapUp = false });
        var alice = play.LogInReady();
        var call = play.Offer(ChannelType.Telephony);
        alice.Ask("interaction.request.accept", Id(call));
        alice.Ask("interaction.request.consult", To(call, "200"));
        play.AtSwitch("the second party hangs up", it => it.EndBySecondParty(call, InteractionCause.Busy));
        play.AtSwitch("the customer hangs up", it => it.EndByCustomer(call, InteractionCause.Busy));
        Assert.DoesNotContain(alice.Events, it => it["method"]!.GetValue<string>().StartsWith("interaction.", StringComparison.Ordinal) && it["params"]!["cause"] is not null);
        Assert.Equal("interaction.event.completed", alice.Events.Last()["method"]!.GetValue<string>());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ATransferThatIsNotTaken_IsTold_WhetherOrNotTheInteractionIsThereStill(bool wrapUp)
    {
        using var play = new Play(title: $"{nameof(ATransferThatIsNotTaken_IsTold_WhetherOrNotTheInteractionIsThereStill)}_{wrapUp}", simulator: new SimulatorOptions { WrapUp = wrapUp });
        var (alice, call) = play.Talk();
        alice.Ask("interaction.request.transfer", To(call, NobodyThere));
        play.AtSwitch("nobody takes the transfer", it => Assert.True(it.EndTransfer(call, InteractionCause.NoAnswer)));
        Assert.Equal(("NoAnswer", (string?)null), Told(alice, "interaction.event.transferfailed"));
        play.AtSwitch("nobody takes it again", it => Assert.False(it.EndTransfer(call, InteractionCause.NoAnswer)));
        play.Approve();
    }

    [Fact]
    public void ATransferThatIsTaken_IsNotTold()
    {
        using var play = new Play();
        var (alice, call) = play.Talk();
        alice.Ask("interaction.request.transfer", To(call, NobodyThere));
        play.AtSwitch("somebody takes the transfer", it => Assert.True(it.EndTransfer(call)));
        Assert.Equal("interaction.event.updated", alice.Events.Last()["method"]!.GetValue<string>());
    }

    [Fact]
    public void ACauseThatBelongsToNothing_IsNotTold()
    {
        using var play = new Play();
        var alice = play.LogInReady();
        var call = play.Offer(ChannelType.Telephony);
        alice.Ask("interaction.request.accept", Id(call));
        play.AtSwitch("says something odd", it => it.TellAnyway(Play.Alice, new InteractionNews(
            new InteractionAtSwitch(call, "phone", ChannelType.Telephony, InteractionDirection.Inbound, InteractionState.Held, ""), InteractionCause.Busy)));
        Assert.Equal(((string?)null, "Held"), Told(alice, "interaction.event.updated"));
    }

    [Fact]
    public void WhoCalls_HasAName_AndItIsAStrangersText()
    {
        using var play = new Play();
        var alice = play.LogInReady();
        play.Begin();
        play.AtSwitch("offers a call", it => it.OfferInteraction(Play.Alice, ChannelType.Telephony, "+4930123456", partyName: "Mira\u202e\r\n" + new string('x', 4000)));
        var name = alice.Events.Last()["params"]!["partyName"]!.GetValue<string>();
        Assert.StartsWith("Mirax", name, StringComparison.Ordinal);
        Assert.Equal(128, name.Length);
    }

    [Fact]
    public void WhoHasWithheldTheirNumber_IsNotNamed_WhateverTheSwitchKnows()
    {
        using var play = new Play();
        var alice = play.LogInReady();
        play.Begin();
        var call = play.AtSwitch("offers a call", it => it.OfferInteraction(Play.Alice, ChannelType.Telephony, "+4930123456", partyName: "Mira", isPartyWithheld: true))!;
        alice.Ask("interaction.request.accept", Id(call));
        play.AtSwitch("names them without their number", it => it.TellAnyway(Play.Alice, new InteractionNews(
            new InteractionAtSwitch(call, "phone", ChannelType.Telephony, InteractionDirection.Inbound, InteractionState.Connected, "", PartyName: "Mira"))));
        Assert.DoesNotContain("4930", string.Join('\n', alice.Events.Select(it => it.ToJsonString())), StringComparison.Ordinal);
        Assert.DoesNotContain("Mira", string.Join('\n', alice.Events.Select(it => it.ToJsonString())), StringComparison.Ordinal);
        play.Approve();
    }

    [Fact]
    public void WhoCalls_MayBeNamed_Withheld_AndAnother_Later()
    {
        using var play = new Play();
        play.LogInReady();
        play.Begin();
        var call = play.Offer(ChannelType.Telephony);
        var truth = new InteractionAtSwitch(call, "phone", ChannelType.Telephony, InteractionDirection.Inbound, InteractionState.Alerting, "+4930123456", PartyName: "Mira");
        play.AtSwitch("hears a name", it => it.TellAnyway(Play.Alice, new InteractionNews(truth)));
        play.AtSwitch("hears that it is withheld", it => it.TellAnyway(Play.Alice, new InteractionNews(truth with { IsPartyWithheld = true })));
        play.AtSwitch("hears of somebody else", it => it.TellAnyway(Play.Alice, new InteractionNews(truth with { Party = "+4940", PartyName = "Jonas" })));
        play.AtSwitch("hears of somebody without a name", it => it.TellAnyway(Play.Alice, new InteractionNews(truth with { Party = "+4950", PartyName = null })));
        play.Approve();
    }

    /// <summary>The cause and the state of the last event of this name.</summary>
    private static (string? Cause, string? State) Told(Browser alice, string method)
    {
        var told = alice.Events.Last(it => it["method"]!.GetValue<string>() == method)["params"]!;
        return (told["cause"]?.GetValue<string>(), told["state"]?.GetValue<string>());
    }

    private static JsonObject Id(string interaction) => new() { ["interactionId"] = interaction };

    private static JsonObject To(string interaction, string destination) => new() { ["interactionId"] = interaction, ["destination"] = destination };
}
