using System.Text.Json.Nodes;

namespace MediaBar.Tests;

/// <summary>Consult, transfer and tones, and a switch that can do less.</summary>
public sealed class SecondPartyTests(Chromium chromium, HisFixture his) : Scenario(chromium, his)
{
    private const string NobodyAnswers = "0";
    private const string Colleague = "200";

    [Theory]
    [ClassData(typeof(InputMatrix))]
    public async Task TheAgentAsksFirst_BringsAllTogether_AndLeaves(InputDevice device, int width)
    {
        var (alice, call, id) = await TalkAsync(device, width);
        await alice.PressAsync(call, "Transfer");
        await Expect(Field(call)).ToBeFocusedAsync();
        await alice.WriteAsync(Field(call), NobodyAnswers);
        await alice.PressAsync(call, "Ask first");

        await SaysAsync(alice, "On hold", "second party 0 (Dialing)");
        await Expect(Field(call)).ToHaveCountAsync(0);
        await OffersAsync(call, "Back to customer");
        await Switch.AnswerAsSecondPartyAsync(id);
        await SaysAsync(alice, "On hold", "second party 0 (Connected)");
        await OffersAsync(call, "Complete transfer", "All together", "Back to customer");

        await alice.PressAsync(call, "All together");
        await SaysAsync(alice, "Connected", "second party 0 (Conference)");
        await OffersAsync(call, "Leave", "Keypad");
        await alice.PressAsync(call, "Leave");
        await Expect(call).ToHaveAttributeAsync("data-state", "Ended");
        await OffersAsync(call, "Complete");
    }

    [Theory]
    [InlineData(InputDevice.Mouse)]
    [InlineData(InputDevice.Keyboard)]
    public async Task TheAgentAsksFirst_AndGoesBack_OrHandsOver(InputDevice device)
    {
        var (alice, call, _) = await TalkAsync(device);
        await alice.PressAsync(call, "Transfer");
        await alice.WriteAsync(Field(call), Colleague);
        await Field(call).PressAsync("Enter"); // what can be undone is what Enter does
        await SaysAsync(alice, "On hold", "second party 200 (Connected)");
        await alice.PressAsync(call, "Back to customer");
        await Expect(call).ToHaveAttributeAsync("data-state", "Connected");
        await Expect(call.Locator("[part=consultation]")).ToHaveCountAsync(0);

        await alice.PressAsync(call, "Transfer");
        await Expect(Field(call)).ToHaveValueAsync("");
        await alice.WriteAsync(Field(call), Colleague);
        await alice.PressAsync(call, "Ask first");
        await alice.PressAsync(call, "Complete transfer");
        await Expect(call).ToHaveAttributeAsync("data-state", "Ended");
        Assert.Equal(Colleague, (await CallAsync())["transferredTo"]!.GetValue<string>());
    }

    [Theory]
    [InlineData(InputDevice.Mouse)]
    [InlineData(InputDevice.Keyboard)]
    public async Task ATransferAtOnce_ThatARuleForbids_KeepsTheNumber_ToBeMended(InputDevice device)
    {
        var (alice, call, _) = await TalkAsync(device);
        await Switch.FailAsync("Transfer", behaviour: "NotAllowed");
        await alice.PressAsync(call, "Transfer");
        await alice.WriteAsync(Field(call), "0900 123");
        await alice.PressAsync(call, "Transfer now");
        await Expect(alice.Notice).ToHaveAttributeAsync("data-failure", "Forbidden");
        await Expect(alice.Notice).ToContainTextAsync("You are not allowed to do this.");
        await Expect(Field(call)).ToHaveValueAsync("0900 123");

        await Field(call).FillAsync("+49 (30) 200");
        await alice.PressAsync(call, "Transfer now");
        await Expect(call).ToHaveAttributeAsync("data-state", "Ended");
        Assert.Equal("+4930200", (await CallAsync())["transferredTo"]!.GetValue<string>());
    }

