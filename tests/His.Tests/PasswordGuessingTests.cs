using System.Globalization;
using System.Text.Json.Nodes;
using His.Bus;
using His.Platform;
using His.Protection;
using His.Testing;

namespace His.Tests;

/// <summary>Somebody guesses passwords (docs/security.md, 42): one agent's, many agents', all at once, or so many that nobody can count them.</summary>
public class PasswordGuessingTests
{
    private const string Elsewhere = "192.0.2.7";

    [Fact]
    public void OnePassword_TriedWithManyAgents_IsSlowedDown_ForTheirAddress()
    {
        using var scenario = new Scenario(new HisOptions { MaxFailedLoginsPerAddress = 10 });
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal("InvalidCredentials", Guess(scenario, $"{2000 + i}"));
        }

        Assert.Null(Guess(scenario, "1002", "secret")); // one that is right makes up for nothing
        for (var i = 5; i < 10; i++)
        {
            Assert.Equal("InvalidCredentials", Guess(scenario, $"{2000 + i}"));
        }

        Assert.Equal("TooManyAttempts", Guess(scenario, "3000"));
        Assert.Equal("TooManyAttempts", Guess(scenario, Scenario.Alice, "secret"));
        Assert.Null(Guess(scenario, Scenario.Alice, "secret", Elsewhere));
        scenario.Wait(scenario.Core.Options.AuthenticationTimeout + TimeSpan.FromSeconds(1));
        Assert.Equal("InvalidCredentials", Guess(scenario, "3000"));
        Assert.Null(Guess(scenario, "1003", "secret"));
    }

    [Fact]
    public void WhoHasMistypedThePasswordAndThenHasIt_BeginsToBeCountedAnew()
    {
        using var scenario = new Scenario();
        for (var logins = 0; logins < 2; logins++)
        {
            for (var i = 0; i < 4; i++)
            {
                Assert.Equal("InvalidCredentials", Guess(scenario, Scenario.Alice));
            }

            Assert.Contains(Guess(scenario, Scenario.Alice, "secret"), new[] { null, "AlreadyLoggedIn" });
        }
    }

    [Fact]
    public void AllTheAddressesThatOneHasWithIPv6_CountAsOne()
    {
        using var scenario = new Scenario();
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal("InvalidCredentials", Guess(scenario, Scenario.Alice, address: $"2001:db8:1:2::{i + 1}"));
        }

        Assert.Equal("TooManyAttempts", Guess(scenario, Scenario.Alice, "secret", "2001:db8:1:2:aaaa:bbbb:cccc:dddd"));
        Assert.Null(Guess(scenario, Scenario.Alice, "secret", "2001:db8:1:3::1"));
    }

    [Fact]
    public void GuessesAllAtOnce_AreAsManyAsThoseOneByOne()
    {
        var held = new TaskCompletionSource();
        using var scenario = new Scenario(platform: it => new SlowToRecognise(it, held.Task));
        var browsers = Enumerable.Range(0, 20).Select(_ => scenario.Connect("eve")).ToList();
        var asked = browsers.Select(it => it.Ask("session.request.login", Credentials(Scenario.Alice, "guessed"))).ToList();
        held.SetResult();
        scenario.Run();
        var failures = browsers.Zip(asked, (browser, id) => browser.Failure(id)).ToList();
        Assert.Equal((5, 15), (failures.Count(it => it == "InvalidCredentials"), failures.Count(it => it == "TooManyAttempts")));
    }

    [Fact]
    public void APasswordThatWaitsItsTurn_ForLongerThanAStepMayTake_IsStillLetIn()
    {
        var held = new TaskCompletionSource();
        using var scenario = new Scenario(platform: it => new SlowToRecognise(it, held.Task));
        var alice = scenario.Connect();
        var login = alice.Ask("session.request.login", Credentials(Scenario.Alice, "secret"));
        scenario.Wait(TimeSpan.FromSeconds(45));
        held.SetResult();
        scenario.Run();
        Assert.Null(alice.Failure(login));
    }

    [Fact]
    public void APasswordThatWaitsForLongerThanTheTimeout_MayBeTriedAgainLater_AndTheSwitchIsNotBlamed()
    {
        using var scenario = new Scenario(platform: it => new SlowToRecognise(it, new TaskCompletionSource().Task));
        var alice = scenario.Connect();
        var login = alice.Ask("session.request.login", Credentials(Scenario.Alice, "secret"));
        scenario.Wait(scenario.Core.Options.AuthenticationTimeout + TimeSpan.FromSeconds(1));
        Assert.Equal("RateLimited", alice.Failure(login));
        Assert.Equal(30, (int)alice.Answer(login)["error"]!["data"]!["retryAfterSeconds"]!);
    }

    [Fact]
    public void WhoeverBringsMoreThanCanBeCounted_GuessesNoMoreThanOthers()
    {
        var clock = new TurnedClock();
        var guard = new LoginGuard(new HisOptions(), clock);
        for (var i = 0; i < LoginGuard.Max; i++)
        {
            guard.Failed(i.ToString(CultureInfo.InvariantCulture), $"of {i}");
        }

        Assert.InRange(guard.Kept, 1, LoginGuard.Max);
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(0, guard.SecondsToWait(Scenario.Alice, Elsewhere));
            guard.Failed(Scenario.Alice, Elsewhere);
        }

        Assert.Equal(60, guard.SecondsToWait(Scenario.Alice, Elsewhere));
        Assert.InRange(guard.Kept, 1, LoginGuard.Max);

        clock.Turn(TimeSpan.FromSeconds(61));
        guard.Failed(Scenario.Alice, Elsewhere);
        Assert.Equal(2, guard.Kept); // all others are too old
    }

    private static string? Guess(Scenario scenario, string agentId, string password = "guessed", string address = "127.0.0.1")
    {
        var browser = scenario.Connect("eve", address);
        return browser.Failure(browser.Ask("session.request.login", Credentials(agentId, password)));
    }

    private static JsonObject Credentials(string agentId, string password) => new() { ["agentId"] = agentId, ["password"] = password };

    private sealed class SlowToRecognise(IPlatform inner, Task held) : PlatformBehind(inner)
    {
        public override async Task<AgentIdentity?> AuthenticateAsync(AgentCredentials credentials, CancellationToken cancellationToken)
        {
            await held.WaitAsync(cancellationToken);
            return await base.AuthenticateAsync(credentials, cancellationToken);
        }
    }
}
