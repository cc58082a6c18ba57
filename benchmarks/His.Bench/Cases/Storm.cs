using His.Bench.Load;
using His.Bench.Peers;
using His.Bench.Report;

namespace His.Bench.Cases;

/// <summary>P2: all log out at once, beside a bare endpoint; P6: beside what others would take.</summary>
internal static class Storm
{
    private const double Aim = 0.8;

    public static async Task RunAsync(Bench bench, bool withPeers)
    {
        await using var his = await Bench.HisAsync();
        await using var bare = await Peer.BareAsync(bench.Script);
        var all = new List<(Peer Peer, Dialect Dialect)> { (his, Dialect.His), (bare, Dialect.Bare) };
        if (withPeers)
        {
            all.Add((await Peer.SignalRAsync(bench.Script), Dialect.SignalR));
            all.Add((await Peer.NodeAsync("ws", bench.Script), Dialect.Bare));
            all.Add((await Peer.NodeAsync("socketio", bench.Script), Dialect.SocketIo));
        }

        try
        {
            var agents = bench.IsQuick ? 1_200 : 10_000;
            foreach (var (peer, dialect) in all)
            {
                await bench.WarmUpAsync(peer, dialect);
            }

            var rates = all.ToDictionary(it => it.Peer, _ => new List<double>());
            var shares = all.ToDictionary(it => it.Peer, _ => new List<double>());
            await Bench.TakeTurnsAsync(
                bench.IsQuick ? 5 : 6,
                [
                    .. all.Select(it =>
                        (Func<Task>)(
                            async () =>
                            {
                                var (times, share) = await RoundAsync(it.Peer, it.Dialect, agents);
                                rates[it.Peer].Add(times.PerSecond);
                                shares[it.Peer].Add(share);
                            }
                        )
                    ),
                ]
            );
            foreach (var (peer, _) in all)
            {
                bench.Add(new Figure("P2", FormattableString.Invariant($"storm of {agents} logouts: {peer.Name}"), "/s", rates[peer][1..]));
                bench.Add(new Figure("P2", $"storm: share of the load in the processor time, {peer.Name}", "", shares[peer][1..]));
            }

            double[] Ratio(Peer other) => [.. rates[his].Zip(rates[other], (mine, its) => mine / its).Skip(1)];
            bench.Add(new Figure("P2", "storm: HIS to bare", "", Ratio(bare)) { AtLeast = Aim });
            foreach (var (peer, _) in all.Skip(2))
            {
                bench.Add(new Figure("P6", $"storm: HIS to {peer.Name}", "", Ratio(peer)) { AtLeast = 1 });
            }
        }
        finally
        {
            foreach (var (peer, _) in all.Skip(2))
            {
                await peer.DisposeAsync();
            }
        }
    }

    private static async Task<(Times Times, double ShareOfLoad)> RoundAsync(Peer peer, Dialect dialect, int agents)
    {
        using var crowd = await Crowd.GatherAsync(peer.Port, dialect, agents);
        var (mine, its) = (Cpu(), peer.Cpu);
        var times = await crowd.LogOutAsync();
        var (load, server) = (Cpu() - mine, peer.Cpu - its);
        return (times, load / (load + server));
    }

    private static double Cpu()
    {
        using var me = System.Diagnostics.Process.GetCurrentProcess();
        return me.TotalProcessorTime.TotalSeconds;
    }
}
