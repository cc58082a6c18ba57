using His.Bus;
using His.Channels;
using His.Interactions;
using His.Platform;
using His.Sessions.Actor;
using His.Sessions.Threading;
using His.Switching;
using Microsoft.Extensions.Logging;

namespace His.Positions;

/// <summary>
/// The agent of a session at one platform: whether logged on there, the link, the capabilities, and the platform's events. A session has
/// one for each platform at which the agent works. Runs on the session's scheduler; members for any thread are marked "Any thread".
/// </summary>
internal sealed class Position : IAgentEventSink, IAsyncDisposable
{
    private static readonly PlatformCapabilities Unknown = new(
        ChannelDeactivation: false,
        LogoutReason: ReasonPolicy.None,
        NotReadyReason: ReasonPolicy.None
    )
    {
        Commands = [],
        Dialing = false,
    };

    private readonly SessionActor _session;
    private readonly PlatformRegistration _registration;
    private CancellationTokenSource _suspended = new();
    private readonly SwitchEventQueue _pending;
    private PlatformState _published;
    private Cause _joinedBy = Cause.Reconciled;

    /// <summary>Creates the position of a session at a platform; the agent is neither logged in nor attached there yet.</summary>
    /// <param name="session">The session.</param>
    /// <param name="registration">The platform.</param>
    /// <param name="agent">The agent at that platform.</param>
    /// <param name="endpoint">The telephone; null for the agent's usual one.</param>
    /// <param name="log">The log.</param>
    public Position(SessionActor session, PlatformRegistration registration, AgentIdentity agent, string? endpoint, ILogger log)
    {
        (_session, _registration, AgentIdentity, Endpoint) = (session, registration, agent, endpoint);
        _pending = new SwitchEventQueue(session.Options.MaxPendingSwitchEvents);
        Switch = new SwitchCommandRunner(session, this, log);
        Events = new SwitchEventApplier(session, this, log);
        Reconciler = new PositionReconciler(session, this, log);
    }

    /// <summary>The name of the platform.</summary>
    public string Platform => _registration.Name;

    /// <inheritdoc cref="PlatformRegistration.IsRequired"/>
    public bool IsRequired => _registration.IsRequired;

    /// <inheritdoc cref="PlatformRegistration.LeaveBehind"/>
    public bool LeaveBehind => _registration.LeaveBehind;

    /// <inheritdoc cref="IPlatform.Channels"/>
    public IReadOnlyList<PlatformChannel> DeclaredChannels => _registration.Platform.Channels;

    /// <summary>Whether the agent works at this platform alone; clients are then told nothing about platforms.</summary>
    public bool IsOnly => _session.Positions.Count == 1;

    /// <summary>The agent at the platform.</summary>
    public AgentIdentity AgentIdentity { get; }

    /// <summary>The telephone; null for the agent's usual one.</summary>
    public string? Endpoint { get; }

    /// <summary>The agent's channels at the platform, in the order of the group.</summary>
    public IReadOnlyList<ChannelWorkflow> Channels { get; set; } = [];

    public IEnumerable<InteractionWorkflow> Interactions => Channels.SelectMany(channel => channel.Interactions);

    /// <summary>The agent at the platform, for commands; <see langword="null"/> until attached.</summary>
    public IPlatformAgent? Agent { get; private set; }

    /// <summary>
    /// Whether the agent is attached at the platform. Not after a restart, or without a link at the login, until the platform was queried;
    /// before that every command is unavailable, and the present capabilities and interactions are unknown.
    /// </summary>
    public bool IsAttached => Agent is not null;

    /// <summary>Whether the session has logged the agent in at the platform; not yet if an optional one was unavailable at the login.</summary>
    public bool IsJoined { get; private set; }

    /// <summary>Whether the agent is logged on at the platform, by the last known state.</summary>
    public bool IsLoggedOn { get; set; }

