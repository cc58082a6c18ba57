using System.Text.Json.Nodes;

namespace MediaBar.Tests;

/// <summary>MediaBar in a frame of another page.</summary>
public sealed class EmbedTests(Chromium chromium, HisFixture his) : Scenario(chromium, his)
{
    [Fact]
    public async Task AFrameOfTheSameOrigin_HasAWholeMediaBar()
    {
        var alice = await OpenPageAsync(
            before: page =>
                page.RouteAsync(
                    "**/crm.html",
                    route =>
                        route.FulfillAsync(
                            new()
                            {
                                ContentType = "text/html",
                                Body =
                                    $"<!doctype html><html lang=en><title>CRM</title><link rel=icon href=data:,><iframe title=MediaBar width=1200 height=500 src='{Bare}'></iframe>",
                            }
                        )
                ),
            page: "crm.html"
        );
        await LogInAndOutAsync(alice);
    }

    [Fact]
    public async Task AFrameOfAListedOrigin_HasAWholeMediaBar()
    {
        await using var crm = await OtherOrigin.StartAsync();
        await using var own = new HisFixture($"FrameAncestors:0={crm.Origin}");
        await own.InitializeAsync();
        crm.Show(new Uri(own.Address, Bare));
        var alice = await OpenPageAsync(at: own, page: crm.Origin);
        await LogInAndOutAsync(alice);
    }

