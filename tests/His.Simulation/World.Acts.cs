using His.Bus;
using His.Journal;
using His.Persistence;
using His.Platform;
using His.Platform.Simulator;
using His.Sessions;
using His.Sessions.Actor;
using static His.Simulation.Rules;

namespace His.Simulation;

/// <content>What is done to HIS, and at the switch.</content>
internal sealed partial class World
{
    private const string Password = "secret";
    private static readonly string[] Channels = ["phone", "chat", "email"];
    private static readonly PolicyChange[] LogoutPolicies =
    [
        new(ReasonRequirement.None),
        new(ReasonRequirement.Required, FreeText: false, [new("END", "End of shift"), new("BREAK", "Break")]),
        new(ReasonRequirement.Required, FreeText: true, [new("END", "End of shift")]),
        new(ReasonRequirement.Optional, FreeText: true, [new("END", "End of shift")]),
        new(ReasonRequirement.Required, FreeText: false, [new("HOME", "Home")]),
    ];

    private readonly HashSet<(string Session, string Target)> toldOnce = [];
    private const long LongAgo = TimeSpan.TicksPerHour;
    private readonly long[] lastLogOff = [-LongAgo, -LongAgo];
    private int lastNumber;

    /// <summary>How many commands that change a state the switch was told, by agent.</summary>
    public int[] Commands { get; } = new int[2];

    /// <summary>How many log-offs of these, since the agent's last login.</summary>
    public int[] LogOffs { get; } = new int[2];

    /// <summary>When the switch was last told to log off an earlier session of the agent: it may be late.</summary>
    public long[] EarlierLogOff { get; } = [-LongAgo, -LongAgo];

    /// <summary>Whether the switch has logged the agent off by itself.</summary>
    public bool[] IsLoggedOffBySwitch { get; } = new bool[2];

    /// <summary>The causes with which the switch has logged somebody off.</summary>
    public HashSet<SwitchCause> Causes { get; } = [];

    /// <summary>Until when a login that HIS gave up, or did not live to hear of, may still put the agent at the switch; 0 for never.</summary>
    public long[] GhostUntil { get; } = new long[2];

    /// <summary>How often something has happened at the switch by itself.</summary>
    public int Mishaps { get; private set; }

    /// <summary>How often what the platform can do has changed.</summary>
    public int Abilities { get; private set; }

    /// <summary>Which operations of the switch were carried out, well or with a fault.</summary>
    public HashSet<(SwitchOperation Operation, FaultBehaviour? Fault)> Operations { get; } = [];

    /// <summary>How often a policy has changed.</summary>
    public int Policies { get; private set; }

