namespace His.Platform.Simulator.Remote;

/// <summary>One login of HIS at a switch in a process of its own.</summary>
internal sealed class RemoteLogin(RemoteSwitch remote, AgentIdentity agent, long number, IAgentEventSink events) : IPlatformAgent
{
    private volatile bool _isDisposed;
    private volatile bool _isSilent;
    private volatile bool _isThere;
    private PlatformCapabilities? _lastKnown;

    public AgentIdentity Agent => agent;

    /// <summary>Identifies the login to the switch, on this link and on the next.</summary>
    public long Number => number;

    /// <summary>Whether the login was released.</summary>
    public bool IsSilent => _isSilent;

    /// <summary>Whether the switch knows this login on the present link. Commands are unavailable while it does not.</summary>
    public bool IsThere
    {
        get => _isThere;
        set => _isThere = value;
    }

    public PlatformCapabilities Capabilities =>
        _lastKnown =
            remote.Capabilities ?? _lastKnown ?? new PlatformCapabilities(ChannelDeactivation: true, ReasonPolicy.None, ReasonPolicy.None);

    /// <summary>Queries the state; if the link is new and the switch does not know this login yet, reattaches it.</summary>
    public async Task<SwitchAgentState?> GetStateAsync(CancellationToken cancellationToken)
    {
        ThrowIfDisposed();
        var wasThere = _isThere;
        var request = wasThere ? new RequestMessage { Do = RequestKind.Ask, Login = number } : Find;
        var answer = await remote
            .Link.RequestAsync(request, cancellationToken, it => IsThere |= !wasThere && it is { Login: LoginOutcome.LoggedIn })
            .ConfigureAwait(false);
        return answer?.State;
    }

    public Task<CommandResult> ActivateAsync(string channelId, CancellationToken cancellationToken) =>
        CommandAsync(new RequestMessage { Do = RequestKind.Activate, Channel = channelId }, cancellationToken);

    public Task<CommandResult> DeactivateAsync(string channelId, CancellationToken cancellationToken) =>
        CommandAsync(new RequestMessage { Do = RequestKind.Deactivate, Channel = channelId }, cancellationToken);

    public Task<CommandResult> MakeReadyAsync(string channelId, CancellationToken cancellationToken) =>
        CommandAsync(new RequestMessage { Do = RequestKind.Ready, Channel = channelId }, cancellationToken);

    public Task<CommandResult> MakeNotReadyAsync(string channelId, Reason? reason, CancellationToken cancellationToken) =>
        CommandAsync(
            new RequestMessage
            {
                Do = RequestKind.NotReady,
                Channel = channelId,
                Reason = reason,
            },
            cancellationToken
        );

    public Task<CommandResult> LogOffAsync(Reason? reason, CancellationToken cancellationToken) =>
        CommandAsync(new RequestMessage { Do = RequestKind.LogOff, Reason = reason }, cancellationToken);

    public Task<CommandResult> ExecuteAsync(
        string interactionId,
        InteractionCommand command,
        string? target,
        CancellationToken cancellationToken
    ) =>
        CommandAsync(
            new RequestMessage
            {
                Do = RequestKind.Handle,
                Interaction = interactionId,
                Command = command,
                Target = target,
            },
            cancellationToken
        );

    public async Task<DialCommandResult> DialAsync(string channelId, string destination, CancellationToken cancellationToken)
    {
        var answer = await RequestAsync(
                new RequestMessage
                {
                    Do = RequestKind.Dial,
                    Channel = channelId,
                    Target = destination,
                },
                cancellationToken
            )
            .ConfigureAwait(false);
        return answer is null
            ? new DialCommandResult(CommandResult.Unavailable)
            : new DialCommandResult(answer.ToCommand(), answer.Interaction);
    }

    public ValueTask DisposeAsync()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            Silence();
            remote.Release(this);
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Stops delivering events.</summary>
    public void Silence() => _isSilent = true;

    /// <summary>Delivers an event of the switch, in the order of all its messages.</summary>
    public void Hear(SwitchEvent switchEvent)
    {
        if (!_isSilent)
        {
            events.OnEvent(switchEvent);
        }
    }

    public void LoseLink()
    {
        _isThere = false;
        Hear(new LinkLost());
    }

    /// <summary>Reattaches after a new link: the switch is queried for the state, and sends events from then on.</summary>
    public void Reattach() =>
        _ = remote.Link.RequestAsync(
            Find,
            CancellationToken.None,
            answer =>
            {
                if (answer is { Login: LoginOutcome.LoggedIn, State: { } state })
                {
                    _isThere = true; // before the snapshot is sent: its receiver may send a command at once
                    Hear(new AgentSnapshot(state));
                }
            }
        );

    private RequestMessage Find =>
        new()
        {
            Do = RequestKind.Find,
            Login = number,
            Agent = agent,
        };

    private async Task<CommandResult> CommandAsync(RequestMessage request, CancellationToken deadline) =>
        (await RequestAsync(request, deadline).ConfigureAwait(false))?.ToCommand() ?? CommandResult.Unavailable;

    private Task<Response?> RequestAsync(RequestMessage request, CancellationToken deadline)
    {
        ThrowIfDisposed();
        return _isThere ? remote.Link.RequestAsync(request with { Login = number }, deadline) : Task.FromResult<Response?>(null);
    }

    private void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_isDisposed, this);
}
