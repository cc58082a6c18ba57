using static His.Platform.InteractionState;

namespace His.Platform.Simulator;

/// <summary>An interaction of one agent. Touched inside the agent's lock only. Its states are drawn above <see cref="InteractionState"/>.</summary>
internal sealed class SimulatedInteraction(
    string id, SimulatedChannel channel, InteractionDirection direction, InteractionState state, string party, string? subject)
{
    public string Id => id;

    public SimulatedChannel Channel => channel;

    public InteractionState State { get; private set; } = state;

    /// <summary>Whether the other side is there or on its way.</summary>
    public bool IsLive => State is Alerting or Dialing or Connected or Held;

    public InteractionAtSwitch Now => new(id, channel.Id, channel.Type, direction, State, party, subject);

    /// <summary>Where a command leads from here; <see langword="null"/> if it is not allowed. Where it stands already is a goal too.</summary>
    public InteractionState? Goal(InteractionCommand command, bool wrapUp) => (command, State) switch
    {
        (InteractionCommand.Accept, Alerting) => Connected,
        (InteractionCommand.Accept, Connected) when direction is InteractionDirection.Inbound => Connected,
        (InteractionCommand.Reject, Alerting) => Completed,
        (InteractionCommand.Hold, Connected or Held) when channel.Type is ChannelType.Telephony => Held,
        (InteractionCommand.Retrieve, Connected or Held) when channel.Type is ChannelType.Telephony => Connected,
        (InteractionCommand.End, Dialing or Connected or Held) => Parted(wrapUp),
        (InteractionCommand.End, Ended) => Ended,
        (InteractionCommand.Complete, Ended) => Completed,
        _ => null,
    };

    /// <summary>What remains when the sides part: wrap-up only of what was connected.</summary>
    public InteractionState Parted(bool wrapUp) => wrapUp && State is Connected or Held ? Ended : Completed;

    /// <summary>The only door to another state; false where it is already there.</summary>
    public bool GoTo(InteractionState next)
    {
        if (State == next)
            return false;
        var isAllowed = (State, next) switch
        {
            (Alerting or Dialing, Connected or Completed) => true,
            (Connected, Held or Ended or Completed) => true,
            (Held, Connected or Ended or Completed) => true,
            (Ended, Completed) => true,
            _ => false,
        };
        if (!isAllowed)
            throw new InvalidOperationException($"An interaction does not go from {State} to {next}.");
        State = next;
        return true;
    }
}
