using His.Platform.Asterisk.Tests.Switch;

namespace His.Platform.Asterisk.Tests.Calls;

/// <summary>Whether HIS can pick up: only where the telephone does what the switch tells it.</summary>
public sealed class AcceptTests(AsteriskSwitch atSwitch) : IClassFixture<AsteriskSwitch>
{
    [Fact]
    public async Task ATelephoneThatObeys_PicksUp()
    {
        var telephone = atSwitch.Callers.ObedientPhoneAsync("1001");
        await using var day = await AlicesDay.BeginAsync(
            atSwitch,
            options =>
                AlicesDay.WithCalls(options, calls => calls with { Accept = AsteriskAccept.NotifyTalk }) with
                {
                    Username = "his-accepts",
                }
        );
        Assert.Contains(InteractionCommand.Accept, day.Alice.Capabilities.Commands);
        Assert.Equal(CommandResult.Done, await day.Alice.ActivateAsync("phone", TestTimeout.Token));
        Assert.Equal(CommandResult.Done, await day.Alice.MakeReadyAsync("phone", TestTimeout.Token));
        var customer = await day.CustomerCallsAsync();
        var alerting = await day.News.InteractionAsync(InteractionState.Alerting);
        await TestTimeout.UntilAsync(
            async () => (await atSwitch.ConsoleAsync("core show channels")).Contains("Ringing", StringComparison.Ordinal),
            "the telephone rings"
        );

        await day.DoAsync(alerting.Id, InteractionCommand.Accept);

        Assert.Equal(alerting.Id, (await day.News.InteractionAsync(InteractionState.Connected)).Id);
        await atSwitch.TalkTogetherAsync(AlicesDay.AlicesLeg, AlicesDay.CustomersLeg);
        await day.DoAsync(alerting.Id, InteractionCommand.Accept);
        await day.DoAsync(alerting.Id, InteractionCommand.End);
        await customer.IsClosedAsync();
        await telephone;
    }

    [Fact]
    public async Task WithoutASetting_TheAgentPicksUpThere()
    {
        await using var day = await AlicesDay.BeginWithCallsAsync(atSwitch);
        var phone = await day.BecomeReadyAsync();
        await day.CustomerCallsAsync();
        var alerting = await day.News.InteractionAsync(InteractionState.Alerting);
        await phone.RingsAsync();

        Assert.DoesNotContain(InteractionCommand.Accept, day.Alice.Capabilities.Commands);
        Assert.Equal(CommandResult.NotSupported, await day.HandleAsync(alerting.Id, InteractionCommand.Accept));
    }

    [Fact]
    public async Task WithoutThePrivilege_ItIsNotOffered()
    {
        await using var day = await AlicesDay.BeginWithCallsAsync(atSwitch, calls => calls with { Accept = AsteriskAccept.NotifyTalk });
        var phone = await day.BecomeReadyAsync();
        await day.CustomerCallsAsync();
        var alerting = await day.News.InteractionAsync(InteractionState.Alerting);
        await phone.RingsAsync();

        Assert.DoesNotContain(InteractionCommand.Accept, day.Alice.Capabilities.Commands);
        Assert.Equal(CommandResult.NotSupported, await day.HandleAsync(alerting.Id, InteractionCommand.Accept));
    }
}
