using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;

namespace His.Tests;

/// <summary>Whatever comes through the door: it is answered or dropped, nothing breaks, and the agent next to it notices nothing.</summary>
public class HostileFrameTests
{
    private static readonly string[] Seeds =
    [
        """{"jsonrpc":"2.0","id":1,"method":"session.request.login","params":{"agentId":"1002","password":"secret","override":true}}""",
        """{"jsonrpc":"2.0","id":"a","method":"channel.request.notready","params":{"channelId":"phone","reason":{"code":"X","text":"y"}}}""",
        """{"jsonrpc":"2.0","id":-7,"method":"session.request.ping"}""",
        """{"jsonrpc":"2.0","id":2,"method":"session.request.logoutplan","params":{"requestId":"0b7a2a52-6d3c-4a43-9a5e-3d5a1f1c2e10"}}""",
        """{"jsonrpc":"2.0","id":3,"method":"interaction.request.consult","params":{"interactionId":"i-1","destination":"+4930"}}""",
        """{"jsonrpc":"2.0","id":4,"method":"interaction.request.senddigits","params":{"interactionId":"i-1","digits":"12#"}}""",
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
        "null",
        "1e9",
        "-0",
        "\\ud800",
        "\\u0000",
        "\"id\"",
        "\"params\"",
        "\u202e",
        "true",
        "{\"a\":",
        "/*",
        " ",
    ];

