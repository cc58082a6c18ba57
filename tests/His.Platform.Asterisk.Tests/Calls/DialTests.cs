using His.Platform.Asterisk.Tests.Switch;

namespace His.Platform.Asterisk.Tests.Calls;

/// <summary>Calls that HIS dials for Alice.</summary>
public sealed class DialTests(AsteriskSwitch atSwitch) : IClassFixture<AsteriskSwitch>
{
    [Fact]
    public async Task ADialedCall_RingsAliceFirst_AndIsConnected_WhenTheOtherSideAnswers()
    {
        await using var day = await AlicesDay.BeginWithCallsAsync(atSwitch);
        var (phone, colleague) = (await day.BecomeReadyAsync(), await day.ColleagueAsync());

        var id = await DialAsync(day, "1002");

        var dialing = await day.News.InteractionAsync(InteractionState.Dialing);
        Assert.Equal((id, "1002", InteractionDirection.Outbound), (dialing.Id, dialing.Party, dialing.Direction));
        await phone.RingsAsync();
        await phone.AnswerAsync();
        await colleague.RingsAsync();
        Assert.Equal(dialing, Assert.Single((await day.AskAsync()).Interactions));
        await colleague.AnswerAsync();
        Assert.Equal(dialing with { State = InteractionState.Connected }, await day.News.InteractionAsync(InteractionState.Connected));
        await atSwitch.TalkTogetherAsync(AlicesDay.AlicesLeg, AlicesDay.ColleaguesLeg);

        await colleague.HangUpAsync();
        Assert.Equal(id, (await day.News.InteractionAsync(InteractionState.Completed)).Id);
        await atSwitch.NoCallsAsync();
    }

    [Fact]
    public async Task ADialedCall_IsCompleted_WhenTheOtherSideRefuses()
    {
        await using var day = await AlicesDay.BeginWithCallsAsync(atSwitch);
        var (phone, colleague) = (await day.BecomeReadyAsync(), await day.ColleagueAsync());
        await DialAsync(day, "1002");
        await phone.RingsAsync();
        await phone.AnswerAsync();
        await colleague.RingsAsync();

        await colleague.HangUpAsync();

        await day.News.InteractionAsync(InteractionState.Completed);
        await phone.IsClosedAsync();
    }

    [Fact]
    public async Task ADialedCall_IsCompleted_WhenAliceDoesNotPickUpHerself()
    {
        await using var day = await AlicesDay.BeginWithCallsAsync(atSwitch);
        var phone = await day.BecomeReadyAsync();
        var id = await DialAsync(day, "1002");
        await phone.RingsAsync();

        await phone.HangUpAsync();

        Assert.Equal(id, (await day.News.InteractionAsync(InteractionState.Completed)).Id);
    }

    [Fact]
    public async Task End_EndsADialedCall_BeforeAnybodyHasAnswered()
    {
        await using var day = await AlicesDay.BeginWithCallsAsync(atSwitch);
        var (phone, colleague) = (await day.BecomeReadyAsync(), await day.ColleagueAsync());
        var id = await DialAsync(day, "1002");
        await phone.RingsAsync();
        Assert.Equal(CommandOutcome.Refused, (await day.HandleAsync(id, InteractionCommand.Reject)).Outcome);
        Assert.Equal(CommandOutcome.Refused, (await day.HandleAsync(id, InteractionCommand.Hold)).Outcome);
        await phone.AnswerAsync();
        await colleague.RingsAsync();

        await day.DoAsync(id, InteractionCommand.End);

        await day.News.InteractionAsync(InteractionState.Completed);
        await colleague.IsClosedAsync();
        await atSwitch.NoCallsAsync();
    }

    [Fact]
    public async Task ACallToAQueue_IsConnected_WhenTheQueueAnswers()
    {
        await using var day = await AlicesDay.BeginWithCallsAsync(atSwitch);
        var phone = await day.BecomeReadyAsync();
        await DialAsync(day, "601");
        await phone.RingsAsync();

        await phone.AnswerAsync();

        await day.News.InteractionAsync(InteractionState.Connected);
    }

