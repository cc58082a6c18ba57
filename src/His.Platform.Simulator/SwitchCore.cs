using System.Collections.Concurrent;
using System.Globalization;

namespace His.Platform.Simulator;

/// <summary>
/// Shared by all agents of the simulated switch: settings, the link, endpoints, ids, and the execution of commands with faults and latency.
/// Execution takes no lock over all agents; each agent has its own.
/// </summary>
internal sealed class SwitchCore(SimulatorOptions options, TimeProvider time, string interactionPrefix) : IDisposable
{
    private const int FirstOfMany = 100_001;

    private static readonly Dictionary<string, string> Named = new(StringComparer.Ordinal)
    {
        ["1001"] = "alice",
        ["1002"] = "bob",
        ["1003"] = "carol",
    };

    private readonly ConcurrentDictionary<string, SimulatedAgent> _agents = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _endpoints = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, SimulatedAgent> _interactions = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _linkGate = new();
    private readonly Lock _settingsGate = new();
    private volatile SimulatorSettings _settings = new() { Latency = options.Latency, WrapUp = options.WrapUp };
    private volatile bool _isStarted;
    private volatile bool _isLinkLost;
    private long _lastInteraction;

    /// <summary>The channels of every agent.</summary>
    public IReadOnlyList<PlatformChannel> Channels { get; } = options.PlatformChannels;

    public Faults Faults { get; } = new();

    public CommandLog Commands { get; } = new() { IsEnabled = options.RecordCommands };

    public SimulatorSettings Settings => _settings;

    public Func<RecordedCommand, TimeSpan>? LatencyOf { get; set; }

    public bool IsStopped => _stop.IsCancellationRequested;

    public bool HasLink => _isStarted && !_isLinkLost && !IsStopped;

    public bool ChannelsStartInactive => options.StartInactive && _settings.Capabilities.ChannelDeactivation;

    /// <summary>Raised when the link or the settings have changed.</summary>
    public event EventHandler? Changed;

    public void Start()
    {
        _isStarted = true;
        Changed?.Invoke(this, EventArgs.Empty);
    }

    public void Change(SettingsChange change)
    {
        lock (_settingsGate)
        {
            _settings = change.ApplyTo(_settings);
        }

        Changed?.Invoke(this, EventArgs.Empty);
    }

