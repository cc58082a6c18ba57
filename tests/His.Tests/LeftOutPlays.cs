using His.Bus;
using His.Journal;
using His.Platform;
using His.Testing;

namespace His.Tests;

/// <summary>A session that a HIS before this one has left behind, and that HIS cannot go on with, or does not survive (docs/use-cases/restart.md).</summary>
public class LeftOutPlays
{
    private const int CannotBeGoneOnWith = 3005;
    private const int IsGivenUp = 3006;

    [Fact]
    public void F93_OneThatCannotBeGoneOnWith_IsLeftOut_AndNamed_AndTheOthersGoOn()
    {
        using var play = Three(out var bobs);
        play.Store!.Keep(new Change(bobs with { Channels = [.. bobs.Channels.Select(it => it with { State = "Dreaming" })] }, []));
        play.Store.Write();

        for (var start = 1; start <= 5; start++)
        {
            play.KillAndStart();
            play.Store.Write();
            Assert.Equal(["1001", "1003"], AllIn(play));
            Assert.Equal(start, LeftOut(play, bobs));
        }

        Assert.Equal(3, play.Logs.Of(CannotBeGoneOnWith).Count(it => it.Contains(bobs.Id, StringComparison.Ordinal)));
        Assert.Equal(2, play.Logs.Of(IsGivenUp).Count(it => it.Contains(bobs.Id, StringComparison.Ordinal)));
        Assert.Contains(play.Store.Sessions(), it => it.Id == bobs.Id && it.Ended is null); // for whoever looks into it

        var bob = play.LogIn("1002", "bob");
        Assert.NotNull(bob.Heard.Last()["result"]);
    }

    [Fact]
    public void F93_OneThatHisDoesNotSurvive_IsTriedInThreeStarts_AndThenEverybodyElseIsBack()
    {
        using var play = Three(out var bobs);
        var deadly = new DeadlyAgent(play.Switch, "1002");

        play.KillAndStart("bob's session is its end", platform: deadly); // all together
        Assert.Equal([1, 1, 1], TriesOf(play));
        play.KillAndStart(platform: deadly); // one by one: alice is back, carol's turn does not come
        Assert.Equal([0, 2, 1], TriesOf(play));
        play.KillAndStart(platform: deadly);
        Assert.Equal([0, 3, 1], TriesOf(play));
        Assert.Equal(3, deadly.Deaths);

        play.KillAndStart(platform: deadly);
        play.Store!.Write();
        Assert.Equal(3, deadly.Deaths);
        Assert.Equal(["1001", "1003"], AllIn(play));
        Assert.Contains(bobs.Id, Assert.Single(play.Logs.Of(IsGivenUp)), StringComparison.Ordinal);
        Assert.Equal(1, LeftOut(play, bobs));
        Assert.Equal([0, 3, 0], TriesOf(play));
        Assert.NotNull(play.LogIn("1002", "bob").Heard.Last()["result"]);
    }

    [Fact]
    public void F93_WhereTheSwitchIsSilent_ThoseWhoMayHaveBeenIt_AreAskedForTogether()
    {
        using var play = Three(out _);
        play.KillAndStart(platform: new DeadlyAgent(play.Switch, "1001"));
        Assert.Equal([1, 1, 1], TriesOf(play));

        play.KillAndStart(platform: new DeadlyAgent(play.Switch, "1001", "1002", "1003"));
        Assert.Equal(["1001"], AllIn(play)); // it may be her
        play.Wait(play.House.Options.AskDeadline);
        Assert.Equal(["1001", "1002", "1003"], AllIn(play)); // it was not
    }

    [Fact]
    public void ASilentSwitch_DoesNotKeepHisFromItsStart()
    {
        using var play = Three(out _);
        play.KillAndStart(platform: new DeadlyAgent(play.Switch, "1001", "1002", "1003"));
        Assert.True(play.Restarted.IsCompletedSuccessfully);
    }

    [Fact]
    public void F93_OfTwoSessionsOfOneAgent_TheNewerIsGoneOnWith_AlsoWhereTheOlderMayBeIt()
    {
        using var play = Three(out var bobs);
        play.KillAndStart(platform: new DeadlyAgent(play.Switch, "1002"));
        play.Store!.Keep(new Change(bobs with { Id = "session-newer", LoggedInAt = bobs.LoggedInAt.AddSeconds(1) }, [])); // by a login behind the crash
        play.Store.Write();

        play.KillAndStart();
        Assert.Equal("session-newer", play.House.Sessions.Find("1002")!.IdOrNull);
        play.Store.Write();
        Assert.Equal(Cause.TakenOver, play.Store.Sessions().Single(it => it.Id == bobs.Id).Ended?.Cause);
    }

    [Fact]
    public void F93_WhoCannotHaveBeenIt_IsBackBeforeThoseWhoMay()
    {
        using var play = Three(out var bobs);
        play.Store!.Keep(new Change(Session: null, []) { Tries = new Dictionary<string, int> { [bobs.Id] = 1 } });
        play.Store.Write();
        play.KillAndStart(platform: new DeadlyAgent(play.Switch, "1002"));
        Assert.Equal(["1001", "1002", "1003"], AllIn(play));
        Assert.Equal([0, 2, 0], TriesOf(play));
    }

    private static Play Three(out SessionRecord bobs)
    {
        var play = new Play(store: new MemoryStore());
        play.LogIn();
        play.LogIn("1002", "bob");
        play.LogIn("1003", "carol");
        play.Store!.Write();
        bobs = play.Store.Sessions().Single(it => it.Agent.Id == "1002");
        return play;
    }

    private static string[] AllIn(Play play) => [.. new[] { "1001", "1002", "1003" }.Where(it => play.House.Sessions.Find(it) is not null)];

    private static int[] TriesOf(Play play)
    {
        play.Store!.Write();
        return [.. play.Store.Sessions().OrderBy(it => it.Agent.Id, StringComparer.Ordinal).Select(it => play.Store.Tries().GetValueOrDefault(it.Id)).Take(3)];
    }

    private static int LeftOut(Play play, SessionRecord session) =>
        play.Store!.Journal.Count(it => it is { What: "session.restart.leftout", Agent: "1002" } && it.Session == session.Id);

    /// <summary>To ask for some agents is the end of HIS: nothing comes after it until the play starts the next one.</summary>
    private sealed class DeadlyAgent(IPlatform inner, params string[] ids) : PlatformBehind(inner)
    {
        public int Deaths { get; private set; }

        public override async Task<LoginAnswer> FindAsync(AgentIdentity agent, string? endpoint, IAgentNews news, CancellationToken cancellationToken)
        {
            if (ids.Contains(agent.Id, StringComparer.Ordinal))
            {
                Deaths++;
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }

            return await base.FindAsync(agent, endpoint, news, cancellationToken);
        }
    }
}
