using System.Diagnostics;
using System.Globalization;
using His.Server.Storage;

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

/// <summary>
/// One HIS, one switch and some agents, round after round: each agent does something, the disruption comes in the middle of it, everybody comes
/// back, and what was promised is looked for.
/// </summary>
internal sealed class Worker(int seed, int number, Statistics statistics) : IDisposable
{
    private const int Agents = 6;

    /// <summary>So many rounds, and the folder is a new one: a journal that grows for ever makes each start slower than the one before.</summary>
    private const int RoundsOfAFolder = 250;

    private static readonly (Disruption Disruption, int Weight)[] Disruptions =
    [
        (Disruption.KillHis, 50),
        (Disruption.KillBoth, 8),
        (Disruption.PauseHis, 12),
        (Disruption.PauseSwitch, 8),
        (Disruption.CutClients, 22),
    ];

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
    private long _journalBefore;

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
        _journalBefore = 0;
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

        var disruption = Draw();
        var (aimedAt, (aimedAct, aimedAfter)) = plan.ElementAt(_chance.Next(plan.Count));
        var moment =
            aimedAfter + (_measured[aimedAct] * (_chance.Next(3) == 0 ? 0.8 + (_chance.NextDouble() * 0.3) : _chance.NextDouble() * 1.1));
        Note($"{disruption} after {moment:0.0} ms, aimed at the {aimedAct} of {aimedAt.Id}");

        // They do it, and the disruption comes.
        var begun = Stopwatch.GetTimestamp();
        var actions = plan.Select(it =>
                Task.Run(async () =>
                {
                    await AtAsync(begun, it.Value.After);
                    Note($"{it.Key.Id}: {it.Value.Action}");
                    await it.Key.DoAsync(it.Value.Action);
                })
            )
            .ToList();
        await AtAsync(begun, moment);
        await DisruptAsync(disruption);
        await TestTimeout.Wait(Task.WhenAll(actions), "everybody to have an answer or none");
        foreach (var (agent, (action, _)) in plan.Where(it => it.Key.Unanswered is null))
        {
            _measured[action] = (_measured[action] * 0.8) + (0.2 * Math.Clamp(agent.Took.TotalMilliseconds, 1, 300));
        }

        if (disruption is Disruption.KillHis or Disruption.KillBoth)
        {
            await WhileHisIsDeadAsync(disruption, plan.ToDictionary(it => it.Key, it => it.Value.Action));
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
                            await WhoStaysAwayIsInOrOutAsync(agent);
                        }

