using System.Diagnostics;
using System.Globalization;
using System.Text;
using His.Platform;
using His.Platform.Asterisk;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace His.Testing.Asterisk;

/// <summary>A real Asterisk of its own for each class of tests, with queues <c>sales</c> (dial 600), <c>support</c> (601) and <c>strict</c> (602).</summary>
public class AsteriskSwitch : IAsyncLifetime
{
    private readonly string _folder = Scripts.NewFolder();
    private readonly Dictionary<string, string> _settings = new(StringComparer.Ordinal)
    {
        ["AMI_PORT"] = Scripts.Text(Scripts.FreePort()),
        ["SIP_PORT"] = Scripts.Text(Scripts.FreePort()),
        ["RTP_START"] = Scripts.NextRtpStart(),
    };

    public AsteriskSwitch() { }

    /// <summary>One with settings of its own, as <c>tests/asterisk/asterisk</c> names them.</summary>
    protected AsteriskSwitch(params (string Name, string Value)[] settings)
    {
        foreach (var (name, value) in settings)
        {
            _settings[name] = value;
        }
    }

    /// <summary>Where it lives: its configuration is in <c>etc</c>.</summary>
    public string Folder => _folder;

    public int AmiPort => int.Parse(_settings["AMI_PORT"], CultureInfo.InvariantCulture);

    /// <summary>Where telephones register and customers call.</summary>
    public string SipAddress => $"127.0.0.1:{_settings["SIP_PORT"]}";

    /// <summary>
    /// Settings with both queues. The link outlives a silence of the switch for as long as a test waits at all: a busy machine is silent
    /// now and then. Where the silence is the subject there is <see cref="NoticesSoon"/>.
    /// </summary>
    public AsteriskOptions Options =>
        new()
        {
            Port = AmiPort,
            Username = "his",
            Secret = "his-test-secret",
            Queues = ["sales", "support"],
            NotReadyReason = new()
            {
                Requirement = ReasonRequirement.Optional,
                FreeText = true,
                Reasons = [new("lunch", "Lunch"), new("class", "Training")],
            },
            PingInterval = TimeSpan.FromMilliseconds(300),
            PingTimeout = TimeSpan.FromSeconds(10),
            ReconnectDelay = TimeSpan.FromMilliseconds(50),
            MaxReconnectDelay = TimeSpan.FromMilliseconds(500),
        };

    /// <summary>The same, but a frozen switch is noticed in two seconds, while somebody waits.</summary>
    internal static AsteriskOptions NoticesSoon(AsteriskOptions options) => options with { PingTimeout = TimeSpan.FromMilliseconds(700) };

    /// <summary>The same for one agent, as settings of the server, each as <c>Name=value</c> below <c>His:</c>.</summary>
    public string[] Settings(string agentId, string password, string endpoint) =>
        [
            "Platform=Asterisk",
            $"Asterisk:Port={AmiPort}",
            "Asterisk:Username=his",
            "Asterisk:Secret=his-test-secret",
            "Asterisk:Queues:0=sales",
            "Asterisk:Queues:1=support",
            $"DataDirectory={_folder}/his",
            $"Agents:0:Id={agentId}",
            $"Agents:0:Name={agentId}",
            $"Agents:0:PasswordHash={Staff.Hash(password)}",
            $"Agents:0:Endpoint={endpoint}",
        ];

    /// <summary>Customers and telephones at this switch.</summary>
    public SwitchCallers Callers => new(this);

    private string PidFile => Path.Combine(_folder, "pid");

