using System.Text.Json.Nodes;

namespace MediaBar.Tests;

/// <summary>Calls, second parties and transfers that nobody took: a line says which, and why. And who calls: by name, or withheld.</summary>
public sealed class NotTakenTests(Chromium chromium, HisFixture his) : Scenario(chromium, his)
{
    private const string Number = "+4930555142";

    [Theory]
    [InlineData("Busy", "busy.")]
    [InlineData("NoAnswer", "no answer.")]
    [InlineData("Refused", "the call was declined.")]
    [InlineData("Unreachable", "cannot be reached.")]
    [InlineData("Failed", "the call failed.")]
    public async Task WhoIsCalled_AndDoesNotAnswer_IsSaidInALine(string called, string why)
    {
        await Switch.CallsFindAsync(called);
        var alice = await OpenPageAsync();
        await alice.LogInReadyAsync();
        await alice.WriteAsync(alice.Bar.GetByLabel("Number to dial"), Number);
        await alice.PressAsync(alice.Bar, "Dial");
        await SaysAsync(alice, $"{Number}: {why}");
        await Expect(alice.Interactions).ToHaveCountAsync(0);

        var call = await TalkAsync(alice); // and the line goes when the next call begins
        await Expect(alice.Notice).ToHaveCountAsync(0);
        await SendAsync(call, alice, "200", "Ask first");
        await SaysAsync(alice, $"200: {why}");
        await Expect(call).ToHaveAttributeAsync("data-state", "Connected");
        await SendAsync(call, alice, "300", "Transfer now");
        await SaysAsync(alice, $"Nobody took the transfer. 300: {why}");
    }

