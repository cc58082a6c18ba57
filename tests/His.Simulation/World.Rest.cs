using His.Bus;
using His.Platform;
using His.Sessions;
using His.Sessions.Actor;
using static His.Simulation.Rules;

namespace His.Simulation;

/// <content>What must hold whenever nothing runs, and what must be left in the end: nothing.</content>
internal sealed partial class World
{
    private bool isStrict;

    /// <summary>Whether nothing goes wrong any more.</summary>
    public bool IsSettling { get; private set; }

    /// <summary>Nothing can run until time goes on or something happens.</summary>
    private void LookAtRest()
    {
        for (var agent = 0; agent < Plan.Agents; agent++)
        {
            SessionWitness? live = null;
            foreach (var witness in Witnesses)
            {
                if (witness.Agent == agent && witness.IsLive)
                {
                    Must(live is null, OneOwner, $"{AgentName(agent)} has two sessions");
                    live = witness;
                }
            }

            if (live is not null)
            {
                LookAtRest(live);
            }
        }

        foreach (var link in Links)
        {
            if (link is { IsOver: false, Session: { } session } && link.Life == Life)
            {
                Must(session.IsLive, NothingLeft, $"{link} is open, and its session has ended");
                Must(session.Link != link || session.Workflow.Connection == link, Rules.Resume, $"{link} is open, and its session does not know it");
                Must(session.Link != link || link.LastSent == session.LastSequence, Sequence, $"{link} was sent {link.LastSent} of {session.LastSequence} events");
            }
        }
    }

    private void LookAtRest(SessionWitness live)
    {
        var workflow = live.Workflow;
        if (!workflow.IsTakenUp)
        {
            return; // HIS has just been started, and asks the switch
        }

        Must(workflow.IsAtWork || live.Journaled == live.LastSequence || live.Token is null || Disk.IsUsurped, Rules.Journal, $"{live.LastSequence} events were told, and {live.Journaled} are written");
        Must(!isStrict || workflow.RunningLogout is null, Answered, "a logout runs for ever");
        Must(!live.Model.IsLogoutPending || workflow.IsAtWork || workflow.RunningLogout is not null || live.Model.Ongoing(Plan.WrapUpBlocks) is not null, Later, "nothing is ongoing, and a logout still waits");
        Must(workflow.Core.Sessions.Find(AgentId(live.Agent)) == workflow, OneOwner, $"{AgentName(live.Agent)} has a session that nobody finds");
        foreach (var link in Links)
        {
            if (link.Session == live && !link.IsOver)
            {
                foreach (var asked in link.Unanswered)
                {
                    Must(!asked.IsInTurn || asked.IsRepeat || workflow.RunningLogout is null || workflow.RunningLogout != asked.Running, LoggingOut, $"{asked} waits behind a logout");
                    Must(!asked.IsInTurn || workflow.IsAtWork, Answered, $"{asked} is not answered, and nothing is at work");
                }
            }
        }

        if (!Switch.IsAvailable || Plan.IsShortNews)
        {
            return;
        }

        var truth = Truth(live.Agent);
        var isUnknown = live.Model.Channels.Exists(it => it.Activation == Activation.Unavailable);
        Must(!isStrict || !isUnknown, AnswerIsTruth, "the switch can be asked, and a channel is still unknown");
        var difference = Differs(live, truth, isUnknown);
        if (HasLostNews[live.Agent])
        {
            HasLostNews[live.Agent] = difference is not null || isUnknown || workflow.IsAtWork || workflow.RunningLogout is not null;
            return; // what differs is found by the next comparison
        }

        Must(difference is null, AnswerIsTruth, difference ?? "");
        Must(truth.LoggedOn || isUnknown || workflow.IsAtWork || workflow.RunningLogout is not null || live.Model.Ongoing(Plan.WrapUpBlocks) is not null, BySwitch, $"the switch has logged {AgentName(live.Agent)} off, and the session goes on");
    }

