using His.Bus;
using His.Platform.Asterisk.Tests.Switch;
using His.Sessions;
using Microsoft.Extensions.Logging.Abstractions;

namespace His.Platform.Asterisk.Tests;

/// <summary>
/// The use case Logout (docs/use-cases/logout.md) against a real switch: bus, core, platform, Asterisk, a telephone. After each way
/// through it the switch's own console says what is true.
/// </summary>
public sealed class LogoutTests(AsteriskSwitch atSwitch) : IClassFixture<AsteriskSwitch>, IAsyncLifetime
{
    private readonly List<IAsyncDisposable> _used = [];

    public async ValueTask InitializeAsync() => await atSwitch.ResetAsync();

    public async ValueTask DisposeAsync()
    {
        await atSwitch.ThawAsync();
        foreach (var one in _used) await one.DisposeAsync();
    }

    [Fact]
    public async Task BasicFlow_AReadyAgent_IsOutOfTheQueues_AndTheConnectionIsClosed()
    {
        var alice = await LogInAsync();
        await WorkAsync(alice);

        var result = await alice.DoAsync("session.request.logout");

        var channel = Assert.Single(result.GetProperty("channels").EnumerateArray());
        Assert.True(channel.GetProperty("notReady").GetBoolean());
        Assert.True(channel.GetProperty("deactivated").GetBoolean());
        Assert.Equal(CloseCode.LoggedOut, await alice.ClosedAsync());
        Assert.Equal(
            [
                "channelgroup created", "channel created", "session initialized", "channel activated", "channel ready",
                "channel notready", "channel deactivated", "channel disposed", "channelgroup disposed", "session disposed",
            ],
            alice.Heard);
        await IsOutAsync();

        // And she can come back.
        await LogInAsync();
    }

