using His.Platform.Simulator;
using His.Simulation.Actions;

namespace His.Simulation;

/// <summary>
/// Draws the plan of a seed. Each seed prefers some kinds of actions and leaves out others, so that all seeds together see more than
/// if each saw a little of everything.
/// </summary>
internal sealed class PlanGenerator
{
    private readonly Chance chance;
    private readonly List<PlanAction> actions = [];
    private readonly int latencies;
    private int at;

    private PlanGenerator(Chance chance) => (this.chance, latencies) = (chance, chance.Below(5));

    public static Plan Draw(ulong seed) => new PlanGenerator(new Chance(seed)).DrawPlan(seed);

    private Plan DrawPlan(ulong seed)
    {
        var agents = chance.Percent(60) ? 1 : 2;
        Begin(agents);
        Work(agents);

        // Where nothing is compared, and every event comes: what is found without.
        TimeSpan? compareEvery = chance.Below(10) switch
        {
            < 4 => null,
            < 6 => TimeSpan.FromSeconds(7),
            < 8 => TimeSpan.FromMinutes(1),
            _ => TimeSpan.FromDays(1), // so at the start alone, and where a link is back
        };
        if (compareEvery is not null && chance.Percent(50))
        {
            LoseEvents();
        }

        return new Plan
        {
            Seed = seed,
            Actions = actions,
            Interleaving = chance.Next(),
            PreemptionPercent = chance.Of<int>([0, 5, 20, 50, 80]),
            Latencies = latencies,
            Agents = agents,
            WrapUpBlocks = chance.Percent(80),
            StartInactive = chance.Percent(12),
            IsShortReplay = chance.Percent(15),
            IsShortNews = chance.Percent(5),
            RefusesLogOffInInteraction = chance.Percent(20),
            MayLogOutLater = chance.Percent(70),
            ReconciliationInterval = compareEvery,
            LogOffOrphans = chance.Percent(85),
            Storage = chance.Of<int>([0, 0, 1, 1, 2]),
            Outbox = chance.Percent(15) ? chance.Between(8, 20) : 1000,
            EndingBits = chance.Below(32),
        };
    }

    private void LoseEvents()
    {
        for (var i = 0; i < actions.Count; i++)
        {
            actions[i] = actions[i] is SwitchAction { CanBeUnheard: true } happens && chance.Percent(50) ? happens with { IsUnheard = true } : actions[i];
        }
    }

    /// <summary>Everybody logs in.</summary>
    private void Begin(int agents)
    {
        if (chance.Percent(25))
        {
            Add(new ChangeDeactivation(IsPossible: false));
        }

        if (chance.Percent(35))
        {
            Add(ActionProfiles.Policy(chance));
        }

        for (var agent = 0; agent < agents; agent++)
        {
            Add(ActionProfiles.LogIn(chance), agent);
            if (chance.Percent(75))
            {
                Add(ActionProfiles.ReadyAll(chance) with { At = chance.Below(3) }, agent);
            }
        }
    }

    private void Work(int agents)
    {
        var share = chance.Of<int>([10, 30, 55]);
        var preferred = ActionProfiles.All.Where(_ => chance.Percent(share)).ToArray();
        if (preferred.Length == 0)
        {
            preferred = ActionProfiles.All;
        }

        for (var left = chance.Between(3, chance.Percent(20) ? 40 : 16); left > 0; left--)
        {
            at += Gap();
            var draw = chance.Percent(1) ? ActionProfiles.Kill
                : chance.Percent(15) ? ActionProfiles.LogOut
                : chance.Of<Func<Chance, PlanAction>>(preferred[chance.Below(preferred.Length)]);
            var (agent, client) = (chance.Below(agents), chance.Percent(88) ? 0 : 1);
            var action = draw(chance);
            if (action is InjectFault { Fault: var fault })
            {
                GoWrong(fault, agent, client);
            }
            else
            {
                Prepare(action is HandleInteraction { Command: { } command } ? ActionProfiles.Before(command) : [], agent, client);
                Add(action, agent, client);
                Follow(action, agent, client);
            }
        }
    }

    private void Add(PlanAction action, int agent = 0, int client = 0)
    {
        action = action with { At = at + action.At, Agent = agent };
        actions.Add(action is ClientAction its ? its with { Client = client } : action);
    }

    /// <summary>What often comes after: a client that vanished comes back, a link that was lost returns, what was asked is asked again.</summary>
    private void Follow(PlanAction before, int agent, int client)
    {
        if (before is LogOut { WhenPossible: false } or SwitchLogsOff or OrderLogout && chance.Percent(40))
        {
            at += Gap();
            Add(ActionProfiles.LogIn(chance), agent, client);
            Add(ActionProfiles.ReadyAll(chance), agent, client);
        }
        else if (ActionProfiles.After(before, chance) is { } next)
        {
            at += Gap();
            Add(next, agent, client);
        }
    }

    /// <summary>
    /// An operation goes wrong: what makes it possible, the fault, and what brings it about. A fault that is drawn alone hardly ever strikes.
    /// </summary>
    private void GoWrong(Fault fault, int agent, int client)
    {
        var (before, after) = ActionProfiles.SceneOf(fault.Operation);
        Prepare(before, agent, client);
        Add(new InjectFault(fault), agent);
        if (chance.Percent(40))
        {
            // If the switch cannot be asked either, nothing is known any more.
            Add(new InjectFault(new Fault(SwitchOperation.Ask, ActionProfiles.Behaviour(chance), Times: fault.Times)), agent);
        }

        at += chance.Percent(80) ? 0 : Gap();
        if (chance.Percent(95))
        {
            Add(chance.Of<Func<Chance, PlanAction>>(after)(chance), agent, client);
        }
    }

    /// <summary>Most commands are possible in one state only: what leads to it, mostly.</summary>
    private void Prepare(Func<Chance, PlanAction>[] before, int agent, int client)
    {
        if (!chance.Percent(75))
        {
            return;
        }

        foreach (var draw in before)
        {
            // Somebody answers, mostly. And mostly the switch is done before what comes next.
            var action = draw(chance);
            var isAnswered = chance.Percent(80);
            Add(
                action switch
                {
                    Dial dial when isAnswered => dial with { IsAnswered = true },
                    HandleInteraction handle when isAnswered => handle with { IsAnswered = true },
                    _ => action,
                },
                agent,
                client);
            at += chance.Percent(20) ? Gap() : latencies switch { 0 => 0, 1 => 100, 2 => 500, 3 => 11_000, _ => 14_000 };
        }
    }

    private int Gap() => chance.Below(100) switch
    {
        < 45 => 0,
        < 65 => chance.Between(1, 60),
        < 83 => chance.Between(60, 3000),
        < 91 => chance.Between(3000, 12_000),
        < 97 => chance.Between(12_000, 30_000),
        _ => chance.Between(30_000, 320_000),
    };
}
