namespace MediaBar.Tests;

/// <summary>The bell: something rings, and nobody looks at the page.</summary>
public sealed class RingingTests(Chromium chromium, HisFixture his) : Scenario(chromium, his)
{
    private const string WithBell = Bare + "?ring";
    private const string Party = "+49 30 5550 142";

    [Fact]
    public async Task ACall_RingsAsATelephone_UntilItIsAccepted()
    {
        var alice = await OpenPageAsync(page: WithBell, before: Bell.ListenAsync);
        await alice.LogInReadyAsync();
        await alice.PressAsync(Bell.Of(alice));
        await Expect(Bell.Of(alice)).ToHaveAttributeAsync("aria-pressed", "true");
        Assert.Null(await Bell.SoundAsync(alice.Page));

        var call = await Switch.OfferAsync(Alice, "Telephony", Party);
        await Bell.HearsAsync(alice.Page, from: 430, to: 490);
        await alice.PressAsync(alice.Interaction(call), "Accept");
        await Expect(alice.Interaction(call)).ToHaveAttributeAsync("data-state", "Connected");
        Assert.Equal("suspended", await Bell.SoundAsync(alice.Page));
    }

    [Fact]
    public async Task AChat_SoundsOtherThanACall_AndStopsWhenItIsSwitchedOff()
    {
        var alice = await OpenPageAsync(page: WithBell, before: Bell.ListenAsync);
        await alice.LogInReadyAsync();
        await alice.PressAsync(Bell.Of(alice));
        await Switch.OfferAsync(Alice, "Chat", "Jonas Veld");
        await Bell.HearsAsync(alice.Page, from: 650, to: 890);
        await alice.PressAsync(Bell.Of(alice));
        await Expect(Bell.Of(alice)).ToHaveAttributeAsync("aria-pressed", "false");
        Assert.Equal("suspended", await Bell.SoundAsync(alice.Page));
    }

    [Fact]
    public async Task OnlyTheTabThatLeads_Rings_AndTheOtherDoesWhenItLeads()
    {
        var first = await OpenPageAsync(page: WithBell, before: Bell.ListenAsync);
        await first.LogInReadyAsync();
        await first.PressAsync(Bell.Of(first));
        var second = await OpenTabAsync(
            first,
            WithBell,
            async page =>
            {
                await Bell.ListenAsync(page);
                await Bell.WasNotTouchedAsync(page);
            }
        );
        await second.AssertStateAsync("Ready");
        await Expect(Bell.Of(second)).ToHaveAttributeAsync("aria-pressed", "true"); // one bell in all tabs
        var call = await Switch.OfferAsync(Alice, "Telephony", Party);

        await Bell.HearsAsync(first.Page, from: 430, to: 490);
        await Expect(first.Page).ToHaveTitleAsync("(1) MediaBar");
        await Expect(second.Interaction(call)).ToHaveAttributeAsync("data-state", "Alerting");
        await Expect(second.Page).ToHaveTitleAsync("MediaBar");
        Assert.Null(await Bell.SoundAsync(second.Page));

        await Expect(Bell.Of(second)).ToHaveAttributeAsync("title", "No sound yet: the browser requires a click in this window first");
        await second.Page.Keyboard.PressAsync("Tab");
        await Expect(Bell.Of(second)).ToHaveAttributeAsync("title", "Ring and notify");
        await first.Page.CloseAsync();
        await Expect(second.Page).ToHaveTitleAsync("(1) MediaBar");
        await Bell.HearsAsync(second.Page, from: 430, to: 490);
    }

    [Fact]
    public async Task TheTitle_CountsWhatRings_WithoutABell()
    {
        var alice = await OpenPageAsync();
        await alice.LogInReadyAsync();
        await Expect(Bell.Of(alice)).ToHaveCountAsync(0);
        var call = await Switch.OfferAsync(Alice, "Telephony", Party);
        var chat = await Switch.OfferAsync(Alice, "Chat", "Jonas Veld");
        await Expect(alice.Page).ToHaveTitleAsync("(2) MediaBar");
        await alice.PressAsync(alice.Interaction(chat), "Accept");
        await Expect(alice.Page).ToHaveTitleAsync("(1) MediaBar");
        await Switch.HangUpAsync(call);
        await Expect(alice.Page).ToHaveTitleAsync("MediaBar");
    }

    [Fact]
    public async Task AHost_MayHaveItOnFromTheBeginning()
    {
        var alice = await OpenPageAsync(page: WithBell + "=on", before: Bell.ListenAsync);
        await alice.LogInReadyAsync();
        await Expect(Bell.Of(alice)).ToHaveAttributeAsync("aria-pressed", "true");
        await Switch.OfferAsync(Alice, "Telephony", Party);
        await Bell.HearsAsync(alice.Page, from: 430, to: 490);
    }
}
