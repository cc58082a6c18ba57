using System.Diagnostics;

namespace His.Bench.Load;

/// <summary>Many agents at one server, and what they do all at once.</summary>
internal sealed class Crowd : IDisposable
{
    private const int ArriveAtOnce = 64;

    private readonly Dialect _dialect;
    private Line[] _lines = [];

    private Crowd(Dialect dialect) => this._dialect = dialect;

    public IReadOnlyList<Line> Lines => _lines;

    /// <summary>Connects so many, logs them in and makes them Ready.</summary>
    public static async Task<Crowd> GatherAsync(int port, Dialect dialect, int howMany, int firstNumber = 0, int atOnce = ArriveAtOnce)
    {
        var crowd = new Crowd(dialect) { _lines = new Line[howMany] };
        await Parallel.ForAsync(
            0,
            howMany,
            new ParallelOptions { MaxDegreeOfParallelism = atOnce },
            async (number, _) =>
            {
                var line = crowd._lines[number] = new Line(port, dialect);
                await line.ConnectAsync();
                foreach (var (say, until) in dialect.Arrive(firstNumber + number))
                {
                    var answer = await line.AskAsync(say, until);
                    if (answer.Contains("\"error\"", StringComparison.Ordinal))
                    {
                        throw new IOException($"{dialect.Name}: {answer}");
                    }
                }
            }
        );
        return crowd;
    }

    /// <summary>All ask to be logged out; the times from each one's request to its close.</summary>
    public async Task<Times> LogOutAsync()
    {
        var times = new double[_lines.Length];
        var asked = new long[_lines.Length];
        foreach (var line in _lines)
        {
            line.Messages = 0;
        }

        var begin = Stopwatch.GetTimestamp();
        for (var number = 0; number < _lines.Length; number++)
        {
            asked[number] = Stopwatch.GetTimestamp();
            await _lines[number].SendAsync(_dialect.Logout);
        }

        await Task.WhenAll(_lines.Select(line => line.Closed)).WaitAsync(TimeSpan.FromMinutes(3));
        for (var number = 0; number < _lines.Length; number++)
        {
            times[number] = Stopwatch.GetElapsedTime(asked[number], _lines[number].ClosedAt).TotalMilliseconds;
        }

        return new Times(
            times,
            Stopwatch.GetElapsedTime(begin, _lines.Max(line => line.ClosedAt)).TotalMilliseconds,
            _lines.Sum(line => line.Messages)
        );
    }

    public void Dispose() => Array.ForEach(_lines, line => line?.Dispose());
}

/// <summary>How long each took and all together, in ms; and how many messages came.</summary>
internal sealed record Times(double[] Each, double All, int Messages)
{
    public double PerSecond => Each.Length / All * 1000;

    public double Percentile(double percent) => Statistics.Percentile(Each, percent);
}
