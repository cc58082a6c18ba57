using System.Text.Json.Nodes;

namespace MediaBar.Tests;

/// <summary>Go Ready, Go Not Ready, Activate and Deactivate: one channel, and all of them.</summary>
public sealed class ChannelTests(Chromium chromium, HisFixture his) : Scenario(chromium, his)
{
    [Theory]
    [InlineData("en", "Logout", "By the switch")]
    [InlineData("de", "Abmelden", "Durch die Telefonanlage")]
    [InlineData("es", "Cerrar sesión", "Por la centralita")]
    [InlineData("ar", "تسجيل الخروج", "من المقسم")]
    public async Task WhoIsMadeNotReady_ReadsAndHearsWhy_UntilTheyAreReady(string language, string logout, string why)
    {
        var alice = await OpenPageAsync();
        await alice.LogInReadyAsync();
        await alice.Bar.Locator("select").SelectOptionAsync(language);
        await Expect(alice.Bar.Locator("[part~=logout]")).ToHaveTextAsync(logout);
        await Switch.MakeNotReadyAsync(Alice);
        await alice.AssertStateAsync("NotReady");
        await Expect(alice.Cause("phone")).ToHaveTextAsync(why);
        await Expect(alice.Page.GetByRole(AriaRole.Status)).ToContainTextAsync(why);
        await alice.Channel("phone").Locator("[part~=ready]").First.ClickAsync();
        await alice.AssertStateAsync("Ready", "phone");
        await alice.Channel("phone").Locator("[part~=not-ready]").ClickAsync();
        await alice.AssertStateAsync("NotReady", "phone");
        await Expect(alice.Cause("phone")).ToHaveCountAsync(0);
        await Expect(alice.Cause("chat")).ToHaveTextAsync(why);
    }

    [Theory]
    [InlineData("en", "Logout", "In support: Not Ready, Auto-Pause")]
    [InlineData("de", "Abmelden", "In support: Nicht bereit, Auto-Pause")]
    [InlineData("es", "Cerrar sesión", "En support: No disponible, Auto-Pause")]
    [InlineData("ar", "تسجيل الخروج", "في support: غير جاهز, Auto-Pause")]
    public async Task WhoIsPausedInOneQueue_ReadsAndHearsWhere_AndReadyMendsIt(string language, string logout, string where)
    {
        var alice = await OpenPageAsync();
        await alice.LogInReadyAsync();
        await alice.Bar.Locator("select").SelectOptionAsync(language);
        await Expect(alice.Bar.Locator("[part~=logout]")).ToHaveTextAsync(logout);
        await Switch.SetQueueAsync(Alice, "phone", "support", "NotReady", "Auto-Pause");
        await Expect(alice.Queues("phone")).ToHaveTextAsync(where);
        await Expect(alice.Page.GetByRole(AriaRole.Status)).ToContainTextAsync(where);
        await alice.AssertStateAsync("Ready");

        await alice.Channel("phone").Locator("[part~=ready]").First.ClickAsync();
        await Expect(alice.Queues("phone")).ToHaveCountAsync(0);
        await alice.AssertStateAsync("Ready");
    }

    [Theory]
    [InlineData(InputDevice.Mouse)]
    [InlineData(InputDevice.Keyboard)]
    public async Task ReadyInOneQueueOnly_IsAFailureThatNamesTheOther_AndOnceMoreMendsIt(InputDevice device)
    {
        var alice = await OpenPageAsync(device);
        await alice.LogInAsync();
        await Switch.FailAsync("Ready", "chat", queue: "support");
        await alice.PressAsync(alice.AllChannels, "Ready");
        await Expect(alice.Notice).ToContainTextAsync("The switch did not do this. Not done in: support.");
        await Expect(alice.Queues("chat")).ToHaveTextAsync("In support: Not Ready");
        await alice.AssertStateAsync("Ready", "chat");

        await alice.PressAsync(alice.AllChannels, "Ready");
        await alice.AssertStateAsync("Ready");
        await Expect(alice.Queues("chat")).ToHaveCountAsync(0);

        await Switch.SetQueueAsync(Alice, "email", "sales", null);
        await Expect(alice.Queues("email")).ToHaveTextAsync("In sales: Inactive");
        await alice.Page.ReloadAsync();
        await Expect(alice.Queues("email")).ToHaveTextAsync("In sales: Inactive");
        await alice.PressAsync(alice.AllChannels, "Ready"); // all are Ready, and one not in every queue
        await Expect(alice.Queues("email")).ToHaveCountAsync(0);
    }

    [Theory]
    [InlineData(InputDevice.Mouse)]
    [InlineData(InputDevice.Keyboard)]
    public async Task Ready_AndNotReady_OneChannelAndAll(InputDevice device)
    {
        var alice = await OpenPageAsync(device);
        await alice.LogInAsync();
        await OverallAsync(alice, "NotReady");
        await Expect(alice.AllChannels).ToHaveAccessibleNameAsync("All channels");
        await Expect(alice.Channel("chat")).ToHaveAccessibleNameAsync("Chat");
        await alice.PressAsync(alice.Channel("chat"), "Ready");
        await alice.AssertStateAsync("Ready", "chat");
        await OverallAsync(alice, "Mixed");
        await Expect(alice.AllChannels).ToContainTextAsync("Mixed");
        await PressedAsync(alice, "chat", "Ready");
        await PressedAsync(alice, "phone", "Not Ready");

        await alice.PressAsync(alice.AllChannels, "Ready");
        await alice.AssertStateAsync("Ready");
        await OverallAsync(alice, "Ready");
        await alice.PressAsync(alice.AllChannels, "Not Ready");
        await alice.AssertStateAsync("NotReady");
        await PressedAsync(alice, "chat", "Not Ready");
    }