    /// <summary>In what HIS has told of a session something else than the switch has, without marking it as unknown.</summary>
    private static string? Differs(SessionWitness live, SwitchAgentState truth, bool isUnknown)
    {
        var workflow = live.Workflow;
        return !isUnknown && truth.LoggedOn != workflow.Session.IsLoggedOn
            ? $"at the switch {AgentName(live.Agent)} is logged {(truth.LoggedOn ? "on" : "off")}, and HIS does not know"
            : truth.LoggedOn == workflow.Session.IsLoggedOn && (truth.LoggedOn || (!workflow.IsAtWork && workflow.RunningLogout is null))
            ? Differs(live.Model, truth)
            : null;
    }

    private static string? Differs(Model told, SwitchAgentState truth)
    {
        foreach (var channel in truth.Channels)
        {
            if (told.Find(channel.Id) is not { } known || known.Activation == Activation.Unavailable)
            {
                continue;
            }

            if (known.Activation != (channel.IsActive ? Activation.Active : Activation.Inactive) || known.AgentState != channel.AgentState)
            {
                return $"{channel.Id} is told to be {known.Activation} {known.AgentState}, and is {channel}";
            }

            var there = 0;
            foreach (var interaction in truth.Interactions)
            {
                if (interaction.ChannelId != channel.Id)
                {
                    continue;
                }

                there++;
                var mine = known.Find(interaction.Id);
                if (mine?.State != interaction.State || mine.Consultation?.State != interaction.Consultation?.State || mine.Consultation?.Party != interaction.Consultation?.Party)
                {
                    return $"{interaction.Id} is told to be {mine?.State} with {mine?.Consultation}, and is {interaction.State} with {interaction.Consultation}";
                }
            }

            if (known.Interactions.Count != there)
            {
                return $"{known.Interactions.Count} interactions are told on {channel.Id}, and there are {there}";
            }
        }

        return null;
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
            Enumerable.Range(0, Plan.Agents).Select(Attached).OfType<Desk>().ToList().ForEach(CompleteAll);
        }

