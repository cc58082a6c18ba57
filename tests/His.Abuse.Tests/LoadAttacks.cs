using System.Net;
using System.Net.Http.Json;
using His.Testing;

namespace His.Abuse.Tests;

/// <summary>More than HIS takes from one client, or from one address.</summary>
internal static class LoadAttacks
{
    private const int Burst = Attacks.Burst;

    /// <summary>Each is answered once and in turn: it was done, or came too often, and the first hundred did not.</summary>
    public static async Task FloodAsync(ServerUnderAttack his, IPAddress from, string? agentId, int requests)
    {
        using var attacker = agentId is null
            ? await Attacker.ComeAsync(his, from)
            : (await Attacker.LogInAsync(his, from, agentId)).Attacker;
        var (method, outcome) = agentId is null ? ("channelgroup.request.ready", "NoSession") : ("session.request.ping", "done");
        await attacker.Line.SendBytesAsync(RawLine.Texts(Enumerable.Range(1, requests).Select(id => Attacker.Request(id, method, "{}"))));
        for (var id = 1; id <= requests; id++)
        {
            var answer = await attacker.HearAsync();
            Assert.Equal(id, (int?)answer["id"]);
            if (id < Burst || answer.Outcome() != "RateLimited")
            {
                Assert.Equal((id, outcome), (id, answer.Outcome()));
            }
            else
            {
                Assert.Equal((1301, 1), (answer.Code(), (int?)answer["error"]!["data"]!["retryAfterSeconds"]));
            }
        }
    }

    public static async Task HangAsync(ServerUnderAttack his, IPAddress from, string agentId)
    {
        var (attacker, _) = await Attacker.LogInAsync(his, from, agentId);
        using var mine = attacker;
        Assert.Equal("done", (await attacker.AskAsync("channelgroup.request.notready")).Outcome()); // the time before has left them Ready
        using var fault = await his.Http.PostAsJsonAsync(
            "/simulator/faults",
            new
            {
                operation = "Ready",
                behaviour = "Hang",
                agentId,
            }
        );
        Assert.Equal(HttpStatusCode.NoContent, fault.StatusCode);
        await attacker.Line.SendTextAsync(Attacker.Request(1, "channel.request.ready", """{"channelId":"phone"}"""));
        await attacker.Line.SendTextAsync(Attacker.Request(1, "session.request.logoutplan", "{}"));
        var twice = await attacker.HearAsync();
        Assert.Equal((-32600, null), (twice.Code(), twice["id"]?.ToJsonString()));

        await attacker.Line.SendBytesAsync(
            RawLine.Texts(Enumerable.Range(2, 199).Select(id => Attacker.Request(id, "channel.request.ready", """{"channelId":"phone"}""")))
        );
        for (var id = 9; id <= 200; id++)
        {
            var refused = await attacker.HearAsync();
            Assert.Equal((id, "RateLimited"), ((int)refused["id"]!, refused.Outcome()));
        }

        for (var id = 1; id <= 8; id++)
        {
            var answer = await attacker.HearAsync();
            Assert.Equal((id, id == 1 ? "SwitchRefused" : "done"), ((int)answer["id"]!, answer.Outcome()));
        }
    }

    private static readonly byte[] Flood = RawLine.Texts(
        Enumerable.Repeat($$"""{"jsonrpc":"2.0","id":"{{new string('i', 120)}}","method":"no.such.method"}""", 500)
    );

    private static readonly byte[] Big = RawLine.Texts(
        Enumerable
            .Range(1, Burst)
            .Select(id => Attacker.Request(id, "session.request.ping", $$"""{"colour":"{{new string('x', 15_000)}}"}"""))
    );

    /// <summary>So much in so little time that it shows where it is kept.</summary>
    public static async Task BigAsync(ServerUnderAttack his, IPAddress from)
    {
        using var attacker = await Attacker.ComeAsync(his, from);
        await attacker.Line.SendBytesAsync(Big);
        for (var id = 1; id <= Burst; id++)
        {
            var answer = await attacker.HearAsync();
            Assert.Equal((id, "params.colour"), ((int?)answer["id"], answer.Path()));
        }
    }

    public static async Task NoReadingAsync(ServerUnderAttack his, IPAddress from)
    {
        using var attacker = new Attacker(await RawLine.UpgradeAsync(his.Address, receiveBuffer: 64 * 1024, from));
        for (var before = his.TooSlow(from.ToString()); his.TooSlow(from.ToString()) == before; )
        {
            await attacker.Line.SendBytesAsync(Flood);
        }

        Assert.Equal(4005, await attacker.Line.ReadCloseAsync());
    }

    public static async Task CrowdAsync(ServerUnderAttack his, IPAddress from)
    {
        var crowd = new List<Attacker>();
        try
        {
            while (crowd.Count < Attacks.Places)
            {
                // Those of the time before may not have left quite yet; whoever is refused is refused in the right words.
                if (await Attacker.TryComeAsync(his, from) is { } attacker)
                {
                    crowd.Add(attacker);
                }
            }

            for (var tooMany = 0; tooMany < 10; tooMany++)
            {
                Assert.Null(await Attacker.TryComeAsync(his, from));
            }

            Assert.All(await Task.WhenAll(crowd.Select(attacker => attacker.HearEndAsync())), end => Assert.Equal("1008 no login", end));
        }
        finally
        {
            crowd.ForEach(attacker => attacker.Dispose());
        }
    }
}
