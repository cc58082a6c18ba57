using His.Bus;
using His.Channels;
using His.Journal;
using His.Persistence;
using His.Platform;
using His.Platform.Simulator;
using His.Sessions;
using His.Sessions.Actor;
using static His.Simulation.Rules;

namespace His.Simulation;

/// <summary>
/// Watches one session from its first event to its last: whether its events tell the truth about its state, in the right order, and
/// whether it ends for a reason there is.
/// </summary>
internal sealed class SessionOracle
{
    private const int NotReadyAfter = 20;
    private const int LogoutAfter = 300;

    private readonly World world;
    private readonly SessionActor workflow;
    private readonly int agent;
    private readonly SessionModel model;
    private readonly LogoutRecord? meant;
    private readonly RunningLogout? meantBy;
    private readonly int policiesThen;
    private int policies;
    private long awaySince = -1;
    private bool mayBeNotReadyByAbsence;
    private bool mayEndByAbsence;
    private bool wasLoggingOut;
    private (RunningLogout? By, SwitchOperation? Operation) told;
    private bool mayHaveWaited;
    private readonly int abilities;

    public SessionOracle(World world, SessionActor workflow, int agent)
    {
        (this.world, this.workflow, this.agent, Instance, abilities, policies) = (world, workflow, agent, world.Instance, world.Abilities, world.Policies);
        model = new SessionModel($"session of {World.AgentName(agent)}");
        Id = workflow.Id;
    }

    /// <summary>Of a session that has outlived HIS.</summary>
    public SessionOracle(World world, SessionActor workflow, int agent, SessionRecord record, SessionOracle? before)
        : this(world, workflow, agent)
    {
        (meant, meantBy, Before, Journaled) = (record.Logout, workflow.Logouts.Running, workflow.State.Sequence, workflow.State.Sequence);
        policies = before?.policies ?? -1;

        // What a instance before the last has meant was judged then: that the last one began again, and wrote nothing of it, changes nothing.
        policiesThen = before?.meant is { } earlier && (earlier.Cause, earlier.Reason) == (meant?.Cause, meant?.Reason) ? before.policiesThen : policies;
        model.Begin(record.ChannelGroupId, record.Pending is not null);
        foreach (var channel in record.Channels)
        {
            var known = new ChannelModel(channel.Id, channel.Type);
            var state = Enum.Parse<ChannelState>(channel.State);
            known.SetState(
                state switch { ChannelState.Inactive => Activation.Inactive, ChannelState.Unavailable => Activation.Unavailable, _ => Activation.Active },
                state switch { ChannelState.NotReady => AgentState.NotReady, ChannelState.Ready => AgentState.Ready, _ => null },
                channel.Reason);
            model.Channels.Add(known);
        }

        wasLoggingOut = record.Logout is { Phase: LogoutPhase.NoReturn };
        mayBeNotReadyByAbsence = mayEndByAbsence = record.Logout?.Cause == Cause.ConnectionLost || record.LoggedOff?.Cause == Cause.ConnectionLost;
        WasOff = record.LoggedOff is not null;
    }

    public string Id { get; }

    /// <summary>The sequence of the last event that was told before this life of HIS, and of those that may have been.</summary>
    public long Before { get; }

    /// <summary>The sequence of the last event.</summary>
    public long LastSequence => Before + Told.Count;

    /// <summary>The last event that is in the journal.</summary>
    public long Journaled { get; set; }

    /// <summary>Whether it was ended by a logout that ran.</summary>
    public bool IsEndedByLogout { get; private set; }

    public SessionActor Workflow => workflow;

    public HisInstance Instance { get; }

    public int Agent => agent;

    public SessionModel Model => model;

    /// <summary>Everything that it has told.</summary>
    public List<BusEvent> Told { get; } = [];

    /// <summary>The connection on which the client is that logged in or resumed last.</summary>
    public Link? Link { get; set; }

    public string? Token { get; set; }

    public string? UsedToken { get; set; }

    public Guid? UsedBy { get; set; }

    /// <summary>Logouts that agents have asked for and that are not answered, oldest first.</summary>
    public List<Asked> Logouts { get; } = [];

    /// <summary>Whether a logout has ever waited.</summary>
    public bool HasWaited => mayHaveWaited;

    /// <summary>The logout that told the switch to log the agent off.</summary>
    public RunningLogout? LoggedOffBy { get; set; }

