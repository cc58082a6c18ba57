using His.Bus;
using His.Interactions;
using His.Platform;

namespace His.Channels;

/// <summary>One medium of a session. State only; what changes it is its <see cref="ChannelWorkflow"/>.</summary>
internal sealed class Channel(
    string id, ChannelType type, string? endpoint, ChannelState state, Reason? reason, DateTimeOffset since, Cause? cause = null)
{
    private readonly List<Interaction> _interactions = [];

    public string Id { get; } = id;

    public ChannelType Type { get; } = type;

    public string? Endpoint { get; } = endpoint;

    public ChannelState State { get; private set; } = state;

    /// <summary>Why it is Not Ready, if known.</summary>
    public Reason? Reason { get; private set; } = reason;

    /// <summary>The cause of the event that told it Not Ready, or the present reason for it; <see langword="null"/> where none did.</summary>
    public Cause? Cause { get; private set; } = cause;

    /// <summary>The state in each of the agent's queues where they do not all agree, as it was told; empty where they do.</summary>
    public IReadOnlyList<SwitchQueueState> Queues { get; set; } = [];

    /// <summary>Since when it is in this state.</summary>
    public DateTimeOffset Since { get; private set; } = since;

    /// <summary>What it carries; completed interactions are gone.</summary>
    public IReadOnlyList<Interaction> Interactions => _interactions;

    public bool IsActive => State is ChannelState.NotReady or ChannelState.Ready;

    public Activation Activation => State switch
    {
        ChannelState.Unavailable => Activation.Unavailable,
        ChannelState.NotReady or ChannelState.Ready => Activation.Active,
        _ => Activation.Inactive,
    };

    public AgentState? AgentState => State switch
    {
        ChannelState.NotReady => Platform.AgentState.NotReady,
        ChannelState.Ready => Platform.AgentState.Ready,
        _ => null,
    };

    /// <summary>The state that a truth of the switch means.</summary>
    public static ChannelState StateOf(SwitchChannelState truth) =>
        !truth.IsActive ? ChannelState.Inactive
        : truth.AgentState == Platform.AgentState.Ready ? ChannelState.Ready
        : ChannelState.NotReady;

    /// <summary>The state that a client was shown.</summary>
    public static ChannelState StateOf(ChannelView shown) => shown.Activation switch
    {
        Activation.Unavailable => ChannelState.Unavailable,
        Activation.Active => shown.AgentState == Platform.AgentState.Ready ? ChannelState.Ready : ChannelState.NotReady,
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
        Queues = []; // whoever hears of another state takes it for all queues, until told otherwise
        Since = at;
    }

    public void Add(Interaction interaction) => _interactions.Add(interaction);

    public void Remove(Interaction interaction) => _interactions.Remove(interaction);

    public ChannelView View() =>
        new(Id, Type, Endpoint, Activation, AgentState, Reason, Cause, Since, [.. _interactions.Select(interaction => interaction.View())])
        {
            Queues = Queues.Count == 0 ? null : QueueView.Of(Queues),
        };

    private InvalidOperationException Forbidden(ChannelState next) => new($"A channel does not go from {State} to {next}.");
}
