using System.Net;
using System.Net.Http.Json;
using His.Testing;

namespace His.Abuse.Tests;

/// <summary>One kind of bad input.</summary>
/// <param name="Name">Which, with its rows in docs/faults.md.</param>
/// <param name="OnceAsync">Sends it from an address and holds each answer.</param>
/// <param name="Rest">How long it rests before the next time, where it would leave the others no processor.</param>
internal sealed record Attack(string Name, Func<ServerUnderAttack, IPAddress, Task> OnceAsync, TimeSpan Rest = default);

/// <summary>Bad input over the bus, as docs/faults.md lists it: each with the very answer that is right.</summary>
internal static class Attacks
{
    /// <summary>How many connections of one address HIS is told to let in.</summary>
    public const int Places = 50;

    private const string Ping = """{"jsonrpc":"2.0","id":7,"method":"session.request.ping"}""";
    private const int Strikes = 5;
    private const int Burst = 100;

    /// <summary>Of those who have a session, each has an agent of their own.</summary>
    public static IEnumerable<Attack> All(Func<string> interactionOfAnother, string firstAgent)
    {
        var agent = int.Parse(firstAgent, System.Globalization.CultureInfo.InvariantCulture);
        string Agent() => (agent++).ToString(System.Globalization.CultureInfo.InvariantCulture);
        var (flooding, hanging, reasons, nosy, resuming, staring) = (Agent(), Agent(), Agent(), Agent(), Agent(), Agent());
        var guessing = new Guessing();
        return
        [
            new("no requests (B4, B10, B13, B15, B16, B17, B25)", FramesAsync),
            new("wrong params (B2, B3, B5 to B9, B14, B19, B27, B35 to B40, B44 to B46, B52, B66)", ParamsAsync),
            new("unknown methods (B1), nothing to ask for (B32)", MethodsAsync),
            new("notifications (B11)", NotificationsAsync),
            new("too big (B12)", TooBigAsync),
            new("no UTF-8 (B18), binary (B20), broken framing", FramingAsync),
            new("half a frame, then gone", HalfAFrameAsync),
            new("a flood within the limits", (his, from) => FloodAsync(his, from, flooding, Burst - 1)),
            new("a flood before the login, beyond the limits (B24)", (his, from) => FloodAsync(his, from, null, 400)),
            new("too many at once, and one id twice (B23, B24)", (his, from) => HangAsync(his, from, hanging)),
            new(
                "wrong reasons (B33, B34, B40, B41), an id again (B28), a second login (B26)",
                (his, from) => ReasonsAsync(his, from, reasons)
            ),
            new("ids of others and of nobody (B29, B30)", (his, from) => IdsAsync(his, from, nosy, interactionOfAnother)),
            new("damaged tokens (B31, B66, B68)", (his, from) => TokensAsync(his, from, resuming)),
            new("guessing (B49, B65)", guessing.OnceAsync),
            new("half open (F16)", (his, from) => HalfOpenAsync(his, from, staring)),
            new("big, refused, as many as may be (B14)", BigAsync),
            new("no reading (F17)", NoReadingAsync, Rest: TimeSpan.FromSeconds(2)),
            new("too many from one address (B65), and none logs in (B21)", CrowdAsync),
        ];
    }

    private static async Task FramesAsync(ServerUnderAttack his, IPAddress from)
    {
        foreach (var rows in BadInput.Frames.Chunk(Strikes))
        {
            using var attacker = await Attacker.ComeAsync(his, from);
            await attacker.Line.SendBytesAsync(RawLine.Texts(rows.Select(it => it.Frame)));
            foreach (var (row, _, code) in rows)
            {
                var answer = await attacker.HearAsync();
                Assert.Equal((row, code, null), (row, answer.Code(), answer["id"]?.ToJsonString()));
            }

            if (rows.Length == Strikes)
            {
                Assert.Equal("1008 too many malformed messages", await attacker.HearEndAsync());
            }
        }
    }

