using His.Platform.Conformance;

namespace His.Platform.Simulator.Tests;

/// <summary>The play: a switch on a turned clock, with whoever has logged in.</summary>
internal sealed class Stage : IAsyncDisposable
{
    public const string Alice = "1001";
    public const string Bob = "1002";

    public static readonly TimeSpan Late = TimeSpan.FromSeconds(12);

    /// <summary>The one time-out, in real time: nothing in a play takes any, so only a broken switch reaches it.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private Stage(SimulatorOptions options)
    {
        Switch = new SimulatedSwitch(options with { Password = "secret", RecordCommands = true }, Clock, "i");
    }

    public TurnedClock Clock { get; } = new();

    public SimulatedSwitch Switch { get; }

    public static CancellationToken NoDeadline => CancellationToken.None;

    public static async Task<Stage> Set(SimulatorOptions? options = null)
    {
        var stage = new Stage(options ?? new SimulatorOptions());
        await stage.Switch.StartAsync(NoDeadline);
        return stage;
    }

    public Task<LogInResult> TryLogIn(string agentId, HeardNews news, string? endpoint = null, CancellationToken deadline = default) =>
        Switch.LogInAsync(new AgentIdentity(agentId, agentId), endpoint, news, deadline);

    public async Task<(IPlatformAgent Agent, HeardNews News)> LogIn(string agentId = Alice, string? endpoint = null)
    {
        var news = new HeardNews();
        var answer = Assert.IsType<LogInResult.LoggedIn>(await TryLogIn(agentId, news, endpoint));
        return (answer.Agent, news);
    }

    public async Task<(IPlatformAgent Agent, HeardNews News)> LogInReady(string channelId = "phone")
    {
        var (alice, news) = await LogIn();
        Assert.Equal(CommandResult.Done, await alice.MakeReadyAsync(channelId, NoDeadline));
        return (alice, news);
    }

    /// <summary>A channel as the switch has it.</summary>
    public SimulatedChannelState Truth(string channelId, string agentId = Alice) =>
        Assert.Single(Switch.GetState(agentId)!.Channels, it => it.Id == channelId);

    public ValueTask DisposeAsync() => Switch.DisposeAsync();
}
