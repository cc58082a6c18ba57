using His.Platform.Asterisk.Tests.Switch;

namespace His.Platform.Asterisk.Tests.Calls;

/// <summary>Who calls: their name, and whether they want to be known, where the switch is told to say so.</summary>
public sealed class CallerTests(TellingSwitch atSwitch) : IClassFixture<TellingSwitch>
{
    private const string Number = "79161234567";

    [Fact]
    public async Task ACallersName_IsTold_AndFoundByAnotherHis()
    {
        await using var day = await AlicesDay.BeginWithCallsAsync(atSwitch);
        var phone = await day.BecomeReadyAsync();
        var call = atSwitch.Callers.CallerAsync("600", Number, "Mira Oduya", isWithheld: false);
        await phone.RingsAsync();
        var alerting = await day.News.InteractionAsync(InteractionState.Alerting);
        Assert.Equal((Number, "Mira Oduya", false), (alerting.Party, alerting.PartyName, alerting.IsPartyWithheld));

        Assert.Equal(("Mira Oduya", Number), await FoundByAnotherAsync());
        await phone.AnswerAsync();
        await day.News.InteractionAsync(InteractionState.Connected);
        await atSwitch.TalkTogetherAsync(AlicesDay.CustomersLeg, AlicesDay.AlicesLeg);
        await day.DoAsync(alerting.Id, InteractionCommand.Hold);
        await day.News.InteractionAsync(InteractionState.Held);
        await atSwitch.WaitsAsync(AlicesDay.CustomersLeg, "hold");
        Assert.Equal("Mira Oduya", Assert.Single((await day.AskAsync()).Interactions).PartyName);
        Assert.Equal(("Mira Oduya", Number), await FoundByAnotherAsync());
        await day.DoAsync(alerting.Id, InteractionCommand.End);
        await call;
    }

    [Fact]
    public async Task AWithheldNumber_IsToldAsWithheld_AtEveryStep_AndNeverTheNumber()
    {
        await using var day = await AlicesDay.BeginWithCallsAsync(atSwitch);
        var phone = await day.BecomeReadyAsync();
        var call = atSwitch.Callers.CallerAsync("600", Number, "Mira Oduya", isWithheld: true);
        await phone.RingsAsync();
        Assert.True(Is(await day.News.InteractionAsync(InteractionState.Alerting)));
        Assert.True(Is(Assert.Single((await day.AskAsync()).Interactions)));
        Assert.Equal((null, ""), await FoundByAnotherAsync());
        await phone.AnswerAsync();
        var talked = await day.News.InteractionAsync(InteractionState.Connected);
        Assert.True(Is(talked));
        await atSwitch.TalkTogetherAsync(AlicesDay.CustomersLeg, AlicesDay.AlicesLeg);
        await day.DoAsync(talked.Id, InteractionCommand.Hold);
        Assert.True(Is(await day.News.InteractionAsync(InteractionState.Held)));
        await atSwitch.WaitsAsync(AlicesDay.CustomersLeg, "hold");
        Assert.True(Is(Assert.Single((await day.AskAsync()).Interactions)));
        Assert.Equal((null, ""), await FoundByAnotherAsync());
        await day.DoAsync(talked.Id, InteractionCommand.End);
        await call;

        static bool Is(SwitchInteractionState call) => call is { IsPartyWithheld: true, Party: "", PartyName: null };
    }

    [Fact]
    public async Task TheWordAnonymous_IsNoNumber()
    {
        await using var day = await AlicesDay.BeginAsync(atSwitch);
        await day.BecomeReadyAsync();

        await day.CustomerCallsAsync("anonymous");

        var alerting = await day.News.InteractionAsync(InteractionState.Alerting);
        Assert.Equal(("", null, true), (alerting.Party, alerting.PartyName, alerting.IsPartyWithheld));
    }

    private async Task<(string? Name, string Number)> FoundByAnotherAsync()
    {
        await using var other = await atSwitch.PlatformAsync(options => AlicesDay.WithCalls(options));
        var answer = await other.LogInAsync(new AgentIdentity("alice", "Alice"), endpoint: null, new News(), TestTimeout.Token);
        var found = Assert.Single(Assert.IsType<LogInResult.LoggedIn>(answer).State.Interactions);
        Assert.Equal(found.IsPartyWithheld, found.Party.Length == 0);
        return (found.PartyName, found.Party);
    }
}
