namespace MediaBar.Tests;

/// <summary>The connection goes, or the page; the session stays, and MediaBar finds back to it.</summary>
public sealed class ResumeTests(Chromium chromium, HisFixture his) : Scenario(chromium, his)
{
    private const string Party = "Mira Oduya";

    private bool _isCut;
    private IWebSocketRoute? _link;
    private IWebSocketRoute? _theirs;

    [Theory]
    [InlineData(InputDevice.Mouse)]
    [InlineData(InputDevice.Keyboard)]
    public async Task ALostConnection_IsLookedForAgain_AndWhatWasMissedIsThere(InputDevice device)
    {
        var alice = await OpenPageAsync(device, profile: new() { BypassCSP = true }, before: ThroughOurHandsAsync);
        await alice.LogInReadyAsync();
        await CutAsync();

        await Expect(alice.LinkLost).ToHaveTextAsync("Connection lost, trying again…");
        await Expect(alice.Page.GetByRole(AriaRole.Status)).ToHaveTextAsync("Connection lost, trying again…");
        await Expect(alice.LogoutButton).ToBeDisabledAsync();
        await Expect(AgentPage.Button(alice.AllChannels, "Not Ready")).ToBeDisabledAsync();
        await Axe.BringAsync(alice.Page);
        Assert.Empty(await Axe.FindingsAsync(alice.Page));
        var call = await Switch.OfferAsync(Alice, "Telephony", Party);
        Mend();

        await Expect(alice.LinkLost).ToHaveCountAsync(0);
        await alice.PressAsync(alice.Interaction(call), "Accept");
        await Expect(alice.Interaction(call)).ToHaveAttributeAsync("data-state", "Connected");
        await Expect(alice.LoginForm).ToHaveCountAsync(0);
    }

    [Theory]
    [InlineData(Bare)]
    [InlineData(Demo)]
    public async Task APageThatIsLoadedAnew_GoesOn_AndKeepsNothingAfterALogout(string page)
    {
        var alice = await OpenPageAsync(page: page);
        await alice.LogInReadyAsync();
        var call = await Switch.OfferAsync(Alice, "Telephony", Party);
        await alice.PressAsync(alice.Interaction(call), "Accept");
        await alice.Page.ReloadAsync();

        await Expect(alice.Interaction(call)).ToHaveAttributeAsync("data-state", "Connected");
        await alice.AssertStateAsync("Ready");
        Assert.DoesNotContain(Party, await StorageAsync(alice.Page), StringComparison.Ordinal);
        await alice.PressAsync(alice.Interaction(call), "End");
        await alice.PressAsync(alice.Interaction(call), "Complete");
        await alice.LogOutAsync();
        await alice.AssertAtLoginAsync();
        Assert.Equal("{}", await StorageAsync(alice.Page));
        await alice.Page.ReloadAsync();
        await alice.AssertAtLoginAsync();
    }

    [Fact]
    public async Task ALogout_WhoseAnswerIsLost_IsALogout()
    {
        var alice = await OpenPageAsync(before: ThroughOurHandsAsync);
        await alice.LogInReadyAsync();
        _link!.OnMessage(message =>
        {
            // It arrives at HIS, and what HIS has to say to it does not arrive here.
            _theirs!.Send(message.Text!);
            _ = CutAsync();
        });
        await alice.LogOutAsync();
        await Expect(alice.LinkLost).ToBeVisibleAsync();
        Mend();

        await alice.AssertAtLoginAsync();
        await Expect(alice.Ending).ToHaveCountAsync(0);
        Assert.False(await Switch.HasAsync(Alice));
        Assert.Equal("{}", await StorageAsync(alice.Page));
    }

