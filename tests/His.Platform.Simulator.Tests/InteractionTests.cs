using static His.Platform.InteractionCommand;
using static His.Platform.InteractionState;

namespace His.Platform.Simulator.Tests;

/// <summary>Customers come and go, and agents do with them what can be done.</summary>
public sealed class InteractionTests
{
    [Fact]
    public async Task WorkComes_OnlyToAReadyChannelOfItsMedium()
    {
        await using var stage = await Stage.Set();
        var (alice, _) = await stage.LogIn();

        Assert.Null(stage.Switch.Parties.OfferInteraction(Stage.Alice, ChannelType.Telephony, "+49301"));
        await alice.MakeReadyAsync("chat", Stage.NoDeadline);
        Assert.Null(stage.Switch.Parties.OfferInteraction(Stage.Alice, ChannelType.Telephony, "+49301"));
        await alice.MakeReadyAsync("phone", Stage.NoDeadline);
        Assert.Equal("i-1", stage.Switch.Parties.OfferInteraction(Stage.Alice, ChannelType.Telephony, "+49301"));
        Assert.Null(stage.Switch.Parties.OfferInteraction("nobody", ChannelType.Telephony, "+49301"));
    }

    [Theory]
    [InlineData("phone", ChannelType.Telephony, 1)]
    [InlineData("chat", ChannelType.Chat, 3)]
    [InlineData("email", ChannelType.Email, 3)]
    public async Task AChannel_HasRoomFor(string channelId, ChannelType type, int most)
    {
        await using var stage = await Stage.Set();
        await stage.LogInReady(channelId);

        for (var i = 0; i < most; i++)
        {
            Assert.NotNull(stage.Switch.Parties.OfferInteraction(Stage.Alice, type, "customer"));
        }

        Assert.Null(stage.Switch.Parties.OfferInteraction(Stage.Alice, type, "one too many"));
        Assert.True(stage.Truth(channelId).Ready, "The channel stays Ready while it is full.");
    }

    [Fact]
    public async Task ACall_GoesThroughItsStates_AndEachIsTold()
    {
        await using var stage = await Stage.Set();
        var (alice, news) = await stage.LogInReady();
        var call = stage.Switch.Parties.OfferInteraction(Stage.Alice, ChannelType.Telephony, "+49301", "about a bill")!;

        foreach (var command in new[] { Accept, Hold, Retrieve, Hold, End, Complete })
        {
            Assert.Equal(CommandResult.Done, await alice.ExecuteAsync(call, command, target: null, Stage.NoDeadline));
        }

        var told = news.All.OfType<InteractionChanged>().Select(it => it.Interaction).ToList();
        Assert.Equal([Alerting, Connected, Held, Connected, Held, Ended, Completed], told.Select(it => it.State));
        Assert.All(told, it => Assert.Equal((call, "phone", "+49301", "about a bill"), (it.Id, it.ChannelId, it.Party, it.Subject)));
        Assert.Empty(stage.Switch.Look(Stage.Alice)!.Interactions);
    }

    /// <summary>What is refused in each state; where the goal holds already, the answer is yes and there is no news.</summary>
    [Theory]
    [InlineData(Alerting, new[] { Hold, Retrieve, End, Complete }, new InteractionCommand[0])]
    [InlineData(Connected, new[] { Reject, Complete }, new[] { Accept, Retrieve })]
    [InlineData(Held, new[] { Accept, Reject, Complete }, new[] { Hold })]
    [InlineData(Ended, new[] { Accept, Reject, Hold, Retrieve }, new[] { End })]
    public async Task OutOfTurn_IsRefused_AndTwiceIsDone(InteractionState state, InteractionCommand[] refused, InteractionCommand[] twice)
    {
        await using var stage = await Stage.Set();
        var (alice, news) = await stage.LogInReady();
        var call = stage.Switch.Parties.OfferInteraction(Stage.Alice, ChannelType.Telephony, "+49301")!;
        if (state is not Alerting)
        {
            await alice.ExecuteAsync(call, Accept, target: null, Stage.NoDeadline);
        }

        if (state is Held)
        {
            await alice.ExecuteAsync(call, Hold, target: null, Stage.NoDeadline);
        }

        if (state is Ended)
        {
            stage.Switch.Parties.EndByCustomer(call);
        }

        var heard = news.Count;

        foreach (var command in refused)
        {
            Assert.Equal(
                CommandResult.Refused($"The interaction is {state}."),
                await alice.ExecuteAsync(call, command, target: null, Stage.NoDeadline)
            );
        }

        foreach (var command in twice)
        {
            Assert.Equal(CommandResult.Done, await alice.ExecuteAsync(call, command, target: null, Stage.NoDeadline));
        }

        Assert.Equal(heard, news.Count);
        Assert.Equal(state, Assert.Single(stage.Switch.Look(Stage.Alice)!.Interactions).State);
    }

