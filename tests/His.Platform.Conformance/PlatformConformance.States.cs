using Xunit;

namespace His.Platform.Conformance;

public abstract partial class PlatformConformance
{
    [Fact]
    public async Task Ready_IsConfirmedByTheState()
    {
        await using var ours = await StartAsync();
        await using var alice = await LogInNotReady(ours);

        await alice.Confirm(alice.MakeReady, "Ready", IsReady);
    }

    [Fact]
    public async Task NotReady_IsConfirmedByTheState_AndIsNotRefusedForWantOfAReason()
    {
        await using var ours = await StartAsync();
        await using var alice = await LogInReady(ours);

        await alice.Confirm(() => alice.MakeNotReady(reason: null), "Not Ready", IsNotReady);
    }

    [Fact]
    public async Task NotReady_CarriesItsReason()
    {
        await using var ours = await StartAsync();
        var reason = ours.NotReadyReason;
        Assert.SkipWhen(reason is null, "The switch keeps no reasons.");
        await using var alice = await LogInReady(ours);

        var channel = await alice.Confirm(() => alice.MakeNotReady(reason), "Not Ready", IsNotReady);
        Assert.NotNull(channel.Reason);
        Assert.Equal((reason.Code, reason.Text), (channel.Reason.Code, channel.Reason.Text));

        channel = await alice.Confirm(alice.MakeReady, "Ready", IsReady);
        Assert.Null(channel.Reason);
    }

    [Fact]
    public async Task AGoalThatHoldsAlready_IsDone()
    {
        await using var ours = await StartAsync();
        await using var alice = await LogInReady(ours);

        Assert.Equal(CommandResult.Done, await alice.MakeReady());
        Assert.True(IsReady(alice.ChannelIn(await alice.Ask())), "Ready twice is not Ready.");

        await alice.Confirm(() => alice.MakeNotReady(), "Not Ready", IsNotReady);
        Assert.Equal(CommandResult.Done, await alice.MakeNotReady());
        Assert.True(IsNotReady(alice.ChannelIn(await alice.Ask())), "Not Ready twice is not Not Ready.");
    }

    [Fact]
    public async Task Deactivation_IsConfirmedByTheState_AndMayBeRepeated()
    {
        await using var ours = await StartAsync();
        await using var alice = await LogInNotReady(ours);
        Assert.SkipUnless(alice.Platform.Capabilities.ChannelDeactivation, "The switch has no channels to deactivate.");

        await alice.Confirm(alice.Deactivate, "inactive", IsInactive);
        Assert.Equal(CommandResult.Done, await alice.Deactivate());
        Assert.True(IsInactive(alice.ChannelIn(await alice.Ask())));

        // Active again means Not Ready: work comes only to agents who ask for it.
        await alice.Confirm(alice.Activate, "active and Not Ready", IsNotReady);
        Assert.Equal(CommandResult.Done, await alice.Activate());
        Assert.True(IsNotReady(alice.ChannelIn(await alice.Ask())));
    }

    [Fact]
    public async Task Deactivation_IsNotSupported_WhereThePlatformSaysSo()
    {
        await using var ours = await StartAsync();
        await using var alice = await LogIn(ours);
        Assert.SkipWhen(alice.Platform.Capabilities.ChannelDeactivation, "The switch deactivates channels.");

        Assert.Equal(CommandOutcome.NotSupported, (await alice.Activate()).Outcome);
        Assert.Equal(CommandOutcome.NotSupported, (await alice.Deactivate()).Outcome);
    }

    [Fact]
    public async Task AnUnknownChannel_IsRefused_NotThrown()
    {
        await using var ours = await StartAsync();
        await using var alice = await LogInNotReady(ours);

        var answer = await alice.Do((it, deadline) => it.MakeReadyAsync("no-such-channel", deadline));

        Assert.Equal(CommandOutcome.Refused, answer.Outcome);
        Assert.InRange(answer.SwitchError?.Length ?? 0, 1, 256);
    }

