using His.Bus;
using His.Platform;

namespace His.Interactions;

/// <summary>Work that came to a channel or was begun on it. State only; what changes it is its <see cref="InteractionWorkflow"/>.</summary>
internal sealed class Interaction(
    string id, string channelId, ChannelType type, InteractionDirection direction, InteractionState state, string party, string? subject, DateTimeOffset since)
{
    public string Id { get; } = id;

    public string ChannelId { get; } = channelId;

    public ChannelType Type { get; } = type;

    public InteractionDirection Direction { get; } = direction;

    /// <summary>The diagram stands above <see cref="InteractionState"/>.</summary>
    public InteractionState State { get; private set; } = state;

    public string Party { get; private set; } = party;

    public string? Subject { get; private set; } = subject;

    public DateTimeOffset Since { get; private set; } = since;

    public bool CanMoveTo(InteractionState next) => (State, next) switch
    {
        (InteractionState.Completed, _) => false,
        (_, InteractionState.Completed) => true,
        (InteractionState.Ended, _) => false,
        (_, InteractionState.Ended) => true,
        (InteractionState.Alerting or InteractionState.Dialing, InteractionState.Connected) => true,
        (InteractionState.Connected, InteractionState.Held) or (InteractionState.Held, InteractionState.Connected) => true,
        _ => false,
    };

    public void MoveTo(InteractionState next, DateTimeOffset at)
    {
        if (!CanMoveTo(next))
        {
            throw new InvalidOperationException($"An interaction does not go from {State} to {next}.");
        }

        State = next;
        Since = at;
    }

    /// <summary>More is known of the other side than at the beginning: switches hear of a call before they hear who calls.</summary>
    public void Learn(string party, string? subject) => (Party, Subject) = (party, subject);

    public InteractionView View() => new(Id, Type, Direction, State, Party, Subject, Since);
}
