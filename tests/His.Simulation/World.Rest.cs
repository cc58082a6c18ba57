using His.Bus;
using His.Platform;
using His.Sessions;
using His.Sessions.Actor;
using His.Simulation.Actions;
using static His.Simulation.RuleIds;

namespace His.Simulation;

/// <content>What must hold whenever nothing runs, and what must be left in the end: nothing.</content>
internal sealed partial class World
{
    /// <summary>Whether nothing goes wrong any more.</summary>
    public bool IsSettling { get; private set; }

    /// <summary>Whether nothing may be wrong any more: everything had its time.</summary>
    public bool IsStrict { get; private set; }

    /// <summary>Whether sessions can be held against the switch now.</summary>
    public bool CanCompare => Switch.IsAvailable && !Plan.IsShortNews;

    /// <summary>Nothing can run until time goes on or something happens.</summary>
    private void LookAtRest()
    {
        for (var agent = 0; agent < Plan.Agents; agent++)
        {
            SessionOracle? live = null;
            foreach (var oracle in Oracles)
            {
                if (oracle.Agent == agent && oracle.IsLive)
                {
                    Require(live is null, OneOwner, $"{AgentName(agent)} has two sessions");
                    live = oracle;
                }
            }

            if (live is { IsRestored: true })
            {
                Require(
                    Core.Sessions.Find(AgentId(agent)) is { } found && live.IsOf(found),
                    OneOwner,
                    $"{AgentName(agent)} has a session that nobody finds"
                );
                Rules.AtRest(live);
            }
        }

        foreach (var link in Links)
        {
            if (link is { IsOver: false, Session: not null } && link.Instance == Instance)
            {
                Rules.AtRest(link);
            }
        }
    }

    /// <summary>Faults stop, customers go, whoever was away comes back; then everybody leaves, and nothing may be left.</summary>
    private void Settle()
    {
        IsSettling = true;
        Trace.Write("--- from here on nothing goes wrong any more");
        Disk.MakeRoom();
        if (Disk.IsUsurped)
        {
            Kill();
        }

        Switch.Faults.Clear();
        Switch.RestoreLink();
        Switch.ChangeSettings(new Platform.Simulator.SettingsChange(RefuseLogOffDuringInteraction: false));
        Links.ForEach(link => link.IsReading = true);
        Pass(TimeSpan.FromSeconds(40));
        Switch.RestoreLink(); // what was at work at the first look is over: this one sees all that is not as it should be
        Pass(TimeSpan.FromSeconds(40));
        Array.Clear(HasLostNews); // and has found what differed
        LookAtRest();
        LookForTheAbsent();
        LookForOrphans();
        FetchAnswers();
        ComeBack();
        Pass(TimeSpan.FromSeconds(20));
        if (Plan.IsShortNews)
        {
            // The news of an end may have been dropped: what is over was found by asking, and only now.
            Enumerable.Range(0, Plan.Agents).Select(Attached).OfType<ClientModel>().ToList().ForEach(CompleteAll);
        }

        LookAfterSettling();
        Leave();
        LookAtTheEnd();
    }

    /// <summary>R15 for those who left while nothing went wrong, before a kill or without one: the whole minute is behind them.</summary>
    private void LookForTheAbsent()
    {
        if (
            Plan.IsShortNews
            || Plan.Latencies > 2
            || Plan.Actions.Any(action =>
                action is InjectFault or LoseLink or SwitchMakesReady or SwitchChangesQueue or SwitchAction { IsUnheard: true }
            )
        )
        {
            return;
        }

        foreach (var oracle in Oracles)
        {
            Require(
                !oracle.IsLive || !oracle.IsAwayFor(60) || Truth(oracle.Agent).Channels.All(it => it.AgentState != AgentState.Ready),
                Absence,
                $"{AgentName(oracle.Agent)} has been gone for a minute, and is Ready"
            );
        }
    }

    /// <summary>Whoever had asked for a logout before a kill asks what has come of it.</summary>
    private void FetchAnswers()
    {
        foreach (var (client, asked) in Responses.Owed.ToList())
        {
            var own = new ClientModel(this, client.Agent, 2);
            own.Connect(noticedAfter: 0);
            own.Send(asked);
            Drain();
            Require(!own.Link!.Unanswered.Any(), Answered, $"{own}: {asked} was accepted before a kill, and is not answered");
            own.Vanish(0);
            Drain();
        }
    }

