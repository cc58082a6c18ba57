using System.Text.Json;

namespace MediaBar.Tests;

/// <summary>Numbers as people write them, copy them, and click them.</summary>
public sealed class NumberTests(Chromium chromium, HisFixture his) : Scenario(chromium, his)
{
    [Theory]
    [InlineData("+49 (0)30 1234-5678", "+493012345678")]
    [InlineData("\u202a+49\u00a0(0)30\u20111234\u20135678\u202c", "+493012345678")]
    [InlineData("٠٣٠ ١٢٣٤", "0301234")]
    [InlineData("tel:+1-201-555-0123;ext=22", "+12015550123")]
    public async Task ANumberThatIsPasted_IsCalled_AndTheFieldIsEmptyAfterwards(string pasted, string called)
    {
        var alice = await OpenPageAsync();
        await alice.LogInAsync();
        await PasteAsync(alice, Field(alice), pasted);
        await alice.PressAsync(alice.Bar, "Dial");
        await Expect(alice.Interactions.Locator("[part=party]")).ToHaveTextAsync(called);
        await Expect(Field(alice)).ToHaveValueAsync("");
        await Expect(alice.Notice).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task WhatIsNoNumber_StaysInTheField_AndIsSaidInTheLanguageOfTheBar_UntilOneWasCalled()
    {
        var alice = await OpenPageAsync();
        await alice.LogInAsync();
        await alice.WriteAsync(Field(alice), "0800 FLOWERS");
        await Field(alice).PressAsync("Enter");
        await Expect(alice.Notice).ToContainTextAsync("This number cannot be called.");
        await Expect(alice.Notice).Not.ToContainTextAsync("params");
        await Expect(Field(alice)).ToHaveValueAsync("0800 FLOWERS");

        await alice.Bar.Locator("select").SelectOptionAsync("de");
        await Expect(alice.Notice).ToContainTextAsync("Diese Nummer kann nicht angerufen werden.");
        await Field(alice).FillAsync("0800 3569377");
        await Field(alice).PressAsync("Enter");
        await Expect(alice.Notice).ToHaveCountAsync(0);
        await Expect(Field(alice)).ToHaveValueAsync("");
    }

    [Fact]
    public async Task ANumberThatHisRefuses_StaysInTheField_AndTheRefusalChangesItsLanguageToo()
    {
        var alice = await OpenPageAsync();
        await alice.LogInAsync();
        await Switch.FailAsync("Dial", behaviour: "NotAllowed");
        await alice.WriteAsync(Field(alice), "0900 123");
        await alice.PressAsync(alice.Bar, "Dial");
        await Expect(alice.Notice).ToContainTextAsync("You are not allowed to do this.");
        await Expect(Field(alice)).ToHaveValueAsync("0900 123");
        await alice.Bar.Locator("select").SelectOptionAsync("es");
        await Expect(alice.Notice).Not.ToContainTextAsync("allowed");
        await alice.Bar.Locator("select").SelectOptionAsync("en");
        await alice.PressAsync(alice.Bar, "Dial");
        await Expect(alice.Notice).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task ANumberThatIsLongBeforeItIsRead_IsNotCutOff()
    {
        var alice = await OpenPageAsync();
        await alice.LogInAsync();
        await PasteAsync(
            alice,
            Field(alice),
            string.Join("\u200b - ", "+4930123456789012345".AsEnumerable()) + new string('\u200b', 100) + "6"
        );
        await alice.PressAsync(alice.Bar, "Dial");
        await Expect(alice.Interactions.Locator("[part=party]")).ToHaveTextAsync("+49301234567890123456");
    }

    [Fact]
    public async Task ATransfer_ReadsNumbersTheSameWay()
    {
        var alice = await OpenPageAsync();
        await alice.LogInReadyAsync();
        var call = alice.Interaction(await Switch.OfferAsync(Alice, "Telephony", "Mira Oduya"));
        await alice.PressAsync(call, "Accept");
        await alice.PressAsync(call, "Transfer");
        var field = call.GetByRole(AriaRole.Textbox, new() { Name = "Transfer to" });
        await alice.WriteAsync(field, "Jonas");
        await alice.PressAsync(call, "Transfer now");
        await Expect(alice.Notice).ToContainTextAsync("This number cannot be called.");
        await Expect(field).ToHaveValueAsync("Jonas");
        await field.FillAsync("\u2066+44 (0)20 7946\u20110018\u2069");
        await alice.PressAsync(call, "Transfer now");
        await Expect(call).ToHaveAttributeAsync("data-state", "Ended");
        await Expect(alice.Notice).ToHaveCountAsync(0);
        Assert.Equal(
            "+442079460018",
            Assert.Single((await Switch.TruthAsync(Alice))["interactions"]!.AsArray())!["transferredTo"]!.GetValue<string>()
        );
    }

    [Fact]
    public async Task AHostThatDials_HearsWhatBecameOfIt()
    {
        var alice = await OpenPageAsync();
        Assert.Equal("NoSession", await FailureAsync(alice, "200"));
        await alice.LogInAsync();
        Assert.Equal("InvalidParams", await FailureAsync(alice, "Mira"));
        await Switch.FailAsync("Dial", behaviour: "NotAllowed");
        var refused = await DialAsync(alice, "0900 123");
        Assert.Equal("Forbidden", refused.GetProperty("failure").GetProperty("name").GetString());
        Assert.StartsWith(
            "You are not allowed",
            refused.GetProperty("failure").GetProperty("message").GetString(),
            StringComparison.Ordinal
        );

        var call = await DialAsync(alice, "tel:+49-30-5550142;phone-context=example.com");
        Assert.True(call.GetProperty("ok").GetBoolean());
        await Expect(alice.Interaction(call.GetProperty("result").GetProperty("interactionId").GetString()!).Locator("[part=party]"))
            .ToHaveTextAsync("+49305550142");
        await Expect(alice.Notice).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task AnEndpointInDigitsOfAnotherScript_IsUnderstood_AndOneThatIsNoneIsSaidSo()
    {
        var alice = await OpenPageAsync();
        var endpoint = alice.LoginForm.Locator("[name=endpoint]");
        await endpoint.FillAsync("PJSIP/1001");
        await alice.TryLogInAsync();
        await Expect(alice.Notice).ToContainTextAsync("There is no such endpoint.");
        await Expect(alice.Notice).Not.ToContainTextAsync("params");
        await endpoint.FillAsync("\u2067٤٧١١\u2069");
        await alice.PressAsync(alice.LoginForm, "Log in");
        await Expect(alice.Channel("phone").Locator(".endpoint")).ToHaveTextAsync("4711");
    }

    [Fact]
    public async Task KeysOfAnotherScript_AreTones()
    {
        var alice = await OpenPageAsync();
        await alice.LogInReadyAsync();
        var call = alice.Interaction(await Switch.OfferAsync(Alice, "Telephony", "Mira Oduya"));
        await alice.PressAsync(call, "Accept");
        await alice.PressAsync(call, "Keypad");
        foreach (var key in new[] { "٥", "۷", "#" })
        {
            await call.Locator("[part~=keypad-keys]").DispatchEventAsync("keydown", new { key, bubbles = true });
        }

        await Expect(call.Locator("[part=sent]")).ToContainTextAsync("57#");
    }

    private static async Task<string?> FailureAsync(AgentPage alice, string number) =>
        (await DialAsync(alice, number)).GetProperty("failure").GetProperty("name").GetString();

    private static Task<JsonElement> DialAsync(AgentPage alice, string number) =>
        alice.Page.EvaluateAsync<JsonElement>("number => document.querySelector('media-bar').dial(number)", number);

    private static ILocator Field(AgentPage alice) => alice.Bar.Locator("[part=dial] input");

    /// <summary>As from a clipboard: all at once, as it is.</summary>
    private static async Task PasteAsync(AgentPage alice, ILocator field, string text)
    {
        await field.FocusAsync();
        await alice.Page.Keyboard.InsertTextAsync(text);
    }
}
