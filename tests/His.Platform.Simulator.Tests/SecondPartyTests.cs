using static His.Platform.InteractionCommand;

namespace His.Platform.Simulator.Tests;

/// <summary>A second party comes to a call, and what becomes of the three.</summary>
public sealed class SecondPartyTests
{
    private const string Colleague = "200";
    private const string NobodyThere = "0";

    [Fact]
    public async Task TheSecondParty_Answers_AsFastAsTheSwitchIs_AndOnlyTheCallThatStillRings()
    {
        await using var stage = await Stage.Set();
        var (alice, call) = await Talking(stage);
        stage.Switch.ChangeSettings(new SettingsChange(Latency: TimeSpan.FromMilliseconds(100)));

        await Do(stage, alice, call, Consult, Colleague);
        Assert.Equal((InteractionState.Held, new SwitchConsultationState(ConsultationState.Dialing, Colleague)), Now(stage));
        stage.Switch.ChangeSettings(new SettingsChange(Latency: TimeSpan.Zero)); // the colleague picks up in 100 ms: too late
        await Do(stage, alice, call, CancelConsultation);
        await Do(stage, alice, call, Consult, NobodyThere);
        stage.Clock.Turn(TimeSpan.FromHours(1));
        Assert.Equal((InteractionState.Held, new SwitchConsultationState(ConsultationState.Dialing, NobodyThere)), Now(stage));

        Assert.True(stage.Switch.Parties.AnswerBySecondParty(call));
        Assert.Equal((InteractionState.Held, new SwitchConsultationState(ConsultationState.Connected, NobodyThere)), Now(stage));
        Assert.False(stage.Switch.Parties.AnswerBySecondParty(call));
    }

    [Theory]
    [InlineData(CompleteTransfer)]
    [InlineData(End)]
    public async Task ComingTogether_TakesTheCallFromTheAgent(InteractionCommand command)
    {
        await using var stage = await Stage.Set();
        var (alice, call) = await Talking(stage);
        await Do(stage, alice, call, Consult, Colleague);

        await Do(stage, alice, call, command);

        var truth = Assert.Single(stage.Switch.GetState(Stage.Alice)!.Interactions);
        Assert.Equal((InteractionState.Ended, null, Colleague), (truth.State, truth.Consultation, truth.TransferredTo));
    }

    [Fact]
    public async Task ATransfer_HandsTheOtherSideOver_AtOnce()
    {
        await using var stage = await Stage.Set();
        var (alice, call) = await Talking(stage);
        Assert.Equal(CommandOutcome.Refused, (await alice.ExecuteAsync(call, Transfer, "", Stage.NoDeadline)).Outcome);

        await Do(stage, alice, call, Transfer, NobodyThere);

        Assert.Equal(NobodyThere, Assert.Single(stage.Switch.GetState(Stage.Alice)!.Interactions).TransferredTo);
        Assert.Equal(CommandResult.Done, await alice.ExecuteAsync(call, Transfer, NobodyThere, Stage.NoDeadline));
    }

    [Fact]
    public async Task AConference_IsConnected_AndAnyoneMayLeaveIt()
    {
        await using var stage = await Stage.Set();
        var (alice, call) = await Talking(stage);
        await Do(stage, alice, call, Consult, Colleague);
        Assert.Equal(CommandOutcome.Refused, (await alice.ExecuteAsync(call, Hold, target: null, Stage.NoDeadline)).Outcome);

        await Do(stage, alice, call, Conference);
        Assert.Equal((InteractionState.Connected, new SwitchConsultationState(ConsultationState.Conference, Colleague)), Now(stage));

        Assert.True(stage.Switch.Parties.EndBySecondParty(call));
        Assert.Equal((InteractionState.Connected, null), Now(stage));
        Assert.False(stage.Switch.Parties.EndBySecondParty(call));
    }

    [Fact]
    public async Task Tones_AreHeard_InTheirOrder_AndNotOnHold()
    {
        await using var stage = await Stage.Set();
        var (alice, call) = await Talking(stage);

        await Do(stage, alice, call, SendDigits, "12#");
        await Do(stage, alice, call, SendDigits, "A");
        await Do(stage, alice, call, Hold);
        Assert.Equal(CommandOutcome.Refused, (await alice.ExecuteAsync(call, SendDigits, "9", Stage.NoDeadline)).Outcome);

        Assert.Equal("12#A", Assert.Single(stage.Switch.GetState(Stage.Alice)!.Interactions).Digits);
    }

    [Fact]
    public async Task WhatTheSwitchIsSetNotToDo_IsNotSupported()
    {
        await using var stage = await Stage.Set();
        var (alice, call) = await Talking(stage);
        stage.Switch.ChangeSettings(new SettingsChange(Commands: [End], Dialing: false));

        Assert.Equal(CommandResult.NotSupported, await alice.ExecuteAsync(call, Consult, Colleague, Stage.NoDeadline));
        Assert.Equal(CommandResult.NotSupported, (await alice.DialAsync("phone", "1", Stage.NoDeadline)).Result);
        Assert.Equal([End], alice.Capabilities.Commands);
        Assert.False(stage.Switch.TryChangeSettings(new SettingsChange(Commands: [(InteractionCommand)99]), out _));
    }

    [Fact]
    public async Task ATelephoneThatIsNotRegistered_IsAWarningAtTheLogin()
    {
        await using var stage = await Stage.Set();
        stage.Switch.ChangeSettings(new SettingsChange(EndpointRegistered: false));

        var login = Assert.IsType<LogInResult.LoggedIn>(await stage.TryLogIn(Stage.Alice, new()));

        Assert.Equal([LoginWarning.EndpointNotRegistered], login.Warnings);
    }

    private static async Task<(IPlatformAgent Alice, string Call)> Talking(Stage stage)
    {
        var (alice, _) = await stage.LogInReady();
        var call = stage.Switch.Parties.OfferInteraction(Stage.Alice, ChannelType.Telephony, "+49301")!;
        await Do(stage, alice, call, Accept);
        return (alice, call);
    }

    /// <summary>Does a command that the switch must carry out, as fast as it is.</summary>
    private static async Task Do(Stage stage, IPlatformAgent alice, string call, InteractionCommand command, string? target = null)
    {
        var answer = alice.ExecuteAsync(call, command, target, Stage.NoDeadline);
        stage.Clock.Turn(stage.Switch.Settings.Latency);
        Assert.Equal(CommandResult.Done, await answer);
    }

    private static (InteractionState, SwitchConsultationState?) Now(Stage stage)
    {
        var call = Assert.Single(stage.Switch.Look(Stage.Alice)!.Interactions);
        return (call.State, call.Consultation);
    }
}
