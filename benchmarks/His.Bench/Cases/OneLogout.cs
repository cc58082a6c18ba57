using His.Bench.Load;
using His.Bench.Peers;
using His.Bench.Report;

namespace His.Bench.Cases;

/// <summary>P1: one logout of an agent with three Ready channels, and P10: what the journal adds to it.</summary>
internal static class OneLogout
{
    private const double Aim = 1.25;
    private const double JournalAim = 1.3;
    private static readonly int[] MaxItemsPerRun = [1, 64];

    public static async Task RunAsync(Bench bench)
    {
        await using var his = await Bench.HisAsync();
        await using var bare = await Peer.BareAsync(bench.Script);
        await bench.WarmUpAsync(his, Dialect.His);
        await bench.WarmUpAsync(bare, Dialect.Bare);
        foreach (var atOnce in MaxItemsPerRun)
        {
            var (ofHis, ofBare) = await CompareAsync(bench, atOnce, (his, Dialect.His), (bare, Dialect.Bare));
            foreach (var percentile in (int[])[50, 99])
            {
                bench.Add(
                    new Figure(
                        "P1",
                        $"logout, {Words(atOnce)}: HIS, p{percentile}",
                        "ms",
                        [.. ofHis.Select(round => Statistics.Percentile(round, percentile))]
                    )
                );
                bench.Add(
                    new Figure(
                        "P1",
                        $"logout, {Words(atOnce)}: bare WebSocket, p{percentile}",
                        "ms",
                        [.. ofBare.Select(round => Statistics.Percentile(round, percentile))]
                    )
                );
            }

            bench.Add(new Figure("P1", $"logout, {Words(atOnce)}: HIS to bare, p50", "", Ratios(ofHis, ofBare, 50)) { AtMost = Aim });
            bench.Add(new Figure("P1", $"logout, {Words(atOnce)}: HIS to bare, p99", "", Ratios(ofHis, ofBare, 99)));
        }
    }

    public static async Task RunWithJournalAsync(Bench bench)
    {
        using var data = new Folder();
        await using var without = await Bench.HisAsync();
        await using var with = await HisPeer.StartAsync($"--His:DataDirectory={data.Path}");
        await bench.WarmUpAsync(with, Dialect.His);
        await bench.WarmUpAsync(without, Dialect.His);
        foreach (var atOnce in MaxItemsPerRun)
        {
            var (ofWith, ofWithout) = await CompareAsync(bench, atOnce, (with, Dialect.His), (without, Dialect.His));
            bench.Add(new Figure("P10", $"logout, {Words(atOnce)}: with the journal, p50", "ms", [.. ofWith.Select(Statistics.Median)]));
            bench.Add(
                new Figure("P10", $"logout, {Words(atOnce)}: with the journal to without, p50", "", Ratios(ofWith, ofWithout, 50))
                {
                    AtMost = JournalAim,
                }
            );
        }
    }

    private static string Words(int atOnce) => atOnce == 1 ? "one at a time" : FormattableString.Invariant($"{atOnce} at once");

    private static double[] Ratios(List<double[]> these, List<double[]> those, int percentile) =>
        [.. these.Zip(those, (a, b) => Statistics.Percentile(a, percentile) / Statistics.Percentile(b, percentile))];

    /// <summary>The times of each round, first after a round that does not count.</summary>
    private static async Task<(List<double[]> First, List<double[]> Second)> CompareAsync(
        Bench bench,
        int atOnce,
        (Peer Peer, Dialect Dialect) first,
        (Peer Peer, Dialect Dialect) second
    )
    {
        var (ofFirst, ofSecond) = (new List<double[]>(), new List<double[]>());
        var times = (bench.IsQuick ? 128 : 640) / atOnce;
        const int warmUps = 1;
        await Bench.TakeTurnsAsync(
            bench.Rounds + warmUps,
            async () => ofFirst.Add(await RoundAsync(first.Peer, first.Dialect, atOnce, times)),
            async () => ofSecond.Add(await RoundAsync(second.Peer, second.Dialect, atOnce, times))
        );
        return (ofFirst[warmUps..], ofSecond[warmUps..]);
    }

    private static async Task<double[]> RoundAsync(Peer peer, Dialect dialect, int atOnce, int times)
    {
        var each = new List<double>();
        for (var time = 0; time < times; time++)
        {
            using var crowd = await Crowd.GatherAsync(peer.Port, dialect, atOnce);
            each.AddRange((await crowd.LogOutAsync()).Each);
        }

        return [.. each];
    }
}
