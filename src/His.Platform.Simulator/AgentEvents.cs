namespace His.Platform.Simulator;

/// <summary>
/// The logins that receive one agent's events, and the publication of those events, in order. Used inside the agent's lock only.
/// </summary>
internal sealed class AgentEvents(SwitchCore core)
{
    private readonly List<Listener> _listeners = [];
    private bool _isLost;

    public bool HasNone => _listeners.Count == 0;

    /// <summary>Of the logins of one HIS the newest receives events; another HIS still receives the agent's events too.</summary>
    public void Attach(AgentLogin login, IAgentEventSink events)
    {
        _listeners.RemoveAll(it => ReferenceEquals(it.Login.Owner, login.Owner));
        _listeners.Add(new Listener(login, events) { HasLink = core.HasLink });
    }

    /// <summary>Releases the login that receives events, but never a later one; without a login, releases all.</summary>
    public void Detach(AgentLogin? login) => _listeners.RemoveAll(it => login is null || ReferenceEquals(it.Login, login));

    public bool HasLoginOf(object owner) => _listeners.Exists(it => ReferenceEquals(it.Login.Owner, owner));

    public void Publish(SwitchEvent switchEvent)
    {
        foreach (var listener in _listeners)
        {
            if (listener.HasLink && !_isLost)
            {
                listener.OnEvent(switchEvent);
            }
        }
    }

    /// <summary>Executes an action and drops its events.</summary>
    public void Suppress(Action act)
    {
        _isLost = true;
        act();
        _isLost = false;
    }

    public bool RepeatLast()
    {
        var heard = _listeners.FindAll(it => it.LastEvent is not null);
        heard.ForEach(it => it.OnEvent(it.LastEvent!));
        return heard.Count > 0;
    }

    public void LoseLink()
    {
        // Sent once, and before the event sinks are cut off from everything that follows.
        Publish(new LinkLost());
        _listeners.ForEach(it => it.HasLink = false);
    }

    public void RestoreLink(AgentSnapshot snapshot)
    {
        foreach (var listener in _listeners.Where(it => !it.HasLink))
        {
            listener.HasLink = true;
            listener.OnEvent(snapshot);
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