    [Fact]
    public async Task WithoutATelephone_NothingIsDialed()
    {
        await using var day = await AlicesDay.BeginWithCallsAsync(atSwitch);
        var carol = Assert
            .IsType<LogInResult.LoggedIn>(
                await day.Platform.LogInAsync(new AgentIdentity("carol", "Carol"), null, new News(), TestTimeout.Token)
            )
            .Agent;

        Assert.Equal(CommandOutcome.Refused, (await carol.DialAsync("phone", "1002", TestTimeout.Token)).Result.Outcome);
        Assert.Empty((await carol.GetStateAsync(TestTimeout.Token))!.Interactions);
    }

    [Fact]
    public async Task ADialedCall_IsFoundByAnotherHis_AsWhatItIs()
    {
        await using var day = await AlicesDay.BeginWithCallsAsync(atSwitch);
        var (phone, colleague) = (await day.BecomeReadyAsync(), await day.ColleagueAsync());
        await DialAsync(day, "1002");
        await phone.RingsAsync();
        await phone.AnswerAsync();
        await colleague.RingsAsync();
        var dialing = await day.News.InteractionAsync(InteractionState.Dialing);

        await using var other = await atSwitch.PlatformAsync(options => AlicesDay.WithCalls(options));
        var news = new News();
        var found = Assert
            .IsType<LogInResult.LoggedIn>(await other.LogInAsync(new AgentIdentity("alice", "Alice"), null, news, TestTimeout.Token))
            .State;

        Assert.Equal(dialing, Assert.Single(found.Interactions));
        await colleague.AnswerAsync();
        Assert.Equal(dialing.Id, (await news.InteractionAsync(InteractionState.Connected)).Id);
    }

    [Theory]
    [InlineData("PJSIP/1002&PJSIP/1003")]
    [InlineData("1002,1)")]
    [InlineData("${EXTEN}")]
    [InlineData("+4930123456")]
    public async Task WhatMayNotBeDialed_IsNot(string destination)
    {
        await using var day = await AlicesDay.BeginWithCallsAsync(atSwitch);
        var before = await CallsAsync();

        Assert.Equal(CommandOutcome.Forbidden, (await day.Alice.DialAsync("phone", destination, TestTimeout.Token)).Result.Outcome);

        Assert.Equal(before, await CallsAsync());
        Assert.Equal(1, day.Platform.Dialer.NotAllowed);
    }

    [Fact]
    public async Task WhoDialsTooOften_IsToldSo()
    {
        await using var day = await AlicesDay.BeginWithCallsAsync(atSwitch, calls => calls with { DialsPerMinute = 1 });
        var phone = await day.BecomeReadyAsync();
        var id = await DialAsync(day, "1002");
        await phone.RingsAsync();

        Assert.Equal(CommandOutcome.RateLimited, (await day.Alice.DialAsync("phone", "1002", TestTimeout.Token)).Result.Outcome);

        await day.DoAsync(id, InteractionCommand.End);
    }

    [Fact]
    public async Task WithoutAContext_TheTelephoneDials()
    {
        await using var day = await AlicesDay.BeginAsync(atSwitch);

        Assert.False(day.Alice.Capabilities.Dialing);
        Assert.Equal(new DialCommandResult(CommandResult.NotSupported), await day.Alice.DialAsync("phone", "1002", TestTimeout.Token));
    }

    [Fact]
    public async Task WithoutThePrivilege_ItIsNotOffered()
    {
        await using var day = await AlicesDay.BeginAsync(atSwitch, options => AlicesDay.WithCalls(options) with { Username = "his" });

        Assert.False(day.Alice.Capabilities.Dialing);
        Assert.Equal(new DialCommandResult(CommandResult.NotSupported), await day.Alice.DialAsync("phone", "1002", TestTimeout.Token));
    }

    private static async Task<string> DialAsync(AlicesDay day, string number)
    {
        var answer = await day.Alice.DialAsync("phone", number, TestTimeout.Token);
        Assert.Equal(CommandResult.Done, answer.Result);
        return Assert.IsType<string>(answer.InteractionId);
    }

    private async Task<string> CallsAsync() =>
        (await atSwitch.ConsoleAsync("core show channels count"))
            .Split('\n')
            .Single(line => line.Contains("processed", StringComparison.Ordinal));
}
