using System.Globalization;

namespace His.Kills.Tests;

/// <summary>
/// HIS, killed at any moment of a login, a logout and a resume, again and again: what was answered is so, and everybody is either logged
/// in with a session that lives, or out at the switch.
/// </summary>
public sealed class KillTests(ITestOutputHelper output)
{
    private const int UsualRounds = 200;

    /// <summary>Two at once: while one waits for a start, the other has the processor.</summary>
    private const int Lanes = 2;

    /// <summary>With fewer, nobody can ask that each place was hit.</summary>
    private const int EnoughRounds = 150;

    [Fact]
    public async Task WhatWasAnswered_IsSo_WhereverHisIsKilled()
    {
        var rounds = Setting("HIS_KILLS_ROUNDS", UsualRounds);
        var seed = Setting("HIS_KILLS_SEED", Environment.TickCount);
        var tally = new Tally();
        var wanted = rounds >= EnoughRounds ? Tally.Wanted : [];
        var lanes = Enumerable.Range(0, Lanes).Select(number => new Lane(seed, number, tally)).ToList();
        var round = -1;
        try
        {
            // Where a kill falls is chance too: it goes on until each place was hit, or it must be said that one is not.
            int Next() => Told(Interlocked.Increment(ref round)) is var it && (it < rounds || (it < 4 * rounds && wanted.Any(where => tally[where] == 0))) ? it : -1;
            await Task.WhenAll(lanes.Select(lane => Task.Run(() => lane.PlayAsync(Next))));
        }
        finally
        {
            lanes.ForEach(lane => lane.Dispose());
            output.WriteLine($"{rounds} rounds, seed {seed}\n{tally}");
        }

        Assert.All(wanted, where => Assert.True(tally[where] > 0, $"No kill fell here: {where}\n{tally}"));
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
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var set) ? set : usual;
}
