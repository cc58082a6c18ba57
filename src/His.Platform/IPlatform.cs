namespace His.Platform;

/// <summary>
/// A switch (telephone system, chat or mail router) as HIS sees it. One instance stands for one switch and lives as long as HIS.
/// </summary>
/// <remarks>
/// <para>What HIS asks of an implementation:</para>
/// <list type="number">
/// <item>Every method may be called from any thread, for many agents at once, and returns without blocking its thread.</item>
/// <item>The token of a call is its deadline. After it the platform stops waiting and throws <see cref="OperationCanceledException"/>;
/// what it had already told the switch may still happen, and is then told as news.</item>
/// <item>An expected no is an answer (<see cref="CommandResult"/>, <see cref="LogInResult"/>), an exception is a defect.</item>
/// <item>What counts is the state of the agent at the switch: a command whose goal holds already is <see cref="CommandResult.Done"/>.</item>
/// <item>Nothing is thrown away: every change at the switch is told as <see cref="SwitchEvent"/>, in order for each agent, whoever caused it.</item>
/// </list>
/// </remarks>
public interface IPlatform : IAsyncDisposable
{
    /// <summary>The name by which settings, journals and agents know this switch, such as <c>Simulator</c>.</summary>
    string Name { get; }

    /// <summary>Whether the switch can be spoken to now. Logins are refused while it is false.</summary>
    bool IsAvailable { get; }

    /// <summary>
    /// Where a platform stands for several switches of one kind: the names of those that cannot be spoken to now, though others can.
    /// </summary>
    IReadOnlyList<string> UnavailableSwitches => [];

    /// <summary>
    /// Connects to the switch and keeps the connection from then on. Returns when the first attempt has succeeded or failed;
    /// a failed attempt is not an error, it is repeated until disposal and shows as <see cref="IsAvailable"/>.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait for the first attempt.</param>
    Task StartAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Checks who this is, and changes nothing at the switch. An unknown agent and a wrong password take the same time and get the
    /// same answer, <see langword="null"/>.
    /// </summary>
    /// <param name="credentials">What the agent typed.</param>
    /// <param name="cancellationToken">The deadline.</param>
    /// <returns>The agent, or <see langword="null"/> when the credentials are not theirs.</returns>
    Task<AgentIdentity?> AuthenticateAsync(AgentCredentials credentials, CancellationToken cancellationToken);

    /// <summary>
    /// Brings an authenticated agent to the switch on an endpoint, discovers the present state there and begins to tell news.
    /// An agent who is at the switch already keeps every state: the login only takes a look. The second login of the same agent
    /// takes the news over from the first; one that fails leaves the first, and its news, as they were.
    /// </summary>
    /// <param name="agent">Who, as <see cref="AuthenticateAsync"/> answered.</param>
    /// <param name="endpoint">The telephone to work with; <see langword="null"/> for the agent's usual one.</param>
    /// <param name="news">Where everything that happens to this agent is told, from before the state in the answer was read.</param>
    /// <param name="cancellationToken">The deadline.</param>
    Task<LogInResult> LogInAsync(AgentIdentity agent, string? endpoint, IAgentEventSink news, CancellationToken cancellationToken);

    /// <summary>
    /// Finds an agent again whose session has outlived HIS: as <see cref="LogInAsync"/>, but an agent who is no longer at the switch is
    /// not brought there. The state in the answer then says that they are not logged on. A platform whose logins change nothing at the
    /// switch need not implement it.
    /// </summary>
    /// <param name="agent">Who.</param>
    /// <param name="endpoint">The telephone they worked with, if any.</param>
    /// <param name="news">Where everything that happens to this agent is told, from before the state in the answer was read.</param>
    /// <param name="cancellationToken">The deadline.</param>
    Task<LogInResult> ReattachAsync(AgentIdentity agent, string? endpoint, IAgentEventSink news, CancellationToken cancellationToken) =>
        LogInAsync(agent, endpoint, news, cancellationToken);

    /// <summary>
    /// Lists the agents who are at the switch, whoever brought them there, in one question. HIS holds its sessions against it from time to
    /// time; where they differ it asks about that agent alone. Whom HIS has no business with is not in it: a telephone that is no
    /// agent's, an agent whom somebody else has put there for good.
    /// </summary>
    /// <param name="cancellationToken">The deadline.</param>
    /// <returns>All of them, or <see langword="null"/> where the switch cannot be asked, or cannot tell.</returns>
    Task<IReadOnlyList<AgentListing>?> ListAgentsAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<AgentListing>?>(null);

    /// <summary>
    /// Raised when a link to the switch is there again and the truth has been told: what happened meanwhile was missed. Handlers neither
    /// block nor throw.
    /// </summary>
    event EventHandler LinkRestored
    {
        add { }
        remove { }
    }
}
