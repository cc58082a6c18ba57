using System.Diagnostics;
using System.Globalization;

namespace His.CrashTests;

/// <summary>
/// One HIS, one switch and some agents, round after round: each agent does something, the disruption comes in the middle of it, everybody comes
/// back, and what was promised is looked for.
/// </summary>
internal sealed class Worker(int seed, int number, Statistics statistics) : IDisposable
{
    private const int Agents = 6;

    /// <summary>So many rounds, and the folder is a new one: a journal that grows for ever makes each start slower than the one before.</summary>
    private const int RoundsOfAFolder = 250;

    private readonly Dictionary<AgentAction, double> _measured = new()
    {
        [AgentAction.Login] = 15,
        [AgentAction.Logout] = 60,
        [AgentAction.Resume] = 5,
    };
    private readonly List<string> _notes = [];
    private readonly Stopwatch _clock = new();
    private Random _chance = new(seed);
    private TestEnvironment _environment = new();
    private Agent[] _agents = [];
    private PromiseChecks _checks = null!;

    /// <summary>Plays the rounds whose turn it is, until none is left or one has failed.</summary>
    /// <param name="next">The number of the next round; negative when there is none.</param>
    public async Task PlayAsync(Func<int> next)
    {
        for (var played = 0; next() is var round and >= 0; played++)
        {
            if (played % RoundsOfAFolder == 0)
            {
                await MoveAsync();
            }

            _chance = new Random(HashCode.Of(seed, number, played));
            lock (_notes)
            {
                _notes.Clear();
            }

            _clock.Restart();
            try
            {
                await PlayOneAsync();
            }
            catch (Exception wrong)
            {
                throw new InvalidOperationException(await StoryAsync(round, wrong), wrong);
            }
        }

        await VerifyAsync();
    }

    public void Dispose()
    {
        foreach (var agent in _agents)
        {
            agent.Dispose();
        }

        _environment.Dispose();
    }

    private async Task MoveAsync()
    {
        if (_agents.Length > 0)
        {
            await VerifyAsync();
            Dispose();
            _environment = new TestEnvironment();
        }

        _agents =
        [
            .. Enumerable.Range(100_001, Agents).Select(id => new Agent(id.ToString(CultureInfo.InvariantCulture), _environment, Note)),
        ];
        await _environment.StartSwitchAsync();
        await _environment.StartHisAsync();
        _checks = new PromiseChecks(_environment, _agents, statistics);
    }

    /// <summary>As an operator does it, on the folder of a HIS that runs.</summary>
    private async Task VerifyAsync()
    {
        var (exitCode, said) = await HisProcess.RunAsync("journal", "verify", $"--His:DataDirectory={_environment.Folder}");
        if (exitCode != 0)
        {
            throw new BrokenPromiseException(said);
        }
    }

    private async Task PlayOneAsync()
    {
        // Who does what, and when.
        var plan = new Dictionary<Agent, (AgentAction Action, double After)>();
        foreach (var agent in _agents)
        {
            var action =
                agent.Session is null ? AgentAction.Login
                : _chance.Next(10) < 6 ? AgentAction.Logout
                : AgentAction.Resume;
            if (action is AgentAction.Logout && _chance.Next(2) == 0)
            {
                await agent.GoReadyAsync();
            }

            plan[agent] = (action, _chance.NextDouble() * 15);
        }

        var disruption = Disruptions.Draw(_chance);
        var (aimedAt, (aimedAct, aimedAfter)) = plan.ElementAt(_chance.Next(plan.Count));
        var moment =
            aimedAfter + (_measured[aimedAct] * (_chance.Next(3) == 0 ? 0.8 + (_chance.NextDouble() * 0.3) : _chance.NextDouble() * 1.1));
        Note($"{disruption} after {moment:0.0} ms, aimed at the {aimedAct} of {aimedAt.Id}");

        // They do it, and the disruption comes.
        var begun = Stopwatch.GetTimestamp();
        var actions = plan.Select(it =>
                Task.Run(async () =>
                {
                    await Disruptions.AtAsync(begun, it.Value.After);
                    Note($"{it.Key.Id}: {it.Value.Action}");
                    await it.Key.DoAsync(it.Value.Action);
                })
            )
            .ToList();
        await Disruptions.AtAsync(begun, moment);
        Note($"{disruption} now");
        await new Disruptions(_environment, _agents, _chance).CarryOutAsync(disruption);
        await TestTimeout.Wait(Task.WhenAll(actions), "everybody to have an answer or none");
        foreach (var (agent, (action, _)) in plan.Where(it => it.Key.Unanswered is null))
        {
            _measured[action] = (_measured[action] * 0.8) + (0.2 * Math.Clamp(agent.Took.TotalMilliseconds, 1, 300));
        }

        if (disruption is Disruption.KillHis or Disruption.KillBoth)
        {
            await _checks.WhileHisIsDeadAsync(disruption, plan.ToDictionary(it => it.Key, it => it.Value.Action));
            if (disruption is Disruption.KillBoth)
            {
                await _environment.StartSwitchAsync();
            }

            await _environment.StartHisAsync();
        }

        // Everybody comes back, some late, and what was promised is so.
        var late = _agents.Where(it => it.Unanswered is AgentAction.Login && _chance.Next(3) == 0).ToHashSet();
        await TestTimeout.Wait(
            Task.WhenAll(
                _agents.Select(agent =>
                    Task.Run(async () =>
                    {
                        if (late.Contains(agent))
                        {
                            await _checks.WhoStaysAwayIsInOrOutAsync(agent);
                        }

                        await agent.ComeBackAsync(mayHaveEnded: disruption is Disruption.KillBoth);
                    })
                )
            ),
            "everybody to be back"
        );
        await _checks.AllIsWellAsync(mayHaveEnded: disruption is Disruption.KillBoth);
        statistics.Add($"{disruption}");
    }

    private void Note(string what)
    {
        lock (_notes)
        {
            _notes.Add(string.Create(CultureInfo.InvariantCulture, $"{_clock.Elapsed.TotalMilliseconds, 8:0.0} ms  {what}"));
        }
    }

    private async Task<string> StoryAsync(int round, Exception wrong)
    {
        var (_, journal) = await HisProcess.RunAsync(
            "journal",
            "export",
            "--format",
            "jsonl",
            $"--His:DataDirectory={_environment.Folder}"
        );
        string[] told;
        lock (_notes)
        {
            told = [.. _notes];
        }

        return $"""
            Round {round} of worker {number} with seed {seed}: {wrong.Message}
            {string.Join('\n', told)}
            The end of the journal:
            {string.Join('\n', journal.Split('\n').TakeLast(80))}
            HIS said:
            {string.Join('\n', _environment.His.Said.TakeLast(60))}
            To play it again: eng/kills {round + 1} {seed}
            """;
    }

    /// <summary>The same number everywhere, as the one of the framework is not.</summary>
    private static class HashCode
    {
        public static int Of(int seed, int worker, int round) => unchecked((((seed * 31) + worker) * 1_000_003) + round);
    }
}
