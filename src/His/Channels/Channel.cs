using His.Bus;
using His.Interactions;
using His.Platform;

namespace His.Channels;

/// <summary>One medium of a session. State only; its <see cref="ChannelWorkflow"/> changes it.</summary>
internal sealed class Channel(
    string id,
    ChannelType type,
    string? endpoint,
    ChannelState state,
    Reason? reason,
    DateTimeOffset since,
    Cause? cause = null
)
{
    private readonly List<Interaction> _interactions = [];
    private SwitchQueueState? _asQueue;

    public string Id { get; } = id;

    /// <summary>The name of the platform.</summary>
    public required string Platform { get; init; }

    public ChannelType Type { get; } = type;

    public string? Endpoint { get; } = endpoint;

    public ChannelState State { get; private set; } = state;

    /// <summary>The reason for Not Ready; <see langword="null"/> if unknown or in another state.</summary>
    public Reason? Reason { get; private set; } = reason;

    /// <summary>
    /// The cause of the event that reported Not Ready or its current reason; <see langword="null"/> if there was none or in another state.
    /// </summary>
    public Cause? Cause { get; private set; } = cause;

    /// <summary>The last published state in each of the agent's queues; empty if all agree with the channel's.</summary>
    public IReadOnlyList<SwitchQueueState> Queues { get; set; } = [];

    /// <summary>When it entered this state, UTC.</summary>
    public DateTimeOffset Since { get; private set; } = since;

    /// <summary>The interactions on the channel, without completed ones.</summary>
    public IReadOnlyList<Interaction> Interactions => _interactions;

    public bool IsActive => State is ChannelState.NotReady or ChannelState.Ready;

    public Activation Activation =>
        State switch
        {
            ChannelState.Unavailable => Activation.Unavailable,
            ChannelState.NotReady or ChannelState.Ready => Activation.Active,
            _ => Activation.Inactive,
        };

    public AgentState? AgentState =>
        State switch
        {
            ChannelState.NotReady => His.Platform.AgentState.NotReady,
            ChannelState.Ready => His.Platform.AgentState.Ready,
            _ => null,
        };

    /// <summary>The state of the channel in the form of a queue's.</summary>
    public SwitchQueueState AsQueue => _asQueue ??= new SwitchQueueState(Queue: "", AgentState, Reason);

    /// <summary>Maps the state at the switch to the state of a channel.</summary>
    public static ChannelState StateOf(SwitchChannelState truth) =>
        !truth.IsActive ? ChannelState.Inactive
        : truth.AgentState == His.Platform.AgentState.Ready ? ChannelState.Ready
        : ChannelState.NotReady;

    /// <summary>Maps the state in a snapshot to the state of a channel.</summary>
    public static ChannelState StateOf(ChannelView shown) =>
        shown.Activation switch
        {
            Activation.Unavailable => ChannelState.Unavailable,
            Activation.Active => shown.AgentState == His.Platform.AgentState.Ready ? ChannelState.Ready : ChannelState.NotReady,
            _ => ChannelState.Inactive,
        };

    public void MoveTo(ChannelState next, DateTimeOffset at, Reason? reason = null, Cause? cause = null)
    {
        State = (State, next) switch
        {
            (ChannelState.Disposed, _) => throw Forbidden(next),
            (_, ChannelState.Disposed) => next,
            (ChannelState.Inactive, ChannelState.NotReady) or (ChannelState.NotReady, ChannelState.Inactive) => next,
            (ChannelState.NotReady, ChannelState.Ready) or (ChannelState.Ready, ChannelState.NotReady) => next,
            (ChannelState.NotReady, ChannelState.NotReady) => next, // another reason
            (not ChannelState.Unavailable, ChannelState.Unavailable) or (ChannelState.Unavailable, not ChannelState.Unavailable) => next,
            _ => throw Forbidden(next),
        };
        (Reason, Cause) = State == ChannelState.NotReady ? (reason, cause) : (null, null);
        _asQueue = null;
        Queues = []; // clients apply a new state to all queues until the next update
        Since = at;
    }

    public void Add(Interaction interaction) => _interactions.Add(interaction);

    public void Remove(Interaction interaction) => _interactions.Remove(interaction);

    public ChannelView View() =>
        new(Id, Type, Endpoint, Activation, AgentState, Reason, Cause, Since, [.. _interactions.Select(interaction => interaction.View())])
        {
            Queues = Queues.Count == 0 ? null : QueueView.Of(Queues),
        };

    private InvalidOperationException Forbidden(ChannelState next) => new($"A channel cannot change from {State} to {next}.");
}
