using System.Diagnostics;
using System.Globalization;
using His.Server.Storage;

namespace His.Kills.Tests;

/// <summary>What happens to the processes in the middle of a round.</summary>
internal enum Blow
{
    KillHis,
    KillBoth,
    PauseHis,
    PauseSwitch,
    CutClients,
}

/// <summary>
/// One HIS, one switch and some agents, round after round: each agent does something, the blow falls in the middle of it, everybody comes
/// back, and what was promised is looked for.
/// </summary>
internal sealed class Lane(int seed, int number, Tally tally) : IDisposable
{
    private const int Agents = 6;

    /// <summary>So many rounds, and the folder is a new one: a journal that grows for ever makes each start slower than the one before.</summary>
    private const int RoundsOfAFolder = 250;

    private static readonly (Blow Blow, int Weight)[] Blows = [(Blow.KillHis, 50), (Blow.KillBoth, 8), (Blow.PauseHis, 12), (Blow.PauseSwitch, 8), (Blow.CutClients, 22)];

    private readonly Dictionary<Act, double> measured = new() { [Act.Login] = 15, [Act.Logout] = 60, [Act.Resume] = 5 };
    private readonly List<string> notes = [];
    private readonly Stopwatch clock = new();
    private Random chance = new(seed);
    private Site site = new();
    private Agent[] agents = [];
    private long journalBefore;

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

            chance = new Random(HashCode.Of(seed, number, played));
            lock (notes)
            {
                notes.Clear();
            }

            clock.Restart();
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
        foreach (var agent in agents)
        {
            agent.Dispose();
        }

