using His.Bus;
using His.Journal;
using His.Persistence;
using His.Platform;
using His.Testing;

namespace His.Tests;

/// <summary>A session that a HIS before this one has left behind, and that HIS cannot go on with, or does not survive (docs/use-cases/restart.md).</summary>
public class SkippedSessionTests
{
    private const int CannotBeGoneOnWith = 3005;
    private const int IsGivenUp = 3006;

    [Fact]
    public void F93_OneThatCannotBeGoneOnWith_IsLeftOut_AndNamed_AndTheOthersGoOn()
    {
        using var scenario = Three(out var bobs);
        scenario.Store!.Enqueue(new Change(bobs with { Channels = [.. bobs.Channels.Select(it => it with { State = "Dreaming" })] }, []));
        scenario.Store.Write();

        for (var start = 1; start <= 5; start++)
        {
            scenario.KillAndStart();
            scenario.Store.Write();
            Assert.Equal(["1001", "1003"], AllIn(scenario));
            Assert.Equal(start, LeftOut(scenario, bobs));
        }

        Assert.Equal(3, scenario.Logs.Of(CannotBeGoneOnWith).Count(it => it.Contains(bobs.Id, StringComparison.Ordinal)));
        Assert.Equal(2, scenario.Logs.Of(IsGivenUp).Count(it => it.Contains(bobs.Id, StringComparison.Ordinal)));
        Assert.Contains(scenario.Store.Sessions(), it => it.Id == bobs.Id && it.Ended is null); // for whoever looks into it

        var bob = scenario.LogIn("1002", "bob");
        Assert.NotNull(bob.Heard.Last()["result"]);
    }

    [Fact]
    public void F93_OneThatHisDoesNotSurvive_IsTriedInThreeStarts_AndThenEverybodyElseIsBack()
    {
        using var scenario = Three(out var bobs);
        var deadly = new DeadlyAgent(scenario.Switch, "1002");

        scenario.KillAndStart("bob's session is its end", platform: deadly); // all together
        Assert.Equal([1, 1, 1], TriesOf(scenario));
        scenario.KillAndStart(platform: deadly); // one by one: alice is back, carol's turn does not come
        Assert.Equal([0, 2, 1], TriesOf(scenario));
        scenario.KillAndStart(platform: deadly);
        Assert.Equal([0, 3, 1], TriesOf(scenario));
        Assert.Equal(3, deadly.Deaths);

        scenario.KillAndStart(platform: deadly);
        scenario.Store!.Write();
        Assert.Equal(3, deadly.Deaths);
        Assert.Equal(["1001", "1003"], AllIn(scenario));
        Assert.Contains(bobs.Id, Assert.Single(scenario.Logs.Of(IsGivenUp)), StringComparison.Ordinal);
        Assert.Equal(1, LeftOut(scenario, bobs));
        Assert.Equal([0, 3, 0], TriesOf(scenario));
        Assert.NotNull(scenario.LogIn("1002", "bob").Heard.Last()["result"]);
    }

    [Fact]
    public void F93_WhereTheSwitchIsSilent_ThoseWhoMayHaveBeenIt_AreAskedForTogether()
    {
        using var scenario = Three(out _);
        scenario.KillAndStart(platform: new DeadlyAgent(scenario.Switch, "1001"));
        Assert.Equal([1, 1, 1], TriesOf(scenario));

        scenario.KillAndStart(platform: new DeadlyAgent(scenario.Switch, "1001", "1002", "1003"));
        Assert.Equal(["1001"], AllIn(scenario)); // it may be her
        scenario.Wait(scenario.Core.Options.QueryTimeout);
        Assert.Equal(["1001", "1002", "1003"], AllIn(scenario)); // it was not
    }

    [Fact]
    public void ASilentSwitch_DoesNotKeepHisFromItsStart()
    {
        using var scenario = Three(out _);
        scenario.KillAndStart(platform: new DeadlyAgent(scenario.Switch, "1001", "1002", "1003"));
        Assert.True(scenario.Restarted.IsCompletedSuccessfully);
    }

    [Fact]
    public void F93_OfTwoSessionsOfOneAgent_TheNewerIsGoneOnWith_AlsoWhereTheOlderMayBeIt()
    {
        using var scenario = Three(out var bobs);
        scenario.KillAndStart(platform: new DeadlyAgent(scenario.Switch, "1002"));
        scenario.Store!.Enqueue(new Change(bobs with { Id = "session-newer", LoggedInAt = bobs.LoggedInAt.AddSeconds(1) }, [])); // by a login behind the crash
        scenario.Store.Write();

        scenario.KillAndStart();
        Assert.Equal("session-newer", scenario.Core.Sessions.Find("1002")!.IdOrNull);
        scenario.Store.Write();
        Assert.Equal(Cause.TakenOver, scenario.Store.Sessions().Single(it => it.Id == bobs.Id).Ended?.Cause);
    }

    [Fact]
    public void F93_WhoCannotHaveBeenIt_IsBackBeforeThoseWhoMay()
    {
        using var scenario = Three(out var bobs);
        scenario.Store!.Enqueue(new Change(Session: null, []) { RestoreAttempts = new Dictionary<string, int> { [bobs.Id] = 1 } });
        scenario.Store.Write();
        scenario.KillAndStart(platform: new DeadlyAgent(scenario.Switch, "1002"));
        Assert.Equal(["1001", "1002", "1003"], AllIn(scenario));
        Assert.Equal([0, 2, 0], TriesOf(scenario));
    }

    private static Scenario Three(out SessionRecord bobs)
    {
        var scenario = new Scenario(store: new MemoryStore());
        scenario.LogIn();
        scenario.LogIn("1002", "bob");
        scenario.LogIn("1003", "carol");
        scenario.Store!.Write();
        bobs = scenario.Store.Sessions().Single(it => it.Agent.Id == "1002");
        return scenario;
    }

    private static string[] AllIn(Scenario scenario) =>
        [.. new[] { "1001", "1002", "1003" }.Where(it => scenario.Core.Sessions.Find(it) is not null)];

    private static int[] TriesOf(Scenario scenario)
    {
        scenario.Store!.Write();
        return
        [
            .. scenario
                .Store.Sessions()
                .OrderBy(it => it.Agent.Id, StringComparer.Ordinal)
                .Select(it => scenario.Store.RestoreAttempts().GetValueOrDefault(it.Id))
                .Take(3),
        ];
    }

    private static int LeftOut(Scenario scenario, SessionRecord session) =>
        scenario.Store!.Journal.Count(it => it is { Action: "session.restore.skipped", Agent: "1002" } && it.Session == session.Id);

    /// <summary>To ask for some agents is the end of HIS: nothing comes after it until the scenario starts the next one.</summary>
    private sealed class DeadlyAgent(IPlatform inner, params string[] ids) : PlatformBehind(inner)
    {
        public int Deaths { get; private set; }

        public override async Task<LogInResult> ReattachAsync(
            AgentIdentity agent,
            string? endpoint,
            IAgentEventSink events,
            CancellationToken cancellationToken
        )
        {
            if (ids.Contains(agent.Id, StringComparer.Ordinal))
            {
                Deaths++;
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }

            return await base.ReattachAsync(agent, endpoint, events, cancellationToken);
        }
    }
}
