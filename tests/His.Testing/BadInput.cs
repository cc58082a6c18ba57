namespace His.Testing;

/// <summary>
/// What HIS must refuse, by its number in the list of bad input (docs/faults.md), each with the answer that is right. Every table is read
/// twice: one by one, and all at once.
/// </summary>
public static class BadInput
{
    private const string Login = "session.request.login";
    private const string Long = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

    private static readonly string Deep = string.Concat(Enumerable.Repeat("[", 17)) + string.Concat(Enumerable.Repeat("]", 17));

    /// <summary>What is no request: refused without an id, and a strike.</summary>
    public static IReadOnlyList<(string Row, string Frame, int Code)> Frames { get; } =
    [
        ("B4 a batch", """[{"jsonrpc":"2.0","id":1,"method":"session.request.ping"}]""", -32600),
        ("B4 a number", "5", -32600),
        ("B4 a string", "\"ping\"", -32600),
        ("B4 null", "null", -32600),
        ("B4 an empty object", "{}", -32600),
        ("B10 method twice", """{"jsonrpc":"2.0","id":1,"method":"session.request.ping","method":"session.request.ping"}""", -32600),
        ("B10 id twice", """{"jsonrpc":"2.0","id":1,"id":2,"method":"session.request.ping"}""", -32600),
        ("B10 params twice", """{"jsonrpc":"2.0","id":1,"method":"session.request.ping","params":{},"params":{}}""", -32600),
        ("B10 no version", """{"id":1,"method":"session.request.ping"}""", -32600),
        ("B10 another version", """{"jsonrpc":"1.0","id":1,"method":"session.request.ping"}""", -32600),
        ("B10 a version that is a number", """{"jsonrpc":2.0,"id":1,"method":"session.request.ping"}""", -32600),
        ("B13 nested too deep", $$$"""{"jsonrpc":"2.0","id":1,"method":"session.request.ping","params":{"a":{{{Deep}}}}}""", -32600),
        ("B15 malformed", """{"jsonrpc":"2.0","id":1,"method":}""", -32700),
        ("B15 truncated", """{"jsonrpc":"2.0","id":1""", -32700),
        ("B15 trailing garbage", """{"jsonrpc":"2.0","id":1,"method":"session.request.ping"} x""", -32700),
        ("B15 two messages in a frame", """{"jsonrpc":"2.0","id":1,"method":"session.request.ping"}{}""", -32700),
        ("B15 a comment", """{"jsonrpc":"2.0",/*hello*/"id":1,"method":"session.request.ping"}""", -32700),
        ("B15 NaN", """{"jsonrpc":"2.0","id":NaN,"method":"session.request.ping"}""", -32700),
        ("B16 an empty frame", "", -32700),
        ("B17 an id that is an object", """{"jsonrpc":"2.0","id":{},"method":"session.request.ping"}""", -32600),
        ("B17 an id that is a fraction", """{"jsonrpc":"2.0","id":1.5,"method":"session.request.ping"}""", -32600),
        ("B17 an id that is null", """{"jsonrpc":"2.0","id":null,"method":"session.request.ping"}""", -32600),
        ("B17 an id of 10 KB", $$"""{"jsonrpc":"2.0","id":"{{new string('i', 10_000)}}","method":"session.request.ping"}""", -32600),
        ("B25 an event", """{"jsonrpc":"2.0","method":"channel.event.ready","params":{"channelId":"phone"}}""", -32600),
        ("B25 a response", """{"jsonrpc":"2.0","id":1,"result":{}}""", -32600),
        ("an unknown member of the frame", """{"jsonrpc":"2.0","id":1,"method":"session.request.ping","x":1}""", -32600),
    ];

