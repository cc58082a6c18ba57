namespace MediaBar.Tests;

/// <summary>Whoever calls may call themselves what they like. It is text, and stays text.</summary>
public sealed class HostileTextTests(Chromium chromium, HisFixture his) : Scenario(chromium, his)
{
    [Theory]
    [InlineData("<img src=x onerror=alert(1)>")]
    [InlineData("<script>document.title='taken'</script>")]
    [InlineData("\"><svg onload=alert(1)>")]
    [InlineData("${alert(1)} {{7*7}} javascript:alert(1)")]
    [InlineData("</bdi></li></ul><h1>Mira")]
    public async Task MarkupOfAStranger_IsShownAsTheTextItIs(string text)
    {
        var alice = await OpenPageAsync(page: Demo);
        await alice.LogInReadyAsync();
        var chat = await Switch.OfferAsync(Alice, "Chat", text, text);
        var row = alice.Interaction(chat);
        await Expect(row.Locator("[part=party]")).ToHaveTextAsync(text);
        await Expect(row.Locator("[part=subject]")).ToHaveTextAsync(text);
        await Expect(alice.LogoutWhy).ToContainTextAsync(text);
        await Expect(alice.Page.Locator("#live bdi")).ToHaveTextAsync(text);
        await Expect(alice.Page.Locator("img[src=x], svg[onload], media-bar script, media-bar h1")).ToHaveCountAsync(0);
        await Expect(alice.Page).Not.ToHaveTitleAsync("taken");
    }

    [Fact]
    public async Task ADirectionOverride_DoesNotReachBeyondItsOwnText()
    {
        var alice = await OpenPageAsync();
        await alice.LogInReadyAsync();
        var chat = await Switch.OfferAsync(Alice, "Chat", "\u202egnp.exe Mira", "مرحبا");
        var row = alice.Interaction(chat);
        await Expect(row.Locator("[part=interaction-state]")).ToHaveTextAsync("Alerting");

        // Each is in its own bdi, so what stands after it stands where it always stands.
        var party = (await row.Locator("bdi[part=party]").BoundingBoxAsync())!;
        var state = (await row.Locator("[part=interaction-state]").BoundingBoxAsync())!;
        Assert.True(party.X + party.Width <= state.X);

        // HIS takes the override away before anybody can be fooled by it; the page adds none.
        Assert.DoesNotContain('\u202e', await row.InnerTextAsync());
    }

    [Fact]
    public async Task ANameOfAnyLength_LeavesTheBarAsWideAsItIs()
    {
        var alice = await OpenPageAsync(width: Narrow);
        await alice.LogInReadyAsync();
        var chat = await Switch.OfferAsync(Alice, "Chat", new string('W', 250), new string('M', 250));
        await Expect(alice.Interaction(chat)).ToBeVisibleAsync();
        Assert.True(await alice.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"));
        await Expect(AgentPage.Button(alice.Interaction(chat), "Accept")).ToBeInViewportAsync();
    }
}
