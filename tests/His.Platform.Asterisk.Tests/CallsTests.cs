using His.Platform.Asterisk.Tests.Switch;

namespace His.Platform.Asterisk.Tests;

/// <summary>Real calls: a customer's telephone, the queue, Alice's telephone.</summary>
public sealed class CallsTests(AsteriskSwitch atSwitch) : IClassFixture<AsteriskSwitch>
{
    [Fact]
    public async Task ACall_IsToldFromItsFirstRing_ThroughHold_ToItsHangUp()
    {
        await using var day = await AlicesDay.BeginAsync(atSwitch);
        var phone = await day.BecomeReadyAsync();

        var customer = await day.CustomerCallsAsync("79161234567");
        var alerting = (
            await day.News.UntilAsync<InteractionChanged>(switchEvent => switchEvent.Interaction.Subject is "sales")
        ).Interaction;
        Assert.Equal(
            (InteractionState.Alerting, "79161234567", InteractionDirection.Inbound),
            (alerting.State, alerting.Party, alerting.Direction)
        );
        await phone.RingsAsync();

        await phone.AnswerAsync();
        Assert.Equal(alerting.Id, (await day.News.InteractionAsync(InteractionState.Connected)).Id);
        await phone.HoldAsync();
        Assert.Equal(alerting.Id, (await day.News.InteractionAsync(InteractionState.Held)).Id);
        Assert.Equal(InteractionState.Held, Assert.Single((await day.AskAsync()).Interactions).State);
        await phone.ResumeAsync();
        await day.News.InteractionAsync(InteractionState.Connected);

        await customer.HangUpAsync();
        Assert.Equal(alerting.Id, (await day.News.InteractionAsync(InteractionState.Completed)).Id);
        Assert.Empty((await day.AskAsync()).Interactions);
    }

    [Fact]
    public async Task ACall_IsCompleted_WhenAliceHangsUp()
    {
        await using var day = await AlicesDay.BeginAsync(atSwitch);
        var phone = await day.BecomeReadyAsync();
        await day.CustomerCallsAsync();
        await phone.RingsAsync();
        await phone.AnswerAsync();
        await day.News.InteractionAsync(InteractionState.Connected);

        await phone.HangUpAsync();

        await day.News.InteractionAsync(InteractionState.Completed);
    }

    [Fact]
    public async Task ACall_IsCompleted_WhenTheCustomerGivesUp()
    {
        await using var day = await AlicesDay.BeginAsync(atSwitch);
        var phone = await day.BecomeReadyAsync();
        var customer = await day.CustomerCallsAsync();
        await phone.RingsAsync();

        await customer.HangUpAsync();

        await day.News.InteractionAsync(InteractionState.Completed);
        await phone.IsClosedAsync();
    }

    [Fact]
    public async Task ADeclinedCall_RingsAgain_AsAnotherInteraction()
    {
        await using var day = await AlicesDay.BeginAsync(atSwitch);
        var phone = await day.BecomeReadyAsync();
        await day.CustomerCallsAsync();
        await phone.RingsAsync();

        await phone.HangUpAsync();

        var first = await day.News.InteractionAsync(InteractionState.Completed);
        var second = await day.News.InteractionAsync(InteractionState.Alerting);
        Assert.NotEqual(first.Id, second.Id);
        Assert.Equal(first.Party, second.Party);
    }

    [Fact]
    public async Task Reject_EndsTheRinging()
    {
        await using var day = await AlicesDay.BeginAsync(atSwitch);
        var phone = await day.BecomeReadyAsync();
        await day.CustomerCallsAsync();
        var alerting = await day.News.InteractionAsync(InteractionState.Alerting);
        await phone.RingsAsync();

        Assert.Equal(
            CommandResult.Done,
            await day.Alice.ExecuteAsync(alerting.Id, InteractionCommand.Reject, target: null, TestTimeout.Token)
        );

        Assert.Equal(alerting.Id, (await day.News.InteractionAsync(InteractionState.Completed)).Id);
        await phone.IsClosedAsync();
    }

    [Fact]
    public async Task End_EndsTheTalk()
    {
        await using var day = await AlicesDay.BeginAsync(atSwitch);
        var phone = await day.BecomeReadyAsync();
        var customer = await day.CustomerCallsAsync();
        await phone.RingsAsync();
        await phone.AnswerAsync();
        var connected = await day.News.InteractionAsync(InteractionState.Connected);

        Assert.Equal(
            CommandOutcome.Refused,
            (await day.Alice.ExecuteAsync(connected.Id, InteractionCommand.Reject, target: null, TestTimeout.Token)).Outcome
        );
        Assert.Equal(
            CommandResult.NotSupported,
            await day.Alice.ExecuteAsync(connected.Id, InteractionCommand.Hold, target: null, TestTimeout.Token)
        );
        Assert.Equal(
            CommandResult.Done,
            await day.Alice.ExecuteAsync(connected.Id, InteractionCommand.End, target: null, TestTimeout.Token)
        );

        await day.News.InteractionAsync(InteractionState.Completed);
        await customer.IsClosedAsync();
    }

