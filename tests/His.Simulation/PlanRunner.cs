using His.Simulation.Actions;
using static His.Simulation.RuleIds;

namespace His.Simulation;

/// <summary>Plays the actions of a plan, each at its time, and everything that can happen between them.</summary>
internal sealed class PlanRunner(World world)
{
    private static readonly TimeSpan SlowButSoon = TimeSpan.FromSeconds(2);

    private int _next;

    public void Run()
    {
        var actions = world.Plan.Actions;
        while (true)
        {
            var isDue = _next < actions.Count && actions[_next].At * TimeSpan.TicksPerMillisecond <= world.Clock.Now;
            if (world.Scheduler.Waiting == 0)
            {
                world.Rules.AtRest();
                if (!isDue && !world.Clock.TryNext(out _) && _next == actions.Count)
                {
                    return;
                }

                if (isDue || !MoveOn(actions))
                {
                    if (_next == actions.Count)
                    {
                        return;
                    }

                    Do(actions[_next++]);
                }
            }
            else if (
                world.Plan.PreemptionPercent > 0
                && world.Chance.Percent(world.Plan.PreemptionPercent)
                && (isDue || IsAlarmSoon(actions))
            )
            {
                if (isDue)
                {
                    Do(actions[_next++]);
                }
                else
                {
                    world.Clock.RingNext();
                }
            }
            else
            {
                world.Scheduler.Step();
            }

            world.Scheduler.After();
        }
    }

    /// <summary>Nothing can run: time goes on to the next alarm, or else to the next act. False: it is the act's turn.</summary>
    private bool MoveOn(IReadOnlyList<PlanAction> actions)
    {
        if (_next == actions.Count)
        {
            return false; // what comes now is the end
        }

        var at = actions[_next].At * TimeSpan.TicksPerMillisecond;
        if (world.Clock.TryNext(out var due) && due <= at)
        {
            world.Clock.RingNext();
            return true;
        }

        world.Clock.MoveTo(at);
        return false;
    }

    private bool IsAlarmSoon(IReadOnlyList<PlanAction> actions) =>
        world.Clock.TryNext(out var due)
        && due - world.Clock.Now < SlowButSoon.Ticks
        && (_next == actions.Count || due <= actions[_next].At * TimeSpan.TicksPerMillisecond);

    private void Do(PlanAction action)
    {
        world.Trace.Add('a', _next, action.Agent);
        if (world.Trace.IsWritten)
        {
            world.Trace.Write($"--- {action.Words}");
        }

        Require(action.GetType() != world.Plan.Forbidden, Forbidden, $"{action.GetType().Name} is forbidden");
        action.Execute(world);
    }
}
