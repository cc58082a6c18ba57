using System.Diagnostics;
using His.Bench.Report;

namespace His.Bench.Cases;

/// <summary>The cases by name.</summary>
internal static class AllCases
{
    private static readonly (string Name, Func<Bench, Task> Run)[] Cases =
    [
        ("P1", OneLogout.RunAsync),
        ("P2", bench => Storm.RunAsync(bench, withPeers: false)),
        ("P3", Memory.RunAsync),
        ("P4", Growth.RunAsync),
        ("P6", bench => Storm.RunAsync(bench, withPeers: true)),
        ("P7", ManyAgents.RunAsync),
        ("P8", Startup.RunAsync),
        ("P9", ResumeStorm.RunAsync),
        ("A1", UnderAttack.RunAsync),
        ("P10", OneLogout.RunWithJournalAsync),
        ("P11", LogoutsWithJournal.RunAsync),
        ("L1", BeginningOfAShift.RunAsync),
    ];

    public static async Task<int> RunAsync(string[] args)
    {
        var isQuick = args.Contains("quick");
        string[] names = [.. args.Where(arg => arg is not "quick")];
        if (names.FirstOrDefault(name => !Cases.Any(it => it.Name == name)) is { } unknown)
        {
            await Console.Error.WriteLineAsync(
                $"bench: there is no {unknown}; there are {string.Join(", ", Cases.Select(it => it.Name))}. See ./bench --help"
            );
            return 2;
        }

        var results = new Results();
        var bench = new Bench(results, isQuick);
        Results.WriteHead();
        await bench.ListenToALogoutAsync();
        foreach (var (name, run) in Cases)
        {
            if (names.Contains(name) || (names.Length == 0 && name != "P2"))
            {
                var begin = Stopwatch.GetTimestamp();
                await run(bench);
                Console.WriteLine(FormattableString.Invariant($"{name, -4} took {Stopwatch.GetElapsedTime(begin).TotalSeconds:0} s"));
            }
        }

        results.Write(Environment.GetEnvironmentVariable("HIS_BENCH_OUTPUT") ?? "artifacts/bench");
        return 0;
    }
}
