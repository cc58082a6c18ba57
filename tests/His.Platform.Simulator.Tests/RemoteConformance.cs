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
        new(new RemoteBed("chat", ChannelType.Chat, new SimulatorOptions { LatencyMs = 5, StartInactive = true, WrapUp = false }));
}

/// <summary>It keeps it as a switch that can do less.</summary>
public sealed class RemoteUndividedConformance : PlatformConformance
{
    protected override ValueTask<IConformanceSwitch> PrepareSwitchAsync() =>
        new(new RemoteBed("phone", ChannelType.Telephony, change: new SettingsChange(
            ChannelDeactivation: false,
            Commands: [InteractionCommand.Accept, InteractionCommand.Reject, InteractionCommand.End, InteractionCommand.Complete],
            Dialing: false)));
}

/// <summary>The switch behind a real socket; its hands work it from the other end, and its link is the socket.</summary>
internal sealed class RemoteBed : IConformanceSwitch
{
    private readonly SimulatorBed bed;
    private readonly RemoteSwitch remote;
    private readonly IPEndPoint address;
    private SimulatorListener? port;

    public RemoteBed(string channelId, ChannelType type, SimulatorOptions? options = null, SettingsChange? change = null)
    {
        bed = new SimulatorBed(channelId, type, options, change);
        _ = bed.Simulated.StartAsync(CancellationToken.None);
        port = SimulatorListener.Open(bed.Simulated, new IPEndPoint(IPAddress.Loopback, 0));
        address = port.Address;
        remote = new RemoteSwitch(new RemoteOptions(address), TimeProvider.System, NullLogger<RemoteSwitch>.Instance);
    }

    public IPlatform Platform => remote;

    public AgentCredentials Agent => bed.Agent;

    public string? Endpoint => bed.Endpoint;

    public string ChannelId => bed.ChannelId;

    public AgentCredentials? OtherAgent => bed.OtherAgent;

    public string? UnknownEndpoint => bed.UnknownEndpoint;

    public Reason? NotReadyReason => bed.NotReadyReason;

    public IReadOnlyList<string> Queues => bed.Queues;

    public string? SecondParty => bed.SecondParty;

    public bool CanHearTones => true;

    public Task OfferAsync(string party) => bed.OfferAsync(party);

    public Task AcceptAsync(IPlatformAgent agent, string interactionId) => bed.AcceptAsync(agent, interactionId);

    public Task HangUpAsCustomerAsync(string interactionId) => bed.HangUpAsCustomerAsync(interactionId);

    public Task HangUpAsSecondPartyAsync() => bed.HangUpAsSecondPartyAsync();

    public Task HearTonesAsync(string interactionId, string digits) => bed.HearTonesAsync(interactionId, digits);

    public Task SetReadyBehindOurBackAsync(bool ready) => bed.SetReadyBehindOurBackAsync(ready);

    public Task SetQueueBehindOurBackAsync(string queue, AgentState? state) => bed.SetQueueBehindOurBackAsync(queue, state);

    public Task LogOffBehindOurBackAsync() => bed.LogOffBehindOurBackAsync();

    public Task FreezeAsync() => bed.FreezeAsync();

    public Task ThawAsync() => bed.ThawAsync();

    public async Task CutLinkAsync()
    {
        await port!.DisposeAsync();
        port = null;
    }

    public Task MendLinkAsync()
    {
        port = SimulatorListener.Open(bed.Simulated, address);
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await remote.DisposeAsync();
        if (port is not null)
            await port.DisposeAsync();
        await bed.DisposeAsync();
    }
}