    public async ValueTask InitializeAsync() => await StartAsync();

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await ThawAsync();
        await KillAsync();
        Directory.Delete(_folder, recursive: true);
    }

    public Task StartAsync() => RunAsync("start");

    public Task StopAsync() => RunAsync("stop");

    public Task KillAsync() => RunAsync("kill");

    /// <summary>Starts it if it does not run.</summary>
    public async Task StartAgainAsync()
    {
        if (!File.Exists(PidFile))
        {
            await StartAsync();
        }
    }

    /// <summary>Nothing moves any more, and nothing is closed: what a hung machine looks like.</summary>
    public async Task FreezeAsync()
    {
        await SignalAsync("-STOP");
        var threads = $"/proc/{(await File.ReadAllTextAsync(PidFile, TestTimeout.Token)).Trim()}/task";
        await TestTimeout.UntilAsync(
            () =>
                Task.FromResult(
                    Directory
                        .GetDirectories(threads)
                        .All(thread => File.ReadAllText(Path.Combine(thread, "stat")).Split(") ")[^1].StartsWith('T'))
                ),
            "frozen, every thread of it"
        );
    }

    public Task ThawAsync() => SignalAsync("-CONT");

    /// <summary>A command on the switch's own console: an administrator at work, or the truth to compare with.</summary>
    public Task<string> ConsoleAsync(string command) => RunAsync("cli", command);

    public async Task<string[]> QueueLogAsync() =>
        await File.ReadAllLinesAsync(Path.Combine(_folder, "log", "queue_log"), TestTimeout.Token);

    /// <summary>The member's line in <c>queue show</c>; null when it is none.</summary>
    public async Task<string?> MemberAsync(string queue, string device) =>
        (await ConsoleAsync($"queue show {queue}"))
            .Split('\n')
            .FirstOrDefault(line => line.Contains($"(PJSIP/{device})", StringComparison.Ordinal))
            ?.Trim();

    /// <summary>The legs there are: device, context, extension, state and bridge.</summary>
    public async Task<(string Device, string Context, string Extension, string State, string Bridge)[]> LegsAsync()
    {
        var lines = (await ConsoleAsync("core show channels concise")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return
        [
            .. lines
                .Select(line => line.Split('!'))
                .Where(leg => leg.Length > 12)
                .Select(leg => (leg[0][..leg[0].LastIndexOf('-')], leg[1], leg[2], leg[4], leg[12])),
        ];
    }

    /// <summary>Waits until exactly these legs are bridged with each other.</summary>
    public Task TalkTogetherAsync(params string[] devices) =>
        TestTimeout.UntilAsync(
            async () =>
                (await LegsAsync())
                    .Where(leg => leg.Bridge.Length > 0)
                    .GroupBy(leg => leg.Bridge, StringComparer.Ordinal)
                    .Any(bridge =>
                        bridge
                            .Select(leg => leg.Device)
                            .Order(StringComparer.Ordinal)
                            .SequenceEqual(devices.Order(StringComparer.Ordinal), StringComparer.Ordinal)
                    ),
            $"{string.Join(", ", devices)} talk"
        );

    /// <summary>Waits until a device has a leg at an extension of the control context, alone.</summary>
    public Task WaitsAsync(string device, string extension) =>
        TestTimeout.UntilAsync(
            async () =>
                (await LegsAsync()) is var legs
                && legs.Any(leg =>
                    leg.Device == device
                    && leg.Context == "his-calls"
                    && leg.Extension == extension
                    && legs.Count(other => other.Bridge == leg.Bridge) == 1
                ),
            $"{device} at {extension}"
        );

    public Task NoCallsAsync() => TestTimeout.UntilAsync(async () => (await LegsAsync()).Length == 0, "no calls");

    /// <summary>The legs at a telephone, as <c>core show channels</c> has them; a customer's leg is none of them.</summary>
    public async Task<string[]> LegsAsync(string device) =>
        [
            .. (await ConsoleAsync("core show channels concise"))
                .Split('\n')
                .Select(line => line.Split('!')[0])
                .Where(leg => leg.StartsWith($"PJSIP/{device}-", StringComparison.Ordinal)),
        ];

    /// <summary>
    /// Returns when what has happened so far outlives a crash. The switch writes down in its own time, but in order: what is written
    /// now comes after it. While there is a rollback journal, the transaction that wrote the mark is not committed: a crash would undo it.
    /// </summary>
    public async Task WritesDownAsync()
    {
        var mark = Guid.NewGuid().ToString("N");
        await ConsoleAsync($"database put his mark {mark}");
        var file = Path.Combine(_folder, "lib", "astdb.sqlite3");
        await TestTimeout.UntilAsync(
            async () =>
                (await File.ReadAllBytesAsync(file, TestTimeout.Token)).AsSpan().IndexOf(Encoding.ASCII.GetBytes(mark)) >= 0
                && !File.Exists($"{file}-journal"),
            "written down"
        );
    }

    /// <summary>No members and no calls, as after an installation.</summary>
    public async Task ResetAsync()
    {
        await ConsoleAsync("channel request hangup all");
        foreach (var queue in new[] { "sales", "support", "strict" })
        {
            foreach (var device in new[] { "1001", "1002", "1003" })
            {
                await ConsoleAsync($"queue remove member PJSIP/{device} from {queue}");
            }
        }

        await NoCallsAsync();
    }

    /// <summary>A platform that is linked to this switch.</summary>
    internal async Task<AsteriskPlatform> PlatformAsync(
        Func<AsteriskOptions, AsteriskOptions>? with = null,
        Staff? staff = null,
        ILogger<AsteriskPlatform>? logger = null
    )
    {
        var platform = UnlinkedPlatform(with, staff, logger);
        await platform.StartAsync(TestTimeout.Token);
        return platform;
    }

    /// <summary>A platform that has not been started.</summary>
    internal AsteriskPlatform UnlinkedPlatform(
        Func<AsteriskOptions, AsteriskOptions>? with = null,
        Staff? staff = null,
        ILogger<AsteriskPlatform>? logger = null
    ) => new(with?.Invoke(Options) ?? Options, staff ?? new Staff(), TimeProvider.System, logger ?? NullLogger<AsteriskPlatform>.Instance);

    private Task<string> RunAsync(string command, params string[] arguments) =>
        Scripts.RunAsync("asterisk", _settings, [command, _folder, .. arguments]);

    private async Task SignalAsync(string signal)
    {
        if (!File.Exists(PidFile))
        {
            return;
        }

        using var kill = Process.Start("kill", [signal, (await File.ReadAllTextAsync(PidFile, TestTimeout.Token)).Trim()]);
        await kill.WaitForExitAsync(TestTimeout.Token);
    }
}
