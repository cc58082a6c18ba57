namespace MediaBar.Tests;

/// <summary>What the bell shows on the desktop. Which window of a browser is in front matters here, so these plays have one to themselves.</summary>
public sealed class NotificationTests(Chromium chromium, HisFixture his, OwnChromium own)
    : Scenario(chromium, his),
        IClassFixture<OwnChromium>
{
    private const string WithBell = Bare + "?ring";
    private const string Party = "+49 30 5550 142";
    private const string Subject = "The wrong saddle";

    [Theory]
    [InlineData("en", "Incoming call", "Accept", "ltr")]
    [InlineData("de", "Eingehender Anruf", "Annehmen", "ltr")]
    [InlineData("es", "Llamada entrante", "Aceptar", "ltr")]
    [InlineData("ar", "مكالمة واردة", "قبول", "rtl")]
    public async Task ACallThatNobodyLooksAt_IsANotification_AndCanBeAcceptedThere(
        string language,
        string title,
        string accept,
        string direction
    )
    {
        var alice = await BeginAsync($"{WithBell}&locale={language}");
        await Bell.LookAwayAsync(alice.Page);
        var call = await Switch.OfferAsync(Alice, "Telephony", Party, Subject);

        Assert.Equal([$"{title}|{Party}\n{Subject}|{accept}|{language}|{direction}"], await Bell.NotificationsAsync(alice.Page, 1));
        await Bell.PressAsync(alice.Page, "accept");
        await Expect(alice.Interaction(call)).ToHaveAttributeAsync("data-state", "Connected");
        Assert.Empty(await Bell.NotificationsAsync(alice.Page, 0));
        Assert.Equal(1, alice.Monitor.Count("interaction.request.accept"));
    }

    [Fact]
    public async Task ANotification_GoesWhenTheCallerDoes_AndWhenTheAgentLooks()
    {
        var alice = await BeginAsync(WithBell);
        await Bell.LookAwayAsync(alice.Page);
        var call = await Switch.OfferAsync(Alice, "Telephony", Party);
        Assert.Single(await Bell.NotificationsAsync(alice.Page, 1));
        await Switch.HangUpAsync(call);
        Assert.Empty(await Bell.NotificationsAsync(alice.Page, 0));

        await Switch.OfferAsync(Alice, "Chat", "Jonas Veld");
        Assert.Single(await Bell.NotificationsAsync(alice.Page, 1));
        await Bell.LookAsync(alice.Page);
        Assert.Empty(await Bell.NotificationsAsync(alice.Page, 0));
    }

    [Fact]
    public async Task ANotification_GoesWhenTheCallerDoes_WhileItIsBeingShown()
    {
        var alice = await BeginAsync(WithBell);
        await Bell.LookAwayAsync(alice.Page);
        var first = await Switch.OfferAsync(Alice, "Telephony", Party);
        Assert.Single(await Bell.NotificationsAsync(alice.Page, 1));
        await Switch.HangUpAsync(first);
        Assert.Empty(await Bell.NotificationsAsync(alice.Page, 0));

        await Bell.SlowDownAsync(alice.Page);
        var second = await Switch.OfferAsync(Alice, "Telephony", Party);
        await Expect(alice.Interaction(second)).ToBeVisibleAsync();
        await Switch.HangUpAsync(second);
        await Expect(alice.Interaction(second)).ToHaveCountAsync(0);
        await Switch.OfferAsync(Alice, "Chat", "Jonas Veld");
        await Switch.OfferAsync(Alice, "Email", "Mira Lund");
        Assert.All(await Bell.NotificationsAsync(alice.Page, 2), it => Assert.StartsWith("New ", it, StringComparison.Ordinal));
    }

    [Fact]
    public async Task WithoutAServiceWorker_ANotificationHasNoButton_AndAClickBringsThePageToTheFront()
    {
        var alice = await BeginAsync(
            WithBell,
            page =>
                page.AddInitScriptAsync(
                    """
                    Object.defineProperty(Navigator.prototype, 'serviceWorker', { value: undefined });
                    window.told = [];
                    window.Notification = class extends Notification { constructor(title, options) { super(title, options); told.push(this); } };
                    window.focus = () => { window.front = true };
                    """
                )
        );
        await Bell.LookAwayAsync(alice.Page);
        var call = await Switch.OfferAsync(Alice, "Telephony", Party);
        await Expect(alice.Interaction(call)).ToBeVisibleAsync();
        Assert.Equal(
            "Incoming call: " + Party,
            await alice.Page.EvaluateAsync<string>(
                "async () => { while (!told.length) await new Promise(soon => setTimeout(soon, 20)); return `${told[0].title}: ${told[0].body}` }"
            )
        );
        Assert.True(await alice.Page.EvaluateAsync<bool>("() => { told[0].dispatchEvent(new Event('click')); return window.front }"));
        await Expect(alice.Interaction(call)).ToHaveAttributeAsync("data-state", "Alerting");
    }

    [Fact]
    public async Task TheBell_StaysAsItWasChosen_ForTheSession_AndNothingOfItIsLeft()
    {
        var alice = await BeginAsync(WithBell);
        await alice.Page.ReloadAsync();
        await Expect(Bell.Of(alice)).ToHaveAttributeAsync("aria-pressed", "true");
        await Bell.LookAwayAsync(alice.Page);
        var call = await Switch.OfferAsync(Alice, "Telephony", Party);
        Assert.Single(await Bell.NotificationsAsync(alice.Page, 1));
        var there = await OpenPageAsync();
        await there.TryLogInAsync();
        await there.PressAsync(there.Dialog("Already logged in elsewhere"), "Take over");
        await alice.AssertAtLoginAsync();
        Assert.Empty(await Bell.NotificationsAsync(alice.Page, 0));
        Assert.Equal("{}", await alice.Page.EvaluateAsync<string>("() => JSON.stringify({ ...sessionStorage, ...localStorage })"));
        await Bell.AssertNoWorkerAsync(alice.Page);

        await Switch.HangUpAsync(call);
        await there.LogOutAsync();
        await there.AssertAtLoginAsync();
        await alice.LogInAsync();
        await Expect(Bell.Of(alice)).ToHaveAttributeAsync("aria-pressed", "false");
    }

    /// <summary>Alice is Ready, and her bell is on.</summary>
    private async Task<AgentPage> BeginAsync(string page, Func<IPage, Task>? before = null)
    {
        var alice = await OpenPageAsync(
            page: page,
            profile: new() { Permissions = ["notifications"] },
            before: before,
            browser: own.Browser
        );
        await alice.Page.Locator("#agent-id").FillAsync(Alice);
        await alice.Page.Locator("#password").FillAsync(HisFixture.Password);
        await alice.Bar.Locator("[part~=login-button]").ClickAsync();
        await alice.AllChannels.Locator("[part~=ready]").ClickAsync();
        await alice.AssertStateAsync("Ready");
        await Bell.Of(alice).ClickAsync();
        await Expect(Bell.Of(alice)).ToHaveAttributeAsync("aria-pressed", "true");
        return alice;
    }
}
