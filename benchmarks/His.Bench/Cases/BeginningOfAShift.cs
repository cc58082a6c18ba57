using System.Diagnostics;
using System.Globalization;
using His.Bench.Load;
using His.Bench.Peers;
using His.Bench.Report;
using His.Platform;
using His.Platform.Simulator;
using His.Server.Agents;
using His.Sessions;
using His.Sessions.Threading;
using Microsoft.Extensions.Logging.Abstractions;

namespace His.Bench.Cases;

/// <summary>
/// L1: a thousand agents log in at once with passwords of HIS's own directory, each hashed as in life, while others work: first all of
/// them for the first time, then all again within the shift.
/// </summary>
internal static class BeginningOfAShift
{
    private const int AtWork = 50;

    public static async Task RunAsync(Bench bench)
    {
        var agents = bench.IsQuick ? 250 : 1_000;
        var hash = PasswordHashes.Of(HisPeer.Password); // one for all: what is measured is checking, not making
        AgentRecord[] everybody = [.. Enumerable.Range(0, agents + AtWork).Select(number => new AgentRecord(Id(number), "Agent", hash))];
        var rounds = new List<Round>();
        for (var round = 0; round < (bench.IsQuick ? 2 : 3); round++)
        {
            var folder = Directory.CreateTempSubdirectory("his-bench-");
            try
            {
                rounds.Add(await PlayAsync(agents, everybody, folder.FullName));
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        }

        bench.Add(
            new Figure(
                "L1",
                FormattableString.Invariant($"{agents} agents log in at once, for the first time: all are in after"),
                "s",
                [.. rounds.Select(it => it.First)]
            )
        );
        bench.Add(new Figure("L1", "the same agents again within the shift", "s", [.. rounds.Select(it => it.Again)]));
        bench.Add(
            new Figure(
                "L1",
                FormattableString.Invariant($"a state change of {AtWork} agents at work, p99"),
                "ms",
                [.. rounds.Select(it => it.Calm)]
            )
        );
        bench.Add(new Figure("L1", "the same while the others log in, p99", "ms", [.. rounds.Select(it => it.Beside)]));
        bench.Add(new Figure("L1", "again to first", "", [.. rounds.Select(it => it.Again / it.First)]) { AtMost = 0.1 });
    }

    /// <summary>One round: seconds until all are in, first and again; and milliseconds of a state change of others, without and with them.</summary>
    private sealed record Round(double First, double Again, double Calm, double Beside);

    private static async Task<Round> PlayAsync(int agents, AgentRecord[] everybody, string folder)
    {
        using var directory = new AgentDirectory(
            new AgentsFile(folder),
            everybody,
            TimeProvider.System,
            NullLogger<AgentDirectory>.Instance
        );
        await using var atSwitch = new SimulatedSwitch(
            new SimulatorOptions { Agents = agents + AtWork, Password = HisPeer.Password },
            TimeProvider.System
        );
        var core = new HisCore(
            new HisOptions { MaxFailedLoginsPerAddress = 1_000_000 },
            PlatformRegistration.Only(new WithDirectory(atSwitch, directory)),
            TimeProvider.System,
            new Ids(),
            new ThreadPoolWorkScheduler(),
            NullLoggerFactory.Instance
        );
        await atSwitch.StartAsync(CancellationToken.None);
        var workers = Enumerable.Range(agents, AtWork).Select(number => new InsideLine(core, number)).ToList();
        await Task.WhenAll(workers.Select(it => it.ArriveAsync()));

        var calm = Statistics.Percentile(await ChangeUntilAsync(workers, Task.Delay(1000)), 99);
        var lines = Enumerable.Range(0, agents).Select(number => new InsideLine(core, number)).ToList();
        var begin = Stopwatch.GetTimestamp();
        var all = Task.WhenAll(lines.Select(it => it.LogInAsync()));
        var beside = Statistics.Percentile(await ChangeUntilAsync(workers, all), 99);
        await all; // one that is refused ends the bench
        var first = Stopwatch.GetElapsedTime(begin).TotalSeconds;

        await Task.WhenAll(lines.Select(it => it.LogOutAsync()));
        lines = [.. Enumerable.Range(0, agents).Select(number => new InsideLine(core, number))];
        begin = Stopwatch.GetTimestamp();
        await Task.WhenAll(lines.Select(it => it.LogInAsync()));
        return new Round(first, Stopwatch.GetElapsedTime(begin).TotalSeconds, calm, beside);
    }

    private static string Id(int number) => (100001 + number).ToString(CultureInfo.InvariantCulture); // as Dialect.HisLogin has it

    /// <summary>One after the other changes its state, until something is done; how long each change took, in ms.</summary>
    private static async Task<List<double>> ChangeUntilAsync(List<InsideLine> workers, Task done)
    {
        var times = new List<double>();
        for (var next = 0; !done.IsCompleted || times.Count < workers.Count; next = (next + 1) % workers.Count)
        {
            var begin = Stopwatch.GetTimestamp();
            await workers[next].ChangeAsync();
            times.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
            await Task.Delay(2);
        }

        return times;
    }

    /// <summary>The simulated switch for agents whom HIS's own directory recognizes, as at Asterisk.</summary>
    private sealed class WithDirectory(SimulatedSwitch inner, AgentDirectory directory) : IPlatform
    {
        public string Name => inner.Name;

        public bool IsAvailable => inner.IsAvailable;

        public Task StartAsync(CancellationToken cancellationToken) => inner.StartAsync(cancellationToken);

        public async Task<AgentIdentity?> AuthenticateAsync(AgentCredentials credentials, CancellationToken cancellationToken) =>
            await directory.AuthenticateAsync(credentials, cancellationToken) is { } agent ? new AgentIdentity(agent.Id, agent.Name) : null;

        public Task<LogInResult> LogInAsync(
            AgentIdentity agent,
            string? endpoint,
            IAgentEventSink events,
            CancellationToken cancellationToken
        ) => inner.LogInAsync(agent, endpoint, events, cancellationToken);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
