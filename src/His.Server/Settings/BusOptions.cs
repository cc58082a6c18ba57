namespace His.Server.Settings;

/// <summary>The settings of the door. Section <c>His:Bus</c>.</summary>
internal sealed record BusOptions
{
    private const int MaxOutbox = 1_000_000;

    /// <summary>Which origins besides HIS's own may open the bus, such as <c>https://crm.example</c>.</summary>
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];

    /// <summary>Whether clients that are no browsers (they send no origin) may come from other machines. From this one they always may.</summary>
    public bool AllowNoOrigin { get; init; }

    /// <summary>How long a connection may be silent before it is pinged. 5 s.</summary>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the answer to a ping may take before the connection is dropped. 10 s: with the ping, 15 s at worst.</summary>
    public TimeSpan PongTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a connection may be open without a login. 30 s: whoever listens and says nothing holds a place.</summary>
    public TimeSpan LoginTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the head of an HTTP request may take, from its first byte to its end. 10 s.</summary>
    public TimeSpan RequestHeadersTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a client may take to read what is left and answer a close before it is cut off. 2 s.</summary>
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The largest message a client may send, in bytes. 16 KiB.</summary>
    public int MaxMessageBytes { get; init; } = 16 * 1024;

    /// <summary>How many messages may wait for a slow client; one more, and it is closed with 4005.</summary>
    public int MaxOutboxMessages { get; init; } = 1024;

    /// <summary>How many connections one address may have. Agents behind one router share an address.</summary>
    public int MaxConnectionsPerAddress { get; init; } = 1000;

    public string? Validate()
    {
        (string Name, TimeSpan Value)[] spans =
        [
            (nameof(PingInterval), PingInterval), (nameof(PongTimeout), PongTimeout),
            (nameof(LoginTimeout), LoginTimeout), (nameof(RequestHeadersTimeout), RequestHeadersTimeout), (nameof(CloseTimeout), CloseTimeout),
        ];
        foreach (var (name, value) in spans)
        {
            if (value <= TimeSpan.Zero || value > TimeSpan.FromHours(1))
            {
                return $"His:Bus:{name} is {value}; it must be more than 0 and at most an hour, written as hh:mm:ss.";
            }
        }

        return MaxMessageBytes is < 1024 or > 1024 * 1024 ? $"His:Bus:{nameof(MaxMessageBytes)} is {MaxMessageBytes}; it must be from 1024 to 1048576."
            : MaxOutboxMessages is < 1 or > MaxOutbox ? $"His:Bus:{nameof(MaxOutboxMessages)} is {MaxOutboxMessages}; it must be from 1 to {MaxOutbox}."
            : MaxConnectionsPerAddress < 1 ? $"His:Bus:{nameof(MaxConnectionsPerAddress)} is {MaxConnectionsPerAddress}; it must be 1 or more."
            : OriginSetting.Validate("His:Bus:AllowedOrigins", AllowedOrigins);
    }
}
