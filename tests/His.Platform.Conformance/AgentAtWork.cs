using System.Runtime.CompilerServices;
using Xunit;

namespace His.Platform.Conformance;

/// <summary>A logged-in agent for the tests: commands with a deadline, events that can be awaited.</summary>
public sealed class AgentAtWork(IPlatformAgent agent, SwitchAgentState found, HeardNews news, string channelId, TimeSpan patience)
    : IAsyncDisposable
{
    public IPlatformAgent Platform => agent;

    /// <summary>The state that the login returned.</summary>
    public SwitchAgentState Found => found;

    public HeardNews News => news;

    /// <summary>The channel under test in a snapshot.</summary>
    public SwitchChannelState ChannelIn(SwitchAgentState state) => Assert.Single(state.Channels, Is);

    /// <summary>Executes a call before its deadline.</summary>
    public Task<T> Do<T>(Func<IPlatformAgent, CancellationToken, Task<T>> act, [CallerArgumentExpression(nameof(act))] string what = "") =>
        Awaited.CallAsync(deadline => act(agent, deadline), patience, what);

    public async Task<SwitchAgentState> Ask()
    {
        var state = await Do((it, deadline) => it.GetStateAsync(deadline));
        Assert.NotNull(state);
        return state;
    }

    public Task<CommandResult> MakeReady() => Do((it, deadline) => it.MakeReadyAsync(channelId, deadline));

    public Task<CommandResult> MakeNotReady(Reason? reason = null) =>
        Do((it, deadline) => it.MakeNotReadyAsync(channelId, reason, deadline));

    public Task<CommandResult> Activate() => Do((it, deadline) => it.ActivateAsync(channelId, deadline));

    public Task<CommandResult> Deactivate() => Do((it, deadline) => it.DeactivateAsync(channelId, deadline));

    public Task<CommandResult> LogOff() => Do((it, deadline) => it.LogOffAsync(reason: null, deadline));

    /// <summary>
    /// Executes a command that must succeed, and waits until both its event and a state query confirm the goal, in every queue.
    /// </summary>
    public async Task<SwitchChannelState> Confirm(Func<Task<CommandResult>> command, string what, Predicate<SwitchChannelState> isSo)
    {
        var from = news.Count;
        Assert.Equal(CommandResult.Done, await command());
        var told = await HearsChannel(what, it => isSo(it) && it.Queues.Count == 0, from);
        var asked = ChannelIn(await Ask());
        Assert.Equal(told, asked);
        return told;
    }

    public async Task<SwitchChannelState> HearsChannel(string what, Predicate<SwitchChannelState> isSo, int from) =>
        (await news.WaitFor<ChannelChanged>($"the channel is {what}", it => Is(it.Channel) && isSo(it.Channel), patience, from)).Channel;

    public async Task<SwitchInteractionState> HearsInteraction(string what, Predicate<SwitchInteractionState> isSo, int from) =>
        (await news.WaitFor<InteractionChanged>($"an interaction is {what}", it => isSo(it.Interaction), patience, from)).Interaction;

    public ValueTask DisposeAsync() => agent.DisposeAsync();

    private bool Is(SwitchChannelState channel) => string.Equals(channel.Id, channelId, StringComparison.Ordinal);
}
