namespace His.Platform;

/// <summary>
/// A switch (telephone system, chat or mail router) as HIS sees it. One instance stands for one switch and lives as long as HIS.
/// </summary>
/// <remarks>
/// <para>What HIS requires of an implementation:</para>
/// <list type="number">
/// <item>Every method may be called from any thread, for many agents at once, and returns without blocking its thread.</item>
/// <item>The token of a call is its deadline. After it the platform stops waiting and throws <see cref="OperationCanceledException"/>;
/// what it had already sent to the switch may still happen, and is then reported as an event.</item>
/// <item>An expected refusal is a result (<see cref="CommandResult"/>, <see cref="LogInResult"/>); an exception is a defect.</item>
/// <item>What counts is the state of the agent at the switch: a command whose goal holds already is
/// <see cref="CommandResult.Done"/>.</item>
/// <item>Nothing is dropped: every change at the switch is reported as a <see cref="SwitchEvent"/>, in order for each agent, whatever
/// caused it.</item>
/// </list>
/// </remarks>
public interface IPlatform : IAsyncDisposable
{
    /// <summary>The name by which settings, journals and agents know this switch, such as <c>Simulator</c>.</summary>
    string Name { get; }

    /// <summary>Whether there is a link to the switch now. Logins are refused while it is false.</summary>
    bool IsAvailable { get; }

    /// <summary>
    /// If a platform stands for several switches of one kind: the names of those without a link now, while others have one. Empty by
    /// default.
    /// </summary>
    IReadOnlyList<string> UnavailableSwitches => [];

    /// <summary>
    /// The channels of every agent, for sessions that begin while there is no link. Empty by default: such a session has no channels here,
    /// and cannot use the platform later either. Two platforms must not have a channel of the same id.
    /// </summary>
    IReadOnlyList<PlatformChannel> Channels => [];

    /// <summary>
    /// Connects to the switch and keeps the connection from then on. Returns when the first attempt has succeeded or failed;
    /// a failed attempt is not an error, it is repeated until disposal and shows as <see cref="IsAvailable"/>.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait for the first attempt.</param>
    Task StartAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Authenticates an agent, and changes nothing at the switch. An unknown agent and a wrong password take the same time and get the
    /// same result, <see langword="null"/>.
    /// </summary>
    /// <param name="credentials">What the agent typed.</param>
    /// <param name="cancellationToken">The deadline.</param>
    /// <returns>The agent, or <see langword="null"/> if the credentials are wrong.</returns>
    Task<AgentIdentity?> AuthenticateAsync(AgentCredentials credentials, CancellationToken cancellationToken);

    /// <summary>
    /// Brings an authenticated agent to the switch on an endpoint, discovers the present state there and begins to report events.
    /// An agent who is at the switch already keeps every state: the login only reads it. The events of an agent go to the
    /// latest login; one that fails leaves the one before, and its events, as they were.
    /// </summary>
    /// <param name="agent">The agent that <see cref="AuthenticateAsync"/> returned.</param>
    /// <param name="endpoint">The telephone to work with; <see langword="null"/> for the agent's usual one.</param>
    /// <param name="events">Receives everything that happens to this agent, from before the state in the result was read.</param>
    /// <param name="cancellationToken">The deadline.</param>
    Task<LogInResult> LogInAsync(AgentIdentity agent, string? endpoint, IAgentEventSink events, CancellationToken cancellationToken);

    /// <summary>
    /// Attaches again to an agent whose session has outlived HIS: as <see cref="LogInAsync"/>, but an agent who is no longer at the switch
    /// is not brought there. The state in the result then says that they are not logged on. A platform whose logins change nothing at the
    /// switch need not implement it.
    /// </summary>
    /// <param name="agent">The agent.</param>
    /// <param name="endpoint">The telephone they worked with, if any.</param>
    /// <param name="events">Receives everything that happens to this agent, from before the state in the result was read.</param>
    /// <param name="cancellationToken">The deadline.</param>
    Task<LogInResult> ReattachAsync(AgentIdentity agent, string? endpoint, IAgentEventSink events, CancellationToken cancellationToken) =>
        LogInAsync(agent, endpoint, events, cancellationToken);

    /// <summary>
    /// Lists the agents who are at the switch with one query, no matter who logged them in. HIS reconciles its sessions with the list from
    /// time to time, and queries the state of an agent whose session differs. Left out: telephones without an agent, and agents whom an
    /// administrator has put there permanently.
    /// </summary>
    /// <param name="cancellationToken">The deadline.</param>
    /// <returns>
    /// All of them, or <see langword="null"/> if the switch cannot be queried or has no such list. Default: <see langword="null"/>.
    /// </returns>
    Task<IReadOnlyList<AgentListing>?> ListAgentsAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<AgentListing>?>(null);

    /// <summary>
    /// Raised when a link to the switch is up again and the snapshots have been sent: what happened in between was missed. Handlers neither
    /// block nor throw.
    /// </summary>
    event EventHandler LinkRestored
    {
        add { }
        remove { }
    }
}

/// <summary>A channel that every agent of a platform has.</summary>
/// <param name="Id">The id; unique among all platforms of a HIS.</param>
/// <param name="Type">The medium.</param>
public sealed record PlatformChannel(string Id, ChannelType Type);