    [Fact]
    public async Task Chats_CannotBeHeld()
    {
        await using var stage = await Stage.Set();
        var (alice, _) = await stage.LogInReady("chat");
        var chat = stage.Switch.Parties.OfferInteraction(Stage.Alice, ChannelType.Chat, "customer")!;
        await alice.ExecuteAsync(chat, Accept, target: null, Stage.NoDeadline);

        Assert.Equal(CommandOutcome.Refused, (await alice.ExecuteAsync(chat, Hold, target: null, Stage.NoDeadline)).Outcome);
    }

    [Fact]
    public async Task WithoutWrapUp_WhatEndsIsCompleted()
    {
        await using var stage = await Stage.Set();
        stage.Switch.ChangeSettings(new SettingsChange(WrapUp: false));
        var (alice, news) = await stage.LogInReady();
        var call = stage.Switch.Parties.OfferInteraction(Stage.Alice, ChannelType.Telephony, "+49301")!;
        await alice.ExecuteAsync(call, Accept, target: null, Stage.NoDeadline);

        Assert.True(stage.Switch.Parties.EndByCustomer(call));

        Assert.Equal(Completed, Assert.IsType<InteractionChanged>(news.All[^1]).Interaction.State);
        Assert.False(stage.Switch.Parties.EndByCustomer(call));
    }

    [Fact]
    public async Task ARejectedCall_IsOver_AndTheChannelStaysReady()
    {
        await using var stage = await Stage.Set();
        var (alice, _) = await stage.LogInReady();
        var call = stage.Switch.Parties.OfferInteraction(Stage.Alice, ChannelType.Telephony, "+49301")!;

        Assert.Equal(CommandResult.Done, await alice.ExecuteAsync(call, Reject, target: null, Stage.NoDeadline));

        Assert.True(stage.Truth("phone").Ready);
        Assert.NotNull(stage.Switch.Parties.OfferInteraction(Stage.Alice, ChannelType.Telephony, "+49301"));
    }

    [Fact]
    public async Task ADialedCall_IsAnswered_AsFastAsTheSwitchIs()
    {
        await using var stage = await Stage.Set(new SimulatorOptions { Latency = TimeSpan.FromMilliseconds(100) });
        var login = stage.TryLogIn(Stage.Alice, new());
        stage.Clock.Turn(TimeSpan.FromMilliseconds(100));
        var alice = Assert.IsType<LogInResult.LoggedIn>(await login).Agent;

        var dial = alice.DialAsync("phone", "+49302", Stage.NoDeadline);
        stage.Clock.Turn(TimeSpan.FromMilliseconds(100));
        var id = (await dial).InteractionId;
        Assert.Equal(Dialing, Assert.Single(stage.Switch.Look(Stage.Alice)!.Interactions, it => it.Id == id).State);

        stage.Clock.Turn(TimeSpan.FromMilliseconds(100));
        var call = Assert.Single(stage.Switch.Look(Stage.Alice)!.Interactions);
        Assert.Equal((Connected, InteractionDirection.Outbound, "+49302"), (call.State, call.Direction, call.Party));
    }

