using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;

namespace His.Platform.Asterisk.Tests.Switch;

/// <summary>A real Asterisk of its own for each class of tests, with queues <c>sales</c> (dial 600) and <c>support</c> (601).</summary>
public sealed class AsteriskSwitch : IAsyncLifetime
{
    private readonly string _folder = Scripts.NewFolder();
    private readonly Dictionary<string, string> _settings = new(StringComparer.Ordinal)
    {
        ["AMI_PORT"] = Scripts.Text(Scripts.FreePort()),
        ["SIP_PORT"] = Scripts.Text(Scripts.FreePort()),
        ["RTP_START"] = Scripts.NextRtpStart(),
    };

    public int AmiPort => int.Parse(_settings["AMI_PORT"], CultureInfo.InvariantCulture);

    /// <summary>Where telephones register and customers call.</summary>
    public string SipAddress => $"127.0.0.1:{_settings["SIP_PORT"]}";

    /// <summary>Settings for three agents; short times, so that a frozen switch is noticed while somebody waits.</summary>
    public AsteriskOptions Options => new()
    {
        Port = AmiPort,
        Username = "his",
        Secret = "his-test-secret",
        Queues = ["sales", "support"],
        Agents =
        [
            new() { Id = "alice", Name = "Alice", Password = "alice-password", Endpoint = "1001" },
            new() { Id = "bob", Name = "Bob", Password = "bob-password", Endpoint = "1002" },
            new() { Id = "carol", Name = "Carol", Password = "carol-password", Endpoint = "1003" },
        ],
        NotReadyReason = new() { Requirement = ReasonRequirement.Optional, FreeText = true, Reasons = [new("lunch", "Lunch"), new("class", "Training")] },
        PingInterval = TimeSpan.FromMilliseconds(300),
        PingTimeout = TimeSpan.FromSeconds(2),
        ReconnectDelay = TimeSpan.FromMilliseconds(50),
        MaxReconnectDelay = TimeSpan.FromMilliseconds(500),
    };

    public async ValueTask InitializeAsync() => await StartAsync();

    public async ValueTask DisposeAsync()
    {
        await ThawAsync();
        await KillAsync();
        Directory.Delete(_folder, recursive: true);
    }

    public Task StartAsync() => RunAsync("start");

    public Task StopAsync() => RunAsync("stop");

    public Task KillAsync() => RunAsync("kill");

    /// <summary>Nothing moves any more, and nothing is closed: what a hung machine looks like.</summary>
    public Task FreezeAsync() => SignalAsync("-STOP");

    public Task ThawAsync() => SignalAsync("-CONT");

    /// <summary>A command on the switch's own console: an administrator at work, or the truth to compare with.</summary>
    public Task<string> ConsoleAsync(string command) => RunAsync("cli", command);

    public async Task<string[]> QueueLogAsync() => await File.ReadAllLinesAsync(Path.Combine(_folder, "log", "queue_log"), Patience.Token);

    /// <summary>So many customers who call at once; ends when the last one is gone.</summary>
    public Task CustomersAsync(string service, string number, int howMany) => Scripts.RunAsync(
        "customers",
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["REGISTRAR"] = SipAddress,
            ["SIP_PORT"] = Scripts.Text(Scripts.FreePort()),
            ["RTP_START"] = Scripts.NextRtpStart(),
        },
        service,
        number,
        Scripts.Text(howMany));

    /// <summary>The member's line in <c>queue show</c>; null when it is none.</summary>
    public async Task<string?> MemberAsync(string queue, string device) =>
        (await ConsoleAsync($"queue show {queue}")).Split('\n').FirstOrDefault(line => line.Contains($"(PJSIP/{device})", StringComparison.Ordinal))?.Trim();

    /// <summary>No members and no calls, as after an installation.</summary>
    public async Task ResetAsync()
    {
        await ConsoleAsync("channel request hangup all");
        foreach (var queue in new[] { "sales", "support" })
        {
            foreach (var device in new[] { "1001", "1002", "1003" }) await ConsoleAsync($"queue remove member PJSIP/{device} from {queue}");
        }

        await Patience.UntilAsync(
            async () => (await ConsoleAsync("core show channels count")).Contains("0 active channels", StringComparison.Ordinal), "no calls");
    }

    /// <summary>A platform that is linked to this switch.</summary>
    public async Task<AsteriskPlatform> PlatformAsync(Func<AsteriskOptions, AsteriskOptions>? with = null)
    {
        var platform = UnlinkedPlatform(with);
        await platform.StartAsync(Patience.Token);
        return platform;
    }

    /// <summary>A platform that has not been started.</summary>
    public AsteriskPlatform UnlinkedPlatform(Func<AsteriskOptions, AsteriskOptions>? with = null) =>
        new(with?.Invoke(Options) ?? Options, TimeProvider.System, NullLogger<AsteriskPlatform>.Instance);

    private Task<string> RunAsync(string command, params string[] arguments) => Scripts.RunAsync("asterisk", _settings, [command, _folder, .. arguments]);

    private async Task SignalAsync(string signal)
    {
        var file = Path.Combine(_folder, "pid");
        if (!File.Exists(file)) return;
        using var kill = Process.Start("kill", [signal, (await File.ReadAllTextAsync(file, Patience.Token)).Trim()]);
        await kill.WaitForExitAsync(Patience.Token);
    }
}
