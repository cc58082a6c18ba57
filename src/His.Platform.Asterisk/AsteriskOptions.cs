namespace His.Platform.Asterisk;

/// <summary>
/// The connection to an Asterisk and how HIS works with it. Bound from <c>His:Asterisk</c>; validated before anything is sent.
/// </summary>
public sealed record AsteriskOptions
{
    /// <summary>The section of the settings.</summary>
    public const string Section = "His:Asterisk";

    /// <summary>
    /// The host of the manager interface. Default 127.0.0.1. Must be loopback unless <see cref="Tls"/> is enabled or
    /// <see cref="AllowUnencrypted"/> is set.
    /// </summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>The port of the manager interface, 1 to 65535. Default 5038, as in Asterisk's documentation.</summary>
    public int Port { get; init; } = 5038;

    /// <summary>The account in <c>manager.conf</c>, 1 to 256 characters. Required.</summary>
    public string Username { get; init; } = "";

    /// <summary>The secret of the account, 1 to 256 characters. Required; the secret of the sample configuration is refused.</summary>
    public string Secret { get; init; } = "";

    /// <summary>Encryption of the connection to the switch.</summary>
    public AsteriskTlsOptions Tls { get; init; } = new();

    /// <summary>
    /// Whether AMI may travel unencrypted beyond this host. Default false: anyone who can read it there can take over every agent.
    /// </summary>
    public bool AllowUnencrypted { get; init; }

    /// <summary>
    /// The queues of this center; at least one. An agent works in all of them, unless the directory names the agent's queues. Queues that
    /// are not named here are ignored.
    /// </summary>
    public IReadOnlyList<string> Queues { get; init; } = [];

    /// <summary>The device of an endpoint; <c>{endpoint}</c> stands for the endpoint. Default <c>PJSIP/{endpoint}</c>.</summary>
    public string InterfaceTemplate { get; init; } = "PJSIP/{endpoint}";

    /// <summary>
    /// The device whose state the queue watches, if it differs from the one that is called; <c>{endpoint}</c> stands for the endpoint.
    /// Null: the same device.
    /// </summary>
    public string? StateInterfaceTemplate { get; init; }

    /// <summary>Whether an agent may log in on an endpoint other than their own. Default false.</summary>
    public bool FreeSeating { get; init; }

    /// <summary>Whether an agent may log in on an endpoint: with <see cref="FreeSeating"/> on any, otherwise on the agent's own if it has one.</summary>
    internal bool Allows(DirectoryAgent agent, string endpoint) =>
        FreeSeating || agent.Endpoint is null || agent.Endpoint.Equals(endpoint, StringComparison.Ordinal);

    /// <summary>What a login does at the switch. Default LookOnly.</summary>
    public AsteriskLoginMode LoginMode { get; init; } = AsteriskLoginMode.LookOnly;

    /// <summary>The reasons HIS requests at a logout. They are written to the queue log.</summary>
    public AsteriskReasonOptions LogoutReason { get; init; } = new();

    /// <summary>The reasons HIS requests at Not Ready. They become the reason of the pause.</summary>
    public AsteriskReasonOptions NotReadyReason { get; init; } = new();

    /// <summary>
    /// Whether an answered call stays with the agent as wrap-up until the agent completes it. Default false: the hang-up completes it. The
    /// switch knows nothing of this wrap-up; its own <c>wrapuptime</c> only delays the next call.
    /// </summary>
    public bool WrapUp { get; init; }

    /// <summary>What HIS may do with calls.</summary>
    public AsteriskCallsOptions Calls { get; init; } = new();

    /// <summary>
    /// How long connecting, logging in and reading the whole state may take, at most 5 min. Default 10 s: a large switch lists thousands of
    /// calls.
    /// </summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The interval from an answered ping to the next ping, at most 5 min. Default 5 s.</summary>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a ping may stay unanswered before it counts as a miss, at most 5 min. Default 5 s.</summary>
    public TimeSpan PingTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How many misses in a row make a lost link, 1 to 100. Default 3: a switch that pauses for some seconds keeps its link, a dead one is
    /// detected in 20 s.
    /// </summary>
    public int PingMisses { get; init; } = 3;

    /// <summary>
    /// How late an event may be before the link counts as degraded, at most 5 min. Default 5 s; beyond that HIS has already queried the
    /// state.
    /// </summary>
    public TimeSpan EventLagLimit { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The first delay between two attempts to connect, at most 5 min; it doubles with each failure. Default 250 ms.</summary>
    public TimeSpan ReconnectDelay { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// The longest delay between two attempts to connect, at most 5 min. Default 5 s. Jitter shortens each delay by up to half.
    /// </summary>
    public TimeSpan MaxReconnectDelay { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How many events may wait to be processed; at least 100. One more, and the link is dropped and the whole state is read again. Default
    /// 50,000.
    /// </summary>
    public int MaxWaitingEvents { get; init; } = 50_000;

    /// <summary>
    /// Several switches by name, each with the settings in which it differs from those above. Default none: there is one switch. An agent
    /// for whom the directory names no switch works at the first in alphabetical order.
    /// </summary>
    public IReadOnlyDictionary<string, AsteriskOptions> Switches { get; init; } =
        new Dictionary<string, AsteriskOptions>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Without the secret, because options end up in logs.</summary>
    public override string ToString() => $"AsteriskOptions {{ Host = {Host}, Port = {Port}, Username = {Username} }}";
}

/// <summary>
/// Encryption of the connection to the switch: TLS 1.2 or later. The certificate and its name are always checked; no setting turns the
/// check off.
/// </summary>
public sealed record AsteriskTlsOptions
{
    /// <summary>Whether the connection to the switch uses TLS. Default false; with TLS the port is usually 5039.</summary>
    public bool Enabled { get; init; }

    /// <summary>A PEM file with the authorities to trust, and no others. Null: the authorities of this machine.</summary>
    public string? CaFile { get; init; }

    /// <summary>The name that must be in the certificate, at most 253 characters. Null: the host.</summary>
    public string? ServerName { get; init; }

    /// <summary>
    /// The SHA-256 of the one certificate to accept, 64 hexadecimal digits, with or without colons. For a certificate that no authority has
    /// signed; together with <see cref="CaFile"/> both must hold. Null: no pin.
    /// </summary>
    public string? CertificateSha256 { get; init; }
}

/// <summary>What a login does at the switch.</summary>
public enum AsteriskLoginMode
{
    /// <summary>Reads the state only: an agent who is in no queue is inactive until they activate the channel.</summary>
    LookOnly,

    /// <summary>Adds an agent who is in no queue to the agent's queues, Not Ready.</summary>
    NotReady,
}

/// <summary>The reasons that are requested. Asterisk itself requests none; this is the center's own rule.</summary>
public sealed record AsteriskReasonOptions
{
    /// <summary>Whether a reason must be given: None, Optional or Required. Default None.</summary>
    public ReasonRequirement Requirement { get; init; } = ReasonRequirement.None;

    /// <summary>Whether the agent may write a reason. Default false.</summary>
    public bool FreeText { get; init; }

    /// <summary>The reasons on offer, in the order in which they are shown. Default none.</summary>
    public IReadOnlyList<ReasonOption> Reasons { get; init; } = [];

    internal ReasonPolicy ToPolicy() => new(Requirement, FreeText, Version: 1, [.. Reasons]);
}
