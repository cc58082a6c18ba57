namespace MediaBar.Tests;

/// <summary>The demo page: the panel of the simulated switch, and the CRM that the bar speaks to.</summary>
public sealed class SwitchPanelTests(Chromium chromium, HisFixture his) : Scenario(chromium, his)
{
    [Theory]
    [InlineData(InputDevice.Mouse, Wide)]
    [InlineData(InputDevice.Mouse, Narrow)]
    public async Task Customers_Ring_Write_AndHangUp(InputDevice device, int width)
    {
        var alice = await OpenPageAsync(device, width, Demo);
        await alice.LogInReadyAsync();
        var customer = alice.Page.GetByRole(AriaRole.Form, new() { Name = "Customer" });
        await Expect(customer.GetByLabel("Agent")).ToHaveValueAsync(Alice);
        foreach (var (channel, subject) in new[] { ("Call", ""), ("Chat", "Where is my bicycle?"), ("Email", "Invoice of May") })
        {
            await customer.GetByLabel("Channel").SelectOptionAsync(channel);
            await customer.GetByLabel("Subject").FillAsync(subject);
            await customer.GetByRole(AriaRole.Button, new() { Name = "Send to agent" }).ClickAsync();
            await Expect(alice.Bar.Locator(channel is "Call" ? "[data-type=Telephony]" : $"[data-type={channel}]"))
                .ToContainTextAsync(subject);
        }

        var call = alice.Bar.Locator("[data-type=Telephony]");
        await alice.PressAsync(call, "Accept");
        await Expect(call).ToHaveAttributeAsync("data-state", "Connected");
        await alice.Page.GetByRole(AriaRole.Button, new() { Name = "Hang up" }).ClickAsync();
        await Expect(call).ToHaveAttributeAsync("data-state", "Ended");
        await alice.Page.GetByRole(AriaRole.Button, new() { Name = "Leave" }).First.ClickAsync();
        await Expect(alice.Interactions).ToHaveCountAsync(2); // it was not accepted yet, so there is no wrap-up
    }

    [Fact]
    public async Task AChannelThatIsNotReady_GetsNobody_AndThePanelSaysSo()
    {
        var alice = await OpenPageAsync(page: Demo);
        alice.Monitor.Expect("409 (Conflict)");
        await alice.LogInAsync();
        await alice.Page.GetByRole(AriaRole.Button, new() { Name = "Send to agent" }).ClickAsync();
        await Expect(alice.Page.Locator("#said")).ToHaveTextAsync("No channel of this kind is Ready.");
    }

    [Fact]
    public async Task TheSwitch_IsSetToWantAReason()
    {
        var alice = await OpenPageAsync(page: Demo);
        await Expect(alice.Page.Locator("#truth")).Not.ToBeEmptyAsync(); // the panel is at work
        await alice.Page.GetByLabel("Logout reason").SelectOptionAsync("Required");
        await Expect(alice.Page.Locator("#said")).ToHaveTextAsync("The settings are applied.");
        await alice.LogInAsync();
        await alice.LogOutAsync();
        var screen = alice.Dialog("Logout reason");
        await alice.ChooseAsync(screen.GetByRole(AriaRole.Radio, new() { Name = "End of shift" }));
        await alice.PressAsync(screen, "Confirm");
        await alice.AssertAtLoginAsync();
        await Expect(alice.Page.Locator("#truth")).ToContainTextAsync("logged out");
    }

    [Fact]
    public async Task TheNextNotReady_FailsOnce()
    {
        var alice = await OpenPageAsync(page: Demo);
        await alice.LogInReadyAsync();
        await alice.Page.GetByRole(AriaRole.Button, new() { Name = "Arm fault" }).ClickAsync();
        await Expect(alice.Page.Locator("#said")).ToHaveTextAsync("The fault is armed.");
        await alice.LogOutAsync();
        await Expect(alice.Notice).ToHaveAttributeAsync("data-failure", "NotReadyFailure");
        await alice.LogOutAsync();
        await alice.AssertAtLoginAsync();
    }

    [Fact]
    public async Task TheSwitch_ActsByItself()
    {
        var alice = await OpenPageAsync(page: Demo);
        await alice.LogInReadyAsync();
        await alice.Page.GetByRole(AriaRole.Button, new() { Name = "Make Not Ready" }).ClickAsync();
        await alice.AssertStateAsync("NotReady");
        await alice.Page.GetByRole(AriaRole.Button, new() { Name = "Log agent out" }).ClickAsync();
        await alice.AssertAtLoginAsync();
        await Expect(alice.Ending).ToHaveTextAsync("The switch logged you out.");
    }

    [Fact]
    public async Task TheCrm_OpensWhoCalls_AndDialsWhoIsClicked()
    {
        var alice = await OpenPageAsync(page: Demo);
        await alice.LogInReadyAsync();
        var record = alice.Page.Locator("#record");
        await Switch.OfferAsync(Alice, "Chat", "jonas@example.org");
        await Expect(record.GetByRole(AriaRole.Heading, new() { Name = "Jonas Veld" })).ToBeVisibleAsync();
        await record.GetByRole(AriaRole.Button, new() { Name = "+49 89 5550 167" }).ClickAsync();
        await Expect(alice.Bar.Locator("[data-type=Telephony]")).ToContainTextAsync("+49895550167");
    }

    [Fact]
    public async Task WithoutASimulator_ThePanelIsAway()
    {
        var alice = await OpenPageAsync(
            page: Demo,
            before: page => page.RouteAsync("**/simulator/**", route => route.FulfillAsync(new() { Status = 404 }))
        );
        alice.Monitor.Expect("404 (Not Found)");
        await Expect(alice.Page.Locator("#no-simulator")).ToBeVisibleAsync();
        await Expect(alice.Page.Locator("#switch-controls")).ToBeHiddenAsync();
        await alice.LogInAsync();
    }

    [Fact]
    public async Task WhoeverMayNotPlayTheOtherSide_ReadsWhy()
    {
        var alice = await OpenPageAsync(page: Demo, before: page => page.SetExtraHTTPHeadersAsync([new("X-Forwarded-For", "203.0.113.7")]));
        alice.Monitor.Expect("403 (Forbidden)");
        await Expect(alice.Page.Locator("#no-simulator")).ToContainTextAsync("His:Simulator:AllowRemote");
        await Expect(alice.Page.Locator("#switch-controls")).ToBeHiddenAsync();
    }
}
