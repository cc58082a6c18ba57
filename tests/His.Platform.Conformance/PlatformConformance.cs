using Xunit;

namespace His.Platform.Conformance;

/// <summary>
/// What HIS expects of every platform. A vendor's tests derive from it and supply their switch; each fact is one sentence of the contract
/// in <see cref="IPlatform"/>, <see cref="IPlatformAgent"/> and <see cref="IAgentEventSink"/>.
/// </summary>
/// <remarks>
/// It runs in real time, because real switches do, and waits for events instead of sleeping. A fact that something does not happen is
/// proven by another event that must arrive, not by waiting long enough.
/// <para>
/// It is one class, in a file for each subject, because xunit runs the tests that a class inherits: a vendor derives once, and no part of
/// the contract can be forgotten.
/// </para>
/// </remarks>
public abstract partial class PlatformConformance
{
    /// <summary>Creates a switch for one test.</summary>
    protected abstract ValueTask<IConformanceSwitch> PrepareSwitchAsync();

    /// <summary>The timeout of every step. Default 20 s.</summary>
    protected virtual TimeSpan Patience => TimeSpan.FromSeconds(20);

    /// <summary>The deadline of calls to a frozen switch. Default 500 ms.</summary>
    protected virtual TimeSpan ShortPatience => TimeSpan.FromMilliseconds(500);

    /// <summary>Creates a switch whose platform has started and has its link.</summary>
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
            // Disposed here, because no test will: a real switch left running spoils every test after this one.
            await ours.DisposeAsync();
            throw;
        }
    }

    /// <summary>Authenticates the agent.</summary>
    protected async Task<AgentIdentity?> Authenticate(IConformanceSwitch ours, AgentCredentials credentials)
    {
        return await Awaited.CallAsync(deadline => ours.Platform.AuthenticateAsync(credentials, deadline), Patience, "AuthenticateAsync");
    }

    /// <summary>The result of a login.</summary>
    protected async Task<LogInResult> TryLogIn(
        IConformanceSwitch ours,
        AgentCredentials credentials,
        string? endpoint,
        IAgentEventSink events
    )
    {
        var identity = await Authenticate(ours, credentials);
        Assert.NotNull(identity);
        return await Awaited.CallAsync(deadline => ours.Platform.LogInAsync(identity, endpoint, events, deadline), Patience, "LogInAsync");
    }

    /// <summary>Logs the agent in.</summary>
    protected async Task<AgentAtWork> LogIn(IConformanceSwitch ours)
    {
        var news = new HeardNews();
        var answer = Assert.IsType<LogInResult.LoggedIn>(await TryLogIn(ours, ours.Agent, ours.Endpoint, news));
        return new AgentAtWork(answer.Agent, answer.State, news, ours.ChannelId, Patience);
    }

    /// <summary>Logs the agent in, with the channel under test active and Not Ready.</summary>
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

    /// <summary>Logs the agent in, with the channel under test Ready.</summary>
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