    [Fact]
    public async Task Dialing_NeedsAnActiveTelephone_WithoutACall()
    {
        await using var stage = await Stage.Set();
        var (alice, _) = await stage.LogIn();

        Assert.Equal(CommandOutcome.Refused, (await alice.DialAsync("chat", "1", Stage.NoDeadline)).Result.Outcome);
        Assert.Equal(CommandOutcome.Refused, (await alice.DialAsync("phone", "", Stage.NoDeadline)).Result.Outcome);
        Assert.Equal(CommandOutcome.Refused, (await alice.DialAsync("nothing", "1", Stage.NoDeadline)).Result.Outcome);

        var first = await alice.DialAsync("phone", "0", Stage.NoDeadline);
        Assert.Equal(CommandResult.Done, first.Result);
        Assert.Equal(CommandOutcome.Refused, (await alice.DialAsync("phone", "1", Stage.NoDeadline)).Result.Outcome);

        stage.Clock.Turn(TimeSpan.FromHours(1));
        Assert.Equal(Dialing, Assert.Single(stage.Switch.Look(Stage.Alice)!.Interactions).State);
        Assert.True(stage.Switch.Parties.AnswerByFarSide(first.InteractionId!));
        await alice.ExecuteAsync(first.InteractionId!, End, target: null, Stage.NoDeadline);
        await alice.DeactivateAsync("phone", Stage.NoDeadline);
        await alice.ExecuteAsync(first.InteractionId!, Complete, target: null, Stage.NoDeadline);
        Assert.Equal(CommandResult.Done, await alice.DeactivateAsync("phone", Stage.NoDeadline));
        Assert.Equal(CommandOutcome.Refused, (await alice.DialAsync("phone", "1", Stage.NoDeadline)).Result.Outcome);
    }

    [Fact]
    public async Task AChannelWithWork_OrReady_IsNotDeactivated()
    {
        await using var stage = await Stage.Set();
        var (alice, _) = await stage.LogInReady();

        Assert.Equal(CommandResult.Refused("The channel is Ready."), await alice.DeactivateAsync("phone", Stage.NoDeadline));
        stage.Switch.Parties.OfferInteraction(Stage.Alice, ChannelType.Telephony, "+49301");
        await alice.MakeNotReadyAsync("phone", reason: null, Stage.NoDeadline);
        Assert.Equal(CommandResult.Refused("The channel has an interaction."), await alice.DeactivateAsync("phone", Stage.NoDeadline));
        Assert.True(stage.Truth("phone").Active);
    }

    [Fact]
    public async Task SomebodyElsesInteraction_IsNobodys()
    {
        await using var stage = await Stage.Set();
        await stage.LogInReady();
        var (bob, _) = await stage.LogIn(Stage.Bob);
        var call = stage.Switch.Parties.OfferInteraction(Stage.Alice, ChannelType.Telephony, "+49301")!;

        Assert.Equal(CommandResult.Refused("Interaction not found."), await bob.ExecuteAsync(call, Accept, target: null, Stage.NoDeadline));
    }

    [Fact]
    public async Task ALogOff_LeavesTheCallAlone_AndTheAgentFindsItAgain()
    {
        await using var stage = await Stage.Set();
        var (alice, news) = await stage.LogInReady();
        var call = stage.Switch.Parties.OfferInteraction(Stage.Alice, ChannelType.Telephony, "+49301")!;

        Assert.Equal(CommandResult.Done, await alice.LogOffAsync(reason: null, Stage.NoDeadline));

        Assert.IsType<AgentLoggedOff>(news.All[^1]);
        var again = Assert.IsType<LogInResult.LoggedIn>(await stage.TryLogIn(Stage.Alice, news));
        Assert.Equal(call, Assert.Single(again.State.Interactions).Id);
    }

    [Fact]
    public async Task ALogOff_IsRefusedDuringAnInteraction_WhereTheSwitchIsSetSo()
    {
        await using var stage = await Stage.Set();
        stage.Switch.ChangeSettings(new SettingsChange(RefuseLogOffDuringInteraction: true));
        var (alice, _) = await stage.LogInReady();
        stage.Switch.Parties.OfferInteraction(Stage.Alice, ChannelType.Telephony, "+49301");

        Assert.Equal(CommandResult.Refused("The agent has an interaction."), await alice.LogOffAsync(reason: null, Stage.NoDeadline));
        Assert.True(stage.Switch.GetState(Stage.Alice)!.LoggedIn);
        Assert.True(stage.Switch.LogOutByItself(Stage.Alice), "An administrator does not ask.");
    }
}
