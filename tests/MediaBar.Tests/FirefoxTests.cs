using System.Text.Json.Nodes;

namespace MediaBar.Tests;

/// <summary>What every agent does in a day, in Firefox.</summary>
public sealed class FirefoxTests(Chromium chromium, HisFixture his, Firefox firefox) : Scenario(chromium, his), IClassFixture<Firefox>
{
    private const string Party = "Mira Oduya";
    private const string Subject = "The wrong saddle";

    [Theory]
    [InlineData(InputDevice.Mouse, Narrow, Bare)]
    [InlineData(InputDevice.Keyboard, Wide, Demo)] // what is driven here does not come back from the end of the page to its beginning by Tab
    public async Task AShift_WithACall_AReload_ASecondTab_AndAReason_LeavesNothing(InputDevice device, int width, string page)
    {
        await Switch.SetAsync(
            new JsonObject { ["logoutReason"] = Switch.Reasons("Required", true, "END End of shift", "TRAINING Training") }
        );
        var alice = await OpenPageAsync(device, width, page, browser: firefox.Browser);
        await alice.LogInReadyAsync();
        var call = await Switch.OfferAsync(Alice, "Telephony", Party, Subject);
        await alice.PressAsync(alice.Interaction(call), "Accept");
        await Expect(alice.Interaction(call)).ToHaveAttributeAsync("data-state", "Connected");

        await alice.Page.ReloadAsync();
        await Expect(alice.Interaction(call)).ToHaveAttributeAsync("data-state", "Connected");
        await alice.AssertStateAsync("Ready");
        var second = await OpenTabAsync(alice, page);
        await second.PressAsync(second.Interaction(call), "End");
        await second.PressAsync(second.Interaction(call), "Complete");
        await Expect(alice.Interactions).ToHaveCountAsync(0);

        await alice.Page.BringToFrontAsync(); // a page in a tab behind another has no focus
        await alice.LogOutAsync();
        var screen = alice.Dialog("Logout reason");
        await alice.PressAsync(screen, "Cancel");
        await Expect(screen).ToHaveCountAsync(0);
        await Expect(alice.LogoutButton).ToBeFocusedAsync();
        await alice.LogOutAsync();
        await alice.WriteAsync(screen.GetByRole(AriaRole.Textbox, new() { Name = "In your own words" }), "Dentist at 4");
        await alice.PressAsync(screen, "Confirm");

        foreach (var tab in new[] { alice, second })
        {
            await tab.AssertAtLoginAsync();
            await Expect(tab.Ending).ToHaveCountAsync(0);
            await PageResidue.AssertNothingOfAsync(
                tab.Page,
                "media-bar, main",
                Alice,
                Party,
                Subject,
                HisFixture.Password,
                "Dentist",
                "resumeToken"
            );
        }

        Assert.False(await Switch.HasAsync(Alice));
        Assert.Equal("Dentist at 4", (await Switch.TruthAsync(Alice))["logoutReason"]!["text"]!.GetValue<string>());
    }

    [Fact]
    public async Task TheKey_AcceptsWhatRings()
    {
        var alice = await OpenPageAsync(browser: firefox.Browser);
        await alice.LogInReadyAsync();
        var call = await Switch.OfferAsync(Alice, "Telephony", Party);
        await Expect(alice.Page).ToHaveTitleAsync("(1) MediaBar");
        await alice.Page.Keyboard.PressAsync("F8");
        await Expect(alice.Interaction(call)).ToHaveAttributeAsync("data-state", "Connected");
    }
}
