using His.Platform;
using His.Testing;
using static His.Tests.LogoutPlays;

namespace His.Tests;

/// <summary>Steps 7 to 10 of Logout, when what is disposed of does not let itself be disposed of; and what comes after them.</summary>
public class DisposalPlays
{
    private const int DisposalDefect = 3002;
    private const int Orphan = 2002;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void F39_AnAgentThatThrowsAtItsDisposal_StopsNothing_AndIsWrittenDown(bool isAtOnce)
    {
        using var play = new Play(platform: it => new LettingGo(
            it, _ => isAtOnce ? throw new InvalidOperationException("no") : ValueTask.FromException(new InvalidOperationException("no"))));
        LogsOut(play);
        Assert.Single(play.Logs.Of(DisposalDefect));
    }

    [Fact]
    public void F39_AStoreThatThrowsAtTheEnd_DoesNotKeepTheSessionAlive()
    {
        using var play = new Play(store: new MemoryStore { ThrowsAt = it => it.What == "session.event.disposed" });
        LogsOut(play);
        Assert.Single(play.Logs.Of(DisposalDefect));
    }

    [Fact]
    public void F40_AnAgentWhoseDisposalNeverEnds_IsNotWaitedFor()
    {
        using var play = new Play(platform: it => new LettingGo(it, _ => new ValueTask(new TaskCompletionSource().Task)));
        LogsOut(play);
        Assert.Empty(play.Logs.Of(DisposalDefect));
    }

    [Fact]
    public void F41_AnAgentThatTellsNewsWhileItIsDisposedOf_IsHeard_AndChangesNothing()
    {
        using var play = new Play(platform: it => new LettingGo(it, news =>
        {
            news.Tell(new LoggedOffNews(Reason: null));
            news.Tell(new LinkLostNews());
            return ValueTask.CompletedTask;
        }));
        LogsOut(play);
        Assert.Empty(play.Logs.Of(DisposalDefect));
        Assert.Equal(2, play.Logs.Of(Orphan).Count);
    }

    [Fact]
    public void F26_NewsOfACallBehindALogout_BringsNothingBack_AndIsWrittenDown()
    {
        // A platform that goes on telling: one that lets go says nothing any more.
        using var play = new Play(platform: it => new LettingGo(it, _ => ValueTask.CompletedTask));
        var alice = LogsOut(play);
        var heard = alice.Heard.Count;
        var call = new InteractionAtSwitch(
            "i-9", "phone", ChannelType.Telephony, InteractionDirection.Inbound, InteractionState.Alerting, "+4930123456", Subject: null);
        play.AtSwitch("tells of a call that rings alice", it => Assert.True(it.TellAnyway(Play.Alice, new InteractionNews(call))));

        Assert.Equal(heard, alice.Heard.Count);
        Assert.Equal(0, play.House.Sessions.Count);
        Assert.Equal(0, play.Clock.Alarms);
        var line = Assert.Single(play.Logs.Of(Orphan));
        Assert.Contains(nameof(InteractionNews), line, StringComparison.Ordinal);
        Assert.DoesNotContain("4930", line, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIsDisposedOf_CarriesNothing_AndMayBeDisposedOfAgain()
    {
        using var play = new Play(new HisOptions { WrapUpBlocksLogout = false });
        var alice = play.LogInReady();
        Bring(play, alice, ChannelType.Chat, InteractionState.Ended);
        var session = play.House.Sessions.Find(Play.Alice)!;
        play.AtSwitch("an administrator logs alice off", it => it.LogOutByItself(Play.Alice));
        Assert.Equal(4003, alice.Closed?.Number);
        Assert.Empty(session.ChannelGroup.Interactions);
        Assert.All(session.ChannelGroup.Group.Channels, it => Assert.Empty(it.Interactions));

        var last = session.Session.Sequence;
        Assert.All(session.ChannelGroup.Channels, it => it.Dispose());
        Assert.Equal(last, session.Session.Sequence);
    }

    /// <summary>Alice logs out, and nothing of her is left.</summary>
    private static Browser LogsOut(Play play)
    {
        var alice = play.LogInReady();
        var asked = alice.Ask(Request);
        Assert.NotNull(alice.Answer(asked)["result"]);
        Assert.Equal("session.event.disposed", (string?)alice.Events.Last()["method"]);
        Assert.Equal(1000, alice.Closed?.Number);
        Assert.Equal(0, play.House.Sessions.Count);
        Assert.Equal(0, play.Clock.Alarms);
        return alice;
    }
}
