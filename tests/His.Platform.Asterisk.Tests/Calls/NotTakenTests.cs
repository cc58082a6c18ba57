using His.Platform.Asterisk.Tests.Switch;

namespace His.Platform.Asterisk.Tests.Calls;

/// <summary>Calls that nobody takes: the one who was dialed, the second party, the destination of a transfer, Alice. Each says why.</summary>
public sealed class NotTakenTests(AsteriskSwitch atSwitch) : IClassFixture<AsteriskSwitch>
{
    [Theory]
    [InlineData(486, InteractionCause.Busy)]
    [InlineData(603, InteractionCause.Refused)]
    [InlineData(480, InteractionCause.NoAnswer)]
    [InlineData(404, InteractionCause.Unreachable)]
    [InlineData(503, InteractionCause.Failed)]
    public async Task WhoRefuses_SaysWhy_WhetherDialed_Consulted_OrTransferredTo(int status, InteractionCause cause)
    {
        await using var day = await AlicesDay.BeginWithCallsAsync(atSwitch);
        await using var refusing = await RefusingPhone.StartAsync(atSwitch, "1003", status);
        var phone = await day.BecomeReadyAsync();
        var dialed = await DialAsync(day, phone, "1003");
        Assert.Equal((dialed, cause), await EndAsync(day));
        await phone.IsClosedAsync();
        await atSwitch.NoCallsAsync();

        var (id, customer) = await TalkAsync(day, phone);
        await day.DoAsync(id, InteractionCommand.Consult, "1003");
        Assert.Equal((InteractionState.Connected, cause), await ConsultationEndAsync(day));
        await atSwitch.TalkTogetherAsync(AlicesDay.CustomersLeg, AlicesDay.AlicesLeg);
        await day.DoAsync(id, InteractionCommand.Transfer, "1003");

        Assert.Equal(new TransferFailed("phone", id, "1003", cause), await day.News.UntilAsync<TransferFailed>());
        await customer.IsClosedAsync();
    }

    [Fact]
    public async Task WhoIsNotRegistered_CannotBeReached()
    {
        await using var day = await AlicesDay.BeginWithCallsAsync(atSwitch);
        var phone = await day.BecomeReadyAsync();
        var dialed = await DialAsync(day, phone, "1004");
        Assert.Equal((dialed, InteractionCause.Unreachable), await EndAsync(day));
        await phone.IsClosedAsync();
        await atSwitch.NoCallsAsync();

        var (id, _) = await TalkAsync(day, phone);
        await day.DoAsync(id, InteractionCommand.Consult, "1004");
        Assert.Equal((InteractionState.Connected, InteractionCause.Unreachable), await ConsultationEndAsync(day));
        await day.DoAsync(id, InteractionCommand.Consult, "4711");
        Assert.Equal((InteractionState.Connected, InteractionCause.Unreachable), await ConsultationEndAsync(day));
    }

