using Xunit;

namespace His.Platform.Conformance;

/// <content>Consultations, transfers after them, and conferences, as far as the platform's capabilities include them.</content>
public abstract partial class PlatformConformance
{
    [Fact]
    public async Task AConsultation_IsToldFromItsBeginning_AndTheAgentComesBack()
    {
        await using var ours = await StartAsync();
        await using var alice = await LogInReady(ours);
        Needs(ours, alice, secondParty: true, InteractionCommand.Consult, InteractionCommand.CancelConsultation);
        var call = await Connect(ours, alice);

        await Consult(ours, alice, call.Id);
        await Confirm(alice, call.Id, InteractionCommand.CancelConsultation, null, "with the customer again", IsAlone);

        await HangUpAndFinish(ours, alice, call.Id);
    }

    [Fact]
    public async Task ASecondPartyWhoHangsUp_LeavesTheCallAsItWas()
    {
        await using var ours = await StartAsync();
        await using var alice = await LogInReady(ours);
        Needs(ours, alice, secondParty: true, InteractionCommand.Consult);
        var call = await Connect(ours, alice);
        await Consult(ours, alice, call.Id);
        var from = alice.News.Count;

        await ours.HangUpAsSecondPartyAsync();

        await alice.HearsInteraction("without a second party", it => it.Id == call.Id && it.Consultation is null && !IsOver(it), from);
        await HangUpAndFinish(ours, alice, call.Id);
    }

    [Fact]
    public async Task ACustomerWhoHangsUpMeanwhile_LeavesNothing_OrTheSecondPartyAsTheOtherSide()
    {
        await using var ours = await StartAsync();
        await using var alice = await LogInReady(ours);
        Needs(ours, alice, secondParty: true, InteractionCommand.Consult);
        var call = await Connect(ours, alice);
        await Consult(ours, alice, call.Id);

        var from = alice.News.Count;

        await ours.HangUpAsCustomerAsync(call.Id);

        var now = await alice.HearsInteraction(
            "over, or with the second party alone",
            it => it.Id == call.Id && (IsOver(it) || (IsAlone(it) && it.Party == ours.SecondParty)),
            from
        );
        if (!IsOver(now))
        {
            Assert.Equal(CommandResult.Done, await Handle(alice, call.Id, InteractionCommand.End));
        }

        await FinishIfEnded(alice, call.Id);
    }

    [Fact]
    public async Task ACompletedTransfer_TakesTheCallFromTheAgent()
    {
        await using var ours = await StartAsync();
        await using var alice = await LogInReady(ours);
        Needs(ours, alice, secondParty: true, InteractionCommand.Consult, InteractionCommand.CompleteTransfer);
        var call = await Connect(ours, alice);
        await Consult(ours, alice, call.Id);
        var from = alice.News.Count;

        Assert.Equal(CommandResult.Done, await Handle(alice, call.Id, InteractionCommand.CompleteTransfer));

        await alice.HearsInteraction("handed over", it => it.Id == call.Id && IsOver(it), from);
        await FinishIfEnded(alice, call.Id);
    }

    [Fact]
    public async Task AConference_IsConnected_AndTheAgentMayLeaveIt()
    {
        await using var ours = await StartAsync();
        await using var alice = await LogInReady(ours);
        Needs(ours, alice, secondParty: true, InteractionCommand.Consult, InteractionCommand.Conference, InteractionCommand.End);
        var call = await Connect(ours, alice);
        await Consult(ours, alice, call.Id);

        await Confirm(
            alice,
            call.Id,
            InteractionCommand.Conference,
            null,
            "a conference",
            it => it is { State: InteractionState.Connected, Consultation.State: ConsultationState.Conference }
        );
        var from = alice.News.Count;
        Assert.Equal(CommandResult.Done, await Handle(alice, call.Id, InteractionCommand.End));

        await alice.HearsInteraction("over", it => it.Id == call.Id && IsOver(it), from);
        await FinishIfEnded(alice, call.Id);
    }

    private static async Task Consult(IConformanceSwitch ours, AgentAtWork alice, string interactionId)
    {
        var from = alice.News.Count;
        Assert.Equal(CommandResult.Done, await Handle(alice, interactionId, InteractionCommand.Consult, ours.SecondParty));
        await ours.AnswerAsSecondPartyAsync();
        var talks = await alice.HearsInteraction(
            "held, with a second party who talks",
            it => it.Id == interactionId && it is { State: InteractionState.Held, Consultation.State: ConsultationState.Connected },
            from
        );
        Assert.Equal(ours.SecondParty, talks.Consultation!.Party);
        Assert.Equal(talks, Assert.Single((await alice.Ask()).Interactions));
    }
}
