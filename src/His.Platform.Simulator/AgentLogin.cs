namespace His.Platform.Simulator;

/// <summary>One login of HIS: every command goes to the switch as an errand, past faults and latency.</summary>
internal sealed class AgentLogin(SimulatedAgent agent, Exchange exchange, object owner) : IPlatformAgent
{
    private volatile bool isDisposed;

    /// <summary>Which HIS it is: several may be at one switch.</summary>
    public object Owner => owner;

    public PlatformCapabilities Capabilities => exchange.Settings.Capabilities;

    public Task<AgentAtSwitch?> AskAsync(CancellationToken cancellationToken)
    {
        ThrowIfDisposed();
        return exchange.CarryOut(
            new Errand<AgentAtSwitch?>(
                About(SwitchOperation.Ask), Act: _ => agent.Ask(), Refuse: _ => null, Lie: _ => agent.Ask(), Unavailable: null),
            cancellationToken);
    }

    public Task<SwitchAnswer> ActivateAsync(string channelId, CancellationToken cancellationToken) =>
        Capabilities.ChannelDeactivation
            ? Tell(About(SwitchOperation.Activate, channelId), except => agent.Activate(channelId, except), cancellationToken)
            : NotSupported();

    public Task<SwitchAnswer> DeactivateAsync(string channelId, CancellationToken cancellationToken) =>
        Capabilities.ChannelDeactivation
            ? Tell(About(SwitchOperation.Deactivate, channelId), except => agent.Deactivate(channelId, bySwitch: false, except), cancellationToken)
            : NotSupported();

    public Task<SwitchAnswer> MakeReadyAsync(string channelId, CancellationToken cancellationToken) =>
        Tell(About(SwitchOperation.Ready, channelId), except => agent.MakeReady(channelId, except), cancellationToken);

    public Task<SwitchAnswer> MakeNotReadyAsync(string channelId, Reason? reason, CancellationToken cancellationToken) =>
        Tell(
            About(SwitchOperation.NotReady, channelId) with { Reason = reason },
            except => agent.MakeNotReady(channelId, reason, except),
            cancellationToken);

    public Task<SwitchAnswer> LogOffAsync(Reason? reason, CancellationToken cancellationToken) =>
        Tell(About(SwitchOperation.Logout) with { Reason = reason }, _ => agent.LogOff(reason, bySwitch: false), cancellationToken);

    public Task<SwitchAnswer> HandleAsync(string interactionId, InteractionCommand command, string? target, CancellationToken cancellationToken)
    {
        if (!Capabilities.Commands.Contains(command))
            return NotSupported();
        var operation = command switch
        {
            InteractionCommand.Accept => SwitchOperation.Accept,
            InteractionCommand.Reject => SwitchOperation.Reject,
            InteractionCommand.Hold => SwitchOperation.Hold,
            InteractionCommand.Retrieve => SwitchOperation.Retrieve,
            InteractionCommand.End => SwitchOperation.End,
            InteractionCommand.Complete => SwitchOperation.Complete,
            InteractionCommand.Transfer => SwitchOperation.Transfer,
            InteractionCommand.Consult => SwitchOperation.Consult,
            InteractionCommand.CompleteTransfer => SwitchOperation.CompleteTransfer,
            InteractionCommand.CancelConsultation => SwitchOperation.CancelConsultation,
            InteractionCommand.Conference => SwitchOperation.Conference,
            InteractionCommand.SendDigits => SwitchOperation.SendDigits,
            _ => throw new ArgumentOutOfRangeException(nameof(command), command, "There is no such command."),
        };
        return Tell(
            About(operation, agent.ChannelOf(interactionId)) with
            {
                InteractionId = interactionId,
                Destination = command is InteractionCommand.SendDigits ? null : target,
                Digits = command is InteractionCommand.SendDigits ? target : null,
            },
            _ => agent.Handle(interactionId, command, target),
            cancellationToken);
    }

    public Task<DialAnswer> DialAsync(string channelId, string destination, CancellationToken cancellationToken)
    {
        ThrowIfDisposed();
        if (!Capabilities.Dialing)
            return Task.FromResult(new DialAnswer(SwitchAnswer.NotSupported));
        return exchange.CarryOut(
            new Errand<DialAnswer>(
                About(SwitchOperation.Dial, channelId) with { Destination = destination },
                Act: _ => agent.Dial(channelId, destination),
                Refuse: no => new DialAnswer(no),
                Lie: _ => new DialAnswer(SwitchAnswer.Done, exchange.NextInteractionId()),
                Unavailable: new DialAnswer(SwitchAnswer.Unavailable)),
            cancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        isDisposed = true;
        agent.Detach(this);
        return ValueTask.CompletedTask;
    }

    private ToldCommand About(SwitchOperation operation, string? channelId = null) => new(0, default, agent.Id, operation, channelId);

    /// <summary>Tells the switch to do something; the argument of what it does is the queue in which it does not.</summary>
    private Task<SwitchAnswer> Tell(ToldCommand command, Func<string?, SwitchAnswer> act, CancellationToken deadline)
    {
        ThrowIfDisposed();
        return exchange.CarryOut(
            new Errand<SwitchAnswer>(command, _ => act(null), no => no, _ => SwitchAnswer.Done, SwitchAnswer.Unavailable) { ActExcept = queue => act(queue) },
            deadline);
    }

    private Task<SwitchAnswer> NotSupported()
    {
        ThrowIfDisposed();
        return Task.FromResult(SwitchAnswer.NotSupported);
    }

    /// <summary>Who has let go of an agent has nothing to say about them: that is a defect of the caller, and a test should see it.</summary>
    private void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(isDisposed, this);
}
