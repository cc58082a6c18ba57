namespace His.Platform.Simulator;

/// <summary>One login of HIS: every command goes to the switch as a request, subject to faults and latency.</summary>
internal sealed class AgentLogin(SimulatedAgent agent, SwitchCore core, object owner) : IPlatformAgent
{
    private volatile bool _isDisposed;

    /// <summary>Identifies the HIS, because several may use one switch.</summary>
    public object Owner => owner;

    public PlatformCapabilities Capabilities => core.Settings.Capabilities;

    public Task<SwitchAgentState?> GetStateAsync(CancellationToken cancellationToken)
    {
        ThrowIfDisposed();
        return core.ExecuteAsync(
            new SwitchOperationRequest<SwitchAgentState?>(
                About(SwitchOperation.Ask),
                Run: _ => agent.SwitchState(),
                OnRefuse: _ => null,
                OnFalseSuccess: _ => agent.SwitchState(),
                Unavailable: null
            ),
            cancellationToken
        );
    }

    public Task<CommandResult> ActivateAsync(string channelId, CancellationToken cancellationToken) =>
        Capabilities.ChannelDeactivation
            ? SendAsync(About(SwitchOperation.Activate, channelId), except => agent.Channels.Activate(channelId, except), cancellationToken)
            : NotSupportedAsync();

    public Task<CommandResult> DeactivateAsync(string channelId, CancellationToken cancellationToken) =>
        Capabilities.ChannelDeactivation
            ? SendAsync(
                About(SwitchOperation.Deactivate, channelId),
                except => agent.Channels.Deactivate(channelId, bySwitch: false, except),
                cancellationToken
            )
            : NotSupportedAsync();

    public Task<CommandResult> MakeReadyAsync(string channelId, CancellationToken cancellationToken) =>
        SendAsync(About(SwitchOperation.Ready, channelId), except => agent.Channels.MakeReady(channelId, except), cancellationToken);

    public Task<CommandResult> MakeNotReadyAsync(string channelId, Reason? reason, CancellationToken cancellationToken) =>
        SendAsync(
            About(SwitchOperation.NotReady, channelId, reason),
            except => agent.Channels.MakeNotReady(channelId, reason, except),
            cancellationToken
        );

    public Task<CommandResult> LogOffAsync(Reason? reason, CancellationToken cancellationToken) =>
        SendAsync(About(SwitchOperation.Logout, reason: reason), _ => agent.LogOff(reason, bySwitch: false), cancellationToken);

    public Task<CommandResult> ExecuteAsync(
        string interactionId,
        InteractionCommand command,
        string? target,
        CancellationToken cancellationToken
    )
    {
        if (!Capabilities.Commands.Contains(command))
        {
            return NotSupportedAsync();
        }

        return SendAsync(
            About(command.ToOperation(), agent.Interactions.ChannelOf(interactionId)) with
            {
                InteractionId = interactionId,
                Destination = command is InteractionCommand.SendDigits ? null : target,
                Digits = command is InteractionCommand.SendDigits ? target : null,
            },
            _ => agent.Commands.Execute(interactionId, command, target),
            cancellationToken
        );
    }

    public Task<DialCommandResult> DialAsync(string channelId, string destination, CancellationToken cancellationToken)
    {
        ThrowIfDisposed();
        if (!Capabilities.Dialing)
        {
            return Task.FromResult(new DialCommandResult(CommandResult.NotSupported));
        }

        return core.ExecuteAsync(
            new SwitchOperationRequest<DialCommandResult>(
                About(SwitchOperation.Dial, channelId) with
                {
                    Destination = destination,
                },
                Run: _ => agent.Commands.Dial(channelId, destination),
                OnRefuse: no => new DialCommandResult(no),
                OnFalseSuccess: _ => new DialCommandResult(CommandResult.Done, core.NextInteractionId()),
                Unavailable: new DialCommandResult(CommandResult.Unavailable)
            ),
            cancellationToken
        );
    }

    public ValueTask DisposeAsync()
    {
        _isDisposed = true;
        agent.Detach(this);
        return ValueTask.CompletedTask;
    }

    private ReceivedCommand About(SwitchOperation operation, string? channelId = null, Reason? reason = null) =>
        new(agent.Id, operation, channelId, Reason: reason);

    /// <summary>Sends a command to the switch; the parameter of <paramref name="act"/> is the queue in which nothing is done.</summary>
    private Task<CommandResult> SendAsync(ReceivedCommand command, Func<string?, CommandResult> act, CancellationToken deadline)
    {
        ThrowIfDisposed();
        return core.ExecuteAsync(
            new SwitchOperationRequest<CommandResult>(command, Run: null, no => no, _ => CommandResult.Done, CommandResult.Unavailable)
            {
                RunExcept = act,
            },
            deadline
        );
    }

    private Task<CommandResult> NotSupportedAsync()
    {
        ThrowIfDisposed();
        return Task.FromResult(CommandResult.NotSupported);
    }

    /// <summary>A released login must not be used: that is a defect of the caller, and a test should see it.</summary>
    private void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_isDisposed, this);
}
