using System.Globalization;

namespace His.CrashTests;

/// <summary>
/// HIS, killed at any moment of a login, a logout and a resume, again and again: what was answered is so, and everybody is either logged
/// in with a session that lives, or out at the switch.
/// </summary>
public sealed class KillTests(ITestOutputHelper output)
{
    private const int UsualRounds = 200;

    /// <summary>Two at once: while one waits for a start, the other has the processor.</summary>
    private const int Workers = 2;

    /// <summary>With fewer, nobody can ask that each place was hit.</summary>
    private const int EnoughRounds = 150;

    [Fact]
    public async Task WhatWasAnswered_IsSo_WhereverHisIsKilled()
    {
        var rounds = Setting("HIS_KILLS_ROUNDS", UsualRounds);
        var seed = Setting("HIS_KILLS_SEED", Environment.TickCount);
        var statistics = new Statistics();
        var wanted = rounds >= EnoughRounds ? Statistics.Wanted : [];
        var workers = Enumerable.Range(0, Workers).Select(number => new Worker(seed, number, statistics)).ToList();
        var round = -1;
        try
        {
            // Where a kill falls is chance too: it goes on until each place was hit, or it must be said that one is not.
            int Next() =>
                Told(Interlocked.Increment(ref round)) is var it
                && (it < rounds || (it < 4 * rounds && wanted.Any(where => statistics[where] == 0)))
                    ? it
                    : -1;
            await Task.WhenAll(workers.Select(worker => Task.Run(() => worker.PlayAsync(Next))));
        }
        finally
        {
            workers.ForEach(worker => worker.Dispose());
            output.WriteLine($"{rounds} rounds, seed {seed}\n{statistics}");
        }

        Assert.All(wanted, where => Assert.True(statistics[where] > 0, $"No kill fell here: {where}\n{statistics}"));
    }

    /// <summary>Says how far it is, in a file that somebody may watch.</summary>
    private static int Told(int round)
    {
        if (round > 0 && round % 100 == 0 && Environment.GetEnvironmentVariable("HIS_KILLS_PROGRESS") is { Length: > 0 } file)
        {
            File.AppendAllText(file, string.Create(CultureInfo.InvariantCulture, $"{DateTime.Now:HH:mm:ss} {round} rounds\n"));
        }

        return round;
    }

    private static int Setting(string name, int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var set)
            ? set
            : usual;
}
