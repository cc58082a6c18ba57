namespace MediaBar.Tests;

/// <summary>The session ends, and it was not the agent at this page who wanted it.</summary>
public sealed class EndedFromOutsideTests(Chromium chromium, HisFixture his) : Scenario(chromium, his)
{
    [Theory]
    [InlineData(InputDevice.Mouse)]
    [InlineData(InputDevice.Keyboard)]
    public async Task ASecondLogin_AsksFirst_ThenTakesOver_AndTheFirstPageSaysSo(InputDevice device)
    {
        var there = await OpenPageAsync();
        await there.LogInReadyAsync();
        var here = await OpenPageAsync(device);
        await here.TryLogInAsync();
        var question = here.Dialog("Already logged in elsewhere");
        await here.PressAsync(question, "Cancel");
        await Expect(question).ToHaveCountAsync(0);
        await Expect(here.LoginForm).ToBeVisibleAsync();
        await there.AssertStateAsync("Ready");

        await here.PressAsync(here.LoginForm, "Log in");
        await here.PressAsync(question, "Take over");

        await here.AssertLoggedInAsync();
        await here.AssertStateAsync("Ready");
        await there.AssertAtLoginAsync();
        await Expect(there.Ending).ToHaveTextAsync("You logged in elsewhere. This session was taken over.");
        await Expect(there.Ending).ToHaveAttributeAsync("role", "alert");
        await here.LogOutAsync();
        await here.AssertAtLoginAsync();
    }

    [Fact]
    public async Task TheSwitch_LogsTheAgentOut_AndThePageSaysSo()
    {
        var alice = await OpenPageAsync();
        await alice.LogInReadyAsync();
        await Switch.LogOutAsync(Alice);
        await alice.AssertAtLoginAsync();
        await Expect(alice.Ending).ToHaveTextAsync("The switch logged you out.");

        // It has been read by whoever logs in next.
        await alice.LogInAsync();
        await Expect(alice.Ending).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task AServerThatStops_IsLookedForAgain_AndTheBarSaysSo()
    {
        await using var own = new HisFixture();
        await own.InitializeAsync();
        var alice = await OpenPageAsync(at: own);
        await alice.LogInReadyAsync();
        alice.Monitor.Expect("WebSocket connection to");
        alice.Monitor.Expect("icon.svg"); // the browser may not have had it yet
        await own.StopAsync();
        await Expect(alice.LinkLost).ToHaveTextAsync("Connection lost, trying again…");
        await Expect(alice.LogoutButton).ToBeDisabledAsync();
    }

    [Fact]
    public async Task AServerThatIsNotThere_IsSaidToBeSo()
    {
        await using var own = new HisFixture();
        await own.InitializeAsync();
        var alice = await OpenPageAsync(at: own);
        await own.StopAsync();
        alice.Monitor.Expect("WebSocket connection to");
        alice.Monitor.Expect("icon.svg"); // the browser may not have had it yet
        await alice.TryLogInAsync();
        await Expect(alice.Notice).ToContainTextAsync("The server cannot be reached. Try again in a moment.");
    }

    [Fact]
    public async Task ALostLinkToTheSwitch_ShowsChannelsAsUnknown_UntilItIsBack()
    {
        await using var own = new HisFixture();
        await own.InitializeAsync();
        var alice = await OpenPageAsync(at: own);
        await alice.LogInReadyAsync();
        alice.Monitor.Expect("WebSocket connection to"); // when all is over, and the server stops before the page
        alice.Monitor.Expect("icon.svg");
        own.Inside.LoseLink();
        await alice.AssertStateAsync("Unavailable");
        await Expect(alice.Channel("phone")).ToContainTextAsync("Unknown, not available");
        await Expect(alice.AllChannels).ToContainTextAsync("Unknown, not available");
        own.Inside.RestoreLink();
        await alice.AssertStateAsync("Ready");
    }
}
