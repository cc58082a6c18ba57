using System.Net;
using His.Testing;

namespace His.Abuse.Tests;

/// <summary>Frames that are no requests, or not in the form that HIS takes.</summary>
internal static class MessageAttacks
{
    private const string Ping = """{"jsonrpc":"2.0","id":7,"method":"session.request.ping"}""";
    private const int Strikes = 5;

    public static async Task FramesAsync(ServerUnderAttack his, IPAddress from)
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

    public static async Task ParamsAsync(ServerUnderAttack his, IPAddress from)
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

    public static async Task MethodsAsync(ServerUnderAttack his, IPAddress from)
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

    public static async Task NotificationsAsync(ServerUnderAttack his, IPAddress from)
    {
        using var attacker = await Attacker.ComeAsync(his, from);
        await attacker.Line.SendBytesAsync(
            RawLine.Texts(Enumerable.Repeat("""{"jsonrpc":"2.0","method":"session.request.ping"}""", 10 * Strikes))
        );
        Assert.Equal("1008 too many malformed messages", await attacker.HearEndAsync());
    }

    public static async Task TooBigAsync(ServerUnderAttack his, IPAddress from)
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

    public static async Task FramingAsync(ServerUnderAttack his, IPAddress from)
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

    public static async Task HalfAFrameAsync(ServerUnderAttack his, IPAddress from)
    {
        using var attacker = await Attacker.ComeAsync(his, from);
        await attacker.AskAsync("session.request.ping");
        await attacker.Line.SendBytesAsync([0x81, 0x80 | 126, 0x3F, 0xFF, 0, 0, 0, 0, .. "{\"jsonrpc\":"u8]);
    }
}
