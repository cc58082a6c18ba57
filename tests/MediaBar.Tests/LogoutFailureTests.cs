using System.Text.Json.Nodes;

namespace MediaBar.Tests;

/// <summary>EF2 to EF5 of Logout: it stops half-way, says so, and the agent is still there.</summary>
public sealed class LogoutFailureTests(Chromium chromium, HisFixture his) : Scenario(chromium, his)
{
    [Theory]
    [InlineData(InputDevice.Mouse)]
    [InlineData(InputDevice.Keyboard)]
    public async Task EF2_NotReadyFails_AndEachChannelIsTold(InputDevice device)
    {
        var alice = await OpenPageAsync(device);
        await alice.LogInReadyAsync();
        await Switch.FailAsync("NotReady", "chat");
        await alice.LogOutAsync();

        await AssertNoticeAsync(
            alice,
            "NotReadyFailure",
            "could not be made Not Ready. You are still logged in.",
            ("phone", "now Not Ready"),
            ("chat", "stopped here")
        );
        await alice.AssertStateAsync("NotReady", "phone");
        await alice.AssertStateAsync("Ready", "chat", "email");
        await ASecondLogoutSucceedsAsync(alice);
    }

    [Fact]
    public async Task EF3_DeactivationFails_AndEachChannelIsTold()
    {
        var alice = await OpenPageAsync();
        await alice.LogInReadyAsync();
        await Switch.FailAsync("Deactivate", "chat");
        await alice.LogOutAsync();

        await AssertNoticeAsync(
            alice,
            "DeactivationFailure",
            "could not be deactivated. You are still logged in.",
            ("phone", "now Not Ready, now deactivated"),
            ("chat", "now Not Ready, stopped here"),
            ("email", "now Not Ready")
        );
        await alice.AssertStateAsync("Inactive", "phone");
        await alice.AssertStateAsync("NotReady", "chat", "email");
        await ASecondLogoutSucceedsAsync(alice);
    }

    [Fact]
    public async Task EF4_TheSwitchDoesNotLogTheAgentOff()
    {
        var alice = await OpenPageAsync();
        await alice.LogInReadyAsync();
        await Switch.FailAsync("Logout");
        await alice.LogOutAsync();

        await AssertNoticeAsync(
            alice,
            "SwitchLogoutFailure",
            "The switch did not log you off. You are still logged in.",
            ("phone", "now Not Ready, now deactivated")
        );
        await alice.AssertStateAsync("Inactive");
        await ASecondLogoutSucceedsAsync(alice);
    }

    [Fact]
    public async Task EF5_AnInteractionThatBeginsMeanwhile_StopsTheLogout_AndIsServed()
    {
        var alice = await OpenPageAsync();
        await alice.LogInReadyAsync();
        await Switch.SetAsync(new JsonObject { ["latency"] = "00:00:04" });
        await alice.LogOutAsync();
        await alice.AssertStateAsync("NotReady", "phone"); // chat is next, and email after it: both are Ready still
        var email = await Switch.OfferAsync(Alice, "Email", "mira@example.org");
        await Switch.SetAsync(new JsonObject { ["latency"] = "00:00:00" });

        await AssertNoticeAsync(
            alice,
            "InteractionStarted",
            "An interaction has just begun, so the logout was stopped.",
            ("phone", "now Not Ready")
        );
        await alice.AssertStateAsync("NotReady");
        await Expect(alice.LogoutButton).ToHaveAttributeAsync("aria-disabled", "true");
        await alice.PressAsync(alice.Interaction(email), "Accept");
        await alice.PressAsync(alice.Interaction(email), "End");
        await alice.PressAsync(alice.Interaction(email), "Complete");
        await ASecondLogoutSucceedsAsync(alice);
    }

    private async Task AssertNoticeAsync(AgentPage alice, string failure, string sentence, params (string Channel, string Words)[] results)
    {
        await Expect(alice.Notice).ToHaveAttributeAsync("data-failure", failure);
        await Expect(alice.Notice).ToHaveAttributeAsync("role", "alert");
        await Expect(alice.Notice).ToContainTextAsync(sentence);
        foreach (var (channel, words) in results)
        {
            await Expect(alice.Notice.Locator($"[data-result={channel}]")).ToContainTextAsync(words);
        }

        await Expect(alice.Notice.GetByRole(AriaRole.List, new() { Name = "Done so far" })).ToBeVisibleAsync();

        // At the top: nothing of the bar is above it.
        var notice = (await alice.Notice.BoundingBoxAsync())!;
        var head = (await alice.Bar.Locator(".head").BoundingBoxAsync())!;
        Assert.True(notice.Y + notice.Height <= head.Y + 1);
        await alice.AssertLoggedInAsync();
        Assert.True(await Switch.HasAsync(Alice));
    }

    private async Task ASecondLogoutSucceedsAsync(AgentPage alice)
    {
        await alice.LogOutAsync();
        await alice.AssertAtLoginAsync();
        await Expect(alice.Notice).ToHaveCountAsync(0);
        Assert.False(await Switch.HasAsync(Alice));
    }
}
