using System.Diagnostics;

namespace His.CrashTests;

/// <summary>What happens to the processes in the middle of a round.</summary>
internal enum Disruption
{
    KillHis,
    KillBoth,
    PauseHis,
    PauseSwitch,
    CutClients,
}

/// <summary>Draws a disruption, and carries it out.</summary>
internal sealed class Disruptions(TestEnvironment environment, IReadOnlyList<Agent> agents, Random chance)
{
    private static readonly (Disruption Disruption, int Weight)[] Weights =
    [
        (Disruption.KillHis, 50),
        (Disruption.KillBoth, 8),
        (Disruption.PauseHis, 12),
        (Disruption.PauseSwitch, 8),
        (Disruption.CutClients, 22),
    ];

    public static Disruption Draw(Random chance)
    {
        var drawn = chance.Next(Weights.Sum(it => it.Weight));
        return Weights.First(it => (drawn -= it.Weight) < 0).Disruption;
    }

    public async Task CarryOutAsync(Disruption disruption)
    {
        switch (disruption)
        {
            case Disruption.KillHis:
                environment.His.Kill();
                await environment.His.EndAsync();
                break;
            case Disruption.KillBoth:
                environment.His.Kill();
                environment.Switch.Kill();
                await environment.His.EndAsync();
                await environment.Switch.EndAsync();
                break;
            case Disruption.PauseHis or Disruption.PauseSwitch:
                var process = disruption is Disruption.PauseHis ? environment.His : environment.Switch;
                process.Pause();
                await AtAsync(Stopwatch.GetTimestamp(), 10 + (chance.NextDouble() * 150));
                process.GoOn();
                break;
            default:
                foreach (var agent in agents.Where(_ => chance.Next(3) > 0))
                {
                    agent.Cut();
                }

                break;
        }
    }

    /// <summary>So many milliseconds after a moment, to a part of one.</summary>
    public static async Task AtAsync(long begun, double milliseconds)
    {
        while (Stopwatch.GetElapsedTime(begun).TotalMilliseconds < milliseconds)
        {
            if (milliseconds - Stopwatch.GetElapsedTime(begun).TotalMilliseconds > 3)
            {
                await Task.Delay(1);
            }
            else
            {
                await Task.Yield();
            }
        }
    }
}
