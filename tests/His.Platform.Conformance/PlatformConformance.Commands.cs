using Xunit;

namespace His.Platform.Conformance;

/// <content>Commands on calls, as far as the platform's capabilities include them.</content>
public abstract partial class PlatformConformance
{
    [Fact]
    public async Task WhatAPlatformCannotDo_ItSays()
    {
        await using var ours = await StartAsync();
        Assert.SkipUnless(ours.CanOffer, nameof(IConformanceSwitch.CanOffer));
        await using var alice = await LogInReady(ours);
        var call = await Connect(ours, alice);
        var known = alice.Platform.Capabilities.Commands;

        foreach (var command in Enum.GetValues<InteractionCommand>().Where(it => !known.Contains(it)))
        {
            var target = command is InteractionCommand.Transfer or InteractionCommand.Consult or InteractionCommand.SendDigits ? "1" : null;
            Assert.Equal(CommandOutcome.NotSupported, (await Handle(alice, call.Id, command, target)).Outcome);
        }

        if (!alice.Platform.Capabilities.Dialing)
        {
            Assert.Equal(
                CommandOutcome.NotSupported,
                (await alice.Do((it, deadline) => it.DialAsync(ours.ChannelId, "1", deadline))).Result.Outcome
            );
        }

        Assert.Equal(InteractionState.Connected, Assert.Single((await alice.Ask()).Interactions).State);
        await HangUpAndFinish(ours, alice, call.Id);
    }

    [Fact]
    public async Task Hold_Retrieve_AndEnd_AreConfirmedByTheState()
    {
        await using var ours = await StartAsync();
        await using var alice = await LogInReady(ours);
        Needs(ours, alice, secondParty: false, InteractionCommand.Hold, InteractionCommand.Retrieve, InteractionCommand.End);
        var call = await Connect(ours, alice);

        await Confirm(alice, call.Id, InteractionCommand.Hold, null, "on hold", it => it.State is InteractionState.Held);
        await Confirm(alice, call.Id, InteractionCommand.Retrieve, null, "talked again", it => it.State is InteractionState.Connected);
        var from = alice.News.Count;
        Assert.Equal(CommandResult.Done, await Handle(alice, call.Id, InteractionCommand.End));

        await alice.HearsInteraction("over", it => it.Id == call.Id && IsOver(it), from);
        await FinishIfEnded(alice, call.Id);
    }

    [Fact]
    public async Task ARejectedInteraction_IsNotTheAgentsAnyMore()
    {
        await using var ours = await StartAsync();
        await using var alice = await LogInReady(ours);
        Needs(ours, alice, InteractionCommand.Reject);
        var offered = await Offer(ours, alice);
        var from = alice.News.Count;

        Assert.Equal(CommandResult.Done, await Handle(alice, offered.Id, InteractionCommand.Reject));

        await alice.HearsInteraction("rejected and completed", it => it.Id == offered.Id && it.State is InteractionState.Completed, from);
        Assert.DoesNotContain((await alice.Ask()).Interactions, it => it.Id == offered.Id);
    }

    [Fact]
    public async Task ACommandToAnInteraction_WhoseGoalHoldsAlready_IsDone()
    {
        await using var ours = await StartAsync();
        Assert.SkipUnless(ours.CanOffer, nameof(IConformanceSwitch.CanOffer));
        await using var alice = await LogInReady(ours);
        var known = alice.Platform.Capabilities.Commands;
        var isCall = alice.ChannelIn(alice.Found).Type is ChannelType.Telephony;
        var call = await Connect(ours, alice);

        if (known.Contains(InteractionCommand.Accept))
        {
            await AgainIsDone(InteractionCommand.Accept, InteractionState.Connected);
        }

        if (isCall && known.Contains(InteractionCommand.Hold) && known.Contains(InteractionCommand.Retrieve))
        {
            await Confirm(alice, call.Id, InteractionCommand.Hold, null, "on hold", it => it.State is InteractionState.Held);
            await AgainIsDone(InteractionCommand.Hold, InteractionState.Held);
            await Confirm(alice, call.Id, InteractionCommand.Retrieve, null, "talked again", it => it.State is InteractionState.Connected);
            await AgainIsDone(InteractionCommand.Retrieve, InteractionState.Connected);
        }

        await HangUpAndFinish(ours, alice, call.Id);

        async Task AgainIsDone(InteractionCommand command, InteractionState goal)
        {
            Assert.Equal(CommandResult.Done, await Handle(alice, call.Id, command));
            Assert.Equal(goal, Assert.Single((await alice.Ask()).Interactions).State);
        }
    }