    [Fact]
    public async Task WithWrapUp_AnAnsweredCall_StaysUntilItIsCompleted()
    {
        await using var day = await AlicesDay.BeginAsync(atSwitch, options => options with { WrapUp = true });
        var phone = await day.BecomeReadyAsync();
        var customer = await day.CustomerCallsAsync();
        await phone.RingsAsync();
        await phone.AnswerAsync();
        await day.News.InteractionAsync(InteractionState.Connected);
        await customer.HangUpAsync();

        var ended = await day.News.InteractionAsync(InteractionState.Ended);
        Assert.Equal(InteractionState.Ended, Assert.Single((await day.AskAsync()).Interactions).State);
        Assert.Equal(
            CommandResult.Done,
            await day.Alice.ExecuteAsync(ended.Id, InteractionCommand.Complete, target: null, TestTimeout.Token)
        );

        await day.News.InteractionAsync(InteractionState.Completed);
        Assert.Empty((await day.AskAsync()).Interactions);
    }

    [Fact]
    public async Task ACallThatAliceDials_IsHersToo()
    {
        await using var day = await AlicesDay.BeginAsync(atSwitch);
        var phone = await day.BecomeReadyAsync();

        await phone.DialAsync(atSwitch, "601");

        var dialing = await day.News.InteractionAsync(InteractionState.Dialing);
        Assert.Equal(("601", InteractionDirection.Outbound), (dialing.Party, dialing.Direction));
        Assert.Equal(dialing.Id, (await day.News.InteractionAsync(InteractionState.Connected)).Id);
        await phone.HangUpAsync();
        await day.News.InteractionAsync(InteractionState.Completed);
    }

    [Fact]
    public async Task CustomersWhoCallAtOnce_AreServedOneByOne()
    {
        await using var day = await AlicesDay.BeginAsync(atSwitch);
        var phone = await day.BecomeReadyAsync();
        var customers = atSwitch.Callers.CustomersAsync("600", "79160000003", 3);
        var served = new HashSet<string>(StringComparer.Ordinal);

        for (var i = 0; i < 3; i++)
        {
            await phone.RingsAsync();
            await phone.AnswerAsync();
            await day.News.InteractionAsync(InteractionState.Connected);
            await phone.HangUpAsync();
            served.Add((await day.News.InteractionAsync(InteractionState.Completed)).Id);
        }

        await customers;
        Assert.Equal(3, served.Count);
        Assert.Empty((await day.AskAsync()).Interactions);
    }

    [Fact]
    public async Task Calls_ThatWereThereBeforeTheLogin_AreFound()
    {
        await using var before = await AlicesDay.BeginAsync(atSwitch);
        var phone = await before.BecomeReadyAsync();
        var customer = await before.CustomerCallsAsync();
        await phone.RingsAsync();
        await phone.AnswerAsync();
        var connected = await before.News.InteractionAsync(InteractionState.Connected);

        // Another HIS: it has seen nothing of this call.
        await using var other = await atSwitch.PlatformAsync();
        var news = new News();
        var answer = await other.LogInAsync(new AgentIdentity("alice", "Alice"), endpoint: null, news, TestTimeout.Token);

        var state = Assert.IsType<LogInResult.LoggedIn>(answer).State;
        Assert.Equal(AgentState.Ready, Assert.Single(state.Channels).AgentState);
        Assert.Equal(connected with { Subject = null }, Assert.Single(state.Interactions));
        await customer.HangUpAsync();
        Assert.Equal(connected.Id, (await news.InteractionAsync(InteractionState.Completed)).Id);
    }

    [Fact]
    public async Task ACallThatRings_CanBeAnswered_ThoughAliceHasLeftTheQueues()
    {
        await using var day = await AlicesDay.BeginAsync(atSwitch);
        var phone = await day.BecomeReadyAsync();
        await day.CustomerCallsAsync();
        await phone.RingsAsync();

        Assert.Equal(CommandResult.Done, await day.Alice.DeactivateAsync("phone", TestTimeout.Token));
        await day.News.ChannelAsync(channel => !channel.IsActive);
        Assert.Equal(InteractionState.Alerting, Assert.Single((await day.AskAsync()).Interactions).State);
        await phone.AnswerAsync();

        await day.News.InteractionAsync(InteractionState.Connected);
    }
}