    [Fact]
    public void NoFrame_BreaksAnything()
    {
        using var scenario = new Scenario(new HisOptions { MaxStrikes = 1_000_000, MaxRequestsPerSecond = 1_000_000 });
        scenario.Switch.Commands.IsEnabled = false;
        var alice = scenario.LogIn();
        var eve = scenario.Connect("eve");
        var mutants =
            from seed in Gen.Elements(Seeds)
            from cuts in Gen.ArrayOf(
                from at in Gen.Choose(0, 160)
                from gone in Gen.Choose(0, 12)
                from piece in Gen.Elements(Pieces)
                select (at, gone, piece)
            )
            select cuts.Take(6).Aggregate(seed, Cut);

        Prop.ForAll(
                mutants.ToArbitrary(),
                frame =>
                {
                    eve = eve.Closed is null ? eve : scenario.Connect("eve");
                    var heard = eve.Heard.Count;
                    eve.Raw(frame);

                    // At most one answer to one frame; events aside, which a login that got through brings with it.
                    return eve.Heard.Skip(heard).Count(message => message["method"] is null) <= 1;
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(20_000));

        Assert.NotNull(alice.Answer(alice.Ask("session.request.logoutplan"))["result"]);
    }

    [Theory]
    [InlineData(
        """{"jsonrpc":"2.0","id":1,"method":"session.request.login","params":{"agentId":7,"password":"x"}}""",
        -32602,
        "params.agentId"
    )]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"session.request.login","params":{"agentId":"7"}}""", -32602, "params.password")]
    [InlineData(
        """{"jsonrpc":"2.0","id":1,"method":"session.request.login","params":{"agentId":"7","password":null}}""",
        -32602,
        "params.password"
    )]
    [InlineData(
        """{"jsonrpc":"2.0","id":1,"method":"session.request.login","params":{"agentId":"7","password":"x","isAdmin":true}}""",
        -32602,
        "params.isAdmin"
    )]
    [InlineData(
        """{"jsonrpc":"2.0","id":1,"method":"session.request.login","params":{"agentId":"7","agentId":"8","password":"x"}}""",
        -32602,
        "params.agentId"
    )]
    [InlineData(
        """{"jsonrpc":"2.0","id":1,"method":"session.request.login","params":{"agentId":"\ud800","password":"x"}}""",
        -32602,
        "params.agentId"
    )]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"session.request.login","params":["1001","x"]}""", -32602, "params")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"session.request.login","params":null}""", -32602, "params")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"session.request.login"}""", -32602, "params.agentId")]
    [InlineData(
        """{"jsonrpc":"2.0","id":1,"method":"session.request.logout","params":{"reason":{"code":1}}}""",
        -32602,
        "params.reason.code"
    )]
    [InlineData(
        """{"jsonrpc":"2.0","id":1,"method":"session.request.logout","params":{"reason":{"text":"a\nb"}}}""",
        -32602,
        "params.reason.text"
    )]
    [InlineData(
        """{"jsonrpc":"2.0","id":1,"method":"session.request.logout","params":{"reason":{"text":"a\u2028b"}}}""",
        -32602,
        "params.reason.text"
    )]
    [InlineData(
        """{"jsonrpc":"2.0","id":1,"method":"session.request.logout","params":{"reason":{"text":"a\u0000b"}}}""",
        -32602,
        "params.reason.text"
    )]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"session.request.logout","params":{"requestId":"17"}}""", -32602, "params.requestId")]
    [InlineData(
        """{"jsonrpc":"2.0","id":1,"method":"session.request.login","params":{"agentId":"7","password":"x","endpoint":"PJSIP/100&PJSIP/9"}}""",
        -32602,
        "params.endpoint"
    )]
    [InlineData(
        """{"jsonrpc":"2.0","id":1,"method":"channel.request.dial","params":{"channelId":"phone","destination":"${EVIL}"}}""",
        -32602,
        "params.destination"
    )]
    [InlineData(
        """{"jsonrpc":"2.0","id":1,"method":"interaction.request.transfer","params":{"interactionId":"i-1","destination":"1\r\nAction: Hangup"}}""",
        -32602,
        "params.destination"
    )]
    [InlineData(
        """{"jsonrpc":"2.0","id":1,"method":"interaction.request.consult","params":{"interactionId":"i-1","destination":"Local/1@x"}}""",
        -32602,
        "params.destination"
    )]
    [InlineData(
        """{"jsonrpc":"2.0","id":1,"method":"interaction.request.consult","params":{"interactionId":7,"destination":"1"}}""",
        -32602,
        "params.interactionId"
    )]
    [InlineData(
        """{"jsonrpc":"2.0","id":1,"method":"interaction.request.senddigits","params":{"interactionId":"i-1","digits":"1,2"}}""",
        -32602,
        "params.digits"
    )]
    [InlineData(
        """{"jsonrpc":"2.0","id":1,"method":"interaction.request.senddigits","params":{"interactionId":"i-1"}}""",
        -32602,
        "params.digits"
    )]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"interaction.request.completetransfer","params":{}}""", -32602, "params.interactionId")]
    [InlineData(
        """{"jsonrpc":"2.0","id":1,"method":"interaction.request.cancelconsultation","params":{"interactionId":"i-1","digits":"1"}}""",
        -32602,
        "params.digits"
    )]
    [InlineData(
        """{"jsonrpc":"2.0","id":1,"method":"interaction.request.conference","params":{"interactionId":null}}""",
        -32602,
        "params.interactionId"
    )]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"Session.Request.Ping"}""", -32601, null)]
    [InlineData("""{"jsonrpc":"2.0","id":null,"method":"session.request.ping"}""", -32600, null)]
    [InlineData("""{"jsonrpc":"2.0","id":1.5,"method":"session.request.ping"}""", -32600, null)]
    [InlineData("""{"jsonrpc":"2.0","id":{},"method":"session.request.ping"}""", -32600, null)]
    [InlineData("""{"jsonrpc":"1.0","id":1,"method":"session.request.ping"}""", -32600, null)]
    [InlineData("""{"id":1,"method":"session.request.ping"}""", -32600, null)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"session.request.ping","method":"session.request.ping"}""", -32600, null)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":{}}""", -32600, null)]
    [InlineData("""{"jsonrpc":"2.0","method":"channel.event.ready","params":{"channelId":"phone"}}""", -32600, null)]
    [InlineData("""[{"jsonrpc":"2.0","id":1,"method":"session.request.ping"}]""", -32600, null)]
    [InlineData("{}", -32600, null)]
    [InlineData("7", -32600, null)]
    [InlineData(
        """{"jsonrpc":"2.0","id":1,"method":"session.request.ping","params":{"a":[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]}}""",
        -32600,
        null
    )]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"session.request.ping"} """ + "x", -32700, null)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"session.request.ping",/*hi*/"params":{}}""", -32700, null)]
    [InlineData("""{"jsonrpc":"2.0","id":NaN,"method":"session.request.ping"}""", -32700, null)]
    [InlineData("", -32700, null)]
    public void AFrameThatIsWrong_IsAnsweredWithWhatIsWrong(string frame, int code, string? path)
    {
        using var scenario = new Scenario(title: "wrong");
        var eve = scenario.Connect("eve");
        eve.Raw(frame);
        var error = Assert.Single(eve.Heard)["error"]!;
        Assert.Equal(code, error["code"]!.GetValue<int>());
        Assert.Equal(path, error["data"]!["path"]?.GetValue<string>());
    }

    [Fact]
    public void FiveStrikesWithinAMinute_CloseTheConnection()
    {
        using var scenario = new Scenario();
        var eve = scenario.Connect("eve");
        for (var i = 0; i < 4; i++)
        {
            eve.Raw("{");
        }

        scenario.Wait(TimeSpan.FromSeconds(61));
        eve.Raw("{");
        Assert.Null(eve.Closed);
        for (var i = 0; i < 4; i++)
        {
            eve.Raw("{");
        }

        Assert.Equal(1008, eve.Closed!.Number);
    }

    private static string Cut(string frame, (int At, int Gone, string Piece) cut)
    {
        var at = Math.Min(cut.At, frame.Length);
        return frame[..at] + cut.Piece + frame[Math.Min(at + cut.Gone, frame.Length)..];
    }
}
