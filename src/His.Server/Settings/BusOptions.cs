namespace His.Server.Settings;

/// <summary>Settings of the bus, the WebSocket endpoint <c>/bus</c>. Section <c>His:Bus</c>.</summary>
internal sealed record BusOptions
{
    private const int MaxOutbox = 1_000_000;

    /// <summary>
    /// Origins besides HIS's own whose pages may open the bus and load MediaBar's scripts, such as <c>https://crm.example</c>. Default:
    /// none.
    /// </summary>
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];

    /// <summary>
    /// Whether clients that are not browsers (they send no Origin header) may connect from other machines. From this machine they always
    /// may. Default: false.
    /// </summary>
    public bool AllowNoOrigin { get; init; }

    /// <summary>Time that a connection may be silent before HIS pings it. More than 0, at most 1 hour. Default: 5 s.</summary>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Time that a client has to respond to a ping before HIS drops the connection. More than 0, at most 1 hour. Default: 10 s; with the
    /// ping interval, 15 s at worst.
    /// </summary>
    public TimeSpan PongTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Time that a connection may stay open without a login before HIS closes it; it uses up one of the connections of its address. More
    /// than 0, at most 1 hour. Default: 30 s.
    /// </summary>
    public TimeSpan LoginTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Time that a client has to send the headers of an HTTP request, from the first byte to the last. More than 0, at most 1 hour.
    /// Default: 10 s.
    /// </summary>
    public TimeSpan RequestHeadersTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Time that a client has to read the remaining messages and confirm a close before HIS aborts the connection. More than 0, at most 1
    /// hour. Default: 2 s.
    /// </summary>
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Maximum size of a message from a client, in bytes; 1024 to 1048576. Default: 16384 (16 KiB).</summary>
    public int MaxMessageBytes { get; init; } = 16 * 1024;

    /// <summary>
    /// Maximum number of messages queued for a slow client; with one more, HIS closes the connection with 4005. 1 to 1000000. Default:
    /// 1024.
    /// </summary>
    public int MaxOutboxMessages { get; init; } = 1024;

    /// <summary>
    /// Maximum number of connections per client address; 1 or more. Agents behind one router share an address. Default: 1000.
    /// </summary>
    public int MaxConnectionsPerAddress { get; init; } = 1000;

    public string? Validate()
    {
        (string Name, TimeSpan Value)[] spans =
        [
            (nameof(PingInterval), PingInterval),
            (nameof(PongTimeout), PongTimeout),
            (nameof(LoginTimeout), LoginTimeout),
            (nameof(RequestHeadersTimeout), RequestHeadersTimeout),
            (nameof(CloseTimeout), CloseTimeout),
        ];
        foreach (var (name, value) in spans)
        {
            if (value <= TimeSpan.Zero || value > TimeSpan.FromHours(1))
            {
                return $"His:Bus:{name} is {value}; it must be more than 0 and at most an hour, written as hh:mm:ss.";
            }
        }

        return MaxMessageBytes is < 1024 or > 1024 * 1024
                ? $"His:Bus:{nameof(MaxMessageBytes)} is {MaxMessageBytes}; it must be from 1024 to 1048576."
            : MaxOutboxMessages is < 1 or > MaxOutbox
                ? $"His:Bus:{nameof(MaxOutboxMessages)} is {MaxOutboxMessages}; it must be from 1 to {MaxOutbox}."
            : MaxConnectionsPerAddress < 1
                ? $"His:Bus:{nameof(MaxConnectionsPerAddress)} is {MaxConnectionsPerAddress}; it must be 1 or more."
            : OriginSetting.Validate("His:Bus:AllowedOrigins", AllowedOrigins);
    }
}
