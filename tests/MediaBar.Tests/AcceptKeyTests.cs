using System.Text.Json.Nodes;

namespace MediaBar.Tests;

/// <summary>The key that accepts what rings, and how far it is to Accept without it.</summary>
public sealed class AcceptKeyTests(Chromium chromium, HisFixture his) : Scenario(chromium, his)
{
    private const string Party = "Mira Oduya";

    [Fact]
    public async Task TheKey_AcceptsWhatRingsLongest_FromWhereverFocusIs_AndLeavesItThere()
    {
        var alice = await OpenPageAsync(page: Demo);
        await alice.LogInReadyAsync();
        var call = await Switch.OfferAsync(Alice, "Telephony", Party);
        await Expect(alice.Interaction(call)).ToBeVisibleAsync();
        var chat = await Switch.OfferAsync(Alice, "Chat", "Jonas Veld");
        await Expect(Accept(alice, call)).ToHaveAttributeAsync("aria-keyshortcuts", "F8");
        await Expect(Accept(alice, call)).ToHaveAccessibleNameAsync("Accept");
        await Expect(Accept(alice, chat)).Not.ToHaveAttributeAsync("aria-keyshortcuts", "F8");
        var field = alice.Page.Locator("input[name=subject]"); // of the page around the bar
        await field.FocusAsync();

        await alice.Page.Keyboard.PressAsync("F8");
        await Expect(alice.Interaction(call)).ToHaveAttributeAsync("data-state", "Connected");
        await Expect(alice.Interaction(chat)).ToHaveAttributeAsync("data-state", "Alerting");
        await Expect(Accept(alice, chat)).ToHaveAttributeAsync("aria-keyshortcuts", "F8");
        await Expect(field).ToBeFocusedAsync();
        await alice.Page.Keyboard.PressAsync("F8");
        await Expect(alice.Interaction(chat)).ToHaveAttributeAsync("data-state", "Connected");
    }

    [Theory]
    [InlineData("Control%2BAlt%2BA", "Control+Alt+A", "Control+Alt+a")]
    [InlineData("F9", "F9", "F9")]
    public async Task TheKey_IsTheHosts(string asked, string shown, string pressed)
    {
        var alice = await OpenPageAsync(page: $"{Bare}?accept-key={asked}");
        await alice.LogInReadyAsync();
        var call = await Switch.OfferAsync(Alice, "Telephony", Party);
        await Expect(Accept(alice, call)).ToHaveAttributeAsync("aria-keyshortcuts", shown);
        await alice.Page.Keyboard.PressAsync("F8");
        await alice.Page.Keyboard.PressAsync(pressed);
        await Expect(alice.Interaction(call)).ToHaveAttributeAsync("data-state", "Connected");
        Assert.Equal(1, alice.Monitor.Count("interaction.request.accept"));
    }

    [Theory]
    [InlineData("none")]
    [InlineData("a")] // it would be pressed by whoever writes
    public async Task ThereMayBeNoKey(string asked)
    {
        var alice = await OpenPageAsync(page: $"{Bare}?accept-key={asked}");
        await alice.LogInReadyAsync();
        var call = await Switch.OfferAsync(Alice, "Telephony", Party);
        await Expect(Accept(alice, call)).ToBeVisibleAsync();
        Assert.Null(await Accept(alice, call).GetAttributeAsync("aria-keyshortcuts"));
        await alice.Page.Keyboard.PressAsync("F8");
        await alice.Page.Keyboard.PressAsync("a");
        await alice.PressAsync(Accept(alice, call));
        await Expect(alice.Interaction(call)).ToHaveAttributeAsync("data-state", "Connected");
        Assert.Equal(1, alice.Monitor.Count("interaction.request.accept"));
    }

    [Fact]
    public async Task TheKey_IsThePages_WhereThePageHasTakenIt_AndWhileNothingRings()
    {
        var alice = await OpenPageAsync();
        await alice.LogInReadyAsync();
        await alice.Page.EvaluateAsync(
            "() => { window.passed = 0; addEventListener('keydown', event => window.passed += event.defaultPrevented ? 0 : 1) }"
        );
        await alice.Page.Keyboard.PressAsync("F8");
        Assert.Equal(1, await alice.Page.EvaluateAsync<int>("passed"));

        await alice.Page.EvaluateAsync("() => document.addEventListener('keydown', event => event.preventDefault())");
        var call = await Switch.OfferAsync(Alice, "Telephony", Party);
        await Expect(Accept(alice, call)).ToBeVisibleAsync();
        await alice.Page.Keyboard.PressAsync("F8");
        await alice.PressAsync(alice.Interaction(call), "Reject");
        await Expect(alice.Interaction(call)).ToHaveCountAsync(0);
        Assert.Equal(0, alice.Monitor.Count("interaction.request.accept"));
    }

    [Fact]
    public async Task WhereOnlyTheTelephoneCanAnswer_ThereIsNoKey()
    {
        await Switch.SetAsync(new JsonObject { ["commands"] = new JsonArray("Reject", "End", "Complete") });
        var alice = await OpenPageAsync();
        await alice.LogInReadyAsync();
        var call = await Switch.OfferAsync(Alice, "Telephony", Party);
        await Expect(alice.Interaction(call)).ToBeVisibleAsync();
        await alice.Page.Keyboard.PressAsync("F8");
        await alice.PressAsync(alice.Interaction(call), "Reject");
        await Expect(alice.Interaction(call)).ToHaveCountAsync(0);
        Assert.Equal(0, alice.Monitor.Count("interaction.request.accept"));
    }

    private static ILocator Accept(AgentPage alice, string interaction) => alice.Interaction(interaction).Locator("[part~=accept]");
}
