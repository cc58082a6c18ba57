using His.Platform.Asterisk.Tests.Switch;

namespace His.Platform.Asterisk.Tests;

/// <summary>One HIS and two switches: Alice and Carol work in the north, Bob in the south.</summary>
public sealed class TwoSwitchesTests : IAsyncLifetime
{
    private readonly AsteriskSwitch _north = new();
    private readonly AsteriskSwitch _south = new();
    private readonly Staff _staff = new();
    private readonly News _alicesNews = new();
    private readonly News _bobsNews = new();
    private AsteriskPlatform _platform = null!;

    public async ValueTask InitializeAsync()
    {
        await Task.WhenAll(_north.InitializeAsync().AsTask(), _south.InitializeAsync().AsTask());
        _staff.Change("alice", alice => alice with { Switch = "North" });
        _staff.Change("bob", bob => bob with { Switch = "south" });
        var switches = new Dictionary<string, AsteriskOptions>(StringComparer.OrdinalIgnoreCase)
        {
            ["south"] = _south.Options,
            ["north"] = _north.Options,
        };
        _platform = _north.UnlinkedPlatform(_ => new AsteriskOptions { Switches = switches }, _staff);
        await _platform.StartAsync(TestTimeout.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _platform.DisposeAsync();
        await Task.WhenAll(_north.DisposeAsync().AsTask(), _south.DisposeAsync().AsTask());
    }

    [Fact]
    public async Task Everybody_WorksAtTheirOwnSwitch_AndWithoutOneAtTheFirst()
    {
        var alice = await LogInAsync("alice", _alicesNews);
        var bob = await LogInAsync("bob", _bobsNews);
        var carol = await LogInAsync("carol", new News());

        foreach (var agent in new[] { alice, bob, carol })
        {
            Assert.Equal(CommandResult.Done, await agent.ActivateAsync("phone", TestTimeout.Token));
        }

        Assert.Equal(
            (true, false),
            (await _north.MemberAsync("sales", "1001") is not null, await _south.MemberAsync("sales", "1001") is not null)
        );
        Assert.Equal(
            (false, true),
            (await _north.MemberAsync("sales", "1002") is not null, await _south.MemberAsync("sales", "1002") is not null)
        );
        Assert.Equal(
            (true, false),
            (await _north.MemberAsync("sales", "1003") is not null, await _south.MemberAsync("sales", "1003") is not null)
        );
    }

    [Fact]
    public async Task TheLossOfOneSwitch_TouchesItsOwnAgentsAlone()
    {
        await LogInAsync("alice", _alicesNews);
        var bob = await LogInAsync("bob", _bobsNews);

        await _north.KillAsync();
        await _alicesNews.UntilAsync<LinkLost>();

        Assert.True(_platform.IsAvailable);
        Assert.Equal(["north"], _platform.UnavailableSwitches);
        Assert.IsType<LogInResult.Unavailable>(
            await _platform.LogInAsync(new AgentIdentity("carol", "Carol"), endpoint: null, new News(), TestTimeout.Token)
        );
        Assert.Equal(CommandResult.Done, await bob.ActivateAsync("phone", TestTimeout.Token));
        Assert.IsType<ChannelChanged>(await _bobsNews.NextAsync());

        await _south.KillAsync();
        await _bobsNews.UntilAsync<LinkLost>();
        Assert.False(_platform.IsAvailable);

        await _north.StartAsync();
        await _alicesNews.UntilAsync<AgentSnapshot>();
        Assert.Equal(["south"], _platform.UnavailableSwitches);
    }

    [Fact]
    public async Task WhoIsSentToAnotherSwitch_MustBeOutOfTheQueuesOfTheFirst()
    {
        var alice = await LogInAsync("alice", _alicesNews);
        await alice.ActivateAsync("phone", TestTimeout.Token);
        await _alicesNews.ChannelAsync(channel => channel.IsActive);
        _staff.Change("alice", them => them with { Switch = "south" });

        var refused = await _platform.LogInAsync(new AgentIdentity("alice", "Alice"), endpoint: null, new News(), TestTimeout.Token);
        Assert.Equal(new LogInResult.Refused("the agent is still working at another switch"), refused);

        await alice.LogOffAsync(reason: null, TestTimeout.Token);
        await _alicesNews.UntilAsync<AgentLoggedOff>();
        await LogInAsync("alice", new News());
    }

    [Fact]
    public async Task ASwitchThatTheSettingsDoNotName_RefusesTheLogin()
    {
        _staff.Change("bob", bob => bob with { Switch = "west" });

        var answer = await _platform.LogInAsync(new AgentIdentity("bob", "Bob"), endpoint: null, new News(), TestTimeout.Token);

        Assert.Equal(new LogInResult.Refused("the agent's switch is not configured"), answer);
    }

    private async Task<IPlatformAgent> LogInAsync(string agentId, News news)
    {
        var answer = await _platform.LogInAsync(new AgentIdentity(agentId, agentId), endpoint: null, news, TestTimeout.Token);
        return Assert.IsType<LogInResult.LoggedIn>(answer).Agent;
    }
}
