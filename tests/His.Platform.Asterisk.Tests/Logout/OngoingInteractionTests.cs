namespace His.Platform.Asterisk.Tests.Logout;

/// <summary>EF1: a real call is in the way, and it is as if nothing had been asked.</summary>
public sealed class OngoingInteractionTests(AsteriskSwitch atSwitch) : LogoutPlay(atSwitch)
{
    [Fact]
    public async Task EF1_ACallThatRings_IsTalked_IsHeld_IsInTheWay_UntilTheCustomerHangsUp()
    {
        var alice = await LogInAsync();
        var phone = await WorkAsync(alice);
        var customer = await CustomerCallsAsync();
        await alice.HearAsync("interaction.event.created");
        await phone.RingsAsync();
        var ringing = await IsInTheWayAsync(alice, "Alerting");

        await phone.AnswerAsync();
        await alice.HearStateAsync("Connected");
        Assert.Equal(ringing, await IsInTheWayAsync(alice, "Connected"));
        await phone.HoldAsync();
        await alice.HearStateAsync("Held");
        Assert.Equal(ringing, await IsInTheWayAsync(alice, "Held"));

        // As if nothing had been asked: still Ready, still in the call.
        Assert.DoesNotContain("channel notready", alice.Heard);
        Assert.Single(await Switch.LegsAsync("1001"));

        await customer.HangUpAsync();
        await alice.HearAsync("interaction.event.completed");
        await LogsOutAsync(alice);
    }

    [Fact]
    public async Task EF1_WrapUp_IsInTheWay_UntilItIsCompleted()
    {
        var alice = await LogInAsync(options => options with { WrapUp = true });
        var phone = await WorkAsync(alice);
        var customer = await CustomerCallsAsync();
        var interactionId = (await alice.HearAsync("interaction.event.created")).GetProperty("interactionId").GetString();
        await phone.RingsAsync();
        await phone.AnswerAsync();
        await alice.HearStateAsync("Connected");
        await customer.HangUpAsync();
        await alice.HearStateAsync("Ended");

        Assert.Equal(interactionId, await IsInTheWayAsync(alice, "Ended"));

        await alice.DoAsync("interaction.request.complete", new { interactionId });
        await LogsOutAsync(alice);
    }

    [Fact]
    public async Task EF1_ACallThatSheDialed_IsInTheWay()
    {
        var alice = await LogInAsync();
        var phone = await WorkAsync(alice);
        await phone.DialAsync(Switch, "601"); // she is in that queue herself, so she waits there for nobody
        await alice.HearAsync("interaction.event.created");
        await alice.HearStateAsync("Connected");

        await IsInTheWayAsync(alice, "Connected");

        await phone.HangUpAsync();
        await alice.HearAsync("interaction.event.completed");
        await LogsOutAsync(alice);
    }

    private async Task<string?> IsInTheWayAsync(Browser alice, string state)
    {
        var refused = await alice.FailAsync("OngoingInteraction", Logout);
        var blocker = Assert.Single(refused.GetProperty("blockers").EnumerateArray());
        Assert.Equal(state, blocker.GetProperty("state").GetString());
        await IsReadyAsync();
        return blocker.GetProperty("interactionId").GetString();
    }
}
