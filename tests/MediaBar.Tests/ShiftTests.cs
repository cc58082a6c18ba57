namespace MediaBar.Tests;

/// <summary>A whole shift: Basic Login, Go Ready, an interaction from its ringing to its end, Logout.</summary>
public sealed class ShiftTests(Chromium chromium, HisFixture his) : Scenario(chromium, his)
{
    [Theory]
    [ClassData(typeof(InputMatrix))]
    public async Task AShift_GoesFromLoginToLogin(InputDevice device, int width)
    {
        var alice = await OpenPageAsync(device, width, Demo);
        await alice.LogInAsync();
        await alice.AssertStateAsync("NotReady");
        await Expect(alice.Bar).ToContainTextAsync(Alice);

        foreach (var channel in AgentPage.Channels)
        {
            await alice.PressAsync(alice.Channel(channel), "Ready");
            await alice.AssertStateAsync("Ready", channel);
        }

        await Expect(alice.AllChannels).ToHaveAttributeAsync("data-overall", "Ready");

        var call = await Switch.OfferAsync(Alice, "Telephony", "+49 30 5550 142", "The wrong saddle");
        var row = alice.Interaction(call);
        await Expect(row).ToContainTextAsync("+49 30 5550 142");
        await Expect(row).ToContainTextAsync("The wrong saddle");
        await Expect(row).ToContainTextAsync("Alerting");
        await DoAsync("Accept", "Connected");
        await DoAsync("Hold", "On hold");
        await DoAsync("Retrieve", "Connected");
        await DoAsync("End", "Wrap-up");
        await alice.PressAsync(row, "Complete");
        await Expect(alice.Interactions).ToHaveCountAsync(0);

        await alice.LogOutAsync();
        await alice.AssertAtLoginAsync();
        await Expect(alice.AgentId).ToBeFocusedAsync();
        await Expect(alice.Ending).ToHaveCountAsync(0);
        Assert.False(await Switch.HasAsync(Alice));
        Assert.Equal(1, alice.Monitor.Count("session.request.logout"));

        async Task DoAsync(string verb, string state)
        {
            await alice.PressAsync(row, verb);
            await Expect(row.Locator("[part=interaction-state]")).ToHaveTextAsync(state);
        }
    }

    [Fact]
    public async Task TheNextAgent_CanLogInAtTheSamePage()
    {
        var alice = await OpenPageAsync();
        await alice.LogInAsync();
        await alice.LogOutAsync();
        await alice.AssertAtLoginAsync();
        await alice.LogInAsync();
        await alice.AssertStateAsync("NotReady");
    }

    [Fact]
    public async Task ACustomerWhoHangsUp_LeavesTheAgentInWrapUp()
    {
        var alice = await OpenPageAsync();
        await alice.LogInReadyAsync();
        var call = await Switch.OfferAsync(Alice, "Telephony", "+49 30 5550 142");
        await alice.PressAsync(alice.Interaction(call), "Accept");
        await Expect(alice.Interaction(call)).ToHaveAttributeAsync("data-state", "Connected");

        await Switch.HangUpAsync(call);

        await Expect(alice.Interaction(call)).ToHaveAttributeAsync("data-state", "Ended");
        await Expect(alice.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("Wrap-up");
    }

    [Theory]
    [InlineData(InputDevice.Mouse)]
    [InlineData(InputDevice.Keyboard)]
    public async Task AWrongPassword_IsToldAtTheTop_AndTheFormStays(InputDevice device)
    {
        var alice = await OpenPageAsync(device);
        await alice.TryLogInAsync(password: "wrong");
        await Expect(alice.Notice).ToHaveAttributeAsync("data-failure", "InvalidCredentials");
        await Expect(alice.Notice).ToHaveAttributeAsync("role", "alert");
        await Expect(alice.AgentId).ToHaveValueAsync(Alice);
        await alice.PressAsync(alice.Notice, "Close");
        await Expect(alice.Notice).ToHaveCountAsync(0);
    }
}
