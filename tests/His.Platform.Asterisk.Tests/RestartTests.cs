namespace His.Platform.Asterisk.Tests;

/// <summary>A switch that is killed and comes back, and what the session makes of it: with the memory of its members and without.</summary>
public abstract class RestartPlay(AsteriskSwitch atSwitch, bool remembers)
{
    [Fact]
    public async Task OutOfACall_TheSessionIsAsTheSwitchIs()
    {
        await using var day = await AlicesDay.BeginAsync(atSwitch);
        await day.BecomeReadyAsync();
        await atSwitch.WritesDownAsync();

        var truth = await day.ThroughACrashAsync();

        Assert.Equal(remembers ? AgentState.Ready : null, Assert.Single(truth.Channels).AgentState);
        Assert.Equal(remembers, await atSwitch.MemberAsync("sales", "1001") is not null);
        Assert.True(truth.LoggedOn);
        await LogsOffAsync(day);
    }

    [Fact]
    public async Task NotReady_WithItsReason_IsAsTheSwitchHasIt()
    {
        await using var day = await AlicesDay.BeginAsync(atSwitch);
        await day.BecomeReadyAsync();
        await day.Alice.MakeNotReadyAsync("phone", new Reason("lunch"), TestTimeout.Token);
        await atSwitch.WritesDownAsync();

        var truth = await day.ThroughACrashAsync();

        var channel = Assert.Single(truth.Channels);
        Assert.Equal(remembers ? AgentState.NotReady : null, channel.AgentState);
        Assert.Equal(remembers ? "lunch" : null, channel.Reason?.Code);
        await LogsOffAsync(day);
    }

    [Theory]
    [InlineData(InteractionState.Alerting)]
    [InlineData(InteractionState.Connected)]
    [InlineData(InteractionState.Held)]
    public async Task InACall_TheCallHasEnded(InteractionState state)
    {
        await using var day = await AlicesDay.BeginAsync(atSwitch);
        var phone = await day.BecomeReadyAsync();
        await atSwitch.WritesDownAsync();
        await day.CustomerCallsAsync();
        await phone.RingsAsync();
        if (state != InteractionState.Alerting)
        {
            await phone.AnswerAsync();
        }

        if (state == InteractionState.Held)
        {
            await day.News.InteractionAsync(InteractionState.Connected);
            await phone.HoldAsync();
        }

        await day.News.InteractionAsync(state);
        var truth = await day.ThroughACrashAsync();

        Assert.Empty(truth.Interactions); // though her telephone may believe in it for a while
        Assert.Equal(remembers ? AgentState.Ready : null, Assert.Single(truth.Channels).AgentState);
        await LogsOffAsync(day);
    }

    private async Task LogsOffAsync(AlicesDay day)
    {
        Assert.Equal(CommandResult.Done, await day.Alice.LogOffAsync(reason: null, TestTimeout.Token));
        await day.News.UntilAsync<AgentLoggedOff>();
        Assert.Null(await atSwitch.MemberAsync("sales", "1001"));
        Assert.Null(await atSwitch.MemberAsync("support", "1001"));
    }
}

public sealed class RestartTests(AsteriskSwitch atSwitch) : RestartPlay(atSwitch, remembers: true), IClassFixture<AsteriskSwitch>;

public sealed class RestartOfAForgetfulSwitchTests(ForgetfulSwitch atSwitch)
    : RestartPlay(atSwitch, remembers: false),
        IClassFixture<ForgetfulSwitch>;
