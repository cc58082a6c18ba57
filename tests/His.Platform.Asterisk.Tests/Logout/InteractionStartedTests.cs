namespace His.Platform.Asterisk.Tests.Logout;

/// <summary>EF5: a real call begins while the logout runs. What was done stays, she is logged in, the call is served.</summary>
public sealed class InteractionStartedTests(AsteriskSwitch atSwitch) : LogoutPlay(atSwitch)
{
    [Fact]
    public async Task EF5_ACustomerIsRingingHer_WhenThePauseLands()
    {
        var (alice, phone, line) = await WorkOnALineAsync();
        var customer = await CustomerAsync(); // a telephone takes its time to start, and the pause is not to wait for that
        var pause = line.KeepBack("QueuePause");
        var logout = alice.FailAsync("InteractionStarted", Logout);
        await pause.IsReached;
        await customer.DialAsync(Switch, "600");
        await phone.RingsAsync();
        await alice.HearAsync("interaction.event.created");
        pause.LetGo();

        await StoppedByAsync(logout, notReady: true, deactivated: false);
        await IsNotReadyAsync();
        await IsServedAsync(alice, phone, customer);
    }

    [Theory]
    [InlineData(1, "before she is out of the queues")]
    [InlineData(3, "before she is logged off")]
    public async Task EF5_AColleagueRingsHer(int removal, string when)
    {
        Assert.NotEmpty(when);
        var (alice, phone, line) = await WorkOnALineAsync();
        var bob = await UseAsync(Phone.OfAgentAsync(Switch, "1002"));
        var held = line.KeepBack("QueueRemove", removal);
        var logout = alice.FailAsync("InteractionStarted", Logout);
        await held.IsReached;
        await bob.DialAsync(Switch, "1001");
        await phone.RingsAsync();
        await alice.HearAsync("interaction.event.created");
        held.LetGo();

        await StoppedByAsync(logout, notReady: true, deactivated: true);
        await IsInNoQueueAsync();
        Assert.DoesNotContain("session disposed", alice.Heard);
        if (removal == 1)
        {
            await IsServedAsync(alice, phone, bob);
            return;
        }

        // The switch had logged her off already: with the end of the call the session ends too, as she asked.
        await TalkAsync(alice, phone, bob);
        Assert.Equal(His.Bus.CloseCode.LoggedOut, await alice.ClosedAsync());
        await IsOutAsync();
    }

    private static async Task StoppedByAsync(Task<System.Text.Json.JsonElement> logout, bool notReady, bool deactivated)
    {
        var failure = await logout;
        Assert.Equal("Alerting", Assert.Single(failure.GetProperty("blockers").EnumerateArray()).GetProperty("state").GetString());
        var channel = Assert.Single(failure.GetProperty("channels").EnumerateArray());
        Assert.Equal(
            (notReady, deactivated),
            (channel.GetProperty("notReady").GetBoolean(), channel.GetProperty("deactivated").GetBoolean())
        );
    }

    private async Task IsServedAsync(Browser alice, Phone phone, Phone caller)
    {
        await TalkAsync(alice, phone, caller);
        await LogsOutAsync(alice);
    }

    private async Task TalkAsync(Browser alice, Phone phone, Phone caller)
    {
        await phone.AnswerAsync();
        await alice.HearStateAsync("Connected");
        Assert.Single(await Switch.LegsAsync("1001"));
        await caller.HangUpAsync();
        await alice.HearAsync("interaction.event.completed");
    }
}
