namespace His.Platform.Asterisk.Devices;

/// <summary>
/// One leg between the switch and an agent's telephone: the switch calls it a channel, HIS an interaction. It lives from its first ring to
/// its hang-up, whatever happens to the queue membership in between.
/// </summary>
/// <remarks>The id is the leg's Uniqueid, not the Linkedid: a caller who rings an agent twice begins two interactions.</remarks>
internal sealed class Leg(string id, string name, InteractionDirection direction, InteractionState state, PartyId party, string? subject)
{
    private readonly CallParties _sides = new();
    private PartyId _party = party;
    private string? _subject = subject;
    private bool _isHeldByTelephone;
    private Unanswered? _unanswered;
    private InteractionCause? _cause;

    private const int NormalClearing = 16;

    public string Id => id;

    /// <summary>The switch's present name for it; a transfer may rename a leg.</summary>
    public string Name { get; set; } = name;

    public InteractionState State { get; private set; } = state;

    public bool WasAnswered { get; private set; } = state is InteractionState.Connected or InteractionState.Held;

    public bool HasConsultation => _sides.Consultation is not null;

    /// <summary>
    /// Moves along the diagram of <see cref="InteractionState"/>. False if there is no such transition, so that repeated events are
    /// published once.
    /// </summary>
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
        if (!allowed)
        {
            return false;
        }

