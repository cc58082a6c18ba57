namespace His.Platform.Simulator;

/// <summary>
/// One agent as the switch knows them: this is the truth, and every change of it is told here, in order, inside the agent's own lock.
/// </summary>
internal sealed partial class SimulatedAgent(string id, Exchange exchange)
{
    private readonly Lock gate = new();
    private readonly SimulatedChannel[] channels =
    [
        new("phone", ChannelType.Telephony, mostInteractions: 1),
        new("chat", ChannelType.Chat, mostInteractions: 3),
        new("email", ChannelType.Email, mostInteractions: 3),
    ];

    private bool isLoggedOn;
    private Reason? logoutReason;
    private readonly List<Listener> listeners = [];
    private bool isNewsLost;

    public string Id => id;

    /// <summary>Brings the agent to the switch, or only takes a look if they are there. Whoever waits for the answer listens from now on.</summary>
    public LoginAnswer LogIn(string? endpoint, AgentLogin login, IAgentNews news, bool isAwaited)
    {
        if (endpoint is not null && !IsEndpoint(endpoint))
            return new LoginAnswer.EndpointUnknown();
        lock (gate)
        {
            if (!isLoggedOn)
            {
                var device = endpoint ?? id;
                if (!exchange.TakeEndpoint(device, id))
                    return new LoginAnswer.EndpointInUse();
                LogOn(device);
            }

            if (isAwaited)
                Attach(login, news);
            return new LoginAnswer.LoggedIn(login, Look())
            {
                Warnings = exchange.Settings.EndpointRegistered ? [] : [LoginWarning.EndpointNotRegistered],
            };
        }
    }

    /// <summary>At the switch itself: nobody listens who did not before.</summary>
    public bool LogInByItself()
    {
        lock (gate)
        {
            if (isLoggedOn || !exchange.TakeEndpoint(id, id))
                return false;
            LogOn(id);
            return true;
        }
    }

    /// <summary>Changes nothing: the state is the truth, which may be logged off. Whoever waits for the answer listens from now on.</summary>
    public LoginAnswer LookAt(AgentLogin login, IAgentNews news, bool isAwaited)
    {
        lock (gate)
        {
            if (isAwaited)
                Attach(login, news);
            return new LoginAnswer.LoggedIn(login, Look());
        }
    }

    /// <summary>Lets go of the login that listens, but never of one that came later; without one, of all.</summary>
    public void Detach(AgentLogin? login = null)
    {
        lock (gate)
            listeners.RemoveAll(it => login is null || ReferenceEquals(it.Login, login));
    }

    public SwitchAnswer LogOff(Reason? reason, bool bySwitch, SwitchCause cause = SwitchCause.SwitchInitiated)
    {
        lock (gate)
        {
            if (!isLoggedOn)
                return SwitchAnswer.Done;
            if (!bySwitch && exchange.Settings.RefuseLogOffDuringInteraction && interactions.Count > 0)
                return SwitchAnswer.Refused("The agent has an interaction.");

            isLoggedOn = false;
            logoutReason = reason;
            foreach (var channel in channels)
            {
                if (channel.Endpoint is { } endpoint)
                    exchange.GiveEndpointBack(endpoint, id);
                channel.GoDown();
                channel.Endpoint = null;
            }

            Tell(new LoggedOffNews(reason, cause));
            return SwitchAnswer.Done;
        }
    }

    public AgentAtSwitch Ask()
    {
        lock (gate)
            return Look();
    }

    /// <summary>As the list of all has them; <see langword="null"/> while they are logged off, or another HIS alone holds them.</summary>
    public AgentThere? There(object owner)
    {
        lock (gate)
            return isLoggedOn && (listeners.Count == 0 || listeners.Exists(it => ReferenceEquals(it.Login.Owner, owner)))
                ? new AgentThere(
                    exchange.WhoIs(id)!,
                    channels.Select(it => it.Endpoint).FirstOrDefault(it => it is not null),
                    [.. channels.Select(it => it.Now)],
                    [.. interactions.Select(it => it.Now).Where(it => it.State is not InteractionState.Ended).Select(it => it.Id)])
                : null;
    }

    public AgentTruth Truth()
    {
        lock (gate)
            return new AgentTruth(
                isLoggedOn,
                logoutReason,
                [.. channels.Select(it => it.Truth)],
                [.. interactions.Select(it => it.Truth)]);
    }

    public void LoseLink()
    {
        lock (gate)
        {
            // Told once, and before the listeners are cut off from everything that follows.
            Tell(new LinkLostNews());
            listeners.ForEach(it => it.HasLink = false);
        }
    }

    public void RestoreLink(bool isAfterRestart)
    {
        lock (gate)
        {
            foreach (var listener in listeners.Where(it => !it.HasLink))
            {
                listener.HasLink = true;
                listener.Tell(new TruthNews(Look(), isAfterRestart));
            }
        }
    }

    /// <summary>Tells this, true or not: an old event, one that came too late, one that is somebody's mistake.</summary>
    public void TellAnyway(SwitchNews news)
    {
        lock (gate)
            Tell(news);
    }

    /// <summary>Something happens, and no news of it comes.</summary>
    public void Silently(Action act)
    {
        lock (gate)
        {
            isNewsLost = true;
            act();
            isNewsLost = false;
        }
    }

    public bool TellAgain()
    {
        lock (gate)
        {
            var heard = listeners.FindAll(it => it.LastNews is not null);
            heard.ForEach(it => it.Tell(it.LastNews!));
            return heard.Count > 0;
        }
    }

    private static bool IsEndpoint(string text) =>
        text.Length is >= 1 and <= 32 && text.All(it => char.IsAsciiLetterOrDigit(it) || it is '_' or '-');

    /// <summary>Of the logins of one HIS the newest listens; another HIS hears of the agent all the same.</summary>
    private void Attach(AgentLogin login, IAgentNews news)
    {
        listeners.RemoveAll(it => ReferenceEquals(it.Login.Owner, login.Owner));
        listeners.Add(new Listener(login, news) { HasLink = exchange.HasLink });
    }

    private void LogOn(string endpoint)
    {
        isLoggedOn = true;
        logoutReason = null;
        foreach (var channel in channels)
        {
            channel.Endpoint = channel.Type is ChannelType.Telephony ? endpoint : null;
            if (!exchange.ChannelsStartInactive)
                channel.GoUp();
        }

        // Somebody may listen still who was told that the agent had gone.
        Tell(new TruthNews(Look()));
    }

    private AgentAtSwitch Look() =>
        new(isLoggedOn, [.. channels.Select(it => it.Now)], [.. interactions.Select(it => it.Now)]);

    private void Tell(SwitchNews news)
    {
        foreach (var listener in listeners)
        {
            if (listener.HasLink && !isNewsLost)
                listener.Tell(news);
        }
    }

    /// <summary>Who hears what happens to the agent.</summary>
    private sealed class Listener(AgentLogin login, IAgentNews news)
    {
        public AgentLogin Login => login;

        public bool HasLink { get; set; }

        public SwitchNews? LastNews { get; private set; }

        public void Tell(SwitchNews what)
        {
            LastNews = what;
            news.Tell(what);
        }
    }
}
