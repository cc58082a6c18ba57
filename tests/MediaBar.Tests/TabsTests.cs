namespace MediaBar.Tests;

/// <summary>Two tabs of one browser: one session, one link to HIS, and the same to be seen and done in both.</summary>
public sealed class TabsTests(Chromium chromium, HisFixture his) : Scenario(chromium, his)
{
    private const string Party = "Mira Oduya";

    [Theory]
    [InlineData(Bare)]
    [InlineData(Demo)]
    public async Task ASecondTab_ShowsTheSame_AndWorksThroughTheFirst(string page)
    {
        var first = await OpenPageAsync(page: page, before: DelayLeaderTimeoutAsync);
        await first.LogInReadyAsync();
        var second = await OpenTabAsync(first, page);
        await second.AssertStateAsync("Ready");
        var call = await Switch.OfferAsync(Alice, "Telephony", Party);
        await second.PressAsync(second.Interaction(call), "Accept");
        await Expect(first.Interaction(call)).ToHaveAttributeAsync("data-state", "Connected");
        await second.PressAsync(second.Channel("chat"), "Not Ready");

        await first.AssertStateAsync("NotReady", "chat");
        await second.AssertStateAsync("NotReady", "chat");
        Assert.Equal(1, first.Monitor.Count("interaction.request.accept"));
        Assert.Equal(1, first.Monitor.Count("channel.request.notready"));
        Assert.Equal(1, first.Monitor.Count("session.request.login"));
        Assert.Empty(second.Monitor.Sent);
        await second.Page.CloseAsync();
        await first.PressAsync(first.Channel("chat"), "Ready");
        await first.AssertStateAsync("Ready", "chat");
        await Expect(first.Notice).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task ATabThatCloses_HandsOverToTheOther()
    {
        var first = await OpenPageAsync(before: DelayLeaderTimeoutAsync);
        await first.LogInReadyAsync();
        var second = await OpenTabAsync(first);
        await second.AssertStateAsync("Ready");
        await first.Page.CloseAsync();

        await GoesOnAsync(second);
    }

    [Fact]
    public async Task ATabWhoseProcessDies_HandsOverToTheOther()
    {
        var first = await OpenPageAsync(before: DelayLeaderTimeoutAsync);
        await first.LogInReadyAsync();
        var second = await OpenTabAsync(first);
        await second.AssertStateAsync("Ready");
        first.Monitor.Expect("crash");
        var crashed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        first.Page.Crash += (_, _) => crashed.TrySetResult();
        var devtools = await first.Page.Context.NewCDPSessionAsync(first.Page);
        _ = devtools.SendAsync("Page.crash");
        await crashed.Task.WaitAsync(TestTimeout.Limit);

        await GoesOnAsync(second);
    }

    [Fact]
    public async Task ATabThatStandsStill_LosesTheLead_AndFollowsWhenItGoesOn()
    {
        var first = await OpenPageAsync();
        await first.LogInReadyAsync();
        var second = await OpenTabAsync(first);
        await second.AssertStateAsync("Ready");
        var devtools = await first.Page.Context.NewCDPSessionAsync(first.Page);
        await devtools.SendAsync("Debugger.enable");
        await devtools.SendAsync("Debugger.pause"); // at the next thing it hears
        await GoesOnAsync(second);
        await devtools.SendAsync("Debugger.disable");

        await first.AssertStateAsync("NotReady", "chat");
        await first.PressAsync(first.Channel("chat"), "Ready");
        await second.AssertStateAsync("Ready", "chat");
        Assert.Equal(0, first.Monitor.Count("channel.request.ready"));
        Assert.Equal(0, first.Monitor.Count("session.request.resume"));
        await first.LogOutAsync();
        await AssertEndedAsync(first, second);
    }

    [Fact]
    public async Task ATabThatIsLoadedAnew_GoesOnAsAFollower()
    {
        var first = await OpenPageAsync(before: DelayLeaderTimeoutAsync);
        await first.LogInReadyAsync();
        var second = await OpenTabAsync(first);
        await second.AssertStateAsync("Ready");
        await first.Page.ReloadAsync();
        await first.AssertStateAsync("Ready");
        await first.PressAsync(first.Channel("chat"), "Not Ready");

        await second.AssertStateAsync("NotReady", "chat");
        Assert.Equal(1, second.Monitor.Count("channel.request.notready"));
        await second.Page.ReloadAsync();
        await second.AssertStateAsync("NotReady", "chat");
        await first.AssertStateAsync("NotReady", "chat");
        await Expect(first.LinkLost).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task ALogoutFromTheOtherTab_IsOneInBoth_AndNothingIsLeft()
    {
        var first = await OpenPageAsync(before: DelayLeaderTimeoutAsync);
        await first.LogInReadyAsync();
        var second = await OpenTabAsync(first);
        await second.AssertStateAsync("Ready");
        await second.LogOutAsync();

        await AssertEndedAsync(first, second);
        Assert.Equal(1, first.Monitor.Count("session.request.logout"));
        await second.LogInAsync();
        await first.AssertLoggedInAsync();
    }

    [Fact]
    public async Task WhatEndsASession_IsSaidInEveryTab()
    {
        var first = await OpenPageAsync(before: DelayLeaderTimeoutAsync);
        await first.LogInReadyAsync();
        var second = await OpenTabAsync(first);
        await second.AssertStateAsync("Ready");
        await Switch.LogOutAsync(Alice);

        await Expect(first.Ending).ToHaveTextAsync("The switch logged you out.");
        await Expect(second.Ending).ToHaveTextAsync("The switch logged you out.");
    }

    [Fact]
    public async Task TwoTabsThatLogInAtOnce_HaveOneSession()
    {
        var first = await OpenPageAsync(before: DelayLeaderTimeoutAsync);
        var second = await OpenTabAsync(first);
        foreach (var tab in new[] { first, second })
        {
            await tab.WriteAsync(tab.AgentId, Alice);
            await tab.WriteAsync(tab.Page.Locator("#password"), HisFixture.Password);
        }

        await Task.WhenAll(first.Page.EvaluateAsync(Submit), second.Page.EvaluateAsync(Submit));

        await first.AssertLoggedInAsync();
        await second.AssertLoggedInAsync();
        Assert.Equal(1, first.Monitor.Count("session.request.login") + second.Monitor.Count("session.request.login"));
        await Expect(first.Dialog("Already logged in elsewhere")).ToHaveCountAsync(0);
        await Expect(second.Dialog("Already logged in elsewhere")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task AnotherBrowser_IsStillAskedWhetherToTakeOver()
    {
        var first = await OpenPageAsync(before: DelayLeaderTimeoutAsync);
        await first.LogInReadyAsync();
        var second = await OpenTabAsync(first);
        await second.AssertStateAsync("Ready");
        var elsewhere = await OpenPageAsync(before: DelayLeaderTimeoutAsync);
        await elsewhere.TryLogInAsync();
        await elsewhere.PressAsync(AgentPage.Button(elsewhere.Dialog("Already logged in elsewhere"), "Take over"));

        await elsewhere.AssertLoggedInAsync();
        await Expect(first.Ending).ToHaveTextAsync("You logged in elsewhere. This session was taken over.");
        await Expect(second.Ending).ToHaveTextAsync("You logged in elsewhere. This session was taken over.");
    }

    [Fact]
    public async Task AnotherSeat_HasASessionOfItsOwn()
    {
        var first = await OpenPageAsync(before: DelayLeaderTimeoutAsync);
        await first.LogInReadyAsync();
        var second = await OpenTabAsync(first, Bare + "?seat=2");

        await second.AssertAtLoginAsync();
        await first.AssertStateAsync("Ready");
    }

    /// <summary>A leader that says nothing for two seconds loses the lead; but for the play about that, it may take its time.</summary>
    private static Task DelayLeaderTimeoutAsync(IPage page) =>
        page.Context.AddInitScriptAsync(
            "{ const set = setTimeout; window.setTimeout = (act, ms, ...more) => set(act, ms === 2000 ? 25000 : ms, ...more); }"
        );

    private const string Submit = "() => document.querySelector('media-bar').shadowRoot.querySelector('form.login').requestSubmit()";

    /// <summary>The session lives on in this tab: nothing has happened at the switch, and what is pressed is done once.</summary>
    private static async Task GoesOnAsync(AgentPage tab)
    {
        await tab.PressAsync(tab.Channel("chat"), "Not Ready");
        await tab.AssertStateAsync("NotReady", "chat");
        await tab.AssertStateAsync("Ready", "phone", "email");
        Assert.Equal(1, tab.Monitor.Count("channel.request.notready"));
        Assert.Equal(1, tab.Monitor.Count("session.request.resume"));
        await Expect(tab.LinkLost).ToHaveCountAsync(0);
    }

    private async Task AssertEndedAsync(params AgentPage[] tabs)
    {
        foreach (var tab in tabs)
        {
            await tab.AssertAtLoginAsync();
            await Expect(tab.Ending).ToHaveCountAsync(0);
            await PageResidue.AssertNothingOfAsync(tab.Page, "media-bar", Alice, "resumeToken");
        }

        Assert.False(await Switch.HasAsync(Alice));
    }
}
