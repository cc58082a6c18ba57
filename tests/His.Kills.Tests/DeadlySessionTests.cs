using His.Journal;
using His.Server.Storage;

namespace His.Kills.Tests;

/// <summary>A session that is the end of HIS whenever it goes on with it.</summary>
public sealed class DeadlySessionTests
{
    private const string Alice = "100001";
    private const string Bob = "100002";
    private const string Carol = "100003";

    [Fact]
    public async Task F93_IsTriedInThreeStarts_AndThenEverybodyElseIsBack()
    {
        using var site = new Site();
        await site.StartSwitchAsync();
        await site.StartHisAsync();
        Agent[] agents = [new(Alice, site, _ => { }), new(Bob, site, _ => { }), new(Carol, site, _ => { })];
        foreach (var agent in agents)
        {
            await agent.DoAsync(Act.Login);
        }

        await site.BeSilentAboutAsync(Bob); // so that HIS can be killed while it goes on with him
        for (var start = 1; start <= 3; start++)
        {
            site.His.Kill();
            await site.His.EndAsync();
            site.StartHis();
            await Patience.Until(() => TriesOf(site, agents[1]) == start, $"start {start} to come to bob");
        }

        site.His.Kill();
        await site.His.EndAsync();
        await site.StartHisAsync();
        foreach (var agent in agents.Where(it => it.Id != Bob))
        {
            var session = agent.Session;
            await agent.ComeBackAsync(mayHaveEnded: false);
            Assert.Equal(session, agent.Session);
        }

        var sessions = await site.SessionsAsync();
        Assert.Equal([Alice, Carol], sessions.Select(it => it.Key).Order(StringComparer.Ordinal));
        Assert.Equal(3, TriesOf(site, agents[1]));
        await Patience.Until(() => Journal(site).Any(it => it.What == "session.restart.leftout" && it.Session == agents[1].Session), "the journal to name it");
        foreach (var agent in agents)
        {
            agent.Dispose();
        }
    }

    private static int TriesOf(Site site, Agent agent)
    {
        using var file = StoreFile.OpenToRead(StoreFile.In(site.Folder));
        return StoreReader.Tries(file).GetValueOrDefault(agent.Session!);
    }

    private static List<JournalEntry> Journal(Site site)
    {
        using var file = StoreFile.OpenToRead(StoreFile.In(site.Folder));
        return [.. StoreReader.Read(file, null, null, null).Select(it => it.Entry)];
    }
}