    [Theory]
    [InlineData(InputDevice.Mouse, Wide)]
    [InlineData(InputDevice.Keyboard, Narrow)]
    public async Task NotReady_WithReasons_AsksForOne_AndShowsIt(InputDevice device, int width)
    {
        await Switch.SetAsync(new JsonObject { ["notReadyReason"] = Switch.Reasons("Required", false, "BREAK Break", "LUNCH Lunch") });
        var alice = await OpenPageAsync(device, width);
        await alice.LogInReadyAsync();
        await NotReadyAsync(alice.Channel("email"), "Break");
        await Expect(alice.Channel("email")).ToContainTextAsync("Break");
        await alice.AssertStateAsync("Ready", "phone", "chat");

        await NotReadyAsync(alice.AllChannels, "Lunch");
        foreach (var channel in AgentPage.Channels)
        {
            await Expect(alice.Channel(channel)).ToContainTextAsync("Lunch");
        }

        async Task NotReadyAsync(ILocator where, string reason)
        {
            await alice.PressAsync(where, "Not Ready");
            var screen = alice.Dialog("Not Ready reason");
            await alice.ChooseAsync(screen.GetByRole(AriaRole.Radio, new() { Name = reason }));
            await alice.PressAsync(screen, "Confirm");
            await Expect(screen).ToHaveCountAsync(0);
        }
    }

    [Theory]
    [InlineData(InputDevice.Mouse)]
    [InlineData(InputDevice.Keyboard)]
    public async Task OfActivateAndDeactivate_AChannelHasExactlyOne(InputDevice device)
    {
        var alice = await OpenPageAsync(device);
        await alice.LogInAsync();
        await OffersAsync(alice, active: [true, true, true]);

        await alice.PressAsync(alice.Channel("chat"), "Deactivate");
        await alice.AssertStateAsync("Inactive", "chat");
        await Expect(alice.Channel("chat")).ToContainTextAsync("Inactive");
        await Expect(AgentPage.Button(alice.Channel("chat"), "Ready")).ToHaveCountAsync(0);
        await OffersAsync(alice, active: [true, false, true]);

        await alice.PressAsync(alice.AllChannels, "Deactivate all");
        await alice.AssertStateAsync("Inactive");
        await OffersAsync(alice, active: [false, false, false]);
        await Expect(alice.AllChannels).ToContainTextAsync("Inactive");

        await alice.PressAsync(alice.Channel("phone"), "Activate");
        await alice.AssertStateAsync("NotReady", "phone");
        await alice.PressAsync(alice.AllChannels, "Activate all");
        await alice.AssertStateAsync("NotReady");
        await OffersAsync(alice, active: [true, true, true]);
    }

    [Fact]
    public async Task APlatformWithoutDeactivation_OffersNone()
    {
        await Switch.SetAsync(new JsonObject { ["channelDeactivation"] = false });
        var alice = await OpenPageAsync();
        await alice.LogInReadyAsync();
        await Expect(alice.Bar.GetByText("ctivate")).ToHaveCountAsync(0);
        await alice.LogOutAsync();
        await alice.AssertAtLoginAsync();
    }

    [Fact]
    public async Task ASwitchThatRefuses_IsTold_AndTheChannelStaysAsItIs()
    {
        var alice = await OpenPageAsync();
        await alice.LogInReadyAsync();
        await Switch.FailAsync("NotReady", "email");
        await alice.PressAsync(alice.Channel("email"), "Not Ready");
        await Expect(alice.Notice).ToHaveAttributeAsync("data-failure", "NotReadyFailure");
        await alice.AssertStateAsync("Ready");
    }

    private static Task OverallAsync(AgentPage alice, string state) =>
        Expect(alice.AllChannels).ToHaveAttributeAsync("data-overall", state);

    private static async Task PressedAsync(AgentPage alice, string channel, string state)
    {
        await Expect(alice.Channel(channel).GetByRole(AriaRole.Button, new() { Pressed = true })).ToHaveTextAsync(state);
    }

    private static async Task OffersAsync(AgentPage alice, bool[] active)
    {
        for (var index = 0; index < active.Length; index++)
        {
            var channel = alice.Channel(AgentPage.Channels[index]);
            await Expect(AgentPage.Button(channel, "Activate")).ToHaveCountAsync(active[index] ? 0 : 1);
            await Expect(AgentPage.Button(channel, "Deactivate")).ToHaveCountAsync(active[index] ? 1 : 0);
        }

        await Expect(AgentPage.Button(alice.AllChannels, "Activate all")).ToHaveCountAsync(active.Contains(false) ? 1 : 0);
        await Expect(AgentPage.Button(alice.AllChannels, "Deactivate all")).ToHaveCountAsync(active.Contains(true) ? 1 : 0);
    }
}