        State = next;
        WasAnswered |= next == InteractionState.Connected;
        return true;
    }

    /// <summary>Adds the caller and the subject if they were not known. Their events have no fixed order.</summary>
    public bool TryComplete(PartyId itsParty, string? itsSubject) =>
        Changes(() => (_party, _subject) = (_party.Or(itsParty), _subject ?? itsSubject));

    /// <summary>The telephone holds the call, or retrieves it.</summary>
    public bool TryHold(bool hold) =>
        Changes(() =>
        {
            _isHeldByTelephone = hold;
            FollowSides();
        });

    /// <summary>The leg has gone to call a second party about the first.</summary>
    public bool TryConsult(string destination) =>
        Changes(() =>
        {
            if (State is InteractionState.Connected or InteractionState.Held)
            {
                _sides.Consult(destination);
            }

            FollowSides();
        });

    /// <summary>A leg was hung up that may have been the first party's.</summary>
    public bool TryRemovePeer(string legId) =>
        Changes(() =>
        {
            if (_sides.TryRemovePeer(legId))
            {
                FollowSides();
            }
        });

    /// <summary>The other side has changed, as the switch names it. If the agent has dialed, the dialed number stays.</summary>
    public bool TryBridge(PartyId other) =>
        Changes(() =>
        {
            if (direction != InteractionDirection.Inbound || State != InteractionState.Connected || HasConsultation || !other.IsKnown)
            {
                return;
            }

            _party = other.Number.Equals(_party.Number, StringComparison.Ordinal) ? _party.Or(other) : other;
        });

    /// <summary>A destination is called from this leg.</summary>
    public void MarkCalling() => _unanswered = null;

    /// <summary>The called party has answered, or has not, and why.</summary>
    public void MarkUnanswered(InteractionCause? why) => _unanswered = new Unanswered(why);

    /// <summary>The telephone has stopped ringing. If the switch reports it twice, the first report is right.</summary>
    public void MarkRingingEnded(InteractionCause? why)
    {
        if (direction == InteractionDirection.Inbound)
        {
            _unanswered ??= new Unanswered(why);
        }
    }

    /// <summary>The leg is hung up; the change that follows is published with the cause.</summary>
    /// <param name="cause">The Q.850 cause.</param>
    /// <param name="legState">The state the leg had reached.</param>
    /// <param name="byTelephone">Whether the telephone requested it.</param>
    public void MarkHungUp(int cause, string legState, bool byTelephone) =>
        _cause = (WasAnswered, direction) switch
        {
            (true, _) => null,
            (_, InteractionDirection.Inbound) => cause switch
            {
                CallCause.UserBusy when legState is LegState.Ringing => InteractionCause.Refused, // a telephone that has rung was not busy
                CallCause.AnsweredElsewhere => null,
                _ => CallCause.Of(cause)
                    ?? (
                        _unanswered is { } rang ? rang.Why
                        : byTelephone ? InteractionCause.Refused
                        : null
                    ),
            },
            _ when byTelephone || (OriginatedLeg.Is(id) && legState is not LegState.Up) => InteractionCause.Cancelled,
            _ => _unanswered?.Why
                ?? CallCause.Of(cause)
                ?? (cause == NormalClearing ? InteractionCause.Cancelled : InteractionCause.Failed),
        };

    /// <summary>Why the leg, or the party it called, was not answered; for the event of the change that follows. Read once.</summary>
    public InteractionCause? TakeCause()
    {
        var cause = _cause;
        _cause = null;
        return cause;
    }

    /// <summary>Updates the parties from the leg's bridge. Between two bridges all stays as it was.</summary>
    public bool TryFollow(Bridges bridges) =>
        Changes(() =>
        {
            var mates = bridges.MatesOf(id);
            if (bridges.IsWaiting(id))
            {
                _sides.Wait();
            }
            else if (mates.Count > 0)
            {
                _sides.OnBridged(mates);
            }
            else
            {
                return;
            }

            TryMoveTo(InteractionState.Connected);
            FollowSides();
        });

    /// <summary>Restores from a list: where the leg is and, if it is in the control context, who waits for it and whom it calls.</summary>
    public bool TryRestore(LegRow row, SwitchSnapshot snapshot, Bridges bridges) =>
        Changes(() =>
        {
            var first = bridges.IsControlled(row.Context) ? snapshot.FirstOf(row) : null;
            if (first is not null)
            {
                _sides.RestoreFrom(new BridgePeer(first.Id, first.Name));
            }

            if (_sides.First is { } known && !snapshot.IsThere(known.Id))
            {
                _sides.TryRemovePeer(known.Id);
            }

            var isApart = first is not null && bridges.IsWaiting(first.Id);
            var calls = bridges.IsControlled(row.Context) && DialPolicy.IsNumber(row.Exten) && (isApart || bridges.MatesOf(id).Count > 1);
            if (!HasConsultation && calls)
            {
                _sides.Consult(row.Exten);
            }

            TryFollow(bridges);
            FollowSides();
        });

    public LegNow Now(Bridges bridges) =>
        new(
            Name,
            State,
            _sides.Consultation?.State,
            _sides.IsWaiting,
            _isHeldByTelephone,
            NameOf(_sides.First, bridges),
            NameOf(_sides.Second, bridges)
        )
        {
            FirstId = _sides.First?.Id,
        };

    public SwitchInteractionState ToInteraction() =>
        new(
            id,
            AgentDevice.ChannelId,
            ChannelType.Telephony,
            direction,
            State,
            _sides.Successor ?? _party.Number,
            _subject,
            _sides.Consultation,
            _sides.Successor is null && _party.Name.Length > 0 ? _party.Name : null,
            _sides.Successor is null && _party.IsWithheld
        );

    private static string? NameOf(BridgePeer? mate, Bridges bridges) => mate is null ? null : bridges.Find(mate.Id)?.Name ?? mate.Name;

    private void FollowSides()
    {
        if (State is not (InteractionState.Connected or InteractionState.Held))
        {
            return;
        }

        TryMoveTo(_isHeldByTelephone || _sides.IsHeld ? InteractionState.Held : InteractionState.Connected);
    }

    /// <summary>The outcome of a call that was not answered.</summary>
    /// <param name="Why">The cause; <see langword="null"/> if another telephone has answered, or if the dial plan continues.</param>
    private sealed record Unanswered(InteractionCause? Why);

    private bool Changes(Action change)
    {
        var before = ToInteraction();
        change();
        var now = ToInteraction();
        if (before.Consultation is { State: ConsultationState.Dialing } && now.Consultation is null)
        {
            _cause = _unanswered?.Why;
        }

        return before != now;
    }
}

/// <summary>A snapshot of a leg, for commands on it.</summary>
/// <param name="Name">The switch's name for it.</param>
/// <param name="State">The state of the interaction.</param>
/// <param name="Consultation">The state of the consultation, if there is one.</param>
/// <param name="IsWaiting">Whether HIS has parked both sides.</param>
/// <param name="IsHeldByTelephone">Whether the telephone has parked the other side.</param>
/// <param name="First">The leg on the other side.</param>
/// <param name="Second">The leg of the consulted party.</param>
internal sealed record LegNow(
    string Name,
    InteractionState State,
    ConsultationState? Consultation,
    bool IsWaiting,
    bool IsHeldByTelephone,
    string? First,
    string? Second
)
{
    /// <summary>The id of the leg on the other side, which no transfer changes.</summary>
    public string? FirstId { get; init; }
}
