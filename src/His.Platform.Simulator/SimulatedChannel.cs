namespace His.Platform.Simulator;

/// <summary>
/// A channel of one agent, in each of the switch's queues. Used inside the agent's lock only. In each queue:
/// <code>
///   inactive ◄──► Not Ready ◄──► Ready      (a log-off or the switch itself goes from anywhere to inactive)
/// </code>
/// </summary>
internal sealed class SimulatedChannel(string id, ChannelType type, int maxInteractions)
{
    private readonly SwitchQueueState[] _queues =
    [
        .. SimulatedSwitch.Queues.Select(queue => new SwitchQueueState(queue, AgentState: null)),
    ];
    private SwitchChannelState? _now;
    private string? _endpoint;

    public string Id => id;

    public ChannelType Type => type;

    public int MaxInteractions => maxInteractions;

    /// <summary>How many interactions it carries.</summary>
    public int InteractionCount { get; set; }

    public string? Endpoint
    {
        get => _endpoint;
        set => (_endpoint, _now) = (value, null);
    }

    public bool IsActive => Now.IsActive;

    public bool IsReady => Now.AgentState is AgentState.Ready;

    public Reason? Reason => Now.Reason;

    public SwitchChannelState Now => _now ??= SwitchChannelState.InQueues(id, type, _endpoint, [.. _queues]);

    public SimulatedChannelState SimulatedState => new(id, IsActive, IsReady, Reason, [.. _queues]);

    /// <summary>Activates every inactive queue except the given one. Returns whether anything has changed.</summary>
    public bool GoUp(string? except = null) =>
        Change(it => it.AgentState is null ? it with { AgentState = AgentState.NotReady } : it, except);

    /// <summary>Deactivates.</summary>
    public bool GoDown(string? except = null) => Change(it => new SwitchQueueState(it.Queue, AgentState: null), except);

    /// <summary>Makes Ready, inactive queues too.</summary>
    public bool GoReady(string? except = null) => Change(it => new SwitchQueueState(it.Queue, AgentState.Ready), except);

    /// <summary>Makes active queues Not Ready. No reason does not replace a reason.</summary>
    public bool GoNotReady(Reason? reason, string? except = null) =>
        Change(
            it =>
                it.AgentState is AgentState.Ready || (it.AgentState is AgentState.NotReady && reason is not null)
                    ? new SwitchQueueState(it.Queue, AgentState.NotReady, reason)
                    : it,
            except
        );

    /// <summary>Sets the state in one queue alone.</summary>
    public bool Set(SwitchQueueState state) => Change(it => it.Queue == state.Queue ? state : it, except: null);

    private bool Change(Func<SwitchQueueState, SwitchQueueState> to, string? except)
    {
        var isChanged = false;
        for (var i = 0; i < _queues.Length; i++)
        {
            var next = _queues[i].Queue == except ? _queues[i] : to(_queues[i]);
            isChanged |= next != _queues[i];
            _queues[i] = next;
        }

        _now = isChanged ? null : _now;
        return isChanged;
    }
}
