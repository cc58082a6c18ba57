namespace His;

/// <summary>The settings of the core: deadlines, presence, limits. Section <c>His</c>.</summary>
public sealed record HisOptions
{
    /// <summary>How long one step at the switch may take before HIS asks the switch instead (decision R6). 10 s.</summary>
    public TimeSpan CommandTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long checking a password may take, with the wait until others are checked. 60 s: where HIS checks them itself each takes some
    /// 40 ms of one processor, and a thousand agents may begin their shift at once.
    /// </summary>
    public TimeSpan AuthenticationTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long all the steps of one logout may take together. 30 s.</summary>
    public TimeSpan LogoutTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long after a yes of the switch its news may take before HIS asks. 3 s.</summary>
    public TimeSpan ConfirmationTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long the answer to a question about the present truth may take. 5 s.</summary>
    public TimeSpan QueryTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long what must be sure to survive may take to be written, before HIS goes on without being sure. 5 s.</summary>
    public TimeSpan WriteTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often HIS asks again while it does not know what a channel does. 15 s.</summary>
    public TimeSpan RetryInterval { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long logouts that run may still take when HIS is being stopped. 10 s.</summary>
    public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often sessions and switch are compared, besides at the start and when a link is back. 1 min.</summary>
    public TimeSpan ReconciliationInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Whether an agent at the switch without a session is made Not Ready at once, and logged off after <see cref="PresenceLogoutAfter"/>.
    /// On; off where others than this HIS bring the same agents to the switch, such as a second HIS.
    /// </summary>
    public bool LogOffOrphans { get; init; } = true;

    /// <summary>Whether an interaction in wrap-up blocks a logout (decision R13). On, because its result would be lost.</summary>
    public bool WrapUpBlocksLogout { get; init; } = true;

    /// <summary>How long an agent may be without a connection before every channel is made Not Ready (decision R15). 20 s.</summary>
    public TimeSpan PresenceNotReadyAfter { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long an agent may be without a connection before being logged out (decision R15). 300 s.</summary>
    public TimeSpan PresenceLogoutAfter { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>Whether an agent may ask to be logged out when the interaction that is in the way is over. Off: most centres want wrap-up in between.</summary>
    public bool AllowPendingLogout { get; init; }

    /// <summary>How long the answers of an ended session are kept for a client that comes back. 10 min.</summary>
    public TimeSpan ResponseRetention { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How many events of a session are kept for a client that lost its connection. Older ones are replaced by a snapshot.</summary>
    public int MaxReplayEvents { get; init; } = 1000;

    /// <summary>How long they are kept. 10 min.</summary>
    public TimeSpan ReplayWindow { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How many answers are kept for a session; beyond it the oldest are forgotten.</summary>
    public int MaxResponsesPerSession { get; init; } = 1000;

    /// <summary>How many requests of one connection may wait for their answers.</summary>
    public int MaxPendingRequests { get; init; } = 8;

    /// <summary>How many requests a second one connection may send in the long run; twice as many at once.</summary>
    public int MaxRequestsPerSecond { get; init; } = 50;

    /// <summary>How many malformed messages within 60 s close a connection.</summary>
    public int MaxStrikes { get; init; } = 5;

    /// <summary>How many logins of one agent from one address may fail within 60 s.</summary>
    public int MaxFailedLogins { get; init; } = 5;

    /// <summary>How many logins from one address may fail within 60 s, of whichever agents. Behind one router or proxy many share an address.</summary>
    public int MaxFailedLoginsPerAddress { get; init; } = 100;

    /// <summary>How many pieces of news of one agent may wait; beyond it HIS drops them and asks the switch for the truth.</summary>
    public int MaxPendingSwitchEvents { get; init; } = 1000;

    /// <summary>The sentence that says which setting is wrong, or <see langword="null"/>.</summary>
    public string? Validate()
    {
        (string Name, TimeSpan Value)[] spans =
        [
            (nameof(CommandTimeout), CommandTimeout), (nameof(AuthenticationTimeout), AuthenticationTimeout), (nameof(LogoutTimeout), LogoutTimeout), (nameof(ConfirmationTimeout), ConfirmationTimeout),
            (nameof(QueryTimeout), QueryTimeout), (nameof(WriteTimeout), WriteTimeout), (nameof(RetryInterval), RetryInterval), (nameof(ReconciliationInterval), ReconciliationInterval), (nameof(ShutdownTimeout), ShutdownTimeout), (nameof(PresenceNotReadyAfter), PresenceNotReadyAfter),
            (nameof(PresenceLogoutAfter), PresenceLogoutAfter), (nameof(ResponseRetention), ResponseRetention), (nameof(ReplayWindow), ReplayWindow),
        ];
        foreach (var (name, value) in spans)
        {
            if (value <= TimeSpan.Zero || value > TimeSpan.FromDays(1))
            {
                return $"His:{name} is {value}; it must be more than 0 and at most a day, written as hh:mm:ss.";
            }
        }

        (string Name, int Value)[] numbers =
        [
            (nameof(MaxResponsesPerSession), MaxResponsesPerSession), (nameof(MaxReplayEvents), MaxReplayEvents), (nameof(MaxPendingRequests), MaxPendingRequests), (nameof(MaxRequestsPerSecond), MaxRequestsPerSecond),
            (nameof(MaxStrikes), MaxStrikes), (nameof(MaxFailedLogins), MaxFailedLogins), (nameof(MaxFailedLoginsPerAddress), MaxFailedLoginsPerAddress), (nameof(MaxPendingSwitchEvents), MaxPendingSwitchEvents),
        ];
        foreach (var (name, value) in numbers)
        {
            if (value is < 1 or > 1_000_000)
            {
                return $"His:{name} is {value}; it must be from 1 to 1000000.";
            }
        }

        return PresenceLogoutAfter < PresenceNotReadyAfter
            ? $"His:{nameof(PresenceLogoutAfter)} ({PresenceLogoutAfter}) must not be shorter than His:{nameof(PresenceNotReadyAfter)} ({PresenceNotReadyAfter})."
            : null;
    }
}
