using His.Platform.Asterisk.Tests.Switch;

namespace His.Platform.Asterisk.Tests.Calls;

/// <summary>Alice asks a colleague about her customer: by HIS, with three real telephones.</summary>
public sealed class ConsultationTests(AsteriskSwitch atSwitch) : IClassFixture<AsteriskSwitch>
{
    private const string Alice = AlicesDay.AlicesLeg;
    private const string Customer = AlicesDay.CustomersLeg;
    private const string Colleague = AlicesDay.ColleaguesLeg;

    [Fact]
    public async Task AConsultation_LeadsToATransfer_AndTheQueueCountsTheCallToItsEnd()
    {
        await using var day = await AlicesDay.BeginWithCallsAsync(atSwitch);
        var (id, phone, customer, colleague) = await ConsultAsync(day);

        Assert.Contains("(in call)", await atSwitch.MemberAsync("sales", "1001"), StringComparison.Ordinal);
        await day.DoAsync(id, InteractionCommand.CompleteTransfer);

        Assert.Equal(id, (await day.News.InteractionAsync(InteractionState.Completed)).Id);
        await phone.IsClosedAsync();
        await atSwitch.TalkTogetherAsync(Customer, Colleague);
        await TestTimeout.UntilAsync(
            async () => (await atSwitch.QueueLogAsync())[^1].Contains("|Alice|COMPLETEAGENT|", StringComparison.Ordinal),
            "in the log"
        );
        await colleague.HangUpAsync();
        await customer.IsClosedAsync();
        await atSwitch.NoCallsAsync();
    }

