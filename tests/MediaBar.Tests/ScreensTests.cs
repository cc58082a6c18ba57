using System.Text.Json.Nodes;

namespace MediaBar.Tests;

/// <summary>
/// Every screen, in every look: nothing wrong by the rules of accessibility, nothing wider than the window. The pictures are in
/// artifacts/screenshots, for people to look at.
/// </summary>
public sealed class ScreensTests(Chromium chromium, HisFixture his) : Scenario(chromium, his)
{
    [Theory]
    [InlineData("wide light")]
    [InlineData("wide dark")]
    [InlineData("wide rtl")]
    [InlineData("narrow light")]
    [InlineData("narrow dark")]
    [InlineData("narrow rtl")]
    [InlineData("narrow german")] // the longest words
    [InlineData("wide forced-colors")]
    public async Task EveryScreen_IsAsItShouldBe(string name)
    {
        var look = Look.Named(name);
        var alice = await OpenPageAsync(width: look.Width, page: Demo, profile: Tour.ProfileFor(look));
        var tour = new Tour(alice, look);
        await Axe.BringAsync(alice.Page);
        await alice.Bar.Locator("select").SelectOptionAsync(look.Language);
        await Expect(alice.Bar).ToHaveAttributeAsync("lang", look.Language);

        await tour.LookAsync("01-login");
        await LogInAsync(alice, "wrong");
        await Expect(alice.Notice).ToBeVisibleAsync();
        await tour.LookAsync("02-login-error");
        await WorkAsync(alice, tour);
        await LeaveAsync(alice, tour);
        Assert.True(tour.Findings.Count == 0, string.Join('\n', tour.Findings));
    }

    [Fact(Explicit = true)]
    public async Task ThePictureOfTheReadme_IsTaken()
    {
        var alice = await OpenPageAsync(page: Demo);
        await alice.WriteAsync(alice.AgentId, "1001");
        await alice.WriteAsync(alice.Page.Locator("#password"), HisFixture.Password);
        await alice.PressAsync(alice.LoginForm, "Log in");
        await alice.PressAsync(alice.AllChannels, "Ready");
        await alice.AssertStateAsync("Ready");
        var call = alice.Interaction(await Switch.OfferAsync("1001", "Telephony", "+49 30 5550 142", "The wrong saddle"));
        await alice.PressAsync(call, "Accept");
        await Expect(call.Locator("[part=time]")).ToHaveTextAsync("0:07");
        var folder = Path.Combine(Prerequisites.Repository, "docs", "images");
        await alice.Page.ScreenshotAsync(
            new()
            {
                Path = Path.Combine(folder, "mediabar.png"),
                Clip = new() { Width = Wide, Height = 620 },
            }
        );
    }

    private async Task WorkAsync(AgentPage alice, Tour tour)
    {
        await LogInAsync(alice);
        await alice.AssertStateAsync("NotReady");
        await tour.LookAsync("03-idle");
        await Part(alice.AllChannels, "ready").ClickAsync();
        await alice.AssertStateAsync("Ready");
        await tour.LookAsync("04-ready");
        await Switch.MakeNotReadyAsync(Alice);
        await Expect(alice.Cause("phone")).ToBeVisibleAsync();
        await alice.Bar.Locator("[part=dial] input").FillAsync("0800 FLOWERS");
        await Part(alice.Bar, "dial-button").ClickAsync();
        await Expect(alice.Notice).ToBeVisibleAsync();
        await tour.LookAsync("04a-not-ready-by-the-switch");
        await alice.Bar.Locator("[part=dial] input").FillAsync("");
        await Part(alice.Notice, "notice-close").ClickAsync();
        await Part(alice.AllChannels, "ready").ClickAsync();
        await alice.AssertStateAsync("Ready");

        var call = alice.Interaction(await Switch.OfferAsync(Alice, "Telephony", "+49 30 5550 142", "The wrong saddle"));
        await Expect(call).ToHaveAttributeAsync("data-state", "Alerting");
        await tour.LookAsync("05-alerting");
        await DoAsync("accept", "Connected", "06-connected");
        await SpeakWithASecondPartyAsync(alice, tour, call);
        await DoAsync("hold", "Held", "07-held");
        await Switch.OfferAsync(Alice, "Chat", "Jonas Veld");
        await Switch.OfferAsync(Alice, "Email", "leila@example.org", "Invoice of May, and a question about the child seat");
        await Expect(alice.Bar.Locator("[data-type=Email]")).ToBeVisibleAsync();
        await tour.LookAsync("08-three-at-once");
        foreach (var type in new[] { "Chat", "Email" })
        {
            await Part(alice.Bar.Locator($"[data-type={type}]"), "reject").ClickAsync();
            await Expect(alice.Bar.Locator($"[data-type={type}]")).ToHaveCountAsync(0);
        }

        await DoAsync("end", "Ended", "09-wrap-up");
        await Part(call, "complete").ClickAsync();
        await Expect(call).ToHaveCountAsync(0);

        async Task DoAsync(string verb, string state, string screen)
        {
            await Part(call, verb).ClickAsync();
            await Expect(call).ToHaveAttributeAsync("data-state", state);
            await tour.LookAsync(screen);
        }
    }