    private static async Task ParamsAsync(ServerUnderAttack his, IPAddress from)
    {
        using var attacker = await Attacker.ComeAsync(his, from);
        await attacker.Line.SendBytesAsync(
            RawLine.Texts(BadInput.Params.Select((it, id) => Attacker.Request(id, it.Method, it.Parameters)))
        );
        for (var id = 0; id < BadInput.Params.Count; id++)
        {
            var (row, _, _, path) = BadInput.Params[id];
            var answer = await attacker.HearAsync();
            Assert.Equal((row, id, -32602, path), (row, (int?)answer["id"], answer.Code(), answer.Path()));
        }
    }

    private static async Task MethodsAsync(ServerUnderAttack his, IPAddress from)
    {
        using var attacker = await Attacker.ComeAsync(his, from);
        foreach (var method in BadInput.Methods)
        {
            Assert.Equal((method, -32601), (method, (await attacker.AskAsync(method)).Code()));
        }

        foreach (var method in new[] { "session.request.logout", "session.request.logoutplan", "channelgroup.request.ready" })
        {
            Assert.Equal((method, "NoSession"), (method, (await attacker.AskAsync(method)).Outcome()));
        }
    }

    private static async Task NotificationsAsync(ServerUnderAttack his, IPAddress from)
    {
        using var attacker = await Attacker.ComeAsync(his, from);
        await attacker.Line.SendBytesAsync(
            RawLine.Texts(Enumerable.Repeat("""{"jsonrpc":"2.0","method":"session.request.ping"}""", 10 * Strikes))
        );
        Assert.Equal("1008 too many malformed messages", await attacker.HearEndAsync());
    }

    private static async Task TooBigAsync(ServerUnderAttack his, IPAddress from)
    {
        using (var attacker = await Attacker.ComeAsync(his, from))
        {
            await attacker.Line.SendTextAsync(Ping + new string(' ', (16 * 1024) + 1 - Ping.Length));
            Assert.Equal("1009 message too big", await attacker.HearEndAsync());
        }

        using (var attacker = await Attacker.ComeAsync(his, from))
        {
            for (var i = 0; i < 5; i++)
            {
                await attacker.Line.SendFrameAsync(i == 0 ? 1 : 0, [.. Enumerable.Repeat((byte)' ', 4096)], isEnd: i == 4);
            }

            Assert.Equal("1009 message too big", await attacker.HearEndAsync());
        }

        using (var attacker = await Attacker.ComeAsync(his, from))
        {
            await attacker.Line.SendTextAsync(Ping + new string(' ', (16 * 1024) - Ping.Length));
            Assert.Equal("done", (await attacker.HearAsync()).Outcome());
        }
    }

    private static async Task FramingAsync(ServerUnderAttack his, IPAddress from)
    {
        foreach (
            var (what, opcode, payload, code) in new[]
            {
                ("no UTF-8", 1, (byte[])[(byte)'"', 0xC3, 0x28, (byte)'"'], 1007),
                ("binary", 2, "{}"u8.ToArray(), 1003),
            }.Concat(BadInput.Framing.Select(it => (it.Row, it.Opcode, "x"u8.ToArray(), 1002)))
        )
        {
            using var attacker = await Attacker.ComeAsync(his, from);
            await attacker.Line.SendFrameAsync(opcode, payload);
            Assert.Equal((what, code), (what, await attacker.Line.ReadCloseAsync()));
        }
    }

    private static async Task HalfAFrameAsync(ServerUnderAttack his, IPAddress from)
    {
        using var attacker = await Attacker.ComeAsync(his, from);
        await attacker.AskAsync("session.request.ping");
        await attacker.Line.SendBytesAsync([0x81, 0x80 | 126, 0x3F, 0xFF, 0, 0, 0, 0, .. "{\"jsonrpc\":"u8]);
    }

    /// <summary>Each is answered once and in turn: it was done, or came too often, and the first hundred did not.</summary>
    private static async Task FloodAsync(ServerUnderAttack his, IPAddress from, string? agentId, int requests)
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

