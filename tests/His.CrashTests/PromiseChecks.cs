using System.Diagnostics;
using His.Server.Storage;

namespace His.CrashTests;

/// <summary>What was promised is so: in the store that HIS has left behind, at the switch, and for each agent.</summary>
internal sealed class PromiseChecks(TestEnvironment environment, IReadOnlyList<Agent> agents, Statistics statistics)
{
    private long _journalBefore;

    /// <summary>What HIS has left behind: where it was killed, and what it had answered before.</summary>
    public async Task WhileHisIsDeadAsync(Disruption disruption, Dictionary<Agent, AgentAction> plan)
    {
        using (var file = StoreFile.OpenToRead(StoreFile.PathIn(environment.Folder)))
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
                    : disruption is Disruption.KillBoth || !await environment.IsAtSwitchAsync(agent.Id) ? "before the switch had the agent"
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

        foreach (var agent in agents.Where(_ => disruption is Disruption.KillHis).Where(it => it.Unanswered is null))
        {
            if (await environment.IsAtSwitchAsync(agent.Id) != agent.Session is not null)
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
    public async Task WhoStaysAwayIsInOrOutAsync(Agent agent)
    {
        if ((await environment.SessionsAsync()).Contains(agent.Id))
        {
            statistics.Add("Login, not gone on with: in");
            return;
        }

        var isOrphan = await environment.IsAtSwitchAsync(agent.Id);
        await TestTimeout.Wait(environment.IsOutAsync(agent.Id), $"{agent.Id}, who is at the switch and has no session, to be logged off");
        statistics.Add($"Login, not gone on with: {(isOrphan ? "logged off at the switch" : "out")}");
    }

    /// <summary>Each agent is in with a session that lives and their client at it, or out at the switch and without one.</summary>
    public async Task AllIsWellAsync(bool mayHaveEnded)
    {
        var patience = Stopwatch.StartNew();
        while (true)
        {
            var sessions = await environment.SessionsAsync();
            string? wrong = null;
            foreach (var agent in agents)
            {
                var (session, isIn) = (agent.Session, await environment.IsAtSwitchAsync(agent.Id));
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

            await Task.WhenAll(agents.Select(agent => agent.ComeBackAsync(mayHaveEnded))); // who has been told just now that the session has ended
        }
    }
}
