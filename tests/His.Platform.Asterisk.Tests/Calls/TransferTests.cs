using His.Platform.Asterisk.Tests.Switch;

namespace His.Platform.Asterisk.Tests.Calls;

/// <summary>Customers who are handed over at once, by HIS and by the telephone.</summary>
public sealed class TransferTests(AsteriskSwitch atSwitch) : IClassFixture<AsteriskSwitch>
{
    [Fact]
    public async Task ATransferredCustomer_RingsTheColleague_AndAliceIsFree()
    {
        await using var day = await AlicesDay.BeginWithCallsAsync(atSwitch);
        var colleague = await day.ColleagueAsync();
        var (id, phone, customer) = await day.TalkAsync();

        await day.DoAsync(id, InteractionCommand.Transfer, "1002");

        Assert.Equal(id, (await day.News.InteractionAsync(InteractionState.Completed)).Id);
        await phone.IsClosedAsync();
        await colleague.RingsAsync();
        await colleague.AnswerAsync();
        await atSwitch.TalkTogetherAsync(AlicesDay.CustomersLeg, AlicesDay.ColleaguesLeg);
        Assert.Empty((await day.AskAsync()).Interactions);
        await TestTimeout.UntilAsync(
            async () =>
                (await atSwitch.QueueLogAsync()).Any(line =>
                    line.Contains("|Alice|BLINDTRANSFER|1002|his-dial|", StringComparison.Ordinal)
                ),
            "in the log"
        );
        await customer.HangUpAsync();
        await atSwitch.NoCallsAsync();
    }

    [Fact]
    public async Task AHeldCustomer_CanBeTransferred()
    {
        await using var day = await AlicesDay.BeginWithCallsAsync(atSwitch);
        var colleague = await day.ColleagueAsync();
        var (id, phone, _) = await day.TalkAsync();
        await day.DoAsync(id, InteractionCommand.Hold);
        await day.News.InteractionAsync(InteractionState.Held);
        await atSwitch.WaitsAsync(AlicesDay.CustomersLeg, "hold");

        await day.DoAsync(id, InteractionCommand.Transfer, "1002");

        await day.News.InteractionAsync(InteractionState.Completed);
        await phone.IsClosedAsync();
        await colleague.RingsAsync();
        await colleague.AnswerAsync();
        await atSwitch.TalkTogetherAsync(AlicesDay.CustomersLeg, AlicesDay.ColleaguesLeg);
    }

    [Fact]
    public async Task ACustomerWhoWasHeldOnce_OutlivesATransfer()
    {
        await using var day = await AlicesDay.BeginWithCallsAsync(atSwitch);
        var colleague = await day.ColleagueAsync();
        var (id, phone, _) = await day.TalkAsync();
        await day.DoAsync(id, InteractionCommand.Hold);
        await day.News.InteractionAsync(InteractionState.Held);
        await day.DoAsync(id, InteractionCommand.Retrieve);
        await atSwitch.TalkTogetherAsync(AlicesDay.CustomersLeg, AlicesDay.AlicesLeg);

        await phone.TransferAsync(atSwitch, "1002");

        await day.News.InteractionAsync(InteractionState.Completed);
        await colleague.RingsAsync();
        await colleague.AnswerAsync();
        await atSwitch.TalkTogetherAsync(AlicesDay.CustomersLeg, AlicesDay.ColleaguesLeg);
    }

    [Fact]
    public async Task ATransferOnTheTelephone_EndsTheInteraction()
    {
        await using var day = await AlicesDay.BeginWithCallsAsync(atSwitch);
        var colleague = await day.ColleagueAsync();
        var (id, phone, _) = await day.TalkAsync();

        await phone.TransferAsync(atSwitch, "1002");

        Assert.Equal(id, (await day.News.InteractionAsync(InteractionState.Completed)).Id);
        await colleague.RingsAsync();
        Assert.Empty((await day.AskAsync()).Interactions);
    }

    [Fact]
    public async Task WhoIsTransferredToAlice_IsHerPartyFromThenOn()
    {
        await using var day = await AlicesDay.BeginWithCallsAsync(atSwitch);
        var (phone, colleague) = (await day.BecomeReadyAsync(), await day.ColleagueAsync());
        await (await day.ColleagueAsync("1003")).DialAsync(atSwitch, "1002");
        await colleague.RingsAsync();
        await colleague.AnswerAsync();
        await atSwitch.TalkTogetherAsync("PJSIP/1003", AlicesDay.ColleaguesLeg);

        await using var bobs = new Colleague(await atSwitch.PlatformAsync(options => AlicesDay.WithCalls(options)));
        var (bob, theirs) = await bobs.LogInAsync();
        Assert.Equal(CommandResult.Done, await bob.ExecuteAsync(theirs, InteractionCommand.Consult, "1001", TestTimeout.Token));
        await phone.RingsAsync();
        Assert.Equal("1002", (await day.News.InteractionAsync(InteractionState.Alerting)).Party);
        await phone.AnswerAsync();
        await atSwitch.TalkTogetherAsync(AlicesDay.AlicesLeg, AlicesDay.ColleaguesLeg);
        Assert.Equal(CommandResult.Done, await bob.ExecuteAsync(theirs, InteractionCommand.CompleteTransfer, null, TestTimeout.Token));

        await atSwitch.TalkTogetherAsync(AlicesDay.AlicesLeg, "PJSIP/1003");
        await day.News.UntilAsync<InteractionChanged>(switchEvent =>
            switchEvent.Interaction is { State: InteractionState.Connected, Party: "1003" }
        );
    }

    [Fact]
    public async Task ATransferToNowhere_IsRefused_AndTheCustomerStays()
    {
        await using var day = await AlicesDay.BeginWithCallsAsync(atSwitch);
        var (id, _, _) = await day.TalkAsync();

        Assert.Equal(
            CommandResult.Refused("the number is not in the dial plan"),
            await day.HandleAsync(id, InteractionCommand.Transfer, "4711")
        );

        await atSwitch.TalkTogetherAsync(AlicesDay.CustomersLeg, AlicesDay.AlicesLeg);
        Assert.Equal(InteractionState.Connected, Assert.Single((await day.AskAsync()).Interactions).State);
    }

    [Theory]
    [InlineData("+4930123456", CommandOutcome.Forbidden)]
    [InlineData("1002&PJSIP/1003", CommandOutcome.Forbidden)]
    public async Task WhatMayNotBeDialed_IsNoDestinationEither(string destination, CommandOutcome answer)
    {
        await using var day = await AlicesDay.BeginWithCallsAsync(atSwitch);
        var (id, _, _) = await day.TalkAsync();

        Assert.Equal(answer, (await day.HandleAsync(id, InteractionCommand.Transfer, destination)).Outcome);
        Assert.Equal(answer, (await day.HandleAsync(id, InteractionCommand.Consult, destination)).Outcome);

        await atSwitch.TalkTogetherAsync(AlicesDay.CustomersLeg, AlicesDay.AlicesLeg);
        Assert.Equal(InteractionState.Connected, Assert.Single((await day.AskAsync()).Interactions).State);
    }

    private sealed class Colleague(AsteriskPlatform platform) : IAsyncDisposable
    {
        public async Task<(IPlatformAgent Agent, string Interaction)> LogInAsync()
        {
            var answer = await platform.LogInAsync(new AgentIdentity("bob", "Bob"), null, new News(), TestTimeout.Token);
            var bob = Assert.IsType<LogInResult.LoggedIn>(answer);
            return (bob.Agent, Assert.Single(bob.State.Interactions).Id);
        }

        public ValueTask DisposeAsync() => platform.DisposeAsync();
    }
}
