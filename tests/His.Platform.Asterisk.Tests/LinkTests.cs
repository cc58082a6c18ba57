using His.Platform.Asterisk.Tests.Switch;

namespace His.Platform.Asterisk.Tests;

/// <summary>A switch that freezes, dies and comes back.</summary>
public sealed class LinkTests(AsteriskSwitch atSwitch) : IClassFixture<AsteriskSwitch>
{
    [Fact]
    public async Task AFrozenSwitch_IsNoticed_AndAnswersAtOnceAreNo()
    {
        await using var day = await AlicesDay.BeginAsync(atSwitch, AsteriskSwitch.NoticesSoon);
        await day.Alice.ActivateAsync("phone", TestTimeout.Token);
        await day.News.ChannelAsync(channel => channel.IsActive);
        await atSwitch.FreezeAsync();

        await day.News.UntilAsync<LinkLost>();

        Assert.False(day.Platform.IsAvailable);
        Assert.Equal(CommandResult.Unavailable, await day.Alice.MakeReadyAsync("phone", TestTimeout.Token));
        Assert.Equal(CommandResult.Unavailable, await day.Alice.LogOffAsync(reason: null, TestTimeout.Token));
        Assert.Null(await day.Alice.GetStateAsync(TestTimeout.Token));
        Assert.IsType<LogInResult.Unavailable>(
            await day.Platform.LogInAsync(new AgentIdentity("bob", "Bob"), endpoint: null, new News(), TestTimeout.Token)
        );

        await atSwitch.ThawAsync();
        var truth = (await day.News.UntilAsync<AgentSnapshot>()).Agent;
        Assert.Equal(AgentState.NotReady, Assert.Single(truth.Channels).AgentState);
        Assert.Equal(CommandResult.Done, await day.Alice.MakeReadyAsync("phone", TestTimeout.Token));
    }

    [Fact]
    public async Task ACommandToAFrozenSwitch_EndsWithItsDeadline()
    {
        await using var day = await AlicesDay.BeginAsync(atSwitch, options => options with { PingTimeout = TestTimeout.Limit });
        await day.Alice.ActivateAsync("phone", TestTimeout.Token);
        await atSwitch.FreezeAsync();
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(3)); // time enough to tell it before

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => day.Alice.MakeReadyAsync("phone", deadline.Token));

        // What was told already happens all the same, and is told as news.
        await atSwitch.ThawAsync();
        await day.News.ChannelAsync(channel => channel.AgentState == AgentState.Ready);
    }

    [Fact]
    public async Task ASwitchThatDied_ComesBack_WithItsMembers_AndWithoutItsCalls()
    {
        await using var day = await AlicesDay.BeginAsync(atSwitch);
        var phone = await day.BecomeReadyAsync();
        await day.CustomerCallsAsync();
        await phone.RingsAsync();
        await phone.AnswerAsync();
        await day.News.InteractionAsync(InteractionState.Connected);

        await atSwitch.KillAsync();
        await day.News.UntilAsync<LinkLost>();
        await atSwitch.StartAsync();

        var truth = (await day.News.UntilAsync<AgentSnapshot>()).Agent;
        // It writes members and pauses down within a second, queue by queue, so what it remembers is for it to say.
        string?[] members = [await atSwitch.MemberAsync("sales", "1001"), await atSwitch.MemberAsync("support", "1001")];
        var remembersReady = members.Any(member => member is not null && !member.Contains("(paused", StringComparison.Ordinal));
        Assert.Equal(remembersReady, Assert.Single(truth.Channels).AgentState == AgentState.Ready);
        Assert.Empty(truth.Interactions);
    }

    [Fact]
    public async Task WhatHappened_WhileNobodyListened_IsInTheTruth()
    {
        await using var day = await AlicesDay.BeginAsync(
            atSwitch,
            options => options with { ReconnectDelay = TimeSpan.FromSeconds(2), MaxReconnectDelay = TimeSpan.FromSeconds(2) }
        );
        await day.BecomeReadyAsync();

        await atSwitch.ConsoleAsync("manager reload"); // keeps the link
        await atSwitch.StopAsync();
        await day.News.UntilAsync<LinkLost>();
        await atSwitch.StartAsync();
        foreach (var queue in new[] { "sales", "support" })
        {
            await atSwitch.ConsoleAsync($"queue remove member PJSIP/1001 from {queue}");
        }

        await TestTimeout.UntilAsync(() => Task.FromResult(day.Platform.IsAvailable), "the link is back");
        await TestTimeout.UntilAsync(async () => !Assert.Single((await day.AskAsync()).Channels).IsActive, "inactive");
    }

    [Fact]
    public async Task ASwitchThatIsNotThere_IsNoError_AndIsFoundLater()
    {
        await atSwitch.StopAsync();
        await using var platform = await atSwitch.PlatformAsync();
        Assert.False(platform.IsAvailable);

        await atSwitch.StartAsync();

        await TestTimeout.UntilAsync(() => Task.FromResult(platform.IsAvailable), "the link is there");
    }

    [Theory]
    [InlineData("his", "wrong")]
    [InlineData("his-blind", "his-test-secret")]
    public async Task AnAccountThatIsNotEnough_GivesNoLink(string username, string secret)
    {
        await using var platform = await atSwitch.PlatformAsync(options => options with { Username = username, Secret = secret });

        Assert.False(platform.IsAvailable);
    }
}
