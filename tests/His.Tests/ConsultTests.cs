using System.Text.Json.Nodes;
using His.Platform;
using His.Platform.Simulator;

namespace His.Tests;

/// <summary>Consult (docs/use-cases/consult.md).</summary>
public class ConsultTests
{
    private const string Colleague = "200";
    private const string NobodyThere = "0";

    [Fact]
    public void TheAgentAsksFirst_ThenHandsTheCustomerOver()
    {
        using var scenario = new Scenario();
        var (alice, call) = scenario.LogInWithCall();
        alice.Ask("interaction.request.consult", To(call, NobodyThere));
        Assert.Equal("InvalidState", alice.Failure(alice.Ask("interaction.request.completetransfer", Id(call))));
        scenario.AtSwitch("the second party answers", it => it.Parties.AnswerBySecondParty(call));
        alice.Ask("interaction.request.completetransfer", Id(call));
        alice.Ask("interaction.request.complete", Id(call));
        scenario.VerifyTranscript();
    }

    [Theory]
    [InlineData(NobodyThere)]
    [InlineData(Colleague)]
    public void TheAgentGoesBackToTheCustomer_WhetherOrNotTheSecondPartyAnswered(string destination)
    {
        using var scenario = new Scenario(
            title: $"{nameof(TheAgentGoesBackToTheCustomer_WhetherOrNotTheSecondPartyAnswered)}_{destination}"
        );
        var (alice, call) = scenario.LogInWithCall();
        alice.Ask("interaction.request.hold", Id(call));
        alice.Ask("interaction.request.consult", To(call, destination));
        alice.Ask("interaction.request.cancelconsultation", Id(call));
        scenario.VerifyTranscript();
    }

    [Fact]
    public void ALogout_IsRefused_WhileASecondPartyRings_Talks_AndWhileAllThreeTalk()
    {
        using var scenario = new Scenario();
        var (alice, call) = scenario.LogInWithCall();
        alice.Ask("interaction.request.consult", To(call, NobodyThere));
        IsInTheWay();
        scenario.AtSwitch("the second party answers", it => it.Parties.AnswerBySecondParty(call));
        IsInTheWay();
        alice.Ask("interaction.request.conference", Id(call));
        IsInTheWay();

        void IsInTheWay()
        {
            var (heard, told) = (alice.Events.Count(), scenario.Switch.Commands.Entries.Count);
            var refused = alice.Ask(LogoutTests.Request);
            Assert.Equal("OngoingInteraction", alice.Failure(refused));
            Assert.Equal(call, (string?)Assert.Single(alice.Answer(refused)["error"]!["data"]!["blockers"]!.AsArray())!["interactionId"]);
            Assert.Equal((heard, told), (alice.Events.Count(), scenario.Switch.Commands.Entries.Count));
        }
    }

    [Fact]
    public void AllThreeTalk_AndTheAgentLeaves()
    {
        using var scenario = new Scenario();
        var (alice, call) = scenario.LogInWithCall();
        alice.Ask("interaction.request.consult", To(call, Colleague));
        alice.Ask("interaction.request.conference", Id(call));
        alice.Ask("interaction.request.senddigits", Tones(call, "1"));
        alice.Ask("interaction.request.end", Id(call));
        scenario.VerifyTranscript();
    }

    [Fact]
    public void ASecondPartyWhoHangsUp_LeavesTheTwo()
    {
        using var scenario = new Scenario();
        var (alice, call) = scenario.LogInWithCall();
        alice.Ask("interaction.request.consult", To(call, Colleague));
        scenario.AtSwitch("the second party hangs up", it => it.Parties.EndBySecondParty(call));
        alice.Ask("interaction.request.consult", To(call, Colleague));
        alice.Ask("interaction.request.conference", Id(call));
        scenario.AtSwitch("the second party hangs up", it => it.Parties.EndBySecondParty(call));
        scenario.VerifyTranscript();
    }

    [Fact]
    public void ACustomerWhoHangsUpMeanwhile_EndsItAll()
    {
        using var scenario = new Scenario();
        var (alice, call) = scenario.LogInWithCall();
        alice.Ask("interaction.request.consult", To(call, Colleague));
        scenario.AtSwitch("the customer hangs up", it => it.Parties.EndByCustomer(call));
        Assert.Equal("InvalidState", alice.Failure(alice.Ask("interaction.request.conference", Id(call))));
        scenario.VerifyTranscript();
    }

    [Fact]
    public void WhileTheAgentConsults_NothingElseIsDone_AndTheSwitchIsNotTold()
    {
        using var scenario = new Scenario();
        var (alice, call) = scenario.LogInWithCall();
        alice.Ask("interaction.request.consult", To(call, Colleague));
        scenario.DiscardTranscript();
        foreach (var verb in new[] { "accept", "reject", "hold", "retrieve", "end", "complete" })
        {
            alice.Ask($"interaction.request.{verb}", Id(call));
        }

        alice.Ask("interaction.request.transfer", To(call, "300"));
        alice.Ask("interaction.request.consult", To(call, "300"));
        alice.Ask("interaction.request.senddigits", Tones(call, "1"));
        alice.Ask("session.request.logout");
        alice.Ask("interaction.request.conference", Id(call));
        alice.Ask("interaction.request.hold", Id(call));
        alice.Ask("interaction.request.cancelconsultation", Id(call));
        scenario.VerifyTranscript();
    }

    [Fact]
    public void WithoutASecondParty_NoneIsPartedFrom()
    {
        using var scenario = new Scenario();
        var (alice, call) = scenario.LogInWithCall();
        foreach (var verb in new[] { "completetransfer", "cancelconsultation", "conference" })
        {
            Assert.Equal("InvalidState", alice.Failure(alice.Ask($"interaction.request.{verb}", Id(call))));
        }

        scenario.VerifyTranscript();
    }

