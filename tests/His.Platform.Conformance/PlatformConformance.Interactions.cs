using Xunit;

namespace His.Platform.Conformance;

public abstract partial class PlatformConformance
{
    private const string Customer = "+4930123456";

    [Fact]
    public async Task AnInboundInteraction_IsToldFromItsBeginningToItsEnd()
    {
        await using var ours = await StartAsync();
        Assert.SkipUnless(ours.CanOffer, nameof(IConformanceSwitch.CanOffer));
        await using var alice = await LogInReady(ours);

        var begun = await Offer(ours, alice);
        Assert.Equal(ours.ChannelId, begun.ChannelId);
        Assert.Equal(InteractionDirection.Inbound, begun.Direction);
        Assert.Equal(Customer, begun.Party);
        Assert.Contains((await alice.Ask()).Interactions, it => it.Id == begun.Id);

        await ours.AcceptAsync(alice.Platform, begun.Id);
        await HearsState(alice, begun.Id, InteractionState.Connected);
        Assert.Equal(InteractionState.Connected, Assert.Single((await alice.Ask()).Interactions).State);

        await ours.HangUpAsCustomerAsync(begun.Id);
        await Finish(alice, begun.Id);

        Assert.Empty((await alice.Ask()).Interactions);
        var states = alice
            .News.All.OfType<InteractionChanged>()
            .Where(it => it.Interaction.Id == begun.Id)
            .Select(it => it.Interaction.State)
            .ToList();
        Assert.Equal(states.Order(), states);
        Assert.Single(states, it => it is InteractionState.Completed);
    }

    [Fact]
    public async Task AnInteractionThatNobodyTook_IsCompleted_WhenTheCustomerGivesUp()
    {
        await using var ours = await StartAsync();
        Assert.SkipUnless(ours.CanOffer, nameof(IConformanceSwitch.CanOffer));
        await using var alice = await LogInReady(ours);
        var begun = await Offer(ours, alice);

        await ours.HangUpAsCustomerAsync(begun.Id);

        await HearsState(alice, begun.Id, InteractionState.Completed);
        Assert.Empty((await alice.Ask()).Interactions);
    }

    [Fact]
    public async Task AnInteraction_NeitherHindersNorIsHinderedBy_NotReady()
    {
        await using var ours = await StartAsync();
        Assert.SkipUnless(ours.CanOffer, nameof(IConformanceSwitch.CanOffer));
        await using var alice = await LogInReady(ours);
        var begun = await Offer(ours, alice);
        await ours.AcceptAsync(alice.Platform, begun.Id);
        await HearsState(alice, begun.Id, InteractionState.Connected);

        await alice.Confirm(() => alice.MakeNotReady(), "Not Ready", IsNotReady);

        Assert.Equal(InteractionState.Connected, Assert.Single((await alice.Ask()).Interactions).State);
        await ours.HangUpAsCustomerAsync(begun.Id);
        await Finish(alice, begun.Id);
    }

    [Fact]
    public async Task ASecondLogin_FindsTheInteractionThatIsThere()
    {
        await using var ours = await StartAsync();
        Assert.SkipUnless(ours.CanOffer, nameof(IConformanceSwitch.CanOffer));
        await using var alice = await LogInReady(ours);
        var begun = await Offer(ours, alice);
        await ours.AcceptAsync(alice.Platform, begun.Id);
        await HearsState(alice, begun.Id, InteractionState.Connected);

        await using var again = await LogIn(ours);

        var found = Assert.Single(again.Found.Interactions);
        Assert.Equal((begun.Id, InteractionState.Connected), (found.Id, found.State));
        await ours.HangUpAsCustomerAsync(begun.Id);
        await Finish(again, begun.Id);
    }

    [Fact]
    public async Task AnInteractionId_IsNeverUsedAgain()
    {
        await using var ours = await StartAsync();
        Assert.SkipUnless(ours.CanOffer, nameof(IConformanceSwitch.CanOffer));
        await using var alice = await LogInReady(ours);

        var first = await Offer(ours, alice);
        await ours.HangUpAsCustomerAsync(first.Id);
        await HearsState(alice, first.Id, InteractionState.Completed);
        if (!IsReady(alice.ChannelIn(await alice.Ask())))
        {
            await alice.Confirm(alice.MakeReady, "Ready", IsReady);
        }

        var second = await Offer(ours, alice);

        Assert.NotEqual(first.Id, second.Id);
        await ours.HangUpAsCustomerAsync(second.Id);
        await HearsState(alice, second.Id, InteractionState.Completed);
    }

    [Fact]
    public async Task AnUnknownInteraction_IsRefused_NotThrown()
    {
        await using var ours = await StartAsync();
        await using var alice = await LogInNotReady(ours);

        var answer = await alice.Do(
            (it, deadline) => it.ExecuteAsync("no-such-interaction", InteractionCommand.End, target: null, deadline)
        );

        Assert.Contains(answer.Outcome, new[] { CommandOutcome.Refused, CommandOutcome.NotSupported });
    }

    private static async Task<SwitchInteractionState> Offer(IConformanceSwitch ours, AgentAtWork alice)
    {
        var from = alice.News.Count;
        await ours.OfferAsync(Customer);
        var begun = await alice.HearsInteraction("there", _ => true, from);
        Assert.Equal(InteractionState.Alerting, begun.State);
        return begun;
    }

    private static Task<SwitchInteractionState> HearsState(AgentAtWork alice, string interactionId, InteractionState state) =>
        alice.HearsInteraction(state.ToString(), it => it.Id == interactionId && it.State == state, from: 0);

    /// <summary>After the customer has hung up: some switches have a wrap-up, others complete the interaction at once.</summary>
    private static async Task Finish(AgentAtWork alice, string interactionId)
    {
        var parted = await alice.HearsInteraction(
            "ended",
            it => it.Id == interactionId && it.State is InteractionState.Ended or InteractionState.Completed,
            from: 0
        );
        if (parted.State is InteractionState.Ended)
        {
            await alice.Do((it, deadline) => it.ExecuteAsync(interactionId, InteractionCommand.Complete, target: null, deadline));
        }

        await HearsState(alice, interactionId, InteractionState.Completed);
    }
}