    /// <summary>Requests whose params are wrong: refused with the path of the member.</summary>
    public static IReadOnlyList<(string Row, string Method, string Parameters, string Path)> Params { get; } =
    [
        ("B2 a number for a text", Login, """{"agentId":5,"password":"x"}""", "params.agentId"),
        ("B2 a text for a flag", Login, """{"agentId":"5","password":"x","override":"true"}""", "params.override"),
        ("B2 an object for a text", Login, """{"agentId":{},"password":"x"}""", "params.agentId"),
        ("B3 an array", Login, """["1001","x"]""", "params"),
        ("B3 a text", Login, "\"1001\"", "params"),
        ("B5 null", "session.request.ping", "null", "params"),
        ("B6 null for a member that is needed", Login, """{"agentId":null,"password":"x"}""", "params.agentId"),
        ("B7 a member is missing", Login, """{"agentId":"1001"}""", "params.password"),
        ("B8 an unknown member", Login, """{"agentId":"1001","password":"x","colour":"red"}""", "params.colour"),
        ("B8 an unknown member where none is taken", "session.request.ping", """{"colour":"red"}""", "params.colour"),
        ("B8 a member in other letters", Login, """{"AgentId":"1001","password":"x"}""", "params.AgentId"),
        ("B9 a member twice", Login, """{"agentId":"1001","agentId":"1002","password":"x"}""", "params.agentId"),
        ("B9 a member twice, once in disguise", Login, """{"agentId":"1001","agent\u0049d":"1002","password":"x"}""", "params.agentId"),
        ("B14 a text of 15 KiB", Login, $$"""{"agentId":"{{new string('a', 15_000)}}","password":"x"}""", "params.agentId"),
        ("B14 a thousand members", Login, "{" + string.Join(',', Enumerable.Range(0, 1000).Select(i => $"\"m{i}\":1")) + "}", "params.m0"),
        ("B19 a lone surrogate", Login, """{"agentId":"\ud800","password":"x"}""", "params.agentId"),
        ("B27 a request id that is no UUID", "session.request.ping", """{"requestId":"1"}""", "params.requestId"),
        ("B27 a request id of 10 KB", "session.request.ping", $$"""{"requestId":"{{new string('a', 10_000)}}"}""", "params.requestId"),
        (
            "B45 a dial string for an endpoint",
            Login,
            """{"agentId":"1001","password":"x","endpoint":"PJSIP/100&PJSIP/9001234"}""",
            "params.endpoint"
        ),
        ("B46 a comma", Login, """{"agentId":"1001","password":"x","endpoint":"100,1"}""", "params.endpoint"),
        ("B46 a bar", Login, """{"agentId":"1001","password":"x","endpoint":"100|1"}""", "params.endpoint"),
        ("B46 a bracket", Login, """{"agentId":"1001","password":"x","endpoint":"100)"}""", "params.endpoint"),
        ("B46 a variable", Login, """{"agentId":"1001","password":"x","endpoint":"${EXTEN}"}""", "params.endpoint"),
        ("B46 an at sign", Login, """{"agentId":"1001","password":"x","endpoint":"100@default"}""", "params.endpoint"),
        ("B46 a semicolon", Login, """{"agentId":"1001","password":"x","endpoint":"100;1"}""", "params.endpoint"),
        ("B46 an endpoint of 33", Login, $$"""{"agentId":"1001","password":"x","endpoint":"{{Long}}a"}""", "params.endpoint"),
        ("B52 a role", Login, """{"agentId":"1001","password":"x","isAdmin":true}""", "params.isAdmin"),
        ("B66 a sequence below zero", "session.request.resume", """{"resumeToken":"x","lastSequence":-1}""", "params.lastSequence"),
        (
            "B66 a sequence that is a fraction",
            "session.request.resume",
            """{"resumeToken":"x","lastSequence":1.5}""",
            "params.lastSequence"
        ),
        ("B2 a text for a reason", "session.request.logout", """{"reason":"END"}""", "params.reason"),
        (
            "B35 a reason that is too long",
            "session.request.logout",
            $$$"""{"reason":{"text":"{{{new string('a', 192)}}}"}}""",
            "params.reason.text"
        ),
        (
            "B36 a line end and a command",
            "session.request.logout",
            """{"reason":{"text":"a\r\nAction: Originate"}}""",
            "params.reason.text"
        ),
        ("B37 a bare line feed", "session.request.logout", """{"reason":{"text":"a\nb"}}""", "params.reason.text"),
        ("B38 NUL", "session.request.logout", """{"reason":{"text":"a\u0000b"}}""", "params.reason.text"),
        ("B39 a line separator", "session.request.logout", """{"reason":{"text":"a\u2028b"}}""", "params.reason.text"),
        ("B39 a next line", "session.request.logout", """{"reason":{"code":"a\u0085b"}}""", "params.reason.code"),
        ("B40 a code that is a number", "session.request.logout", """{"reason":{"code":1}}""", "params.reason.code"),
        (
            "B44 a storm of combining marks",
            "session.request.logout",
            $$$"""{"reason":{"text":"a{{{new string('\u0301', 1000)}}}"}}""",
            "params.reason.text"
        ),
        ("an unknown member of a reason", "session.request.logout", """{"reason":{"code":"END","x":1}}""", "params.reason.x"),
        ("a number with letters", "channel.request.dial", """{"channelId":"phone","destination":"+1(555)CALL"}""", "params.destination"),
        (
            "a number with a trunk zero",
            "channel.request.dial",
            """{"channelId":"phone","destination":"+49 (0)30 1234"}""",
            "params.destination"
        ),
        (
            "a number in marks that cannot be seen",
            "channel.request.dial",
            """{"channelId":"phone","destination":"\u202a+4930\u202c"}""",
            "params.destination"
        ),
        (
            "a number in digits of another script",
            "interaction.request.consult",
            """{"interactionId":"i-1","destination":"٢٠٠"}""",
            "params.destination"
        ),
        (
            "a link for a number",
            "interaction.request.transfer",
            """{"interactionId":"i-1","destination":"tel:+4930"}""",
            "params.destination"
        ),
        ("a transfer to nowhere", "interaction.request.transfer", """{"interactionId":"i-1"}""", "params.destination"),
        (
            "a transfer with a command in it",
            "interaction.request.transfer",
            """{"interactionId":"i-1","destination":"100\r\nAction: Originate"}""",
            "params.destination"
        ),
        (
            "a transfer to two at once",
            "interaction.request.transfer",
            """{"interactionId":"i-1","destination":"100&PJSIP/9"}""",
            "params.destination"
        ),
        ("a transfer of nothing", "interaction.request.transfer", """{"destination":"100"}""", "params.interactionId"),
        (
            "a consultation with a variable",
            "interaction.request.consult",
            """{"interactionId":"i-1","destination":"${EXTEN}"}""",
            "params.destination"
        ),
        (
            "a consultation with a plus alone",
            "interaction.request.consult",
            """{"interactionId":"i-1","destination":"+"}""",
            "params.destination"
        ),
        (
            "a consultation with a number of 33",
            "interaction.request.consult",
            $$"""{"interactionId":"i-1","destination":"{{new string('1', 33)}}"}""",
            "params.destination"
        ),
        ("no tones", "interaction.request.senddigits", """{"interactionId":"i-1","digits":""}""", "params.digits"),
        ("tones that no key sends", "interaction.request.senddigits", """{"interactionId":"i-1","digits":"12E"}""", "params.digits"),
        ("tones in small letters", "interaction.request.senddigits", """{"interactionId":"i-1","digits":"a"}""", "params.digits"),
        ("tones with a line end", "interaction.request.senddigits", """{"interactionId":"i-1","digits":"1\n2"}""", "params.digits"),
        ("33 tones", "interaction.request.senddigits", $$"""{"interactionId":"i-1","digits":"{{new string('1', 33)}}"}""", "params.digits"),
        ("tones that are a number", "interaction.request.senddigits", """{"interactionId":"i-1","digits":12}""", "params.digits"),
        (
            "a destination for a conference",
            "interaction.request.conference",
            """{"interactionId":"i-1","destination":"100"}""",
            "params.destination"
        ),
    ];

