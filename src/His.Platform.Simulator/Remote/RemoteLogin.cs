namespace His.Platform.Simulator.Remote;

/// <summary>One login of HIS at a switch in a process of its own.</summary>
internal sealed class RemoteLogin(RemoteSwitch remote, AgentIdentity agent, long number, IAgentNews news) : IPlatformAgent
{
    private volatile bool isDisposed;
    private volatile bool isSilent;
    private volatile bool isThere;
    private PlatformCapabilities? lastKnown;

    public AgentIdentity Agent => agent;

    /// <summary>By which the switch knows it, on this link and on the next.</summary>
    public long Number => number;

    /// <summary>Whether nobody listens any more.</summary>
    public bool IsSilent => isSilent;

    /// <summary>Whether the switch knows this login on the present link. Nothing can be commanded while it does not.</summary>
    public bool IsThere
    {
        get => isThere;
        set => isThere = value;
    }

    public PlatformCapabilities Capabilities => lastKnown = remote.Capabilities ?? lastKnown ?? new PlatformCapabilities(ChannelDeactivation: true, ReasonPolicy.Nothing, ReasonPolicy.Nothing);

    /// <summary>The truth; where the link is new and the switch does not know this login yet, it is found again.</summary>
    public async Task<AgentAtSwitch?> AskAsync(CancellationToken cancellationToken)
    {
        ThrowIfDisposed();
        var wasThere = isThere;
        var asked = wasThere ? new Asked { Do = Deed.Ask, Login = number } : Find;
        var answer = await remote.Link.AskAsync(asked, cancellationToken, it => IsThere |= !wasThere && it is { Login: LoginSaid.LoggedIn }).ConfigureAwait(false);
        return answer?.State;
    }

    public Task<SwitchAnswer> ActivateAsync(string channelId, CancellationToken cancellationToken) =>
        CommandAsync(new Asked { Do = Deed.Activate, Channel = channelId }, cancellationToken);

    public Task<SwitchAnswer> DeactivateAsync(string channelId, CancellationToken cancellationToken) =>
        CommandAsync(new Asked { Do = Deed.Deactivate, Channel = channelId }, cancellationToken);

    public Task<SwitchAnswer> MakeReadyAsync(string channelId, CancellationToken cancellationToken) =>
        CommandAsync(new Asked { Do = Deed.Ready, Channel = channelId }, cancellationToken);

    public Task<SwitchAnswer> MakeNotReadyAsync(string channelId, Reason? reason, CancellationToken cancellationToken) =>
        CommandAsync(new Asked { Do = Deed.NotReady, Channel = channelId, Reason = reason }, cancellationToken);

    public Task<SwitchAnswer> LogOffAsync(Reason? reason, CancellationToken cancellationToken) =>
        CommandAsync(new Asked { Do = Deed.LogOff, Reason = reason }, cancellationToken);

    public Task<SwitchAnswer> HandleAsync(string interactionId, InteractionCommand command, string? target, CancellationToken cancellationToken) =>
        CommandAsync(new Asked { Do = Deed.Handle, Interaction = interactionId, Command = command, Target = target }, cancellationToken);

    public async Task<DialAnswer> DialAsync(string channelId, string destination, CancellationToken cancellationToken)
    {
        var answer = await AnswerAsync(new Asked { Do = Deed.Dial, Channel = channelId, Target = destination }, cancellationToken).ConfigureAwait(false);
        return answer is null ? new DialAnswer(SwitchAnswer.Unavailable) : new DialAnswer(answer.ToCommand(), answer.Interaction);
    }

    public ValueTask DisposeAsync()
    {
        if (!isDisposed)
        {
            isDisposed = true;
            Silence();
            remote.LetGo(this);
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Nobody listens any more.</summary>
    public void Silence() => isSilent = true;

    /// <summary>The switch has said this. In the order of everything that it says.</summary>
    public void Hear(SwitchNews what)
    {
        if (!isSilent)
            news.Tell(what);
    }

    public void LoseLink()
    {
        isThere = false;
        Hear(new LinkLostNews());
    }

    /// <summary>The link is new: the switch is asked for the truth, and tells the news from then on.</summary>
    public void FindAgain() => _ = remote.Link.AskAsync(Find, CancellationToken.None, answer =>
    {
        if (answer is { Login: LoginSaid.LoggedIn, State: { } truth })
        {
            isThere = true; // before the truth is told: who hears it may give a command at once
            Hear(new TruthNews(truth));
        }
    });

    private Asked Find => new() { Do = Deed.Find, Login = number, Agent = agent };

    private async Task<SwitchAnswer> CommandAsync(Asked asked, CancellationToken deadline) =>
        (await AnswerAsync(asked, deadline).ConfigureAwait(false))?.ToCommand() ?? SwitchAnswer.Unavailable;

    private Task<AnswerSaid?> AnswerAsync(Asked asked, CancellationToken deadline)
    {
        ThrowIfDisposed();
        return isThere ? remote.Link.AskAsync(asked with { Login = number }, deadline) : Task.FromResult<AnswerSaid?>(null);
    }

    private void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(isDisposed, this);
}
