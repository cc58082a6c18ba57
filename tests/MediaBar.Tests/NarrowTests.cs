namespace MediaBar.Tests;

/// <summary>Where things are when there is little room, and when what a customer is called does not fit.</summary>
public sealed class NarrowTests(Chromium chromium, HisFixture his) : Scenario(chromium, his)
{
    private const string Long = "Johannes Chrysostomus Wolfgangus Theophilus Mozart of Salzburg and Vienna";

    [Fact]
    public async Task At400Percent_ACallThatRings_IsSeenWithoutScrolling_AndIsTheFirstThingToReach()
    {
        var alice = await OpenPageAsync(width: Narrow);
        await alice.LogInReadyAsync();
        await alice.Page.SetViewportSizeAsync(Narrow, 200); // a window of 1280 by 800
        var call = await Switch.OfferAsync(Alice, "Telephony", Long, Long);
        var accept = AgentPage.Button(alice.Interaction(call), "Accept");
        await Expect(accept).ToBeInViewportAsync(new() { Ratio = 1 });
        await Expect(alice.Channel("phone")).Not.ToBeInViewportAsync();

        await Expect(alice.Bar.Locator("button, input, select").First).ToHaveAccessibleNameAsync("Accept");
    }

    [Theory]
    [InlineData(Wide, "head channels interactions")]
    [InlineData(Narrow, "interactions head channels")]
    public async Task TheOrderToTheEye_IsTheOrderOfTheDocument(int width, string order)
    {
        var alice = await OpenPageAsync(width: width);
        await alice.LogInReadyAsync();
        await Expect(alice.Interaction(await Switch.OfferAsync(Alice, "Telephony", Long))).ToBeVisibleAsync();
        var parts = alice.Bar.Locator("[part=head], [part=channels], [part=interactions]");
        Assert.Equal(order.Split(' '), await parts.EvaluateAllAsync<string[]>("them => them.map(it => it.className)"));
        Assert.True(
            await parts.EvaluateAllAsync<bool>(
                "them => them.map(it => it.getBoundingClientRect().top).every((top, at, all) => at === 0 || top > all[at - 1])"
            )
        );
    }

    [Fact]
    public async Task InABar_NothingMovesUnderThePointer_WhenACallComes()
    {
        var alice = await OpenPageAsync();
        await alice.LogInReadyAsync();
        var before = await alice.Channel("phone").BoundingBoxAsync();
        await Expect(alice.Interaction(await Switch.OfferAsync(Alice, "Telephony", Long))).ToBeVisibleAsync();
        Assert.Equal(before!.Y, (await alice.Channel("phone").BoundingBoxAsync())!.Y);
    }

    [Fact]
    public async Task AWindowThatBecomesNarrow_LeavesFocusWhereItIs()
    {
        var alice = await OpenPageAsync();
        await alice.LogInReadyAsync();
        var call = alice.Interaction(await Switch.OfferAsync(Alice, "Telephony", "Mira"));
        foreach (
            var focused in new[]
            {
                AgentPage.Button(call, "Accept"),
                AgentPage.Button(alice.Channel("email"), "Not Ready"),
                alice.Bar.Locator("input"),
            }
        )
        {
            await alice.Page.SetViewportSizeAsync(Wide, 800);
            await Expect(alice.Bar.Locator("[part=channels] + [part=interactions]")).ToHaveCountAsync(1);
            await focused.FocusAsync();
            await alice.Page.SetViewportSizeAsync(Narrow, 800);
            await Expect(alice.Bar.Locator("[part=interactions] + [part=head]")).ToHaveCountAsync(1);
            await Expect(focused).ToBeFocusedAsync();
        }
    }

    [Theory]
    [InlineData("en", Wide)]
    [InlineData("ar", Wide)]
    [InlineData("ar", Narrow)]
    public async Task BesideLogout_ALongName_KeepsItsBeginning_WhicheverWayIsRead(string language, int width)
    {
        var alice = await OpenPageAsync(width: width, page: $"{Bare}?locale={language}");
        await alice.Page.Locator("#agent-id").FillAsync(Alice);
        await alice.Page.Locator("#password").FillAsync(HisFixture.Password);
        await alice.Bar.Locator("[part~=login-button]").ClickAsync();
        await alice.AllChannels.Locator("[part~=ready]").ClickAsync();
        await alice.AssertStateAsync("Ready");
        await Switch.OfferAsync(Alice, "Telephony", Long);
        await Expect(alice.LogoutWhy).ToContainTextAsync(Long);

        // Where the first letters are, and where all is that can be seen of the line.
        Assert.True(
            await alice.LogoutWhy.EvaluateAsync<bool>(
                """
                (line, name) => {
                  const texts = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
                  while (texts.nextNode()) {
                    const at = texts.currentNode.data.indexOf(name);
                    if (at < 0) continue;
                    const range = document.createRange();
                    range.setStart(texts.currentNode, at);
                    range.setEnd(texts.currentNode, at + 8);
                    const letters = range.getBoundingClientRect();
                    const seen = line.getBoundingClientRect();
                    return letters.width > 20 && letters.left >= seen.left && letters.right <= seen.right && letters.top >= seen.top - 1 && letters.bottom <= seen.bottom + 1;
                  }
                  return false;
                }
                """,
                Long
            )
        );
    }

    [Fact]
    public async Task EveryEnd_HasTheSignOfItsMedium()
    {
        var alice = await OpenPageAsync();
        await alice.LogInReadyAsync();
        foreach (var (type, sign) in new[] { ("Telephony", "hangup"), ("Chat", "endChat"), ("Email", "endEmail") })
        {
            var row = alice.Interaction(await Switch.OfferAsync(Alice, type, "Mira"));
            await alice.PressAsync(row, "Accept");
            await Expect(AgentPage.Button(row, "End").Locator("svg")).ToHaveAttributeAsync("data-icon", sign);
        }
    }
}
