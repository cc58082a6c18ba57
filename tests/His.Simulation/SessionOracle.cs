using His.Bus;
using His.Channels;
using His.Persistence;
using His.Platform;
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

    private readonly World _world;
    private readonly SessionActor _workflow;
    private readonly int _agent;
    private readonly SessionModel _model;
    private readonly LogoutRecord? _meant;
    private readonly RunningLogout? _meantBy;
    private readonly int _policiesThen;
    private int _policies;
    private long _awaySince = -1;
    private bool _mayBeNotReadyByAbsence;
    private bool _mayEndByAbsence;
    private bool _wasLoggingOut;
    private bool _mayHaveWaited;
    private readonly int _abilities;

    public SessionOracle(World world, SessionActor workflow, int agent)
    {
        (this._world, this._workflow, this._agent, Instance, _abilities, _policies) = (
            world,
            workflow,
            agent,
            world.Instance,
            world.AtSwitch.Abilities,
            world.AtSwitch.Policies
        );
        _model = new SessionModel($"session of {World.AgentName(agent)}");
        Id = workflow.Id;
    }

    /// <summary>Of a session that has outlived HIS.</summary>
    public SessionOracle(World world, SessionActor workflow, int agent, SessionRecord record, SessionOracle? before)
        : this(world, workflow, agent)
    {
        (_meant, _meantBy, Before, Journaled) = (record.Logout, workflow.Logouts.Running, workflow.State.Sequence, workflow.State.Sequence);
        _policies = before?._policies ?? -1;

        // What a instance before the last has meant was judged then: that the last one began again, and wrote nothing of it, changes nothing.
        _policiesThen =
            before?._meant is { } earlier && (earlier.Cause, earlier.Reason) == (_meant?.Cause, _meant?.Reason)
                ? before._policiesThen
                : _policies;
        _model.Begin(record.ChannelGroupId, record.Pending is not null);
        foreach (var channel in record.Channels)
        {
            var known = new ChannelModel(channel.Id, channel.Type);
            var state = Enum.Parse<ChannelState>(channel.State);
            known.SetState(
                state switch
                {
                    ChannelState.Inactive => Activation.Inactive,
                    ChannelState.Unavailable => Activation.Unavailable,
                    _ => Activation.Active,
                },
                state switch
                {
                    ChannelState.NotReady => AgentState.NotReady,
                    ChannelState.Ready => AgentState.Ready,
                    _ => null,
                },
                channel.Reason
            );
            known.Queues = QueueView.Of(channel.Queues ?? []);
            _model.Channels.Add(known);
        }

        _wasLoggingOut = record.Logout is { Phase: LogoutPhase.NoReturn };
        _mayBeNotReadyByAbsence = _mayEndByAbsence =
            record.Logout?.Cause == Cause.ConnectionLost || record.LoggedOff?.Cause == Cause.ConnectionLost;
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

    /// <summary>Whether it was restored from before a restart; false if it began after it.</summary>
    public bool IsRestored => _workflow.Lifecycle.Phase != SessionPhase.Restoring;

    /// <summary>Whether something is at work in it, or waits its turn.</summary>
    public bool IsAtWork => _workflow.Commands.IsBusy;

    /// <summary>Whether it may know less than the switch has told.</summary>
    public bool IsBehind => _workflow.IsBehind;

    /// <summary>Whether it holds the agent for logged on.</summary>
    public bool IsLoggedOn => _workflow.IsLoggedOn;

    /// <summary>Whether it is being logged out.</summary>
    public bool IsLoggingOut => _workflow.Lifecycle.Phase == SessionPhase.LoggingOut;

    /// <summary>Whether the state of some channel is not known.</summary>
    public bool IsUnknown => _model.Channels.Exists(it => it.Activation == Activation.Unavailable);

    /// <summary>The logout that runs.</summary>
    public RunningLogout? RunningLogout => _workflow.Logouts.Running;

    /// <summary>The connection that it knows.</summary>
    public IConnection? Connection => _workflow.Client.Connection;

    /// <summary>Whether this is the session of that workflow.</summary>
    public bool IsOf(SessionActor other) => _workflow == other;

    /// <summary>The logout that a HIS before this one has meant; <see langword="null"/> if none.</summary>
    public LogoutRecord? Meant => _meant;

    /// <summary>The logout that continues it.</summary>
    public RunningLogout? MeantBy => _meantBy;

    /// <summary>How often the policy had changed when it was meant.</summary>
    public int PoliciesWhenMeant => _policiesThen;

    /// <summary>How often what the platform can do had changed at the login.</summary>
    public int AbilitiesAtLogin => _abilities;

    /// <summary>Whether its end is one that agents have asked for, all of whom are known.</summary>
    public bool IsOfAgentsAsking =>
        Logouts.Count > 0
        && _meant is null
        && !_model.IsLogoutPending
        && !_mayHaveWaited
        && (LoggedOffBy is null || LoggedOffBy == RunningLogout);

    /// <summary>Whether the agent has been gone for long enough to be made Not Ready.</summary>
    public bool MayBeMadeNotReadyByAbsence => _mayBeNotReadyByAbsence || _mayEndByAbsence || IsAwayFor(NotReadyAfter);

    /// <summary>Whether the agent has been gone for long enough to be logged out.</summary>
    public bool MayBeEndedByAbsence => _mayEndByAbsence || IsAwayFor(LogoutAfter);

    public HisInstance Instance { get; }

    public int Agent => _agent;

    public SessionModel Model => _model;

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
    public bool HasWaited => _mayHaveWaited;

    /// <summary>The logout that told the switch to log the agent off.</summary>
    public RunningLogout? LoggedOffBy { get; set; }

    /// <summary>The first channel that was active when the switch was told to log the agent off.</summary>
    public string? LeftActive { get; set; }

    public bool IsDisposed => _model.IsDisposed;

    /// <summary>Whether the switch had logged the agent off before the logout that ended it.</summary>
    public bool WasOff { get; private set; }

    public Cause? EndedBy { get; private set; }

    public bool IsLive => !IsDisposed && !Instance.IsOver;

    /// <summary>An event is about to be told.</summary>
    public void Hear(BusEvent what)
    {
        Told.Add(what);
        if (what is ChannelDisposed && _model.Channels.TrueForAll(it => !it.IsDisposed))
        {
            IsEndedByLogout = _wasLoggingOut && RunningLogout is not null;
        }

        _model.Apply(what, _world.Plan.WrapUpBlocks);
        EndedBy = what is SessionDisposed disposed ? disposed.Cause : EndedBy;
        _world.Rules.OnEvent(this, what);
    }

    /// <summary>After each step: what events have told is what is.</summary>
    public void Look()
    {
        if (!IsLive)
        {
            return;
        }

        var session = _workflow.State;
        Require(session.Sequence == LastSequence, Sequence, $"{LastSequence} events were told, and the sequence is {session.Sequence}");
        var channels = session.ChannelGroup.Channels;
        if (_model.Channels.Count == channels.Count)
        {
            for (var i = 0; i < channels.Count; i++)
            {
                ChannelComparison.Look(_model.Channels[i], channels[i]);
            }
        }

        LookForTheAgent(_workflow.Lifecycle.Phase == SessionPhase.LoggingOut);
    }

    private void LookForTheAgent(bool isLoggingOut)
    {
        if (_workflow.Client.Connection is not null)
        {
            _awaySince = -1;
            _mayBeNotReadyByAbsence &= _workflow.Commands.IsBusy;
        }
        else if (_awaySince < 0)
        {
            _awaySince = _world.Clock.Now;
        }

        _mayBeNotReadyByAbsence |= IsAwayFor(NotReadyAfter);
        _mayEndByAbsence |= isLoggingOut && !_wasLoggingOut && IsAwayFor(LogoutAfter);
        _policies = isLoggingOut && !_wasLoggingOut ? _world.AtSwitch.Policies : _policies;
        _mayHaveWaited |= _model.IsLogoutPending;
        _wasLoggingOut = isLoggingOut;
        WasOff |= !isLoggingOut && !_workflow.IsLoggedOn;
    }

    /// <summary>Whether nobody has been connected for so long.</summary>
    public bool IsAwayFor(int seconds) => _awaySince >= 0 && _world.Clock.Now - _awaySince >= seconds * TimeSpan.TicksPerSecond;

    /// <summary>
    /// Whether the logout that has ended the session has told the switch to log the agent off, once, and nothing else may have: so what
    /// the switch holds is what that logout has told it.
    /// </summary>
    public bool IsLoggedOffForItsEnd(SessionDisposed disposed) =>
        disposed.Cause is Cause.AgentRequest or Cause.ConnectionLost
        && !WasOff
        && LoggedOffBy is not null
        && LoggedOffBy == RunningLogout
        && _world.Traffic.LogOffs[_agent] == 1
        && _world.AtSwitch.GhostUntil[_agent] == 0
        && _world.Clock.Now - _world.Traffic.EarlierLogOff[_agent] > 15 * TimeSpan.TicksPerSecond
        && !_world.AtSwitch.IsLoggedOffBySwitch[_agent];
}
