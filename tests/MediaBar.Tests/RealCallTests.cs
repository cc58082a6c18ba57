using His.Testing.Asterisk;

namespace MediaBar.Tests;

/// <summary>Nothing is imagined here: MediaBar in a browser, HIS, Asterisk, Alice's telephone, and a customer who calls.</summary>
public sealed class RealCallTests(Chromium chromium, AsteriskSwitch atSwitch) : IClassFixture<AsteriskSwitch>
{
    [Fact]
    public async Task ARealCall_Rings_IsAnswered_IsInTheWayOfALogout_AndWhenItIsOverAliceLogsOut()
    {
        await using var his = new HisFixture(atSwitch.Settings("alice", HisFixture.Password, "1001"));
        await his.InitializeAsync();
        await using var phone = await Phone.OfAgentAsync(atSwitch, "1001");
        await using var customer = await Phone.OfCustomerAsync(atSwitch, "79161234567");
        await using var context = await chromium.Browser.NewContextAsync(
            new()
            {
                BaseURL = his.Address.ToString(),
                Locale = "en-GB",
                ViewportSize = new() { Width = Scenario.Wide, Height = 800 },
            }
        );
        context.SetDefaultTimeout(Chromium.TimeoutMs);
        var tab = await context.NewPageAsync();
        var alice = new AgentPage("alice", tab, new MouseInput(), PageMonitor.On(tab));
        alice.Monitor.Expect("404"); // the page beside the bar looks whether there is a simulated switch
        await tab.GotoAsync(Scenario.Demo);

        await alice.LogInAsync();
        await alice.PressAsync(alice.AllChannels, "Activate all");
        await alice.AssertStateAsync("NotReady", "phone");
        await alice.PressAsync(alice.AllChannels, "Ready");
        await alice.AssertStateAsync("Ready", "phone");
        Assert.DoesNotContain("(paused", await atSwitch.MemberAsync("sales", "1001"), StringComparison.Ordinal);

        await customer.DialAsync(atSwitch, "600");
        await phone.RingsAsync();
        await AssertBlocksLogoutAsync(alice, "Alerting");
        await phone.AnswerAsync();
        await AssertBlocksLogoutAsync(alice, "Connected");
        await tab.ScreenshotAsync(
            new() { Path = Path.Combine(Tour.Pictures, "real-call.png"), Animations = ScreenshotAnimations.Disabled }
        );
        Assert.Single(await atSwitch.LegsAsync("1001"));

        await customer.HangUpAsync();
        await Expect(alice.Interactions).ToHaveCountAsync(0);
        await alice.LogOutAsync();

        await alice.AssertAtLoginAsync();
        Assert.Null(await atSwitch.MemberAsync("sales", "1001"));
        Assert.Null(await atSwitch.MemberAsync("support", "1001"));
        Assert.Empty(await atSwitch.LegsAsync("1001"));
        alice.Monitor.AssertNoComplaints();
    }

    /// <summary>EF1: Logout is not to be had, and says why.</summary>
    private static async Task AssertBlocksLogoutAsync(AgentPage alice, string state)
    {
        await Expect(alice.LogoutButton).ToHaveAttributeAsync("aria-disabled", "true");
        await Expect(alice.LogoutWhy).ToContainTextAsync($"A call with 79161234567 ({state})");
    }
}
