using His.Platform;
using His.Testing;
using static His.Tests.LogoutTests;

namespace His.Tests;

/// <summary>Steps 7 to 10 of Logout, when what is disposed of does not let itself be disposed of; and what comes after them.</summary>
public class DisposalTests
{
    private const int DisposalDefect = 3002;
    private const int Orphan = 2002;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void F39_AnAgentThatThrowsAtItsDisposal_StopsNothing_AndIsWrittenDown(bool isAtOnce)
    {
        using var scenario = new Scenario(platform: it => new LettingGo(
            it,
            _ => isAtOnce ? throw new InvalidOperationException("no") : ValueTask.FromException(new InvalidOperationException("no"))
        ));
        LogsOut(scenario);
        Assert.Single(scenario.Logs.Of(DisposalDefect));
    }

    [Fact]
    public void F39_AStoreThatThrowsAtTheEnd_DoesNotKeepTheSessionAlive()
    {
        using var scenario = new Scenario(store: new MemoryStore { ThrowsAt = it => it.Action == "session.event.disposed" });
        LogsOut(scenario);
        Assert.Single(scenario.Logs.Of(DisposalDefect));
    }

    [Fact]
    public void F40_AnAgentWhoseDisposalNeverEnds_IsNotWaitedFor()
    {
        using var scenario = new Scenario(platform: it => new LettingGo(it, _ => new ValueTask(new TaskCompletionSource().Task)));
        LogsOut(scenario);
        Assert.Empty(scenario.Logs.Of(DisposalDefect));
    }

    [Fact]
    public void F41_AnAgentThatTellsNewsWhileItIsDisposedOf_IsHeard_AndChangesNothing()
    {
        using var scenario = new Scenario(platform: it => new LettingGo(
            it,
            events =>
            {
                events.OnEvent(new AgentLoggedOff(Reason: null));
                events.OnEvent(new LinkLost());
                return ValueTask.CompletedTask;
            }
        ));
        LogsOut(scenario);
        Assert.Empty(scenario.Logs.Of(DisposalDefect));
        Assert.Equal(2, scenario.Logs.Of(Orphan).Count);
    }

    [Fact]
    public void F26_NewsOfACallBehindALogout_BringsNothingBack_AndIsWrittenDown()
    {
        // A platform that goes on telling: one that lets go says nothing any more.
        using var scenario = new Scenario(platform: it => new LettingGo(it, _ => ValueTask.CompletedTask));
        var alice = LogsOut(scenario);
        var heard = alice.Heard.Count;
        var call = new SwitchInteractionState(
            "i-9",
            "phone",
            ChannelType.Telephony,
            InteractionDirection.Inbound,
            InteractionState.Alerting,
            "+4930123456",
            Subject: null
        );
        scenario.AtSwitch(
            "tells of a call that rings alice",
            it => Assert.True(it.TellAnyway(Scenario.Alice, new InteractionChanged(call)))
        );

        Assert.Equal(heard, alice.Heard.Count);
        Assert.Equal(0, scenario.Core.Sessions.Count);
        Assert.Equal(0, scenario.Clock.Alarms);
        var line = Assert.Single(scenario.Logs.Of(Orphan));
        Assert.Contains(nameof(InteractionChanged), line, StringComparison.Ordinal);
        Assert.DoesNotContain("4930", line, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIsDisposedOf_CarriesNothing_AndMayBeDisposedOfAgain()
    {
        using var scenario = new Scenario(new HisOptions { WrapUpBlocksLogout = false });
        var alice = scenario.LogInReady();
        Bring(scenario, alice, ChannelType.Chat, InteractionState.Ended);
        var session = scenario.Core.Sessions.Find(Scenario.Alice)!;
        scenario.AtSwitch("an administrator logs alice off", it => it.LogOutByItself(Scenario.Alice));
        Assert.Equal(4003, alice.Closed?.Number);
        Assert.Empty(session.ChannelGroup.Interactions);
        Assert.All(session.ChannelGroup.Group.Channels, it => Assert.Empty(it.Interactions));

        var last = session.State.Sequence;
        Assert.All(session.ChannelGroup.Channels, it => it.Dispose());
        Assert.Equal(last, session.State.Sequence);
    }

    /// <summary>Alice logs out, and nothing of her is left.</summary>
    private static Browser LogsOut(Scenario scenario)
    {
        var alice = scenario.LogInReady();
        var asked = alice.Ask(Request);
        Assert.NotNull(alice.Answer(asked)["result"]);
        Assert.Equal("session.event.disposed", (string?)alice.Events.Last()["method"]);
        Assert.Equal(1000, alice.Closed?.Number);
        Assert.Equal(0, scenario.Core.Sessions.Count);
        Assert.Equal(0, scenario.Clock.Alarms);
        return alice;
    }
}
