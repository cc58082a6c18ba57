using System.Text.Json.Nodes;
using His.Platform;
using His.Platform.Simulator;
using His.Testing;

namespace His.Tests;

/// <summary>Calls, consultations and transfers that were not taken: each says why (docs/use-cases/handle-interaction.md, dial.md, consult.md).</summary>
public class NotTakenTests
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
        using var scenario = new Scenario(
            title: $"{nameof(WhoIsCalled_AndDoesNotAnswer_IsToldWithTheCause)}_{called}",
            store: new MemoryStore()
        );
        var alice = scenario.LogInReady();
        scenario.DiscardTranscript();
        scenario.AtSwitch($"whoever is called from now on: {called}", it => it.ChangeSettings(new SettingsChange(CalledParty: called)));
        var dialed = alice.Ask("channel.request.dial", new JsonObject { ["channelId"] = "phone", ["destination"] = "+4930200" });
        Assert.NotNull(alice.Answer(dialed)["result"]);
        Assert.Equal((called.ToString(), (string?)null), Told(alice, "interaction.event.completed"));

        var call = scenario.Offer(ChannelType.Telephony);
        alice.Ask("interaction.request.accept", Id(call));
        var consulted = alice.Ask("interaction.request.consult", To(call, "200"));
        Assert.NotNull(alice.Answer(consulted)["result"]);
        Assert.Equal((called.ToString(), "Connected"), Told(alice, "interaction.event.updated"));
        alice.Ask("interaction.request.transfer", To(call, "300"));
        Assert.Equal((called.ToString(), (string?)null), Told(alice, "interaction.event.transferfailed"));
        scenario.Store!.Write();
        Assert.Equal(
            [called.ToString(), called.ToString(), called.ToString()],
            scenario
                .Store.Journal.Where(it => it.Action.StartsWith("interaction.", StringComparison.Ordinal) && it.Cause is not null)
                .Select(it => it.Cause!)
        );
        scenario.VerifyTranscript();
    }

    [Theory]
    [InlineData(null, "Cancelled")]
    [InlineData(InteractionCause.NoAnswer, "NoAnswer")]
    public void ACallThatTheAgentDidNotTake_SaysWhy(InteractionCause? cause, string told)
    {
        using var scenario = new Scenario();
        var alice = scenario.LogInReady();
        var call = scenario.Offer(ChannelType.Telephony);
        scenario.AtSwitch("it rings no longer", it => it.Parties.EndByCustomer(call, cause));
        Assert.Equal((told, (string?)null), Told(alice, "interaction.event.completed"));
    }

    [Fact]
    public void WhatTheAgentDeclines_OrGivesUp_SaysSoToo()
    {
        using var scenario = new Scenario();
        var alice = scenario.LogInReady();
        alice.Ask("interaction.request.reject", Id(scenario.Offer(ChannelType.Telephony)));
        Assert.Equal(("Refused", (string?)null), Told(alice, "interaction.event.completed"));
        var dialed = alice.Ask("channel.request.dial", new JsonObject { ["channelId"] = "phone", ["destination"] = NobodyThere });
        alice.Ask("interaction.request.end", Id(alice.Answer(dialed)["result"]!["interactionId"]!.GetValue<string>()));
        Assert.Equal(("Cancelled", (string?)null), Told(alice, "interaction.event.completed"));
        var call = scenario.Offer(ChannelType.Telephony);
        alice.Ask("interaction.request.accept", Id(call));
        alice.Ask("interaction.request.consult", To(call, NobodyThere));
        alice.Ask("interaction.request.cancelconsultation", Id(call));
        Assert.Equal(("Cancelled", "Connected"), Told(alice, "interaction.event.updated"));
    }

    [Fact]
    public void WhoWasTalkedWith_PartsWithoutACause()
    {
        using var scenario = new Scenario(simulator: new SimulatorOptions { WrapUp = false });
        var alice = scenario.LogInReady();
        var call = scenario.Offer(ChannelType.Telephony);
        alice.Ask("interaction.request.accept", Id(call));
        alice.Ask("interaction.request.consult", To(call, "200"));
        scenario.AtSwitch("the second party hangs up", it => it.Parties.EndBySecondParty(call, InteractionCause.Busy));
        scenario.AtSwitch("the customer hangs up", it => it.Parties.EndByCustomer(call, InteractionCause.Busy));
        Assert.DoesNotContain(
            alice.Events,
            it =>
                it["method"]!.GetValue<string>().StartsWith("interaction.", StringComparison.Ordinal) && it["params"]!["cause"] is not null
        );
        Assert.Equal("interaction.event.completed", alice.Events.Last()["method"]!.GetValue<string>());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ATransferThatIsNotTaken_IsTold_WhetherOrNotTheInteractionIsThereStill(bool wrapUp)
    {
        using var scenario = new Scenario(
            title: $"{nameof(ATransferThatIsNotTaken_IsTold_WhetherOrNotTheInteractionIsThereStill)}_{wrapUp}",
            simulator: new SimulatorOptions { WrapUp = wrapUp }
        );
        var (alice, call) = scenario.LogInWithCall();
        alice.Ask("interaction.request.transfer", To(call, NobodyThere));
        scenario.AtSwitch("nobody takes the transfer", it => Assert.True(it.Parties.EndTransfer(call, InteractionCause.NoAnswer)));
        Assert.Equal(("NoAnswer", (string?)null), Told(alice, "interaction.event.transferfailed"));
        scenario.AtSwitch("nobody takes it again", it => Assert.False(it.Parties.EndTransfer(call, InteractionCause.NoAnswer)));
        scenario.VerifyTranscript();
    }

    [Fact]
    public void ATransferThatIsTaken_IsNotTold()
    {
        using var scenario = new Scenario();
        var (alice, call) = scenario.LogInWithCall();
        alice.Ask("interaction.request.transfer", To(call, NobodyThere));
        scenario.AtSwitch("somebody takes the transfer", it => Assert.True(it.Parties.EndTransfer(call)));
        Assert.Equal("interaction.event.updated", alice.Events.Last()["method"]!.GetValue<string>());
    }

    [Fact]
    public void ACauseThatBelongsToNothing_IsNotTold()
    {
        using var scenario = new Scenario();
        var alice = scenario.LogInReady();
        var call = scenario.Offer(ChannelType.Telephony);
        alice.Ask("interaction.request.accept", Id(call));
        scenario.AtSwitch(
            "says something odd",
            it =>
                it.TellAnyway(
                    Scenario.Alice,
                    new InteractionChanged(
                        new SwitchInteractionState(
                            call,
                            "phone",
                            ChannelType.Telephony,
                            InteractionDirection.Inbound,
                            InteractionState.Held,
                            ""
                        ),
                        InteractionCause.Busy
                    )
                )
        );
        Assert.Equal(((string?)null, "Held"), Told(alice, "interaction.event.updated"));
    }

    [Fact]
    public void WhoCalls_HasAName_AndItIsAStrangersText()
    {
        using var scenario = new Scenario();
        var alice = scenario.LogInReady();
        scenario.DiscardTranscript();
        scenario.AtSwitch(
            "offers a call",
            it =>
                it.Parties.OfferInteraction(
                    Scenario.Alice,
                    ChannelType.Telephony,
                    "+4930123456",
                    partyName: "Mira\u202e\r\n" + new string('x', 4000)
                )
        );
        var name = alice.Events.Last()["params"]!["partyName"]!.GetValue<string>();
        Assert.StartsWith("Mirax", name, StringComparison.Ordinal);
        Assert.Equal(128, name.Length);
    }

    [Fact]
    public void WhoHasWithheldTheirNumber_IsNotNamed_WhateverTheSwitchKnows()
    {
        using var scenario = new Scenario();
        var alice = scenario.LogInReady();
        scenario.DiscardTranscript();
        var call = scenario.AtSwitch(
            "offers a call",
            it =>
                it.Parties.OfferInteraction(Scenario.Alice, ChannelType.Telephony, "+4930123456", partyName: "Mira", isPartyWithheld: true)
        )!;
        alice.Ask("interaction.request.accept", Id(call));
        scenario.AtSwitch(
            "names them without their number",
            it =>
                it.TellAnyway(
                    Scenario.Alice,
                    new InteractionChanged(
                        new SwitchInteractionState(
                            call,
                            "phone",
                            ChannelType.Telephony,
                            InteractionDirection.Inbound,
                            InteractionState.Connected,
                            "",
                            PartyName: "Mira"
                        )
                    )
                )
        );
        Assert.DoesNotContain("4930", string.Join('\n', alice.Events.Select(it => it.ToJsonString())), StringComparison.Ordinal);
        Assert.DoesNotContain("Mira", string.Join('\n', alice.Events.Select(it => it.ToJsonString())), StringComparison.Ordinal);
        scenario.VerifyTranscript();
    }

    [Fact]
    public void WhoCalls_MayBeNamed_Withheld_AndAnother_Later()
    {
        using var scenario = new Scenario();
        scenario.LogInReady();
        scenario.DiscardTranscript();
        var call = scenario.Offer(ChannelType.Telephony);
        var truth = new SwitchInteractionState(
            call,
            "phone",
            ChannelType.Telephony,
            InteractionDirection.Inbound,
            InteractionState.Alerting,
            "+4930123456",
            PartyName: "Mira"
        );
        scenario.AtSwitch("hears a name", it => it.TellAnyway(Scenario.Alice, new InteractionChanged(truth)));
        scenario.AtSwitch(
            "hears that it is withheld",
            it => it.TellAnyway(Scenario.Alice, new InteractionChanged(truth with { IsPartyWithheld = true }))
        );
        scenario.AtSwitch(
            "hears of somebody else",
            it => it.TellAnyway(Scenario.Alice, new InteractionChanged(truth with { Party = "+4940", PartyName = "Jonas" }))
        );
        scenario.AtSwitch(
            "hears of somebody without a name",
            it => it.TellAnyway(Scenario.Alice, new InteractionChanged(truth with { Party = "+4950", PartyName = null }))
        );
        scenario.VerifyTranscript();
    }

    /// <summary>The cause and the state of the last event of this name.</summary>
    private static (string? Cause, string? State) Told(Browser alice, string method)
    {
        var told = alice.Events.Last(it => it["method"]!.GetValue<string>() == method)["params"]!;
        return (told["cause"]?.GetValue<string>(), told["state"]?.GetValue<string>());
    }

    private static JsonObject Id(string interaction) => new() { ["interactionId"] = interaction };

    private static JsonObject To(string interaction, string destination) =>
        new() { ["interactionId"] = interaction, ["destination"] = destination };
}
