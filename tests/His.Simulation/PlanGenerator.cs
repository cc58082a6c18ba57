using His.Platform.Simulator;
using His.Simulation.Actions;

namespace His.Simulation;

/// <summary>
/// Draws the plan of a seed. Each seed prefers some kinds of actions and leaves out others, so that all seeds together see more than
/// if each saw a little of everything.
/// </summary>
internal sealed class PlanGenerator
{
    private readonly Chance _chance;
    private readonly List<PlanAction> _actions = [];
    private readonly int _latencies;
    private int _at;

    private PlanGenerator(Chance chance) => (this._chance, _latencies) = (chance, chance.Below(5));

    public static Plan Draw(ulong seed) => new PlanGenerator(new Chance(seed)).DrawPlan(seed);

    private Plan DrawPlan(ulong seed)
    {
        var agents = _chance.Percent(60) ? 1 : 2;
        Begin(agents);
        Work(agents);

        // Where nothing is compared, and every event comes: what is found without.
        TimeSpan? compareEvery = _chance.Below(10) switch
        {
            < 4 => null,
            < 6 => TimeSpan.FromSeconds(7),
            < 8 => TimeSpan.FromMinutes(1),
            _ => TimeSpan.FromDays(1), // so at the start alone, and where a link is back
        };
        if (compareEvery is not null && _chance.Percent(50))
        {
            LoseEvents();
        }

        return new Plan
        {
            Seed = seed,
            Actions = _actions,
            Interleaving = _chance.Next(),
            PreemptionPercent = _chance.Of<int>([0, 5, 20, 50, 80]),
            Latencies = _latencies,
            Agents = agents,
            WrapUpBlocks = _chance.Percent(80),
            StartInactive = _chance.Percent(12),
            IsShortReplay = _chance.Percent(15),
            IsShortNews = _chance.Percent(5),
            RefusesLogOffInInteraction = _chance.Percent(20),
            MayLogOutLater = _chance.Percent(70),
            ReconciliationInterval = compareEvery,
            LogOffOrphans = _chance.Percent(85),
            Storage = _chance.Of<int>([0, 0, 1, 1, 2]),
            Outbox = _chance.Percent(15) ? _chance.Between(8, 20) : 1000,
            EndingBits = _chance.Below(32),
        };
    }

    private void LoseEvents()
    {
        for (var i = 0; i < _actions.Count; i++)
        {
            _actions[i] =
                _actions[i] is SwitchAction { CanBeUnheard: true } happens && _chance.Percent(50)
                    ? happens with
                    {
                        IsUnheard = true,
                    }
                    : _actions[i];
        }
    }

    /// <summary>Everybody logs in.</summary>
    private void Begin(int agents)
    {
        if (_chance.Percent(25))
        {
            Add(new ChangeDeactivation(IsPossible: false));
        }

        if (_chance.Percent(35))
        {
            Add(ActionDraws.Policy(_chance));
        }

        for (var agent = 0; agent < agents; agent++)
        {
            Add(ActionDraws.LogIn(_chance), agent);
            if (_chance.Percent(75))
            {
                Add(ActionDraws.ReadyAll(_chance) with { At = _chance.Below(3) }, agent);
            }
        }
    }

    private void Work(int agents)
    {
        var share = _chance.Of<int>([10, 30, 55]);
        var preferred = ActionProfiles.All.Where(_ => _chance.Percent(share)).ToArray();
        if (preferred.Length == 0)
        {
            preferred = ActionProfiles.All;
        }

        for (var left = _chance.Between(3, _chance.Percent(20) ? 40 : 16); left > 0; left--)
        {
            _at += Gap();
            var draw =
                _chance.Percent(1) ? ActionDraws.Kill
                : _chance.Percent(15) ? ActionDraws.LogOut
                : _chance.Of<Func<Chance, PlanAction>>(preferred[_chance.Below(preferred.Length)]);
            var (agent, client) = (_chance.Below(agents), _chance.Percent(88) ? 0 : 1);
            var action = draw(_chance);
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
        action = action with { At = _at + action.At, Agent = agent };
        _actions.Add(action is ClientAction its ? its with { Client = client } : action);
    }

    /// <summary>What often comes after: a client that vanished comes back, a link that was lost returns, what was asked is asked again.</summary>
    private void Follow(PlanAction before, int agent, int client)
    {
        if (before is LogOut { WhenPossible: false } or SwitchLogsOff or OrderLogout && _chance.Percent(40))
        {
            _at += Gap();
            Add(ActionDraws.LogIn(_chance), agent, client);
            Add(ActionDraws.ReadyAll(_chance), agent, client);
        }
        else if (ActionProfiles.After(before, _chance) is { } next)
        {
            _at += Gap();
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
        if (_chance.Percent(40))
        {
            // If the switch cannot be asked either, nothing is known any more.
            Add(new InjectFault(new Fault(SwitchOperation.Ask, ActionDraws.Behaviour(_chance), Times: fault.Times)), agent);
        }

        _at += _chance.Percent(80) ? 0 : Gap();
        if (_chance.Percent(95))
        {
            Add(_chance.Of<Func<Chance, PlanAction>>(after)(_chance), agent, client);
        }
    }

    /// <summary>Most commands are possible in one state only: what leads to it, mostly.</summary>
    private void Prepare(Func<Chance, PlanAction>[] before, int agent, int client)
    {
        if (!_chance.Percent(75))
        {
            return;
        }

        foreach (var draw in before)
        {
            // Somebody answers, mostly. And mostly the switch is done before what comes next.
            var action = draw(_chance);
            var isAnswered = _chance.Percent(80);
            Add(
                action switch
                {
                    Dial dial when isAnswered => dial with { IsAnswered = true },
                    HandleInteraction handle when isAnswered => handle with { IsAnswered = true },
                    _ => action,
                },
                agent,
                client
            );
            _at += _chance.Percent(20)
                ? Gap()
                : _latencies switch
                {
                    0 => 0,
                    1 => 100,
                    2 => 500,
                    3 => 11_000,
                    _ => 14_000,
                };
        }
    }

    private int Gap() =>
        _chance.Below(100) switch
        {
            < 45 => 0,
            < 65 => _chance.Between(1, 60),
            < 83 => _chance.Between(60, 3000),
            < 91 => _chance.Between(3000, 12_000),
            < 97 => _chance.Between(12_000, 30_000),
            _ => _chance.Between(30_000, 320_000),
        };
}
