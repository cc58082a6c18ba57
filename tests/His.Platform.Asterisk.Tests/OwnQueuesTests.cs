using His.Platform.Asterisk.Tests.Switch;

namespace His.Platform.Asterisk.Tests;

/// <summary>Agents who work in some of the queues, as the directory has it, and what a login does about them.</summary>
public sealed class OwnQueuesTests(AsteriskSwitch atSwitch) : IClassFixture<AsteriskSwitch>
{
    [Fact]
    public async Task AnAgent_WorksInTheirOwnQueuesAlone()
    {
        await using var day = await AlicesDay.BeginAsync(atSwitch);
        await day.WorkInAsync("Support"); // the switch does not look at the case of a queue's letters either

        await day.Alice.ActivateAsync("phone", TestTimeout.Token);
        Assert.Equal(CommandResult.Done, await day.Alice.MakeReadyAsync("phone", TestTimeout.Token));

        Assert.Null(await atSwitch.MemberAsync("sales", "1001"));
        Assert.DoesNotContain("(paused", await atSwitch.MemberAsync("support", "1001"), StringComparison.Ordinal);
        Assert.Equal(CommandResult.Done, await day.Alice.MakeNotReadyAsync("phone", new Reason("lunch"), TestTimeout.Token));
        Assert.Contains("(paused:lunch", await atSwitch.MemberAsync("support", "1001"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AQueueThatWasTheirsYesterday_StillCounts_IsPausedToo_AndIsLeft()
    {
        await using var day = await AlicesDay.BeginAsync(atSwitch);
        await day.Alice.ActivateAsync("phone", TestTimeout.Token);
        await day.Alice.MakeReadyAsync("phone", TestTimeout.Token);
        await day.WorkInAsync("support");

        await atSwitch.ConsoleAsync("queue pause member PJSIP/1001 queue support");
        Assert.Equal(AgentState.Ready, Assert.Single((await day.AskAsync()).Channels).AgentState);
        Assert.Equal(CommandResult.Done, await day.Alice.MakeNotReadyAsync("phone", reason: null, TestTimeout.Token));
        Assert.Equal(AgentState.NotReady, Assert.Single((await day.AskAsync()).Channels).AgentState);

        Assert.Equal(CommandResult.Done, await day.Alice.LogOffAsync(reason: null, TestTimeout.Token));
        Assert.Null(await atSwitch.MemberAsync("sales", "1001"));
        Assert.Null(await atSwitch.MemberAsync("support", "1001"));
    }

    [Fact]
    public async Task AQueueThatWasTheirsYesterday_IsNoGoal_AndIsToldWhileCallsMayComeFromIt()
    {
        await using var day = await AlicesDay.BeginAsync(atSwitch);
        await day.Alice.ActivateAsync("phone", TestTimeout.Token);
        await day.WorkInAsync("support");

        Assert.Equal(CommandResult.Done, await day.Alice.MakeReadyAsync("phone", TestTimeout.Token));
        var ready = Assert.Single((await day.AskAsync()).Channels);
        Assert.Equal(AgentState.Ready, ready.AgentState);
        Assert.Empty(ready.Queues); // still paused in sales, and nobody wants it otherwise
        await atSwitch.ConsoleAsync("queue unpause member PJSIP/1001 queue sales");
        await atSwitch.ConsoleAsync("queue pause member PJSIP/1001 queue support");

        var told = Assert.Single((await day.AskAsync()).Channels);

        Assert.Equal(AgentState.Ready, told.AgentState);
        Assert.Equal([new("support", AgentState.NotReady), new("sales", AgentState.Ready)], told.Queues);
    }

    [Fact]
    public async Task AQueueThatTheSettingsDoNotName_RefusesTheLogin()
    {
        await using var day = await AlicesDay.BeginAsync(atSwitch);
        day.Staff.Change("bob", bob => bob with { Queues = ["sales", "fixed"] });

        var answer = await day.Platform.LogInAsync(new AgentIdentity("bob", "Bob"), endpoint: null, new News(), TestTimeout.Token);

        Assert.Equal(new LogInResult.Refused("a queue of the agent is not configured"), answer);
    }

    [Fact]
    public async Task WhoHasLeftTheDirectory_KeepsTheSession_AndDoesNotComeBack()
    {
        await using var day = await AlicesDay.BeginAsync(atSwitch);
        day.Staff.Remove("alice");

        Assert.Equal(CommandResult.Done, await day.Alice.ActivateAsync("phone", TestTimeout.Token));
        Assert.Equal(CommandResult.Done, await day.Alice.LogOffAsync(reason: null, TestTimeout.Token));
        Assert.Equal(
            new LogInResult.Refused("the agent is not in the directory"),
            await day.Platform.LogInAsync(new AgentIdentity("alice", "Alice"), endpoint: null, new News(), TestTimeout.Token)
        );
    }

    [Fact]
    public async Task AnUnregisteredTelephone_IsWarnedOf_AndARegisteredOneIsNot()
    {
        await using var day = await AlicesDay.BeginAsync(atSwitch);
        await using (await Phone.OfAgentAsync(atSwitch, "1001"))
        {
            await day.LogInAsync();
            Assert.Empty(day.Login.Warnings);
        }

        var bob = await day.Platform.LogInAsync(new AgentIdentity("bob", "Bob"), endpoint: null, new News(), TestTimeout.Token);
        Assert.Equal([LoginWarning.EndpointNotRegistered], Assert.IsType<LogInResult.LoggedIn>(bob).Warnings);
    }

    [Fact]
    public async Task WithLoginModeNotReady_ALoginBringsTheAgentIntoTheirQueues()
    {
        await using var day = await AlicesDay.BeginAsync(atSwitch, options => options with { LoginMode = AsteriskLoginMode.NotReady });

        Assert.Equal(AgentState.NotReady, Assert.Single(day.Found.Channels).AgentState);
        Assert.Contains("(paused", await atSwitch.MemberAsync("sales", "1001"), StringComparison.Ordinal);
        Assert.Contains("(paused", await atSwitch.MemberAsync("support", "1001"), StringComparison.Ordinal);

        // Who is Ready stays it.
        await day.Alice.MakeReadyAsync("phone", TestTimeout.Token);
        await day.LogInAsync();
        Assert.Equal(AgentState.Ready, Assert.Single(day.Found.Channels).AgentState);
    }

    [Fact]
    public async Task WithLoginModeNotReady_ANoOfTheSwitch_IsNoReasonToSendTheAgentAway()
    {
        await using var day = await AlicesDay.BeginAsync(
            atSwitch,
            options => options with { LoginMode = AsteriskLoginMode.NotReady, Username = "his-looks" }
        );

        Assert.False(Assert.Single(day.Found.Channels).IsActive);
    }
}
