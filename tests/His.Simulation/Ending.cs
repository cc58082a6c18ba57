using His.Platform;
using His.Platform.Simulator;
using His.Simulation.Actions;
using static His.Simulation.RuleIds;

namespace His.Simulation;

/// <summary>The end of a run: what must be so when nothing goes wrong any more, and what must be left: nothing.</summary>
internal sealed class Ending(World world)
{
    /// <summary>Whether nothing goes wrong any more.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>Whether nothing may be wrong any more: everything had its time.</summary>
    public bool IsStrict { get; private set; }

    /// <summary>Faults stop, customers go, whoever was away comes back; then everybody leaves, and nothing may be left.</summary>
    public void Run()
    {
        HasBegun = true;
        world.Trace.Write("--- from here on nothing goes wrong any more");
        world.Disk.MakeRoom();
        if (world.Disk.IsUsurped)
        {
            new Crash(world).KillAndRestart();
        }

        world.Switch.Faults.Clear();
        world.Switch.RestoreLink();
        world.Switch.ChangeSettings(new SettingsChange(RefuseLogOffDuringInteraction: false));
        world.Links.ForEach(link => link.IsReading = true);
        world.Scheduler.Pass(TimeSpan.FromSeconds(40));
        world.Switch.RestoreLink(); // what was at work at the first look is over: this one sees all that is not as it should be
        world.Scheduler.Pass(TimeSpan.FromSeconds(40));
        Array.Clear(world.AtSwitch.HasLostNews); // and has found what differed
        world.Rules.AtRest();
        LookForTheAbsent();
        world.Orphans.LookAtTheEnd();
        FetchAnswers();
        ComeBack();
        world.Scheduler.Pass(TimeSpan.FromSeconds(20));
        if (world.Plan.IsShortNews)
        {
            // The news of an end may have been dropped: what is over was found by asking, and only now.
            Enumerable.Range(0, world.Plan.Agents).Select(Attached).OfType<ClientModel>().ToList().ForEach(CompleteAll);
        }

        LookAfterSettling();
        Leave();
        LookAtTheEnd();
    }

    /// <summary>R15 for those who left while nothing went wrong, before a kill or without one: the whole minute is behind them.</summary>
    private void LookForTheAbsent()
    {
        if (
            world.Plan.IsShortNews
            || world.Plan.Latencies > 2
            || world.Plan.Actions.Any(action =>
                action is InjectFault or LoseLink or SwitchMakesReady or SwitchChangesQueue or SwitchAction { IsUnheard: true }
            )
        )
        {
            return;
        }

        foreach (var oracle in world.Oracles)
        {
            Require(
                !oracle.IsLive || !oracle.IsAwayFor(60) || world.Truth(oracle.Agent).Channels.All(it => it.AgentState != AgentState.Ready),
                Absence,
                $"{World.AgentName(oracle.Agent)} has been gone for a minute, and is Ready"
            );
        }
    }

    /// <summary>Whoever had asked for a logout before a kill asks what has come of it.</summary>
    private void FetchAnswers()
    {
        foreach (var (client, asked) in world.Responses.Owed.ToList())
        {
            var own = new ClientModel(world, client.Agent, 2);
            own.Connect(noticedAfter: 0);
            own.Send(asked);
            world.Scheduler.Drain();
            Require(!own.Link!.Unanswered.Any(), Answered, $"{own}: {asked} was accepted before a kill, and is not answered");
            own.Vanish(0);
            world.Scheduler.Drain();
        }
    }

    private void ComeBack()
    {
        for (var agent = 0; agent < world.Plan.Agents; agent++)
        {
            foreach (var interaction in world.Truth(agent).Interactions)
            {
                world.Switch.Parties.EndByCustomer(interaction.Id);
            }

            world.Scheduler.Drain();
            var live = world.Oracles.Find(each => each.Agent == agent && each.IsLive);
            var truth = world.Truth(agent);
            Require(
                live is not null || !truth.LoggedOn || world.AtSwitch.GhostUntil[agent] > 0,
                Answered,
                $"{World.AgentName(agent)} is logged on at the switch, and has no session"
            );
            if (live is null && !truth.LoggedOn)
            {
                continue;
            }

            var client = Attached(agent) ?? BringBack(agent, live);
            Require(client.Session is { IsLive: true }, Answered, $"{client} has no session, though nothing goes wrong");
            CompleteAll(client);
        }
    }

