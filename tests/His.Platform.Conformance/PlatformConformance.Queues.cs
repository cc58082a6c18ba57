using Xunit;

namespace His.Platform.Conformance;

/// <content>
/// One channel, several queues: it is Ready if any queue is, each queue is reported if they differ, and commands apply to all.
/// </content>
public abstract partial class PlatformConformance
{
    [Fact]
    public async Task NotReadyInOneQueue_IsReady_SaysWhere_AndReadyMendsIt()
    {
        await using var ours = await StartAsync();
        NeedsQueues(ours);
        await using var alice = await LogInReady(ours);

        await SetAsync(ours, alice, AgentState.NotReady, "Ready, but for one queue", IsReady);

        await alice.Confirm(alice.MakeReady, "Ready in every queue", IsReady);
    }

    [Fact]
    public async Task ReadyInOneQueue_IsReady_SaysWhere_AndNotReadyMendsIt()
    {
        await using var ours = await StartAsync();
        NeedsQueues(ours);
        await using var alice = await LogInNotReady(ours);

        await SetAsync(ours, alice, AgentState.Ready, "Ready in one queue", IsReady);

        await alice.Confirm(() => alice.MakeNotReady(), "Not Ready in every queue", IsNotReady);
    }

    [Fact]
    public async Task OutOfOneQueue_IsActive_SaysWhere_AndActivateMendsIt()
    {
        await using var ours = await StartAsync();
        NeedsQueues(ours);
        await using var alice = await LogInNotReady(ours);
        Assert.SkipUnless(alice.Platform.Capabilities.ChannelDeactivation, "The switch has no channels to deactivate.");

        await SetAsync(ours, alice, state: null, "active, but for one queue", IsNotReady);

        await alice.Confirm(alice.Activate, "active in every queue", IsNotReady);
    }

    [Fact]
    public async Task OutOfOneQueue_IsActive_AndReadyOrInactiveInAll_AfterTheCommandForIt()
    {
        await using var ours = await StartAsync();
        NeedsQueues(ours);
        await using var alice = await LogInNotReady(ours);

        await SetAsync(ours, alice, state: null, "active, but for one queue", IsNotReady);
        await alice.Confirm(alice.MakeReady, "Ready in every queue", IsReady);
        Assert.SkipUnless(alice.Platform.Capabilities.ChannelDeactivation, "The switch has no channels to deactivate.");
        await alice.Confirm(() => alice.MakeNotReady(), "Not Ready in every queue", IsNotReady);
        await SetAsync(ours, alice, state: null, "active, but for one queue", IsNotReady);
        await alice.Confirm(alice.Deactivate, "inactive in every queue", IsInactive);
    }

    private static void NeedsQueues(IConformanceSwitch ours) => Assert.SkipWhen(ours.Queues.Count < 2, nameof(IConformanceSwitch.Queues));

    /// <summary>
    /// Sets another state in the first queue; the event and the queried state both report it, with every queue of the agent.
    /// </summary>
    private static async Task SetAsync(
        IConformanceSwitch ours,
        AgentAtWork alice,
        AgentState? state,
        string what,
        Predicate<SwitchChannelState> isSo
    )
    {
        var others = alice.ChannelIn(await alice.Ask()).AgentState;
        var from = alice.News.Count;

        await ours.SetQueueBehindOurBackAsync(ours.Queues[0], state);

        var told = await alice.HearsChannel(what, it => isSo(it) && it.Queues.Count > 0, from);
        Assert.Equal(told, alice.ChannelIn(await alice.Ask()));
        Assert.Equal(ours.Queues.Order(StringComparer.Ordinal), told.Queues.Select(it => it.Queue).Order(StringComparer.Ordinal));
        Assert.All(told.Queues, it => Assert.Equal(it.Queue == ours.Queues[0] ? state : others, it.AgentState));
    }
}
