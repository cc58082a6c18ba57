using His.Sessions;
using His.Sessions.Threading;
using Microsoft.Extensions.Logging.Abstractions;

namespace His.Platform.Asterisk.Tests.Logout;

/// <summary>
/// The use case Logout (docs/use-cases/logout.md) against a real switch: bus, core, platform, Asterisk, telephones. After each way
/// through it the switch's own console says what is true.
/// </summary>
public abstract class LogoutPlay(AsteriskSwitch atSwitch) : IClassFixture<AsteriskSwitch>, IAsyncLifetime
{
    internal const string Logout = "session.request.logout";

    private readonly List<IAsyncDisposable> _used = [];

    protected AsteriskSwitch Switch { get; } = atSwitch;

    public async ValueTask InitializeAsync() => await Switch.ResetAsync();

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Switch.ThawAsync();
        foreach (var one in _used.AsEnumerable().Reverse())
        {
            await one.DisposeAsync();
        }

        await Switch.StartAgainAsync();
    }

    /// <summary>A HIS of her own, and she is logged in there.</summary>
    internal async Task<Browser> LogInAsync(
        Func<AsteriskOptions, AsteriskOptions>? with = null,
        string agentId = "alice",
        HeldLine? line = null,
        Func<HisOptions, HisOptions>? core = null,
        IReadOnlyList<PlatformRegistration>? beside = null
    )
    {
        var platform = await UseAsync(
            Switch.PlatformAsync(options => (with?.Invoke(options) ?? options) with { Port = line?.Port ?? Switch.AmiPort })
        );
        var options = new HisOptions
        {
            // Nobody waits for the end of these two: a switch that is silent is noticed before, by its pings.
            CommandTimeout = TimeSpan.FromSeconds(20),
            QueryTimeout = TimeSpan.FromSeconds(20),
            ConfirmationTimeout = TimeSpan.FromSeconds(1),
            // For so long a logout waits for a switch that has gone in its middle; shorter than a test waits at all.
            LogoutTimeout = TimeSpan.FromSeconds(10),
        };
        var browser = new Browser(
            new HisCore(
                core?.Invoke(options) ?? options,
                [new PlatformRegistration("Asterisk", platform), .. beside ?? []],
                TimeProvider.System,
                new Ids(),
                new ThreadPoolWorkScheduler(),
                NullLoggerFactory.Instance
            )
        );
        await browser.DoAsync("session.request.login", new { agentId, password = $"{agentId}-password" });
        return browser;
    }

    /// <summary>Her telephone is there, and she is Ready.</summary>
    internal async Task<Phone> WorkAsync(Browser alice)
    {
        var phone = await UseAsync(Phone.OfAgentAsync(Switch, "1001"));
        await alice.DoAsync("channelgroup.request.activate", new { channelId = "phone" });
        await alice.DoAsync("channel.request.ready", new { channelId = "phone" });
        await IsReadyAsync();
        return phone;
    }

    /// <summary>A customer with a telephone, who calls nobody yet.</summary>
    internal Task<Phone> CustomerAsync() => UseAsync(Phone.OfCustomerAsync(Switch, "79161234567"));

    internal async Task<Phone> CustomerCallsAsync(string service = "600")
    {
        var customer = await CustomerAsync();
        await customer.DialAsync(Switch, service);
        return customer;
    }

    /// <summary>Alice behind a line that can be held, Ready.</summary>
    internal async Task<(Browser Alice, Phone Phone, HeldLine Line)> WorkOnALineAsync(Func<AsteriskOptions, AsteriskOptions>? with = null)
    {
        var line = await UseAsync(Task.FromResult(HeldLine.To(Switch)));
        var alice = await LogInAsync(with, line: line);
        return (alice, await WorkAsync(alice), line);
    }

    internal async Task<T> UseAsync<T>(Task<T> starting)
        where T : IAsyncDisposable
    {
        var one = await starting;
        _used.Add(one);
        return one;
    }

    /// <summary>Things are well again: a logout goes through, and the switch knows nothing of her any more.</summary>
    internal async Task LogsOutAsync(Browser alice, object? reason = null)
    {
        await alice.DoAsync(Logout, reason is null ? null : new { reason });
        Assert.Equal(His.Bus.CloseCode.LoggedOut, await alice.ClosedAsync());
        await IsOutAsync();
    }

    protected async Task IsReadyAsync()
    {
        foreach (var queue in new[] { "sales", "support" })
        {
            Assert.DoesNotContain("(paused", await Switch.MemberAsync(queue, "1001") ?? "(paused: no member", StringComparison.Ordinal);
        }
    }

    protected async Task IsNotReadyAsync()
    {
        foreach (var queue in new[] { "sales", "support" })
        {
            Assert.Contains("(paused", await Switch.MemberAsync(queue, "1001"), StringComparison.Ordinal);
        }
    }

    /// <summary>What had been sent before the switch froze it may do when it is back, or not: the page shows which.</summary>
    internal Task ShowsTheTruthAsync(Browser alice) =>
        TestTimeout.UntilAsync(
            async () =>
            {
                string?[] places = [await Switch.MemberAsync("sales", "1001"), await Switch.MemberAsync("support", "1001")];
                var members = places.OfType<string>().ToArray();
                return alice.Shown
                    == (
                        members.Length == 0 ? "Inactive"
                        : members.All(it => it.Contains("(paused", StringComparison.Ordinal)) ? "NotReady"
                        : "Ready"
                    );
            },
            "the page shows the truth"
        );

    /// <summary>In no queue and in no call.</summary>
    protected async Task IsOutAsync()
    {
        await IsInNoQueueAsync();
        Assert.Empty(await Switch.LegsAsync("1001"));
    }

    protected async Task IsInNoQueueAsync()
    {
        foreach (var queue in new[] { "sales", "support" })
        {
            Assert.Null(await Switch.MemberAsync(queue, "1001"));
        }
    }

    protected async Task AdministratorRemovesHerAsync(params string[] queues)
    {
        foreach (var queue in queues)
        {
            await Switch.ConsoleAsync($"queue remove member PJSIP/1001 from {queue}");
        }
    }
}
