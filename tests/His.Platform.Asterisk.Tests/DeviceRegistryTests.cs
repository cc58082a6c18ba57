using His.Platform.Asterisk.Ami;
using His.Platform.Asterisk.Devices;
using His.Platform.Asterisk.Tests.Switch;

namespace His.Platform.Asterisk.Tests;

/// <summary>The registry of devices, in situations for which a real switch would have to be caught at the right moment.</summary>
public sealed class DeviceRegistryTests
{
    private static readonly SwitchSnapshot Nothing = new(
        Array.Empty<MemberRow>().ToLookup(row => row.Interface),
        Array.Empty<LegRow>().ToLookup(row => row.Name)
    );

    private readonly DeviceRegistry _devices = new(new AsteriskOptions { Queues = ["sales"] });
    private readonly News _first = new();
    private readonly News _second = new();

    [Fact]
    public async Task ALoginThatComesToNothing_GivesTheDeviceBack_WithWhatWasMissed()
    {
        _devices.Apply(Nothing);
        var first = new DeviceClaim(_first, []);
        _devices.Claim("alice", "1001", first, out var device, out _);
        var second = new DeviceClaim(_second, []);
        _devices.Claim("alice", "1001", second, out _, out var before);
        _devices.Process(Joined());

        _devices.GiveBack(device!, second, before);

        Assert.True(_devices.IsHeldBy(device!, first));
        Assert.True(Assert.Single((await _first.UntilAsync<AgentSnapshot>()).Agent.Channels).IsActive);
    }

    [Fact]
    public void ALoginThatComesToNothing_GivesNothingBack_ToWhoIsGone()
    {
        _devices.Claim("alice", "1001", new DeviceClaim(_first, []), out var device, out var first);
        Assert.Null(first);
        var second = new DeviceClaim(_second, []);
        _devices.Claim("alice", "1001", second, out _, out var before);
        _devices.Release(device!, before!);

        _devices.GiveBack(device!, second, before);

        Assert.False(_devices.IsHeldBy(device!, before!));
        Assert.Equal(DeviceClaimResult.Claimed, _devices.Claim("bob", "1001", new DeviceClaim(_second, []), out _, out _));
    }

    [Fact]
    public void AListThatNewsHasOvertaken_IsNotBelieved()
    {
        _devices.Apply(Nothing);
        _devices.Claim("alice", "1001", new DeviceClaim(_first, []), out var device, out _);
        var version = _devices.VersionOf(device!);
        _devices.Process(Joined());

        Assert.Null(_devices.TryApply(device!, version, Nothing, isLogin: false));
        Assert.True(Assert.Single(_devices.TryApply(device!, _devices.VersionOf(device!), Members(), isLogin: false)!.Channels).IsActive);
    }

    [Fact]
    public async Task ALeg_IsNotBroughtBack_ByAnEventThatComesAfterItsEnd()
    {
        _devices.Apply(Nothing);
        _devices.Claim("alice", "1001", new DeviceClaim(_first, []), out var device, out _);
        _devices.Process(Leg("Newstate", LegState.Ringing));
        _devices.Process(Leg("Hangup", LegState.Ringing));

        _devices.Process(Leg("Newstate", LegState.Up));
        _devices.Process(Joined());

        Assert.Equal(InteractionState.Alerting, Assert.IsType<InteractionChanged>(await _first.NextAsync()).Interaction.State);
        Assert.Equal(InteractionState.Completed, Assert.IsType<InteractionChanged>(await _first.NextAsync()).Interaction.State);
        Assert.IsType<ChannelChanged>(await _first.NextAsync());
        Assert.Null(_devices.FindLeg(device!, "1.1"));
    }

    private static SwitchSnapshot Members() =>
        Nothing with
        {
            Members = new[] { new MemberRow("sales", "PJSIP/1001", Paused: true, "") }.ToLookup(row => row.Interface),
        };

    private static AmiMessage Joined() =>
        new([new("Event", "QueueMemberAdded"), new("Queue", "sales"), new("Interface", "PJSIP/1001"), new("Paused", "1")]);

    private static AmiMessage Leg(string what, string state) =>
        new([new("Event", what), new("Channel", "PJSIP/1001-0000000a"), new("Uniqueid", "1.1"), new("ChannelState", state)]);
}
