using His.Platform.Asterisk.Ami;
using His.Platform.Asterisk.Devices;
using His.Platform.Asterisk.Tests.Switch;

namespace His.Platform.Asterisk.Tests;

/// <summary>Seats, where a real switch would have to be caught at the right moment.</summary>
public sealed class SeatsTests
{
    private static readonly SwitchSnapshot Nothing = new(
        Array.Empty<MemberRow>().ToLookup(row => row.Interface),
        Array.Empty<LegRow>().ToLookup(row => row.Name)
    );

    private readonly DeviceRegistry _board = new(new AsteriskOptions { Queues = ["sales"] });
    private readonly News _first = new();
    private readonly News _second = new();

    [Fact]
    public async Task ALoginThatComesToNothing_GivesTheSeatBack_WithWhatWasMissed()
    {
        _board.Learn(Nothing);
        var first = new DeviceClaim(_first, []);
        _board.Take("alice", "1001", first, out var seat, out _);
        var second = new DeviceClaim(_second, []);
        _board.Take("alice", "1001", second, out _, out var before);
        _board.Hear(Joined());

        _board.GiveBack(seat!, second, before);

        Assert.True(_board.IsHeldBy(seat!, first));
        Assert.True(Assert.Single((await _first.UntilAsync<AgentSnapshot>()).Agent.Channels).IsActive);
    }

    [Fact]
    public void ALoginThatComesToNothing_GivesNothingBack_ToWhoIsGone()
    {
        _board.Take("alice", "1001", new DeviceClaim(_first, []), out var seat, out var first);
        Assert.Null(first);
        var second = new DeviceClaim(_second, []);
        _board.Take("alice", "1001", second, out _, out var before);
        _board.Release(seat!, before!);

        _board.GiveBack(seat!, second, before);

        Assert.False(_board.IsHeldBy(seat!, before!));
        Assert.Equal(DeviceClaimResult.Seated, _board.Take("bob", "1001", new DeviceClaim(_second, []), out _, out _));
    }

    [Fact]
    public void AListThatNewsHasOvertaken_IsNotBelieved()
    {
        _board.Learn(Nothing);
        _board.Take("alice", "1001", new DeviceClaim(_first, []), out var seat, out _);
        var version = _board.VersionOf(seat!);
        _board.Hear(Joined());

        Assert.Null(_board.TryLearn(seat!, version, Nothing, isLogin: false));
        Assert.True(Assert.Single(_board.TryLearn(seat!, _board.VersionOf(seat!), Members(), isLogin: false)!.Channels).IsActive);
    }

    [Fact]
    public async Task ALeg_IsNotBroughtBack_ByAnEventThatComesAfterItsEnd()
    {
        _board.Learn(Nothing);
        _board.Take("alice", "1001", new DeviceClaim(_first, []), out var seat, out _);
        _board.Hear(Leg("Newstate", LegState.Ringing));
        _board.Hear(Leg("Hangup", LegState.Ringing));

        _board.Hear(Leg("Newstate", LegState.Up));
        _board.Hear(Joined());

        Assert.Equal(InteractionState.Alerting, Assert.IsType<InteractionChanged>(await _first.NextAsync()).Interaction.State);
        Assert.Equal(InteractionState.Completed, Assert.IsType<InteractionChanged>(await _first.NextAsync()).Interaction.State);
        Assert.IsType<ChannelChanged>(await _first.NextAsync());
        Assert.Null(_board.FindLeg(seat!, "1.1"));
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
