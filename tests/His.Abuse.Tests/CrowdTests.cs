using System.Collections.Concurrent;
using System.Globalization;
using System.Net;

namespace His.Abuse.Tests;

/// <summary>
/// Ten thousand connections: from one address as many as the settings let in, from ten of them all, and then all of them want to be one
/// agent. Alone, with no other test beside it, for it looks at handles.
/// </summary>
[Collection(nameof(AttackTests))]
public sealed class CrowdTests(ITestOutputHelper output)
{
    private const int Crowd = 10_000;
    private const int OfAnAddress = 1000;
    private const string Agent = "100051";

    /// <summary>For all that is no connection of the crowd.</summary>
    private const int OtherHandles = 2000;

    private static readonly ParallelOptions Some = new() { MaxDegreeOfParallelism = 16 };

    [Fact]
    public async Task TenThousandConnections_OfOneAddressAndOfOneAgent_AreWithinTheLimitsOrRefused_AndAnHonestAgentIsServed()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "It is Linux that says how many sockets another process has.");
        using var his = await ServerUnderAttack.StartAsync(
            $"Bus:MaxConnectionsPerAddress={OfAnAddress}",
            "Bus:LoginTimeout=00:10:00",
            "Bus:PingInterval=01:00:00",
            "Simulator:Agents=100"
        );
        var honest = new HonestAgent(his, "100001");
        await honest.WorkAsync();
        var before = his.Sockets;
        var crowd = new ConcurrentBag<Attacker>();
        using var over = new CancellationTokenSource();
        var shifts = WorkAsync(honest, over.Token);
        try
        {
            var refused = await ComeAsync(his, crowd, From(1), Crowd);
            Assert.Equal((OfAnAddress, Crowd - OfAnAddress), (crowd.Count, refused));

            for (var address = 2; crowd.Count + OfAnAddress <= Math.Min(Crowd, MaxHandles() - OtherHandles); address++)
            {
                Assert.Equal(1, await ComeAsync(his, crowd, From(address), OfAnAddress + 1));
                Assert.Equal(address * OfAnAddress, crowd.Count);
            }

            await BeOneAgentAsync(his, crowd);
            output.WriteLine($"{crowd.Count} at once, {his.Sockets} sockets, {his.Memory / 1e6:0} MB; {refused} refused");
        }
        finally
        {
            await over.CancelAsync();
            foreach (var attacker in crowd)
            {
                attacker.Dispose();
            }

            output.WriteLine($"{await shifts} shifts of an honest agent");
        }

        Assert.True(await shifts > 0);
        await TestTimeout.Until(() => his.Sockets <= before, "every socket to be closed");
        Assert.Equal(0, await ComeAsync(his, [], From(1), 1)); // the places are free again
        Assert.Null(his.Defect);
    }

    private static IPAddress From(int number) => new([127, 0, 2, (byte)number]);

    /// <summary>So many come from an address.</summary>
    /// <returns>How many of them were refused, each in the right words.</returns>
    private static async Task<int> ComeAsync(ServerUnderAttack his, ConcurrentBag<Attacker> crowd, IPAddress from, int howMany)
    {
        var refused = 0;
        await Parallel.ForEachAsync(
            Enumerable.Range(0, howMany),
            Some,
            async (_, _) =>
            {
                if (await Attacker.TryComeAsync(his, from) is { } attacker)
                {
                    crowd.Add(attacker);
                }
                else
                {
                    Interlocked.Increment(ref refused);
                }
            }
        );
        return refused;
    }

    /// <summary>The first is the agent; the others hear that the agent is there. Whoever insists takes over, and the one before is told.</summary>
    private static async Task BeOneAgentAsync(ServerUnderAttack his, ConcurrentBag<Attacker> crowd)
    {
        var owner = crowd.First();
        Assert.Equal("done", (await owner.AskAsync("session.request.login", Login("false"))).Outcome());
        await Parallel.ForEachAsync(
            crowd.Where(it => it != owner),
            Some,
            async (attacker, _) =>
                Assert.Equal("AlreadyLoggedIn", (await attacker.AskAsync("session.request.login", Login("false"))).Outcome())
        );

        foreach (var next in crowd.Where(it => it != owner).Take(100).ToList())
        {
            Assert.Equal("done", (await next.AskAsync("session.request.login", Login("true"))).Outcome());
            Assert.Equal("4001 session taken over", await owner.HearEndAsync());
            owner = next;
        }

        Assert.Equal(1, (await his.AgentsAsync()).Count(it => it == Agent));

        string Login(string isOverride) =>
            $$"""{"agentId":"{{Agent}}","password":"{{ServerUnderAttack.Password}}","override":{{isOverride}}}""";
    }

    private static async Task<int> WorkAsync(HonestAgent honest, CancellationToken over)
    {
        var shifts = 0;
        for (; !over.IsCancellationRequested; shifts++)
        {
            await honest.WorkAsync();
        }

        return shifts;
    }

    /// <summary>How many files a process may open here.</summary>
    private static int MaxHandles() =>
        int.TryParse(
            File.ReadLines("/proc/self/limits")
                .Single(line => line.StartsWith("Max open files", StringComparison.Ordinal))
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)[4],
            CultureInfo.InvariantCulture,
            out var most
        )
            ? most
            : int.MaxValue;
}