    private void Do(PlannedAct act)
    {
        Trace.Add('a', (int)act.Act, act.Agent);
        Trace.Write($"--- {act.Words}");
        Require(act.Act != Plan.Forbidden, Forbidden, $"{act.Act} is forbidden");
        var client = Clients[(act.Agent * 2) + act.Client];
        var noticed = new[] { 0, 0, 1, 900, 14_000 }[act.C % 5];
        Guid? id = act.C % 2 == 0 ? client.NewRequestId() : null;
        switch (act.Act)
        {
            case Act.LogIn: client.LogIn(isOverride: false, Password, noticed); break;
            case Act.LogInWrongly: client.LogIn(isOverride: false, "wrong", noticed); break;
            case Act.Override: client.LogIn(isOverride: true, Password, noticed); break;
            case Act.Resume when client.Token is { } token: client.Resume(token, noticed, isNameless: act.B % 6 == 0); break;
            case Act.Resume: client.LogIn(isOverride: act.A % 2 == 0, Password, noticed); break;
            case Act.ResumeWithOldToken: client.Resume(client.OldToken ?? "none", noticed); break;
            case Act.ResumeWithGuess: client.Resume("guessed", noticed); break;
            case Act.Vanish: client.Vanish(noticed); break;
            case Act.VanishUnnoticed: client.Vanish(15_000); break;
            case Act.StopReading: SetReading(client, false); break;
            case Act.ReadAgain: SetReading(client, true); break;
            case Act.Logout: client.Ask("session.request.logout", requestId: id); break;
            case Act.LogoutWithReason: client.Ask("session.request.logout", requestId: id, code: Chosen(act.A)); break;
            case Act.LogoutWithText: client.Ask("session.request.logout", requestId: id, text: "bye"); break;
            case Act.Fetch: client.Fetch(noticed); break;
            case Act.LogoutLater: client.Ask("session.request.logout", "\"whenPossible\":true", id, code: act.B % 2 == 0 ? Chosen(act.A) : null); break;
            case Act.CancelLogout: client.Ask("session.request.cancellogout"); break;
            case Act.Order: Order(act); break;
            case Act.CancelOrder when LiveOf(act.Agent) is { } live: Core.SupervisorApi.CancelPendingLogout(live.Id); break;
            case Act.CancelOrder: break;
            case Act.FillDisk: Disk.Fill(); break;
            case Act.MakeRoom: Disk.MakeRoom(); break;
            case Act.Usurp: Disk.Usurp(); break;
            case Act.Plan: client.Ask("session.request.logoutplan"); break;
            case Act.Ping: client.Ask("session.request.ping"); break;
            case Act.Ready: client.Ask("channel.request.ready", requestId: id, channelId: Channel(act.A)); break;
            case Act.NotReady: client.Ask("channel.request.notready", requestId: id, channelId: Channel(act.A), code: act.B % 3 == 0 ? "LUNCH" : null); break;
            case Act.Activate: client.Ask("channelgroup.request.activate", requestId: id, channelId: Channel(act.A)); break;
            case Act.Deactivate: client.Ask("channelgroup.request.deactivate", requestId: id, channelId: Channel(act.A)); break;
            case Act.ReadyAll: client.Ask("channelgroup.request.ready", requestId: id); break;
            case Act.NotReadyAll: client.Ask("channelgroup.request.notready", requestId: id, code: act.B % 3 == 0 ? "LUNCH" : null); break;
            case Act.ActivateAll: client.Ask("channelgroup.request.activateall", requestId: id); break;
            case Act.DeactivateAll: client.Ask("channelgroup.request.deactivateall", requestId: id); break;
            case Act.Dial: Dial(client, Destination(act.B), id); break;
            case Act.Handle: Handle(client, act, id); break;
            case Act.HandleWrongly: HandleWrongly(client, act, id); break;
            case var it when InteractionCommands.Of(it) is { } command: Handle(client, act, id, command); break;
            case Act.SameAgain: client.AskAgain(); break;
            case Act.SameIdOtherwise: client.AskOtherwise(); break;
            case Act.Kill: Kill(); break;
            default: DoAtSwitch(act); break;
        }
    }

    private void DoAtSwitch(PlannedAct act)
    {
        Mishaps++;
        if (act.IsUnheard && Plan.ReconciliationInterval is not null)
        {
            LosesNews(act.Agent);
            Switch.Silently(AgentId(act.Agent), _ => HappensAtSwitch(act));
        }
        else
        {
            HappensAtSwitch(act);
        }
    }

    private void HappensAtSwitch(PlannedAct act)
    {
        var id = AgentId(act.Agent);
        switch (act.Act)
        {
            case Act.Offer: Switch.OfferInteraction(id, (ChannelType)(act.A % 3), "+4930", null); break;
            case Act.OfferAnyway: Switch.OfferInteractionAnyway(id, Channels[act.A % 3], "+4940", null); break;
            case Act.HangUp when Interaction(act) is { } interaction: Switch.EndByCustomer(interaction); break;
            case Act.FarSideAnswers when Interaction(act) is { } interaction: Switch.AnswerByFarSide(interaction); break;
            case Act.AnswerAtTelephone when Interaction(act) is { } interaction: Switch.AcceptByTelephone(interaction); break;
            case Act.SecondPartyAnswers when Consulting(act) is { } interaction: Switch.AnswerBySecondParty(interaction); break;
            case Act.SecondPartyHangsUp when Consulting(act) is { } interaction: Switch.EndBySecondParty(interaction); break;
            case Act.SwitchLogsOn:
                if (Switch.LogInByItself(id))
                {
                    MayBeGhost(act.Agent);
                }

                break;
            case Act.SwitchLogsOff:
                IsLoggedOffBySwitch[act.Agent] |= Truth(act.Agent).LoggedOn;
                Causes.Add((SwitchCause)(act.B % 3));
                Switch.LogOutByItself(id, cause: (SwitchCause)(act.B % 3));
                break;
            case Act.SwitchNotReady: Switch.MakeNotReadyByItself(id); break;
            case Act.SwitchReady: Switch.MakeReadyByItself(id, Channels[act.A % 3]); break;
            case Act.SwitchActivates: Switch.ActivateByItself(id, Channels[act.A % 3]); break;
            case Act.SwitchDeactivates: Switch.DeactivateByItself(id, Channels[act.A % 3]); break;
            case Act.SwitchRepeats:
                HasLostNews[act.Agent] |= HasMissedNews[act.Agent]; // the last news that was heard may be wrong by now
                Switch.TellLastNewsAgain(id);
                break;
            case Act.Fault:
                Switch.Faults.TryAdd(act.Fault!, out _);
                break;
            case Act.LoseLink:
                HasLostLink = true;
                Switch.LoseLink();
                break;
            case Act.RestoreLink: Switch.RestoreLink(); break;
            case Act.SwitchRestarts: RestartSwitch(); break;
            case Act.Policy:
                Policies++;
                Switch.ChangeSettings(new SettingsChange(
                    LogoutReason: act.B % 4 != 0 ? LogoutPolicies[act.A % LogoutPolicies.Length] : null,
                    NotReadyReason: act.B % 4 == 0 ? new PolicyChange(act.A % 2 == 0 ? ReasonRequirement.Required : ReasonRequirement.Optional, false, [new("LUNCH", "Lunch")]) : null));
                break;
            case Act.Deactivation:
                Abilities++;
                Switch.ChangeSettings(new SettingsChange(ChannelDeactivation: act.A % 2 == 1));
                break;
            case Act.WrapUp: Switch.ChangeSettings(new SettingsChange(WrapUp: act.A % 2 == 1)); break;
        }
    }

