namespace MediaBar.Tests;

/// <summary>A page of another origin with MediaBar in it, by the lines that mediabar/README.md gives to copy.</summary>
public sealed class OtherOriginTests(Chromium chromium, HisFixture his) : Scenario(chromium, his)
{
    private const string Readme = "mediabar/README.md";
    private const string Named = "https://his.example";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task APageThatLoadsTheElement_HasAWholeMediaBar(bool hasSrc)
    {
        await using var crm = await OtherOrigin.StartAsync();
        await using var own = new HisFixture($"Bus:AllowedOrigins:0={crm.OriginElsewhere}");
        await own.InitializeAsync();
        var policy = Document.Blocks(Readme, "http").Single().Split(": ", 2)[1].Trim();
        var lines = Lines(own, "<media-bar");
        crm.Show(
            hasSrc ? lines : lines.Replace($" src=\"{Ws(own)}/bus\"", "", StringComparison.Ordinal),
            At(own, $"default-src 'none'; img-src data:; {policy}; require-trusted-types-for 'script'; trusted-types lit-html")
        );
        var alice = await OpenPageAsync(at: own, page: crm.OriginElsewhere);

        await Expect(alice.Bar).ToHaveAttributeAsync("lang", "de"); // a chunk of its own
        await Expect(alice.Page.Locator("[part~=login-button]")).ToHaveTextAsync("Anmelden");
        await WorksACallAsync(own, alice, alice.Page.Locator("media-bar"));
    }

    [Fact]
    public async Task APageWithAFrame_HasAWholeMediaBar()
    {
        await using var crm = await OtherOrigin.StartAsync();
        await using var own = new HisFixture($"FrameAncestors:0={crm.OriginElsewhere}");
        await own.InitializeAsync();
        crm.Show(Lines(own, "<iframe"));
        var alice = await OpenPageAsync(at: own, page: crm.OriginElsewhere);

        await WorksACallAsync(own, alice, alice.Page.FrameLocator("iframe").Locator("media-bar"));
    }

    [Fact]
    public async Task APageOfAnyOtherOrigin_StaysEmpty()
    {
        await using var stranger = await OtherOrigin.StartAsync();
        stranger.Show(Lines(His, "<media-bar"));
        var blocked = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var alice = await OpenPageAsync(
            page: stranger.OriginElsewhere,
            before: page =>
            {
                page.RequestFailed += (_, request) => blocked.TrySetResult(request.Url);
                return Task.CompletedTask;
            }
        );
        alice.Monitor.Expect("CORS");
        alice.Monitor.Expect("net::ERR_FAILED");

        Assert.EndsWith("/media-bar.js", await blocked.Task.WaitAsync(TestTimeout.Limit), StringComparison.Ordinal);
        await Expect(alice.Bar).ToHaveCountAsync(0);
    }

    /// <summary>Login, a call, logout.</summary>
    private async Task WorksACallAsync(HisFixture own, AgentPage alice, ILocator bar)
    {
        await bar.Locator("#agent-id").FillAsync(Alice);
        await bar.Locator("#password").FillAsync(HisFixture.Password);
        await bar.Locator("[part~=login-button]").ClickAsync();
        await bar.Locator("[data-channel=phone] [part~=ready]").ClickAsync();
        await Expect(bar.Locator("[data-channel=phone]")).ToHaveAttributeAsync("data-agent-state", "Ready");
        var call = bar.Locator($"[data-interaction='{await own.Switch.OfferAsync(Alice, "Telephony", "+49 30 5551212")}']");
        await call.Locator("[part~=accept]").ClickAsync();
        await Expect(call).ToHaveAttributeAsync("data-state", "Connected");
        await call.Locator("[part~=end]").ClickAsync();
        await call.Locator("[part~=complete]").ClickAsync();
        await Expect(call).ToHaveCountAsync(0);
        await bar.Locator("[part~=logout]").ClickAsync();
        await Expect(bar.Locator("#agent-id")).ToBeVisibleAsync();
        Assert.False(await own.Switch.HasAsync(Alice));
        Assert.Equal(1, alice.Monitor.Count("session.request.logout"));
    }

    private static string Lines(HisFixture own, string with) =>
        At(own, Document.Blocks(Readme, "html").Single(block => block.Contains(with, StringComparison.Ordinal)));

    /// <summary>What the document says of https://his.example, of a HIS that does not encrypt.</summary>
    private static string At(HisFixture own, string text) =>
        text.Replace("wss://his.example", Ws(own), StringComparison.Ordinal)
            .Replace(Named, own.Address.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal);

    private static string Ws(HisFixture own) => $"ws://{own.Address.Authority}";
}
