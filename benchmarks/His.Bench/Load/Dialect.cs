namespace His.Bench.Load;

/// <summary>How one server wants to be spoken to: what logs an agent in, and what logs them out.</summary>
internal sealed record Dialect(string Name, string Path)
{
    public string? SubProtocol { get; init; }

    /// <summary>What is said until an agent of this number is there and Ready, and a piece of the answer to each.</summary>
    public Func<int, (string Say, string Until)[]> Arrive { get; init; } = _ => [];

    /// <summary>The request for the logout.</summary>
    public required byte[] Logout { get; init; }

    /// <summary>The text with which a server asks whether its client lives, where it does so by a message; and the answer.</summary>
    public byte[]? PingText { get; init; }

    /// <summary>The answer to <see cref="PingText"/>.</summary>
    public byte[] PongFrame { get; init; } = [];

    public static Dialect His { get; } =
        new("HIS", "/bus")
        {
            SubProtocol = "his.v1",
            Arrive = number => [(HisLogin(number), "\"id\":1"), (HisReady, "\"id\":2")],
            Logout = Line.Frame(HisLogout),
        };

    /// <summary>A WebSocket with nothing behind it that says what HIS says; what Node's ws understands as well.</summary>
    public static Dialect Bare { get; } = new("bare", "/") { Logout = Line.Frame(HisLogout) };

    public static Dialect SignalR { get; } =
        new("SignalR", "/hub")
        {
            Arrive = _ => [("{\"protocol\":\"json\",\"version\":1}\u001e", "{}")],
            Logout = Line.Frame("{\"type\":1,\"target\":\"Logout\",\"arguments\":[]}\u001e"),
        };

    public static Dialect SocketIo { get; } =
        new("Socket.IO", "/socket.io/?EIO=4&transport=websocket")
        {
            Arrive = _ => [("40", "40{")],
            Logout = Line.Frame("42[\"logout\"]"),
            PingText = "2"u8.ToArray(),
            PongFrame = Line.Frame("3"),
        };

    public const string HisLogout = """{"jsonrpc":"2.0","id":9,"method":"session.request.logout","params":{}}""";

    public const string HisReady = """{"jsonrpc":"2.0","id":2,"method":"channelgroup.request.ready"}""";

    public static string HisLogin(int number) =>
        $$$"""{"jsonrpc":"2.0","id":1,"method":"session.request.login","params":{"agentId":"{{{FormattableString.Invariant($"{100001 + number}")}}}","password":"{{{Peers.HisPeer.Password}}}"}}""";
}
