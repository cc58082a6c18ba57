using System.Text;

namespace His.Abuse.Tests;

/// <summary>Requests as clients make them, and what somebody does to them who knows how they are made.</summary>
internal sealed class Corruption(Random chance)
{
    private static readonly string[] Ids =
    [
        "1",
        "\"a\"",
        "-7",
        "0",
        "9007199254740993",
        "1.5",
        "1e400",
        "null",
        "[]",
        "{}",
        "\"\\u0000\"",
        "\"" + new string('i', 200) + "\"",
        "true",
    ];

    private static readonly string[] Values =
    [
        "null",
        "true",
        "0",
        "-1",
        "1e309",
        "18446744073709551616",
        "\"\"",
        "\" \"",
        "\"phone\"",
        "\"1001\"",
        "\"\\ud800\"",
        "\"\\u202e\\u0007\"",
        "\"a\\r\\nAction: Hangup\"",
        "\"" + new string('x', 4_000) + "\"",
        "[]",
        "{}",
        "[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]",
        "{\"code\":\"BREAK\"}",
        "{\"text\":\"<img src=x onerror=1>\"}",
        "\"=cmd|' /C calc'!A0\"",
    ];

    private static readonly string[] Pieces =
    [
        "{",
        "}",
        "[",
        "]",
        "\"",
        ":",
        ",",
        "\\",
        "\\u",
        "/*",
        "//",
        "\0",
        "\u00a0",
        "\u2028",
        "1e9",
        "-0",
        "NaN",
        "\ufeff",
        "{\"a\":",
        "\"id\":",
        "\"params\":{",
    ];

    private readonly string[] _methods = [.. His.Bus.Methods.Table.Keys];

    private static readonly string[] Members =
    [
        "agentId",
        "password",
        "override",
        "locale",
        "endpoint",
        "channelId",
        "interactionId",
        "reason",
        "requestId",
        "resumeToken",
        "lastSequence",
        "destination",
        "digits",
        "whenPossible",
        "isAdmin",
        "__proto__",
        "params",
    ];

    /// <summary>One frame.</summary>
    public byte[] Next()
    {
        var text = Request();
        for (
            var wounds = chance.Next(5) switch
            {
                0 or 1 => 0,
                2 or 3 => 1,
                _ => chance.Next(2, 6),
            };
            wounds > 0 && text.Length > 0;
            wounds--
        )
        {
            text = Wound(text);
        }

        var bytes = Encoding.UTF8.GetBytes(text);
        if (chance.Next(20) == 0 && bytes.Length > 0)
        {
            bytes[chance.Next(bytes.Length)] = (byte)chance.Next(256); // what is no text at all
        }

        return bytes;
    }

    private string Request()
    {
        var method = chance.Next(12) switch
        {
            0 => "session.event.disposed",
            1 => "session.request." + Piece(),
            _ => _methods[chance.Next(_methods.Length)],
        };
        var members = Enumerable.Range(0, chance.Next(5)).Select(_ => $"\"{Members[chance.Next(Members.Length)]}\":{Value()}");
        var parameters = chance.Next(8) == 0 ? Value() : "{" + string.Join(',', members) + "}";
        var id = chance.Next(6) == 0 ? "" : $"\"id\":{Ids[chance.Next(chance.Next(2) == 0 ? 2 : Ids.Length)]},";
        return $"{{\"jsonrpc\":{(chance.Next(30) == 0 ? Value() : "\"2.0\"")},{id}\"method\":\"{method}\",\"params\":{parameters}}}";
    }

    private string Wound(string text)
    {
        var at = chance.Next(text.Length);
        var length = Math.Min(chance.Next(1, 30), text.Length - at);
        return chance.Next(6) switch
        {
            0 => text.Insert(at, Piece()),
            1 => text.Remove(at, length),
            2 => text.Insert(at, text.Substring(at, length)),
            3 => text[..at],
            4 => text.Remove(at, length).Insert(at, Value()),
            _ => chance.Next(50) == 0 ? text.Insert(at, new string('[', chance.Next(20_000))) : text + text[at..],
        };
    }

    private string Value() => Values[chance.Next(Values.Length)];

    private string Piece() => Pieces[chance.Next(Pieces.Length)];
}
