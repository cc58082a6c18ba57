using System.Globalization;
using System.Text.RegularExpressions;

namespace MediaBar.Tests;

/// <summary>The times beside channels and interactions: how long something has lasted, whichever page shows it, and since when it does.</summary>
public sealed partial class TimerTests(Chromium chromium, HisFixture his) : Scenario(chromium, his)
{
    [Theory]
    [InlineData(Bare)]
    [InlineData(Demo)]
    public async Task Timers_GoOn_WhenThePageIsLoadedAgain_AndInASecondTab(string page)
    {
        var alice = await OpenPageAsync(page: page);
        await alice.LogInReadyAsync();
        var call = await Switch.OfferAsync(Alice, "Telephony", "Mira Oduya");
        await alice.PressAsync(alice.Interaction(call), "Accept");
        await Expect(alice.Interaction(call)).ToHaveAttributeAsync("data-state", "Connected");
        await Expect(Timer(alice.Interaction(call))).ToHaveTextAsync(FiveSecondsOrMore());
        var (channel, interaction) = await BothAsync(alice, call);

        await alice.Page.ReloadAsync();
        await Expect(alice.Interaction(call)).ToHaveAttributeAsync("data-state", "Connected");
        (channel, interaction) = await AreNotShorterAsync(alice, call, channel, interaction);

        var second = await OpenTabAsync(alice, page);
        await Expect(second.Interaction(call)).ToHaveAttributeAsync("data-state", "Connected");
        await AreNotShorterAsync(second, call, channel, interaction);
    }

    [Fact]
    public async Task ABrowserWhoseClockIsWrong_ShowsTheSameTimes()
    {
        var alice = await OpenPageAsync(before: tab =>
            tab.AddInitScriptAsync("{ const now = Date.now; Date.now = () => now() - 3 * 3600 * 1000; }")
        );
        await alice.LogInReadyAsync();
        await Expect(Timer(alice.Channel("phone"))).ToHaveTextAsync(FiveSecondsOrMore());
        var before = await SecondsAsync(alice.Channel("phone"));
        await alice.Page.ReloadAsync();
        await alice.AssertStateAsync("Ready");
        Assert.InRange(await SecondsAsync(alice.Channel("phone")), before, 3600);
    }

    private static async Task<(int Channel, int Interaction)> AreNotShorterAsync(AgentPage tab, string call, int channel, int interaction)
    {
        var (channelNow, interactionNow) = await BothAsync(tab, call);
        Assert.InRange(channelNow, channel, 3600);
        Assert.InRange(interactionNow, interaction, 3600);
        return (channelNow, interactionNow);
    }

    private static async Task<(int Channel, int Interaction)> BothAsync(AgentPage tab, string call) =>
        (await SecondsAsync(tab.Channel("phone")), await SecondsAsync(tab.Interaction(call)));

    private static async Task<int> SecondsAsync(ILocator among) =>
        (await Timer(among).InnerTextAsync())
            .Trim()
            .Split(':')
            .Aggregate(0, (sum, part) => (sum * 60) + int.Parse(part, CultureInfo.InvariantCulture));

    private static ILocator Timer(ILocator among) => among.GetByRole(AriaRole.Timer).First;

    [GeneratedRegex(@"^\s*(?:0:(?:0[5-9]|[1-5]\d)|[1-9]\d*:\d\d)\s*$", RegexOptions.None, 10_000)]
    private static partial Regex FiveSecondsOrMore();
}
