namespace His.Platform.Asterisk.Tests.Logout;

/// <summary>Somebody works at the switch's console while a logout runs: the goal counts, whoever brings it about or undoes it.</summary>
public sealed class AdministratorTests(AsteriskSwitch atSwitch) : LogoutPlay(atSwitch)
{
    [Fact]
    public async Task WhoPausesHerFirst_HasDoneIt()
    {
        var (alice, _, line) = await WorkOnALineAsync();
        await HeldAsync(
            alice,
            line,
            "QueuePause",
            1,
            "queue pause member PJSIP/1001 queue sales",
            "queue pause member PJSIP/1001 queue support"
        );
        await IsOutAsync();
    }

    [Fact]
    public async Task WhoUnpausesHer_WhileSheIsBeingRemoved_IsTooLate()
    {
        var (alice, _, line) = await WorkOnALineAsync();
        await HeldAsync(alice, line, "QueueRemove", 1, "queue unpause member PJSIP/1001 queue sales");
        await IsOutAsync();
    }

    [Fact]
    public async Task WhoTakesHerInAgain_BeforeTheLogOff_IsOverruled()
    {
        var (alice, _, line) = await WorkOnALineAsync();
        await HeldAsync(alice, line, "QueueRemove", 3, "queue add member PJSIP/1001 to sales penalty 0 as Alice");
        await IsOutAsync();
    }

    [Fact]
    public async Task WhoTakesHerIn_AfterTheLogout_MayDoSo_AndTheNextLoginSeesIt()
    {
        var alice = await LogInAsync();
        await WorkAsync(alice);
        await LogsOutAsync(alice);
        await Switch.ConsoleAsync("queue add member PJSIP/1001 to sales penalty 0 as Alice");

        var again = await LogInAsync();

        await again.BecomesAsync("Ready");
        await LogsOutAsync(again);
    }

    private async Task HeldAsync(Browser alice, HeldLine line, string action, int time, params string[] commands)
    {
        var held = line.KeepBack(action, time);
        var logout = alice.DoAsync(Logout);
        await held.IsReached;
        foreach (var command in commands)
        {
            await Switch.ConsoleAsync(command);
        }

        held.LetGo();
        await logout;
        Assert.Equal(His.Bus.CloseCode.LoggedOut, await alice.ClosedAsync());
    }
}
