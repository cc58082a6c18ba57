using His.Bench.Load;
using His.Bench.Peers;
using His.Bench.Report;

namespace His.Bench.Cases;

/// <summary>P3: what an agent costs who is logged in and does nothing, beside a WebSocket with nobody behind it.</summary>
internal static class Memory
{
    private const double Aim = 1.5;
    private const double Kilobyte = 1024;

    public static async Task RunAsync(Bench bench)
    {
        foreach (var agents in bench.IsQuick ? [1_000] : new[] { 10_000, 18_000 })
        {
            var (his, bare) = (new List<(double Heap, double Resident)>(), new List<(double Heap, double Resident)>());
            await Bench.TakeTurnsAsync(
                5,
                async () => his.Add(await OneAsync(await Bench.HisAsync(), Dialect.His, agents)),
                async () => bare.Add(await OneAsync(await Peer.BareAsync(bench.Script), Dialect.Bare, agents))
            );
            Add(
                bench,
                FormattableString.Invariant($"{agents} agents, managed heap of each"),
                [.. his.Select(it => it.Heap)],
                [.. bare.Select(it => it.Heap)]
            );
            Add(
                bench,
                FormattableString.Invariant($"{agents} agents, resident memory of each"),
                [.. his.Select(it => it.Resident)],
                [.. bare.Select(it => it.Resident)]
            );
        }
    }

    private static void Add(Bench bench, string what, double[] his, double[] bare)
    {
        bench.Add(new Figure("P3", $"{what}: HIS", "KiB", his));
        bench.Add(new Figure("P3", $"{what}: bare", "KiB", bare));
        bench.Add(new Figure("P3", $"{what}: HIS to bare", "", [.. his.Zip(bare, (mine, its) => mine / its)]) { AtMost = Aim });
    }

    /// <summary>KiB for each, over what the process needs with nobody there. A process of its own for each round: it never gives memory back.</summary>
    private static async Task<(double Heap, double Resident)> OneAsync(Peer peer, Dialect dialect, int agents)
    {
        await using var ofPeer = peer;
        using (await Crowd.GatherAsync(peer.Port, dialect, 50))
        {
            // What is made once is made now.
        }

        var (heap, resident) = (await peer.HeapAsync(), peer.Resident);
        using var crowd = await Crowd.GatherAsync(peer.Port, dialect, agents, firstNumber: 50);
        var (heapThen, residentThen) = (await peer.HeapAsync(), peer.Resident);
        return ((heapThen - heap) / Kilobyte / agents, (residentThen - resident) / Kilobyte / agents);
    }
}
