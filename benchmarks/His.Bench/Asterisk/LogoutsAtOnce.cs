using System.Globalization;
using His.Bench.Load;
using His.Bench.Peers;
using His.Testing.Asterisk;
using Crowd = His.Bench.Load.Crowd;

namespace His.Bench.Asterisk;

/// <summary>
/// All agents ask to be logged out at once, with a reason, at one real Asterisk: how long each waited from the request to the close,
/// and the processor time of the server for one logout; with the journal and without it.
/// </summary>
internal static class LogoutsAtOnce
{
    private const double Aim = 80;
    private const int WarmUps = 20;
    private const int Rounds = 15;

    private static readonly Dialect WithReason = Dialect.His with
    {
        Logout = Line.Frame("""{"jsonrpc":"2.0","id":9,"method":"session.request.logout","params":{"reason":{"text":"end of shift"}}}"""),
    };

    public static async Task<int> RunAsync(string[] args)
    {
        var agents = args is [var number] ? int.Parse(number, CultureInfo.InvariantCulture) : 50;
        Console.WriteLine($"{agents} agents, 2 queues each, Ready, log out at once; {WarmUps} rounds do not count, {Rounds} do");
        await using var atSwitch = new CrowdedSwitch(agents);
        await atSwitch.InitializeAsync();
        var data = Directory.CreateTempSubdirectory("his-bench-");
        try
        {
            var settings = SettingsOfServer.At(atSwitch, agents, ["sales", "support"]);
            await MeasureAsync("without the journal", await HisPeer.StartAsync([.. settings, "--His:Storage:Kind=None"]), agents);
            await MeasureAsync("with the journal", await HisPeer.StartAsync([.. settings, $"--His:DataDirectory={data.FullName}"]), agents);
            Console.WriteLine(FormattableString.Invariant($"the aim at the median is {Aim} ms with the journal"));
            return 0;
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    private static async Task MeasureAsync(string name, HisPeer his, int agents)
    {
        await using var peer = his;
        var (each, used) = (new List<double>(), new List<double>());
        for (var round = 0; round < WarmUps + Rounds; round++)
        {
            using var crowd = await Crowd.GatherAsync(his.Port, WithReason, agents, atOnce: 8);
            var before = his.Cpu;
            var times = await crowd.LogOutAsync();
            if (round < WarmUps)
            {
                continue;
            }

            used.Add((his.Cpu - before) * 1000 / agents);
            each.AddRange(times.Each);
        }

        Console.WriteLine(
            FormattableString.Invariant(
                $"{name, -20} p50 {Statistics.Median(each), 6:F1} ms  p99 {Statistics.Percentile(each, 99), 6:F1} ms  processor time for one {Statistics.Median(used):F2} ms ({used.Min():F2} to {used.Max():F2})"
            )
        );
    }
}