        site.Dispose();
    }

    private async Task MoveAsync()
    {
        if (agents.Length > 0)
        {
            await VerifyAsync();
            Dispose();
            site = new Site();
        }

        agents = [.. Enumerable.Range(100_001, Agents).Select(id => new Agent(id.ToString(CultureInfo.InvariantCulture), site, Note))];
        await site.StartSwitchAsync();
        await site.StartHisAsync();
        journalBefore = 0;
    }

    /// <summary>As an operator does it, on the folder of a HIS that runs.</summary>
    private async Task VerifyAsync()
    {
        var (exitCode, said) = await Machine.RunAsync("journal", "verify", $"--His:Data={site.Folder}");
        if (exitCode != 0)
        {
            throw new BrokenPromiseException(said);
        }
    }

    private async Task PlayOneAsync()
    {
        // Who does what, and when.
        var plan = new Dictionary<Agent, (Act Act, double After)>();
        foreach (var agent in agents)
        {
            var act = agent.Session is null ? Act.Login : chance.Next(10) < 6 ? Act.Logout : Act.Resume;
            if (act is Act.Logout && chance.Next(2) == 0)
            {
                await agent.GoReadyAsync();
            }

            plan[agent] = (act, chance.NextDouble() * 15);
        }

        var blow = Draw();
        var (aimedAt, (aimedAct, aimedAfter)) = plan.ElementAt(chance.Next(plan.Count));
        var falls = aimedAfter + (measured[aimedAct] * (chance.Next(3) == 0 ? 0.8 + (chance.NextDouble() * 0.3) : chance.NextDouble() * 1.1));
        Note($"{blow} after {falls:0.0} ms, aimed at the {aimedAct} of {aimedAt.Id}");

        // They do it, and the blow falls.
        var begun = Stopwatch.GetTimestamp();
        var acts = plan.Select(it => Task.Run(async () =>
        {
            await AtAsync(begun, it.Value.After);
            Note($"{it.Key.Id}: {it.Value.Act}");
            await it.Key.DoAsync(it.Value.Act);
        })).ToList();
        await AtAsync(begun, falls);
        await FallAsync(blow);
        await Patience.Wait(Task.WhenAll(acts), "everybody to have an answer or none");
        foreach (var (agent, (act, _)) in plan.Where(it => it.Key.Unanswered is null))
        {
            measured[act] = (measured[act] * 0.8) + (0.2 * Math.Clamp(agent.Took.TotalMilliseconds, 1, 300));
        }

        if (blow is Blow.KillHis or Blow.KillBoth)
        {
            await WhileHisIsDeadAsync(blow, plan.ToDictionary(it => it.Key, it => it.Value.Act));
            if (blow is Blow.KillBoth)
            {
                await site.StartSwitchAsync();
            }

            await site.StartHisAsync();
        }

        // Everybody comes back, some late, and what was promised is so.
        var late = agents.Where(it => it.Unanswered is Act.Login && chance.Next(3) == 0).ToHashSet();
        await Patience.Wait(
            Task.WhenAll(agents.Select(agent => Task.Run(async () =>
            {
                if (late.Contains(agent))
                {
                    await WhoStaysAwayIsInOrOutAsync(agent);
                }

                await agent.ComeBackAsync(mayHaveEnded: blow is Blow.KillBoth);
            }))),
            "everybody to be back");
        await AllIsWellAsync(mayHaveEnded: blow is Blow.KillBoth);
        tally.Add($"{blow}");
    }

    private async Task FallAsync(Blow blow)
    {
        Note($"{blow} now");
        switch (blow)
        {
            case Blow.KillHis:
                site.His.Kill();
                await site.His.EndAsync();
                break;
            case Blow.KillBoth:
                site.His.Kill();
                site.Switch.Kill();
                await site.His.EndAsync();
                await site.Switch.EndAsync();
                break;
            case Blow.PauseHis or Blow.PauseSwitch:
                var machine = blow is Blow.PauseHis ? site.His : site.Switch;
                machine.Pause();
                await AtAsync(Stopwatch.GetTimestamp(), 10 + (chance.NextDouble() * 150));
                machine.GoOn();
                break;
            default:
                foreach (var agent in agents.Where(_ => chance.Next(3) > 0))
                {
                    agent.Cut();
                }

                break;
        }
    }

    /// <summary>What HIS has left behind: where it was killed, and what it had answered before.</summary>
    private async Task WhileHisIsDeadAsync(Blow blow, Dictionary<Agent, Act> plan)
    {
        using (var file = StoreFile.OpenToRead(StoreFile.In(site.Folder)))
        {
            StoreReader.Verify(file);
            var ofRound = StoreReader.Read(file, null, null, null).Select(it => it.Entry).Where(it => it.Sequence > journalBefore).ToList();
            foreach (var (agent, act) in plan)
            {
                var written = ofRound.Where(it => it.Agent == agent.Id && (act is Act.Login || it.Session == agent.ActedOn)).Select(it => it.What).ToHashSet(StringComparer.Ordinal);
                var where = act switch
                {
                    Act.Logout => written.Contains("session.event.disposed") ? "all of it kept"
                        : written.Contains("session.logout.noreturn") ? "behind the point of no return"
                        : written.Contains("session.logout.accepted") ? "between the intent and the point of no return" : "before the intent",
                    Act.Login => agent.Unanswered is null ? "answered"
                        : written.Contains("session.event.initialized") ? "kept and not answered"
                        : blow is Blow.KillBoth || !await site.IsAtSwitchAsync(agent.Id) ? "before the switch had the agent" : "between the switch and the store",
                    _ => agent.Unanswered is null ? "answered" : written.Contains("session.request.resume") ? "kept and not answered" : "before it was kept",
                };
                tally.Add($"{act}, {where}");
                if (act is Act.Logout && agent.Unanswered is null && where is not ("all of it kept" or "behind the point of no return"))
                {
                    throw new BrokenPromiseException($"{agent.Id} was told that they are out, and the journal has them {where}.");
                }
            }

            journalBefore = StoreReader.Head(file).Sequence;
        }

        foreach (var agent in agents.Where(_ => blow is Blow.KillHis).Where(it => it.Unanswered is null))
        {
            if (await site.IsAtSwitchAsync(agent.Id) != agent.Session is not null)
            {
                throw new BrokenPromiseException($"{agent.Id} was told that they are {(agent.Session is null ? "out" : "in")}, and at the switch they are not.");
            }
        }
    }

    /// <summary>
    /// A login that nobody goes on with: there is a session, which presence ends; or there is none, and the comparison finds an agent whom
    /// HIS has brought to the switch and knows nothing of, and logs them off there.
    /// </summary>
    private async Task WhoStaysAwayIsInOrOutAsync(Agent agent)
    {
        if ((await site.SessionsAsync()).Contains(agent.Id))
        {
            tally.Add("Login, not gone on with: in");
            return;
        }

        var isOrphan = await site.IsAtSwitchAsync(agent.Id);
        await Patience.Wait(site.IsOutAsync(agent.Id), $"{agent.Id}, who is at the switch and has no session, to be logged off");
        tally.Add($"Login, not gone on with: {(isOrphan ? "logged off at the switch" : "out")}");
    }

    /// <summary>Each agent is in with a session that lives and their client at it, or out at the switch and without one.</summary>
    private async Task AllIsWellAsync(bool mayHaveEnded)
    {
        var patience = Stopwatch.StartNew();
        while (true)
        {
            var sessions = await site.SessionsAsync();
            string? wrong = null;
            foreach (var agent in agents)
            {
                var (session, isIn) = (agent.Session, await site.IsAtSwitchAsync(agent.Id));
                var known = sessions[agent.Id].ToList();
                if (known.Count > 1)
                {
                    throw new BrokenPromiseException($"{agent.Id} has {known.Count} sessions.");
                }

                if (agent.Disorder is { } disorder)
                {
                    throw new BrokenPromiseException(disorder);
                }

                var isWell = session is null ? known.Count == 0 && !isIn : isIn && agent.IsConnected && known is [{ IsConnected: true } it] && it.Session == session;
                wrong ??= isWell ? null : $"{agent.Id} believes in {session ?? "nothing"}, HIS has {(known.Count == 0 ? "nothing" : known[0])}, the switch has them {(isIn ? "in" : "out")}.";
            }

            if (wrong is null)
            {
                return;
            }

            if (patience.Elapsed > Patience.Most)
            {
                throw new BrokenPromiseException(wrong);
            }

            await Task.WhenAll(agents.Select(agent => agent.ComeBackAsync(mayHaveEnded))); // who has been told just now that the session has ended
        }
    }

    private Blow Draw()
    {
        var drawn = chance.Next(Blows.Sum(it => it.Weight));
        return Blows.First(it => (drawn -= it.Weight) < 0).Blow;
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
        lock (notes)
        {
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"{clock.Elapsed.TotalMilliseconds,8:0.0} ms  {what}"));
        }
    }

    private async Task<string> StoryAsync(int round, Exception wrong)
    {
        var (_, journal) = await Machine.RunAsync("journal", "export", "--format", "jsonl", $"--His:Data={site.Folder}");
        string[] told;
        lock (notes)
        {
            told = [.. notes];
        }

        return $"""
            Round {round} of lane {number} with seed {seed}: {wrong.Message}
            {string.Join('\n', told)}
            The end of the journal:
            {string.Join('\n', journal.Split('\n').TakeLast(80))}
            HIS said:
            {string.Join('\n', site.His.Said.TakeLast(60))}
            To play it again: ./test kills {round + 1} {seed}
            """;
    }

    /// <summary>The same number everywhere, as the one of the framework is not.</summary>
    private static class HashCode
    {
        public static int Of(int seed, int lane, int round) => unchecked((((seed * 31) + lane) * 1_000_003) + round);
    }
}