    /// <summary>The switch forgets everybody, and is there again at once.</summary>
    private void RestartSwitch()
    {
        HasLostLink = true;
        Causes.Add(SwitchCause.SwitchRestart);
        Switch.LoseLink();
        for (var agent = 0; agent < Plan.Agents; agent++)
        {
            IsLoggedOffBySwitch[agent] |= Truth(agent).LoggedOn;
            Switch.LogOutByItself(AgentId(agent), cause: SwitchCause.SwitchRestart);
        }

        Switch.RestoreLink(isAfterRestart: true);
    }

    /// <summary>How often a supervisor has ordered the agent out.</summary>
    public int[] Orders { get; } = new int[2];

    /// <summary>How many of these orders have no answer yet.</summary>
    public int[] OrdersUnderWay { get; } = new int[2];

    public SessionOracle? LiveOf(int agent) => Oracles.FindLast(each => each.Agent == agent && each.IsLive);

    /// <summary>A supervisor logs the agent out.</summary>
    private async void Order(PlannedAct act)
    {
        if (LiveOf(act.Agent) is not { } live)
        {
            return;
        }

        Orders[act.Agent]++;
        OrdersUnderWay[act.Agent]++;
        var reason = act.B % 3 == 0 ? new ReasonGiven { Code = Chosen(act.B) } : null;
        var outcome = await Core.SupervisorApi.LogOutAsync(live.Id, new LogoutOrder(Cause.Supervisor, "carol", reason, (OngoingInteractions)(act.A % 3)));
        OrdersUnderWay[act.Agent]--;
        Trace.Write($"the order for {AgentName(act.Agent)} ends with {outcome?.Failure?.Name ?? "success"}");
        Trace.Add('o', act.Agent, outcome is { IsFailure: true } ? 1 : 0);
        if (outcome is { IsFailure: false, Result: { Pending: false } })
        {
            Require(live.IsDisposed, AnswerOrder, $"an order for {AgentName(act.Agent)} has succeeded, and the session lives");
        }
        else if (outcome is { IsFailure: false })
        {
            Require(live.Model.IsLogoutPending || live.IsDisposed || live.HasWaited, Later, $"an order for {AgentName(act.Agent)} waits, and nothing waits");
        }
    }

