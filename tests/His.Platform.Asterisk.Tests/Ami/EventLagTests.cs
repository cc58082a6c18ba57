using System.Globalization;
using His.Platform.Asterisk.Ami;
using His.Testing;

namespace His.Platform.Asterisk.Tests.Ami;

/// <summary>How late events are, by the switch's own stamps and clock.</summary>
public sealed class EventLagTests
{
    private const double Noon = 1_795_536_000;

    private readonly TurnedClock _clock = new();
    private readonly EventLag _lag;
    private double _atSwitch = Noon;

    public EventLagTests() => _lag = new EventLag(TimeSpan.FromSeconds(5), _clock);

    public static TheoryData<string, string, string> Stamps =>
        new()
        {
            { "Newchannel", "Uniqueid", "{0}.17" },
            { "Newchannel", "Uniqueid", "pbx-1-{0}.17" },
            { "QueueMemberPause", "LastPause", "{0}" },
            { "QueueMemberAdded", "LoginTime", "{0}" },
            { "Hold", "Timestamp", "{0}.500000" },
        };

    [Theory]
    [MemberData(nameof(Stamps))]
    public void AnEvent_SaysWhenItHappened(string name, string header, string stamp)
    {
        Ping();
        Pass(3);
        Assert.False(_lag.Hear(Event(name, header, stamp, Noon)));
        Pass(6);
        Assert.True(_lag.Hear(Event(name, header, stamp, Noon)));
        Assert.True(_lag.IsDegraded);
        Assert.InRange(_lag.Last.TotalSeconds, 7.9, 9.1);
        Assert.True(_lag.Hear(Event(name, header, stamp, _atSwitch)));
        Assert.False(_lag.IsDegraded);
    }

    [Theory]
    [InlineData("Newchannel", "Uniqueid", "strange")]
    [InlineData("Newchannel", "Uniqueid", "-.")]
    [InlineData("Newchannel", "Uniqueid", "1e99.1")]
    [InlineData("QueueMemberAdded", "LoginTime", "0")]
    [InlineData("QueueMemberPause", "LastPause", "-5")]
    [InlineData("Hold", "Timestamp", "NaN")]
    [InlineData("Hold", "Timestamp", "")]
    public void WhatIsNoStamp_IsNone(string name, string header, string value)
    {
        Ping();
        Pass(100);

        Assert.False(_lag.Hear(Event(name, header, value, Noon)));
    }

    [Fact]
    public void AClockThatGoesWrong_IsNoLag_WhereverItStands()
    {
        _atSwitch = 12; // 1970
        Ping();
        Pass(10);
        Assert.False(_lag.Hear(Event("Hold", "Timestamp", "{0}.0", _atSwitch)));
        _atSwitch += 3_600; // somebody sets it
        Ping();
        Assert.False(_lag.Hear(Event("Hold", "Timestamp", "{0}.0", _atSwitch)));
    }

    [Fact]
    public void ASlowAnswer_NeitherHidesALag_NorMakesOneUp()
    {
        Ping();
        var asked = _clock.GetTimestamp();
        var readAt = _atSwitch;
        Pass(20); // what the switch says is under way for so long
        _lag.SetClock(Text(readAt), asked);
        Assert.True(_lag.Hear(Event("Hold", "Timestamp", "{0}.0", readAt)));

        asked = _clock.GetTimestamp();
        Pass(20); // and here the switch was asleep before it read its clock
        _lag.SetClock(Text(_atSwitch), asked);
        Assert.True(_lag.Hear(Event("Hold", "Timestamp", "{0}.0", _atSwitch)));
        Assert.False(_lag.IsDegraded);
    }

    [Fact]
    public void ALag_IsForgotten_WhenNothingLateComesForAMinute()
    {
        Ping();
        Pass(10);
        _lag.Hear(Event("Hold", "Timestamp", "{0}.0", Noon));
        Pass(59);
        Assert.False(_lag.Forget());
        Pass(2);
        Assert.True(_lag.Forget());
        Assert.False(_lag.IsDegraded);
        Assert.False(_lag.Forget());
    }

    [Fact]
    public void WithoutAnAnsweredPing_NothingIsMeasured() => Assert.False(_lag.Hear(Event("Hold", "Timestamp", "{0}.0", 1)));

    private static AmiMessage Event(string name, string header, string stamp, double second) =>
        new([new("Event", name), new("Paused", "1"), new(header, string.Format(CultureInfo.InvariantCulture, stamp, Text(second)))]);

    private static string Text(double second) => second.ToString("F0", CultureInfo.InvariantCulture);

    private void Ping() => _lag.SetClock(Text(_atSwitch), _clock.GetTimestamp());

    private void Pass(int seconds)
    {
        _clock.Turn(TimeSpan.FromSeconds(seconds));
        _atSwitch += seconds;
    }
}