    [Fact]
    public async Task ASessionThatGoesOnInAnotherWindow_IsSaidToBeThere()
    {
        // A browser without locks: its tabs do not know of each other.
        var here = await OpenPageAsync(before: page =>
            page.Context.AddInitScriptAsync("Object.defineProperty(Navigator.prototype, 'locks', { value: undefined })")
        );
        await here.LogInReadyAsync();
        var window = await here.Page.RunAndWaitForPopupAsync(() => here.Page.EvaluateAsync("page => { open(page) }", Bare)); // with the storage of the tab

        await Expect(window.Locator("[data-channel=phone]")).ToHaveAttributeAsync("data-status", "Ready");
        await here.AssertAtLoginAsync();
        await Expect(here.Ending).ToHaveTextAsync("Your session continues in another window.");
    }

    [Fact]
    public async Task ASessionThatEndedMeanwhile_IsSaidToHave()
    {
        var alice = await OpenPageAsync(before: ThroughOurHandsAsync);
        await alice.LogInReadyAsync();
        await CutAsync();
        await Expect(alice.LinkLost).ToBeVisibleAsync();
        await Switch.LogOutAsync(Alice);
        Mend();

        await alice.AssertAtLoginAsync();
        await Expect(alice.Ending).ToHaveTextAsync("The switch logged you out.");
    }

    [Fact]
    public async Task WhoWasAwayForTooLong_ReadsWhyTheyAreNotReady_AlsoWhenThePageIsLoadedAgain()
    {
        await using var own = new HisFixture("PresenceNotReadyAfter=00:00:00.1");
        await own.InitializeAsync();
        var alice = await OpenPageAsync(at: own, before: ThroughOurHandsAsync);
        await alice.LogInReadyAsync();
        await CutAsync();
        await Task.WhenAny(_theirs!.CloseAsync());
        while ((await own.Switch.TruthAsync(Alice))["channels"]!.AsArray().Any(channel => channel!["ready"]!.GetValue<bool>())) { }

        Mend();
        foreach (var channel in AgentPage.Channels)
        {
            await Expect(alice.Cause(channel)).ToHaveTextAsync("The connection was lost");
        }

        await alice.Page.ReloadAsync();
        await Expect(alice.Cause("phone")).ToHaveTextAsync("The connection was lost");
        await alice.PressAsync(alice.Channel("phone"), "Ready");
        await Expect(alice.Cause("phone")).ToHaveCountAsync(0);
        await Expect(alice.Cause("chat")).ToHaveCountAsync(1);
        await alice.PressAsync(alice.Channel("phone"), "Not Ready");
        await alice.AssertStateAsync("NotReady", "phone");
        await Expect(alice.Cause("phone")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task APageWithoutHis_ShowsBasicLogin_AndGoesOnWhenHisIsBack()
    {
        var alice = await OpenPageAsync(before: ThroughOurHandsAsync);
        await alice.LogInReadyAsync();
        await CutAsync();
        await alice.Page.ReloadAsync();

        await Expect(alice.LinkLost).ToHaveTextAsync("Connection lost, trying again…");
        await Expect(alice.LoginForm).ToBeVisibleAsync();
        await Expect(alice.AgentId).ToBeEnabledAsync();
        await Axe.BringAsync(alice.Page);
        Assert.Empty(await Axe.FindingsAsync(alice.Page));
        Mend();
        await alice.AssertStateAsync("Ready");
        await Expect(alice.LoginForm).ToHaveCountAsync(0);
    }

    /// <summary>The page's link to the bus goes through our hands, so that it can be cut.</summary>
    private Task ThroughOurHandsAsync(IPage page) =>
        page.RouteWebSocketAsync(
            "**/bus",
            socket =>
            {
                if (_isCut)
                {
                    _ = socket.CloseAsync(new() { Code = 4005 });
                    return;
                }

                (_link, _theirs) = (socket, socket.ConnectToServer());
            }
        );

    private Task CutAsync()
    {
        _isCut = true;
        return _link!.CloseAsync(new() { Code = 4005 });
    }

    private void Mend() => _isCut = false;

    private static Task<string> StorageAsync(IPage page) =>
        page.EvaluateAsync<string>("() => JSON.stringify({ ...sessionStorage, ...localStorage })");
}
