using His.Platform.Asterisk.Tests.Switch;

namespace His.Platform.Asterisk.Tests.Calls;

/// <summary>Tones, and who hears them.</summary>
public sealed class DigitsTests(AsteriskSwitch atSwitch) : IClassFixture<AsteriskSwitch>
{
    /// <summary>3000: the dial plan listens on Alice's own leg; 3001: behind a bridge, as a machine elsewhere would.</summary>
    [Theory]
    [InlineData("3000")]
    [InlineData("3001")]
    public async Task Tones_AreHeardByTheMachineAtTheOtherEnd(string number)
    {
        await using var day = await AlicesDay.BeginWithCallsAsync(atSwitch);
        var phone = await day.BecomeReadyAsync();
        var id = Assert.IsType<string>((await day.Alice.DialAsync("phone", number, TestTimeout.Token)).InteractionId);
        await phone.RingsAsync();
        await phone.AnswerAsync();
        await TestTimeout.UntilAsync(
            async () => (await atSwitch.ConsoleAsync("core show channels")).Contains("Read(TONES", StringComparison.Ordinal),
            "somebody listens"
        );
        await TestTimeout.UntilAsync(
            async () => (await day.AskAsync()).Interactions is [{ State: InteractionState.Connected }],
            "connected"
        );

        await day.DoAsync(id, InteractionCommand.SendDigits, "1*2A30#");

        await TestTimeout.UntilAsync(HeardAsync, "the tones were heard");

        async Task<bool> HeardAsync()
        {
            foreach (
                var leg in (await atSwitch.ConsoleAsync("core show channels concise")).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            )
            {
                if (
                    (await atSwitch.ConsoleAsync($"core show channel {leg[..leg.IndexOf('!')]}")).Contains(
                        "TONES=1*2A30\n",
                        StringComparison.Ordinal
                    )
                )
                {
                    return true;
                }
            }

            return false;
        }
    }

    [Fact]
    public async Task Tones_AreHeardOnTheCustomersTelephone()
    {
        await using var day = await AlicesDay.BeginWithCallsAsync(atSwitch);
        var (id, _, customer) = await day.TalkAsync();

        await day.DoAsync(id, InteractionCommand.SendDigits, "5");

        await customer.HearsAToneAsync();
    }

    [Fact]
    public async Task Tones_AreHeardByTheColleague_WhileTheCustomerWaits()
    {
        await using var day = await AlicesDay.BeginWithCallsAsync(atSwitch);
        var colleague = await day.ColleagueAsync();
        var (id, _, _) = await day.TalkAsync();
        await day.DoAsync(id, InteractionCommand.Consult, "1002");
        await day.News.UntilAsync<InteractionChanged>(switchEvent =>
            switchEvent.Interaction.Consultation?.State == ConsultationState.Dialing
        );
        await colleague.RingsAsync();
        Assert.Equal(CommandOutcome.Refused, (await day.HandleAsync(id, InteractionCommand.SendDigits, "5")).Outcome);
        await colleague.AnswerAsync();
        await atSwitch.TalkTogetherAsync(AlicesDay.AlicesLeg, AlicesDay.ColleaguesLeg);
        await day.News.UntilAsync<InteractionChanged>(switchEvent =>
            switchEvent.Interaction.Consultation?.State == ConsultationState.Connected
        );

        await day.DoAsync(id, InteractionCommand.SendDigits, "5");

        await colleague.HearsAToneAsync();
    }

    [Theory]
    [InlineData("")]
    [InlineData("12a")]
    [InlineData("1,2")]
    [InlineData("1\r\nAction: Hangup")]
    public async Task WhatIsNoTone_IsNotSent(string tones)
    {
        await using var day = await AlicesDay.BeginWithCallsAsync(atSwitch);
        var (id, _, _) = await day.TalkAsync();

        Assert.Equal(CommandOutcome.Refused, (await day.HandleAsync(id, InteractionCommand.SendDigits, tones)).Outcome);
    }
}
