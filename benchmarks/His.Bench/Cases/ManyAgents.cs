using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using His.Bench.Load;
using His.Bench.Peers;
using His.Bench.Report;

namespace His.Bench.Cases;

/// <summary>P7: so many agents at work, each changing its state once a minute; how long a command takes then.</summary>
internal static class ManyAgents
{
    private const double Aim = 20;
    private static readonly byte[] Ready = Line.Frame(Dialect.HisReady);
    private static readonly byte[] NotReady = Line.Frame("""{"jsonrpc":"2.0","id":2,"method":"channelgroup.request.notready"}""");

    public static async Task RunAsync(Bench bench)
    {
        var onSockets = bench.IsQuick ? 2_000 : 18_000;
        var inside = bench.IsQuick ? 0 : 32_000;
        var seconds = bench.IsQuick ? 2 : 20;
        await using var his = await Bench.HisAsync();
        using var crowd = await Crowd.GatherAsync(his.Port, Dialect.His, onSockets);
        await RoundsAsync(bench, crowd, FormattableString.Invariant($"{onSockets} agents on sockets"), seconds, beside: null);
        if (inside > 0)
        {
            await his.TellAsync(FormattableString.Invariant($"inside {onSockets} {inside}"));
            await RoundsAsync(
                bench,
                crowd,
                FormattableString.Invariant($"{onSockets + inside} agents, {onSockets} of them on sockets"),
                seconds,
                beside: () => his.TellAsync(FormattableString.Invariant($"change {seconds}"))
            );
        }
    }

    private static async Task RoundsAsync(Bench bench, Crowd crowd, string who, int seconds, Func<Task<string>>? beside)
    {
        var (p50, p99) = (new List<double>(), new List<double>());
        for (var round = 0; round < 6; round++)
        {
            var inside = beside?.Invoke() ?? Task.FromResult("");
            var times = await ChangeAsync(crowd, seconds);
            await inside;
            p50.Add(Statistics.Median(times));
            p99.Add(Statistics.Percentile(times, 99));
        }

        bench.Add(new Figure("P7", $"a state change among {who}, p50", "ms", p50[1..]));
        bench.Add(new Figure("P7", $"a state change among {who}, p99", "ms", p99[1..]) { AtMost = Aim });
    }

    /// <summary>Each of the crowd changes its state so often a minute, spread evenly; how long each answer took.</summary>
    public static async Task<IReadOnlyList<double>> ChangeAsync(Crowd crowd, int seconds, int aMinute = 1)
    {
        var lines = crowd.Lines;
        var asked = new long[lines.Count];
        var times = new System.Collections.Concurrent.ConcurrentBag<double>();
        for (var i = 0; i < lines.Count; i++)
        {
            var number = i;
            lines[i].Hears = message =>
            {
                if (message.Span.IndexOf("\"id\":2"u8) >= 0)
                {
                    times.Add(Stopwatch.GetElapsedTime(asked[number]).TotalMilliseconds);
                }
            };
        }

        var (begin, done, isReady) = (Stopwatch.GetTimestamp(), 0L, false);
        while (Stopwatch.GetElapsedTime(begin) is var passed && passed.TotalSeconds < seconds)
        {
            var due = (long)(passed.TotalMinutes * aMinute * lines.Count);
            for (; done < due; done++)
            {
                var number = (int)(done % lines.Count);
                asked[number] = Stopwatch.GetTimestamp();
                await lines[number].SendAsync(isReady ? Ready : NotReady);
            }

            await Task.Delay(1);
        }

        for (var wait = Stopwatch.StartNew(); times.Count < done && wait.Elapsed < TimeSpan.FromSeconds(10); )
        {
            await Task.Delay(10);
        }

        if (times.Count < done)
        {
            throw new IOException($"{done - times.Count} of {done} commands were not answered");
        }

        return [.. times];
    }
}

/// <summary>P9: all clients lose their connection at once, things go on happening, and all come back.</summary>
internal static class ResumeStorm
{
    private const double Aim = 10;

    public static async Task RunAsync(Bench bench)
    {
        var agents = bench.IsQuick ? 1_000 : 10_000;
        await using var his = await Bench.HisAsync();
        var tickets = new Ticket[agents];
        var crowd = await Crowd.GatherAsync(his.Port, Dialect.His, 0);
        var lines = new Line[agents];
        await Parallel.ForAsync(
            0,
            agents,
            new ParallelOptions { MaxDegreeOfParallelism = 64 },
            async (number, _) =>
            {
                var line = lines[number] = new Line(his.Port, Dialect.His);
                var ticket = tickets[number] = new Ticket();
                line.Hears = ticket.Hear;
                await line.ConnectAsync();
                ticket.Take(await line.AskAsync(Dialect.HisLogin(number), "\"id\":1"));
            }
        );
        var seconds = new List<double>();
        for (var round = 0; round < 6; round++)
        {
            Array.ForEach(lines, line => line.Cut());
            await his.TellAsync(FormattableString.Invariant($"toggle {agents}")); // each misses three events
            var begin = Stopwatch.GetTimestamp();
            await Parallel.ForAsync(
                0,
                agents,
                new ParallelOptions { MaxDegreeOfParallelism = 256 },
                async (number, _) =>
                {
                    var line = lines[number] = new Line(his.Port, Dialect.His);
                    line.Hears = tickets[number].Hear;
                    await line.ConnectAsync();
                    tickets[number].Take(await line.AskAsync(tickets[number].Request(), "\"id\":1"));
                }
            );
            seconds.Add(Stopwatch.GetElapsedTime(begin).TotalSeconds);
            await Task.Delay(500);
            if (tickets.Count(ticket => ticket.Missed > 0) is > 0 and var wrong)
            {
                throw new IOException($"{wrong} clients lost events or had one twice");
            }
        }

        crowd.Dispose();
        bench.Add(
            new Figure(
                "P9",
                FormattableString.Invariant($"{agents} clients cut at once are back, no event lost or doubled"),
                "s",
                seconds[1..]
            )
            {
                AtMost = Aim,
            }
        );
    }

    /// <summary>What a client keeps to come back with, and whether the events it hears have no gap.</summary>
    private sealed class Ticket
    {
        private string _token = "";
        private long _last;

        /// <summary>Events that were lost or came twice.</summary>
        public int Missed { get; private set; }

        public void Hear(ReadOnlyMemory<byte> message)
        {
            var at = message.Span.IndexOf("\"sequence\":"u8);
            if (at < 0 || message.Span.IndexOf("\"method\":"u8) < 0)
            {
                return;
            }

            var digits = message.Span[(at + "\"sequence\":".Length)..];
            _ = System.Buffers.Text.Utf8Parser.TryParse(digits, out long sequence, out _);
            Missed += sequence == _last + 1 ? 0 : 1;
            _last = sequence;
        }

        public void Take(string answer)
        {
            using var document = JsonDocument.Parse(answer);
            _token = document.RootElement.TryGetProperty("result", out var result)
                ? result.GetProperty("resumeToken").GetString()!
                : throw new IOException(answer);
        }

        public string Request() =>
            string.Create(
                CultureInfo.InvariantCulture,
                $$$"""{"jsonrpc":"2.0","id":1,"method":"session.request.resume","params":{"resumeToken":"{{{_token}}}","lastSequence":{{{_last}}}}}"""
            );
    }
}
