namespace His.Platform.Asterisk.Tests.Logout;

/// <summary>EF4: she is out of the queues, and it cannot be confirmed that she is logged off (step 6a).</summary>
/// <remarks>Step 6 removes her from two queues, step 6a makes sure of it in both: the third removal is the first of 6a.</remarks>
public sealed class SwitchLogoutFailureTests(AsteriskSwitch atSwitch) : LogoutPlay(atSwitch)
{
    private const int FirstOfLogOff = 3;

    [Fact]
    public async Task EF4_ASwitchThatFreezesBetweenRemovalAndLogOff()
    {
        var (alice, _, line) = await WorkOnALineAsync(AsteriskSwitch.NoticesSoon);
        var logOff = line.KeepBack("QueueRemove", FirstOfLogOff);
        var logout = alice.FailAsync("SwitchLogoutFailure", Logout);
        await logOff.IsReached;
        await IsInNoQueueAsync();
        await Switch.FreezeAsync();
        logOff.LetGo();

        await KeptAllAsync(logout);
        Assert.Contains("channel unavailable", alice.Heard);
        Assert.DoesNotContain("session disposed", alice.Heard);

        await Switch.ThawAsync();
        await alice.HearAsync("channel.event.available");
        await LogsOutAsync(alice);
    }

    [Fact]
    public async Task EF4_ASwitchThatDiesBetweenRemovalAndLogOff()
    {
        var (alice, _, line) = await WorkOnALineAsync();
        var logOff = line.KeepBack("QueueRemove", FirstOfLogOff);
        var logout = alice.FailAsync("SwitchLogoutFailure", Logout);
        await logOff.IsReached;
        await Switch.WritesDownAsync();
        await Switch.KillAsync();
        logOff.LetGo();

        await KeptAllAsync(logout);

        await Switch.StartAsync();
        await alice.HearAsync("channel.event.available");
        await IsInNoQueueAsync();
        await LogsOutAsync(alice);
    }

    [Fact]
    public async Task EF4_AnAdministratorTakesHerInAgain_InTheMiddleOfTheLogOff()
    {
        var (alice, _, line) = await WorkOnALineAsync();
        var logOff = line.KeepBack("QueueRemove", FirstOfLogOff + 1); // out of sales for good, not yet of support
        var logout = alice.FailAsync("SwitchLogoutFailure", Logout);
        await logOff.IsReached;
        var isTold = line.IsTold("QueueMemberAdded", "PJSIP/1001");
        await Switch.ConsoleAsync("queue add member PJSIP/1001 to sales penalty 0 as Alice");
        await isTold;
        logOff.LetGo();

        await logout;
        Assert.NotNull(await Switch.MemberAsync("sales", "1001"));
        await alice.BecomesAsync("Ready");

        // She was not logged off; to leave the queues is not to be.
        await alice.DoAsync("channelgroup.request.deactivate", new { channelId = "phone" });
        await alice.DoAsync("channelgroup.request.activate", new { channelId = "phone" });
        await LogsOutAsync(alice);
    }

    [Fact]
    public async Task AReasonThatCannotBeWrittenAnyMore_StopsNoLogout()
    {
        var (alice, _, line) = await WorkOnALineAsync(options =>
            options with
            {
                LogoutReason = new() { Requirement = ReasonRequirement.Required, FreeText = true },
            }
        );
        var note = line.KeepBack("QueueLog");
        var logout = alice.DoAsync(Logout, new { reason = new { text = "home" } });
        await note.IsReached;
        line.Cut();

        await logout; // out of the queues is out

        await IsOutAsync();
    }

    private static async Task KeptAllAsync(Task<System.Text.Json.JsonElement> logout)
    {
        var failure = await logout;
        Assert.Single(failure.GetProperty("channels").EnumerateArray());
    }
}
