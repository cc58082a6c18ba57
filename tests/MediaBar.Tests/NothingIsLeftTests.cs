namespace MediaBar.Tests;

/// <summary>After a logout nothing of agent or customer is left in the page or the browser (decision R17).</summary>
public sealed class NothingIsLeftTests(Chromium chromium, HisFixture his) : Scenario(chromium, his)
{
    private const string Party = "Mira Oduya";
    private const string Subject = "The wrong saddle";

    [Theory]
    [InlineData(Bare, "html")]
    [InlineData(Demo, "media-bar, main")] // beside them is the switch's own panel, which knows its agents
    public async Task AfterALogout_NothingIsLeft_InThePage_NorInAnyStorage(string page, string root)
    {
        var alice = await OpenPageAsync(page: page);
        await AShiftAsync(alice);
        await alice.LogOutAsync();
        await alice.AssertAtLoginAsync();
        await PageResidue.AssertNothingOfAsync(alice.Page, root, Alice, Party, Subject, HisFixture.Password);
    }

    [Fact]
    public async Task WhatIsLookedFor_IsFound_WhileItIsThere()
    {
        var alice = await OpenPageAsync();
        await alice.LogInReadyAsync();
        await Expect(alice.Interaction(await Switch.OfferAsync(Alice, "Chat", Party, Subject))).ToBeVisibleAsync();
        var left = await PageResidue.InAsync(alice.Page);
        Assert.All(new[] { Alice, Party, Subject }, word => Assert.Contains(word, left, StringComparison.Ordinal));
    }

    [Fact]
    public async Task ThePassword_IsInThePageForNoLongerThanTheLogin()
    {
        var alice = await OpenPageAsync();
        await alice.LogInAsync();
        Assert.DoesNotContain(HisFixture.Password, await PageResidue.InAsync(alice.Page), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Back_ShowsNothingOfTheLastAgent()
    {
        var alice = await OpenPageAsync();
        await AShiftAsync(alice);
        await alice.LogOutAsync();
        await alice.AssertAtLoginAsync();
        alice.Monitor.Expect("favicon.ico"); // the page in between has none
        await alice.Page.GotoAsync("health/live");
        await alice.Page.GoBackAsync();
        await alice.AssertAtLoginAsync();
        await PageResidue.AssertNothingOfAsync(alice.Page, "html", Alice, Party, Subject);
    }

    [Fact]
    public async Task APageThatTheBrowserKept_ShowsNothingOfTheLastAgent()
    {
        // Here the browser may keep a page that is left, as it is, for the way back. The session ends while nobody looks.
        await using var keeping = await Chromium.LaunchAsync(without: "--disable-back-forward-cache");
        var alice = await OpenPageAsync(browser: keeping);
        await AShiftAsync(alice);
        alice.Monitor.Expect("favicon.ico");
        await alice.Page.EvaluateAsync(
            "() => { addEventListener('pageshow', ({ persisted }) => document.documentElement.dataset.kept = persisted) }"
        );
        await alice.Page.GotoAsync("health/live");
        await Switch.LogOutAsync(Alice);
        await alice.Page.GoBackAsync(new() { WaitUntil = WaitUntilState.Commit });
        await Expect(alice.Page.Locator("html")).ToHaveAttributeAsync("data-kept", "true");
        await alice.AssertAtLoginAsync();
        await PageResidue.AssertNothingOfAsync(alice.Page, "html", Alice, Party, Subject);

        // The page is alive.
        await Expect(alice.Ending).ToHaveTextAsync("The switch logged you out.");
        await alice.LogInAsync();
    }

    private async Task AShiftAsync(AgentPage alice)
    {
        await alice.LogInReadyAsync();
        var call = await Switch.OfferAsync(Alice, "Telephony", Party, Subject);
        foreach (var verb in new[] { "Accept", "End", "Complete" })
        {
            await alice.PressAsync(alice.Interaction(call), verb);
        }

        await Expect(alice.Interactions).ToHaveCountAsync(0);
    }
}