    [Fact]
    public async Task AFrameOfAnyOtherOrigin_ShowsNothing()
    {
        await using var stranger = await OtherOrigin.StartAsync();
        stranger.Show(new Uri(His.Address, Bare));
        var refused = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var alice = await OpenPageAsync(
            page: stranger.Origin,
            before: page =>
            {
                page.Console += (_, message) =>
                {
                    if (message.Text.Contains("frame-ancestors", StringComparison.Ordinal))
                    {
                        refused.TrySetResult(message.Text);
                    }
                };
                return Task.CompletedTask;
            }
        );
        alice.Monitor.Expect("frame-ancestors");
        Assert.Contains("'self'", await refused.Task.WaitAsync(TestTimeout.Limit), StringComparison.Ordinal);
        await Expect(alice.Page.FrameLocator("iframe").Locator("media-bar")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task ThePageAround_HearsNothing_AndIsHeardByNobody()
    {
        await using var crm = await OtherOrigin.StartAsync();
        await using var own = new HisFixture($"FrameAncestors:0={crm.Origin}");
        await own.InitializeAsync();
        crm.Show(new Uri(own.Address, Bare));
        var alice = await OpenPageAsync(at: own, page: crm.Origin);
        await alice.Page.EvaluateAsync("() => { window.heard = 0; addEventListener('message', () => window.heard++) }");
        await LogInAsync(alice);
        await alice.Page.EvaluateAsync(
            "() => { for (const said of ['logout', { method: 'session.request.logout' }]) frames[0].postMessage(said, '*') }"
        );
        await LogOutAsync(alice);
        Assert.Equal(0, await alice.Page.EvaluateAsync<int>("window.heard"));
        Assert.Equal(1, alice.Monitor.Count("session.request.logout"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AFrameThatMaySubmitNoForms_HasAWholeMediaBar(bool byKeyboard)
    {
        await using var crm = await OtherOrigin.StartAsync();
        await using var own = new HisFixture($"FrameAncestors:0={crm.Origin}");
        await own.InitializeAsync();
        crm.Show(new Uri(own.Address, Bare), sandbox: "allow-scripts allow-same-origin");
        await own.Switch.SetAsync(
            new JsonObject { ["logoutReason"] = Switch.Reasons("Required", false, "END End of shift", "TRAINING Training") }
        );
        var alice = await OpenPageAsync(at: own, page: crm.Origin);
        alice.Monitor.Expect("Blocked autofocusing"); // the page is not to lose its focus to a frame; the dialog focuses it all the same
        var bar = alice.Page.FrameLocator("iframe");

        await bar.Locator("#agent-id").FillAsync(alice.Agent);
        await SendAsync(bar.Locator("#agent-id"), bar.Locator("[part~=login-button]")); // the password is missing, and the browser says so
        await Expect(bar.Locator("#password")).ToBeFocusedAsync();
        await bar.Locator("#password").FillAsync(HisFixture.Password);
        await SendAsync(bar.Locator("#password"), bar.Locator("[part~=login-button]"));
        await Expect(bar.Locator("[data-channel]")).ToHaveCountAsync(3);

        await bar.Locator("[part=dial] input").FillAsync("200");
        await SendAsync(bar.Locator("[part=dial] input"), bar.Locator("[part~=dial-button]"));
        var call = bar.Locator("[data-state=Connected]");
        await call.Locator("[part~=transfer]").ClickAsync();
        await call.Locator("form input").FillAsync("201");
        await SendAsync(call.Locator("form input"), call.Locator("[part~=consult-now]"));
        await Expect(bar.Locator("[data-consultation=Connected]")).ToHaveCountAsync(1);
        await bar.Locator("[part~=completetransfer]").ClickAsync();
        await bar.Locator("[part~=complete]").ClickAsync();

        await bar.Locator("[part~=logout]").ClickAsync();
        await bar.Locator("dialog input[type=radio]").First.CheckAsync();
        await SendAsync(bar.Locator("dialog input[type=radio]").First, bar.Locator("[part~=confirm]"));
        await Expect(bar.Locator("#agent-id")).ToHaveValueAsync("");

        Task SendAsync(ILocator field, ILocator button) => byKeyboard ? field.PressAsync("Enter") : button.ClickAsync();
    }

    [Fact]
    public async Task AFrameWithoutStorage_HasAWholeMediaBar_UntilItsPageIsLoadedAgain()
    {
        const string Forbidden = """
            const forbidden = () => { throw new DOMException('Access is denied', 'SecurityError') };
            for (const storage of ['sessionStorage', 'localStorage']) Object.defineProperty(window, storage, { get: forbidden });
            LockManager.prototype.request = async () => forbidden();
            """;
        await using var crm = await OtherOrigin.StartAsync();
        await using var own = new HisFixture($"FrameAncestors:0={crm.Origin}");
        await own.InitializeAsync();
        crm.Show(new Uri(own.Address, Bare));
        var alice = await OpenPageAsync(at: own, page: crm.Origin, before: page => page.AddInitScriptAsync(Forbidden));
        await LogInAsync(alice);
        await alice.Page.ReloadAsync();
        await Expect(alice.Page.FrameLocator("iframe").Locator("#agent-id")).ToHaveValueAsync("");
        await alice.Page.FrameLocator("iframe").Locator("#agent-id").FillAsync(alice.Agent);
        await alice.Page.FrameLocator("iframe").Locator("#password").FillAsync(HisFixture.Password);
        await alice.Page.FrameLocator("iframe").Locator("[part~=login-button]").ClickAsync();
        await alice.Page.FrameLocator("iframe").Locator("[part~=take-over]").ClickAsync();
        await LogOutAsync(alice);
    }

    [Theory]
    [InlineData("allow-same-origin allow-forms", "'allow-scripts'")]
    [InlineData("allow-scripts allow-forms", "origin 'null'")]
    public async Task AFrameWithoutWhatItNeeds_ShowsNothing_AndTheBrowserSaysWhy(string sandbox, string said)
    {
        await using var crm = await OtherOrigin.StartAsync();
        await using var own = new HisFixture($"FrameAncestors:0={crm.Origin}");
        await own.InitializeAsync();
        crm.Show(new Uri(own.Address, Bare), sandbox);
        var heard = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var alice = await OpenPageAsync(
            at: own,
            page: crm.Origin,
            before: page =>
            {
                page.Console += (_, message) => _ = message.Text.Contains(said, StringComparison.Ordinal) && heard.TrySetResult();
                return Task.CompletedTask;
            }
        );
        foreach (var complaint in new[] { "sandboxed", "origin 'null'", "net::ERR_FAILED" })
        {
            alice.Monitor.Expect(complaint);
        }

        await heard.Task.WaitAsync(TestTimeout.Limit);
        await Expect(alice.Page.FrameLocator("iframe").Locator("media-bar")).ToHaveCountAsync(1);
        await Expect(alice.Page.FrameLocator("iframe").Locator("media-bar .frame")).ToHaveCountAsync(0);
    }

    private static async Task LogInAndOutAsync(AgentPage alice)
    {
        await LogInAsync(alice);
        await LogOutAsync(alice);
    }

    private static async Task LogInAsync(AgentPage alice)
    {
        var bar = alice.Page.FrameLocator("iframe");
        await bar.Locator("#agent-id").FillAsync(alice.Agent);
        await bar.Locator("#password").FillAsync(HisFixture.Password);
        await bar.Locator("[part~=login-button]").ClickAsync();
        await Expect(bar.Locator("[data-channel]")).ToHaveCountAsync(3);
    }

    private static async Task LogOutAsync(AgentPage alice)
    {
        var bar = alice.Page.FrameLocator("iframe");
        await bar.Locator("[part~=logout]").ClickAsync();
        await Expect(bar.Locator("#agent-id")).ToBeFocusedAsync();
        await Expect(bar.Locator("#agent-id")).ToHaveValueAsync("");
    }
}
