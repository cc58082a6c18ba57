using His.Platform.Asterisk.Ami;
using His.Platform.Asterisk.Devices;
using Microsoft.Extensions.Logging;

namespace His.Platform.Asterisk;

/// <summary>One switch: its settings, the link to it, and its devices. It knows nothing of any other switch.</summary>
internal sealed partial class AsteriskServer : IAsyncDisposable
{
    private readonly AsteriskOptions _options;
    private readonly DeviceRegistry _devices;
    private readonly SwitchLink _link;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    public AsteriskServer(string name, AsteriskOptions options, TimeProvider time, ILogger logger)
    {
        (Name, _options, _time, _logger) = (name, options, time, logger);
        _devices = new DeviceRegistry(options);
        _link = new SwitchLink(options, _devices, time, logger);
        Dialer = new Dialer(options.Calls, time, logger);
    }

    /// <summary>Its name in the settings; empty if there is only one.</summary>
    public string Name { get; }

    /// <summary>Checks every number before it is sent to the switch.</summary>
    public Dialer Dialer { get; }

    /// <summary>Called when a link is up and the snapshots have been sent.</summary>
    public Action LinkIsBack
    {
        set => _link.IsBack = value;
    }

    public bool IsLinked => _link.Current is not null;

    /// <summary>Whether its events come too late.</summary>
    public bool IsDegraded => _link.IsDegraded;

    /// <summary>The metrics of the link.</summary>
    public AmiMetrics Counters => _link.Counters;

    public Task StartAsync(CancellationToken cancellationToken) => _link.StartAsync(cancellationToken);

    /// <summary>Whether an agent is in a queue of ours or has a call at this switch.</summary>
    public bool IsAtWork(string agentId) => _devices.IsAtWork(agentId);

    public async Task<LogInResult> LogInAsync(
        DirectoryAgent agent,
        string? endpoint,
        IAgentEventSink events,
        bool isLogin,
        CancellationToken cancellationToken
    )
    {
        endpoint ??= agent.Endpoint;
        if (!AsteriskOptionsValidator.IsEndpoint(endpoint) || !_options.Allows(agent, endpoint!))
        {
            return new LogInResult.EndpointUnknown();
        }

        if (!TryFindQueues(agent, out var queues))
        {
            return new LogInResult.Refused("a queue of the agent is not configured");
        }

        if (_link.Current is not { } connection)
        {
            return new LogInResult.Unavailable();
        }

        try
        {
            var device = await GetDeviceStateAsync(connection, endpoint!, cancellationToken);
            if (device is DeviceState.Unknown)
            {
                return new LogInResult.EndpointUnknown();
            }

            var answer = await ClaimDeviceAsync(agent, queues, endpoint!, events, isLogin, cancellationToken);
            return answer is LogInResult.LoggedIn loggedIn && device is DeviceState.NotRegistered
                ? loggedIn with
                {
                    Warnings = [LoginWarning.EndpointNotRegistered],
                }
                : answer;
        }
        catch (AmiLinkLostException)
        {
            return new LogInResult.Unavailable();
        }
    }

    /// <summary>The agents at work here, of these and of those who have logged in.</summary>
    public async Task<IReadOnlyList<AgentListing>?> WhoIsThereAsync(
        IReadOnlyList<DirectoryAgent> agents,
        CancellationToken cancellationToken
    )
    {
        if (_link.Current is not { } connection)
        {
            return null;
        }

        try
        {
            var snapshot = await SwitchSnapshot.ReadAsync(connection, cancellationToken);
            return _devices.ListAgents(snapshot, new MemberOwnership(agents, _options));
        }
        catch (Exception error) when (error is AmiLinkLostException or AmiRefusedException)
        {
            return null;
        }
    }

    public ValueTask DisposeAsync() => _link.DisposeAsync();

