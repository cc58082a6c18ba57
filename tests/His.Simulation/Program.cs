using System.Diagnostics;
using System.Globalization;
using His.Platform.Simulator;

namespace His.Simulation;

/// <summary>
/// <c>many FROM COUNT</c> runs so many seeds, <c>kept</c> those that failed once; <c>seed N</c> runs one, makes it smaller if it
/// fails, and tells all of it; <c>whole N</c> tells all of it as it is; <c>survey FROM COUNT</c> says which rules so many seeds break;
/// <c>operations FROM COUNT</c> says in how many of so many seeds each operation of the switch is carried out, well and with each fault;
/// <c>mutants ROOT MINUTES</c> runs the mutants, each so long at most.
/// </summary>
internal static class Program
{
    public static int Main(string[] args)
    {
        var threads = Environment.ProcessorCount;
        switch (args)
        {
            case ["many", var from, var count, .. var more]:
                return Many(Range(Number(from), Number(count)), more.Length > 0 ? (int)Number(more[0]) : threads);
            case ["kept"]:
                return Many(Runs.Kept, threads);
            case ["hunt", var from, var count]:
                return Hunt(Number(from), Number(count), threads);
            case ["mutants", var root, var minutes, .. var only]:
                return Mutants.Run(root, TimeSpan.FromMinutes(Number(minutes)), only);
            case ["survey", var from, var count]:
                return Survey(Number(from), Number(count), threads);
            case ["operations", var from, var count]:
                return Operations(Number(from), Number(count), threads);
            case ["seed", var seed]:
                var report = Report(PlanGenerator.Draw(Number(seed)));
                Console.Write(report);
                return report.Contains("nothing is broken", StringComparison.Ordinal) ? 0 : 1;
            case ["whole", var seed]:
                var whole = Run.Of(PlanGenerator.Draw(Number(seed)), isWritten: true);
                Console.WriteLine($"{whole.Plan}\n{whole.Trace}{whole.Broken?.Message ?? "nothing is broken"}\n{whole.Hash:x16}");
                return whole.Broken is null ? 0 : 1;
            default:
                Console.Error.WriteLine(
                    "many FROM COUNT [THREADS] | kept | seed N | whole N | survey FROM COUNT | operations FROM COUNT | mutants ROOT MINUTES [NAME...]"
                );
                return 2;
        }
    }

    /// <summary>All that can be said of a seed: what is broken, the smallest plan that breaks it, and its trace.</summary>
    public static string Report(Plan plan)
    {
        var seed = plan.Seed;
        if (Runs.Many([seed], 1).Failed is { IsStuck: true })
        {
            return ReportStuck(plan);
        }

        var run = Run.Of(plan);
        if (run.Broken is null)
        {
            return $"seed {seed}: nothing is broken ({run.Steps} steps, trace {run.Hash:x16})\n";
        }

        var smallest = Shrinking.Smallest(run);
        var written = Run.Of(smallest.Plan, isWritten: true);
        return $"""
            seed {seed} breaks {run.Broken.Message}
            the smallest plan found ({smallest.Plan.Actions.Count} of {run.Plan.Actions.Count} actions):
            {smallest.Plan}
            its trace ({written.Hash:x16}):
            {written.Trace}{written.Broken?.Message}
            again: eng/simulate seed {seed}

            """;
    }

    private static string ReportStuck(Plan plan)
    {
        var told = new System.Collections.Concurrent.ConcurrentQueue<string>();
        var again = new Thread(() => Run.Of(plan, isWritten: true, told.Enqueue)) { IsBackground = true };
        again.Start();
        again.Join(TimeSpan.FromSeconds(5));
        return $"seed {plan.Seed} breaks {RuleIds.Rest}: one piece of work never ends; what came before it:\n{plan}\n{string.Join('\n', told)}\nagain: eng/simulate seed {plan.Seed}\n";
    }

    private static int Many(IEnumerable<ulong> seeds, int threads)
    {
        var began = Stopwatch.StartNew();
        var (ran, steps, failed, _) = Runs.Many(Told(seeds, began), threads);
        var seconds = began.Elapsed.TotalSeconds;
        if (failed is not null)
        {
            Console.Write(Report(failed.Plan));
        }

        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{ran} seeds, {steps} steps, {seconds:0.0} s, {ran / seconds:0} seeds a second on {threads} threads{(failed is null ? "" : $"; seed {failed.Plan.Seed} breaks {failed.Broken!.Rule}")}"
            )
        );
        return failed is null ? 0 : 1;
    }

    /// <summary>Says now and then how far it is.</summary>
    private static IEnumerable<ulong> Told(IEnumerable<ulong> seeds, Stopwatch began)
    {
        const int Often = 100_000;
        var taken = 0L;
        foreach (var seed in seeds)
        {
            yield return seed;
            if (++taken % Often == 0)
            {
                Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{taken} seeds, {began.Elapsed.TotalSeconds:0} s"));
            }
        }
    }

    /// <summary>The first seed found that fails, how many ran, and the rule, for a program to read.</summary>
    private static int Hunt(ulong from, ulong count, int threads)
    {
        var (ran, _, failed, _) = Runs.Many(Range(from, count), threads);
        Console.WriteLine(
            failed is null ? $"survives {ran}" : $"found {ran} {failed.Plan.Seed} {failed.Broken!.Message.ReplaceLineEndings(" ")}"
        );
        return 0;
    }

    /// <summary>Which rules are broken by so many seeds, how often, and by which seed first.</summary>
    private static int Survey(ulong from, ulong count, int threads)
    {
        var broken = Range(from, count)
            .AsParallel()
            .WithDegreeOfParallelism(threads)
            .Select(seed => Run.Of(PlanGenerator.Draw(seed)))
            .Where(run => run.Broken is not null);
        foreach (
            var kind in broken
                .GroupBy(run => string.Concat(run.Broken!.Message.Where(letter => !char.IsAsciiDigit(letter)).Take(100)))
                .OrderByDescending(kind => kind.Count())
        )
        {
            var example = kind.MinBy(run => (run.Plan.Actions.Count, run.Plan.Seed))!;
            Console.WriteLine($"{kind.Count(), 6}  seed {example.Plan.Seed, -8} {example.Broken!.Message}");
        }

        return 0;
    }

    /// <summary>In how many of so many seeds each operation of the switch is carried out, well and with each fault.</summary>
    private static int Operations(ulong from, ulong count, int threads)
    {
        var seen = Range(from, count)
            .AsParallel()
            .WithDegreeOfParallelism(threads)
            .SelectMany(seed => Run.Of(PlanGenerator.Draw(seed)).Operations)
            .CountBy(it => it)
            .ToDictionary();
        foreach (var operation in Enum.GetValues<SwitchOperation>())
        {
            var faults = Enum.GetValues<FaultBehaviour>().Select(fault => $"{fault} {seen.GetValueOrDefault((operation, fault)), -5}");
            Console.WriteLine($"{operation, -20} well {seen.GetValueOrDefault((operation, null)), -7} {string.Join(' ', faults)}");
        }

        return 0;
    }

    public static IEnumerable<ulong> Range(ulong from, ulong count)
    {
        for (var seed = from; seed < from + count; seed++)
        {
            yield return seed;
        }
    }

    private static ulong Number(string text) => ulong.Parse(text, CultureInfo.InvariantCulture);
}