        LookAfterSettling();
        Leave();
        LookAtTheEnd();
    }

    /// <summary>R15 for those who left while nothing went wrong, before a kill or without one: the whole minute is behind them.</summary>
    private void LookForTheAbsent()
    {
        if (Plan.IsShortNews || Plan.Latencies > 2 || Plan.Acts.Any(act => act.Act is Act.Fault or Act.LoseLink or Act.SwitchReady || act.IsUnheard))
        {
            return;
        }

        foreach (var witness in Witnesses)
        {
            Must(!witness.IsLive || !witness.IsAwayFor(60) || Truth(witness.Agent).Channels.All(it => it.AgentState != AgentState.Ready), Absence, $"{AgentName(witness.Agent)} has been gone for a minute, and is Ready");
        }
    }

    /// <summary>Whoever had asked for a logout before a kill asks what has come of it.</summary>
    private void FetchAnswers()
    {
        foreach (var (desk, asked) in Judge.Owed.ToList())
        {
            var own = new Desk(this, desk.Agent, 2);
            own.Connect(noticedAfter: 0);
            own.Send(asked);
            Drain();
            Must(!own.Link!.Unanswered.Any(), Answered, $"{own}: {asked} was accepted before a kill, and is not answered");
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
                Switch.EndByCustomer(interaction.Id);
            }

            Drain();
            var live = Witnesses.Find(each => each.Agent == agent && each.IsLive);
            var truth = Truth(agent);
            Must(live is not null || !truth.LoggedOn || GhostUntil[agent] > 0, Answered, $"{AgentName(agent)} is logged on at the switch, and has no session");
            if (live is null && !truth.LoggedOn)
            {
                continue;
            }

            var desk = Attached(agent) ?? BringBack(agent, live);
            Must(desk.Session is { IsLive: true }, Answered, $"{desk} has no session, though nothing goes wrong");
            CompleteAll(desk);
        }
    }

    private void CompleteAll(Desk desk)
    {
        foreach (var interaction in desk.Model!.Channels.SelectMany(it => it.Interactions).ToList())
        {
            desk.Ask("interaction.request.complete", interactionId: interaction.Id);
            Drain();
        }
    }

    private Desk? Attached(int agent) =>
        Desks.FirstOrDefault(it => it.Agent == agent && it is { IsThere: true, Session: { IsLive: true } session } && session.Link == it.Link);

    private Desk BringBack(int agent, SessionWitness? live)
    {
        var own = Desks.FirstOrDefault(it => it.Agent == agent && live?.Token is not null && it.Token == live.Token);
        var desk = own ?? Desks[agent * 2];
        if (own is not null)
        {
            own.Resume(own.Token!, noticedAfter: 0);
        }
        else
        {
            desk.LogIn(isOverride: true, Password, noticedAfter: 0);
        }

        Drain();
        return desk;
    }

    private void LookAfterSettling()
    {
        isStrict = true;
        LookAtRest();
        for (var agent = 0; agent < Plan.Agents; agent++)
        {
            var live = Witnesses.Exists(each => each.Agent == agent && each.IsLive);
            Must(live == Truth(agent).LoggedOn, Answered, $"{AgentName(agent)} {(live ? "has a session, and is logged off at the switch" : "is logged on at the switch, and has no session")}");
        }

        foreach (var link in Links)
        {
            if (!link.IsOver && link.Life == Life && link.Unanswered.FirstOrDefault() is { } asked)
            {
                throw Broken(Answered, $"{link}: {asked} was never answered");
            }
        }
    }

    private void Leave()
    {
        for (var agent = 0; agent < Plan.Agents; agent++)
        {
            if (Attached(agent) is not { } desk)
            {
                continue;
            }

            if ((Plan.Farewell >> agent) % 2 == 0)
            {
                var policy = Switch.Settings.Capabilities.LogoutReason;
                var session = desk.Session!;
                desk.Ask("session.request.logout", requestId: desk.NewRequestId(), code: policy.Reasons.Count > 0 ? policy.Reasons[0].Code : null);
                Drain();
                Must(session.IsDisposed && !Truth(agent).LoggedOn, Answered, $"{desk} cannot log out, though nothing goes wrong");
            }
            else
            {
                StayAway(agent, desk, isCalled: (Plan.Farewell >> (agent + 2)) % 2 == 1);
            }
        }

        Pass(TimeSpan.FromSeconds(301));
        foreach (var desk in Desks)
        {
            desk.Vanish(0);
        }
    }

    /// <summary>R15: Not Ready after 20 s, logged out after 300 s, but not while a call is there.</summary>
    private void StayAway(int agent, Desk desk, bool isCalled)
    {
        var session = desk.Session!;
        var call = isCalled ? Switch.OfferInteractionAnyway(AgentId(agent), "phone", "+4950") : null;
        Drain();
        desk.Vanish(0);
        Pass(TimeSpan.FromSeconds(21));
        Must(Truth(agent).Channels.All(it => it.AgentState != AgentState.Ready), Absence, $"{AgentName(agent)} is gone, and Ready");
        Pass(TimeSpan.FromSeconds(290));
        if (call is not null)
        {
            Must(session.IsLive, NoDisposalInAnInteraction, $"{AgentName(agent)} is logged out while a call rings");
            Switch.EndByCustomer(call);
            Pass(TimeSpan.FromSeconds(20));
        }

        Must(session.IsDisposed && !Truth(agent).LoggedOn, Absence, $"{AgentName(agent)} is gone, and still logged on");
    }

    private void LookAtTheEnd()
    {
        Trace.Write($"--- nothing is compared any more");
        Core.Reconciler.Stop();
        Pass(TimeSpan.FromSeconds(601));
        for (var agent = 0; agent < Plan.Agents; agent++)
        {
            Must(!Truth(agent).LoggedOn, Absence, $"{AgentName(agent)} is gone, and still logged on");
        }

        Must(Core.Sessions.Count == 0, NothingLeft, $"{Core.Sessions.Count} sessions are left");
        Must(Life.Alarms == 0, NothingLeft, $"{Life.Alarms} alarms are set");
        Must(Core.IdempotencyCache.Count == 0, NothingLeft, $"{Core.IdempotencyCache.Count} answers are left");
        Core.ResumeTokens.Find(new ResumeParams { ResumeToken = "", LastSequence = 0 }); // old ones are dropped in passing
        Must(Core.ResumeTokens.Count == 0, NothingLeft, $"{Core.ResumeTokens.Count} tokens are left");
        Must(Life.Waiting.Count == 0, NothingLeft, "work is left");
        foreach (var record in Disk.Written)
        {
            Must(record.Ended is not null, NothingLeft, $"{record.Id} has ended, and is written as if it had not");
        }
    }
}
