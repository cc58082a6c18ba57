using System.Runtime.CompilerServices;
using His.Platform.Simulator;
using His.Simulation.Actions;
using His.Simulation.Rules;

namespace His.Simulation.Tests;

/// <summary>The seeded simulation (docs/simulation.md).</summary>
public class SimulationTests
{
    private const int Seeds = 100_000;

    [Fact]
    public void SeedsThatFailedOnce_BreakNoRule() => Pass(Runs.Kept);

    [Fact]
    public void ManySeeds_BreakNoRule_AndEveryOperationOfTheSwitchGoesWrongInEveryWay()
    {
        var seen = Pass(Program.Range(1, Seeds));
        var all =
            from operation in Enum.GetValues<SwitchOperation>()
            from fault in Enum.GetValues<FaultBehaviour>()
            select (operation, (FaultBehaviour?)fault);
        Assert.Equal("", string.Join(", ", all.Except(seen)));
    }

    [Fact]
    public void TheSameSeedTwice_IsTheSameToTheLetter()
    {
        foreach (var seed in Program.Range(1, 200))
        {
            var first = Run.Of(PlanGenerator.Draw(seed), isWritten: true);
            var second = Run.Of(PlanGenerator.Draw(seed), isWritten: true);
            Assert.Equal(first.Trace, second.Trace);
            Assert.Equal(first.Hash, second.Hash);
            Assert.Equal(first.Hash, Run.Of(PlanGenerator.Draw(seed)).Hash); // what is not written down is the same run
        }
    }

    [Fact]
    public void TwoSeeds_AreTwoRuns() =>
        Assert.Equal(200, Program.Range(1, 200).Select(seed => Run.Of(PlanGenerator.Draw(seed)).Hash).Distinct().Count());

    [Fact]
    public void AFailingSeed_IsMadeSmaller_AndIsReportedTwiceTheSame()
    {
        var plan = PlanGenerator.Draw(
            Program.Range(1, 1000).First(seed => PlanGenerator.Draw(seed).Actions.Any(action => action is KillHis))
        ) with
        {
            Forbidden = typeof(KillHis),
        };
        var report = Program.Report(plan);
        Assert.Equal(report, Program.Report(plan));
        Assert.Contains($"seed {plan.Seed} breaks Forbidden: KillHis is forbidden", report, StringComparison.Ordinal);
        Assert.Contains($"(1 of {plan.Actions.Count} actions)", report, StringComparison.Ordinal);
        Assert.EndsWith($"again: eng/simulate seed {plan.Seed}\n", report, StringComparison.Ordinal);
    }

    [Fact]
    public void EveryRule_IsInTheTable()
    {
        var rows = File.ReadLines(Path.Combine(Root(), "docs", "simulation.md"))
            .SkipWhile(line => line != "## Rules")
            .TakeWhile(line => line != "## What is outside")
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal))
            .Skip(1)
            .Select(line => line.Split('|')[1].Trim());
        var rules = RuleSet.All().Select(rule => rule.Id).ToList();
        Assert.Equal(rules.Order(StringComparer.Ordinal), rows.Order(StringComparer.Ordinal));
        Assert.Equal(
            typeof(RuleIds).GetFields().Select(it => (string)it.GetValue(null)!).Order(StringComparer.Ordinal),
            rules.Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void EveryMutant_StillFitsTheCore()
    {
        var root = Root();
        var mutants = Mutants.Read(Path.Combine(root, "tests", "His.Simulation", "mutants.txt"));
        Assert.True(mutants.Count >= 25);
        Assert.All(
            mutants,
            mutant =>
            {
                Assert.NotEmpty(mutant.Changes);
                foreach (var file in mutant.Changes.GroupBy(change => change.File, StringComparer.Ordinal))
                {
                    var source = File.ReadAllText(Path.Combine(root, "src", "His", file.Key));
                    Assert.NotEqual(source, file.Aggregate(source, (text, change) => Mutants.Mutated(text, change, mutant.Name)));
                }
            }
        );
    }

    /// <summary>A hunt that was ended, that crashed, or that says something unknown proves nothing.</summary>
    [Theory]
    [InlineData(0, "found 17 4711 I1: something is ongoing", HuntOutcome.Found)]
    [InlineData(0, "survives 100000", HuntOutcome.Survived)]
    [InlineData(null, "", HuntOutcome.TimedOut)]
    [InlineData(134, "Stack overflow.", HuntOutcome.BrokeOff)]
    [InlineData(1, "found 17 4711 I1: something is ongoing", HuntOutcome.BrokeOff)]
    [InlineData(0, "", HuntOutcome.BrokeOff)]
    public void OnlyASeedThatBreaksARule_FindsAMutant(int? exitCode, string said, object outcome) =>
        Assert.Equal(outcome, HuntResult.Of(exitCode, said).Outcome);

    private static IReadOnlySet<(SwitchOperation Operation, FaultBehaviour? Fault)> Pass(IEnumerable<ulong> seeds)
    {
        var (count, _, failed, operations) = Runs.Many(seeds, Environment.ProcessorCount);
        Assert.True(failed is null, failed is null ? "" : Program.Report(failed.Plan));
        Assert.True(count > 0);
        return operations;
    }

    private static string Root([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", ".."));
}
