using System.Diagnostics;
using His.Bench.Peers;
using His.Bench.Report;
using His.Platform.Simulator;
using His.Sessions;
using His.Sessions.Threading;
using Microsoft.Extensions.Logging.Abstractions;

namespace His.Bench.Cases;

/// <summary>
/// P4: what a login, a state change and a logout cost with few and with many sessions there. Within this process, without sockets: a
/// socket costs the same however many there are, and there are not enough of them.
/// </summary>
internal static class Growth
{
    private const double Aim = 1.1;
    private const double AllocationAim = 16;
    private const int Sample = 100;
    private static readonly string[] Names = ["login", "state change", "logout"];

    public static async Task RunAsync(Bench bench)
    {
        int[] sizes = bench.IsQuick ? [100, 10_000] : [100, 10_000, 50_000];
        var houses = new List<(int Size, HisCore Core)>();
        foreach (var size in sizes)
        {
            var theSwitch = new SimulatedSwitch(
                new SimulatorOptions { Password = HisPeer.Password, Agents = size + Sample },
                TimeProvider.System
            );
            await theSwitch.StartAsync(CancellationToken.None);
            var core = new HisCore(
                new HisOptions(),
                PlatformRegistration.Only(theSwitch),
                TimeProvider.System,
                new Ids(),
                new ThreadPoolWorkScheduler(),
                NullLoggerFactory.Instance
            );
            await new Inside(core).LogInAsync(Sample, size);
            houses.Add((size, core));
        }

        var allocated = new List<double>();
        var costs = houses.ToDictionary(it => it.Size, _ => Names.Select(_ => new List<double>()).ToArray());
        const int WarmUps = 20;
        await Bench.TakeTurnsAsync(
            (bench.IsQuick ? 20 : 60) + WarmUps,
            [
                .. houses.Select(it =>
                    (Func<Task>)(
                        async () =>
                        {
                            var (round, kibibytes) = await RoundAsync(it.Core);
                            allocated.Add(kibibytes);
                            for (var i = 0; i < Names.Length; i++)
                            {
                                costs[it.Size][i].Add(round[i]);
                            }
                        }
                    )
                ),
            ]
        );
        bench.Add(new Figure("P4", "a logout allocates", "KiB", allocated[^(allocated.Count / 2)..]) { AtMost = AllocationAim });
        for (var i = 0; i < Names.Length; i++)
        {
            bench.Add(new Figure("P4", $"a {Names[i]} with {sizes[0]} sessions", "us", costs[sizes[0]][i][WarmUps..]));
            foreach (var size in sizes[1..])
            {
                var ratios = costs[size][i].Zip(costs[sizes[0]][i], (many, few) => many / few).Skip(WarmUps);
                bench.Add(
                    new Figure("P4", FormattableString.Invariant($"a {Names[i]}: with {size} sessions to {sizes[0]}"), "", [.. ratios])
                    {
                        AtMost = Aim,
                    }
                );
            }
        }
    }

    /// <summary>Some agents come, change and go, one after the other; the microseconds of each, and what a logout allocates.</summary>
    private static async Task<(double[] Times, double Kibibytes)> RoundAsync(HisCore core)
    {
        var lines = Enumerable.Range(0, Sample).Select(number => new InsideLine(core, number)).ToArray();
        double[] before =
        [
            await TimeAsync(lines, line => line.LogInAsync()),
            await TimeAsync(
                lines,
                async line =>
                {
                    await line.ChangeAsync();
                    await line.ChangeAsync();
                }
            ) / 2,
        ];
        var bytes = GC.GetTotalAllocatedBytes(precise: true);
        var logout = await TimeAsync(lines, line => line.LogOutAsync());
        return ([.. before, logout], (GC.GetTotalAllocatedBytes(precise: true) - bytes) / 1024.0 / lines.Length);
    }

    private static async Task<double> TimeAsync(InsideLine[] lines, Func<InsideLine, Task> act)
    {
        var times = new double[lines.Length];
        for (var i = 0; i < lines.Length; i++)
        {
            var start = Stopwatch.GetTimestamp();
            await act(lines[i]);
            times[i] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        }

        return Load.Statistics.Median(times);
    }
}
