using System.Security.Cryptography;
using System.Text;

namespace His.Platform.Simulator;

/// <summary>
/// A switch in memory. Agents 1001 (alice), 1002 (bob) and 1003 (carol) have the channels <c>phone</c>, <c>chat</c> and <c>email</c>. It
/// keeps every rule of <see cref="IPlatform"/> unless <see cref="Faults"/> make it break them. The other members control what happens at
/// the switch without HIS; for unknown agents their result is false or <see langword="null"/>.
/// </summary>
public sealed class SimulatedSwitch : IPlatform
{
    private const int LongestAgentId = 64;
    private const string PasswordLetters = "abcdefghjkmnpqrstuvwxyz23456789";

    private readonly SwitchCore _core;
    private readonly SwitchClient _client;
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
        _core = new SwitchCore(options, time, interactionPrefix ?? "i" + RandomNumberGenerator.GetHexString(12, lowercase: true));
        _client = new SwitchClient(_core, this);
        Parties = new SimulatedParties(_core);
    }

    /// <inheritdoc/>
    public string Name => "Simulator";

    /// <inheritdoc/>
    public IReadOnlyList<PlatformChannel> Channels => _core.Channels;

    /// <inheritdoc/>
    public bool IsAvailable => _core.HasLink;

    /// <summary>The password of every agent, to be shown at the start of the server.</summary>
    public string Password { get; }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled(cancellationToken);
        }

        _core.Start();
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
        var identity = _core.WhoIs(credentials.AgentId.Length <= LongestAgentId ? credentials.AgentId : "");
        var isPassword = CryptographicOperations.FixedTimeEquals(Hash(credentials.Password), _passwordHash);
        return Task.FromResult(isPassword ? identity : null);
    }

    /// <inheritdoc/>
    public Task<LogInResult> LogInAsync(
        AgentIdentity agent,
        string? endpoint,
        IAgentEventSink events,
        CancellationToken cancellationToken
    ) => _client.LogInAsync(agent, endpoint, events, cancellationToken);

    /// <inheritdoc/>
    public Task<LogInResult> ReattachAsync(
        AgentIdentity agent,
        string? endpoint,
        IAgentEventSink events,
        CancellationToken cancellationToken
    ) => _client.ReattachAsync(agent, events, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _core.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public event EventHandler LinkRestored
    {
        add => _core.LinkRestored += value;
        remove => _core.LinkRestored -= value;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<AgentListing>?> ListAgentsAsync(CancellationToken cancellationToken) =>
        _client.ListAgentsAsync(cancellationToken);

    /// <summary>The switch as one of several HIS uses it.</summary>
    internal SwitchClient ClientOf(object owner) => new(_core, owner);

    /// <summary>The pending faults.</summary>
    public Faults Faults => _core.Faults;

    /// <summary>The other parties of interactions: customers, dialed numbers and so on.</summary>
    public SimulatedParties Parties { get; }

    /// <summary>The commands the switch received.</summary>
    public CommandLog Commands => _core.Commands;

    /// <summary>The present capabilities and settings of the switch.</summary>
    public SimulatorSettings Settings => _core.Settings;

    /// <summary>
    /// The latency of a command or query, if it differs from <see cref="SimulatorSettings.Latency"/>. The argument names the fault that
    /// applies to it. <see langword="null"/>: always <see cref="SimulatorSettings.Latency"/>.
    /// </summary>
    public Func<RecordedCommand, TimeSpan>? LatencyOf
    {
        get => _core.LatencyOf;
        set => _core.LatencyOf = value;
    }

    /// <summary>Raised when the link or the capabilities of the switch have changed.</summary>
    internal event EventHandler? Changed
    {
        add => _core.Changed += value;
        remove => _core.Changed -= value;
    }

    /// <summary>Whether the switch knows this agent id.</summary>
    public bool Knows(string agentId) => _core.WhoIs(agentId) is not null;

    /// <summary>Changes the capabilities and settings of the switch from now on, or returns the problem.</summary>
    public bool TryChangeSettings(SettingsChange change, out string? problem)
    {
        ArgumentNullException.ThrowIfNull(change);
        problem = change.Problem;
        if (problem is not null)
        {
            return false;
        }

        _core.Change(change);
        return true;
    }

    /// <summary>Changes the capabilities and settings of the switch from now on.</summary>
    /// <exception cref="ArgumentException">The change is invalid.</exception>
    public void ChangeSettings(SettingsChange change)
    {
        if (!TryChangeSettings(change, out var problem))
        {
            throw new ArgumentException(problem, nameof(change));
        }
    }

    /// <summary>The authoritative state at the switch, whatever was sent to HIS; <see langword="null"/> for an unknown agent.</summary>
    public SimulatedAgentState? GetState(string agentId) => _core.FindAgent(agentId)?.GetState();

    /// <summary>The state as an agent's login would query it, including interactions, but without faults.</summary>
    public SwitchAgentState? Look(string agentId) => _core.FindAgent(agentId)?.SwitchState();

    /// <summary>The agent answers at the telephone itself.</summary>
    public bool AcceptByTelephone(string interactionId) =>
        _core.FindAgentOf(interactionId)?.Commands.Execute(interactionId, InteractionCommand.Accept, target: null).Outcome
        is CommandOutcome.Done;

    /// <summary>Makes every Ready channel of the agent Not Ready, initiated by the switch and without a reason.</summary>
    public bool MakeNotReadyByItself(string agentId)
    {
        var agent = _core.FindAgent(agentId);
        agent?.Channels.MakeNotReadyByItself();
        return agent is not null;
    }

    /// <summary>Makes a channel Ready without HIS.</summary>
    public bool MakeReadyByItself(string agentId, string channelId) =>
        _core.FindAgent(agentId)?.Channels.MakeReady(channelId).Outcome is CommandOutcome.Done;

    /// <summary>The queues from which each channel of each agent gets its work.</summary>
    public static IReadOnlyList<string> Queues { get; } = ["sales", "support"];

    /// <summary>Sets a channel's state in one queue alone, without HIS, as by a rule about unanswered calls.</summary>
    /// <returns>Whether the agent is logged on and has such a channel and queue.</returns>
    public bool SetQueueByItself(string agentId, string channelId, SwitchQueueState state) =>
        _core.FindAgent(agentId)?.Channels.SetQueue(channelId, state) ?? false;

    /// <summary>Makes a channel active without HIS.</summary>
    public bool ActivateByItself(string agentId, string channelId) =>
        _core.FindAgent(agentId)?.Channels.Activate(channelId).Outcome is CommandOutcome.Done;

    /// <summary>Makes a channel inactive without HIS, whatever it carries.</summary>
    public bool DeactivateByItself(string agentId, string channelId) =>
        _core.FindAgent(agentId)?.Channels.Deactivate(channelId, bySwitch: true).Outcome is CommandOutcome.Done;

    /// <summary>Logs the agent on at the switch itself, without HIS, with the usual endpoint.</summary>
    /// <returns>Whether the agent was logged off, and is now logged on.</returns>
    public bool LogInByItself(string agentId) => _core.FindAgent(agentId)?.LogInByItself() ?? false;

    /// <summary>The switch logs the agent off. Interactions continue without the agent.</summary>
    public bool LogOutByItself(string agentId, Reason? reason = null, SwitchCause cause = SwitchCause.SwitchInitiated) =>
        _core.FindAgent(agentId)?.LogOff(reason, bySwitch: true, cause).Outcome is CommandOutcome.Done;

    /// <summary>Sends the last event of this agent again, as switches do.</summary>
    /// <returns>Whether there was an event since the login.</returns>
    public bool TellLastNewsAgain(string agentId) => _core.FindAgent(agentId)?.RepeatLastEvent() ?? false;

    /// <summary>Sends this event of the agent, true or not; nothing changes. For old or wrong events.</summary>
    public bool TellAnyway(string agentId, SwitchEvent switchEvent)
    {
        var agent = _core.FindAgent(agentId);
        agent?.SendAnyway(switchEvent);
        return agent is not null;
    }

    /// <summary>Executes an action whose events for this agent are lost, which must not happen but does.</summary>
    public bool Silently(string agentId, Action<SimulatedSwitch> act)
    {
        ArgumentNullException.ThrowIfNull(act);
        var agent = _core.FindAgent(agentId);
        agent?.Silently(() => act(this));
        return agent is not null;
    }

    /// <summary>
    /// The link breaks: LinkLost is sent to all, commands and queries are unavailable, and events in the meantime are lost.
    /// </summary>
    public void LoseLink() => _core.LoseLink();

    /// <summary>The link is back: a snapshot is sent to all.</summary>
    /// <param name="isAfterRestart">Whether the switch was restarted in between; the caller must apply the state it lost by that.</param>
    public void RestoreLink(bool isAfterRestart = false) => _core.RestoreLink(isAfterRestart);

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