    /// <summary>The first channel that was active when the switch was told to log the agent off.</summary>
    public string? LeftActive { get; set; }

    public bool IsDisposed => model.IsDisposed;

    /// <summary>Whether the switch had logged the agent off before the logout that ended it.</summary>
    public bool WasOff { get; private set; }

    public Cause? EndedBy { get; private set; }

    public bool IsLive => !IsDisposed && !Instance.IsOver;

    /// <summary>An event is about to be told.</summary>
    public void Hear(BusEvent what)
    {
        Require(what.Sequence == LastSequence + 1, Sequence, $"event {LastSequence + 1} has the sequence {what.Sequence}");
        Told.Add(what);
        if (what is ChannelDisposed && model.Channels.TrueForAll(it => !it.IsDisposed))
        {
            IsEndedByLogout = wasLoggingOut && workflow.Logouts.Running is not null;
            Require(!IsEndedByLogout || world.Disk.IsDoubtful || world.Disk.Find(Id)?.Logout is { Phase: LogoutPhase.NoReturn }, Durable, $"{what}, and that there is no way back was not written");
        }

        model.Apply(what, world.Plan.WrapUpBlocks);
        switch (what)
        {
            case ChannelNotReady { Cause: Cause.ConnectionLost }:
                Require(mayBeNotReadyByAbsence || mayEndByAbsence || IsAwayFor(NotReadyAfter), Absence, $"{what} though the agent is there");
                break;
            case SessionDisposed disposed:
                End(disposed);
                break;
        }
    }

    /// <summary>
    /// The logout that runs tells the switch something. Right before it deactivates the first channel, and before it logs the agent off, it
    /// has looked whether anything is ongoing; only what it does to a channel that is Ready again comes between.
    /// </summary>
    public void Tells(SwitchOperation operation)
    {
        var before = told.By == workflow.Logouts.Running ? told.Operation : null;
        told = (workflow.Logouts.Running, operation);
        Require(operation != SwitchOperation.Logout || model.Channels.TrueForAll(it => it.Activation != Activation.Unavailable && it.AgentState != AgentState.Ready), ReadyAgain, $"a logout logs the agent off while {model.Channels.Find(it => it.AgentState == AgentState.Ready || it.Activation == Activation.Unavailable)?.Id} is Ready, or may be");
        var hasLooked = operation == SwitchOperation.Deactivate ? before is null : operation == SwitchOperation.Logout && before is not SwitchOperation.NotReady;
        Require(!hasLooked || model.Ongoing(world.Plan.WrapUpBlocks) is null, InteractionBegan, $"a logout does {operation} while {model.Ongoing(world.Plan.WrapUpBlocks)?.Id} is ongoing");
    }

    /// <summary>After each step: what events have told is what is.</summary>
    public void Look()
    {
        if (!IsLive)
        {
            return;
        }

        var session = workflow.State;
        Require(session.Sequence == LastSequence, Sequence, $"{LastSequence} events were told, and the sequence is {session.Sequence}");
        var channels = session.ChannelGroup.Channels;
        if (model.Channels.Count == channels.Count)
        {
            for (var i = 0; i < channels.Count; i++)
            {
                Look(model.Channels[i], channels[i]);
            }
        }

        LookForTheAgent(workflow.Lifecycle.Phase == SessionPhase.LoggingOut);
    }

    private static void Look(ChannelModel told, Channel channel)
    {
        Require(told.Id == channel.Id && told.Activation == channel.Activation && told.AgentState == channel.AgentState && told.Reason == channel.Reason, Events, $"{channel.Id} is {channel.State}, and told was {told.Activation} {told.AgentState} {told.Reason}");
        Require(told.Interactions.Count == channel.Interactions.Count, Events, $"{channel.Id} has {channel.Interactions.Count} interactions, and told were {told.Interactions.Count}");
        for (var i = 0; i < told.Interactions.Count; i++)
        {
            Require(told.Interactions[i].Id == channel.Interactions[i].Id && told.Interactions[i].State == channel.Interactions[i].State && told.Interactions[i].Party == channel.Interactions[i].OtherSide.Party && told.Interactions[i].Consultation == channel.Interactions[i].ConsultationView(), Events, $"{channel.Interactions[i].Id} is {channel.Interactions[i].State} with {channel.Interactions[i].ConsultationView()}, and told was {told.Interactions[i].State} with {told.Interactions[i].Consultation}");
        }
    }

