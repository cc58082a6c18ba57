namespace His.Platform.Asterisk.Tests.Logout;

/// <summary>EF3: she is Not Ready, and the switch does not let her out of its queues, or cannot be asked whether it did.</summary>
public sealed class DeactivationFailureTests(AsteriskSwitch atSwitch) : LogoutPlay(atSwitch)
{
    [Fact]
    public async Task EF3_AMemberOfTheConfiguration_CannotBeRemoved_AndStaysNotReady()
    {
        var carol = await LogInAsync(options => options with { Queues = ["fixed"] }, "carol");
        await carol.DoAsync("channel.request.ready", new { channelId = "phone" });

        for (var attempt = 0; attempt < 2; attempt++)
        {
            var failure = await carol.FailAsync("DeactivationFailure", Logout);
            Assert.Equal("Member not dynamic", failure.GetProperty("switchError").GetString());
            var channel = Assert.Single(failure.GetProperty("channels").EnumerateArray());
            Assert.Equal(attempt == 0, channel.GetProperty("notReady").GetBoolean()); // the second found her so
            Assert.False(channel.GetProperty("deactivated").GetBoolean());
            Assert.Contains("(paused", await Switch.MemberAsync("fixed", "1003"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task EF3_ASwitchThatFreezesBetweenPauseAndRemoval()
    {
        var (alice, _, line) = await WorkOnALineAsync(AsteriskSwitch.NoticesSoon);
        var removal = line.KeepBack("QueueRemove");
        var logout = alice.FailAsync("DeactivationFailure", Logout);
        await removal.IsReached;
        await IsNotReadyAsync();
        await Switch.FreezeAsync();
        removal.LetGo();

        await KeptNotReadyAsync(logout);
        Assert.Contains("channel unavailable", alice.Heard);

        await Switch.ThawAsync();
        await alice.HearAsync("channel.event.available");
        await ShowsTheTruthAsync(alice);
        await LogsOutAsync(alice);
    }

    [Fact]
    public async Task EF3_ASwitchThatDiesBetweenPauseAndRemoval()
    {
        var (alice, _, line) = await WorkOnALineAsync();
        var removal = line.KeepBack("QueueRemove");
        var logout = alice.FailAsync("DeactivationFailure", Logout);
        await removal.IsReached;
        await Switch.WritesDownAsync();
        await Switch.KillAsync();
        removal.LetGo();

        await KeptNotReadyAsync(logout);

        await Switch.StartAsync();
        await alice.HearAsync("channel.event.available");
        await IsNotReadyAsync();
        await LogsOutAsync(alice);
    }

    [Fact]
    public async Task EF3_ALineThatIsCutBetweenPauseAndRemoval()
    {
        var (alice, _, line) = await WorkOnALineAsync();
        var removal = line.KeepBack("QueueRemove");
        var logout = alice.FailAsync("DeactivationFailure", Logout);
        await removal.IsReached;
        line.Cut();
        removal.LetGo();

        await KeptNotReadyAsync(logout);
        await alice.FailAsync("NotReadyFailure", Logout); // her channel is unknown now, and may be Ready for all HIS knows

        line.Mend();
        await alice.HearAsync("channel.event.available");
        await IsNotReadyAsync();
        await LogsOutAsync(alice);
    }

    [Fact]
    public async Task R5_SheIsRemovedBehindOurBackBetweenPauseAndRemoval_AndThatIsSuccess()
    {
        var (alice, _, line) = await WorkOnALineAsync();
        var removal = line.KeepBack("QueueRemove");
        var logout = alice.DoAsync(Logout);
        await removal.IsReached;
        await AdministratorRemovesHerAsync("support", "sales");
        removal.LetGo();

        await logout;

        await IsOutAsync();
    }

    private static async Task KeptNotReadyAsync(Task<System.Text.Json.JsonElement> logout)
    {
        var channel = Assert.Single((await logout).GetProperty("channels").EnumerateArray());
        Assert.False(channel.GetProperty("deactivated").GetBoolean());
    }
}