    [Theory]
    [InlineData(InputDevice.Mouse)]
    [InlineData(InputDevice.Keyboard)]
    public async Task Keys_AreHeardInTheirOrder_PressedOrTyped(InputDevice device)
    {
        var (alice, call, _) = await TalkAsync(device);
        await alice.PressAsync(call, "Keypad");
        await alice.PressAsync(call, "5");
        await Switch.SetAsync(new JsonObject { ["latency"] = "00:00:00.100" });
        await alice.Page.Keyboard.TypeAsync("12*#a9x");
        await Expect(call.Locator("[part=sent]")).ToContainTextAsync("512*#A9");
        Assert.Equal("512*#A9", (await CallAsync())["digits"]!.GetValue<string>());
        await Expect(alice.Notice).ToHaveCountAsync(0);

        await alice.Page.Keyboard.PressAsync("Escape");
        await Expect(AgentPage.Button(call, "Keypad")).ToBeFocusedAsync();
        await Expect(AgentPage.Button(call, "Keypad")).ToHaveAttributeAsync("aria-expanded", "false");
        await alice.Page.Keyboard.TypeAsync("7"); // it has no focus any more
        await alice.PressAsync(call, "Hold");
        await Expect(call).ToHaveAttributeAsync("data-state", "Held");
        Assert.Equal("512*#A9", (await CallAsync())["digits"]!.GetValue<string>());
    }

    [Fact]
    public async Task ASwitchThatCanDoLess_HasNoButtonForTheRest_AndSaysWhereToAnswer()
    {
        await Switch.SetAsync(new JsonObject { ["commands"] = new JsonArray("Reject", "End", "Complete"), ["dialing"] = false });
        var alice = await OpenPageAsync();
        await alice.LogInReadyAsync();
        await Expect(alice.Bar.GetByLabel("Number to dial")).ToHaveCountAsync(0);
        var id = await Switch.OfferAsync(Alice, "Telephony", "Mira Oduya");
        var call = alice.Interaction(id);
        await Expect(call).ToContainTextAsync("Answer at your telephone");
        await OffersAsync(call, "Reject");

        Assert.True(His.Inside.AcceptByTelephone(id), "She did not lift the receiver.");
        await Expect(call).ToHaveAttributeAsync("data-state", "Connected");
        await Expect(call).Not.ToContainTextAsync("Answer at your telephone");
        await OffersAsync(call, "End");
    }

    [Fact]
    public async Task ATelephoneThatIsNotRegistered_IsSaidAfterTheLogin()
    {
        await Switch.SetAsync(new JsonObject { ["endpointRegistered"] = false });
        var alice = await OpenPageAsync();
        await alice.LogInAsync();
        await Expect(alice.Notice).ToHaveAttributeAsync("data-failure", "EndpointNotRegistered");
        await Expect(alice.Notice).ToHaveAttributeAsync("role", "alert");
        await Expect(alice.Notice).ToContainTextAsync("Your telephone is not registered");
        await alice.PressAsync(alice.Notice, "Close");
        await Expect(alice.Notice).ToHaveCountAsync(0);
    }

    private async Task<(AgentPage Alice, ILocator Call, string Id)> TalkAsync(InputDevice device, int width = Wide)
    {
        var alice = await OpenPageAsync(device, width);
        await alice.LogInReadyAsync();
        var id = await Switch.OfferAsync(Alice, "Telephony", "Mira Oduya");
        var call = alice.Interaction(id);
        await alice.PressAsync(call, "Accept");
        await OffersAsync(call, "Hold", "End", "Transfer", "Keypad");
        return (alice, call, id);
    }

    private async Task<JsonNode> CallAsync() => Assert.Single((await Switch.TruthAsync(Alice))["interactions"]!.AsArray())!;

    private static ILocator Field(ILocator call) => call.GetByRole(AriaRole.Textbox, new() { Name = "Transfer to" });

    /// <summary>To be seen and to be heard.</summary>
    private static async Task SaysAsync(AgentPage alice, string state, string second)
    {
        var said = $"A call with Mira Oduya ({state}), {second}";
        await Expect(alice.Interactions).ToHaveAccessibleNameAsync(said);
        await Expect(alice.Page.GetByRole(AriaRole.Status)).ToHaveTextAsync(said);
        await Expect(alice.LogoutButton).ToHaveAccessibleDescriptionAsync($"Logout is not possible now: {said}");
    }

    private static Task OffersAsync(ILocator call, params string[] names) =>
        Expect(call.Locator(".row-actions button")).ToHaveTextAsync(names);
}