    [Fact]
    public async Task AF1_TheReasonIsAskedFor_AndWrittenToTheQueueLog()
    {
        var alice = await LogInAsync(options => options with
        {
            LogoutReason = new() { Requirement = ReasonRequirement.Required, FreeText = true, Reasons = [new("shift", "End of shift"), new("ill", "Ill")] },
        });
        await WorkAsync(alice);

        var asked = await alice.FailAsync("NeedInfo", "session.request.logout");
        Assert.Equal(["shift", "ill"], asked.GetProperty("reason").GetProperty("reasons").EnumerateArray().Select(it => it.GetProperty("code").GetString()));
        await IsReadyAsync();
        await alice.FailAsync("NeedInfo", "session.request.logout", new { reason = new { code = "holiday" } });
        await IsReadyAsync();

        await alice.DoAsync("session.request.logout", new { reason = new { code = "shift", text = "до завтра" } });

        await IsOutAsync();
        Assert.EndsWith("|NONE|Alice|HISLOGOFF|shift|до завтра", (await atSwitch.QueueLogAsync())[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task AF1_AReasonThatIsMoreThanALine_NeverReachesTheSwitch()
    {
        var alice = await LogInAsync(options => options with { LogoutReason = new() { Requirement = ReasonRequirement.Optional, FreeText = true } });
        await WorkAsync(alice);

        foreach (var text in new[] { "x\r\nAction: Originate", "x\nAction: Originate", "x\0", "x\u0085y" })
        {
            var answer = await alice.AskAsync("session.request.logout", new { reason = new { text } });
            Assert.True(answer.TryGetProperty("error", out _), answer.GetRawText());
        }

        await IsReadyAsync();
        await alice.DoAsync("session.request.logout", new { reason = new { text = "x: y; z" } });
        await IsOutAsync();
    }

    [Fact]
    public async Task EF1_ACallThatRings_AndACallThatIsTalked_AreInTheWay()
    {
        var alice = await LogInAsync();
        var phone = await WorkAsync(alice);
        var customer = await UseAsync(Phone.OfCustomerAsync(atSwitch, "79161234567"));
        await customer.DialAsync(atSwitch, "600");
        var ringing = await alice.HearAsync("interaction.event.created");
        await phone.RingsAsync();

        var refused = await alice.FailAsync("OngoingInteraction", "session.request.logout");
        var blocker = Assert.Single(refused.GetProperty("blockers").EnumerateArray());
        Assert.Equal("Alerting", blocker.GetProperty("state").GetString());
        Assert.Equal(ringing.GetProperty("interactionId").GetString(), blocker.GetProperty("interactionId").GetString());

        await phone.AnswerAsync();
        await alice.HearAsync("interaction.event.updated");
        await alice.FailAsync("OngoingInteraction", "session.request.logout");
        await phone.HoldAsync();
        await alice.HearAsync("interaction.event.updated");
        await alice.FailAsync("OngoingInteraction", "session.request.logout");

        // As if nothing had been asked: still Ready, still talking.
        await IsReadyAsync();
        Assert.DoesNotContain("channel notready", alice.Heard);

        await customer.HangUpAsync();
        await alice.HearAsync("interaction.event.completed");
        await alice.DoAsync("session.request.logout");
        await IsOutAsync();
    }

    [Fact]
    public async Task EF2_TheSwitchDoesNotLetHisPause_AndTheAgentStaysLoggedIn()
    {
        await atSwitch.ConsoleAsync("queue add member PJSIP/1001 to sales penalty 0 as Alice");
        await atSwitch.ConsoleAsync("queue add member PJSIP/1001 to support penalty 0 as Alice");
        var alice = await LogInAsync(options => options with { Username = "his-looks" });

        for (var attempt = 0; attempt < 2; attempt++)
        {
            var failure = await alice.FailAsync("NotReadyFailure", "session.request.logout");
            Assert.Equal("Permission denied", failure.GetProperty("switchError").GetString());
            await IsReadyAsync();
        }

        // An administrator does what HIS may not: the goal holds, and that is enough (R5).
        await atSwitch.ConsoleAsync("queue remove member PJSIP/1001 from sales");
        await atSwitch.ConsoleAsync("queue remove member PJSIP/1001 from support");
        await alice.HearAsync("channel.event.deactivated");
    }

    [Fact]
    public async Task EF2_AFrozenSwitch_AndASecondLogoutWhenItIsBack()
    {
        var alice = await LogInAsync();
        await WorkAsync(alice);
        await atSwitch.FreezeAsync();

        await alice.FailAsync("NotReadyFailure", "session.request.logout");
        Assert.Contains("channel unavailable", alice.Heard);
        Assert.DoesNotContain("session disposed", alice.Heard);

        await atSwitch.ThawAsync();
        await alice.HearAsync("channel.event.available");
        await alice.DoAsync("session.request.logout");
        await IsOutAsync();
    }

    [Fact]
    public async Task EF3_AMemberOfTheConfiguration_CannotBeRemoved_AndStaysNotReady()
    {
        var carol = await LogInAsync(options => options with { Queues = ["fixed"] }, "carol");
        await carol.DoAsync("channel.request.ready", new { channelId = "phone" });

        var failure = await carol.FailAsync("DeactivationFailure", "session.request.logout");

        Assert.Equal("Member not dynamic", failure.GetProperty("switchError").GetString());
        var channel = Assert.Single(failure.GetProperty("channels").EnumerateArray());
        Assert.True(channel.GetProperty("notReady").GetBoolean());
        Assert.False(channel.GetProperty("deactivated").GetBoolean());
        Assert.Contains("(paused", await atSwitch.MemberAsync("fixed", "1003"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AMemberWhomAnAdministratorHasRemoved_IsLoggedOut()
    {
        var alice = await LogInAsync();
        await WorkAsync(alice);
        await atSwitch.ConsoleAsync("queue remove member PJSIP/1001 from sales");
        await atSwitch.ConsoleAsync("queue remove member PJSIP/1001 from support");
        await alice.HearAsync("channel.event.deactivated");

        await alice.DoAsync("session.request.logout");

        Assert.Equal(CloseCode.LoggedOut, await alice.ClosedAsync());
        await IsOutAsync();
    }

    private async Task<Browser> LogInAsync(Func<AsteriskOptions, AsteriskOptions>? with = null, string agentId = "alice")
    {
        var platform = await UseAsync(atSwitch.PlatformAsync(with));
        var options = new HisOptions { StepDeadline = TimeSpan.FromSeconds(5), AskDeadline = TimeSpan.FromSeconds(5) };
        var browser = new Browser(new House(options, platform, TimeProvider.System, new Ids(), new ThreadPoolWorkers(), NullLoggerFactory.Instance));
        await browser.DoAsync("session.request.login", new { agentId, password = $"{agentId}-password" });
        return browser;
    }

    /// <summary>Her telephone is there, and she is Ready.</summary>
    private async Task<Phone> WorkAsync(Browser alice)
    {
        var phone = await UseAsync(Phone.OfAgentAsync(atSwitch, "1001"));
        await alice.DoAsync("channelgroup.request.activate", new { channelId = "phone" });
        await alice.DoAsync("channel.request.ready", new { channelId = "phone" });
        await IsReadyAsync();
        return phone;
    }

    private async Task<T> UseAsync<T>(Task<T> starting)
        where T : IAsyncDisposable
    {
        var one = await starting;
        _used.Add(one);
        return one;
    }

    private async Task IsReadyAsync()
    {
        Assert.DoesNotContain("(paused", await atSwitch.MemberAsync("sales", "1001") ?? "(paused: no member", StringComparison.Ordinal);
        Assert.DoesNotContain("(paused", await atSwitch.MemberAsync("support", "1001") ?? "(paused: no member", StringComparison.Ordinal);
    }

    private async Task IsOutAsync()
    {
        Assert.Null(await atSwitch.MemberAsync("sales", "1001"));
        Assert.Null(await atSwitch.MemberAsync("support", "1001"));
    }
}
