using System.Diagnostics;
using System.Globalization;
using System.Text;
using His.Testing.Asterisk;

namespace His.Bench.Asterisk;

/// <summary>
/// What HIS costs: a logout on the bus, in process, through session, platform and AMI, against a script that says the same to the
/// same Asterisk. They take turns, one logout each, so that both have the same weather, and it is a time and not a rate. Both are
/// connected all the while, and each hears of its own members alone, as if the other were not there.
/// </summary>
internal static class Comparison
{
    private const double Aim = 1.1;

    /// <summary>Until the runtime has made of all code what it makes of it, the later one of two is the faster.</summary>
    private const int WarmUps = 15;

    private static readonly byte[] Logout = """{"jsonrpc":"2.0","id":"logout","method":"session.request.logout"}"""u8.ToArray();

    private static readonly string[] Queues = ["sales", "support"];

    public static async Task<int> RunAsync(string[] args)
    {
        var rounds = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 15;
        var logouts = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 200;
        await using var atSwitch = new CrowdedSwitch(2 * logouts);
        await atSwitch.InitializeAsync();
        await using var crowd = await Crowd.GatherAsync(atSwitch, logouts, username: "his-beside");
        using var script = await Script.ConnectAsync(atSwitch.AmiPort, "script-beside", atSwitch.Options.Secret);
        Console.WriteLine($"{rounds} rounds of {logouts} logouts each, in turns; bus in process; one Asterisk; ms for one logout");
        Console.WriteLine("round   script p10   p50    p99     HIS p10    p50    p99     ratio of p50");
        for (var round = 0; round < WarmUps; round++)
        {
            await RoundAsync(crowd, script, logouts);
        }

        var ratios = new List<double>();
        var (allBare, allHis) = (new List<TimeSpan>(), new List<TimeSpan>());
        for (var round = 1; round <= rounds; round++)
        {
            var (bare, his) = await RoundAsync(crowd, script, logouts);
            allBare.AddRange(bare.Times);
            allHis.AddRange(his.Times);
            ratios.Add(his.Percentile(50) / bare.Percentile(50));
            Console.WriteLine(Invariant($"{round, 5}   {Row(bare)}   {Row(his)}   {ratios[^1], 6:F3}"));
        }

        var (everyBare, everyHis) = (new Figures([.. allBare]), new Figures([.. allHis]));
        var ratio = everyHis.Percentile(50) / everyBare.Percentile(50);
        Console.WriteLine(Invariant($"  all   {Row(everyBare)}   {Row(everyHis)}   {ratio, 6:F3}"));
        Console.WriteLine(
            Invariant(
                $"ratio of all: {ratio:F3}; of a round: {ratios.Min():F3} to {ratios.Max():F3}; the aim is at most {Aim}: {(ratio <= Aim ? "kept" : "missed")}"
            )
        );
        return 0;
    }

    /// <summary>So many logouts of each, in turns.</summary>
    private static async Task<(Figures Script, Figures His)> RoundAsync(Crowd crowd, Script script, int logouts)
    {
        string[] devices =
        [
            .. Enumerable.Range(20001 + logouts, logouts).Select(number => $"PJSIP/{number.ToString(CultureInfo.InvariantCulture)}"),
        ];
        foreach (var device in devices)
        {
            await script.JoinAsync(device, Queues);
            await script.UnpauseAsync(device, Queues);
        }

        await crowd.LogInAsync();
        await crowd.ActivateAsync();
        await crowd.BecomeReadyAsync();
        var (bare, his) = (new TimeSpan[logouts], new TimeSpan[logouts]);
        for (var number = 0; number < logouts; number++)
        {
            for (var turn = 0; turn < 2; turn++)
            {
                var isScripts = (number + turn) % 2 == 0; // neither always has what the other left behind
                (isScripts ? bare : his)[number] = await (isScripts ? TimeAsync(script, devices[number]) : TimeAsync(crowd[number]));
            }
        }

        return (new Figures(bare), new Figures(his));
    }

    private static async Task<TimeSpan> TimeAsync(Script script, string device)
    {
        var start = Stopwatch.GetTimestamp();
        await script.LogOutAsync(device, Queues);
        return Stopwatch.GetElapsedTime(start);
    }

    /// <summary>From the request to the answer, which is looked at where it leaves HIS: what a page makes of it is not HIS's.</summary>
    private static async Task<TimeSpan> TimeAsync(Browser agent)
    {
        var answered = new TaskCompletionSource<TimeSpan>(TaskCreationOptions.RunContinuationsAsynchronously);
        var start = 0L;
        agent.Instead = said =>
        {
            var now = Stopwatch.GetElapsedTime(start);
            if (said.Span.IndexOf("\"id\":\"logout\""u8) < 0)
            {
                return;
            }

            if (said.Span.IndexOf("\"error\""u8) < 0)
            {
                answered.SetResult(now);
            }
            else
            {
                answered.SetException(new InvalidOperationException(Encoding.UTF8.GetString(said.Span)));
            }
        };
        start = Stopwatch.GetTimestamp();
        agent.Say(Logout);
        return await answered.Task.WaitAsync(TimeSpan.FromSeconds(60));
    }

    private static string Row(Figures figures) =>
        Invariant($"{figures.Percentile(10), 8:F3} {figures.Percentile(50), 6:F3} {figures.Percentile(99), 7:F2}");

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
