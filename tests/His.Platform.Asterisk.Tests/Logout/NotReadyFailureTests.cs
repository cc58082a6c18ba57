namespace His.Platform.Asterisk.Tests.Logout;

/// <summary>EF2: the switch does not make her Not Ready, or cannot be asked whether it did; and what looks like it and is success (R5).</summary>
public sealed class NotReadyFailureTests(AsteriskSwitch atSwitch) : LogoutPlay(atSwitch)
{
    [Fact]
    public async Task EF2_TheSwitchDoesNotLetHisPause_AndTheAgentStaysLoggedIn()
    {
        await Switch.ConsoleAsync("queue add member PJSIP/1001 to sales penalty 0 as Alice");
        await Switch.ConsoleAsync("queue add member PJSIP/1001 to support penalty 0 as Alice");
        var alice = await LogInAsync(options => options with { Username = "his-looks" });

        for (var attempt = 0; attempt < 2; attempt++)
        {
            var failure = await alice.FailAsync("NotReadyFailure", Logout);
            Assert.Equal("Permission denied", failure.GetProperty("switchError").GetString());
            await IsReadyAsync();
        }

        // An administrator does what HIS may not: the goal holds, and that is enough for steps 5 and 6 (R5).
        await AdministratorRemovesHerAsync("sales", "support");
        await alice.HearAsync("channel.event.deactivated");
    }

    [Fact]
    public async Task EF2_ASwitchThatFreezesBeforeTheLogout()
    {
        var alice = await LogInAsync(AsteriskSwitch.NoticesSoon);
        await WorkAsync(alice);
        await Switch.FreezeAsync();

        await alice.FailAsync("NotReadyFailure", Logout);
        Assert.Contains("channel unavailable", alice.Heard);
        Assert.DoesNotContain("session disposed", alice.Heard);

        await Switch.ThawAsync();
        await alice.HearAsync("channel.event.available");
        await LogsOutAsync(alice);
    }

    [Fact]
    public async Task EF2_ASwitchThatFreezesWithThePauseOnItsWay()
    {
        var (alice, _, line) = await WorkOnALineAsync(AsteriskSwitch.NoticesSoon);
        var pause = line.KeepBack("QueuePause");
        var logout = alice.FailAsync("NotReadyFailure", Logout);
        await pause.IsReached;
        await Switch.FreezeAsync();
        pause.LetGo();

        await logout;
        Assert.Contains("channel unavailable", alice.Heard);

        await Switch.ThawAsync();
        await alice.HearAsync("channel.event.available");
        await ShowsTheTruthAsync(alice);
        await LogsOutAsync(alice);
    }

    [Fact]
    public async Task EF2_ASwitchThatDiesWithThePauseOnItsWay()
    {
        var (alice, _, line) = await WorkOnALineAsync();
        await Switch.WritesDownAsync();
        var pause = line.KeepBack("QueuePause");
        var logout = alice.FailAsync("NotReadyFailure", Logout);
        await pause.IsReached;
        await Switch.KillAsync();
        pause.LetGo();

        await logout;
        Assert.Contains("channel unavailable", alice.Heard);

        await Switch.StartAsync();
        await alice.HearAsync("channel.event.available");
        await IsReadyAsync();
        await LogsOutAsync(alice);
    }

    [Fact]
    public async Task R5_SheIsRemovedBehindOurBackBeforeThePause_FromEveryQueue_AndThatIsSuccess()
    {
        var (alice, _, line) = await WorkOnALineAsync();
        var pause = line.KeepBack("QueuePause");
        var logout = alice.DoAsync(Logout);
        await pause.IsReached;
        await AdministratorRemovesHerAsync("sales", "support");
        pause.LetGo();

        var channel = Assert.Single((await logout).GetProperty("channels").EnumerateArray());

        Assert.True(channel.GetProperty("notReady").GetBoolean());
        Assert.False(channel.GetProperty("deactivated").GetBoolean()); // somebody else did that
        await IsOutAsync();
    }

    [Fact]
    public async Task R5_SheIsRemovedBehindOurBackBeforeThePause_FromOneQueue_AndIsPausedInTheOther()
    {
        var (alice, _, line) = await WorkOnALineAsync();
        var pause = line.KeepBack("QueuePause");
        var logout = alice.DoAsync(Logout);
        await pause.IsReached;
        await AdministratorRemovesHerAsync("sales");
        pause.LetGo();

        var channel = Assert.Single((await logout).GetProperty("channels").EnumerateArray());

        Assert.True(channel.GetProperty("notReady").GetBoolean());
        Assert.True(channel.GetProperty("deactivated").GetBoolean());
        await IsOutAsync();
    }
}