    private void ComeBack()
    {
        for (var agent = 0; agent < Plan.Agents; agent++)
        {
            foreach (var interaction in Truth(agent).Interactions)
            {
                Switch.Parties.EndByCustomer(interaction.Id);
            }

            Drain();
            var live = Oracles.Find(each => each.Agent == agent && each.IsLive);
            var truth = Truth(agent);
            Require(
                live is not null || !truth.LoggedOn || GhostUntil[agent] > 0,
                Answered,
                $"{AgentName(agent)} is logged on at the switch, and has no session"
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
            Drain();
        }
    }

    private ClientModel? Attached(int agent) =>
        Clients.FirstOrDefault(it =>
            it.Agent == agent && it is { IsThere: true, Session: { IsLive: true } session } && session.Link == it.Link
        );

    private ClientModel BringBack(int agent, SessionOracle? live)
    {
        var own = Clients.FirstOrDefault(it => it.Agent == agent && live?.Token is not null && it.Token == live.Token);
        var client = own ?? Clients[agent * 2];
        if (own is not null)
        {
            own.Resume(own.Token!, noticedAfter: 0);
        }
        else
        {
            client.LogIn(isOverride: true, Password, noticedAfter: 0);
        }

        Drain();
        return client;
    }

    private void LookAfterSettling()
    {
        IsStrict = true;
        LookAtRest();
        for (var agent = 0; agent < Plan.Agents; agent++)
        {
            var live = Oracles.Exists(each => each.Agent == agent && each.IsLive);
            Require(
                live == Truth(agent).LoggedOn,
                Answered,
                $"{AgentName(agent)} {(live ? "has a session, and is logged off at the switch" : "is logged on at the switch, and has no session")}"
            );
        }

        foreach (var link in Links)
        {
            if (!link.IsOver && link.Instance == Instance && link.Unanswered.FirstOrDefault() is { } asked)
            {
                throw Broken(Answered, $"{link}: {asked} was never answered");
            }
        }
    }

    private void Leave()
    {
        for (var agent = 0; agent < Plan.Agents; agent++)
        {
            if (Attached(agent) is not { } client)
            {
                continue;
            }

            if ((Plan.EndingBits >> agent) % 2 == 0)
            {
                var policy = Switch.Settings.Capabilities.LogoutReason;
                var session = client.Session!;
                client.Ask(
                    "session.request.logout",
                    requestId: client.NewRequestId(),
                    code: policy.Reasons.Count > 0 ? policy.Reasons[0].Code : null
                );
                Drain();
                Require(session.IsDisposed && !Truth(agent).LoggedOn, Answered, $"{client} cannot log out, though nothing goes wrong");
            }
            else
            {
                StayAway(agent, client, isCalled: (Plan.EndingBits >> (agent + 2)) % 2 == 1);
            }
        }

        Pass(TimeSpan.FromSeconds(301));
        foreach (var client in Clients)
        {
            client.Vanish(0);
        }
    }

    /// <summary>R15: Not Ready after 20 s, logged out after 300 s, but not while a call is there.</summary>
    private void StayAway(int agent, ClientModel client, bool isCalled)
    {
        var session = client.Session!;
        var call = isCalled ? Switch.Parties.OfferInteractionAnyway(AgentId(agent), "phone", "+4950") : null;
        Drain();
        client.Vanish(0);
        Pass(TimeSpan.FromSeconds(21));
        Require(Truth(agent).Channels.All(it => it.AgentState != AgentState.Ready), Absence, $"{AgentName(agent)} is gone, and Ready");
        Pass(TimeSpan.FromSeconds(290));
        if (call is not null)
        {
            Require(session.IsLive, NoDisposalInAnInteraction, $"{AgentName(agent)} is logged out while a call rings");
            Switch.Parties.EndByCustomer(call);
            Pass(TimeSpan.FromSeconds(20));
        }

        Require(session.IsDisposed && !Truth(agent).LoggedOn, Absence, $"{AgentName(agent)} is gone, and still logged on");
    }

    private void LookAtTheEnd()
    {
        Trace.Write($"--- nothing is compared any more");
        Core.Reconciler.Stop();
        Pass(TimeSpan.FromSeconds(601));
        Rules.AtEnd();
    }
}
