using System.Diagnostics;
using His.Platform;
using His.Platform.Asterisk;
using His.Sessions;
using His.Sessions.Threading;
using Microsoft.Extensions.Logging.Abstractions;

namespace His.Testing.Asterisk;

/// <summary>
/// Many agents of one HIS at one switch, each with a telephone of their own (from 20001 on, see <c>TELEPHONES</c>), on the bus in
/// process. So many of them are busy at once; the others wait for them.
/// </summary>
internal sealed class Crowd : IAsyncDisposable
{
    private const int MaxItemsPerRun = 32;

    private readonly AsteriskPlatform _platform;
    private readonly HisCore _core;
    private readonly List<Browser> _agents = [];

    private Crowd(AsteriskPlatform platform, int howMany)
    {
        var options = new HisOptions { ConfirmationTimeout = TimeSpan.FromSeconds(10), CommandTimeout = TimeSpan.FromSeconds(30) };
        (_platform, HowMany) = (platform, howMany);
        _core = new HisCore(
            options,
            PlatformRegistration.Only(platform),
            TimeProvider.System,
            new Ids(),
            new ThreadPoolWorkScheduler(),
            NullLoggerFactory.Instance
        );
    }

    public int HowMany { get; }

    public static async Task<Crowd> GatherAsync(AsteriskSwitch atSwitch, int howMany, int? port = null, string username = "his") =>
        new(
            await atSwitch.PlatformAsync(
                options => options with { Port = port ?? atSwitch.AmiPort, Username = username },
                Everybody(howMany)
            ),
            howMany
        );

    /// <summary>A login takes a look at the switch, and changes nothing there. With override each takes the place of who is logged in.</summary>
    public async Task<Figures> LogInAsync(bool @override = false)
    {
        _agents.Clear();
        for (var number = 0; number < HowMany; number++)
        {
            _agents.Add(new Browser(_core));
        }

        return await EachAsync(
            (agent, number) =>
                agent.DoAsync(
                    "session.request.login",
                    new
                    {
                        agentId = Id(number),
                        password = $"{Id(number)}-password",
                        @override,
                    }
                )
        );
    }

    public Task<Figures> ActivateAsync() => EachAsync((agent, _) => agent.DoAsync("channelgroup.request.activateall"));

    public Task<Figures> BecomeReadyAsync() => EachAsync((agent, _) => agent.DoAsync("channelgroup.request.ready"));

    public Task<Figures> NotReadyAsync() => EachAsync((agent, _) => agent.DoAsync("channelgroup.request.notready"));

    public Task<Figures> LogOutAsync() => EachAsync((agent, _) => agent.DoAsync("session.request.logout"));

    /// <summary>One of them.</summary>
    public Browser this[int number] => _agents[number];

    /// <summary>Waits until every page shows this.</summary>
    public Task AllAreAsync(string state) =>
        TestTimeout.UntilAsync(() => Task.FromResult(_agents.TrueForAll(agent => agent.Shown == state)), $"all are {state}");

    public async ValueTask DisposeAsync() => await _platform.DisposeAsync();

    private static Staff Everybody(int howMany)
    {
        var staff = new Staff();
        for (var number = 0; number < howMany; number++)
        {
            staff.Put(new DirectoryAgent(Id(number), $"Agent {number}") { Endpoint = Scripts.Text(20001 + number) });
        }

        return staff;
    }

    private static string Id(int number) => $"agent-{Scripts.Text(number)}";

    private async Task<Figures> EachAsync(Func<Browser, int, Task> does)
    {
        var times = new TimeSpan[HowMany];
        var began = Stopwatch.GetTimestamp();
        await Parallel.ForAsync(
            0,
            HowMany,
            new ParallelOptions { MaxDegreeOfParallelism = MaxItemsPerRun },
            async (number, _) =>
            {
                var start = Stopwatch.GetTimestamp();
                await does(_agents[number], number);
                times[number] = Stopwatch.GetElapsedTime(start);
            }
        );
        return new Figures(times) { Whole = Stopwatch.GetElapsedTime(began) };
    }
}

/// <summary>How long each took, and all together.</summary>
internal sealed record Figures(TimeSpan[] Times)
{
    public TimeSpan Whole { get; init; }

    public double PerSecond => Times.Length / Whole.TotalSeconds;

    /// <summary>So many of a hundred were not slower, in ms.</summary>
    public double Percentile(double percent) =>
        Times.Order().ElementAt(Math.Min(Times.Length - 1, (int)(Times.Length * percent / 100))).TotalMilliseconds;

    public override string ToString() =>
        FormattableString.Invariant(
            $"{Whole.TotalSeconds, 7:F2} s  {PerSecond, 6:F0}/s  p50 {Percentile(50), 7:F1} ms  p99 {Percentile(99), 7:F1} ms"
        );
}
