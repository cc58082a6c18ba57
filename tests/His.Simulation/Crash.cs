using His.Persistence;
using His.Sessions.Actor;
using static His.Simulation.RuleIds;

namespace His.Simulation;

/// <summary>A kill of HIS, and its restart on what its disk has kept.</summary>
internal sealed class Crash(World world)
{
    /// <summary>
    /// HIS is killed and started again, on what its disk has kept. The switch knows nothing of it.
    /// </summary>
    public void KillAndRestart()
    {
        world.Instance.Kill();
        world.Scheduler.Posted.Clear();
        var loggingIn = Enumerable.Range(0, world.Plan.Agents).Where(world.IsLoggingIn).ToList();
        var newest = Enumerable
            .Range(0, world.Plan.Agents)
            .Select(agent => world.Oracles.FindLast(each => each.Agent == agent)?.Id)
            .ToList();
        var isSure = world.Disk is { IsDoubtful: false, IsUsurped: false };
        world.Disk.Crash();
        foreach (var oracle in world.Oracles)
        {
            if (oracle.Instance == world.Instance && isSure)
            {
                LookAtWhatIsWritten(oracle);
            }
        }

        foreach (var link in world.Links)
        {
            link.Leave(0);
        }

        foreach (var client in world.Clients)
        {
            client.Vanish(0);
        }

        Array.Clear(world.Supervisor.OrdersUnderWay);
        world.StartInstance();
        var found = world.Core.Store.Sessions();
        world.Responses.Killed(found);
        for (var restart = world.Core.RestoreAsync(); !restart.IsCompleted; )
        {
            world.Instance.RunOne(0);
            world.Scheduler.Count("a restart does not come to its end");
        }

        foreach (var record in found.Where(it => it.Ended is null))
        {
            var agent = World.NumberOf(record.Agent.Id);
            var workflow = world.Core.Sessions.Find(record.Agent.Id);
            Require(workflow is not null && workflow.IdOrNull == record.Id, Answered, $"{record.Id} was written, and does not go on");
            var before = world.Oracles.FindLast(each => each.Id == record.Id);
            var oracle = new SessionOracle(world, workflow!, agent, record, before);
            Require(
                before is null || oracle.Before >= before.LastSequence || record.Logout is { Phase: LogoutPhase.NoReturn },
                Sequence,
                $"{record.Id} has told {before?.LastSequence} events, and goes on from {oracle.Before}"
            );
            world.Oracles.Add(oracle);
            world.Responses.Tokens.GoesOn(oracle, record);
        }

        for (var agent = 0; agent < world.Plan.Agents; agent++)
        {
            // With a full disk, the newest session may be lost, and an older one behind its point of no return goes on.
            if (world.LiveOf(agent) is not { } live || live.Id != newest[agent] || loggingIn.Contains(agent))
            {
                world.AtSwitch.AllowGhost(agent);
            }
        }

        world.Traffic.Forget();
        world.Orphans.Forget();
        world.StartReconciliation();
    }

    /// <summary>What a HIS that was killed had promised is on its disk.</summary>
    private void LookAtWhatIsWritten(SessionOracle killed)
    {
        var record = world.Disk.Find(killed.Id);
        if (killed.Token is not null)
        {
            Require(record is not null, Durable, $"{killed.Id} was logged in, and is not written");
            var hash = ResumeTokens.Hash(killed.Token);
            var isSentAgain =
                killed.UsedToken is { } used
                && ResumeTokens.Hash(used) == record!.UsedTokenHash
                && world.Links.Exists(link => link.Instance == world.Instance && link.Unanswered.Any(each => each.Token == used)); // its answer was lost
            Require(
                killed.IsDisposed || isSentAgain || hash == record!.TokenHash || hash == record.UsedTokenHash,
                Durable,
                $"the client of {killed.Id} has a token that is not written"
            );
        }

        if (killed.IsEndedByLogout)
        {
            if (record is { Ended: { } ended })
            {
                world.Responses.LookAtTheEnd(killed, ended);
            }

            Require(
                record is { Ended: not null } or { Logout.Phase: LogoutPhase.NoReturn },
                Durable,
                $"{killed.Id} was logged out, and that is not written"
            );
        }
        else if (!killed.IsDisposed && record is not null)
        {
            Require(record.Ended is null, Durable, $"{killed.Id} was alive, and is written as ended");
            Require(
                record.Logout is null || killed.RunningLogout is not null,
                Durable,
                $"the logout of {killed.Id} has failed, and is still meant"
            );
        }
    }
}