    private static async Task HangAsync(ServerUnderAttack his, IPAddress from, string agentId)
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

    private static async Task ReasonsAsync(ServerUnderAttack his, IPAddress from, string agentId)
    {
        var (attacker, _) = await Attacker.LogInAsync(his, from, agentId);
        using var mine = attacker;
        foreach (var (row, parameters) in BadInput.Reasons)
        {
            var answer = await attacker.AskAsync("session.request.logout", parameters);
            Assert.Equal((row, "NeedInfo", 2), (row, answer.Outcome(), answer["error"]!["data"]!["reason"]?["reasons"]!.AsArray().Count));
        }

        var once = Guid.NewGuid();
        Assert.Equal(
            "done",
            (await attacker.AskAsync("channel.request.ready", $$"""{"channelId":"phone","requestId":"{{once}}"}""")).Outcome()
        );
        Assert.Equal(
            "RequestIdReuse",
            (await attacker.AskAsync("channel.request.notready", $$"""{"channelId":"phone","requestId":"{{once}}"}""")).Outcome()
        );
        Assert.Equal(
            "InvalidState",
            (
                await attacker.AskAsync("session.request.login", $$"""{"agentId":"1002","password":"{{ServerUnderAttack.Password}}"}""")
            ).Outcome()
        );
        Assert.Equal("done", (await attacker.AskAsync("session.request.logout", """{"reason":{"code":"1"}}""")).Outcome());
        Assert.Equal("1000 logged out", await attacker.HearEndAsync());
    }

    private static async Task IdsAsync(ServerUnderAttack his, IPAddress from, string agentId, Func<string> interactionOfAnother)
    {
        var (attacker, _) = await Attacker.LogInAsync(his, from, agentId);
        using var mine = attacker;
        foreach (var command in new[] { "accept", "reject", "hold", "end", "complete", "cancelconsultation" })
        {
            var foreign = await attacker.AskAsync($"interaction.request.{command}", $$"""{"interactionId":"{{interactionOfAnother()}}"}""");
            var unknown = await attacker.AskAsync($"interaction.request.{command}", """{"interactionId":"i-unknown"}""");
            Assert.Equal("UnknownInteraction", foreign.Outcome());
            Assert.Equal(unknown["error"]!.ToJsonString(), foreign["error"]!.ToJsonString());
        }

        foreach (var id in BadInput.Ids)
        {
            var answer = await attacker.AskAsync("channel.request.ready", new JsonObject { ["channelId"] = id }.ToJsonString());
            Assert.Equal((id, "UnknownChannel"), (id, answer.Outcome()));
        }
    }

    private static async Task TokensAsync(ServerUnderAttack his, IPAddress from, string agentId)
    {
        var (victim, login) = await Attacker.LogInAsync(his, from, agentId);
        using var first = victim;
        var (token, sequence) = ((string)login["resumeToken"]!, (long)login["snapshot"]!["session"]!["sequence"]!);
        string Resume(string with, long last) => new JsonObject { ["resumeToken"] = with, ["lastSequence"] = last }.ToJsonString();

        using var attacker = await Attacker.ComeAsync(his, from);
        var changed = (token[0] == 'A' ? 'B' : 'A') + token[1..];
        foreach (var damaged in new[] { "guessed", changed, token[..^1], token + "A", " " + token, token.ToUpperInvariant() + "a" })
        {
            Assert.Equal(
                (damaged, "ResumeRefused"),
                (damaged, (await attacker.AskAsync("session.request.resume", Resume(damaged, sequence))).Outcome())
            );
        }

        Assert.Equal("params.resumeToken", (await attacker.AskAsync("session.request.resume", Resume(token + "\u0000", sequence))).Path()); // a strike, like those that follow
        foreach (var last in new[] { sequence + 1000, -1, long.MaxValue })
        {
            Assert.Equal("params.lastSequence", (await attacker.AskAsync("session.request.resume", Resume(token, last))).Path());
        }

        Assert.Equal("done", (await attacker.AskAsync("session.request.resume", Resume(token, sequence))).Outcome());
        Assert.StartsWith("4006", await victim.HearEndAsync(), StringComparison.Ordinal);

        using var late = await Attacker.ComeAsync(his, from);
        var used = await late.AskAsync("session.request.resume", Resume(token, sequence));
        var guessed = await late.AskAsync("session.request.resume", Resume("guessed", sequence));
        Assert.Equal(("ResumeRefused", guessed["error"]!.ToJsonString()), (used.Outcome(), used["error"]!.ToJsonString()));
    }

