using His.Journal;
using His.Server.Storage;

namespace His.CrashTests;

/// <summary>A session that is the end of HIS whenever it goes on with it.</summary>
public sealed class CrashingSessionTests
{
    private const string Alice = "100001";
    private const string Bob = "100002";
    private const string Carol = "100003";

    [Fact]
    public async Task F93_IsTriedInThreeStarts_AndThenEverybodyElseIsBack()
    {
        using var environment = new TestEnvironment();
        await environment.StartSwitchAsync();
        await environment.StartHisAsync();
        Agent[] agents = [new(Alice, environment, _ => { }), new(Bob, environment, _ => { }), new(Carol, environment, _ => { })];
        foreach (var agent in agents)
        {
            await agent.DoAsync(AgentAction.Login);
        }

        await environment.BeSilentAboutAsync(Bob); // so that HIS can be killed while it goes on with him
        for (var start = 1; start <= 3; start++)
        {
            environment.His.Kill();
            await environment.His.EndAsync();
            environment.StartHis();
            await TestTimeout.Until(() => TriesOf(environment, agents[1]) == start, $"start {start} to come to bob");
        }

        environment.His.Kill();
        await environment.His.EndAsync();
        await environment.StartHisAsync();
        foreach (var agent in agents.Where(it => it.Id != Bob))
        {
            var session = agent.Session;
            await agent.ComeBackAsync(mayHaveEnded: false);
            Assert.Equal(session, agent.Session);
        }

        var sessions = await environment.SessionsAsync();
        Assert.Equal([Alice, Carol], sessions.Select(it => it.Key).Order(StringComparer.Ordinal));
        Assert.Equal(3, TriesOf(environment, agents[1]));
        await TestTimeout.Until(
            () => Journal(environment).Any(it => it.Action == "session.restore.skipped" && it.Session == agents[1].Session),
            "the journal to name it"
        );
        foreach (var agent in agents)
        {
            agent.Dispose();
        }
    }

    private static int TriesOf(TestEnvironment environment, Agent agent)
    {
        using var file = StoreFile.OpenToRead(StoreFile.PathIn(environment.Folder));
        return StoreReader.RestoreAttempts(file).GetValueOrDefault(agent.Session!);
    }

    private static List<JournalEntry> Journal(TestEnvironment environment)
    {
        using var file = StoreFile.OpenToRead(StoreFile.PathIn(environment.Folder));
        return [.. StoreReader.Read(file, null, null, null).Select(it => it.Entry)];
    }
}
