using His.Platform.Asterisk.Tests.Switch;

namespace His.Platform.Asterisk.Tests.Calls;

/// <summary>Calls that HIS holds, and those that the telephone holds; and what the queue thinks of it.</summary>
public sealed class HoldTests(AsteriskSwitch atSwitch) : IClassFixture<AsteriskSwitch>
{
    [Fact]
    public async Task AHeldCall_WaitsWithMusic_AndIsRetrieved_WhileTheQueueCountsOneCall()
    {
        await using var day = await AlicesDay.BeginWithCallsAsync(atSwitch);
        var (id, _, customer) = await day.TalkAsync();

        for (var i = 0; i < 2; i++)
        {
            await day.DoAsync(id, InteractionCommand.Hold);
            Assert.Equal(id, (await day.News.InteractionAsync(InteractionState.Held)).Id);
            await atSwitch.WaitsAsync(AlicesDay.CustomersLeg, "hold");
            await atSwitch.WaitsAsync(AlicesDay.AlicesLeg, "wait");
            Assert.Contains("(in call)", await atSwitch.MemberAsync("sales", "1001"), StringComparison.Ordinal);
            await day.DoAsync(id, InteractionCommand.Hold);

            await day.DoAsync(id, InteractionCommand.Retrieve);
            Assert.Equal(id, (await day.News.InteractionAsync(InteractionState.Connected)).Id);
            await atSwitch.TalkTogetherAsync(AlicesDay.CustomersLeg, AlicesDay.AlicesLeg);
            await day.DoAsync(id, InteractionCommand.Retrieve);
        }

        Assert.DoesNotContain(await LogAsync(), line => line.Contains("|COMPLETE", StringComparison.Ordinal));
        await customer.HangUpAsync();
        await day.News.InteractionAsync(InteractionState.Completed);
        await atSwitch.NoCallsAsync();
        await TestTimeout.UntilAsync(
            async () => (await LogAsync()).Count(line => line.Contains("|COMPLETECALLER|", StringComparison.Ordinal)) == 1,
            "one call in the log"
        );
    }

    [Fact]
    public async Task ACustomerWhoHangsUpWhileTheyWait_EndsTheCall()
    {
        await using var day = await AlicesDay.BeginWithCallsAsync(atSwitch);
        var (id, phone, customer) = await day.TalkAsync();
        await day.DoAsync(id, InteractionCommand.Hold);
        await atSwitch.WaitsAsync(AlicesDay.CustomersLeg, "hold");

        await customer.HangUpAsync();

        await day.News.InteractionAsync(InteractionState.Completed);
        await phone.IsClosedAsync();
        await atSwitch.NoCallsAsync();
    }

    [Fact]
    public async Task ACustomerWhoWaits_IsNotLeftBehind_WhenAliceHangsUp()
    {
        await using var day = await AlicesDay.BeginWithCallsAsync(atSwitch);
        var (id, phone, customer) = await day.TalkAsync();
        await day.DoAsync(id, InteractionCommand.Hold);
        await atSwitch.WaitsAsync(AlicesDay.CustomersLeg, "hold");

        await phone.HangUpAsync();

        await day.News.InteractionAsync(InteractionState.Completed);
        await customer.IsClosedAsync();
        await atSwitch.NoCallsAsync();
    }

    [Fact]
    public async Task End_EndsAHeldCall_ForBoth()
    {
        await using var day = await AlicesDay.BeginWithCallsAsync(atSwitch);
        var (id, _, customer) = await day.TalkAsync();
        await day.DoAsync(id, InteractionCommand.Hold);
        await day.News.InteractionAsync(InteractionState.Held);

        await day.DoAsync(id, InteractionCommand.End);

        await day.News.InteractionAsync(InteractionState.Completed);
        await customer.IsClosedAsync();
        await atSwitch.NoCallsAsync();
    }

    [Fact]
    public async Task WhatTheTelephoneHolds_IsTheTelephonesToRetrieve()
    {
        await using var day = await AlicesDay.BeginWithCallsAsync(atSwitch);
        var (id, phone, _) = await day.TalkAsync();
        await phone.HoldAsync();
        await day.News.InteractionAsync(InteractionState.Held);

        await day.DoAsync(id, InteractionCommand.Hold);
        Assert.Equal(CommandResult.Refused("the telephone holds the call"), await day.HandleAsync(id, InteractionCommand.Retrieve));

        await phone.ResumeAsync();
        await day.News.InteractionAsync(InteractionState.Connected);
    }

    [Fact]
    public async Task AHeldCall_IsFoundByAnotherHis_AndCanBeRetrievedThere()
    {
        await using var day = await AlicesDay.BeginWithCallsAsync(atSwitch);
        var (id, _, _) = await day.TalkAsync();
        await day.DoAsync(id, InteractionCommand.Hold);
        var held = await day.News.InteractionAsync(InteractionState.Held);
        await atSwitch.WaitsAsync(AlicesDay.CustomersLeg, "hold");
        await atSwitch.WaitsAsync(AlicesDay.AlicesLeg, "wait");

        await using var other = await atSwitch.PlatformAsync(options => AlicesDay.WithCalls(options));
        var news = new News();
        var found = Assert.IsType<LogInResult.LoggedIn>(
            await other.LogInAsync(new AgentIdentity("alice", "Alice"), null, news, TestTimeout.Token)
        );

        Assert.Equal(held with { Subject = null }, Assert.Single(found.State.Interactions));
        Assert.Equal(CommandResult.Done, await found.Agent.ExecuteAsync(id, InteractionCommand.Retrieve, null, TestTimeout.Token));
        await news.InteractionAsync(InteractionState.Connected);
        await atSwitch.TalkTogetherAsync(AlicesDay.CustomersLeg, AlicesDay.AlicesLeg);
    }

    [Fact]
    public async Task ADialedCall_CanBeHeldToo()
    {
        await using var day = await AlicesDay.BeginWithCallsAsync(atSwitch);
        var (phone, colleague) = (await day.BecomeReadyAsync(), await day.ColleagueAsync());
        var id = (await day.Alice.DialAsync("phone", "1002", TestTimeout.Token)).InteractionId!;
        await phone.RingsAsync();
        await phone.AnswerAsync();
        await colleague.RingsAsync();
        await colleague.AnswerAsync();
        await day.News.InteractionAsync(InteractionState.Connected);

        await day.DoAsync(id, InteractionCommand.Hold);
        await day.News.InteractionAsync(InteractionState.Held);
        await atSwitch.WaitsAsync(AlicesDay.ColleaguesLeg, "hold");
        await day.DoAsync(id, InteractionCommand.Retrieve);

        Assert.Equal(
            ("1002", InteractionDirection.Outbound),
            await day.News.InteractionAsync(InteractionState.Connected) is var back ? (back.Party, back.Direction) : default
        );
        await atSwitch.TalkTogetherAsync(AlicesDay.ColleaguesLeg, AlicesDay.AlicesLeg);
    }

    private async Task<string[]> LogAsync()
    {
        var log = await atSwitch.QueueLogAsync();
        return log[Array.FindLastIndex(log, line => line.Contains("|ENTERQUEUE|", StringComparison.Ordinal))..];
    }
}