                        await agent.ComeBackAsync(mayHaveEnded: disruption is Disruption.KillBoth);
                    })
                )
            ),
            "everybody to be back"
        );
        await AllIsWellAsync(mayHaveEnded: disruption is Disruption.KillBoth);
        statistics.Add($"{disruption}");
    }

    private async Task DisruptAsync(Disruption disruption)
    {
        Note($"{disruption} now");
        switch (disruption)
        {
            case Disruption.KillHis:
                _environment.His.Kill();
                await _environment.His.EndAsync();
                break;
            case Disruption.KillBoth:
                _environment.His.Kill();
                _environment.Switch.Kill();
                await _environment.His.EndAsync();
                await _environment.Switch.EndAsync();
                break;
            case Disruption.PauseHis or Disruption.PauseSwitch:
                var process = disruption is Disruption.PauseHis ? _environment.His : _environment.Switch;
                process.Pause();
                await AtAsync(Stopwatch.GetTimestamp(), 10 + (_chance.NextDouble() * 150));
                process.GoOn();
                break;
            default:
                foreach (var agent in _agents.Where(_ => _chance.Next(3) > 0))
                {
                    agent.Cut();
                }

                break;
        }
    }

    /// <summary>What HIS has left behind: where it was killed, and what it had answered before.</summary>
    private async Task WhileHisIsDeadAsync(Disruption disruption, Dictionary<Agent, AgentAction> plan)
    {
        using (var file = StoreFile.OpenToRead(StoreFile.PathIn(_environment.Folder)))
        {
            StoreReader.Verify(file);
            var ofRound = StoreReader
                .Read(file, null, null, null)
                .Select(it => it.Entry)
                .Where(it => it.Sequence > _journalBefore)
                .ToList();
            foreach (var (agent, action) in plan)
            {
                var written = ofRound
                    .Where(it => it.Agent == agent.Id && (action is AgentAction.Login || it.Session == agent.ActedOn))
                    .Select(it => it.Action)
                    .ToHashSet(StringComparer.Ordinal);
                var where = action switch
                {
                    AgentAction.Logout => written.Contains("session.event.disposed") ? "all of it kept"
                    : written.Contains("session.logout.committed") ? "behind the point of no return"
                    : written.Contains("session.logout.accepted") ? "between the intent and the point of no return"
                    : "before the intent",
                    AgentAction.Login => agent.Unanswered is null ? "answered"
                    : written.Contains("session.event.initialized") ? "kept and not answered"
                    : disruption is Disruption.KillBoth || !await _environment.IsAtSwitchAsync(agent.Id) ? "before the switch had the agent"
                    : "between the switch and the store",
                    _ => agent.Unanswered is null ? "answered"
                    : written.Contains("session.request.resume") ? "kept and not answered"
                    : "before it was kept",
                };
                statistics.Add($"{action}, {where}");
                if (
                    action is AgentAction.Logout
                    && agent.Unanswered is null
                    && where is not ("all of it kept" or "behind the point of no return")
                )
                {
                    throw new BrokenPromiseException($"{agent.Id} was told that they are out, and the journal has them {where}.");
                }
            }

            _journalBefore = StoreReader.Head(file).Sequence;
        }

        foreach (var agent in _agents.Where(_ => disruption is Disruption.KillHis).Where(it => it.Unanswered is null))
        {
            if (await _environment.IsAtSwitchAsync(agent.Id) != agent.Session is not null)
            {
                throw new BrokenPromiseException(
                    $"{agent.Id} was told that they are {(agent.Session is null ? "out" : "in")}, and at the switch they are not."
                );
            }
        }
    }

    /// <summary>
    /// A login that nobody goes on with: there is a session, which presence ends; or there is none, and the comparison finds an agent whom
    /// HIS has brought to the switch and knows nothing of, and logs them off there.
    /// </summary>
    private async Task WhoStaysAwayIsInOrOutAsync(Agent agent)
    {
        if ((await _environment.SessionsAsync()).Contains(agent.Id))
        {
            statistics.Add("Login, not gone on with: in");
            return;
        }

        var isOrphan = await _environment.IsAtSwitchAsync(agent.Id);
        await TestTimeout.Wait(_environment.IsOutAsync(agent.Id), $"{agent.Id}, who is at the switch and has no session, to be logged off");
        statistics.Add($"Login, not gone on with: {(isOrphan ? "logged off at the switch" : "out")}");
    }

    /// <summary>Each agent is in with a session that lives and their client at it, or out at the switch and without one.</summary>
    private async Task AllIsWellAsync(bool mayHaveEnded)
    {
        var patience = Stopwatch.StartNew();
        while (true)
        {
            var sessions = await _environment.SessionsAsync();
            string? wrong = null;
            foreach (var agent in _agents)
            {
                var (session, isIn) = (agent.Session, await _environment.IsAtSwitchAsync(agent.Id));
                var known = sessions[agent.Id].ToList();
                if (known.Count > 1)
                {
                    throw new BrokenPromiseException($"{agent.Id} has {known.Count} sessions.");
                }

                if (agent.Disorder is { } disorder)
                {
                    throw new BrokenPromiseException(disorder);
                }

                var isWell = session is null
                    ? known.Count == 0 && !isIn
                    : isIn && agent.IsConnected && known is [{ IsConnected: true } it] && it.Session == session;
                wrong ??= isWell
                    ? null
                    : $"{agent.Id} believes in {session ?? "nothing"}, HIS has {(known.Count == 0 ? "nothing" : known[0])}, the switch has them {(isIn ? "in" : "out")}.";
            }

            if (wrong is null)
            {
                return;
            }

            if (patience.Elapsed > TestTimeout.Limit)
            {
                throw new BrokenPromiseException(wrong);
            }

            await Task.WhenAll(_agents.Select(agent => agent.ComeBackAsync(mayHaveEnded))); // who has been told just now that the session has ended
        }
    }

    private Disruption Draw()
    {
        var drawn = _chance.Next(Disruptions.Sum(it => it.Weight));
        return Disruptions.First(it => (drawn -= it.Weight) < 0).Disruption;
    }

    /// <summary>So many milliseconds after a moment, to a part of one.</summary>
    private static async Task AtAsync(long begun, double milliseconds)
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
