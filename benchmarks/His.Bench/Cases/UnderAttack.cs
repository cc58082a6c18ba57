using System.Net;
using System.Net.Sockets;
using His.Bench.Load;
using His.Bench.Peers;
using His.Bench.Report;

namespace His.Bench.Cases;

/// <summary>
/// What honest agents notice while others misbehave: floods before a login, guesses of passwords, connections that say nothing or say
/// it one byte at a time, readers that do not read.
/// </summary>
/// <remarks>
/// Those others are a process of their own that gives way to everybody else: their work is not done on the server's machine in life.
/// </remarks>
internal static class UnderAttack
{
    private const double Aim = 1.1;

    public static async Task RunAsync(Bench bench)
    {
        var honest = bench.IsQuick ? 2_000 : 4_000;
        var seconds = bench.IsQuick ? 1 : 8;
        const int aMinute = 10; // often, so that one in a hundred is several in each round
        await using var his = await Bench.HisAsync("--His:Bus:MaxConnectionsPerAddress=12000");
        using var crowd = await Crowd.GatherAsync(his.Port, Dialect.His, honest);
        await using var attackers = await Peer.AttackersAsync(his.Port);
        var (calm, attacked) = (new List<double>(), new List<double>());
        var warmUps = bench.IsQuick ? 1 : 2;
        await Bench.TakeTurnsAsync(
            warmUps + bench.Rounds,
            async () => calm.Add(Statistics.Percentile(await ManyAgents.ChangeAsync(crowd, seconds, aMinute), 99)),
            async () =>
            {
                await attackers.TellAsync("attack");
                attacked.Add(Statistics.Percentile(await ManyAgents.ChangeAsync(crowd, seconds, aMinute), 99));
                await attackers.TellAsync("enough");
            }
        );
        calm.RemoveRange(0, warmUps);
        attacked.RemoveRange(0, warmUps);
        bench.Add(new Figure("A1", FormattableString.Invariant($"a state change among {honest} honest agents, p99"), "ms", calm));
        bench.Add(new Figure("A1", "the same while others attack, p99", "ms", attacked));
        bench.Add(new Figure("A1", "under attack to calm, p99", "", [.. attacked.Zip(calm, (bad, good) => bad / good)]) { AtMost = Aim });
    }

    /// <summary>What the process of the attackers does: each line of its input begins an attack, or ends it.</summary>
    public static async Task<int> RunAttackersAsync(int port)
    {
        Console.WriteLine(FormattableString.Invariant($"listening {port}"));
        while (Console.ReadLine() is not null)
        {
            using var stop = new CancellationTokenSource();
            var attack = AttackAsync(port, stop.Token);
            Console.WriteLine("on");
            Console.ReadLine();
            await stop.CancelAsync();
            await attack;
            Console.WriteLine("off");
        }

        return 0;
    }

    private static Task AttackAsync(int port, CancellationToken stop) =>
        Task.WhenAll(
            AgainAsync(
                port,
                async line =>
                {
                    for (var i = 0; i < 100; i++)
                    {
                        await line.SendAsync(Line.Frame("{\"garbage\":" + new string('[', 40)));
                    }
                },
                stop
            ),
            AgainAsync(
                port,
                line =>
                    line.SendAsync(Line.Frame(Dialect.HisLogin(0).Replace(HisPeer.Password, "guess", StringComparison.Ordinal))).AsTask(),
                stop
            ),
            AgainAsync(port, line => line.SendAsync(new byte[] { 0x81, 0xFE, 0x40 }).AsTask(), stop),
            LorisAsync(port, stop)
        );

    /// <summary>Connects, misbehaves, and comes again: some fifty times a second.</summary>
    private static async Task AgainAsync(int port, Func<Line, Task> misbehave, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            using var line = new Line(port, Dialect.His);
            try
            {
                await line.ConnectAsync();
                await misbehave(line);
                await line.Closed.WaitAsync(TimeSpan.FromMilliseconds(20), CancellationToken.None);
            }
            catch (Exception refused) when (refused is IOException or SocketException or TimeoutException or ObjectDisposedException)
            {
                await Task.Delay(5, CancellationToken.None);
            }
        }
    }

    /// <summary>Requests that never come to their end.</summary>
    private static async Task LorisAsync(int port, CancellationToken stop)
    {
        var sockets = new List<Socket>();
        try
        {
            while (!stop.IsCancellationRequested)
            {
                if (sockets.Count < 500)
                {
                    var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                    sockets.Add(socket);
                    await socket.ConnectAsync(IPAddress.Loopback, port, CancellationToken.None);
                    await socket.SendAsync("GET /bus HTTP/1.1\r\nHost: 127.0.0.1\r\nX-"u8.ToArray());
                }
                else
                {
                    await sockets[Random.Shared.Next(sockets.Count)].SendAsync("a"u8.ToArray());
                    await Task.Delay(2, CancellationToken.None);
                }
            }
        }
        catch (SocketException)
        {
            // HIS has had enough of one of them, as it should.
        }
        finally
        {
            sockets.ForEach(socket => socket.Dispose());
        }
    }
}
