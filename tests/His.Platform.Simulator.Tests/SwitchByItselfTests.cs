namespace His.Platform.Simulator.Tests;

/// <summary>Settings, mishaps, administrators: what the hands outside can do, and what the switch then says.</summary>
public sealed class SwitchByItselfTests
{
    private static readonly Reason EndOfShift = new("SHIFT", Label: "End of shift");

    [Fact]
    public async Task ANewPolicy_ShowsAtOnce_UnderANewVersion()
    {
        await using var stage = await Stage.Set();
        var (alice, _) = await stage.LogIn();
        var policy = new PolicyChange(ReasonRequirement.Required, Reasons: [new("SHIFT", "End of shift")]);

        stage.Switch.ChangeSettings(new SettingsChange(LogoutReason: policy));
        var first = alice.Capabilities.LogoutReason;
        Assert.Equal((ReasonRequirement.Required, 2, "SHIFT"), (first.Requirement, first.Version, Assert.Single(first.Reasons).Code));
        Assert.Equal(ReasonPolicy.None, alice.Capabilities.NotReadyReason);

        stage.Switch.ChangeSettings(new SettingsChange(LogoutReason: policy));
        Assert.Equal(2, alice.Capabilities.LogoutReason.Version);

        stage.Switch.ChangeSettings(new SettingsChange(LogoutReason: policy with { FreeText = true }));
        Assert.Equal(3, alice.Capabilities.LogoutReason.Version);

        stage.Switch.ChangeSettings(new SettingsChange(LogoutReason: policy with { Version = 3 }));
        Assert.Equal((3, false), (alice.Capabilities.LogoutReason.Version, alice.Capabilities.LogoutReason.FreeText));
    }

    public static TheoryData<string, SettingsChange> SenselessChanges =>
        new()
        {
            { "latency", new SettingsChange(Latency: TimeSpan.FromMilliseconds(-1)) },
            { "latency", new SettingsChange(Latency: TimeSpan.FromMilliseconds(60001)) },
            { "'A' is a duplicate", Policy([new("A", "one"), new("A", "two")]) },
            { "must have a code and a label", Policy([new("A", " ")]) },
            { "must have a code and a label", Policy([new("", "one")]) },
            { "at most 256", Policy([new("A", new string('x', 257))]) },
            { "at most 1000", Policy([.. Enumerable.Range(0, 1001).Select(it => new ReasonOption($"{it}", "label"))]) },
            { "logoutReason: version", new SettingsChange(LogoutReason: new PolicyChange(ReasonRequirement.None, Version: 0)) },
            { "requirement", new SettingsChange(LogoutReason: new PolicyChange((ReasonRequirement)7)) },
        };

    [Theory]
    [MemberData(nameof(SenselessChanges), DisableDiscoveryEnumeration = true)]
    public async Task ASenselessChange_IsRefused_AndChangesNothing(string says, SettingsChange change)
    {
        await using var stage = await Stage.Set();
        var before = stage.Switch.Settings;

        Assert.False(stage.Switch.TryChangeSettings(change, out var problem));

        Assert.Contains(says, problem, StringComparison.Ordinal);
        Assert.Same(before, stage.Switch.Settings);
        Assert.Throws<ArgumentException>(() => stage.Switch.ChangeSettings(change));
    }

