using His.Bus;
using His.Channels;
using His.Journal;
using His.Persistence;
using His.Platform;
using His.Platform.Simulator;
using His.Sessions;
using His.Sessions.Actor;
using static His.Simulation.RuleIds;

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
            known.Queues = QueueView.Of(channel.Queues ?? []);
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

    /// <summary>Whether it goes on with what it was before a restart, or began in this one.</summary>
    public bool IsRestored => workflow.Lifecycle.Phase != SessionPhase.Restoring;

    /// <summary>Whether something is at work in it, or waits its turn.</summary>
    public bool IsAtWork => workflow.Commands.IsBusy;

    /// <summary>Whether it may know less than the switch has told.</summary>
    public bool IsBehind => workflow.IsBehind;

    /// <summary>Whether it holds the agent for logged on.</summary>
    public bool IsLoggedOn => workflow.IsLoggedOn;

    /// <summary>Whether it is being logged out.</summary>
    public bool IsLoggingOut => workflow.Lifecycle.Phase == SessionPhase.LoggingOut;

    /// <summary>Whether the state of some channel is not known.</summary>
    public bool IsUnknown => model.Channels.Exists(it => it.Activation == Activation.Unavailable);

    /// <summary>The logout that runs.</summary>
    public RunningLogout? RunningLogout => workflow.Logouts.Running;

    /// <summary>The connection that it knows.</summary>
    public IConnection? Connection => workflow.Client.Connection;

    /// <summary>Whether this is the session of that workflow.</summary>
    public bool IsOf(SessionActor other) => workflow == other;

    /// <summary>The logout that a HIS before this one has meant; <see langword="null"/> if none.</summary>
    public LogoutRecord? Meant => meant;

    /// <summary>What goes on with it.</summary>
    public RunningLogout? MeantBy => meantBy;

    /// <summary>How often the policy had changed when it was meant.</summary>
    public int PoliciesWhenMeant => policiesThen;

    /// <summary>How often what the platform can do had changed at the login.</summary>
    public int AbilitiesAtLogin => abilities;

    /// <summary>Whether its end is one that agents have asked for, all of whom are known.</summary>
    public bool IsOfAgentsAsking => Logouts.Count > 0 && meant is null && !model.IsLogoutPending && !mayHaveWaited && (LoggedOffBy is null || LoggedOffBy == RunningLogout);

    /// <summary>Whether the agent has been gone for long enough to be made Not Ready.</summary>
    public bool MayBeMadeNotReadyByAbsence => mayBeNotReadyByAbsence || mayEndByAbsence || IsAwayFor(NotReadyAfter);

    /// <summary>Whether the agent has been gone for long enough to be logged out.</summary>
    public bool MayBeEndedByAbsence => mayEndByAbsence || IsAwayFor(LogoutAfter);

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
        Told.Add(what);
        if (what is ChannelDisposed && model.Channels.TrueForAll(it => !it.IsDisposed))
        {
            IsEndedByLogout = wasLoggingOut && RunningLogout is not null;
        }

        model.Apply(what, world.Plan.WrapUpBlocks);
        EndedBy = what is SessionDisposed disposed ? disposed.Cause : EndedBy;
        world.Rules.OnEvent(this, what);
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
        Require(told.Queues.Count == channel.Queues.Count && told.Queues.SequenceEqual(QueueView.Of(channel.Queues)), Events, $"{channel.Id} has the queues {string.Join(", ", channel.Queues)}, and told were {string.Join(", ", told.Queues)}");
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

    /// <summary>
    /// Whether the logout that has ended the session has told the switch to log the agent off, once, and nothing else may have: so what
    /// the switch holds is what that logout has told it.
    /// </summary>
    public bool IsLoggedOffForItsEnd(SessionDisposed disposed) =>
        disposed.Cause is Cause.AgentRequest or Cause.ConnectionLost && !WasOff && LoggedOffBy is not null && LoggedOffBy == RunningLogout && world.LogOffs[agent] == 1
        && world.GhostUntil[agent] == 0 && world.Clock.Now - world.EarlierLogOff[agent] > 15 * TimeSpan.TicksPerSecond && !world.IsLoggedOffBySwitch[agent];
}