    [Fact]
    public async Task TheLine_IsSaidInTheLanguageThatIsSpokenNow_AndIsClosed()
    {
        await Switch.CallsFindAsync("Busy");
        var alice = await OpenPageAsync(InputDevice.Keyboard);
        await alice.LogInReadyAsync();
        await alice.WriteAsync(alice.Bar.GetByLabel("Number to dial"), Number);
        await alice.PressAsync(alice.Bar, "Dial");
        await SaysAsync(alice, $"{Number}: busy.");
        await alice.Bar.Locator("select").SelectOptionAsync("de");
        await SaysAsync(alice, $"{Number}: besetzt.");
        await alice.PressAsync(alice.Notice, "Schließen");
        await Expect(alice.Notice).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task AMissedCall_IsSaid_AndOneThatTheAgentDeclined_IsNot()
    {
        var alice = await OpenPageAsync();
        await alice.LogInReadyAsync();
        var missed = await Switch.OfferAsync(Alice, "Telephony", Number, partyName: "Mira Oduya");
        await Expect(alice.Interaction(missed)).ToBeVisibleAsync();
        await Switch.HangUpAsync(missed);
        await SaysAsync(alice, $"Mira Oduya, {Number}: gone before you answered.");

        var declined = await Switch.OfferAsync(Alice, "Telephony", Number);
        await alice.PressAsync(alice.Interaction(declined), "Reject");
        await Expect(alice.Interactions).ToHaveCountAsync(0);
        await Expect(alice.Notice).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task WhatTheAgentEndedAndWentBackFrom_IsNotSaid()
    {
        await Switch.CallsFindAsync("Rings");
        var alice = await OpenPageAsync();
        await alice.LogInReadyAsync();
        await alice.WriteAsync(alice.Bar.GetByLabel("Number to dial"), Number);
        await alice.PressAsync(alice.Bar, "Dial");
        await alice.PressAsync(alice.Interactions, "End");
        await Expect(alice.Interactions).ToHaveCountAsync(0);
        var call = await TalkAsync(alice);
        await SendAsync(call, alice, "200", "Ask first");
        await alice.PressAsync(call, "Back to customer");
        await Expect(call).ToHaveAttributeAsync("data-state", "Connected");
        await Expect(alice.Notice).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task AHost_IsTold_WithTheCause()
    {
        await Switch.CallsFindAsync("Busy");
        await Switch.SetAsync(new JsonObject { ["wrapUp"] = false });
        var alice = await OpenPageAsync();
        await alice.Page.EvaluateAsync(
            """
            () => {
              window.heard = [];
              for (const name of ['media-bar-interaction', 'media-bar-transfer-failed'])
                document.addEventListener(name, ({ detail }) => detail.cause && heard.push(`${name} ${detail.change ?? detail.destination} ${detail.cause}`));
            }
            """
        );
        await alice.LogInReadyAsync();
        await alice.WriteAsync(alice.Bar.GetByLabel("Number to dial"), Number);
        await alice.PressAsync(alice.Bar, "Dial");
        await SaysAsync(alice, $"{Number}: busy.");
        await SendAsync(await TalkAsync(alice), alice, "300", "Transfer now");
        await SaysAsync(alice, "Nobody took the transfer. 300: busy.");
        Assert.Equal(
            ["media-bar-interaction completed Busy", "media-bar-transfer-failed 300 Busy"],
            await alice.Page.EvaluateAsync<string[]>("heard")
        );
    }

    [Fact]
    public async Task WhoCalls_IsShownByName_BesideTheNumber_HoweverLongTheNameIs()
    {
        var alice = await OpenPageAsync(width: Narrow);
        await alice.LogInReadyAsync();
        var call = await Switch.OfferAsync(Alice, "Telephony", Number, partyName: "Mira Oduya");
        await Expect(alice.Interaction(call).Locator("[part=party-name]")).ToHaveTextAsync("Mira Oduya");
        await Expect(alice.Interaction(call).Locator("[part=party-number]")).ToHaveTextAsync(Number);
        await Expect(alice.Interaction(call)).ToHaveAccessibleNameAsync($"A call with Mira Oduya, {Number} (Alerting)");

        var chat = await Switch.OfferAsync(Alice, "Chat", Number, partyName: "<b>" + new string('W', 250));
        var row = alice.Interaction(chat);
        await Expect(row.Locator("[part=party-name]")).ToContainTextAsync("<b>WWW");
        var (number, party) = (
            await row.Locator("[part=party-number]").BoundingBoxAsync(),
            await row.Locator("[part=party]").BoundingBoxAsync()
        );
        Assert.True(
            number!.X >= party!.X && number.X + 8 <= party.X + party.Width && number.Y + number.Height <= party.Y + party.Height + 1,
            "The name has pushed the number out of sight."
        );
        Assert.True(await alice.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"));
    }

    [Fact]
    public async Task WhoWithholdsTheirNumber_IsShownSo_AndTheNumberIsNowhereInThePage()
    {
        var alice = await OpenPageAsync();
        await alice.LogInReadyAsync();
        var call = alice.Interaction(await Switch.OfferAsync(Alice, "Telephony", Number, partyName: "Mira Oduya", isWithheld: true));
        await Expect(call.Locator("[part=party]")).ToHaveTextAsync("Number withheld");
        await alice.PressAsync(call, "Accept");
        await Expect(call).ToHaveAttributeAsync("data-state", "Connected");
        Assert.DoesNotContain("555142", await alice.Bar.InnerHTMLAsync());
        Assert.DoesNotContain("Mira", await alice.Bar.InnerHTMLAsync());
    }

    private async Task<ILocator> TalkAsync(AgentPage alice)
    {
        var call = alice.Interaction(await Switch.OfferAsync(Alice, "Telephony", Number));
        await alice.PressAsync(call, "Accept");
        await Expect(call).ToHaveAttributeAsync("data-state", "Connected");
        return call;
    }

    private static async Task SendAsync(ILocator call, AgentPage alice, string number, string how)
    {
        await alice.PressAsync(call, "Transfer");
        await alice.WriteAsync(call.GetByRole(AriaRole.Textbox, new() { Name = "Transfer to" }), number);
        await alice.PressAsync(call, how);
    }

    /// <summary>To be read and to be heard. The other side stands between marks that keep the direction of a name to itself.</summary>
    private static async Task SaysAsync(AgentPage alice, string line)
    {
        await Expect(alice.Notice).ToHaveAttributeAsync("data-failure", "NotTaken");
        await Expect(alice.Notice).ToHaveAttributeAsync("role", "alert");
        var who = line[..line.IndexOf(':', StringComparison.Ordinal)];
        var before = who.StartsWith("Nobody", StringComparison.Ordinal) ? who[..(who.LastIndexOf(' ') + 1)] : "";
        await Expect(alice.Notice.Locator("[part=notice-message]"))
            .ToHaveTextAsync($"{before}\u2068{who[before.Length..]}\u2069{line[who.Length..]}");
    }
}
