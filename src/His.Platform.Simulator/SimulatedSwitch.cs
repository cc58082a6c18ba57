using System.Security.Cryptography;
using System.Text;

namespace His.Platform.Simulator;

/// <summary>
/// A switch in memory. Agents 1001 (alice), 1002 (bob) and 1003 (carol) have the channels <c>phone</c>, <c>chat</c> and <c>email</c>. It
/// keeps every rule of <see cref="IPlatform"/> unless <see cref="Faults"/> make it break them.
/// </summary>
public sealed partial class SimulatedSwitch : IPlatform
{
    private const int LongestAgentId = 64;
    private const string PasswordLetters = "abcdefghjkmnpqrstuvwxyz23456789";

    private readonly SwitchCore _exchange;
    private readonly byte[] _passwordHash;

    /// <summary>Builds a switch; it has no link before <see cref="StartAsync"/>.</summary>
    /// <param name="options">The start settings.</param>
    /// <param name="time">The only clock it uses.</param>
    /// <param name="interactionPrefix">
    /// The prefix of interaction ids, such as <c>i</c> for <c>i-1</c>, <c>i-2</c>; by default random, so that no id is ever reused, even
    /// after a restart.
    /// </param>
    /// <exception cref="ArgumentException">The options are invalid.</exception>
    public SimulatedSwitch(SimulatorOptions options, TimeProvider time, string? interactionPrefix = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        if (options.Problem is { } problem)
        {
            throw new ArgumentException(problem, nameof(options));
        }

        Password = options.Password ?? RandomNumberGenerator.GetString(PasswordLetters, 16);
        _passwordHash = Hash(Password);
        _exchange = new SwitchCore(options, time, interactionPrefix ?? "i" + RandomNumberGenerator.GetHexString(12, lowercase: true));
    }

    /// <inheritdoc/>
    public string Name => "Simulator";

    /// <inheritdoc/>
    public bool IsAvailable => _exchange.HasLink;

    /// <summary>The password of every agent, to be shown at the start of the server.</summary>
    public string Password { get; }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled(cancellationToken);
        }

        _exchange.Start();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<AgentIdentity?> AuthenticateAsync(AgentCredentials credentials, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(credentials);
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<AgentIdentity?>(cancellationToken);
        }

        // Both checks always run, whatever the first result: timing must not distinguish an unknown agent from a wrong password.
        var identity = _exchange.WhoIs(credentials.AgentId.Length <= LongestAgentId ? credentials.AgentId : "");
        var isPassword = CryptographicOperations.FixedTimeEquals(Hash(credentials.Password), _passwordHash);
        return Task.FromResult(isPassword ? identity : null);
    }

    /// <inheritdoc/>
    public Task<LogInResult> LogInAsync(
        AgentIdentity agent,
        string? endpoint,
        IAgentEventSink events,
        CancellationToken cancellationToken
    ) => LogInAsync(this, agent, endpoint, events, cancellationToken);

    /// <inheritdoc/>
    public Task<LogInResult> ReattachAsync(
        AgentIdentity agent,
        string? endpoint,
        IAgentEventSink events,
        CancellationToken cancellationToken
    ) => FindAsync(this, agent, events, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _exchange.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>As <see cref="LogInAsync(AgentIdentity, string, IAgentEventSink, CancellationToken)"/>, for one of several HIS.</summary>
    internal Task<LogInResult> LogInAsync(
        object owner,
        AgentIdentity agent,
        string? endpoint,
        IAgentEventSink events,
        CancellationToken cancellationToken
    ) =>
        BeginAsync(
            owner,
            agent,
            events,
            SwitchOperation.Login,
            (known, login, isAwaited) => known.LogIn(endpoint, login, events, isAwaited),
            cancellationToken
        );

    /// <summary>
    /// As <see cref="ReattachAsync(AgentIdentity, string, IAgentEventSink, CancellationToken)"/>, for one of several HIS.
    /// </summary>
    internal Task<LogInResult> FindAsync(object owner, AgentIdentity agent, IAgentEventSink events, CancellationToken cancellationToken) =>
        BeginAsync(
            owner,
            agent,
            events,
            SwitchOperation.Ask,
            (known, login, isAwaited) => known.LookAt(login, events, isAwaited),
            cancellationToken
        );

    private Task<LogInResult> BeginAsync(
        object owner,
        AgentIdentity agent,
        IAgentEventSink events,
        SwitchOperation operation,
        Func<SimulatedAgent, AgentLogin, bool, LogInResult> act,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(agent);
        ArgumentNullException.ThrowIfNull(events);
        if (_exchange.FindAgent(agent.Id) is not { } known)
        {
            return Task.FromResult<LogInResult>(new LogInResult.Refused("There is no such agent."));
        }

        var login = new AgentLogin(known, _exchange, owner);
        return _exchange.ExecuteAsync(
            new SwitchOperationRequest<LogInResult>(
                new RecordedCommand(0, default, known.Id, operation),
                Execute: isAwaited => act(known, login, isAwaited),
                OnRefuse: no => new LogInResult.Refused(no.SwitchError ?? Fault.UsualMessage),
                OnFalseSuccess: isAwaited => known.LookAt(login, events, isAwaited),
                Unavailable: new LogInResult.Unavailable()
            ),
            cancellationToken
        );
    }

    /// <inheritdoc/>
    public event EventHandler LinkRestored
    {
        add => _exchange.LinkRestored += value;
        remove => _exchange.LinkRestored -= value;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<AgentListing>?> ListAgentsAsync(CancellationToken cancellationToken) =>
        WhoIsThereAsync(this, cancellationToken);

    /// <summary>As queried by one of several HIS.</summary>
    internal Task<IReadOnlyList<AgentListing>?> WhoIsThereAsync(object owner, CancellationToken cancellationToken) =>
        _exchange.ExecuteAsync(
            new SwitchOperationRequest<IReadOnlyList<AgentListing>?>(
                new RecordedCommand(0, default, "", SwitchOperation.List),
                Execute: _ => _exchange.ListAgents(owner),
                OnRefuse: _ => null,
                OnFalseSuccess: _ => _exchange.ListAgents(owner),
                Unavailable: null
            ),
            cancellationToken
        );

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
