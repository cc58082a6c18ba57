namespace MediaBar.Tests;

/// <summary>The session ends, and it was not the agent at this page who wanted it.</summary>
public sealed class EndedFromOutsideTests(Chromium chromium, RunningHis his) : Play(chromium, his)
{
    [Theory]
    [InlineData(Hand.Mouse)]
    [InlineData(Hand.Keyboard)]
    public async Task ASecondLogin_AsksFirst_ThenTakesOver_AndTheFirstPageSaysSo(Hand hand)
    {
        var there = await SitDownAsync();
        await there.LogInReadyAsync();
        var here = await SitDownAsync(hand);
        await here.TryLogInAsync();
        var question = here.Dialog("Already logged in elsewhere");
        await here.PressAsync(question, "Cancel");
        await Expect(question).ToHaveCountAsync(0);
        await Expect(here.LoginForm).ToBeVisibleAsync();
        await there.IsAsync("Ready");

        await here.PressAsync(here.LoginForm, "Log in");
        await here.PressAsync(question, "Take over");

        await here.IsLoggedInAsync();
        await here.IsAsync("Ready");
        await there.IsAtLoginAsync();
        await Expect(there.Ending).ToHaveTextAsync("You logged in at another place. This session was taken over.");
        await Expect(there.Ending).ToHaveAttributeAsync("role", "alert");
        await here.LogOutAsync();
        await here.IsAtLoginAsync();
    }

    [Fact]
    public async Task TheSwitch_LogsTheAgentOut_AndThePageSaysSo()
    {
        var alice = await SitDownAsync();
        await alice.LogInReadyAsync();
        await Switch.LogOutAsync(Alice);
        await alice.IsAtLoginAsync();
        await Expect(alice.Ending).ToHaveTextAsync("The switch logged you out.");

        // It has been read by whoever logs in next.
        await alice.LogInAsync();
        await Expect(alice.Ending).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task AServerThatStops_IsLookedForAgain_AndTheBarSaysSo()
    {
        await using var own = new RunningHis();
        await own.InitializeAsync();
        var alice = await SitDownAsync(at: own);
        await alice.LogInReadyAsync();
        alice.Ears.Expect("WebSocket connection to");
        alice.Ears.Expect("icon.svg"); // the browser may not have had it yet
        await own.StopAsync();
        await Expect(alice.LinkLost).ToHaveTextAsync("Connection lost, trying again…");
        await Expect(alice.LogoutButton).ToBeDisabledAsync();
    }

    [Fact]
    public async Task AServerThatIsNotThere_IsSaidToBeSo()
    {
        await using var own = new RunningHis();
        await own.InitializeAsync();
        var alice = await SitDownAsync(at: own);
        await own.StopAsync();
        alice.Ears.Expect("WebSocket connection to");
        alice.Ears.Expect("icon.svg"); // the browser may not have had it yet
        await alice.TryLogInAsync();
        await Expect(alice.Notice).ToContainTextAsync("HIS cannot be reached. Try again in a moment.");
    }

    [Fact]
    public async Task ALostLinkToTheSwitch_ShowsChannelsAsUnknown_UntilItIsBack()
    {
        await using var own = new RunningHis();
        await own.InitializeAsync();
        var alice = await SitDownAsync(at: own);
        await alice.LogInReadyAsync();
        alice.Ears.Expect("WebSocket connection to"); // when all is over, and the server stops before the page
        alice.Ears.Expect("icon.svg");
        own.Inside.LoseLink();
        await alice.IsAsync("Unavailable");
        await Expect(alice.Channel("phone")).ToContainTextAsync("Unknown, not available");
        await Expect(alice.AllChannels).ToContainTextAsync("Unknown, not available");
        own.Inside.RestoreLink();
        await alice.IsAsync("Ready");
    }
}