    [Fact]
    public async Task SenselessOptions_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => new SimulatedSwitch(new SimulatorOptions { Agents = -1 }, TimeProvider.System));
        Assert.Throws<ArgumentException>(() =>
            new SimulatedSwitch(new SimulatorOptions { LateOkDelay = TimeSpan.FromMilliseconds(-1) }, TimeProvider.System)
        );
        Assert.Throws<ArgumentException>(() =>
            new SimulatedSwitch(new SimulatorOptions { Latency = TimeSpan.FromMilliseconds(60001) }, TimeProvider.System)
        );
        await using var stage = await Stage.Set();
        Assert.Throws<ArgumentException>(() => new SimulatedSwitch(new SimulatorOptions { Password = "" }, TimeProvider.System));
    }

    [Fact]
    public async Task NotReady_TakesAnotherReason_AndKeepsItsOwnWhenGivenNone()
    {
        await using var stage = await Stage.Set();
        var (alice, news) = await stage.LogIn();
        var lunch = new Reason("LUNCH");

        await alice.MakeNotReadyAsync("phone", lunch, Stage.NoDeadline);
        await alice.MakeNotReadyAsync("phone", lunch, Stage.NoDeadline);
        await alice.MakeNotReadyAsync("phone", reason: null, Stage.NoDeadline);

        Assert.Equal(lunch, Assert.IsType<ChannelChanged>(Assert.Single(news.All)).Channel.Reason);
        Assert.Equal(lunch, stage.Truth("phone").Reason);
    }

    [Fact]
    public async Task TheSwitch_MakesReadyChannelsNotReady_ByItself()
    {
        await using var stage = await Stage.Set();
        var (alice, news) = await stage.LogInReady();
        await alice.MakeReadyAsync("email", Stage.NoDeadline);
        var heard = news.Count;

        Assert.True(stage.Switch.MakeNotReadyByItself(Stage.Alice));

        Assert.Equal(["phone", "email"], news.All.Skip(heard).Cast<ChannelChanged>().Select(it => it.Channel.Id));
        Assert.False(stage.Truth("phone").Ready);
        Assert.False(stage.Switch.MakeNotReadyByItself("nobody"));
    }

    [Theory]
    [InlineData(SwitchCause.SwitchInitiated)]
    [InlineData(SwitchCause.StationOutOfService)]
    public async Task TheSwitch_LogsTheAgentOff_ByItself_OnceAndWithItsReason(SwitchCause cause)
    {
        await using var stage = await Stage.Set();
        var (alice, news) = await stage.LogInReady();
        var heard = news.Count;

        stage.Switch.LogOutByItself(Stage.Alice, EndOfShift, cause);
        stage.Switch.LogOutByItself(Stage.Alice);

        Assert.Equal([new AgentLoggedOff(EndOfShift, cause)], news.All.Skip(heard));
        var truth = stage.Switch.GetState(Stage.Alice)!;
        Assert.Equal((false, EndOfShift), (truth.LoggedIn, truth.LogoutReason));
        Assert.All(truth.Channels, it => Assert.Equal((false, false), (it.Active, it.Ready)));
        Assert.Equal(CommandResult.Refused("The agent is not logged on."), await alice.MakeReadyAsync("phone", Stage.NoDeadline));
        Assert.Equal(CommandResult.Refused("The agent is not logged on."), await alice.ActivateAsync("phone", Stage.NoDeadline));
        Assert.Equal(CommandResult.Done, await alice.DeactivateAsync("phone", Stage.NoDeadline));
        Assert.Equal(CommandResult.Done, await alice.LogOffAsync(reason: null, Stage.NoDeadline));
    }

    [Fact]
    public async Task Channels_ComeAndGo_BehindOurBack()
    {
        await using var stage = await Stage.Set();
        var (_, news) = await stage.LogInReady();
        stage.Switch.Parties.OfferInteraction(Stage.Alice, ChannelType.Telephony, "+49301");

        Assert.True(stage.Switch.DeactivateByItself(Stage.Alice, "phone"));
        Assert.False(Assert.IsType<ChannelChanged>(news.All[^1]).Channel.IsActive);
        Assert.False(stage.Switch.MakeReadyByItself(Stage.Alice, "phone"));
        Assert.True(stage.Switch.ActivateByItself(Stage.Alice, "phone"));
        Assert.True(stage.Switch.MakeReadyByItself(Stage.Alice, "phone"));
    }

    [Fact]
    public async Task News_CanBeToldTwice_OrWrongly()
    {
        await using var stage = await Stage.Set();
        var (alice, news) = await stage.LogInReady();
        var ready = news.All[^1];
        await alice.MakeNotReadyAsync("phone", reason: null, Stage.NoDeadline);

        Assert.True(stage.Switch.TellLastNewsAgain(Stage.Alice));
        Assert.Equal(news.All[^2], news.All[^1]);
        Assert.True(stage.Switch.TellAnyway(Stage.Alice, ready));
        Assert.Same(ready, news.All[^1]);
        Assert.False(stage.Truth("phone").Ready);
    }

    [Fact]
    public async Task ACallThatWasOnItsWay_Begins_WhateverTheChannelSays()
    {
        await using var stage = await Stage.Set();
        var (_, news) = await stage.LogIn();

        var call = stage.Switch.Parties.OfferInteractionAnyway(Stage.Alice, "phone", "+49301");

        Assert.Equal(call, Assert.IsType<InteractionChanged>(Assert.Single(news.All)).Interaction.Id);
        Assert.Null(stage.Switch.Parties.OfferInteractionAnyway(Stage.Alice, "no such channel", "+49301"));
    }

    [Fact]
    public async Task WhatHappensWithoutALink_IsToldAsTheWholeTruth()
    {
        await using var stage = await Stage.Set();
        var (alice, news) = await stage.LogInReady();
        var heard = news.Count;

        stage.Switch.LoseLink();
        stage.Switch.LoseLink();
        Assert.Equal(CommandResult.Unavailable, await alice.LogOffAsync(reason: null, Stage.NoDeadline));
        Assert.Null(await alice.GetStateAsync(Stage.NoDeadline));
        stage.Switch.MakeNotReadyByItself(Stage.Alice);
        stage.Switch.RestoreLink();
        stage.Switch.RestoreLink();

        Assert.Collection(
            news.All.Skip(heard),
            it => Assert.IsType<LinkLost>(it),
            it => Assert.Equal(AgentState.NotReady, Assert.IsType<AgentSnapshot>(it).Agent.Channels[0].AgentState)
        );
    }

    [Fact]
    public async Task Latency_HoldsUpTheDeed_AndADeadlineDoesNotStopIt()
    {
        await using var stage = await Stage.Set();
        var (alice, news) = await stage.LogIn();
        stage.Switch.ChangeSettings(new SettingsChange(Latency: TimeSpan.FromMilliseconds(300)));
        using var deadline = new CancellationTokenSource();

        var answer = alice.MakeReadyAsync("phone", deadline.Token);
        stage.Clock.Turn(TimeSpan.FromMilliseconds(299));
        Assert.Empty(news.All);
        await deadline.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer.WaitAsync(Stage.Patience));

        stage.Clock.Turn(TimeSpan.FromMilliseconds(1));
        Assert.Single(news.All);
        Assert.True(stage.Truth("phone").Ready);
    }

    [Fact]
    public async Task WhatTheSwitchWasTold_IsOnRecord()
    {
        await using var stage = await Stage.Set();
        var (alice, _) = await stage.LogIn();
        stage.Switch.Faults.Add(new Fault(SwitchOperation.Ready, FaultBehaviour.Fail, Message: "no"));
        stage.Switch.Faults.Add(new Fault(SwitchOperation.Deactivate, FaultBehaviour.Hang));

        await alice.MakeReadyAsync("phone", Stage.NoDeadline);
        _ = alice.DeactivateAsync("chat", Stage.NoDeadline);
        await alice.LogOffAsync(EndOfShift, Stage.NoDeadline);
        stage.Switch.Commands.IsEnabled = false;
        await alice.GetStateAsync(Stage.NoDeadline);

        Assert.Equal(
            ["1 Login  LoggedIn", "2 Ready phone Refused: no", "3 Deactivate chat silence", "4 Logout  Done"],
            stage.Switch.Commands.Entries.Select(it => $"{it.Number} {it.Operation} {it.ChannelId} {it.Outcome}")
        );
        Assert.Equal(EndOfShift, stage.Switch.Commands.Entries[3].Reason);
        Assert.Equal(FaultBehaviour.Hang, stage.Switch.Commands.Entries[2].Fault);
    }

    [Fact]
    public async Task TheRecord_IsBounded()
    {
        await using var stage = await Stage.Set();
        var (alice, _) = await stage.LogIn();

        for (var i = 0; i < CommandLog.Max; i++)
        {
            await alice.GetStateAsync(Stage.NoDeadline);
        }

        var entries = stage.Switch.Commands.Entries;
        Assert.Equal((CommandLog.Max, 2, SwitchOperation.Ask), (entries.Count, entries[0].Number, entries[0].Operation));
    }

    private static SettingsChange Policy(IReadOnlyList<ReasonOption> reasons) =>
        new(NotReadyReason: new PolicyChange(ReasonRequirement.Optional, Reasons: reasons));
}