    private void LookForTheAgent(bool isLoggingOut)
    {
        if (workflow.Client.Connection is not null)
        {
            awaySince = -1;
            mayBeNotReadyByAbsence &= workflow.Commands.IsBusy;
        }
        else if (awaySince < 0)
        {
            awaySince = world.Clock.Now;
        }

        mayBeNotReadyByAbsence |= IsAwayFor(NotReadyAfter);
        mayEndByAbsence |= isLoggingOut && !wasLoggingOut && IsAwayFor(LogoutAfter);
        policies = isLoggingOut && !wasLoggingOut ? world.Policies : policies;
        mayHaveWaited |= model.IsLogoutPending;
        wasLoggingOut = isLoggingOut;
        WasOff |= !isLoggingOut && !workflow.IsLoggedOn;
    }

    /// <summary>Whether nobody has been connected for so long.</summary>
    public bool IsAwayFor(int seconds) => awaySince >= 0 && world.Clock.Now - awaySince >= seconds * TimeSpan.TicksPerSecond;

    private void End(SessionDisposed disposed)
    {
        EndedBy = disposed.Cause;
        Require(disposed.Cause == Cause.TakenOver || model.OngoingAtDisposal is null, NoDisposalInAnInteraction, $"{disposed} while {model.OngoingAtDisposal} is ongoing");
        switch (disposed.Cause)
        {
            case Cause.ConnectionLost:
                Require(mayEndByAbsence || IsAwayFor(LogoutAfter), Absence, $"{disposed} though the agent was there");
                break;
            case Cause.SwitchRestart or Cause.StationOutOfService:
                Require(world.Causes.Contains(Enum.Parse<SwitchCause>($"{disposed.Cause}")), Events, $"{disposed}, and the switch has not said so");
                break;
            case Cause.Reconciled:
                Require(world.Plan.Latencies != 1 || Before > 0 || world.HasLostLink || world.HasMissedNews[agent] || world.Plan.IsShortNews, Events, $"{disposed}, and no news was missed");
                break;
            case Cause.Supervisor:
                Require(world.Orders[agent] > 0, Events, $"{disposed}, and nobody has ordered it");
                break;
            case Cause.AgentRequest when Logouts.Count > 0 && meant is null && !model.IsLogoutPending && !mayHaveWaited && (LoggedOffBy is null || LoggedOffBy == workflow.Logouts.Running):
                // Who asked first and gave a reason is heard; a later one, only if it came in time to join. Where the switch has logged the
                // agent off for a logout that failed behind it, nobody who asks afterwards is.
                var reason = Logouts.Find(each => each.HasReason);
                Require((disposed.Reason is null && !Logouts[0].HasReason) || (disposed.Reason?.Code == reason?.Code && disposed.Reason?.Text == reason?.Text), WhichReason, $"{disposed}, and the reason given was {reason?.Code ?? reason?.Text}");
                break;
        }

        if (meant is not null && disposed.Cause == meant.Cause && policiesThen == world.Policies)
        {
            Require((meant.Reason?.Code == disposed.Reason?.Code && meant.Reason?.Text == disposed.Reason?.Text) || workflow.Logouts.Running != meantBy, WhichReason, $"{disposed}, and meant was {meant.Reason}");
        }

        Require(disposed.Cause == Cause.TakenOver || !world.Truth(agent).LoggedOn || workflow.IsBehind || world.GhostUntil[agent] > 0 || world.IsLoggingIn(agent), AnswerIsTruth, $"{disposed}, and the agent is logged on at the switch");
        if (disposed.Cause is Cause.AgentRequest or Cause.ConnectionLost && !WasOff && LoggedOffBy is not null && LoggedOffBy == workflow.Logouts.Running && world.LogOffs[agent] == 1 && world.GhostUntil[agent] == 0 && world.Clock.Now - world.EarlierLogOff[agent] > 15 * TimeSpan.TicksPerSecond && !world.IsLoggedOffBySwitch[agent])
        {
            Require(LeftActive is null || abilities != world.Abilities || !world.Switch.Settings.Capabilities.ChannelDeactivation, Step6, $"{disposed}, and {LeftActive} was not deactivated");
            Require(world.ReasonAtSwitch(agent) == disposed.Reason, WhichReason, $"{disposed}, and the switch has {world.ReasonAtSwitch(agent)}");
        }
    }
}