    [Fact]
    public async Task ADialedCall_IsToldUnderTheIdOfTheAnswer()
    {
        await using var ours = await StartAsync();
        await using var alice = await LogInNotReady(ours);
        Assert.SkipUnless(
            alice.Platform.Capabilities.Dialing,
            $"{nameof(PlatformCapabilities)}: no {nameof(PlatformCapabilities.Dialing)}"
        );
        Assert.SkipUnless(alice.ChannelIn(alice.Found).Type is ChannelType.Telephony, "The channel under test is no telephone.");
        await ours.PrepareDialAsync();
        var from = alice.News.Count;

        var dialed = await alice.Do((it, deadline) => it.DialAsync(ours.ChannelId, ours.Destination, deadline));

        Assert.Equal(CommandResult.Done, dialed.Result);
        var begun = await alice.HearsInteraction("the one that was dialed", it => it.Id == dialed.InteractionId, from);
        Assert.Equal((ours.ChannelId, InteractionDirection.Outbound, ours.Destination), (begun.ChannelId, begun.Direction, begun.Party));
        Assert.Equal(dialed.InteractionId, Assert.Single((await alice.Ask()).Interactions).Id);
        await ours.AnswerOwnTelephoneAsync();
        Assert.SkipUnless(
            alice.Platform.Capabilities.Commands.Contains(InteractionCommand.End),
            $"{nameof(PlatformCapabilities.Commands)}: no End"
        );
        Assert.Equal(CommandResult.Done, await Handle(alice, begun.Id, InteractionCommand.End));
        await alice.HearsInteraction("over", it => it.Id == begun.Id && IsOver(it), from);
        await FinishIfEnded(alice, begun.Id);
    }

    [Fact]
    public async Task ATransfer_TakesTheCallFromTheAgent()
    {
        await using var ours = await StartAsync();
        await using var alice = await LogInReady(ours);
        Needs(ours, alice, secondParty: false, InteractionCommand.Transfer);
        var call = await Connect(ours, alice);
        var from = alice.News.Count;

        Assert.Equal(CommandResult.Done, await Handle(alice, call.Id, InteractionCommand.Transfer, ours.Destination));

        await alice.HearsInteraction("handed over", it => it.Id == call.Id && IsOver(it), from);
        await FinishIfEnded(alice, call.Id);
    }

    [Fact]
    public async Task Tones_AreHeardByTheCustomer()
    {
        await using var ours = await StartAsync();
        await using var alice = await LogInReady(ours);
        Needs(ours, alice, secondParty: false, InteractionCommand.SendDigits);
        Assert.SkipUnless(ours.CanHearTones, nameof(IConformanceSwitch.CanHearTones));
        var call = await Connect(ours, alice);

        Assert.Equal(CommandResult.Done, await Handle(alice, call.Id, InteractionCommand.SendDigits, "12#"));

        await Awaited.AwaitAsync(ours.HearTonesAsync(call.Id, "12#"), Patience, "the customer hears 12#");
        await HangUpAndFinish(ours, alice, call.Id);
    }

    private static void Needs(IConformanceSwitch ours, AgentAtWork alice, params InteractionCommand[] commands)
    {
        Assert.SkipUnless(ours.CanOffer, nameof(IConformanceSwitch.CanOffer));
        foreach (var command in commands)
        {
            Assert.SkipUnless(
                alice.Platform.Capabilities.Commands.Contains(command),
                $"{nameof(PlatformCapabilities.Commands)}: no {command}"
            );
        }
    }

    private static void Needs(IConformanceSwitch ours, AgentAtWork alice, bool secondParty, params InteractionCommand[] commands)
    {
        Needs(ours, alice, commands);
        var isCall = alice.ChannelIn(alice.Found).Type is ChannelType.Telephony;
        Assert.SkipUnless(isCall, "The channel under test is no telephone.");
        Assert.SkipUnless(!secondParty || ours.SecondParty is not null, nameof(IConformanceSwitch.SecondParty));
    }

    private static async Task<SwitchInteractionState> Connect(IConformanceSwitch ours, AgentAtWork alice)
    {
        var begun = await Offer(ours, alice);
        await ours.AcceptAsync(alice.Platform, begun.Id);
        return await HearsState(alice, begun.Id, InteractionState.Connected);
    }

    /// <summary>Consults until the second party is connected; each step is an event, with its party, and is in the queried state.</summary>
    private static async Task Confirm(
        AgentAtWork alice,
        string interactionId,
        InteractionCommand command,
        string? target,
        string what,
        Predicate<SwitchInteractionState> isSo
    )
    {
        var from = alice.News.Count;
        Assert.Equal(CommandResult.Done, await Handle(alice, interactionId, command, target));
        await alice.HearsInteraction(what, it => it.Id == interactionId && isSo(it), from);
        Assert.True(isSo(Assert.Single((await alice.Ask()).Interactions)), $"Asked, the switch does not say that the call is {what}.");
    }

    private static Task<CommandResult> Handle(AgentAtWork alice, string interactionId, InteractionCommand command, string? target = null) =>
        alice.Do((it, deadline) => it.ExecuteAsync(interactionId, command, target, deadline));

    private static async Task HangUpAndFinish(IConformanceSwitch ours, AgentAtWork alice, string interactionId)
    {
        await ours.HangUpAsCustomerAsync(interactionId);
        await Finish(alice, interactionId);
    }

    private static async Task FinishIfEnded(AgentAtWork alice, string interactionId)
    {
        await Finish(alice, interactionId);
        Assert.Empty((await alice.Ask()).Interactions);
    }

    private static bool IsAlone(SwitchInteractionState it) => it is { State: InteractionState.Connected, Consultation: null };

    private static bool IsOver(SwitchInteractionState it) => it.State is InteractionState.Ended or InteractionState.Completed;
}