    /// <summary>
    /// HIS is killed and started again, on what its disk has kept. The switch knows nothing of it.
    /// </summary>
    private void Kill()
    {
        Instance.Kill();
        atTheDoor.Clear();
        var loggingIn = Enumerable.Range(0, Plan.Agents).Where(IsLoggingIn).ToList();
        var isSure = Disk is { IsDoubtful: false, IsUsurped: false };
        Disk.Crash();
        foreach (var oracle in Oracles)
        {
            if (oracle.Instance == Instance && isSure)
            {
                LookAtWhatIsWritten(oracle);
            }
        }

        foreach (var link in Links)
        {
            link.Leave(0);
        }

        foreach (var client in Clients)
        {
            client.Vanish(0);
        }

        Array.Clear(OrdersUnderWay);
        Instance = NewInstance();
        var found = Core.Store.Sessions();
        Responses.Killed(found);
        for (var restart = Core.RestoreAsync(); !restart.IsCompleted;)
        {
            Instance.RunOne(0);
            Require(++steps < MaxSteps, Rest, "a restart does not come to its end");
        }

        foreach (var record in found.Where(it => it.Ended is null))
        {
            var agent = NumberOf(record.Agent.Id);
            var workflow = Core.Sessions.Find(record.Agent.Id);
            Require(workflow is not null && workflow.IdOrNull == record.Id, Answered, $"{record.Id} was written, and does not go on");
            var before = Oracles.FindLast(each => each.Id == record.Id);
            var oracle = new SessionOracle(this, workflow!, agent, record, before);
            Require(before is null || oracle.Before >= before.LastSequence || record.Logout is { Phase: LogoutPhase.NoReturn }, Sequence, $"{record.Id} has told {before?.LastSequence} events, and goes on from {oracle.Before}");
            Oracles.Add(oracle);
            Responses.GoesOn(oracle, record);
        }

        for (var agent = 0; agent < Plan.Agents; agent++)
        {
            if (LiveOf(agent) is null || loggingIn.Contains(agent))
            {
                MayBeGhost(agent);
            }
        }

        toldOnce.Clear();
        ForgetOrphans();
        StartComparing();
    }

    /// <summary>Whether a login is under way, which may already have put the agent at the switch.</summary>
    public bool IsLoggingIn(int agent) =>
        Links.Exists(link => link.Instance == Instance && link.Client.Agent == agent && link.Unanswered.Any(each => each.Method == "session.request.login"));

    /// <summary>What a HIS that was killed had promised is on its disk.</summary>
    private void LookAtWhatIsWritten(SessionOracle killed)
    {
        var record = Disk.Find(killed.Id);
        if (killed.Token is not null)
        {
            Require(record is not null, Durable, $"{killed.Id} was logged in, and is not written");
            var hash = ResumeTokens.Hash(killed.Token);
            var isSentAgain = killed.UsedToken is { } used && ResumeTokens.Hash(used) == record!.UsedTokenHash
                && Links.Exists(link => link.Instance == Instance && link.Unanswered.Any(each => each.Token == used)); // its answer was lost
            Require(killed.IsDisposed || isSentAgain || hash == record!.TokenHash || hash == record.UsedTokenHash, Durable, $"the client of {killed.Id} has a token that is not written");
        }

        if (killed.IsEndedByLogout)
        {
            if (record is { Ended: { } ended })
            {
                Responses.LookAtTheEnd(killed, ended);
            }

            Require(record is { Ended: not null } or { Logout.Phase: LogoutPhase.NoReturn }, Durable, $"{killed.Id} was logged out, and that is not written");
        }
        else if (!killed.IsDisposed && record is not null)
        {
            Require(record.Ended is null, Durable, $"{killed.Id} was alive, and is written as ended");
            Require(record.Logout is null || killed.Workflow.Logouts.Running is not null, Durable, $"the logout of {killed.Id} has failed, and is still meant");
        }
    }

    public void MayBeGhost(int agent) => GhostUntil[agent] = Clock.Now + (15 * TimeSpan.TicksPerSecond);

    /// <summary>A command that the state of an interaction allows; this one, if it is said which.</summary>
    private void Handle(ClientModel client, PlannedAct act, Guid? id, InteractionCommand? wanted = null)
    {
        if (client.Model is not { } model)
        {
            return;
        }

        var possible =
            from channel in model.Channels
            from interaction in channel.Interactions
            from command in InteractionCommands.Usual
            where (wanted is null || command == wanted) && InteractionCommands.IsAllowed(command, interaction)
            select (interaction, command);
        if (possible.ToList() is { Count: > 0 } all)
        {
            var (interaction, command) = all[act.A % all.Count];
            AskFor(client, command, interaction.Id, act.B, id);
        }
    }

    /// <summary>Any command, on any interaction, or on one that may be nobody's.</summary>
    private void HandleWrongly(ClientModel client, PlannedAct act, Guid? id)
    {
        var all = client.Model?.Channels.SelectMany(it => it.Interactions).ToList();
        AskFor(client, InteractionCommands.All[act.B % InteractionCommands.All.Length], all is { Count: > 0 } ? all[act.A % all.Count].Id : $"i-{act.A % 5}", act.B, id);
    }

