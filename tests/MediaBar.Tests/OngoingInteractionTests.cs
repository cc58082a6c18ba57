namespace MediaBar.Tests;

/// <summary>EF1 of Logout: something goes on, and Logout is not to be had.</summary>
public sealed class OngoingInteractionTests(Chromium chromium, HisFixture his) : Scenario(chromium, his)
{
    [Theory]
    [InlineData(InputDevice.Mouse, "Telephony", "A call with Mira Oduya")]
    [InlineData(InputDevice.Keyboard, "Telephony", "A call with Mira Oduya")]
    [InlineData(InputDevice.Mouse, "Chat", "A chat with Mira Oduya")]
    [InlineData(InputDevice.Mouse, "Email", "An email with Mira Oduya")]
    public async Task EF1_Logout_IsDisabled_AndSaysWhy_UntilTheInteractionIsOver(InputDevice device, string type, string what)
    {
        var alice = await OpenPageAsync(device);
        await alice.LogInReadyAsync();
        await AssertLogoutEnabledAsync(alice);

        var interaction = await Switch.OfferAsync(Alice, type, "Mira Oduya");
        await AssertLogoutDisabledAsync(alice, $"{what} (Alerting)");
        await alice.PressAsync(alice.Interaction(interaction), "Accept");
        await AssertLogoutDisabledAsync(alice, $"{what} (Connected)");
        await alice.PressAsync(alice.Interaction(interaction), "End");
        await AssertLogoutDisabledAsync(alice, $"{what} (Wrap-up)");

        // Whoever tries all the same has sent nothing.
        await alice.LogoutButton.ClickAsync(new() { Force = true });
        await alice.PressAsync(alice.Interaction(interaction), "Complete");
        await AssertLogoutEnabledAsync(alice);
        Assert.Equal(0, alice.Monitor.Count("session.request.logout"));
        await alice.LogOutAsync();
        await alice.AssertAtLoginAsync();
    }

    [Fact]
    public async Task EF1_TheDisabledButton_CanStillBeReached_ToHearWhy()
    {
        var alice = await OpenPageAsync(InputDevice.Keyboard);
        await alice.LogInReadyAsync();
        await Switch.OfferAsync(Alice, "Chat", "Mira Oduya");
        await AssertLogoutDisabledAsync(alice, "A chat with Mira Oduya (Alerting)");
        await alice.LogOutAsync();
        await Expect(alice.LogoutButton).ToBeFocusedAsync();
        await alice.AssertStateAsync("Ready");
        Assert.Equal(0, alice.Monitor.Count("session.request.logout"));
    }

    [Fact]
    public async Task EF1_AStalePage_ShowsWhatHisSays_AndStaysAsItIs()
    {
        // The page is told nothing of interactions, so its button is enabled; HIS has to refuse.
        var alice = await OpenPageAsync(before: page =>
            page.RouteWebSocketAsync(
                "**/bus",
                bus =>
                {
                    var server = bus.ConnectToServer();
                    bus.OnMessage(frame => server.Send(frame.Text!));
                    server.OnMessage(frame =>
                    {
                        if (!frame.Text!.Contains("interaction.event", StringComparison.Ordinal))
                        {
                            bus.Send(frame.Text);
                        }
                    });
                }
            )
        );
        await alice.LogInReadyAsync();
        await Switch.OfferAsync(Alice, "Telephony", "Mira Oduya");
        await AssertLogoutEnabledAsync(alice);
        await alice.LogOutAsync();

        await Expect(alice.Notice).ToHaveAttributeAsync("data-failure", "OngoingInteraction");
        await Expect(alice.Notice).ToHaveAttributeAsync("role", "alert");
        await Expect(alice.Notice).ToContainTextAsync("You cannot log out while an interaction is ongoing. End it first.");
        await alice.AssertStateAsync("Ready");
        Assert.All((await Switch.TruthAsync(Alice))["channels"]!.AsArray(), channel => Assert.True(channel!["ready"]!.GetValue<bool>()));
        await alice.PressAsync(alice.Notice, "Close");
        await Expect(alice.Notice).ToHaveCountAsync(0);
    }

    private static async Task AssertLogoutDisabledAsync(AgentPage alice, string why)
    {
        await Expect(alice.LogoutButton).ToHaveAttributeAsync("aria-disabled", "true");
        await Expect(alice.LogoutButton).ToHaveAccessibleDescriptionAsync($"Logout is not possible now: {why}");
        await Expect(alice.LogoutWhy).ToBeVisibleAsync();
        await Expect(alice.LogoutWhy).ToContainTextAsync(why);
    }

    private static async Task AssertLogoutEnabledAsync(AgentPage alice)
    {
        await Expect(alice.LogoutButton).Not.ToHaveAttributeAsync("aria-disabled", "true");
        await Expect(alice.LogoutWhy).ToBeHiddenAsync();
    }
}
