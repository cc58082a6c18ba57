namespace His.Simulation;

/// <summary>Makes the plan of a failing run smaller, as long as the same rule is broken.</summary>
internal static class Shrinking
{
    private const int MaxTries = 3000;

    // Where actions are left out, the same draws interleave other things: a few other interleavings are tried as well.
    private const int Interleavings = 6;

    public static Run Smallest(Run failed)
    {
        var tries = 0;
        var smallest = failed;
        smallest = Calmer(smallest, ref tries);
        for (var size = Math.Max(1, smallest.Plan.Actions.Count / 2); size >= 1 && tries < MaxTries; size = size == 1 ? 0 : (size + 1) / 2)
        {
            var isSmaller = true;
            while (isSmaller && tries < MaxTries)
            {
                isSmaller = false;
                for (var at = 0; at < smallest.Plan.Actions.Count && tries < MaxTries; at++)
                {
                    var actions = smallest.Plan.Actions.Where((_, i) => i < at || i >= at + size).ToList();
                    if (Try(failed, smallest.Plan with { Actions = actions }, ref tries) is { } run)
                    {
                        smallest = run;
                        isSmaller = true;
                        at--;
                    }
                }
            }
        }

        return Calmer(smallest, ref tries);
    }

    private static Run Calmer(Run smallest, ref int tries)
    {
        foreach (
            var calm in new Func<Plan, Plan>[]
            {
                plan => plan with { PreemptionPercent = 0 },
                plan => plan with { Latencies = 0 },
                plan => plan with { Outbox = 1000 },
                plan => plan with { IsShortNews = false },
                plan => plan with { IsShortReplay = false },
                plan => plan with { RefusesLogOffInInteraction = false },
                plan => plan with { StartInactive = false },
                plan => plan with { ReconciliationInterval = null },
                plan => plan with { LogOffOrphans = true },
                plan => plan with { WrapUpBlocks = true },
                plan => plan with { Agents = plan.Actions.All(action => action.Agent == 0) ? 1 : plan.Agents },
            }
        )
        {
            var plan = calm(smallest.Plan);
            if (plan != smallest.Plan && Try(smallest, plan, ref tries) is { } run)
            {
                smallest = run;
            }
        }

        return smallest;
    }

    private static Run? Try(Run failed, Plan plan, ref int tries)
    {
        for (var i = 0; i < Interleavings; i++)
        {
            tries++;
            var run = Run.Of(i == 0 ? plan : plan with { Interleaving = plan.Interleaving + (ulong)i });
            if (run.Broken?.Rule == failed.Broken!.Rule)
            {
                return run;
            }

            if (plan.PreemptionPercent == 0 && plan.Agents == 1)
            {
                break;
            }
        }

        return null;
    }
}
