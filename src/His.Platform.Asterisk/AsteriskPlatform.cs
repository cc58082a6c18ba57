using His.Platform.Asterisk.Ami;
using His.Platform.Asterisk.Devices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace His.Platform.Asterisk;

/// <summary>
/// Asterisk, over its manager interface: agents are dynamic members of queues, Not Ready is a pause, and agents answer at their telephones.
/// Written against Asterisk 22; 16 has the same actions and events. HIS's own directory defines the agents and, with several switches, at
/// which switch each agent works; losing one switch affects its own agents alone.
/// </summary>
public sealed partial class AsteriskPlatform : IPlatform
{
    private readonly IAgentDirectory _directory;
    private readonly ILogger<AsteriskPlatform> _logger;

    /// <summary>In alphabetical order of the names.</summary>
    private readonly AsteriskServer[] _switches;

    /// <summary>Validates the settings, and sends nothing to the switch yet.</summary>
    /// <exception cref="OptionsValidationException">A setting is missing, malformed or unsafe; the message says which and why.</exception>
    public AsteriskPlatform(AsteriskOptions options, IAgentDirectory directory, TimeProvider time, ILogger<AsteriskPlatform> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        var problems = AsteriskOptionsValidator.Problems(options).ToArray();
        if (problems.Length > 0)
        {
            throw new OptionsValidationException(AsteriskOptions.Section, typeof(AsteriskOptions), problems);
        }

        (_directory, _logger) = (directory, logger);
        _switches =
            options.Switches.Count == 0
                ? [new AsteriskServer("", options, time, logger)]
                :
                [
                    .. options
                        .Switches.OrderBy(one => one.Key, StringComparer.OrdinalIgnoreCase)
                        .Select(one => new AsteriskServer(one.Key, one.Value, time, logger)),
                ];
        foreach (var one in _switches)
        {
            one.LinkIsBack = () => LinkRestored(this, EventArgs.Empty);
        }
    }

    /// <inheritdoc/>
    public string Name => "Asterisk";

    /// <inheritdoc/>
    public IReadOnlyList<PlatformChannel> Channels { get; } = [new(AgentDevice.ChannelId, ChannelType.Telephony)];

    /// <inheritdoc/>
    public bool IsAvailable => _switches.Any(one => one.IsLinked);

    /// <inheritdoc/>
    public IReadOnlyList<string> UnavailableSwitches =>
        _switches.Length == 1 ? [] : [.. _switches.Where(one => !one.IsLinked).Select(one => one.Name)];

    /// <summary>The dialer of the first switch.</summary>
    internal Dialer Dialer => _switches[0].Dialer;

    /// <summary>Whether the events of the first switch come too late.</summary>
    internal bool IsDegraded => _switches[0].IsDegraded;

    /// <summary>The metrics of the link to the first switch.</summary>
    internal AmiMetrics Counters => _switches[0].Counters;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.WhenAll(_switches.Select(one => one.StartAsync(cancellationToken)));

    /// <inheritdoc/>
    public async Task<AgentIdentity?> AuthenticateAsync(AgentCredentials credentials, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(credentials);
        return await _directory.AuthenticateAsync(credentials, cancellationToken) is { } agent
            ? new AgentIdentity(agent.Id, agent.Name)
            : null;
    }

    /// <inheritdoc/>
    public event EventHandler LinkRestored = (_, _) => { };

    /// <inheritdoc/>
    public Task<LogInResult> LogInAsync(
        AgentIdentity agent,
        string? endpoint,
        IAgentEventSink events,
        CancellationToken cancellationToken
    ) => SeatAsync(agent, endpoint, events, isLogin: true, cancellationToken);

    /// <inheritdoc/>
    public Task<LogInResult> ReattachAsync(
        AgentIdentity agent,
        string? endpoint,
        IAgentEventSink events,
        CancellationToken cancellationToken
    ) => SeatAsync(agent, endpoint, events, isLogin: false, cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<AgentListing>?> ListAgentsAsync(CancellationToken cancellationToken)
    {
        var agents = _directory.All.ToLookup(SwitchOf);
        var lists = await Task.WhenAll(_switches.Select(one => one.WhoIsThereAsync([.. agents[one]], cancellationToken)));
        return lists.All(list => list is null)
            ? null
            : [.. lists.SelectMany(list => list ?? []).DistinctBy(there => there.Agent.Id, StringComparer.Ordinal)];
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var one in _switches)
        {
            await one.DisposeAsync();
        }
    }

    private async Task<LogInResult> SeatAsync(
        AgentIdentity agent,
        string? endpoint,
        IAgentEventSink events,
        bool isLogin,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(agent);
        if (_directory.Find(agent.Id) is not { } known)
        {
            return new LogInResult.Refused("the agent is not in the directory");
        }

        if (SwitchOf(known) is not { } theirs)
        {
            LogUnknownSwitch(known.Switch);
            return new LogInResult.Refused("the agent's switch is not configured");
        }

        // Calls would keep coming from there.
        if (_switches.Any(other => other != theirs && other.IsAtWork(known.Id)))
        {
            return new LogInResult.Refused("the agent is still working at another switch");
        }

        return await theirs.LogInAsync(known, endpoint, events, isLogin, cancellationToken);
    }

    private AsteriskServer? SwitchOf(DirectoryAgent agent) =>
        agent.Switch is { } name ? Array.Find(_switches, one => one.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) : _switches[0];

    [LoggerMessage(Level = LogLevel.Error, Message = "A login was refused: the agent's switch {Switch} is not in His:Asterisk:Switches")]
    private partial void LogUnknownSwitch(string? @switch);
}