    private void CompleteAll(ClientModel client)
    {
        foreach (var interaction in client.Model!.Channels.SelectMany(it => it.Interactions).ToList())
        {
            client.Ask("interaction.request.complete", interactionId: interaction.Id);
            world.Scheduler.Drain();
        }
    }

    private ClientModel? Attached(int agent) =>
        world.Clients.FirstOrDefault(it =>
            it.Agent == agent && it is { IsThere: true, Session: { IsLive: true } session } && session.Link == it.Link
        );

    private ClientModel BringBack(int agent, SessionOracle? live)
    {
        var own = world.Clients.FirstOrDefault(it => it.Agent == agent && live?.Token is not null && it.Token == live.Token);
        var client = own ?? world.Clients[agent * 2];
        if (own is not null)
        {
            own.Resume(own.Token!, noticedAfter: 0);
        }
        else
        {
            client.LogIn(isOverride: true, World.Password, noticedAfter: 0);
        }

        world.Scheduler.Drain();
        return client;
    }

    private void LookAfterSettling()
    {
        IsStrict = true;
        world.Rules.AtRest();
        for (var agent = 0; agent < world.Plan.Agents; agent++)
        {
            var live = world.Oracles.Exists(each => each.Agent == agent && each.IsLive);
            Require(
                live == world.Truth(agent).LoggedOn,
                Answered,
                $"{World.AgentName(agent)} {(live ? "has a session, and is logged off at the switch" : "is logged on at the switch, and has no session")}"
            );
        }

        foreach (var link in world.Links)
        {
            if (!link.IsOver && link.Instance == world.Instance && link.Unanswered.FirstOrDefault() is { } asked)
            {
                throw Broken(Answered, $"{link}: {asked} was never answered");
            }
        }
    }

    private void Leave()
    {
        for (var agent = 0; agent < world.Plan.Agents; agent++)
        {
            if (Attached(agent) is not { } client)
            {
                continue;
            }

            if ((world.Plan.EndingBits >> agent) % 2 == 0)
            {
                var policy = world.Switch.Settings.Capabilities.LogoutReason;
                var session = client.Session!;
                client.Ask(
                    "session.request.logout",
                    requestId: client.NewRequestId(),
                    code: policy.Reasons.Count > 0 ? policy.Reasons[0].Code : null
                );
                world.Scheduler.Drain();
                Require(
                    session.IsDisposed && !world.Truth(agent).LoggedOn,
                    Answered,
                    $"{client} cannot log out, though nothing goes wrong"
                );
            }
            else
            {
                StayAway(agent, client, isCalled: (world.Plan.EndingBits >> (agent + 2)) % 2 == 1);
            }
        }

        world.Scheduler.Pass(TimeSpan.FromSeconds(301));
        foreach (var client in world.Clients)
        {
            client.Vanish(0);
        }
    }

    /// <summary>R15: Not Ready after 20 s, logged out after 300 s, but not while a call is there.</summary>
    private void StayAway(int agent, ClientModel client, bool isCalled)
    {
        var session = client.Session!;
        var call = isCalled ? world.Switch.Parties.OfferInteractionAnyway(World.AgentId(agent), "phone", "+4950") : null;
        world.Scheduler.Drain();
        client.Vanish(0);
        world.Scheduler.Pass(TimeSpan.FromSeconds(21));
        Require(
            world.Truth(agent).Channels.All(it => it.AgentState != AgentState.Ready),
            Absence,
            $"{World.AgentName(agent)} is gone, and Ready"
        );
        world.Scheduler.Pass(TimeSpan.FromSeconds(290));
        if (call is not null)
        {
            Require(session.IsLive, NoDisposalInAnInteraction, $"{World.AgentName(agent)} is logged out while a call rings");
            world.Switch.Parties.EndByCustomer(call);
            world.Scheduler.Pass(TimeSpan.FromSeconds(20));
        }

        Require(session.IsDisposed && !world.Truth(agent).LoggedOn, Absence, $"{World.AgentName(agent)} is gone, and still logged on");
    }

    private void LookAtTheEnd()
    {
        world.Trace.Write($"--- nothing is compared any more");
        world.Core.Reconciler.Stop();
        world.Scheduler.Pass(TimeSpan.FromSeconds(601));
        world.Rules.AtEnd();
    }
}