    [Fact]
    public async Task News_ComesInTheOrderOfEvents()
    {
        const int Rounds = 5;
        await using var ours = await StartAsync();
        await using var alice = await LogInNotReady(ours);
        var from = alice.News.Count;

        for (var round = 0; round < Rounds; round++)
        {
            await alice.Confirm(alice.MakeReady, "Ready", IsReady);
            await alice.Confirm(() => alice.MakeNotReady(), "Not Ready", IsNotReady);
        }

        // The same state may be reported twice; none may be missing or out of order.
        var told = alice
            .News.All.Skip(from)
            .OfType<ChannelChanged>()
            .Where(it => it.Channel.Id == ours.ChannelId)
            .Select(it => it.Channel.AgentState);
        var changes = new List<AgentState?>();
        foreach (var state in told)
        {
            if (changes.Count == 0 || changes[^1] != state)
            {
                changes.Add(state);
            }
        }

        Assert.Equal(Enumerable.Repeat<AgentState?[]>([AgentState.Ready, AgentState.NotReady], Rounds).SelectMany(it => it), changes);
    }

    [Fact]
    public async Task WhatHappensBehindOurBack_IsTold()
    {
        await using var ours = await StartAsync();
        Assert.SkipUnless(ours.CanChangeBehindOurBack, nameof(IConformanceSwitch.CanChangeBehindOurBack));
        await using var alice = await LogInNotReady(ours);
        var from = alice.News.Count;

        await ours.SetReadyBehindOurBackAsync(ready: true);
        await alice.HearsChannel("Ready", IsReady, from);
        Assert.True(IsReady(alice.ChannelIn(await alice.Ask())));

        from = alice.News.Count;
        await ours.SetReadyBehindOurBackAsync(ready: false);
        await alice.HearsChannel("Not Ready", IsNotReady, from);
        Assert.True(IsNotReady(alice.ChannelIn(await alice.Ask())));
    }

    [Fact]
    public async Task LogOff_IsConfirmedByTheState()
    {
        await using var ours = await StartAsync();
        await using var alice = await LogInNotReady(ours);

        Assert.Equal(CommandResult.Done, await alice.LogOff());

        await alice.News.WaitFor<AgentLoggedOff>("the agent is logged off", _ => true, Patience);
        var state = await alice.Ask();
        Assert.False(state.LoggedOn);
        Assert.All(state.Channels, it => Assert.True(IsInactive(it), $"{it.Id} outlived the log-off."));
    }

    [Fact]
    public async Task LogOff_TakesReadyChannelsDownToo_AndMayBeRepeated()
    {
        await using var ours = await StartAsync();
        await using var alice = await LogInReady(ours);

        Assert.Equal(CommandResult.Done, await alice.LogOff());
        Assert.Equal(CommandResult.Done, await alice.LogOff());

        var state = await alice.Ask();
        Assert.False(state.LoggedOn);
        Assert.All(state.Channels, it => Assert.True(IsInactive(it), $"{it.Id} outlived the log-off."));
    }

    [Fact]
    public async Task AfterALogOff_TheAgentCanComeBack()
    {
        await using var ours = await StartAsync();
        var alice = await LogInNotReady(ours);
        Assert.Equal(CommandResult.Done, await alice.LogOff());
        await alice.DisposeAsync();

        await using var again = await LogInReady(ours);

        Assert.True((await again.Ask()).LoggedOn);
    }

    [Fact]
    public async Task LogOffBehindOurBack_IsTold()
    {
        await using var ours = await StartAsync();
        Assert.SkipUnless(ours.CanLogOffBehindOurBack, nameof(IConformanceSwitch.CanLogOffBehindOurBack));
        await using var alice = await LogInNotReady(ours);

        await ours.LogOffBehindOurBackAsync();

        // By somebody at the switch: a platform that knows more may report it, and must not invent it.
        await alice.News.WaitFor<AgentLoggedOff>("the agent is logged off", it => it.Cause == SwitchCause.SwitchInitiated, Patience);
        Assert.False((await alice.Ask()).LoggedOn);
    }
}