    /// <summary>Why the platform has logged the agent off; meaningful only once it has.</summary>
    public LogOffOrigin LogOffOrigin { get; set; } = LogOffOrigin.Switch;

    /// <summary>The capabilities of the platform, and the reasons it wanted, at the login.</summary>
    public PlatformCapabilities CapabilitiesAtLogin { get; private set; } = Unknown;

    /// <summary>The present capabilities and reasons; those of the login while the agent is not attached.</summary>
    public PlatformCapabilities Capabilities => Agent?.Capabilities ?? CapabilitiesAtLogin;

    /// <summary>Sends commands to the platform.</summary>
    public SwitchCommandRunner Switch { get; }

    /// <summary>Applies the events of the platform.</summary>
    public SwitchEventApplier Events { get; }

    public PositionReconciler Reconciler { get; }

    /// <summary>Whether the state of every channel is known.</summary>
    public bool IsKnown => Channels.All(channel => channel.State != ChannelState.Unavailable);

    /// <summary>Whether events of the platform are queued that have not been applied yet.</summary>
    public bool IsBehind => !_pending.IsEmpty;

    public ChannelWorkflow? Find(string channelId) => Channels.FirstOrDefault(channel => channel.Id == channelId);

    /// <summary>Logs the agent in at the platform.</summary>
    /// <param name="cancellationToken">The deadline.</param>
    public async Task<LogInResult> LogInAsync(CancellationToken cancellationToken) =>
        Attach(await _registration.Platform.LogInAsync(AgentIdentity, Endpoint, this, cancellationToken));