    /// <summary>Reasons that are none: asked for again.</summary>
    public static IReadOnlyList<(string Row, string Parameters)> Reasons { get; } =
    [
        ("B33 an empty reason", """{"reason":{"code":""}}"""),
        ("B33 a reason without members", """{"reason":{}}"""),
        ("B34 blanks", """{"reason":{"text":"   "}}"""),
        ("B34 nothing that can be seen", """{"reason":{"text":"\u200b\u200b"}}"""),
        ("B34 writing turned round", """{"reason":{"text":"a\u202eb"}}"""),
        ("B40 a code that is almost one", """{"reason":{"code":"01"}}"""),
        ("B40 a code with an exponent", """{"reason":{"code":"1e0"}}"""),
        ("B40 a code with a sign", """{"reason":{"code":"+1"}}"""),
        ("B40 a code in other letters", """{"reason":{"code":"end"}}"""),
        ("B41 a code of another list", """{"reason":{"code":"LUNCH"}}"""),
    ];

    /// <summary>Frames that a WebSocket must not have; the connection is dropped with 1002.</summary>
    public static IReadOnlyList<(string Row, int Opcode)> Framing { get; } =
    [
        ("a frame of a kind that does not exist", 3),
        ("a continuation of nothing", 0),
        ("a compressed frame, on which nobody has agreed", 0x41),
        ("a ping with a bit that means nothing", 0x19),
    ];

    /// <summary>Methods that are none.</summary>
    public static IReadOnlyList<string> Methods { get; } = ["session.request.levitate", "Session.Request.Ping", "session.request.ping "];

    /// <summary>Ids of channels that nobody has.</summary>
    public static IReadOnlyList<string> Ids { get; } = ["", "../../etc/passwd", "phone' OR '1'='1", "PHONE", "phone\u0000", "ph\u200bone"];

    /// <summary>Origins that are almost https://crm.example or http://crm.example:8080.</summary>
    public static IReadOnlyList<string> Origins { get; } =
    [
        "null",
        "https://evil.example",
        "https://crm.example.evil",
        "https://evil-crm.example",
        "https://sub.crm.example",
        "https://CRM.example",
        "HTTPS://crm.example",
        "http://crm.example",
        "https://crm.example:444",
        "https://crm.example:443",
        "https://crm.example.",
        "https://crm.example/",
        "https://crm.example, https://evil.example",
        "http://localhost",
        "http://127.0.0.1",
    ];

    /// <summary>Upgrades that are broken: key, version and more headers; refused with 400.</summary>
    public static IReadOnlyList<(string Row, string Key, string Version, string More)> Upgrades { get; } =
    [
        ("a key that is none", "short", "13", ""),
        ("another version", "AAAAAAAAAAAAAAAAAAAAAA==", "8", ""),
        ("two lengths", "AAAAAAAAAAAAAAAAAAAAAA==", "13", "Content-Length: 1\r\nContent-Length: 2\r\n"),
    ];
}
