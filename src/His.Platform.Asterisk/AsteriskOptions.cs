namespace His.Platform.Asterisk;

/// <summary>How HIS reaches an Asterisk and who works there. Bound from <c>His:Asterisk</c>; checked before anything is sent.</summary>
public sealed record AsteriskOptions
{
    /// <summary>The section of the settings.</summary>
    public const string Section = "His:Asterisk";

    /// <summary>The host of the manager interface. Must be loopback unless <see cref="AllowUnencrypted"/>.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>The port of the manager interface, by default the one of Asterisk's own documents.</summary>
    public int Port { get; init; } = 5038;

    /// <summary>The account in <c>manager.conf</c>.</summary>
    public string Username { get; init; } = "";

    /// <summary>The secret of the account. No default, and not the one of the sample configuration.</summary>
    public string Secret { get; init; } = "";

    /// <summary>Whether AMI may travel unencrypted beyond this host. Whoever reads it there can take over every agent.</summary>
    public bool AllowUnencrypted { get; init; }

    /// <summary>The queues that every agent of HIS works in. A queue that is not named here is not looked at.</summary>
    public IReadOnlyList<string> Queues { get; init; } = [];

    /// <summary>The device of an endpoint; <c>{endpoint}</c> stands for the endpoint.</summary>
    public string InterfaceTemplate { get; init; } = "PJSIP/{endpoint}";

    /// <summary>The device whose state the queue watches, where it is another than the one that is called.</summary>
    public string? StateInterfaceTemplate { get; init; }

    /// <summary>Who may log in.</summary>
    public IReadOnlyList<AsteriskAgentOptions> Agents { get; init; } = [];

    /// <summary>Whether an agent may log in on an endpoint other than their own.</summary>
    public bool FreeSeating { get; init; }

    /// <summary>Which reasons HIS asks for at a logout. They are written to the queue log.</summary>
    public AsteriskReasonOptions LogoutReason { get; init; } = new();

    /// <summary>Which reasons HIS asks for at Not Ready. They become the reason of the pause.</summary>
    public AsteriskReasonOptions NotReadyReason { get; init; } = new();

    /// <summary>
    /// Whether a call that was answered stays with the agent as wrap-up until they complete it. Off: it is completed with the
    /// hang-up. The switch knows nothing of it; its own <c>wrapuptime</c> only delays the next call.
    /// </summary>
    public bool WrapUp { get; init; }

    /// <summary>How long connecting, logging in and reading the whole state may take. 10 s: a large switch lists thousands of calls.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long after an answered ping the next one is sent. 5 s: a frozen switch is known within ten.</summary>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a ping may stay unanswered before the link counts as lost. 5 s.</summary>
    public TimeSpan PingTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The first pause between two attempts to connect; it doubles with each failure. 250 ms.</summary>
    public TimeSpan ReconnectDelay { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The longest pause between two attempts to connect. 5 s. Up to half of a pause is left out by chance.</summary>
    public TimeSpan MaxReconnectDelay { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Events that may wait to be looked at. One more, and the link is dropped and everything is read anew. 50,000.</summary>
    public int MaxWaitingEvents { get; init; } = 50_000;

    /// <summary>Without the secret: options end up in logs.</summary>
    public override string ToString() => $"AsteriskOptions {{ Host = {Host}, Port = {Port}, Username = {Username} }}";
}

/// <summary>One agent in the settings.</summary>
public sealed record AsteriskAgentOptions
{
    /// <summary>What the agent types to log in.</summary>
    public string Id { get; init; } = "";

    /// <summary>The name of the queue member; what supervisors read at the switch.</summary>
    public string Name { get; init; } = "";

    /// <summary>The password.</summary>
    public string Password { get; init; } = "";

    /// <summary>The endpoint the agent usually works with; without one it must be typed at the login.</summary>
    public string? Endpoint { get; init; }

    /// <summary>The id alone.</summary>
    public override string ToString() => $"AsteriskAgentOptions {{ Id = {Id} }}";
}

/// <summary>Which reasons are asked for. Asterisk itself asks for none; this is the centre's own rule.</summary>
public sealed record AsteriskReasonOptions
{
    /// <summary>Whether one must be given.</summary>
    public ReasonRequirement Requirement { get; init; } = ReasonRequirement.None;

    /// <summary>Whether the agent may write one.</summary>
    public bool FreeText { get; init; }

    /// <summary>The list, in the order in which it is shown.</summary>
    public IReadOnlyList<ReasonOffer> Reasons { get; init; } = [];

    internal ReasonPolicy ToPolicy() => new(Requirement, FreeText, Version: 1, [.. Reasons]);
}