    /// <summary>Logs in and falls silent. HIS cuts the link and keeps the session.</summary>
    private static async Task HalfOpenAsync(ServerUnderAttack his, IPAddress from, string agentId)
    {
        var (attacker, _) = await Attacker.LogInAsync(his, from, agentId);
        using var mine = attacker;
        await attacker.StareAsync();
        Assert.Contains(agentId, await his.AgentsAsync());
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
    private static async Task BigAsync(ServerUnderAttack his, IPAddress from)
    {
        using var attacker = await Attacker.ComeAsync(his, from);
        await attacker.Line.SendBytesAsync(Big);
        for (var id = 1; id <= Burst; id++)
        {
            var answer = await attacker.HearAsync();
            Assert.Equal((id, "params.colour"), ((int?)answer["id"], answer.Path()));
        }
    }

    private static async Task NoReadingAsync(ServerUnderAttack his, IPAddress from)
    {
        using var attacker = new Attacker(await RawLine.UpgradeAsync(his.Address, receiveBuffer: 64 * 1024, from));
        for (var before = his.TooSlow(from.ToString()); his.TooSlow(from.ToString()) == before; )
        {
            await attacker.Line.SendBytesAsync(Flood);
        }

        Assert.Equal(4005, await attacker.Line.ReadCloseAsync());
    }

    private static async Task CrowdAsync(ServerUnderAttack his, IPAddress from)
    {
        var crowd = new List<Attacker>();
        try
        {
            while (crowd.Count < Places)
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

    /// <summary>Wrong passwords: as many are answered as may be, and then none, be the password right or wrong.</summary>
    private sealed class Guessing
    {
        private const int OfAnAgent = 5;
        private const int OfAnAddress = 100;

        private readonly System.Diagnostics.Stopwatch _sinceTheFirst = new();
        private readonly Dictionary<string, int> _failures = new(StringComparer.Ordinal);
        private int _next;

        public async Task OnceAsync(ServerUnderAttack his, IPAddress from)
        {
            _sinceTheFirst.Start();
            using var attacker = await Attacker.ComeAsync(his, from);
            for (var guess = 0; guess < 20; guess++, _next++)
            {
                var agentId = _next <= OfAnAgent ? "1001" : $"nobody-{_next % 40}";
                var isRight = _failures.Values.Sum() >= OfAnAddress && guess % 5 == 0;
                var isSlowed = _failures.GetValueOrDefault(agentId) >= OfAnAgent || _failures.Values.Sum() >= OfAnAddress;
                var answer = await attacker.AskAsync(
                    "session.request.login",
                    $$"""{"agentId":"{{(isRight ? "1001" : agentId)}}","password":"{{(isRight ? ServerUnderAttack.Password : "guess")}}"}"""
                );
                if (_sinceTheFirst.Elapsed > TimeSpan.FromSeconds(55))
                {
                    return; // HIS begins to forget, each in its turn
                }

                Assert.Equal((guess, isSlowed ? "TooManyAttempts" : "InvalidCredentials"), (guess, answer.Outcome()));
                if (isSlowed)
                {
                    Assert.InRange((int)answer["error"]!["data"]!["retryAfterSeconds"]!, 1, 60);
                }
                else
                {
                    _failures[agentId] = _failures.GetValueOrDefault(agentId) + 1;
                }
            }
        }
    }
}
