using System.Diagnostics;
using System.Globalization;
using His.Bench.Load;
using His.Bench.Peers;

namespace His.Bench.Cases;

/// <summary>
/// Hours of a contact center in minutes: logins, state changes, calls, cuts, resumes, logouts and faults of the switch, over and over.
/// At the end everybody is gone, and so must be what they took: heap, memory, handles, timers, threads.
/// </summary>
internal static class Soak
{
    private const int Agents = 200;
    private static readonly string[] Operations = ["NotReady", "Deactivate", "Logout", "Ready"];

    public static async Task<int> RunAsync(string[] args)
    {
        var minutes =
            args is ["--minutes", var text] && int.TryParse(text, CultureInfo.InvariantCulture, out var given) && given > 0 ? given : 30;
        if (args.Length is not (0 or 2))
        {
            await Console.Error.WriteLineAsync("bench: soak [--minutes N]");
            return 2;
        }

        using var data = new Folder();
        await using var his = await HisPeer.StartAsync(
            $"--His:DataDirectory={data.Path}",
            "--His:ResponseRetention=00:00:20",
            "--His:PresenceNotReadyAfter=00:00:02",
            "--His:PresenceLogoutAfter=00:00:06",
            "--His:CommandTimeout=00:00:02",
            "--His:ConfirmationTimeout=00:00:01",
            "--His:MaxFailedLogins=1000000"
        );
        using var http = new HttpClient { BaseAddress = new Uri(FormattableString.Invariant($"http://127.0.0.1:{his.Port}")) };
        Console.WriteLine($"{minutes} minutes of {Agents} agents who come, work, are cut, come back and go");
        Console.WriteLine("minute   agents' rounds   heap MiB   resident MiB   handles threads timers");
        var done = new Counters();
        await ChurnAsync(his, http, TimeSpan.FromSeconds(20), done); // what is made once is made now
        var first = await RestAsync(his);
        Console.WriteLine(Row(0, done.Rounds, first));
        var begin = Stopwatch.GetTimestamp();
        var last = first;
        for (var minute = 1; Stopwatch.GetElapsedTime(begin).TotalMinutes < minutes; minute++)
        {
            await ChurnAsync(his, http, TimeSpan.FromSeconds(30), done);
            last = await RestAsync(his);
            Console.WriteLine(Row((int)Stopwatch.GetElapsedTime(begin).TotalMinutes, done.Rounds, last));
        }

        Console.WriteLine(
            FormattableString.Invariant(
                $"answered {done.Answered}, refused {done.Refused}, closed by HIS {done.Closed}, cut {done.Cut}, resumed {done.Resumed}"
            )
        );
        var isBack =
            last.Heap < (first.Heap * 1.2) + (4 << 20)
            && last.Handles <= first.Handles + 20
            && last.Timers <= first.Timers + 20
            && last.Threads <= first.Threads + 10;
        Console.WriteLine(isBack ? "all is back where it was" : "SOMETHING IS LEFT");
        return isBack ? 0 : 1;
    }

    private static async Task ChurnAsync(HisPeer his, HttpClient http, TimeSpan howLong, Counters done)
    {
        using var stop = new CancellationTokenSource(howLong);
        var agents = Enumerable
            .Range(0, Agents)
            .Select(number =>
                Task.Run(async () =>
                {
                    while (!stop.IsCancellationRequested)
                    {
                        try
                        {
                            await DayAsync(his.Port, http, number, done);
                        }
                        catch (Exception end)
                            when (end is IOException or System.Net.Sockets.SocketException or TimeoutException or HttpRequestException)
                        {
                            Interlocked.Increment(ref done.Closed);
                        }

                        Interlocked.Increment(ref done.Rounds);
                    }
                })
            );
        await Task.WhenAll(agents);
    }

    private static async Task DayAsync(int port, HttpClient http, int number, Counters done)
    {
        var id = (100001 + number).ToString(CultureInfo.InvariantCulture);
        var chance = Random.Shared;
        using var line = new Line(port, Dialect.His);
        await line.ConnectAsync();
        var login = await line.AskAsync(
            Dialect.HisLogin(number).Replace("\"password\"", "\"override\":true,\"password\"", StringComparison.Ordinal),
            "\"id\":1"
        );
        Count(login, done);
        Count(await line.AskAsync(Dialect.HisReady, "\"id\":2"), done);
        if (chance.Next(4) == 0)
        {
            await PostAsync(http, $"/simulator/agents/{id}/interactions", """{"type":"telephony","party":"0301234567"}""");
        }

        if (chance.Next(10) == 0)
        {
            await PostAsync(
                http,
                "/simulator/faults",
                $$"""{"operation":"{{Operations[chance.Next(Operations.Length)]}}","behaviour":"{{(chance.Next(2) == 0 ? "Fail" : "OkWithoutEvent")}}","agentId":"{{id}}"}"""
            );
        }

        switch (chance.Next(4))
        {
            case 0:
                line.Cut();
                Interlocked.Increment(ref done.Cut);
                using (var back = new Line(port, Dialect.His))
                {
                    await back.ConnectAsync();
                    var at = login.IndexOf("\"resumeToken\":\"", StringComparison.Ordinal) + "\"resumeToken\":\"".Length;
                    var token = login[at..login.IndexOf('"', at)];
                    Count(
                        await back.AskAsync(
                            $$$"""{"jsonrpc":"2.0","id":1,"method":"session.request.resume","params":{"resumeToken":"{{{token}}}","lastSequence":0}}""",
                            "\"id\":1"
                        ),
                        done
                    );
                    Interlocked.Increment(ref done.Resumed);
                    Count(await back.AskAsync(Dialect.HisLogout, "\"id\":9"), done);
                }

                break;
            case 1:
                line.Cut(); // and never comes back: presence ends it
                Interlocked.Increment(ref done.Cut);
                break;
            default:
                await PostAsync(http, $"/simulator/agents/{id}/notready", "");
                Count(await line.AskAsync(Dialect.HisLogout, "\"id\":9"), done);
                break;
        }
    }

    private static void Count(string answer, Counters done)
    {
        if (answer.Contains("\"error\"", StringComparison.Ordinal))
        {
            Interlocked.Increment(ref done.Refused);
        }
        else
        {
            Interlocked.Increment(ref done.Answered);
        }
    }

    private static async Task PostAsync(HttpClient http, string path, string body)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync(new Uri(path, UriKind.Relative), content);
    }

    /// <summary>Everybody goes, by whoever's hand; and what their answers were kept for is over.</summary>
    private static async Task<Sample> RestAsync(HisPeer his)
    {
        await his.TellAsync("empty");
        await Task.Delay(TimeSpan.FromSeconds(28));
        var heap = await his.HeapAsync();
        var counts = (await his.TellAsync("handles")).Split(' ').Select(it => int.Parse(it, CultureInfo.InvariantCulture)).ToArray();
        return new Sample(heap, his.Resident, counts[0], counts[1], counts[2]);
    }

    private static string Row(int minute, long rounds, Sample it) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{minute, 6} {rounds, 16} {it.Heap / 1048576.0, 10:0.0} {it.Resident / 1048576.0, 14:0.0} {it.Handles, 9} {it.Threads, 7} {it.Timers, 6}"
        );

    private sealed class Counters
    {
        public long Rounds;
        public long Answered;
        public long Refused;
        public long Closed;
        public long Cut;
        public long Resumed;
    }

    private sealed record Sample(long Heap, long Resident, int Handles, int Threads, int Timers);
}
