namespace His.Server.Settings;

/// <summary>The settings of the door. Section <c>His:Bus</c>.</summary>
internal sealed record BusOptions
{
    private const int MostOutbox = 1_000_000;

    /// <summary>Which origins besides HIS's own may open the bus, such as <c>https://crm.example</c>.</summary>
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];

    /// <summary>Whether clients that are no browsers (they send no origin) may come from other machines. From this one they always may.</summary>
    public bool AllowNoOrigin { get; init; }

    /// <summary>How long a connection may be silent before it is pinged. 5 s.</summary>
    public TimeSpan PingEvery { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the answer to a ping may take before the connection is dropped. 10 s: with the ping, 15 s at worst.</summary>
    public TimeSpan PongDeadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a connection may be open without a login. 30 s: whoever listens and says nothing holds a place.</summary>
    public TimeSpan LoginDeadline { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the head of an HTTP request may take, from its first byte to its end. 10 s.</summary>
    public TimeSpan HeadDeadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a client may take to read what is left and answer a close before it is cut off. 2 s.</summary>
    public TimeSpan CloseDeadline { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The largest message a client may send, in bytes. 16 KiB.</summary>
    public int MaxMessageBytes { get; init; } = 16 * 1024;

    /// <summary>How many messages may wait for a slow client; one more, and it is closed with 4005.</summary>
    public int OutboxMessages { get; init; } = 1024;

    /// <summary>How many connections one address may have. Agents behind one router share an address.</summary>
    public int ConnectionsPerAddress { get; init; } = 1000;

    public string? Complaint()
    {
        (string Name, TimeSpan Value)[] spans =
        [
            (nameof(PingEvery), PingEvery), (nameof(PongDeadline), PongDeadline),
            (nameof(LoginDeadline), LoginDeadline), (nameof(HeadDeadline), HeadDeadline), (nameof(CloseDeadline), CloseDeadline),
        ];
        foreach (var (name, value) in spans)
        {
            if (value <= TimeSpan.Zero || value > TimeSpan.FromHours(1))
            {
                return $"His:Bus:{name} is {value}; it must be more than 0 and at most an hour, written as hh:mm:ss.";
            }
        }

        return MaxMessageBytes is < 1024 or > 1024 * 1024 ? $"His:Bus:{nameof(MaxMessageBytes)} is {MaxMessageBytes}; it must be from 1024 to 1048576."
            : OutboxMessages is < 1 or > MostOutbox ? $"His:Bus:{nameof(OutboxMessages)} is {OutboxMessages}; it must be from 1 to {MostOutbox}."
            : ConnectionsPerAddress < 1 ? $"His:Bus:{nameof(ConnectionsPerAddress)} is {ConnectionsPerAddress}; it must be 1 or more."
            : OriginSetting.Complaint("His:Bus:AllowedOrigins", AllowedOrigins);
    }
}