    [Fact]
    public async Task WhoLetsItRing_DidNotAnswer()
    {
        await using var day = await AlicesDay.BeginWithCallsAsync(atSwitch);
        var (phone, colleague) = (await day.BecomeReadyAsync(), await day.ColleagueAsync());
        var dialed = await DialAsync(day, phone, "3002");
        await colleague.RingsAsync();
        Assert.Equal((dialed, InteractionCause.NoAnswer), await EndAsync(day));
        await phone.IsClosedAsync();
        await atSwitch.NoCallsAsync();

        var (id, customer) = await TalkAsync(day, phone);
        await day.DoAsync(id, InteractionCommand.Consult, "3002");
        Assert.Equal((InteractionState.Connected, InteractionCause.NoAnswer), await ConsultationEndAsync(day));
        await atSwitch.TalkTogetherAsync(AlicesDay.CustomersLeg, AlicesDay.AlicesLeg);
        await day.DoAsync(id, InteractionCommand.Transfer, "3002");
        Assert.Equal(InteractionCause.NoAnswer, (await day.News.UntilAsync<TransferFailed>()).Cause);
        await customer.IsClosedAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WhatAliceGivesUp_IsCancelled(bool byTelephone)
    {
        await using var day = await AlicesDay.BeginWithCallsAsync(atSwitch);
        var (phone, colleague) = (await day.BecomeReadyAsync(), await day.ColleagueAsync());
        var dialed = await DialAsync(day, phone, "1002");
        await colleague.RingsAsync();

        if (byTelephone)
        {
            await phone.HangUpAsync();
        }
        else
        {
            await day.DoAsync(dialed, InteractionCommand.End);
        }

        Assert.Equal((dialed, InteractionCause.Cancelled), await EndAsync(day));
    }

    [Fact]
    public async Task WhatAliceDoesNotPickUpHerself_IsCancelled()
    {
        await using var day = await AlicesDay.BeginWithCallsAsync(atSwitch);
        var phone = await day.BecomeReadyAsync();
        var answer = await day.Alice.DialAsync("phone", "1002", TestTimeout.Token);
        await phone.RingsAsync();

        await phone.HangUpAsync();

        Assert.Equal((answer.InteractionId!, InteractionCause.Cancelled), await EndAsync(day));
    }

    [Fact]
    public async Task AConsultationThatAliceGivesUp_IsCancelled()
    {
        await using var day = await AlicesDay.BeginWithCallsAsync(atSwitch);
        var colleague = await day.ColleagueAsync();
        var (id, _, _) = await day.TalkAsync();
        await day.DoAsync(id, InteractionCommand.Consult, "1002");
        await colleague.RingsAsync();
        await atSwitch.WaitsAsync(AlicesDay.CustomersLeg, "hold");

        await day.DoAsync(id, InteractionCommand.CancelConsultation);

        Assert.Equal((InteractionState.Connected, InteractionCause.Cancelled), await ConsultationEndAsync(day));
    }

    [Fact]
    public async Task ACustomerWhoDoesNotWait_ForAnAnswer_HasCancelled()
    {
        await using var day = await AlicesDay.BeginWithCallsAsync(atSwitch);
        var (phone, colleague) = (await day.BecomeReadyAsync(), await day.ColleagueAsync());
        var customer = await day.CustomerCallsAsync();
        await phone.RingsAsync();
        await customer.HangUpAsync();
        Assert.Equal(InteractionCause.Cancelled, (await EndAsync(day)).Cause);
        await atSwitch.NoCallsAsync();

        var (id, transferred) = await TalkAsync(day, phone);
        await day.DoAsync(id, InteractionCommand.Transfer, "1002");
        await colleague.RingsAsync();
        await transferred.HangUpAsync();
        Assert.Equal(InteractionCause.Cancelled, (await day.News.UntilAsync<TransferFailed>()).Cause);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WhatAliceDeclines_IsRefused(bool byTelephone)
    {
        await using var day = await AlicesDay.BeginAsync(atSwitch);
        var phone = await day.BecomeReadyAsync();
        await day.CustomerCallsAsync();
        var id = (await day.News.InteractionAsync(InteractionState.Alerting)).Id;
        await phone.RingsAsync();

        if (byTelephone)
        {
            await phone.HangUpAsync();
        }
        else
        {
            await day.DoAsync(id, InteractionCommand.Reject);
        }

        Assert.Equal((id, InteractionCause.Refused), await EndAsync(day));
    }

    [Fact]
    public async Task WhatAliceLetsRing_SheDidNotAnswer()
    {
        await using var day = await AlicesDay.BeginAsync(atSwitch);
        await day.BecomeReadyAsync();

        await day.CustomerCallsAsync(service: "610");

        Assert.Equal(InteractionCause.NoAnswer, (await EndAsync(day)).Cause);
    }

    [Fact]
    public async Task WhatSomebodyElseAnswers_HasFailedNobody()
    {
        await using var day = await AlicesDay.BeginAsync(atSwitch);
        var (phone, colleague) = (await day.BecomeReadyAsync(), await day.ColleagueAsync());
        await day.CustomerCallsAsync(service: "611");
        await phone.RingsAsync();
        await colleague.RingsAsync();

        await colleague.AnswerAsync();

        Assert.Null((await EndAsync(day)).Cause);
    }

    [Fact]
    public async Task WhoWasTalkedWith_PartsWithoutACause()
    {
        await using var day = await AlicesDay.BeginWithCallsAsync(atSwitch);
        await using var refusing = await RefusingPhone.StartAsync(atSwitch, "1003", 486);
        var (id, _, customer) = await day.TalkAsync();
        await day.DoAsync(id, InteractionCommand.Consult, "1003"); // the switch keeps that cause at her leg
        await ConsultationEndAsync(day);

        await customer.HangUpAsync();

        Assert.Equal((id, null), await EndAsync(day));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ATransferThatNobodyTakes_IsTold_AlsoOutOfAHold_AndByTheTelephone(bool byTelephone)
    {
        await using var day = await AlicesDay.BeginWithCallsAsync(atSwitch);
        await using var refusing = await RefusingPhone.StartAsync(atSwitch, "1003", 486);
        var (id, phone, customer) = await day.TalkAsync();
        if (byTelephone)
        {
            await phone.TransferAsync(atSwitch, "1003");
        }
        else
        {
            await day.DoAsync(id, InteractionCommand.Hold);
            await day.News.InteractionAsync(InteractionState.Held);
            await atSwitch.WaitsAsync(AlicesDay.CustomersLeg, "hold");
            await day.DoAsync(id, InteractionCommand.Transfer, "1003");
        }

        Assert.Equal(new TransferFailed("phone", id, "1003", InteractionCause.Busy), await day.News.UntilAsync<TransferFailed>());
        await customer.IsClosedAsync();
    }

    [Fact]
    public async Task ATransferThatIsTaken_IsNotTold()
    {
        await using var day = await AlicesDay.BeginWithCallsAsync(atSwitch);
        var colleague = await day.ColleagueAsync();
        var (id, phone, customer) = await day.TalkAsync();
        await day.DoAsync(id, InteractionCommand.Transfer, "1002");
        await colleague.RingsAsync();
        await colleague.AnswerAsync();
        await atSwitch.TalkTogetherAsync(AlicesDay.CustomersLeg, AlicesDay.ColleaguesLeg);
        await customer.HangUpAsync();
        await colleague.IsClosedAsync();
        await atSwitch.NoCallsAsync();

        // What comes next is another call: nothing was told between.
        await day.News.InteractionAsync(InteractionState.Completed);
        await day.CustomerCallsAsync();
        await phone.RingsAsync();
        Assert.IsType<InteractionChanged>(await day.News.NextAsync());
    }

    private static async Task<string> DialAsync(AlicesDay day, Phone phone, string number)
    {
        var answer = await day.Alice.DialAsync("phone", number, TestTimeout.Token);
        Assert.Equal(CommandResult.Done, answer.Result);
        await phone.RingsAsync();
        await phone.AnswerAsync();
        return answer.InteractionId!;
    }

    private async Task<(string Id, Phone Customer)> TalkAsync(AlicesDay day, Phone phone)
    {
        var customer = await day.CustomerCallsAsync();
        await phone.RingsAsync();
        await phone.AnswerAsync();
        var id = (await day.News.InteractionAsync(InteractionState.Connected)).Id;
        await atSwitch.TalkTogetherAsync(AlicesDay.CustomersLeg, AlicesDay.AlicesLeg);
        return (id, customer);
    }

    private static async Task<(string Id, InteractionCause? Cause)> EndAsync(AlicesDay day)
    {
        var switchEvent = await day.News.UntilAsync<InteractionChanged>(it => it.Interaction.State == InteractionState.Completed);
        return (switchEvent.Interaction.Id, switchEvent.Cause);
    }

    private static async Task<(InteractionState State, InteractionCause? Cause)> ConsultationEndAsync(AlicesDay day)
    {
        await day.News.UntilAsync<InteractionChanged>(it => it.Interaction.Consultation is not null);
        var switchEvent = await day.News.UntilAsync<InteractionChanged>(it => it.Interaction.Consultation is null);
        return (switchEvent.Interaction.State, switchEvent.Cause);
    }
}