    /// <summary>Queries the platform for the agent's state; attaches the agent first if that has not succeeded yet.</summary>
    /// <returns>The state, or <see langword="null"/> if the platform cannot be queried.</returns>
    public async Task<SwitchAgentState?> GetStateAsync(CancellationToken cancellationToken)
    {
        if (Agent is not null)
        {
            return await Agent.GetStateAsync(cancellationToken);
        }

        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _suspended.Token);
        return Attach(await _registration.Platform.ReattachAsync(AgentIdentity, Endpoint, this, both.Token)) is LogInResult.LoggedIn found
            ? found.State
            : null;
    }

    /// <summary>The session begins: applies the state that the login found.</summary>
    /// <param name="found">The state; <see langword="null"/> if the platform was unavailable.</param>
    public void Begin(SwitchAgentState? found)
    {
        IsLoggedOn = found is { LoggedOn: true };
        _published = State;
        Events.Begin();
        if (!IsJoined)
        {
            Reconciler.RetryLater();
        }
    }

    /// <summary>Logs the agent in at a platform of a session that lives on; the channels take the state found there.</summary>
    /// <param name="cause">The cause of the changes.</param>
    /// <returns><see langword="false"/> if the platform cannot do it now.</returns>
    public async Task<bool> JoinAsync(Cause cause)
    {
        await DisposeAgentAsync(); // else its release could take the events away from the new login
        using var deadline = new Deadline(_session.Options.CommandTimeout, _session.Time);
        try
        {
            if (await LogInAsync(deadline.Token) is not LogInResult.LoggedIn found)
            {
                return false;
            }

            (LogOffOrigin, _joinedBy) = (LogOffOrigin.Switch, cause);
            Events.Apply(found.State, cause);
            return IsLoggedOn;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>The events of this agent went to a newer session, whose login has failed: attaches again and applies the present state.</summary>
    public async Task TakeBackAsync()
    {
        await DisposeAgentAsync();
        if (!await Switch.RefreshAsync())
        {
            MarkUnavailable();
        }
    }

    /// <summary>Restores a position from before a restart; the agent is attached by the first query.</summary>
    public void Restore(PlatformCapabilities capabilities, LogOffOrigin origin) =>
        (IsJoined, IsLoggedOn, CapabilitiesAtLogin, LogOffOrigin) = (true, true, capabilities, origin);

    /// <summary>Prevents attaching while a newer session takes over: it would take the events away from that session.</summary>
    public void Suspend() => _suspended.Cancel();

    /// <summary>The takeover failed: the agent can be attached again.</summary>
    public void Resume() => _suspended = new CancellationTokenSource();

    /// <summary>Takes a snapshot for clients.</summary>
    public PlatformView View() => new(Platform, IsRequired, State, CapabilitiesView());

    /// <summary>
    /// Publishes that the agent has been logged on or off at the platform since the last call. After a log-off no channel is active.
    /// </summary>
    public void PublishChange()
    {
        if (!IsLoggedOn)
        {
            foreach (var channel in Channels)
            {
                channel.ApplyLogOff(LogOffOrigin.Cause);
            }
        }

        if (_published != State && !IsOnly)
        {
            _published = State;
            _session.Publish(
                IsLoggedOn
                    ? new SessionPlatformChanged(Platform, State, _joinedBy, CapabilitiesView())
                    : new SessionPlatformChanged(Platform, State, LogOffOrigin.Cause)
            );
        }
    }

    private CapabilitiesView CapabilitiesView() => Bus.CapabilitiesView.Of([Capabilities], _session.Options.AllowPendingLogout);

    private PlatformState State =>
        !IsJoined ? PlatformState.Unavailable
        : IsLoggedOn ? PlatformState.LoggedOn
        : PlatformState.LoggedOff;

    /// <summary>Any thread: queues an event of the platform; it is applied on the session's scheduler.</summary>
    public void OnEvent(SwitchEvent switchEvent)
    {
        if (_pending.TryAdd(switchEvent))
        {
            _session.Post(static me => ((Position)me!).ApplyNextEvent(), this);
        }
        else
        {
            _session.Post(Reconciler.RetryLater); // back-pressure: the event is dropped, and a query of the state makes up for it
        }
    }

    /// <summary>Applies the queued events now, so that what follows sees their effects.</summary>
    public void ApplyEvents()
    {
        while (_pending.TryTake(out var next))
        {
            try
            {
                Events.Take(next);
            }
            catch (Exception defect)
            {
                // As in a work item of its own: the flow that catches up continues.
                _session.Guard.OnDefect(defect);
            }
        }
    }

    /// <summary>
    /// The id of an interaction in the session: that of the platform, preceded by the platform's name if the agent works at several, because
    /// two platforms may use the same id.
    /// </summary>
    public string Qualify(string interactionId) => IsOnly ? interactionId : $"{Platform}:{interactionId}";

    /// <inheritdoc cref="Qualify(string)"/>
    public SwitchInteractionState Qualify(SwitchInteractionState interaction) =>
        IsOnly ? interaction : interaction with { Id = Qualify(interaction.Id) };

    /// <summary>The platform's own id of an interaction, from its id in the session.</summary>
    public string IdAtPlatform(string interactionId) => IsOnly ? interactionId : interactionId[(Platform.Length + 1)..];

    /// <summary>Marks the state of every channel as unknown until the platform can be queried.</summary>
    public void MarkUnavailable()
    {
        foreach (var channel in Channels)
        {
            channel.MarkUnavailable();
        }
    }

    /// <summary>Releases the agent: no event is applied any more. May be called twice.</summary>
    public ValueTask DisposeAsync()
    {
        Suspend();
        return DisposeAgentAsync();
    }

    private ValueTask DisposeAgentAsync()
    {
        var released = Agent;
        Agent = null;
        return released?.DisposeAsync() ?? ValueTask.CompletedTask;
    }

    private LogInResult Attach(LogInResult result)
    {
        if (result is LogInResult.LoggedIn loggedIn)
        {
            if (!IsJoined)
            {
                CapabilitiesAtLogin = loggedIn.Agent.Capabilities;
            }

            (Agent, IsJoined) = (loggedIn.Agent, true);
        }

        return result;
    }

    private void ApplyNextEvent()
    {
        if (_pending.TryTake(out var next))
        {
            Events.Take(next);
        }
    }
}
