namespace His;

/// <summary>The settings of the core: deadlines, presence, limits. Section <c>His</c>.</summary>
public sealed record HisOptions
{
    private const int MaxNumber = 1_000_000;
    private static readonly TimeSpan MaxTime = TimeSpan.FromDays(1);

    /// <summary>How long a command may take at the switch before HIS queries the state instead (decision R6). 10 s.</summary>
    public TimeSpan CommandTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long checking a password may take, including the wait for other checks. 3 min: if HIS checks passwords itself, each takes about
    /// 40 ms of one processor, and a thousand agents may begin their shift at once on a busy machine.
    /// </summary>
    public TimeSpan AuthenticationTimeout { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>How long all the steps of one logout may take together. 30 s.</summary>
    public TimeSpan LogoutTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the event of a command may take after the switch has confirmed it, before HIS queries the state. 3 s.</summary>
    public TimeSpan ConfirmationTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long a query of the state at the switch may take. 5 s.</summary>
    public TimeSpan QueryTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a durable write may take before HIS continues without waiting for it. 5 s.</summary>
    public TimeSpan WriteTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often HIS queries the switch again while the state of a channel is unknown. 15 s.</summary>
    public TimeSpan RetryInterval { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long running logouts may take when HIS is stopped. 10 s.</summary>
    public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often sessions are reconciled with the switch, besides at the start and when a link is restored. 1 min.</summary>
    public TimeSpan ReconciliationInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Whether an agent at the switch without a session is made Not Ready at once, and logged off after <see cref="PresenceLogoutAfter"/>.
    /// On; turn it off if other programs log the same agents in at the switch, such as a second HIS.
    /// </summary>
    public bool LogOffOrphans { get; init; } = true;

    /// <summary>Whether an interaction in wrap-up blocks a logout (decision R13). On, because its result would be lost.</summary>
    public bool WrapUpBlocksLogout { get; init; } = true;

    /// <summary>How long an agent may be without a connection before every channel is made Not Ready (decision R15). 20 s.</summary>
    public TimeSpan PresenceNotReadyAfter { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long an agent may be without a connection before being logged out (decision R15). 300 s.</summary>
    public TimeSpan PresenceLogoutAfter { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>
    /// Whether an agent may request a logout that waits until the blocking interaction is over. Off: most centers want wrap-up in between.
    /// </summary>
    public bool AllowPendingLogout { get; init; }

    /// <summary>How long the responses of an ended session are kept for a client that reconnects. 10 min.</summary>
    public TimeSpan ResponseRetention { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How many events of a session are kept for a client that lost its connection; a snapshot covers older ones. 1000.</summary>
    public int MaxReplayEvents { get; init; } = 1000;

    /// <summary>How long events are kept for a client that lost its connection. 10 min.</summary>
    public TimeSpan ReplayWindow { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How many responses are kept for a session; beyond it the oldest are evicted. 1000.</summary>
    public int MaxResponsesPerSession { get; init; } = 1000;

    /// <summary>How many requests of one connection may be in flight. 8.</summary>
    public int MaxPendingRequests { get; init; } = 8;

    /// <summary>The rate limit of one connection in requests per second; twice as many in a burst. 50.</summary>
    public int MaxRequestsPerSecond { get; init; } = 50;

    /// <summary>How many malformed messages within 60 s close a connection. 5.</summary>
    public int MaxStrikes { get; init; } = 5;

    /// <summary>How many logins of one agent from one address may fail within 60 s. 5.</summary>
    public int MaxFailedLogins { get; init; } = 5;

    /// <summary>
    /// How many logins from one address may fail within 60 s, for all agents together. 100: behind one router or proxy many agents share an
    /// address.
    /// </summary>
    public int MaxFailedLoginsPerAddress { get; init; } = 100;

    /// <summary>How many events of the switch may wait for one agent; beyond it HIS drops them and queries the state. 1000.</summary>
    public int MaxPendingSwitchEvents { get; init; } = 1000;

    /// <summary>Validates the settings.</summary>
    /// <returns>The message for the first setting that is out of range; <see langword="null"/> if all are valid.</returns>
    public string? Validate()
    {
        foreach (var setting in typeof(HisOptions).GetProperties())
        {
            var isWrong = setting.GetValue(this) switch
            {
                TimeSpan span => span <= TimeSpan.Zero || span > MaxTime
                    ? $"{span}; it must be more than 0 and at most a day, written as hh:mm:ss"
                    : null,
                int number => number is < 1 or > MaxNumber ? $"{number}; it must be from 1 to {MaxNumber}" : null,
                _ => null,
            };
            if (isWrong is not null)
            {
                return $"His:{setting.Name} is {isWrong}.";
            }
        }

        return PresenceLogoutAfter < PresenceNotReadyAfter
            ? $"His:{nameof(PresenceLogoutAfter)} ({PresenceLogoutAfter}) must not be shorter than His:{nameof(PresenceNotReadyAfter)} ({PresenceNotReadyAfter})."
            : null;
    }
}
