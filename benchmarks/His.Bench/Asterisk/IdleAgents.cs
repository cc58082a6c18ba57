using System.Diagnostics;
using System.Globalization;
using His.Bench.Load;
using His.Bench.Peers;
using His.Testing.Asterisk;

namespace His.Bench.Asterisk;

/// <summary>
/// What agents cost who are logged in, Ready, and do nothing: processor time of the server's process over three minutes, so with three
/// comparisons, in percent of one core. All servers run side by side, each with a switch of its own: what else the machine does meets
/// all alike, and processor time is not waiting time.
/// </summary>
internal static class IdleAgents
{
    private const double Aim = 2;
    private const int ManyQueues = 20;

    /// <summary>Until the runtime has made of the code of the logins what it makes of it.</summary>
    private static readonly TimeSpan Settles = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan Watched = TimeSpan.FromMinutes(3);

    public static async Task<int> RunAsync(string[] args)
    {
        var agents = args.Length > 0 ? Number(args[0]) : 500;
        var queues = args.Length > 1 ? Number(args[1]) : ManyQueues;
        Console.WriteLine(
            Invariant(
                $"{agents} agents, Ready, idle for {Watched.TotalMinutes} min; processor time of HIS in % of one core, all servers side by side"
            )
        );
        string[] seldom = ["--His:Bus:PingInterval=00:01:00"];
        string[] often = [.. seldom, "--His:ReconciliationInterval=00:00:05"];
        var watched = new List<Idle>();
        try
        {
            // One after the other until all are idle: what is measured is not the beginning.
            watched.Add(await Idle.AtSimulatorAsync("simulator", agents, []));
            watched.Add(await Idle.AtSimulatorAsync("simulator, pings once a minute", agents, seldom));
            foreach (var some in new[] { 2, queues })
            {
                watched.Add(await Idle.AtAsteriskAsync(Invariant($"Asterisk, {some} queues"), agents, some, []));
                watched.Add(await Idle.AtAsteriskAsync(Invariant($"Asterisk, {some} queues, pings once a minute"), agents, some, seldom));
                watched.Add(
                    await Idle.AtAsteriskAsync(Invariant($"Asterisk, {some} queues, the same, compared every 5 s"), agents, some, often)
                );
            }

            await Task.Delay(Settles);
            foreach (var idle in watched)
            {
                idle.Begin();
            }

            await Task.Delay(Watched);
            foreach (var idle in watched)
            {
                Console.WriteLine(Invariant($"{idle.Name, -54} {idle.Percent, 6:F2} %"));
            }

            Console.WriteLine(Invariant($"the aim with pings at Asterisk is below {Aim} %, with many queues as with two"));
            return 0;
        }
        finally
        {
            foreach (var idle in watched)
            {
                await idle.DisposeAsync();
            }
        }
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    /// <summary>A server, its agents and its switch, if it has one.</summary>
    private sealed class Idle(string name, HisPeer his, Load.Crowd crowd, AsteriskSwitch? atSwitch) : IAsyncDisposable
    {
        private double _used;
        private long _began;

        public string Name => name;

        /// <summary>Processor time since <see cref="Begin"/>, in percent of one core.</summary>
        public double Percent => (his.Cpu - _used) / Stopwatch.GetElapsedTime(_began).TotalSeconds * 100;

        public static async Task<Idle> AtSimulatorAsync(string name, int agents, string[] settings) =>
            await OpenAsync(name, agents, settings, atSwitch: null);

        public static async Task<Idle> AtAsteriskAsync(string name, int agents, int queues, string[] settings)
        {
            var atSwitch = new SwitchOfManyQueues(agents, queues);
            await atSwitch.InitializeAsync();
            return await OpenAsync(
                name,
                agents,
                [
                    .. SettingsOfServer.At(atSwitch, agents, [.. Enumerable.Range(1, queues).Select(queue => Invariant($"queue-{queue}"))]),
                    .. settings,
                ],
                atSwitch
            );
        }

        public void Begin() => (_used, _began) = (his.Cpu, Stopwatch.GetTimestamp());

        public async ValueTask DisposeAsync()
        {
            crowd.Dispose();
            await his.DisposeAsync();
            if (atSwitch is not null)
            {
                await atSwitch.DisposeAsync();
            }
        }

        private static async Task<Idle> OpenAsync(string name, int agents, string[] settings, AsteriskSwitch? atSwitch)
        {
            var his = await Cases.Bench.HisAsync(settings);
            return new Idle(name, his, await Load.Crowd.GatherAsync(his.Port, Dialect.His, agents, atOnce: 8), atSwitch);
        }
    }
}
