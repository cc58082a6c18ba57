using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace MediaBar.Tests;

/// <summary>Small things that are easily lost: one logout for two clicks, words beside colours, times that tick in silence.</summary>
public sealed class DetailTests(Chromium chromium, HisFixture his) : Scenario(chromium, his)
{
    [Fact]
    public async Task ADoubleClickOnLogout_SendsOneLogout()
    {
        var alice = await OpenPageAsync();
        await alice.LogInReadyAsync();
        await Switch.SetAsync(new JsonObject { ["latency"] = "00:00:03" });
        await alice.LogoutButton.DblClickAsync();
        var running = AgentPage.Button(alice.Bar, "Logging out…");
        await Expect(running).ToHaveAttributeAsync("aria-busy", "true");
        await running.ClickAsync(new() { Force = true });
        await Switch.SetAsync(new JsonObject { ["latency"] = "00:00:00" });
        await alice.AssertAtLoginAsync();
        Assert.Equal(1, alice.Monitor.Count("session.request.logout"));
    }

    [Fact]
    public async Task WhileALogoutRuns_NothingThatWouldUndoItCanBePressed()
    {
        var alice = await OpenPageAsync();
        await alice.LogInReadyAsync();
        await Switch.SetAsync(new JsonObject { ["latency"] = "00:00:03" });
        await alice.LogOutAsync();
        await Expect(AgentPage.Button(alice.AllChannels, "Ready")).ToHaveAttributeAsync("aria-disabled", "true");
        await Expect(AgentPage.Button(alice.Channel("email"), "Ready")).ToHaveAttributeAsync("aria-disabled", "true");
        await Switch.SetAsync(new JsonObject { ["latency"] = "00:00:00" });
        await alice.AssertAtLoginAsync();
    }

    [Fact]
    public async Task EveryState_IsToBeRead_NotOnlySeenInColour()
    {
        var alice = await OpenPageAsync();
        await alice.LogInAsync();
        foreach (var (verb, state) in new[] { ("Ready", "Ready"), ("Not Ready", "Not Ready") })
        {
            await alice.PressAsync(alice.Channel("phone"), verb);
            var pressed = alice.Channel("phone").GetByRole(AriaRole.Button, new() { Pressed = true });
            await Expect(pressed).ToHaveTextAsync(state);
            await Expect(pressed.Locator("svg")).ToBeVisibleAsync(); // a sign besides the colour, for those who see no difference
        }

        await alice.PressAsync(alice.Channel("phone"), "Deactivate");
        await Expect(alice.Channel("phone")).ToContainTextAsync("Inactive");
        await Expect(alice.Bar.Locator(".link")).ToHaveTextAsync("Connected");
    }

    [Fact]
    public async Task TheTimeInAState_Ticks_AndIsNotAnnounced()
    {
        var alice = await OpenPageAsync();
        await alice.LogInReadyAsync();
        var time = alice.Channel("phone").GetByRole(AriaRole.Timer, new() { Name = "Time in state" });
        var status = alice.Page.GetByRole(AriaRole.Status);
        await Expect(status).ToContainTextAsync("Email: Ready");
        var announced = await status.TextContentAsync();
        for (var ticks = 0; ticks < 2; ticks++)
        {
            await Expect(time).Not.ToHaveTextAsync(await time.InnerTextAsync());
        }

        Assert.Equal(announced, await status.TextContentAsync());
        Assert.False(
            await time.EvaluateAsync<bool>(
                "it => !!it.closest('[aria-live=polite], [aria-live=assertive], [role=status], [role=alert], [role=log]')"
            )
        );

        // It begins anew with the state: it is never more than what has passed since.
        var since = Stopwatch.StartNew();
        await alice.PressAsync(alice.Channel("phone"), "Not Ready");
        await alice.AssertStateAsync("NotReady", "phone");
        Assert.InRange(Seconds(await time.InnerTextAsync()), 0, (int)since.Elapsed.TotalSeconds + 1);
    }

    private static int Seconds(string time) => (int)TimeSpan.ParseExact(time, @"m\:ss", CultureInfo.InvariantCulture).TotalSeconds;
}
