using His.Platform.Asterisk.Ami;
using His.Platform.Asterisk.Devices;
using Microsoft.Extensions.Logging;

namespace His.Platform.Asterisk;

/// <summary>One agent at the switch, as one login of HIS uses it. Only the login that holds the agent's device may send commands.</summary>
internal sealed class AsteriskAgent : IPlatformAgent
{
    private static Task<CommandResult> NotSupported => Task.FromResult(CommandResult.NotSupported);

    private readonly AgentDevice _device;
    private readonly DeviceClaim _holder;
    private readonly DeviceRegistry _devices;
    private readonly SwitchLink _link;
    private readonly StateReader _state;
    private readonly QueueCommands _queues;
    private readonly AgentCalls _calls;

    public AsteriskAgent(
        DirectoryAgent agent,
        IReadOnlyList<string> queues,
        AgentDevice device,
        DeviceClaim holder,
        AsteriskOptions options,
        DeviceRegistry devices,
        SwitchLink link,
        Dialer dialer,
        TimeProvider time,
        ILogger logger
    )
    {
        (_device, _holder, _devices, _link) = (device, holder, devices, link);
        var commands = new SwitchCommands(link, logger);
        _state = new StateReader(device, holder, devices, link, logger);
        _queues = new QueueCommands(agent, queues, device, options, devices, commands, logger);
        _calls = new AgentCalls(agent, device, options, devices, link, commands, dialer, _state, time);
    }

    public PlatformCapabilities Capabilities => _link.Capabilities;

    public Task<SwitchAgentState?> GetStateAsync(CancellationToken cancellationToken) =>
        _state.ReadAsync(isLogin: false, cancellationToken);

    /// <summary>As <see cref="GetStateAsync"/>, for a login that has just claimed the device.</summary>
    public Task<SwitchAgentState?> DiscoverStateAsync(CancellationToken cancellationToken) =>
        _state.ReadAsync(isLogin: true, cancellationToken);

    public Task<CommandResult> ActivateAsync(string channelId, CancellationToken cancellationToken) =>
        CommandAsync(channelId, () => Capabilities.ChannelDeactivation ? _queues.JoinAsync(paused: true, cancellationToken) : NotSupported);

    public Task<CommandResult> DeactivateAsync(string channelId, CancellationToken cancellationToken) =>
        CommandAsync(channelId, () => Capabilities.ChannelDeactivation ? _queues.LeaveAsync(cancellationToken) : NotSupported);

    public Task<CommandResult> MakeReadyAsync(string channelId, CancellationToken cancellationToken) =>
        CommandAsync(channelId, () => _queues.PauseAsync(paused: false, reason: null, cancellationToken));

    public Task<CommandResult> MakeNotReadyAsync(string channelId, Reason? reason, CancellationToken cancellationToken) =>
        CommandAsync(channelId, () => _queues.PauseAsync(paused: true, PauseReason.ToSwitch(reason), cancellationToken));

    public Task<CommandResult> LogOffAsync(Reason? reason, CancellationToken cancellationToken) =>
        CommandAsync(AgentDevice.ChannelId, () => _queues.LogOffAsync(reason, cancellationToken));

    public Task<CommandResult> ExecuteAsync(
        string interactionId,
        InteractionCommand command,
        string? target,
        CancellationToken cancellationToken
    ) => CommandAsync(AgentDevice.ChannelId, () => _calls.ExecuteAsync(interactionId, command, target, cancellationToken));

    /// <summary>
    /// The agent's own telephone is called first and, once it is answered, the number: an extension of one context, never a device.
    /// </summary>
    public async Task<DialCommandResult> DialAsync(string channelId, string destination, CancellationToken cancellationToken)
    {
        var id = OriginatedLeg.NewId();
        var answer = await CommandAsync(channelId, () => _calls.DialAsync(id, destination, cancellationToken));
        return new DialCommandResult(answer, answer.Outcome == CommandOutcome.Done ? id : null);
    }

    public ValueTask DisposeAsync()
    {
        _devices.Release(_device, _holder);
        return ValueTask.CompletedTask;
    }

    private async Task<CommandResult> CommandAsync(string channelId, Func<Task<CommandResult>> command)
    {
        if (channelId is not AgentDevice.ChannelId)
        {
            return CommandResult.Refused("channel not found");
        }

        if (!_devices.IsHeldBy(_device, _holder))
        {
            return CommandResult.Refused("this login was superseded or released");
        }

        try
        {
            return await command();
        }
        catch (AmiFrameException unsafeText)
        {
            return CommandResult.Refused(unsafeText.Message);
        }
    }
}
