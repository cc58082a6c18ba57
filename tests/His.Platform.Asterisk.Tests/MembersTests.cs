using His.Platform.Asterisk.Devices;
using His.Platform.Asterisk.Tests.Switch;

namespace His.Platform.Asterisk.Tests;

/// <summary>Agent states against queue membership, with the switch's own console as the witness.</summary>
public sealed class MembersTests(AsteriskSwitch atSwitch) : IClassFixture<AsteriskSwitch>
{
    [Fact]
    public async Task AnAgentWhoIsNoMember_IsLoggedOn_AndInactive()
    {
        await using var day = await AlicesDay.BeginAsync(atSwitch);

        Assert.True(day.Found.LoggedOn);
        Assert.Equal(
            new SwitchChannelState("phone", ChannelType.Telephony, "1001", IsActive: false, AgentState: null),
            Assert.Single(day.Found.Channels)
        );
    }

    [Fact]
    public async Task AWholeDay_IsSeenAtTheSwitch()
    {
        await using var day = await AlicesDay.BeginAsync(atSwitch);

        Assert.Equal(CommandResult.Done, await day.Alice.ActivateAsync("phone", TestTimeout.Token));
        Assert.Contains("(paused", await atSwitch.MemberAsync("sales", "1001"), StringComparison.Ordinal);
        Assert.Contains("(paused", await atSwitch.MemberAsync("support", "1001"), StringComparison.Ordinal);

        Assert.Equal(CommandResult.Done, await day.Alice.MakeReadyAsync("phone", TestTimeout.Token));
        Assert.DoesNotContain("(paused", await atSwitch.MemberAsync("sales", "1001"), StringComparison.Ordinal);

        Assert.Equal(CommandResult.Done, await day.Alice.MakeNotReadyAsync("phone", new Reason("lunch"), TestTimeout.Token));
        Assert.Contains("(paused:lunch", await atSwitch.MemberAsync("support", "1001"), StringComparison.Ordinal);
        var paused = await day.News.ChannelAsync(channel => channel is { AgentState: AgentState.NotReady, Reason: not null });
        Assert.Equal(new Reason("lunch", Label: "Lunch"), paused.Reason);

        Assert.Equal(CommandResult.Done, await day.Alice.LogOffAsync(new Reason("home", "see you | tomorrow"), TestTimeout.Token));
        await day.News.UntilAsync<AgentLoggedOff>();
        Assert.Null(await atSwitch.MemberAsync("sales", "1001"));
        Assert.Null(await atSwitch.MemberAsync("support", "1001"));
        Assert.EndsWith("|NONE|Alice|HISLOGOFF|home|see you / tomorrow", (await atSwitch.QueueLogAsync())[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnAdministrator_IsHeard()
    {
        await using var day = await AlicesDay.BeginAsync(atSwitch);
        await day.Alice.ActivateAsync("phone", TestTimeout.Token);
        await day.News.ChannelAsync(channel => channel.IsActive);

        await atSwitch.ConsoleAsync("queue unpause member PJSIP/1001 queue support");
        await day.News.ChannelAsync(channel => channel.AgentState == AgentState.Ready);
        await atSwitch.ConsoleAsync("queue pause member PJSIP/1001 queue support reason Meeting");
        Assert.Equal("Meeting", (await day.News.ChannelAsync(channel => channel.AgentState == AgentState.NotReady)).Reason?.Text);

        await atSwitch.ConsoleAsync("queue remove member PJSIP/1001 from sales");
        await atSwitch.ConsoleAsync("queue remove member PJSIP/1001 from support");
        await day.News.ChannelAsync(channel => !channel.IsActive);
        Assert.True((await day.AskAsync()).LoggedOn);
    }

    [Fact]
    public async Task SomeQueuesOnly_ReadyMeansACallMayCome_AndACommandMakesAllAgree()
    {
        await using var day = await AlicesDay.BeginAsync(atSwitch);
        await atSwitch.ConsoleAsync("queue add member PJSIP/1001 to support penalty 0 as Alice");
        await day.News.ChannelAsync(channel => channel.AgentState == AgentState.Ready);

        Assert.Equal(CommandResult.Done, await day.Alice.MakeNotReadyAsync("phone", reason: null, TestTimeout.Token));
        Assert.Equal(AgentState.NotReady, Assert.Single((await day.AskAsync()).Channels).AgentState);
        Assert.Equal(CommandResult.Done, await day.Alice.MakeReadyAsync("phone", TestTimeout.Token));

        Assert.DoesNotContain("(paused", await atSwitch.MemberAsync("sales", "1001"), StringComparison.Ordinal);
        Assert.DoesNotContain("(paused", await atSwitch.MemberAsync("support", "1001"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhoIsInNoQueue_IsNeitherReadyNorNotReady()
    {
        await using var day = await AlicesDay.BeginAsync(atSwitch);

        Assert.Equal(CommandResult.Refused("Interface not found"), await day.Alice.MakeReadyAsync("phone", TestTimeout.Token));
        Assert.Equal(
            CommandResult.Refused("Interface not found"),
            await day.Alice.MakeNotReadyAsync("phone", reason: null, TestTimeout.Token)
        );
        Assert.Equal(CommandResult.Done, await day.Alice.DeactivateAsync("phone", TestTimeout.Token));
        Assert.Null(await atSwitch.MemberAsync("sales", "1001"));
    }

    [Theory]
    [InlineData("back at two\r\nAction: Originate")]
    [InlineData("back at two\nAction: Originate")]
    [InlineData("back at two\0")]
    public async Task AReasonThatIsMoreThanALine_IsRefused_AndNothingIsSent(string text)
    {
        await using var day = await AlicesDay.BeginAsync(atSwitch);
        await day.Alice.ActivateAsync("phone", TestTimeout.Token);
        await day.Alice.MakeReadyAsync("phone", TestTimeout.Token);

        Assert.Equal(
            CommandOutcome.Refused,
            (await day.Alice.MakeNotReadyAsync("phone", new Reason(null, text), TestTimeout.Token)).Outcome
        );
        Assert.Equal(CommandOutcome.Refused, (await day.Alice.LogOffAsync(new Reason(null, text), TestTimeout.Token)).Outcome);

        Assert.Equal(AgentState.Ready, Assert.Single((await day.AskAsync()).Channels).AgentState);
    }

    [Fact]
    public async Task ALongReason_IsCut_WhereTheSwitchWouldCutIt_ButBetweenLetters()
    {
        await using var day = await AlicesDay.BeginAsync(atSwitch);
        await day.Alice.ActivateAsync("phone", TestTimeout.Token);
        var text = "x" + new string('Щ', 60);

        Assert.Equal(CommandResult.Done, await day.Alice.MakeNotReadyAsync("phone", new Reason(null, text), TestTimeout.Token));

        var reason = Assert.Single((await day.AskAsync()).Channels).Reason!.Text!;
        Assert.Equal("x" + new string('Щ', (PauseReason.MaxBytes - 1) / 2), reason);
    }

    [Fact]
    public async Task AnEndpoint_IsOneAgents()
    {
        await using var day = await AlicesDay.BeginAsync(atSwitch, options => options with { FreeSeating = true });
        var bob = new AgentIdentity("bob", "Bob");

        Assert.IsType<LogInResult.EndpointInUse>(await day.Platform.LogInAsync(bob, "1001", new News(), TestTimeout.Token));
        Assert.IsType<LogInResult.EndpointUnknown>(await day.Platform.LogInAsync(bob, "4711", new News(), TestTimeout.Token));
        Assert.IsType<LogInResult.LoggedIn>(await day.Platform.LogInAsync(bob, "1003", new News(), TestTimeout.Token));
    }

    [Theory]
    [InlineData("1001&PJSIP/9001234")]
    [InlineData("1001,s")]
    [InlineData("1001@trunk")]
    [InlineData("../1001")]
    [InlineData("${EXTEN}")]
    [InlineData("1001;1")]
    [InlineData("1001)")]
    [InlineData("1001\n")]
    [InlineData("")]
    [InlineData("123456789012345678901234567890123")]
    public async Task AnEndpointThatIsMoreThanAWord_IsUnknown(string endpoint)
    {
        await using var day = await AlicesDay.BeginAsync(atSwitch, options => options with { FreeSeating = true });

        Assert.IsType<LogInResult.EndpointUnknown>(
            await day.Platform.LogInAsync(new AgentIdentity("bob", "Bob"), endpoint, new News(), TestTimeout.Token)
        );
    }

    [Fact]
    public async Task WithoutFreeSeating_AnotherEndpointIsNotTheirs()
    {
        await using var day = await AlicesDay.BeginAsync(atSwitch);

        Assert.IsType<LogInResult.EndpointUnknown>(
            await day.Platform.LogInAsync(new AgentIdentity("bob", "Bob"), "1003", new News(), TestTimeout.Token)
        );
    }

    [Fact]
    public async Task AQueueThatTheSwitchDoesNotKnow_IsNotJoined_ButCanBeLeft()
    {
        await using var day = await AlicesDay.BeginAsync(atSwitch, options => options with { Queues = ["sales", "nowhere"] });

        var answer = await day.Alice.ActivateAsync("phone", TestTimeout.Token);

        Assert.Equal(CommandResult.Refused("Unable to add interface to queue: No such queue"), answer);
        Assert.Equal(CommandResult.Done, await day.Alice.DeactivateAsync("phone", TestTimeout.Token));
    }

    [Fact]
    public async Task AMemberOfTheConfiguration_CannotLeave()
    {
        await atSwitch.ResetAsync();
        await using var platform = await atSwitch.PlatformAsync(options => options with { Queues = ["fixed"] });
        var answer = await platform.LogInAsync(new AgentIdentity("carol", "Carol"), endpoint: null, new News(), TestTimeout.Token);
        var carol = Assert.IsType<LogInResult.LoggedIn>(answer).Agent;

        var left = await carol.LogOffAsync(reason: null, TestTimeout.Token);

        Assert.Equal(CommandResult.Refused("Member not dynamic"), left);
        Assert.True((await carol.GetStateAsync(TestTimeout.Token))!.LoggedOn);
    }

    [Fact]
    public async Task AnAccountThatMayOnlyLook_IsOfferedNothing()
    {
        await using var day = await AlicesDay.BeginAsync(atSwitch, options => options with { Username = "his-looks" });

        Assert.Equal(CommandResult.NotSupported, await day.Alice.ActivateAsync("phone", TestTimeout.Token));
        Assert.Equal(CommandResult.Refused("Permission denied"), await day.Alice.LogOffAsync(reason: null, TestTimeout.Token));
        Assert.False(Assert.Single((await day.AskAsync()).Channels).IsActive);
    }
}
