using His.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace His.Platform.Asterisk.Tests.Calls;

/// <summary>Which numbers reach the switch.</summary>
public sealed class DialPolicyTests
{
    private static readonly AsteriskCallsOptions Calls = new()
    {
        HomePrefixes = ["+7", "007"],
        PremiumPrefixes = ["8809", "+7809", "0900"],
        DialsPerMinute = 3,
    };

    private readonly TurnedClock _clock = new();

    [Theory]
    [InlineData("601", DialClasses.National)]
    [InlineData("89161234567", DialClasses.National)]
    [InlineData("+79161234567", DialClasses.National)]
    [InlineData("0079161234567", DialClasses.National)]
    [InlineData("+4930123456", DialClasses.International)]
    [InlineData("004930123456", DialClasses.International)]
    [InlineData("09001234567", DialClasses.Premium)]
    [InlineData("88091234567", DialClasses.Premium)]
    [InlineData("+78091234567", DialClasses.Premium)]
    [InlineData("112", DialClasses.National)]
    public void ANumber_IsOfTheKind_OfItsLongestPrefix(string number, DialClasses kind) =>
        Assert.Equal(kind, new DialPolicy(Calls).ClassOf(number));

    [Fact]
    public void WithoutAWord_PlusAndDoubleZero_AreInternational()
    {
        Assert.Equal(DialClasses.International, new DialPolicy(new()).ClassOf("+79161234567"));
        Assert.Equal(DialClasses.International, new DialPolicy(new()).ClassOf("0079161234567"));
        Assert.Equal(DialClasses.National, new DialPolicy(new() { InternationalPrefixes = ["810"] }).ClassOf("+79161234567"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("+")]
    [InlineData("++7")]
    [InlineData("7+916")]
    [InlineData(" 601")]
    [InlineData("601\r\nAction: Originate")]
    [InlineData("PJSIP/100&PJSIP/9001234")]
    [InlineData("601&602")]
    [InlineData("601,1")]
    [InlineData("601|1")]
    [InlineData("601)")]
    [InlineData("${SHELL(id)}")]
    [InlineData("601@his-dial")]
    [InlineData("601/n")]
    [InlineData("601;1")]
    [InlineData("hold")]
    [InlineData("_X.")]
    [InlineData("٣٤٥")]
    [InlineData("+49(0)30123456")]
    [InlineData("\u202a601\u202c")]
    [InlineData("tel:601")]
    [InlineData("123456789012345678901234567890123")]
    public void WhatIsNoNumber_IsKeptFromTheSwitch(string text)
    {
        var dialer = Dialer();

        Assert.Equal(CommandOutcome.Forbidden, dialer.ObjectionTo("alice", (DialClasses)~0, text)?.Outcome);
        Assert.Equal(1, dialer.NotAllowed);
    }

    [Theory]
    [InlineData(DialClasses.None, "601")]
    [InlineData(DialClasses.National, "+4930123456")]
    [InlineData(DialClasses.National, "09001234567")]
    [InlineData(DialClasses.National | DialClasses.International, "09001234567")]
    public void ANumberOfAKindThatIsNotTheirs_IsKeptFromTheSwitch(DialClasses allowed, string number) =>
        Assert.Equal(CommandOutcome.Forbidden, Dialer().ObjectionTo("alice", allowed, number)?.Outcome);

    [Fact]
    public void WhoDialsTooOften_HearsHowLongToWait_AndOthersDoNot()
    {
        var dialer = Dialer();
        for (var i = 0; i < 3; i++)
        {
            Assert.Null(dialer.ObjectionTo("alice", DialClasses.National, "601"));
            _clock.Turn(TimeSpan.FromSeconds(10));
        }

        Assert.Equal(CommandResult.RateLimited(TimeSpan.FromSeconds(30)), dialer.ObjectionTo("alice", DialClasses.National, "601"));
        Assert.Null(dialer.ObjectionTo("bob", DialClasses.National, "601"));
        _clock.Turn(TimeSpan.FromSeconds(30));
        Assert.Null(dialer.ObjectionTo("alice", DialClasses.National, "601"));
        Assert.Equal(CommandOutcome.RateLimited, dialer.ObjectionTo("alice", DialClasses.National, "601")?.Outcome);
    }

    [Fact]
    public void ARefusedNumber_DoesNotCount()
    {
        var dialer = Dialer();
        for (var i = 0; i < 10; i++)
        {
            dialer.ObjectionTo("alice", DialClasses.National, "+4930123456");
        }

        Assert.Null(dialer.ObjectionTo("alice", DialClasses.National, "601"));
    }

    [Fact]
    public void WhatCanBeDone_FollowsFromTheSettings()
    {
        InteractionCommand[] least = [InteractionCommand.Reject, InteractionCommand.End, InteractionCommand.SendDigits];
        Assert.Equal(least, CallCommands.Possible(new(), wrapUp: false, _ => true));
        Assert.Equal([.. least, InteractionCommand.Transfer], Sorted(new() { Context = "dial" }));
        Assert.Equal([.. least, InteractionCommand.Hold, InteractionCommand.Retrieve], Sorted(new() { ControlContext = "calls" }));
        Assert.Equal(
            Enum.GetValues<InteractionCommand>(),
            CallCommands.Possible(
                new()
                {
                    Context = "dial",
                    ControlContext = "calls",
                    Accept = AsteriskAccept.NotifyTalk,
                },
                wrapUp: true,
                _ => true
            )
        );

        InteractionCommand[] Sorted(AsteriskCallsOptions calls) =>
            [.. CallCommands.Possible(calls, wrapUp: false, _ => true).OrderBy(command => !least.Contains(command))];
    }

    private Dialer Dialer() => new(Calls, _clock, NullLogger.Instance);
}
