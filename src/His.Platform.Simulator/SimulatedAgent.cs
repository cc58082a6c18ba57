namespace His.Platform.Simulator;

/// <summary>
/// One agent at the switch: this is the authoritative state, and every change of it is published here, in order, inside the agent's own
/// lock.
/// </summary>
internal sealed class SimulatedAgent
{
    private readonly SwitchCore _core;
    private readonly Lock _gate = new();
    private readonly AgentEvents _events;
    private Reason? _logoutReason;

    public SimulatedAgent(string id, SwitchCore core)
    {
        (Id, _core) = (id, core);
        _events = new AgentEvents(core);
        Channels = new SimulatedChannels(_gate, _events, core.Channels);
        Interactions = new SimulatedInteractions(_gate, this, _events, core);
        Parties = new AgentParties(_gate, Channels, Interactions, core);
        Commands = new InteractionCommands(_gate, Channels, Interactions, Parties, core);
    }

    public string Id { get; }

    /// <summary>The channels, and the commands on them.</summary>
    public SimulatedChannels Channels { get; }

    /// <summary>The interactions.</summary>
    public SimulatedInteractions Interactions { get; }

    /// <summary>The commands on interactions.</summary>
    public InteractionCommands Commands { get; }

    /// <summary>The other parties of the interactions.</summary>
    public AgentParties Parties { get; }

    /// <summary>
    /// Logs the agent on, or only reads the state if the agent is logged on. If the caller awaits the result, its login receives events
    /// from now on.
    /// </summary>
    public LogInResult LogIn(string? endpoint, AgentLogin login, IAgentEventSink events, bool isAwaited)
    {
        if (endpoint is not null && !IsEndpoint(endpoint))
        {
            return new LogInResult.EndpointUnknown();
        }

        lock (_gate)
        {
            var wasLoggedOn = Channels.IsLoggedOn;
            if (!wasLoggedOn && !TryLogOn(endpoint ?? Id))
            {
                return new LogInResult.EndpointInUse();
            }

            if (isAwaited)
            {
                _events.Attach(login, events);
            }

            return new LogInResult.LoggedIn(login, State())
            {
                Warnings = _core.Settings.EndpointRegistered ? [] : [LoginWarning.EndpointNotRegistered],
                WasLoggedOn = wasLoggedOn,
            };
        }
    }

    /// <summary>At the switch itself: no event sink is added.</summary>
    public bool LogInByItself()
    {
        lock (_gate)
        {
            return !Channels.IsLoggedOn && TryLogOn(Id);
        }
    }

    /// <summary>
    /// Changes nothing: the result is the present state, which may be logged off. If the caller awaits the result, its login receives
    /// events from now on.
    /// </summary>
    public LogInResult Reattach(AgentLogin login, IAgentEventSink events, bool isAwaited)
    {
        lock (_gate)
        {
            if (isAwaited)
            {
                _events.Attach(login, events);
            }

            return new LogInResult.LoggedIn(login, State());
        }
    }

    /// <summary>Releases the login that receives events, but never a later one; without a login, releases all.</summary>
    public void Detach(AgentLogin? login = null)
    {
        lock (_gate)
        {
            _events.Detach(login);
        }
    }

    public CommandResult LogOff(Reason? reason, bool bySwitch, SwitchCause cause = SwitchCause.SwitchInitiated)
    {
        lock (_gate)
        {
            if (!Channels.IsLoggedOn)
            {
                return CommandResult.Done;
            }

            if (!bySwitch && _core.Settings.RefuseLogOffDuringInteraction && Interactions.All.Count > 0)
            {
                return CommandResult.Refused("The agent has an interaction.");
            }

            if (Channels.Endpoint is { } endpoint)
            {
                _core.GiveEndpointBack(endpoint, Id);
            }

            _logoutReason = reason;
            Channels.LogOff();
            _events.Publish(new AgentLoggedOff(reason, cause));
            return CommandResult.Done;
        }
    }

    public SwitchAgentState SwitchState()
    {
        lock (_gate)
        {
            return State();
        }
    }

    /// <summary>
    /// The agent's entry in the list of all; <see langword="null"/> while they are logged off, or only another HIS holds them.
    /// </summary>
    public AgentListing? Listing(object owner)
    {
        lock (_gate)
        {
            return Channels.IsLoggedOn && (_events.HasNone || _events.HasLoginOf(owner))
                ? new AgentListing(
                    _core.WhoIs(Id)!,
                    Channels.Endpoint,
                    [.. Channels.All.Select(it => it.Now)],
                    [.. Interactions.All.Where(it => it.State is not InteractionState.Ended).Select(it => it.Id)]
                )
                : null;
        }
    }

    public SimulatedAgentState GetState()
    {
        lock (_gate)
        {
            return new SimulatedAgentState(
                Channels.IsLoggedOn,
                _logoutReason,
                [.. Channels.All.Select(it => it.SimulatedState)],
                [.. Interactions.All.Select(it => it.SimulatedState)]
            );
        }
    }

    public void LoseLink()
    {
        lock (_gate)
        {
            _events.LoseLink();
        }
    }

    public void RestoreLink(bool isAfterRestart)
    {
        lock (_gate)
        {
            _events.RestoreLink(new AgentSnapshot(State(), isAfterRestart));
        }
    }

    /// <summary>Sends this event, true or not: one that is old, late or wrong.</summary>
    public void SendAnyway(SwitchEvent switchEvent)
    {
        lock (_gate)
        {
            _events.Publish(switchEvent);
        }
    }

    /// <summary>Executes an action and drops its events.</summary>
    public void Silently(Action act)
    {
        lock (_gate)
        {
            _events.Suppress(act);
        }
    }

    public bool RepeatLastEvent()
    {
        lock (_gate)
        {
            return _events.RepeatLast();
        }
    }

    private static bool IsEndpoint(string text) =>
        text.Length is >= 1 and <= 32 && text.All(it => char.IsAsciiLetterOrDigit(it) || it is '_' or '-');

    /// <summary>Logs on at an endpoint; false if another agent has it.</summary>
    private bool TryLogOn(string endpoint)
    {
        if (!_core.TakeEndpoint(endpoint, Id))
        {
            return false;
        }

        _logoutReason = null;
        Channels.LogOn(endpoint, _core.ChannelsStartInactive);

        // Some login may still be attached that received the agent's log-off.
        _events.Publish(new AgentSnapshot(State()));
        return true;
    }

    private SwitchAgentState State() =>
        new(Channels.IsLoggedOn, [.. Channels.All.Select(it => it.Now)], [.. Interactions.All.Select(it => it.Now)]);
}
