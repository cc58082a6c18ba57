namespace His.Platform.Asterisk;

/// <summary>How HIS reaches an Asterisk and works with it. Bound from <c>His:Asterisk</c>; checked before anything is sent.</summary>
public sealed record AsteriskOptions
{
    /// <summary>The section of the settings.</summary>
    public const string Section = "His:Asterisk";

    /// <summary>The host of the manager interface. Must be loopback unless <see cref="Tls"/> is on or <see cref="AllowUnencrypted"/>.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>The port of the manager interface, by default the one of Asterisk's own documents.</summary>
    public int Port { get; init; } = 5038;

    /// <summary>The account in <c>manager.conf</c>.</summary>
    public string Username { get; init; } = "";

    /// <summary>The secret of the account. No default, and not the one of the sample configuration.</summary>
    public string Secret { get; init; } = "";

    /// <summary>Encryption on the way to the switch.</summary>
    public AsteriskTlsOptions Tls { get; init; } = new();

    /// <summary>Whether AMI may travel unencrypted beyond this host. Whoever reads it there can take over every agent.</summary>
    public bool AllowUnencrypted { get; init; }

    /// <summary>
    /// The queues of this centre. An agent works in all of them, unless the directory names theirs. A queue that is not named here is
    /// not looked at.
    /// </summary>
    public IReadOnlyList<string> Queues { get; init; } = [];

    /// <summary>The device of an endpoint; <c>{endpoint}</c> stands for the endpoint.</summary>
    public string InterfaceTemplate { get; init; } = "PJSIP/{endpoint}";

    /// <summary>The device whose state the queue watches, where it is another than the one that is called.</summary>
    public string? StateInterfaceTemplate { get; init; }

    /// <summary>Whether an agent may log in on an endpoint other than their own.</summary>
    public bool FreeSeating { get; init; }

    /// <summary>What a login does at the switch.</summary>
    public AsteriskLoginMode LoginMode { get; init; } = AsteriskLoginMode.LookOnly;

    /// <summary>Which reasons HIS asks for at a logout. They are written to the queue log.</summary>
    public AsteriskReasonOptions LogoutReason { get; init; } = new();

    /// <summary>Which reasons HIS asks for at Not Ready. They become the reason of the pause.</summary>
    public AsteriskReasonOptions NotReadyReason { get; init; } = new();

    /// <summary>
    /// Whether a call that was answered stays with the agent as wrap-up until they complete it. Off: it is completed with the
    /// hang-up. The switch knows nothing of it; its own <c>wrapuptime</c> only delays the next call.
    /// </summary>
    public bool WrapUp { get; init; }

    /// <summary>What HIS may do with calls.</summary>
    public AsteriskCallsOptions Calls { get; init; } = new();

    /// <summary>How long connecting, logging in and reading the whole state may take. 10 s: a large switch lists thousands of calls.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long after an answered ping the next one is sent. 5 s.</summary>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a ping may stay unanswered before that counts as a miss. 5 s.</summary>
    public TimeSpan PingTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How many misses in a row make a lost link. 3: a switch that pauses for some seconds keeps its link, a dead one is known in 20 s.</summary>
    public int PingMisses { get; init; } = 3;

    /// <summary>How late an event may be before the link counts as degraded. 5 s, beyond which HIS has long asked by itself.</summary>
    public TimeSpan EventLagLimit { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The first pause between two attempts to connect; it doubles with each failure. 250 ms.</summary>
    public TimeSpan ReconnectDelay { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The longest pause between two attempts to connect. 5 s. Up to half of a pause is left out by chance.</summary>
    public TimeSpan MaxReconnectDelay { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Events that may wait to be looked at. One more, and the link is dropped and everything is read anew. 50,000.</summary>
    public int MaxWaitingEvents { get; init; } = 50_000;

    /// <summary>
    /// Several switches, each by its name, with the settings in which it differs from those above. Without any there is one switch.
    /// An agent for whom the directory names none works at the first in the alphabet.
    /// </summary>
    public IReadOnlyDictionary<string, AsteriskOptions> Switches { get; init; } = new Dictionary<string, AsteriskOptions>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Without the secret: options end up in logs.</summary>
    public override string ToString() => $"AsteriskOptions {{ Host = {Host}, Port = {Port}, Username = {Username} }}";
}

/// <summary>
/// Encryption on the way to the switch: TLS 1.2 or later. The certificate and its name are always looked at; there is no setting that
/// trusts just anybody.
/// </summary>
public sealed record AsteriskTlsOptions
{
    /// <summary>Whether the switch is spoken to by TLS. Off by default; the port is then usually 5039.</summary>
    public bool Enabled { get; init; }

    /// <summary>A file of PEM with the authorities to trust, and no others. By default those of this machine.</summary>
    public string? CaFile { get; init; }

    /// <summary>The name that must stand in the certificate. By default the host.</summary>
    public string? ServerName { get; init; }

    /// <summary>
    /// The SHA-256 of the one certificate to accept, in hexadecimal, with or without colons. For a certificate that no authority has
    /// signed; together with <see cref="CaFile"/> both must hold.
    /// </summary>
    public string? CertificateSha256 { get; init; }
}

/// <summary>What a login does at the switch.</summary>
public enum AsteriskLoginMode
{
    /// <summary>It only looks: an agent who is in no queue is inactive until they activate the channel.</summary>
    LookOnly,

    /// <summary>An agent who is in no queue is brought into theirs, Not Ready.</summary>
    NotReady,
}

/// <summary>Which reasons are asked for. Asterisk itself asks for none; this is the centre's own rule.</summary>
public sealed record AsteriskReasonOptions
{
    /// <summary>Whether one must be given.</summary>
    public ReasonRequirement Requirement { get; init; } = ReasonRequirement.None;

    /// <summary>Whether the agent may write one.</summary>
    public bool FreeText { get; init; }

    /// <summary>The list, in the order in which it is shown.</summary>
    public IReadOnlyList<ReasonOption> Reasons { get; init; } = [];

    internal ReasonPolicy ToPolicy() => new(Requirement, FreeText, Version: 1, [.. Reasons]);
}
