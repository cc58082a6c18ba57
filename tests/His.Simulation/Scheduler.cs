using static His.Simulation.RuleIds;

namespace His.Simulation;

/// <summary>Runs what can run, one piece at a time, in an order that the plan's seed decides; after each step the rules are looked at.</summary>
internal sealed class Scheduler(World world)
{
    private const int MaxSteps = 5_000;

    /// <summary>What was posted to the thread of the run, and not to a session.</summary>
    public PendingWork Posted { get; } = new();

    /// <summary>How many steps there were.</summary>
    public int Steps { get; private set; }

    /// <summary>How much can run now.</summary>
    public int Waiting
    {
        get
        {
            var waiting = world.Instance.Waiting.Count + (Posted.Any ? 1 : 0);
            foreach (var link in world.Links)
            {
                waiting += link.HasUnread ? 1 : 0;
            }

            return waiting;
        }
    }

    /// <summary>One of all that can run runs: one piece of a session's work, one message that a client reads, or one thing at the door.</summary>
    public void Step()
    {
        var choice = world.Chance.Below(Waiting);
        if (choice < world.Instance.Waiting.Count)
        {
            world.Trace.Add('s', choice);
            world.Instance.RunOne(choice);
            return;
        }

        choice -= world.Instance.Waiting.Count;
        foreach (var link in world.Links)
        {
            if (link.HasUnread && choice-- == 0)
            {
                link.Read();
                return;
            }
        }

        Posted.RunNext();
    }

    public void After()
    {
        Count("it does not come to rest");
        Require(world.Defects.First is null, Defect, world.Defects.First ?? "");
        world.Telling = null;
        foreach (var oracle in world.Oracles)
        {
            oracle.Look();
        }
    }

    /// <summary>Runs all that can run.</summary>
    public void Drain()
    {
        while (Waiting > 0)
        {
            Step();
            After();
        }

        world.Rules.AtRest();
    }

    /// <summary>Lets time go by.</summary>
    public void Pass(TimeSpan time)
    {
        var end = world.Clock.Now + time.Ticks;
        Drain();
        while (world.Clock.TryNext(out var due) && due <= end)
        {
            world.Clock.RingNext();
            After();
            Drain();
        }

        world.Clock.MoveTo(end);
    }

    /// <summary>One more step; a run that takes too many does not end.</summary>
    public void Count(string problem) => Require(++Steps < MaxSteps, Rest, problem);
}