    [Theory]
    [InlineData(SwitchOperation.Transfer, FaultBehaviour.Fail)]
    [InlineData(SwitchOperation.Consult, FaultBehaviour.Hang)]
    [InlineData(SwitchOperation.Consult, FaultBehaviour.OkWithoutEvent)]
    [InlineData(SwitchOperation.Consult, FaultBehaviour.EventWithoutOk)]
    [InlineData(SwitchOperation.CompleteTransfer, FaultBehaviour.OkWithoutEvent)]
    [InlineData(SwitchOperation.CancelConsultation, FaultBehaviour.Hang)]
    [InlineData(SwitchOperation.Conference, FaultBehaviour.LateOk)]
    [InlineData(SwitchOperation.SendDigits, FaultBehaviour.Hang)]
    public void ASwitchThatLiesOrIsLateOrSilent_IsAsked_AndItsStateDecides(SwitchOperation operation, FaultBehaviour behaviour)
    {
        using var scenario = new Scenario(
            title: $"{nameof(ASwitchThatLiesOrIsLateOrSilent_IsAsked_AndItsStateDecides)}_{operation}_{behaviour}"
        );
        var (alice, call) = scenario.LogInWithCall();
        if (operation is SwitchOperation.CompleteTransfer or SwitchOperation.CancelConsultation or SwitchOperation.Conference)
        {
            alice.Ask("interaction.request.consult", To(call, Colleague));
        }

        scenario.DiscardTranscript();
        scenario.Fault(operation, behaviour, message: "No, not now.");
        var asked = alice.Ask(
            $"interaction.request.{operation.ToString().ToLowerInvariant()}",
            operation is SwitchOperation.SendDigits ? Tones(call, "1")
                : operation is SwitchOperation.Transfer or SwitchOperation.Consult ? To(call, Colleague)
                : Id(call)
        );
        scenario.Wait(TimeSpan.FromSeconds(16));
        Assert.Equal(behaviour is FaultBehaviour.EventWithoutOk ? null : "SwitchRefused", alice.Failure(asked));
        scenario.VerifyTranscript();
    }

    [Fact]
    public void ASecondPartyWhoIsBusy_IsGoneSoonerThanTheAnswerComes()
    {
        using var scenario = new Scenario();
        var (alice, call) = scenario.LogInWithCall();
        scenario.Fault(SwitchOperation.Consult, FaultBehaviour.Hang);
        var asked = alice.Ask("interaction.request.consult", To(call, NobodyThere));
        scenario.AtSwitch(
            "tells in one breath that it rang and is over",
            it =>
            {
                var begun = it.Look(Scenario.Alice)!.Interactions[0];
                it.TellAnyway(
                    Scenario.Alice,
                    new InteractionChanged(
                        begun with
                        {
                            State = InteractionState.Held,
                            Consultation = new SwitchConsultationState(ConsultationState.Dialing, NobodyThere),
                        }
                    )
                );
                it.TellAnyway(Scenario.Alice, new InteractionChanged(begun));
            }
        );
        Assert.Null(alice.Failure(asked));
        scenario.VerifyTranscript();
    }

    [Fact]
    public void ALogin_FindsTheSecondParty_AndWhatWasMissedIsLearnt()
    {
        using var scenario = new Scenario();
        var (alice, call) = scenario.LogInWithCall();
        alice.Ask("interaction.request.consult", To(call, NobodyThere));
        alice.Vanish();
        var again = scenario.Connect("alice");
        again.Ask(
            "session.request.login",
            new JsonObject
            {
                ["agentId"] = Scenario.Alice,
                ["password"] = "secret",
                ["override"] = true,
            }
        );
        scenario.AtSwitch("loses its link", it => it.LoseLink());
        scenario.AtSwitch("the second party answers meanwhile", it => it.Parties.AnswerBySecondParty(call));
        scenario.AtSwitch("has its link again", it => it.RestoreLink());
        scenario.AtSwitch("says it once more", it => it.TellLastNewsAgain(Scenario.Alice));
        scenario.AtSwitch(
            "says something old",
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
                            "+4930123456",
                            Consultation: new SwitchConsultationState(ConsultationState.Dialing, NobodyThere)
                        )
                    )
                )
        );
        scenario.VerifyTranscript();
    }

    [Fact]
    public void ACallThatWasTakenAndAskedAbout_WhileTheLinkWasLost_IsLearnt()
    {
        using var scenario = new Scenario();
        scenario.LogInReady();
        scenario.DiscardTranscript();
        scenario.Offer(ChannelType.Telephony);
        scenario.AtSwitch(
            "tells the whole truth",
            it =>
            {
                var truth = it.Look(Scenario.Alice)!;
                it.TellAnyway(
                    Scenario.Alice,
                    new AgentSnapshot(
                        truth with
                        {
                            Interactions =
                            [
                                truth.Interactions[0] with
                                {
                                    State = InteractionState.Held,
                                    Consultation = new SwitchConsultationState(ConsultationState.Connected, Colleague),
                                },
                            ],
                        }
                    )
                );
            }
        );
        scenario.VerifyTranscript();
    }

    private static JsonObject Id(string interaction) => new() { ["interactionId"] = interaction };

    internal static JsonObject To(string interaction, string destination) =>
        new() { ["interactionId"] = interaction, ["destination"] = destination };

    private static JsonObject Tones(string interaction, string digits) => new() { ["interactionId"] = interaction, ["digits"] = digits };
}
