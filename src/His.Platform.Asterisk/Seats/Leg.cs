namespace His.Platform.Asterisk.Seats;

/// <summary>
/// One leg between the switch and an agent's telephone: what the switch calls a channel and HIS an interaction. It lives from its
/// first ring to its hang-up, whatever happens to the queue membership meanwhile.
/// </summary>
/// <remarks>The id is the leg's Uniqueid, not the Linkedid: a caller who rings an agent twice begins two interactions.</remarks>
internal sealed class Leg(string id, string name, InteractionDirection direction, InteractionState state, string party, string? subject)
{
    private string _party = party;
    private string? _subject = subject;

    public string Id => id;

    /// <summary>What the switch calls it now; a transfer may give a leg another name.</summary>
    public string Name { get; set; } = name;

    public InteractionState State { get; private set; } = state;

    public bool WasAnswered { get; private set; } = state is InteractionState.Connected or InteractionState.Held;

    /// <summary>Moves along the diagram of <see cref="InteractionState"/>. False when there is no such way: what the switch says twice is said once.</summary>
    public bool TryMoveTo(InteractionState next)
    {
        var allowed = (State, next) switch
        {
            (InteractionState.Alerting or InteractionState.Dialing or InteractionState.Held, InteractionState.Connected) => true,
            (InteractionState.Connected, InteractionState.Held) => true,
            (not InteractionState.Ended and not InteractionState.Completed, InteractionState.Ended) => true,
            (not InteractionState.Completed, InteractionState.Completed) => true,
            _ => false,
        };
        if (!allowed) return false;
        State = next;
        WasAnswered |= next == InteractionState.Connected;
        return true;
    }

    /// <summary>Learns who is calling and for what, where that was not known. Events tell it in no fixed order.</summary>
    public bool TryComplete(string itsParty, string? itsSubject)
    {
        var before = (_party, _subject);
        (_party, _subject) = (_party.Length > 0 ? _party : itsParty, _subject ?? itsSubject);
        return before != (_party, _subject);
    }

    public InteractionAtSwitch ToInteraction() => new(id, Seat.ChannelId, ChannelType.Telephony, direction, State, _party, _subject);
}