    /// <summary>
    /// The agent's queues as the settings write them. A queue that the settings do not name is a mistake that must be visible: HIS would
    /// ignore it, and the agent would wait there in vain or get calls that nobody knows of.
    /// </summary>
    private bool TryFindQueues(DirectoryAgent agent, out IReadOnlyList<string> queues)
    {
        queues =
            agent.Queues.Count == 0
                ? _options.Queues
                : [.. _options.Queues.Where(queue => agent.Queues.Contains(queue, StringComparer.OrdinalIgnoreCase))];
        if (agent.Queues.Except(queues, StringComparer.OrdinalIgnoreCase).FirstOrDefault() is not { } unknown)
        {
            return true;
        }

        LogUnknownQueue(unknown);
        return false;
    }

    /// <summary>A queue accepts any word as a device, so the switch is queried. If it gives no result, the settings are believed.</summary>
    private async Task<DeviceState> GetDeviceStateAsync(AmiConnection connection, string endpoint, CancellationToken cancellationToken)
    {
        var device = (_options.StateInterfaceTemplate ?? _options.InterfaceTemplate).Replace(
            "{endpoint}",
            endpoint,
            StringComparison.Ordinal
        );
        var answer = await connection.SendAsync(AmiAction.DeviceState(device), cancellationToken);
        return !answer.IsSuccess
            ? DeviceState.There
            : answer.Response["Value"] switch
            {
                "INVALID" => DeviceState.Unknown,
                "UNAVAILABLE" => DeviceState.NotRegistered,
                _ => DeviceState.There,
            };
    }

    private async Task<LogInResult> ClaimDeviceAsync(
        DirectoryAgent agent,
        IReadOnlyList<string> queues,
        string endpoint,
        IAgentEventSink events,
        bool isLogin,
        CancellationToken cancellationToken
    )
    {
        var holder = new DeviceClaim(events, queues);
        switch (_devices.Claim(agent.Id, endpoint, holder, out var device, out var before))
        {
            case DeviceClaimResult.InUse:
                return new LogInResult.EndpointInUse();
            case DeviceClaimResult.AtWorkElsewhere:
                return new LogInResult.Refused("the agent is still working at another telephone");
        }

        var atSwitch = new AsteriskAgent(agent, queues, device!, holder, _options, _devices, _link, Dialer, _time, _logger);
        SwitchAgentState? state = null;
        try
        {
            state = await atSwitch.DiscoverStateAsync(cancellationToken);
            var wasLoggedOn = state is { Channels: [{ IsActive: true }] }; // a member of a queue
            if (isLogin && state is { Channels: [{ IsActive: false }] } && _options.LoginMode == AsteriskLoginMode.NotReady)
            {
                state = await ActivateAsync(atSwitch, cancellationToken);
            }

            return state is null ? new LogInResult.Unavailable() : new LogInResult.LoggedIn(atSwitch, state) { WasLoggedOn = wasLoggedOn };
        }
        finally
        {
            if (state is null)
            {
                _devices.GiveBack(device!, holder, before);
            }
        }
    }

    /// <summary>
    /// A refusal by the switch is no reason to reject the login: the agent is shown as inactive, and can activate the channel by hand.
    /// </summary>
    private async Task<SwitchAgentState?> ActivateAsync(AsteriskAgent agent, CancellationToken cancellationToken)
    {
        var answer = await agent.ActivateAsync(AgentDevice.ChannelId, cancellationToken);
        if (answer.Outcome is CommandOutcome.Refused or CommandOutcome.NotSupported)
        {
            LogNotActivated(answer.SwitchError);
        }

        return await agent.DiscoverStateAsync(cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A login was refused: the agent's queue {Queue} is not in Queues")]
    private partial void LogUnknownQueue(string queue);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A login could not activate the channel: {SwitchError}")]
    private partial void LogNotActivated(string? switchError);

    /// <summary>The state of a telephone at the switch.</summary>
    private enum DeviceState
    {
        There,
        NotRegistered,
        Unknown,
    }
}
