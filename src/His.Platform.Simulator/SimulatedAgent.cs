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
    private object? listenerKey;
    private IAgentNews? listener;
    private bool listenerHasLink;
    private SwitchNews? lastNews;

    public string Id => id;

    /// <summary>Brings the agent to the switch, or only takes a look if they are there. Whoever waits for the answer listens from now on.</summary>
    public LoginAnswer LogIn(string? endpoint, IPlatformAgent login, IAgentNews news, bool isAwaited)
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
            return new LoginAnswer.LoggedIn(login, Look());
        }
    }

    /// <summary>A yes to a login that changes nothing: the state in it is the truth, which may be logged off.</summary>
    public LoginAnswer PretendToLogIn(IPlatformAgent login, IAgentNews news, bool isAwaited)
    {
        lock (gate)
        {
            if (isAwaited)
                Attach(login, news);
            return new LoginAnswer.LoggedIn(login, Look());
        }
    }

    /// <summary>Lets go of a listener, but never of one who came later.</summary>
    public void Detach(object? key = null)
    {
        lock (gate)
        {
            if (key is not null && !ReferenceEquals(key, listenerKey))
                return;
            listenerKey = null;
            listener = null;
            lastNews = null;
        }
    }

    public SwitchAnswer LogOff(Reason? reason, bool bySwitch)
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

            Tell(new LoggedOffNews(reason));
            return SwitchAnswer.Done;
        }
    }

    public AgentAtSwitch Ask()
    {
        lock (gate)
            return Look();
    }

    public AgentTruth Truth()
    {
        lock (gate)
            return new AgentTruth(
                isLoggedOn, logoutReason, [.. channels.Select(it => new ChannelTruth(it.Id, it.IsActive, it.IsReady, it.Reason))]);
    }

    public void LoseLink()
    {
        lock (gate)
        {
            // Told once, and before the listener is cut off from everything that follows.
            Tell(new LinkLostNews());
            listenerHasLink = false;
        }
    }

    public void RestoreLink()
    {
        lock (gate)
        {
            if (listenerHasLink)
                return;
            listenerHasLink = true;
            Tell(new TruthNews(Look()));
        }
    }

    /// <summary>Tells this, true or not: an old event, one that came too late, one that is somebody's mistake.</summary>
    public void TellAnyway(SwitchNews news)
    {
        lock (gate)
            Tell(news);
    }

    public bool TellAgain()
    {
        lock (gate)
        {
            if (lastNews is null)
                return false;
            Tell(lastNews);
            return true;
        }
    }

    private static bool IsEndpoint(string text) =>
        text.Length is >= 1 and <= 32 && text.All(it => char.IsAsciiLetterOrDigit(it) || it is '_' or '-');

    private void Attach(IPlatformAgent login, IAgentNews news)
    {
        listenerKey = login;
        listener = news;
        listenerHasLink = exchange.HasLink;
        lastNews = null;
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
        if (listener is null || !listenerHasLink)
            return;
        lastNews = news;
        listener.Tell(news);
    }
}
