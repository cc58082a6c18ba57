using System.Diagnostics;
using System.Globalization;
using His.Platform.Simulator;

namespace His.Simulation;

/// <summary>What came of one run.</summary>
internal sealed record Run(Plan Plan, BrokenRuleException? Broken, ulong Hash, int Steps, string Trace)
{
    /// <summary>Whether it never came to its end: it cannot be run again, and so not be made smaller.</summary>
    public bool IsStuck { get; init; }

    /// <summary>Which operations of the switch were carried out, well or with a fault.</summary>
    public IReadOnlyCollection<(SwitchOperation Operation, FaultBehaviour? Fault)> Operations { get; init; } = [];

    public static Run Of(Plan plan, bool isWritten = false, Action<string>? tell = null)
    {
        var world = new World(plan, isWritten, tell);
        BrokenRuleException? broken = null;
        try
        {
            world.Run();
        }
        catch (Exception any)
        {
            broken = world.Defects.FirstBroken ?? any as BrokenRuleException ?? new BrokenRuleException(RuleIds.Defect, any.ToString());
        }

        broken = world.Defects.FirstBroken ?? broken;
        return new Run(plan, broken, world.Trace.Hash, world.Scheduler.Steps, world.Trace.Text) { Operations = world.Traffic.Operations };
    }
}

/// <summary>Many seeds, each on one thread, several at a time.</summary>
internal static class Runs
{
    private const string Never = "one piece of work never ends";

    // A run takes milliseconds. This one has taken a wrong turn, within one step: too many steps are found by counting them. On a
    // machine that is busy otherwise a run may be kept waiting for long, so that what it has computed counts too.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestWithoutWork = TimeSpan.FromMinutes(5);

    /// <summary>The seeds that have failed once; they run first.</summary>
    public static IReadOnlyList<ulong> Kept
    {
        get
        {
            using var file = new StreamReader(typeof(Runs).Assembly.GetManifestResourceStream("seeds.txt")!);
            return
            [
                .. file.ReadToEnd()
                    .Split('\n')
                    .Select(line => line.Split('#')[0].Trim())
                    .Where(line => line.Length > 0)
                    .Select(line => ulong.Parse(line, CultureInfo.InvariantCulture)),
            ];
        }
    }

    /// <summary>Runs seeds until all are done or one fails.</summary>
    /// <returns>How many ran, the lowest that failed, and what the switch carried out in any of them, well or with a fault.</returns>
    public static (long Count, long Steps, Run? Failed, IReadOnlySet<(SwitchOperation Operation, FaultBehaviour? Fault)> Operations) Many(
        IEnumerable<ulong> seeds,
        int threads
    )
    {
        using var next = seeds.GetEnumerator();
        var crew = Enumerable.Range(0, threads).Select(_ => new Worker(next)).ToList();
        crew.ForEach(each => each.Begin());
        while (crew.Exists(each => !each.IsDone))
        {
            Thread.Sleep(20);
            if (crew.Find(each => each.IsStuck) is { Seed: var seed })
            {
                return (
                    crew.Sum(each => each.Count),
                    crew.Sum(each => each.Steps),
                    Stuck(seed),
                    new HashSet<(SwitchOperation, FaultBehaviour?)>()
                );
            }

            if (crew.Exists(each => each.Failed is not null))
            {
                crew.ForEach(each => each.Stop());
            }
        }

        return (
            crew.Sum(each => each.Count),
            crew.Sum(each => each.Steps),
            crew.Select(each => each.Failed).OfType<Run>().MinBy(run => run.Plan.Seed),
            crew.SelectMany(each => each.Operations).ToHashSet()
        );
    }

    /// <summary>A run in which one piece of work never ends. What happened before it is all that can be told.</summary>
    private static Run Stuck(ulong seed) =>
        new(PlanGenerator.Draw(seed), new BrokenRuleException(RuleIds.Rest, Never), 0, 0, "") { IsStuck = true };

    /// <summary>Runs one seed after another, on a thread of its own.</summary>
    private sealed class Worker(IEnumerator<ulong> seeds)
    {
        private long _since = Stopwatch.GetTimestamp();
        private long _workedBefore = Worked;
        private volatile bool _isStopped;

        public long Count { get; private set; }

        public long Steps { get; private set; }

        public ulong Seed { get; private set; }

        public Run? Failed { get; private set; }

        public HashSet<(SwitchOperation Operation, FaultBehaviour? Fault)> Operations { get; } = [];

        public volatile bool IsDone;

        public bool IsStuck =>
            !IsDone
            && Stopwatch.GetElapsedTime(Volatile.Read(ref _since)) is var lasted
            && lasted > Longest
            && (lasted > LongestWithoutWork || TimeSpan.FromTicks(Worked - Volatile.Read(ref _workedBefore)) > Longest);

        private static long Worked => Environment.CpuUsage.TotalTime.Ticks;

        public void Begin() => new Thread(Work) { IsBackground = true }.Start();

        public void Stop() => _isStopped = true;

        private void Work()
        {
            while (!_isStopped && Failed is null && Take())
            {
                Volatile.Write(ref _workedBefore, Worked);
                Volatile.Write(ref _since, Stopwatch.GetTimestamp());
                var run = Run.Of(PlanGenerator.Draw(Seed));
                Count++;
                Steps += run.Steps;
                Operations.UnionWith(run.Operations);
                Failed = run.Broken is null ? null : run;
            }

            IsDone = true;
        }

        private bool Take()
        {
            lock (seeds)
            {
                var isThere = seeds.MoveNext();
                Seed = isThere ? seeds.Current : 0;
                return isThere;
            }
        }
    }
}