    [Fact]
    public async Task AConsultation_IsOneInteraction_WithAParty()
    {
        await using var day = await AlicesDay.BeginWithCallsAsync(atSwitch);
        var colleague = await day.ColleagueAsync();
        var (id, _, _) = await day.TalkAsync();

        await day.DoAsync(id, InteractionCommand.Consult, "1002");

        var dialing = await ConsultationAsync(day, ConsultationState.Dialing);
        Assert.Equal(
            (id, InteractionState.Held, "1002", "79161234567"),
            (dialing.Id, dialing.State, dialing.Consultation?.Party, dialing.Party)
        );
        await colleague.RingsAsync();
        Assert.Equal(CommandOutcome.Refused, (await day.HandleAsync(id, InteractionCommand.CompleteTransfer)).Outcome);
        Assert.Equal(CommandOutcome.Refused, (await day.HandleAsync(id, InteractionCommand.Retrieve)).Outcome);
        await colleague.AnswerAsync();
        var connected = await ConsultationAsync(day, ConsultationState.Connected);
        Assert.Equal((id, InteractionState.Held), (connected.Id, connected.State));
        await atSwitch.TalkTogetherAsync(Alice, Colleague);
        await atSwitch.WaitsAsync(Customer, "hold");
        Assert.Equal(connected, Assert.Single((await day.AskAsync()).Interactions));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task CancelConsultation_ReturnsToTheCustomer(bool answered)
    {
        await using var day = await AlicesDay.BeginWithCallsAsync(atSwitch);
        var (id, _, _, colleague) = await ConsultAsync(day, answered);

        await day.DoAsync(id, InteractionCommand.CancelConsultation);

        await IsBackAsync(day, id);
        await colleague.IsClosedAsync();
        Assert.Equal(CommandOutcome.Refused, (await day.HandleAsync(id, InteractionCommand.CancelConsultation)).Outcome);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WhenTheColleagueHangsUpOrRefuses_AliceIsBackWithTheCustomer(bool answered)
    {
        await using var day = await AlicesDay.BeginWithCallsAsync(atSwitch);
        var (id, _, _, colleague) = await ConsultAsync(day, answered);

        await colleague.HangUpAsync();

        await IsBackAsync(day, id);
    }

    [Fact]
    public async Task WhenNobodyIsThere_AliceIsBackWithTheCustomer()
    {
        await using var day = await AlicesDay.BeginWithCallsAsync(atSwitch);
        var (id, _, _) = await day.TalkAsync();

        await day.DoAsync(id, InteractionCommand.Consult, "4711");

        await ConsultationAsync(day, ConsultationState.Dialing);
        await IsBackAsync(day, id);
    }

    [Fact]
    public async Task AHeldCustomer_CanBeConsultedAbout()
    {
        await using var day = await AlicesDay.BeginWithCallsAsync(atSwitch);
        var colleague = await day.ColleagueAsync();
        var (id, _, _) = await day.TalkAsync();
        await day.DoAsync(id, InteractionCommand.Hold);
        await day.News.InteractionAsync(InteractionState.Held);
        await atSwitch.WaitsAsync(Alice, "wait");

        await day.DoAsync(id, InteractionCommand.Consult, "1002");
        await colleague.RingsAsync();
        await colleague.AnswerAsync();

        await ConsultationAsync(day, ConsultationState.Connected);
        await day.DoAsync(id, InteractionCommand.CancelConsultation);
        await IsBackAsync(day, id);
    }

    [Fact]
    public async Task WhenTheCustomerHangsUp_TheColleagueIsTheOneAliceTalksTo()
    {
        await using var day = await AlicesDay.BeginWithCallsAsync(atSwitch);
        var (id, phone, customer, colleague) = await ConsultAsync(day);

        await customer.HangUpAsync();

        var left = await day.News.InteractionAsync(InteractionState.Connected);
        Assert.Equal((id, "1002", null), (left.Id, left.Party, left.Consultation));
        await atSwitch.TalkTogetherAsync(Alice, Colleague);
        await phone.HangUpAsync();
        await day.News.InteractionAsync(InteractionState.Completed);
        await colleague.IsClosedAsync();
        await atSwitch.NoCallsAsync();
    }

    [Fact]
    public async Task WhenTheCustomerHangsUpBeforeTheColleagueAnswers_AliceStillReachesThem()
    {
        await using var day = await AlicesDay.BeginWithCallsAsync(atSwitch);
        var (id, _, customer, colleague) = await ConsultAsync(day, answered: false);
        await customer.HangUpAsync();
        await TestTimeout.UntilAsync(async () => (await atSwitch.LegsAsync()).All(leg => leg.Device != Customer), "the customer is gone");

        await colleague.AnswerAsync();

        var left = await day.News.InteractionAsync(InteractionState.Connected);
        Assert.Equal((id, "1002", null), (left.Id, left.Party, left.Consultation));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WhenAliceHangsUp_NobodyIsLeftBehind(bool answered)
    {
        await using var day = await AlicesDay.BeginWithCallsAsync(atSwitch);
        var (id, phone, customer, colleague) = await ConsultAsync(day, answered);

        await phone.HangUpAsync();

        Assert.Equal(id, (await day.News.InteractionAsync(InteractionState.Completed)).Id);
        await customer.IsClosedAsync();
        await colleague.IsClosedAsync();
        await atSwitch.NoCallsAsync();
    }

    [Fact]
    public async Task AConference_HasAllThree_AndGoesOnWithoutAlice()
    {
        await using var day = await AlicesDay.BeginWithCallsAsync(atSwitch);
        var (id, phone, customer, _) = await ConferAsync(day);

        await day.DoAsync(id, InteractionCommand.CompleteTransfer);

        await day.News.InteractionAsync(InteractionState.Completed);
        await phone.IsClosedAsync();
        await atSwitch.TalkTogetherAsync(Customer, Colleague);
        await customer.HangUpAsync();
        await atSwitch.NoCallsAsync();
    }

    [Fact]
    public async Task AConference_GoesOnWithoutAlice_WhenSheHangsUp()
    {
        await using var day = await AlicesDay.BeginWithCallsAsync(atSwitch);
        var (_, phone, _, _) = await ConferAsync(day);

        await phone.HangUpAsync();

        await day.News.InteractionAsync(InteractionState.Completed);
        await atSwitch.TalkTogetherAsync(Customer, Colleague);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AConference_BecomesACallAgain_WhenTheColleagueIsGone(bool isSentAway)
    {
        await using var day = await AlicesDay.BeginWithCallsAsync(atSwitch);
        var (id, _, customer, colleague) = await ConferAsync(day);

        if (isSentAway)
        {
            await day.DoAsync(id, InteractionCommand.CancelConsultation);
        }
        else
        {
            await colleague.HangUpAsync();
        }

        await day.News.UntilAsync<InteractionChanged>(switchEvent =>
            switchEvent.Interaction is { State: InteractionState.Connected, Consultation: null, Party: "79161234567" }
        );
        await atSwitch.TalkTogetherAsync(Alice, Customer);
        await customer.HangUpAsync();
        await day.News.InteractionAsync(InteractionState.Completed);
        await atSwitch.NoCallsAsync();
    }

    [Fact]
    public async Task AConference_BecomesACallToTheColleague_WhenTheCustomerHangsUp()
    {
        await using var day = await AlicesDay.BeginWithCallsAsync(atSwitch);
        var (id, _, customer, _) = await ConferAsync(day);

        await customer.HangUpAsync();

        await day.News.UntilAsync<InteractionChanged>(switchEvent =>
            switchEvent.Interaction is { State: InteractionState.Connected, Consultation: null, Party: "1002" }
        );
        await atSwitch.TalkTogetherAsync(Alice, Colleague);
        await day.DoAsync(id, InteractionCommand.End);
        await atSwitch.NoCallsAsync();
    }

    [Theory]
    [InlineData(ConsultationState.Dialing)]
    [InlineData(ConsultationState.Connected)]
    [InlineData(ConsultationState.Conference)]
    public async Task AConsultation_IsFoundByAnotherHis_WhichCanEndIt(ConsultationState state)
    {
        await using var day = await AlicesDay.BeginWithCallsAsync(atSwitch);
        var (id, _, _, _) =
            state == ConsultationState.Conference ? await ConferAsync(day) : await ConsultAsync(day, state == ConsultationState.Connected);
        var known = Assert.Single((await day.AskAsync()).Interactions);
        Assert.Equal(state, known.Consultation?.State);

        await using var other = await atSwitch.PlatformAsync(options => AlicesDay.WithCalls(options));
        var found = Assert.IsType<LogInResult.LoggedIn>(
            await other.LogInAsync(new AgentIdentity("alice", "Alice"), null, new News(), TestTimeout.Token)
        );

        Assert.Equal(known with { Subject = null }, Assert.Single(found.State.Interactions));
        Assert.Equal(
            CommandResult.Done,
            await found.Agent.ExecuteAsync(id, InteractionCommand.CancelConsultation, null, TestTimeout.Token)
        );
        await IsBackAsync(day, id);
    }

    /// <summary>Alice talks to the customer and then to a colleague, whom she may still be calling.</summary>
    private async Task<(string Id, Phone Phone, Phone Customer, Phone Colleague)> ConsultAsync(AlicesDay day, bool answered = true)
    {
        var colleague = await day.ColleagueAsync();
        var (id, phone, customer) = await day.TalkAsync();
        await day.DoAsync(id, InteractionCommand.Consult, "1002");
        await ConsultationAsync(day, ConsultationState.Dialing);
        await colleague.RingsAsync();
        await atSwitch.WaitsAsync(Customer, "hold");
        if (!answered)
        {
            return (id, phone, customer, colleague);
        }

        await colleague.AnswerAsync();
        await ConsultationAsync(day, ConsultationState.Connected);
        await atSwitch.TalkTogetherAsync(Alice, Colleague);
        return (id, phone, customer, colleague);
    }

    private async Task<(string Id, Phone Phone, Phone Customer, Phone Colleague)> ConferAsync(AlicesDay day)
    {
        var scene = await ConsultAsync(day);
        await day.DoAsync(scene.Id, InteractionCommand.Conference);
        Assert.Equal(InteractionState.Connected, (await ConsultationAsync(day, ConsultationState.Conference)).State);
        await atSwitch.TalkTogetherAsync(Alice, Customer, Colleague);
        return scene;
    }

    private async Task IsBackAsync(AlicesDay day, string id)
    {
        var back = await day.News.InteractionAsync(InteractionState.Connected);
        Assert.Equal((id, "79161234567", null), (back.Id, back.Party, back.Consultation));
        await atSwitch.TalkTogetherAsync(Alice, Customer);
        await TestTimeout.UntilAsync(async () => (await atSwitch.LegsAsync()).Length == 2, "nobody else is there");
        Assert.Equal(back, Assert.Single((await day.AskAsync()).Interactions));
    }

    private static async Task<SwitchInteractionState> ConsultationAsync(AlicesDay day, ConsultationState state) =>
        (await day.News.UntilAsync<InteractionChanged>(switchEvent => switchEvent.Interaction.Consultation?.State == state)).Interaction;
}
