namespace His.Platform.Simulator;

/// <summary>
/// One agent at the switch: this is the authoritative state, and every change of it is published here, in order, inside the agent's own
/// lock.
/// </summary>
internal sealed partial class SimulatedAgent(string id, SwitchCore exchange)
{
    private readonly Lock _gate = new();
    private readonly SimulatedChannel[] _channels =
    [
        new("phone", ChannelType.Telephony, mostInteractions: 1),
        new("chat", ChannelType.Chat, mostInteractions: 3),
        new("email", ChannelType.Email, mostInteractions: 3),
    ];

    private bool _isLoggedOn;
    private Reason? _logoutReason;
    private readonly List<Listener> _listeners = [];
    private bool _isNewsLost;

    public string Id => id;

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
            if (!_isLoggedOn)
            {
                var device = endpoint ?? id;
                if (!exchange.TakeEndpoint(device, id))
                {
                    return new LogInResult.EndpointInUse();
                }

                LogOn(device);
            }

            if (isAwaited)
            {
                Attach(login, events);
            }

            return new LogInResult.LoggedIn(login, Look())
            {
                Warnings = exchange.Settings.EndpointRegistered ? [] : [LoginWarning.EndpointNotRegistered],
            };
        }
    }

    /// <summary>At the switch itself: no event sink is added.</summary>
    public bool LogInByItself()
    {
        lock (_gate)
        {
            if (_isLoggedOn || !exchange.TakeEndpoint(id, id))
            {
                return false;
            }

            LogOn(id);
            return true;
        }
    }

    /// <summary>
    /// Changes nothing: the result is the present state, which may be logged off. If the caller awaits the result, its login receives
    /// events from now on.
    /// </summary>
    public LogInResult LookAt(AgentLogin login, IAgentEventSink events, bool isAwaited)
    {
        lock (_gate)
        {
            if (isAwaited)
            {
                Attach(login, events);
            }

            return new LogInResult.LoggedIn(login, Look());
        }
    }

    /// <summary>Releases the login that receives events, but never a later one; without a login, releases all.</summary>
    public void Detach(AgentLogin? login = null)
    {
        lock (_gate)
        {
            _listeners.RemoveAll(it => login is null || ReferenceEquals(it.Login, login));
        }
    }

    public CommandResult LogOff(Reason? reason, bool bySwitch, SwitchCause cause = SwitchCause.SwitchInitiated)
    {
        lock (_gate)
        {
            if (!_isLoggedOn)
            {
                return CommandResult.Done;
            }

            if (!bySwitch && exchange.Settings.RefuseLogOffDuringInteraction && _interactions.Count > 0)
            {
                return CommandResult.Refused("The agent has an interaction.");
            }

            _isLoggedOn = false;
            _logoutReason = reason;
            foreach (var channel in _channels)
            {
                if (channel.Endpoint is { } endpoint)
                {
                    exchange.GiveEndpointBack(endpoint, id);
                }

                channel.GoDown();
                channel.Endpoint = null;
            }

            Tell(new AgentLoggedOff(reason, cause));
            return CommandResult.Done;
        }
    }

    public SwitchAgentState SwitchState()
    {
        lock (_gate)
        {
            return Look();
        }
    }

    /// <summary>
    /// The agent's entry in the list of all; <see langword="null"/> while they are logged off, or only another HIS holds them.
    /// </summary>
    public AgentListing? Listing(object owner)
    {
        lock (_gate)
        {
            return _isLoggedOn && (_listeners.Count == 0 || _listeners.Exists(it => ReferenceEquals(it.Login.Owner, owner)))
                ? new AgentListing(
                    exchange.WhoIs(id)!,
                    _channels.Select(it => it.Endpoint).FirstOrDefault(it => it is not null),
                    [.. _channels.Select(it => it.Now)],
                    [.. _interactions.Select(it => it.Now).Where(it => it.State is not InteractionState.Ended).Select(it => it.Id)]
                )
                : null;
        }
    }

    public SimulatedAgentState GetState()
    {
        lock (_gate)
        {
            return new SimulatedAgentState(
                _isLoggedOn,
                _logoutReason,
                [.. _channels.Select(it => it.SimulatedState)],
                [.. _interactions.Select(it => it.SimulatedState)]
            );
        }
    }

    public void LoseLink()
    {
        lock (_gate)
        {
            // Sent once, and before the event sinks are cut off from everything that follows.
            Tell(new LinkLost());
            _listeners.ForEach(it => it.HasLink = false);
        }
    }

    public void RestoreLink(bool isAfterRestart)
    {
        lock (_gate)
        {
            foreach (var listener in _listeners.Where(it => !it.HasLink))
            {
                listener.HasLink = true;
                listener.OnEvent(new AgentSnapshot(Look(), isAfterRestart));
            }
        }
    }

    /// <summary>Sends this event, true or not: one that is old, late or wrong.</summary>
    public void SendAnyway(SwitchEvent switchEvent)
    {
        lock (_gate)
        {
            Tell(switchEvent);
        }
    }

    /// <summary>Executes an action and drops its events.</summary>
    public void Silently(Action act)
    {
        lock (_gate)
        {
            _isNewsLost = true;
            act();
            _isNewsLost = false;
        }
    }

    public bool RepeatLastEvent()
    {
        lock (_gate)
        {
            var heard = _listeners.FindAll(it => it.LastEvent is not null);
            heard.ForEach(it => it.OnEvent(it.LastEvent!));
            return heard.Count > 0;
        }
    }

    private static bool IsEndpoint(string text) =>
        text.Length is >= 1 and <= 32 && text.All(it => char.IsAsciiLetterOrDigit(it) || it is '_' or '-');

    /// <summary>Of the logins of one HIS the newest receives events; another HIS still receives the agent's events too.</summary>
    private void Attach(AgentLogin login, IAgentEventSink events)
    {
        _listeners.RemoveAll(it => ReferenceEquals(it.Login.Owner, login.Owner));
        _listeners.Add(new Listener(login, events) { HasLink = exchange.HasLink });
    }

    private void LogOn(string endpoint)
    {
        _isLoggedOn = true;
        _logoutReason = null;
        foreach (var channel in _channels)
        {
            channel.Endpoint = channel.Type is ChannelType.Telephony ? endpoint : null;
            if (!exchange.ChannelsStartInactive)
            {
                channel.GoUp();
            }
        }

        // Some login may still be attached that received the agent's log-off.
        Tell(new AgentSnapshot(Look()));
    }

    private SwitchAgentState Look() => new(_isLoggedOn, [.. _channels.Select(it => it.Now)], [.. _interactions.Select(it => it.Now)]);

    private void Tell(SwitchEvent switchEvent)
    {
        foreach (var listener in _listeners)
        {
            if (listener.HasLink && !_isNewsLost)
            {
                listener.OnEvent(switchEvent);
            }
        }
    }

    /// <summary>A login that receives the agent's events.</summary>
    private sealed class Listener(AgentLogin login, IAgentEventSink events)
    {
        public AgentLogin Login => login;

        public bool HasLink { get; set; }

        public SwitchEvent? LastEvent { get; private set; }

        public void OnEvent(SwitchEvent switchEvent)
        {
            LastEvent = switchEvent;
            events.OnEvent(switchEvent);
        }
    }
}
