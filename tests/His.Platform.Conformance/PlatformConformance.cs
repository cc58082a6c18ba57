using Xunit;

namespace His.Platform.Conformance;

/// <summary>
/// What HIS expects of any platform. A vendor's tests inherit it and bring their switch; each fact is one sentence of the contract in
/// <see cref="IPlatform"/>, <see cref="IPlatformAgent"/> and <see cref="IAgentEventSink"/>.
/// </summary>
/// <remarks>
/// It runs on real time, because real switches do, and waits for news instead of sleeping. A fact about silence proves it by something
/// that must be heard elsewhere, not by waiting long enough.
/// </remarks>
public abstract partial class PlatformConformance
{
    /// <summary>A switch for one test.</summary>
    protected abstract ValueTask<IConformanceSwitch> PrepareSwitchAsync();

    /// <summary>How long anything may take.</summary>
    protected virtual TimeSpan Patience => TimeSpan.FromSeconds(20);

    /// <summary>How long to wait for a switch that is frozen.</summary>
    protected virtual TimeSpan ShortPatience => TimeSpan.FromMilliseconds(500);

    /// <summary>A switch whose platform has started and has its link.</summary>
    protected async Task<IConformanceSwitch> StartAsync()
    {
        var ours = await PrepareSwitchAsync();
        try
        {
            using var deadline = new CancellationTokenSource(Patience);
            await ours.Platform.StartAsync(deadline.Token);
            Assert.True(ours.Platform.IsAvailable, "The platform has no link to its switch.");
            return ours;
        }
        catch
        {
            // Nobody else will: a real switch left running spoils every test after this one.
            await ours.DisposeAsync();
            throw;
        }
    }

    /// <summary>The agent, authenticated.</summary>
    protected async Task<AgentIdentity?> Authenticate(IConformanceSwitch ours, AgentCredentials credentials)
    {
        return await Awaited.CallAsync(deadline => ours.Platform.AuthenticateAsync(credentials, deadline), Patience, "AuthenticateAsync");
    }

    /// <summary>The answer to a login.</summary>
    protected async Task<LogInResult> TryLogIn(IConformanceSwitch ours, AgentCredentials credentials, string? endpoint, IAgentEventSink events)
    {
        var identity = await Authenticate(ours, credentials);
        Assert.NotNull(identity);
        return await Awaited.CallAsync(deadline => ours.Platform.LogInAsync(identity, endpoint, events, deadline), Patience, "LogInAsync");
    }

    /// <summary>The agent, logged in.</summary>
    protected async Task<AgentAtWork> LogIn(IConformanceSwitch ours)
    {
        var news = new HeardNews();
        var answer = Assert.IsType<LogInResult.LoggedIn>(await TryLogIn(ours, ours.Agent, ours.Endpoint, news));
        return new AgentAtWork(answer.Agent, answer.State, news, ours.ChannelId, Patience);
    }

    /// <summary>The agent, logged in with the channel under test active and Not Ready.</summary>
    protected async Task<AgentAtWork> LogInNotReady(IConformanceSwitch ours)
    {
        var alice = await LogIn(ours);
        var channel = alice.ChannelIn(alice.Found);
        if (!channel.IsActive)
        {
            await alice.Confirm(alice.Activate, "active", it => it.IsActive);
        }
        else if (channel.AgentState is AgentState.Ready)
        {
            await alice.Confirm(() => alice.MakeNotReady(), "Not Ready", IsNotReady);
        }

        return alice;
    }

    /// <summary>The agent, logged in with the channel under test Ready.</summary>
    protected async Task<AgentAtWork> LogInReady(IConformanceSwitch ours)
    {
        var alice = await LogInNotReady(ours);
        await alice.Confirm(alice.MakeReady, "Ready", IsReady);
        return alice;
    }

    private static bool IsReady(SwitchChannelState channel) => channel is { IsActive: true, AgentState: AgentState.Ready };

    private static bool IsNotReady(SwitchChannelState channel) => channel is { IsActive: true, AgentState: AgentState.NotReady };

    private static bool IsInactive(SwitchChannelState channel) => channel is { IsActive: false, AgentState: null };
}
