namespace His.Platform.Asterisk.Tests;

/// <summary>Many agents at one switch, all at once. How fast it is, the bench says: ./bench crowd.</summary>
public sealed class CrowdTests(CrowdTests.Switch300 atSwitch, ITestOutputHelper output) : IClassFixture<CrowdTests.Switch300>
{
    private const int HowMany = 300;

    [Fact]
    public async Task AllLogIn_GoReady_LoseTheSwitch_AreTrueAgain_AndLogOut()
    {
        await using var line = HeldLine.To(atSwitch);
        await using var crowd = await Crowd.GatherAsync(atSwitch, HowMany, line.Port);
        output.WriteLine($"log in {await crowd.LogInAsync()}");
        output.WriteLine($"activate {await crowd.ActivateAsync()}");
        output.WriteLine($"Ready {await crowd.BecomeReadyAsync()}");
        Assert.Equal((HowMany, 0), await CountAsync());

        line.Cut();
        await crowd.AllAreAsync("Unavailable");
        line.Mend();
        await crowd.AllAreAsync("Ready");

        // Each login looks at the switch, where customers wait: the long list of their legs is shared by those who ask at once.
        await crowd.NotReadyAsync();
        Assert.Equal((HowMany, HowMany), await CountAsync());
        await atSwitch.Callers.CustomersWaitAsync("600", 40);
        output.WriteLine($"log in again {await crowd.LogInAsync(@override: true)}");
        await crowd.AllAreAsync("NotReady");
        await atSwitch.ConsoleAsync("channel request hangup all");

        output.WriteLine($"log out {await crowd.LogOutAsync()}");
        Assert.Equal((0, 0), await CountAsync());
    }

    /// <summary>The members of one queue as the console has them, and how many of them are paused.</summary>
    private async Task<(int Members, int Paused)> CountAsync()
    {
        var members = (await atSwitch.ConsoleAsync("queue show support"))
            .Split('\n')
            .Where(line => line.Contains("(PJSIP/2", StringComparison.Ordinal))
            .ToArray();
        return (members.Length, members.Count(line => line.Contains("(paused", StringComparison.Ordinal)));
    }

    public sealed class Switch300() : CrowdedSwitch(HowMany);
}
