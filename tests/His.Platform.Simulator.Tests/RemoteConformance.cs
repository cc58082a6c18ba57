using System.Net;
using His.Platform.Conformance;
using His.Platform.Simulator.Remote;
using Microsoft.Extensions.Logging.Abstractions;

namespace His.Platform.Simulator.Tests;

/// <summary>The simulator keeps the contract over the wire too, on its telephone and at once.</summary>
public sealed class RemotePhoneConformance : PlatformConformance
{
    protected override ValueTask<IConformanceSwitch> PrepareSwitchAsync() => new(new RemoteBed("phone", ChannelType.Telephony));
}

/// <summary>It keeps it when it takes its time, and its channels begin inactive.</summary>
public sealed class RemoteSlowChatConformance : PlatformConformance
{
    protected override ValueTask<IConformanceSwitch> PrepareSwitchAsync() =>
        new(
            new RemoteBed(
                "chat",
                ChannelType.Chat,
                new SimulatorOptions
                {
                    Latency = TimeSpan.FromMilliseconds(5),
                    StartInactive = true,
                    WrapUp = false,
                }
            )
        );
}

/// <summary>It keeps it as a switch that can do less.</summary>
public sealed class RemoteUndividedConformance : PlatformConformance
{
    protected override ValueTask<IConformanceSwitch> PrepareSwitchAsync() =>
        new(
            new RemoteBed(
                "phone",
                ChannelType.Telephony,
                change: new SettingsChange(
                    ChannelDeactivation: false,
                    Commands: [InteractionCommand.Accept, InteractionCommand.Reject, InteractionCommand.End, InteractionCommand.Complete],
                    Dialing: false
                )
            )
        );
}

/// <summary>The switch behind a real socket; its hands work it from the other end, and its link is the socket.</summary>
internal sealed class RemoteBed : IConformanceSwitch
{
    private readonly SimulatorBed _bed;
    private readonly RemoteSwitch _remote;
    private readonly IPEndPoint _address;
    private SimulatorListener? _port;

    public RemoteBed(string channelId, ChannelType type, SimulatorOptions? options = null, SettingsChange? change = null)
    {
        _bed = new SimulatorBed(channelId, type, options, change);
        _ = _bed.Simulated.StartAsync(CancellationToken.None);
        _port = SimulatorListener.Open(_bed.Simulated, new IPEndPoint(IPAddress.Loopback, 0));
        _address = _port.Address;
        _remote = new RemoteSwitch(new RemoteOptions(_address), TimeProvider.System, NullLogger<RemoteSwitch>.Instance);
    }

    public IPlatform Platform => _remote;

    public AgentCredentials Agent => _bed.Agent;

    public string? Endpoint => _bed.Endpoint;

    public string ChannelId => _bed.ChannelId;

    public AgentCredentials? OtherAgent => _bed.OtherAgent;

    public string? UnknownEndpoint => _bed.UnknownEndpoint;

    public Reason? NotReadyReason => _bed.NotReadyReason;

    public IReadOnlyList<string> Queues => _bed.Queues;

    public string? SecondParty => _bed.SecondParty;

    public bool CanHearTones => true;

    public Task OfferAsync(string party) => _bed.OfferAsync(party);

    public Task AcceptAsync(IPlatformAgent agent, string interactionId) => _bed.AcceptAsync(agent, interactionId);

    public Task HangUpAsCustomerAsync(string interactionId) => _bed.HangUpAsCustomerAsync(interactionId);

    public Task HangUpAsSecondPartyAsync() => _bed.HangUpAsSecondPartyAsync();

    public Task HearTonesAsync(string interactionId, string digits) => _bed.HearTonesAsync(interactionId, digits);

    public Task SetReadyBehindOurBackAsync(bool ready) => _bed.SetReadyBehindOurBackAsync(ready);

    public Task SetQueueBehindOurBackAsync(string queue, AgentState? state) => _bed.SetQueueBehindOurBackAsync(queue, state);

    public Task LogOffBehindOurBackAsync() => _bed.LogOffBehindOurBackAsync();

    public Task FreezeAsync() => _bed.FreezeAsync();

    public Task ThawAsync() => _bed.ThawAsync();

    public async Task CutLinkAsync()
    {
        await _port!.DisposeAsync();
        _port = null;
    }

    public Task MendLinkAsync()
    {
        _port = SimulatorListener.Open(_bed.Simulated, _address);
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _remote.DisposeAsync();
        if (_port is not null)
        {
            await _port.DisposeAsync();
        }

        await _bed.DisposeAsync();
    }
}