    /// <summary>Finds the agent of an id. This creates no agent: 50,000 of them cost nothing until they log in.</summary>
    public AgentIdentity? WhoIs(string agentId)
    {
        if (Named.TryGetValue(agentId, out var name))
        {
            return new AgentIdentity(agentId, name);
        }

        var isOneOfMany =
            int.TryParse(agentId, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= FirstOfMany
            && number < FirstOfMany + options.Agents
            && string.Equals(number.ToString(CultureInfo.InvariantCulture), agentId, StringComparison.Ordinal);
        return isOneOfMany ? new AgentIdentity(agentId, $"agent {agentId}") : null;
    }

    public SimulatedAgent? FindAgent(string agentId) =>
        _agents.TryGetValue(agentId, out var agent) ? agent
        : WhoIs(agentId) is { } identity ? _agents.GetOrAdd(agentId, _ => new SimulatedAgent(identity.Id, this))
        : null;

    public SimulatedAgent? FindAgentOf(string interactionId) => _interactions.GetValueOrDefault(interactionId);

    /// <summary>An id that was never used before.</summary>
    public string NextInteractionId() =>
        string.Create(CultureInfo.InvariantCulture, $"{interactionPrefix}-{Interlocked.Increment(ref _lastInteraction)}");

    public void Remember(string interactionId, SimulatedAgent agent) => _interactions[interactionId] = agent;

    public void Forget(string interactionId) => _interactions.TryRemove(interactionId, out _);

    /// <summary>Reserves an endpoint for an agent; false if another agent has it.</summary>
    public bool TakeEndpoint(string endpoint, string agentId) =>
        string.Equals(_endpoints.GetOrAdd(endpoint, agentId), agentId, StringComparison.Ordinal);

    public void GiveEndpointBack(string endpoint, string agentId) =>
        _endpoints.TryRemove(new KeyValuePair<string, string>(endpoint, agentId));

    /// <summary>Raised when the link has been restored.</summary>
    public event EventHandler LinkRestored = (_, _) => { };

    /// <summary>All agents who are logged on, except those that only another HIS holds.</summary>
    public IReadOnlyList<AgentListing> ListAgents(object owner) =>
        [.. _agents.Values.Select(it => it.Listing(owner)).OfType<AgentListing>().OrderBy(it => it.Agent.Id, StringComparer.Ordinal)];

    public void LoseLink()
    {
        lock (_linkGate)
        {
            _isLinkLost = true;
            Changed?.Invoke(this, EventArgs.Empty);
            foreach (var agent in InOrder())
            {
                agent.LoseLink();
            }
        }
    }

    public void RestoreLink(bool isAfterRestart)
    {
        lock (_linkGate)
        {
            _isLinkLost = false;
            Changed?.Invoke(this, EventArgs.Empty);
            foreach (var agent in InOrder())
            {
                agent.RestoreLink(isAfterRestart);
            }
        }

        LinkRestored(this, EventArgs.Empty);
    }

    /// <summary>Executes a request at the switch: with the pending fault, if any, and after the latency.</summary>
    public Task<T> ExecuteAsync<T>(SwitchOperationRequest<T> request, CancellationToken deadline)
    {
        if (deadline.IsCancellationRequested)
        {
            return Task.FromCanceled<T>(deadline);
        }

        if (!HasLink)
        {
            return Task.FromResult(request.Unavailable);
        }

        var command = request.Command;
        var fault = Faults.TakeNext(command.Operation, command.AgentId, command.ChannelId);
        var entry = Commands.Record(command, time.GetUtcNow(), fault?.Behaviour);
        var latency = LatencyOf?.Invoke(command.Record(fault?.Behaviour)) ?? _settings.Latency;
        if (fault is null && latency == TimeSpan.Zero)
        {
            var answer = request.Execute(true);
            entry?.SetOutcome(SwitchOperationRequest<T>.Format(answer));
            return Task.FromResult(answer);
        }

        return ExecuteLaterAsync(request, entry, fault, latency, deadline);
    }

    private Task<T> ExecuteLaterAsync<T>(
        SwitchOperationRequest<T> request,
        CommandLog.Entry? entry,
        Fault? fault,
        TimeSpan latency,
        CancellationToken deadline
    )
    {
        var pending = new PendingResult<T>(request.Unavailable, deadline, _stop.Token);
        if (fault?.Queue is { } queue)
        {
            After(latency, () => request.RunExcept?.Invoke(queue));
        }

        switch (fault?.Behaviour)
        {
            case null:
                After(latency, () => Answer(pending, request.Execute, entry, request));
                break;
            case FaultBehaviour.Fail or FaultBehaviour.NotAllowed or FaultBehaviour.TooOften:
                After(latency, () => Answer(pending, _ => request.OnRefuse(fault.No), entry, request));
                break;
            case FaultBehaviour.OkWithoutEvent:
                After(latency, () => Answer(pending, request.OnFalseSuccess, entry, request));
                break;
            case FaultBehaviour.LateOk:
                After(options.LateOkDelay, () => Answer(pending, request.Execute, entry, request));
                break;
            case FaultBehaviour.EventWithoutOk:
                After(
                    latency,
                    () =>
                    {
                        var unheard = request.Execute(false); // done, whether or not its entry is recorded
                        entry?.SetOutcome($"{SwitchOperationRequest<T>.Format(unheard)}, in silence");
                    }
                );
                break;
            case FaultBehaviour.Hang:
                entry?.SetOutcome("silence");
                break;
        }

        return pending.Task;
    }

    /// <summary>
    /// Executes an action after a delay, on the clock's own thread: at once if the delay is zero, never once the switch is stopped.
    /// </summary>
    public void After(TimeSpan delay, Action act)
    {
        if (delay == TimeSpan.Zero)
        {
            act();
            return;
        }

        _ = Task.Delay(delay, time, _stop.Token)
            .ContinueWith(
                _ => act(),
                CancellationToken.None,
                TaskContinuationOptions.OnlyOnRanToCompletion | TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default
            );
    }

    public void Dispose()
    {
        // The source stays undisposed: late callers still use its token, and it holds no timer.
        _stop.Cancel();
        Changed?.Invoke(this, EventArgs.Empty);
        foreach (var agent in _agents.Values)
        {
            agent.Detach();
        }
    }

    /// <summary>In order of ids: the same run twice sends events in the same order.</summary>
    private IEnumerable<SimulatedAgent> InOrder() => _agents.Values.OrderBy(agent => agent.Id, StringComparer.Ordinal);

    private void Answer<T>(PendingResult<T> pending, Func<bool, T> act, CommandLog.Entry? entry, SwitchOperationRequest<T> request)
    {
        // The switch executes a received command, whether or not the caller still waits for the result.
        var isAwaited = pending.TryClaim();
        var hasLink = HasLink;
        var answer = act(isAwaited && hasLink);
        entry?.SetOutcome(SwitchOperationRequest<T>.Format(answer));
        if (isAwaited)
        {
            pending.TrySetResult(hasLink ? answer : request.Unavailable);
        }
    }
}
