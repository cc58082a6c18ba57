using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace His.Abuse.Tests;

/// <summary>
/// All bad input at once, at one HIS in a process of its own: each has its answer, honest agents notice nothing, and nothing is left of
/// it. Alone, with no other test beside it, for it looks at memory.
/// </summary>
[Collection(nameof(AttackTests))]
[CollectionDefinition(nameof(AttackTests), DisableParallelization = true)]
public sealed class AttackTests(ITestOutputHelper output)
{
    private const int UsualSeconds = 15;
    private const int HonestAgents = 6;
    private const int FirstHonest = 100001;
    private const int FirstHostile = 100051;

    /// <summary>How much more memory the last third may have than the second, in the mean.</summary>
    private const long MaxGrowth = 48 * 1024 * 1024;

    /// <summary>The same of files and sockets, which come and go by the hundred.</summary>
    private const double MaxMoreHandles = 120;

    private readonly CancellationTokenSource _over = new();
    private readonly ConcurrentDictionary<string, int> _passes = new(StringComparer.Ordinal);

    [Fact]
    public async Task AllThatIsBad_AtOnce_IsAnsweredAsItIsAlone_HonestAgentsNoticeNothing_AndNothingIsLeft()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "It is Linux that says how much memory another process has.");
        var seconds = int.TryParse(Environment.GetEnvironmentVariable("HIS_ABUSE_SECONDS"), CultureInfo.InvariantCulture, out var set)
            ? set
            : UsualSeconds;
        using var his = await ServerUnderAttack.StartAsync(
            "Bus:AllowedOrigins:0=https://crm.example",
            "Bus:AllowedOrigins:1=http://crm.example:8080",
            $"Bus:MaxConnectionsPerAddress={Attacks.Places}",
            "Bus:LoginTimeout=00:00:12",
            "Bus:PingInterval=00:00:02",
            "Bus:PongTimeout=00:00:11",
            "Bus:CloseTimeout=00:00:20",
            $"Bus:RequestHeadersTimeout={HttpAttacks.RequestHeadersTimeout}",
            "CommandTimeout=00:00:03",
            "ResponseRetention=00:00:04",
            "Simulator:Agents=100"
        );

        var honest = Enumerable
            .Range(FirstHonest, HonestAgents)
            .Select(id => new HonestAgent(his, id.ToString(CultureInfo.InvariantCulture)))
            .ToList();
        foreach (var agent in honest)
        {
            await agent.WorkAsync();
        }

        var before = his.Sockets;
        Attack[] attacks =
        [
            .. Attacks.All(() => honest[Random.Shared.Next(HonestAgents)].Interaction, FirstHostile.ToString(CultureInfo.InvariantCulture)),
            .. HttpAttacks.All,
        ];
        var readings = new Readings(his);
        var end = new Timer(_ => _over.Cancel(), null, TimeSpan.FromSeconds(seconds), Timeout.InfiniteTimeSpan);
        try
        {
            await Task.WhenAll([
                readings.TakeAsync(_over.Token),
                .. honest.Select(agent => GoOnAsync("honest work", agent.WorkAsync)),
                .. attacks.Select(
                    (attack, number) =>
                        GoOnAsync(attack.Name, () => attack.OnceAsync(his, new IPAddress([127, 0, 1, (byte)(number + 1)])), attack.Rest)
                ),
            ]);
        }
        catch (Exception wrong)
        {
            throw new InvalidOperationException($"{wrong.Message}\nHIS said:\n{his.Said}", wrong);
        }
        finally
        {
            await end.DisposeAsync();
            output.WriteLine(
                $"{seconds} s; {readings}\n{string.Join('\n', _passes.OrderBy(it => it.Key, StringComparer.Ordinal).Select(it => $"{it.Value, 8}  {it.Key}"))}"
            );
        }

        Assert.Null(his.Defect);
        Assert.InRange(readings.MemoryGrowth, long.MinValue, MaxGrowth);
        Assert.InRange(readings.HandleGrowth, double.MinValue, MaxMoreHandles);
        await TestTimeout.Until(() => his.Sockets <= before, "every socket to be closed");
        foreach (var agent in honest)
        {
            await agent.WorkAsync();
        }
    }

    private async Task GoOnAsync(string name, Func<Task> onceAsync, TimeSpan rest = default)
    {
        try
        {
            do
            {
                await onceAsync();
                _passes.AddOrUpdate(name, 1, static (_, count) => count + 1);
                await Task.Delay(rest, _over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            } while (!_over.IsCancellationRequested);
        }
        catch (Exception wrong)
        {
            await _over.CancelAsync(); // the others are not waited for longer than they need
            throw new InvalidOperationException($"{name}: {wrong.Message}", wrong);
        }
    }

    /// <summary>Memory and handles of the process, ten times a second. The first third is to get warm in.</summary>
    private sealed class Readings(ServerUnderAttack his)
    {
        private readonly List<(long Memory, int Handles)> _all = [];

        public long MemoryGrowth => (long)(Last.Average(it => it.Memory) - Second.Average(it => it.Memory));

        public double HandleGrowth => Last.Average(it => it.Handles) - Second.Average(it => it.Handles);

        private IEnumerable<(long Memory, int Handles)> Second => _all.Skip(_all.Count / 3).Take(_all.Count / 3);

        private IEnumerable<(long Memory, int Handles)> Last => _all.Skip(_all.Count * 2 / 3);

        public async Task TakeAsync(CancellationToken over)
        {
            using var clock = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
            do
            {
                _all.Add((his.Memory, his.Handles));
            } while (await SoonAsync());

            async Task<bool> SoonAsync()
            {
                await clock.WaitForNextTickAsync(CancellationToken.None);
                return !over.IsCancellationRequested;
            }
        }

        public override string ToString() =>
            _all.Count < 3
                ? "no readings"
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"memory {Second.Average(it => it.Memory) / 1e6:0.0} MB, then {Last.Average(it => it.Memory) / 1e6:0.0} MB; handles {Second.Average(it => it.Handles):0}, then {Last.Average(it => it.Handles):0}"
                );
    }
}