    /// <summary>A destination, and tones, are of one request alone, so that whoever gets them twice is known.</summary>
    private void AskFor(ClientModel client, InteractionCommand command, string interactionId, int choice, Guid? id)
    {
        var target = command is InteractionCommand.SendDigits ? $"{++lastNumber}" : Destination(choice);
        client.Ask(
            InteractionCommands.MethodOf(command),
            command switch
            {
                InteractionCommand.Transfer or InteractionCommand.Consult => $"\"destination\":\"{target}\"",
                InteractionCommand.SendDigits => $"\"digits\":\"{target}\"",
                _ => "",
            },
            id,
            interactionId: interactionId,
            target: target);
    }

    private static void Dial(ClientModel client, string destination, Guid? id) =>
        client.Ask("channel.request.dial", $"\"destination\":\"{destination}\"", id, "phone", target: destination);

    /// <summary>Nobody answers at 0.</summary>
    private string Destination(int choice) => choice % 3 == 0 ? "0" : $"{++lastNumber}";

    private string Chosen(int choice)
    {
        var offers = Switch.Settings.Capabilities.LogoutReason.Reasons;
        return choice % 4 == 0 || offers.Count == 0 ? "STALE" : offers[choice % offers.Count].Code;
    }

    private static string Channel(int choice) => choice % 20 == 0 ? "fax" : Channels[choice % 3];

    private string? Interaction(PlannedAct act)
    {
        var all = Truth(act.Agent).Interactions;
        return all.Count == 0 ? null : all[act.A % all.Count].Id;
    }

    private string? Consulting(PlannedAct act) => Truth(act.Agent).Interactions.FirstOrDefault(it => it.Consultation is not null)?.Id;

    private static void SetReading(ClientModel client, bool isReading)
    {
        if (client.Link is { } link)
        {
            link.IsReading = isReading;
        }
    }

    /// <summary>The switch hears a command or a question, and takes its time.</summary>
    private TimeSpan Hears(RecordedCommand command)
    {
        var agent = NumberOf(command.AgentId);
        if (command.Operation is SwitchOperation.Activate or SwitchOperation.Deactivate or SwitchOperation.Ready or SwitchOperation.NotReady or SwitchOperation.Logout)
        {
            Commands[agent]++;
            lastLogOff[agent] = command.Operation == SwitchOperation.Logout ? Clock.Now : lastLogOff[agent];
            LogOffs[agent] += command.Operation == SwitchOperation.Logout ? 1 : 0;
            if (LiveOf(agent) is { Workflow.Lifecycle.Phase: SessionPhase.LoggingOut } live)
            {
                live.Tells(command.Operation);
                live.LeftActive = command.Operation != SwitchOperation.Logout ? null : live.Model.Channels.Find(it => it.Activation == Activation.Active)?.Id;
                live.LoggedOffBy = command.Operation == SwitchOperation.Logout ? live.Workflow.Logouts.Running : live.LoggedOffBy;
                Require(Disk.IsDoubtful || Disk.Find(live.Id)?.Logout is not null, Durable, $"a logout does {command.Operation}, and that it is meant was not written");
            }
        }

        else if (InteractionCommands.Of(command.Operation) is { } asked)
        {
            Require(LiveOf(agent)?.Model.FindInteraction(command.InteractionId!) is { } known && InteractionCommands.IsAllowed(asked, known), NothingForbidden, $"the switch is told {asked} for {AgentName(agent)}, and that is not possible with {command.InteractionId}");
        }

        if ((command.Destination ?? command.Digits) is { } target && Responses.IsOnce(target) && LiveOf(agent) is { } telling)
        {
            Require(toldOnce.Add((telling.Id, target)), Once, $"the switch is told {command.Operation} {target} twice, and it was asked for once");
        }

        var latency = IsSettling ? 0 : Plan.Latencies switch
        {
            0 => 0,
            1 => Chance.Between(1, 50),
            2 => Chance.Of<int>([0, 0, 10, 300]),
            3 => Chance.Of<int>([0, 50, 1000, 4000, 9900]),
            _ => Chance.Of<int>([0, 20, 500, 2900, 3100, 12_000]),
        };
        Operations.Add((command.Operation, command.Fault));
        Trace.Add('c', (int)command.Operation, latency);
        if (Trace.IsWritten)
        {
            var what = string.Join(' ', new object?[] { command.ChannelId, command.InteractionId, command.Destination, command.Digits, command.Reason }.Where(it => it is not null));
            Trace.Write($"HIS -> switch  {command.Operation} {(command.AgentId.Length == 0 ? "of all" : AgentName(agent))} {what}  takes {latency} ms{(command.Fault is { } wrong ? $" and goes wrong: {wrong}" : "")}");
        }

        return TimeSpan.FromMilliseconds(latency);
    }
}