    private async Task SpeakWithASecondPartyAsync(AgentPage alice, Tour tour, ILocator call)
    {
        await Part(call, "transfer").ClickAsync();
        await tour.LookAsync("06a-transfer");
        await call.Locator("input").FillAsync("0");
        await Part(call, "consult-now").ClickAsync();
        await Expect(Part(call, "consultation")).ToHaveAttributeAsync("data-consultation", "Dialing");
        await tour.LookAsync("06b-second-party-rings");
        var id = (await call.GetAttributeAsync("data-interaction"))!;
        await Switch.AnswerAsSecondPartyAsync(id);
        await Expect(Part(call, "consultation")).ToHaveAttributeAsync("data-consultation", "Connected");
        await tour.LookAsync("06c-second-party-talks");
        await Part(call, "conference").ClickAsync();
        await Expect(Part(call, "consultation")).ToHaveAttributeAsync("data-consultation", "Conference");
        await tour.LookAsync("06d-conference");
        await Switch.HangUpAsSecondPartyAsync(id);
        await Part(call, "keypad").ClickAsync();
        await alice.Page.Keyboard.TypeAsync("4711#");
        await Expect(Part(call, "sent")).ToContainTextAsync("4711#");
        await tour.LookAsync("06e-keypad");
        await alice.Page.Keyboard.PressAsync("Escape");
        await Expect(Part(call, "keypad-keys")).ToHaveCountAsync(0);
    }

    private async Task LeaveAsync(AgentPage alice, Tour tour)
    {
        await Part(alice.Channel("phone"), "not-ready").ClickAsync();
        await alice.AssertStateAsync("NotReady", "phone");
        await Part(alice.Channel("email"), "deactivate").ClickAsync();
        await alice.AssertStateAsync("Inactive", "email");
        await tour.LookAsync("10-mixed");

        await Switch.FailAsync("Deactivate", "chat");
        await Part(alice.Bar, "logout").ClickAsync();
        await Expect(alice.Notice).ToHaveAttributeAsync("data-failure", "DeactivationFailure");
        await tour.LookAsync("11-stopped-half-way");

        await Switch.SetAsync(
            new JsonObject
            {
                ["logoutReason"] = Switch.Reasons("Required", true, "END End of shift", "TRAINING Training", "ILL Feeling ill"),
            }
        );
        await Part(alice.Bar, "logout").ClickAsync();
        var screen = alice.Bar.Locator("dialog[open]");
        await Expect(screen).ToHaveAttributeAsync("data-screen", "LogoutReason");
        await tour.LookAsync("12-logout-reason");
        await Part(screen, "cancel").ClickAsync();
        await Expect(screen).ToHaveCountAsync(0);

        His.Inside.LoseLink();
        await alice.AssertStateAsync("Unavailable");
        await tour.LookAsync("13-unavailable");
        His.Inside.RestoreLink();
        await Expect(alice.Channel("chat")).ToHaveAttributeAsync("data-status", "NotReady");

        var there = await OpenPageAsync();
        await LogInAsync(there);
        await there.PressAsync(there.Dialog("Already logged in elsewhere"), "Take over");
        await Expect(alice.Ending).ToBeVisibleAsync();
        await tour.LookAsync("14-taken-over");
        await LogInAsync(alice);
        await Expect(screen).ToHaveAttributeAsync("data-screen", "TakeOver");
        await tour.LookAsync("15-take-over");
        await Part(screen, "cancel").ClickAsync();

        await Switch.SetAsync(
            new JsonObject
            {
                ["commands"] = new JsonArray("Reject", "End", "Complete"),
                ["dialing"] = false,
                ["endpointRegistered"] = false,
            }
        );
        await Switch.LogOutAsync(Alice);
        await LogInAsync(alice);
        await Part(alice.AllChannels, "ready").ClickAsync();
        await alice.AssertStateAsync("Ready");
        await Switch.OfferAsync(Alice, "Telephony", "+49 30 5550 142");
        await Expect(Part(alice.Bar, "hint")).ToBeVisibleAsync();
        await tour.LookAsync("16-telephone-does-most");
    }

    private static ILocator Part(ILocator among, string part) => among.Locator($"[part~={part}]");

    private static async Task LogInAsync(AgentPage alice, string password = HisFixture.Password)
    {
        await alice.Page.Locator("#agent-id").FillAsync(alice.Agent);
        await alice.Page.Locator("#password").FillAsync(password);
        await Part(alice.Bar, "login-button").ClickAsync();
    }
}
