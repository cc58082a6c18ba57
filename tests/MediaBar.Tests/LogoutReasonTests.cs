using System.Text.Json.Nodes;

namespace MediaBar.Tests;

/// <summary>AF1 of Logout: the Logout Reason Selection Screen.</summary>
public sealed class LogoutReasonTests(Chromium chromium, HisFixture his) : Scenario(chromium, his)
{
    private const string Logout = "session.request.logout";

    private readonly TaskCompletionSource<Action> _question = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Theory]
    [ClassData(typeof(InputMatrix))]
    public async Task AF1_TheReason_IsChosen_AndComesToTheSwitch(InputDevice device, int width)
    {
        var alice = await BeginAsync(device, width);
        await alice.LogOutAsync();
        var screen = alice.Dialog("Logout reason");
        await Expect(screen.GetByRole(AriaRole.Radio)).ToHaveCountAsync(2);
        await Expect(screen.GetByRole(AriaRole.Textbox)).ToHaveCountAsync(0);

        await alice.PressAsync(screen, "Confirm");
        await Expect(screen.GetByRole(AriaRole.Alert)).ToHaveTextAsync("Choose or enter a reason first.");
        await alice.ChooseAsync(screen.GetByRole(AriaRole.Radio, new() { Name = "Training" }));
        await Expect(screen.GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);
        await alice.PressAsync(screen, "Confirm");

        await alice.AssertAtLoginAsync();
        await Expect(alice.AgentId).ToBeFocusedAsync();
        Assert.Equal("TRAINING", (await Switch.TruthAsync(Alice))["logoutReason"]!["code"]!.GetValue<string>());
        Assert.Equal(2, alice.Monitor.Count(Logout));
    }

    [Fact]
    public async Task AF1_TheScreen_IsModal()
    {
        var alice = await BeginAsync();
        await alice.LogOutAsync();
        var screen = alice.Dialog("Logout reason");
        await Expect(screen).ToBeVisibleAsync();
        Assert.True(await screen.EvaluateAsync<bool>("dialog => dialog.matches(':modal')"));

        // However often Tab is pressed, focus is inside, or in the browser's own frame on its way round.
        for (var stop = 0; stop < 12; stop++)
        {
            await alice.Page.Keyboard.PressAsync("Tab");
            Assert.True(
                await screen.EvaluateAsync<bool>(
                    "dialog => dialog.getRootNode().activeElement === null || dialog.contains(dialog.getRootNode().activeElement)"
                )
            );
        }
    }

    [Theory]
    [InlineData(InputDevice.Mouse, "Cancel")]
    [InlineData(InputDevice.Keyboard, "Cancel")]
    [InlineData(InputDevice.Keyboard, "Escape")]
    public async Task AF1_Cancel_SendsNothing_ChangesNothing_AndGoesBackToLogout(InputDevice device, string how)
    {
        var alice = await BeginAsync(device);
        await alice.LogOutAsync();
        var screen = alice.Dialog("Logout reason");
        await alice.ChooseAsync(screen.GetByRole(AriaRole.Radio, new() { Name = "Training" }));

        await (how is "Escape" ? alice.Page.Keyboard.PressAsync("Escape") : alice.PressAsync(screen, how));

        await Expect(screen).ToHaveCountAsync(0);
        await Expect(alice.LogoutButton).ToBeFocusedAsync();
        await alice.AssertStateAsync("Ready");
        Assert.Equal(1, alice.Monitor.Count(Logout));
        var truth = await Switch.TruthAsync(Alice);
        Assert.All(truth["channels"]!.AsArray(), channel => Assert.True(channel!["ready"]!.GetValue<bool>()));

        await alice.LogOutAsync();
        await Expect(screen.GetByRole(AriaRole.Radio, new() { Checked = true })).ToHaveCountAsync(0);
    }

    [Theory]
    [InlineData("Cancel")]
    [InlineData("Escape")]
    public async Task AF1_Cancel_GoesBackToLogout_AlsoFromWhereTheAgentWentWhileTheAnswerTookItsTime(string how)
    {
        var alice = await BeginAsync(InputDevice.Keyboard, before: HoldTheQuestionAsync);
        await alice.LogOutAsync();
        var running = AgentPage.Button(alice.Bar, "Logging out…");
        await Expect(running).ToBeFocusedAsync();
        await alice.Page.Keyboard.PressAsync("Tab");
        await Expect(running).Not.ToBeFocusedAsync();
        await AskAsync();
        var screen = alice.Dialog("Logout reason");
        await Expect(screen).ToBeVisibleAsync();

        await (how is "Escape" ? alice.Page.Keyboard.PressAsync("Escape") : alice.PressAsync(screen, how));

        await Expect(screen).ToHaveCountAsync(0);
        await Expect(alice.LogoutButton).ToBeFocusedAsync();
    }

    [Fact]
    public async Task AF1_Cancel_GoesBackToThePageAround_WhereTheAgentWasAtWorkThereByThen()
    {
        var alice = await BeginAsync(page: Demo, before: HoldTheQuestionAsync);
        await alice.LogOutAsync();
        var field = alice.Page.Locator("input[name=subject]");
        await field.ClickAsync();
        await AskAsync();
        await alice.PressAsync(alice.Dialog("Logout reason"), "Cancel");
        await Expect(alice.Dialog("Logout reason")).ToHaveCountAsync(0);
        await Expect(field).ToBeFocusedAsync();
    }

    [Fact]
    public async Task AF1_AReasonThatHasGone_IsAskedAgain_WithTheFreshList()
    {
        var alice = await BeginAsync();
        await alice.LogOutAsync();
        var screen = alice.Dialog("Logout reason");
        await alice.ChooseAsync(screen.GetByRole(AriaRole.Radio, new() { Name = "End of shift" }));

        await Switch.SetAsync(
            new JsonObject { ["logoutReason"] = Switch.Reasons("Required", false, "HOME Going home", "ILL Feeling ill") }
        );
        await alice.PressAsync(screen, "Confirm");

        await Expect(screen.GetByRole(AriaRole.Alert)).ToHaveTextAsync("The reason was not accepted. Please choose again.");
        await Expect(screen.GetByText("End of shift")).ToHaveCountAsync(0);
        await Expect(screen.GetByRole(AriaRole.Radio, new() { Checked = true })).ToHaveCountAsync(0);
        await alice.AssertStateAsync("Ready");
        await alice.ChooseAsync(screen.GetByRole(AriaRole.Radio, new() { Name = "Going home" }));
        await alice.PressAsync(screen, "Confirm");
        await alice.AssertAtLoginAsync();
        Assert.Equal("HOME", (await Switch.TruthAsync(Alice))["logoutReason"]!["code"]!.GetValue<string>());
    }

    [Theory]
    [ClassData(typeof(InputMatrix))]
    public async Task AF1_WhereItIsAllowed_TheAgentWritesTheReason(InputDevice device, int width)
    {
        var alice = await BeginAsync(device, width, freeText: true);
        await alice.LogOutAsync();
        var screen = alice.Dialog("Logout reason");
        await alice.WriteAsync(screen.GetByRole(AriaRole.Textbox, new() { Name = "In your own words" }), "Dentist at 4");
        await Expect(screen.GetByRole(AriaRole.Radio, new() { Name = "Other" })).ToBeCheckedAsync();
        await alice.PressAsync(screen, "Confirm");
        await alice.AssertAtLoginAsync();
        Assert.Equal("Dentist at 4", (await Switch.TruthAsync(Alice))["logoutReason"]!["text"]!.GetValue<string>());
    }

    /// <summary>HIS asks for a reason, and takes its time until it is heard.</summary>
    private Task HoldTheQuestionAsync(IPage page) =>
        page.RouteWebSocketAsync(
            "**/bus",
            socket =>
                socket
                    .ConnectToServer()
                    .OnMessage(message =>
                    {
                        void Deliver() => socket.Send(message.Text!);
                        if (!message.Text!.Contains("NeedInfo", StringComparison.Ordinal) || !_question.TrySetResult(Deliver))
                        {
                            Deliver();
                        }
                    })
        );

    private async Task AskAsync() => (await _question.Task.WaitAsync(TestTimeout.Limit))();

    private async Task<AgentPage> BeginAsync(
        InputDevice device = InputDevice.Mouse,
        int width = Wide,
        bool freeText = false,
        string page = Bare,
        Func<IPage, Task>? before = null
    )
    {
        await Switch.SetAsync(
            new JsonObject { ["logoutReason"] = Switch.Reasons("Required", freeText, "END End of shift", "TRAINING Training") }
        );
        var alice = await OpenPageAsync(device, width, page, before: before);
        await alice.LogInReadyAsync();
        return alice;
    }
}
