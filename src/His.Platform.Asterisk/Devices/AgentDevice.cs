namespace His.Platform.Asterisk.Devices;

/// <summary>
/// An agent's device at the switch: a telephone, the queues it is a member of, and its legs. Everything here runs under the lock of the
/// <see cref="DeviceRegistry"/>, so that events are published in order.
/// </summary>
/// <remarks>
/// Several queues, one channel: it is inactive while the telephone is a member of none, Ready as soon as it is unpaused in one (because
/// then a call may come), Not Ready otherwise. So no state promises less work than may come. If the queues of the agent differ, each is
/// reported with the channel.
/// </remarks>
internal sealed class AgentDevice(string agentId, string endpoint, string memberInterface, bool wrapUp, ReasonPolicy reasons)
{
    /// <summary>The one channel of an agent of this switch.</summary>
    public const string ChannelId = "phone";

    private readonly Dictionary<string, MemberRow> _memberships = new(StringComparer.OrdinalIgnoreCase);
    private readonly Legs _legs = new(wrapUp);
    private SwitchChannelState? _told;
    private bool _hasTold;
    private bool _isSilent;
    private bool _leaves;
    private Reason? _logOffReason;

    public string AgentId => agentId;

    public string Endpoint => endpoint;

    public string Interface => memberInterface;

    /// <summary>Rises with every event about this device: a list that was requested before is then stale.</summary>
    public int Version { get; private set; }

    /// <summary>The login that holds the device, if any.</summary>
    public DeviceClaim? Holder { get; private set; }

    /// <summary>True from a login to a log-off; the switch itself knows only members.</summary>
    public bool LoggedOn { get; private set; } = true;

    /// <summary>The queues of ours in which the telephone is a member.</summary>
    public IEnumerable<string> Queues => _memberships.Keys;

    public bool IsActive => _memberships.Count > 0;

    public bool IsIdle => !IsActive && _legs.Count == 0;

    public void Hold(DeviceClaim holder)
    {
        (Holder, LoggedOn, _leaves, _hasTold) = (holder, true, false, false);
        _told = Channel();
    }

    /// <summary>Returns the device to its previous holder, with a snapshot of what was missed.</summary>
    public void GiveBack(DeviceClaim holder, bool isKnown)
    {
        Holder = holder;
        Tell(isKnown ? new AgentSnapshot(State()) : new LinkLost());
    }

    public void Release() => Holder = null;

    public void Join(MemberRow row)
    {
        Version++;
        _memberships[row.Queue] = row;
        TellChannel();
    }

    public void Leave(string queue)
    {
        Version++;
        _memberships.Remove(queue);
        TellChannel();
        TellLoggedOff();
    }

    /// <summary>The switch was commanded to log this agent off; it is confirmed when the last membership is gone.</summary>
    public void LogOff(Reason? reason)
    {
        if (!State().LoggedOn)
        {
            return;
        }

        (_leaves, _logOffReason) = (true, reason);
        TellLoggedOff();
    }

    /// <summary>Numbers that are being dialed for the agent and have no leg yet.</summary>
    public PendingDials PendingDials { get; } = new();

    public bool HasConsultation => _legs.All.Any(leg => leg.HasConsultation);

    public Leg? FindLeg(string id) => _legs.Find(id);

    /// <summary>A leg exists. A repeated event may add what was unknown about it.</summary>
    public void Begin(LegRow row, string? subject = null) => TellOf(_legs.Begin(row, subject));

    public void Move(string id, InteractionState next) => Change(id, leg => leg.TryMoveTo(next));

    public void Change(string id, Func<Leg, bool> change) => TellOf(_legs.Change(id, change));

    /// <summary>Another party's leg was hung up: this changes a call whose agent consults about that party.</summary>
    public void OnPeerHungUp(string legId)
    {
        foreach (var leg in _legs.All.ToArray())
        {
            Change(leg.Id, mine => mine.TryRemovePeer(legId));
        }
    }

    /// <summary>A customer who was transferred from here was not answered.</summary>
    public void ReportTransfer(string interactionId, string destination, InteractionCause why) =>
        Tell(new TransferFailed(ChannelId, interactionId, destination, why));

    public void HangUp(string id) => TellOf(_legs.HangUp(id));

    public void Complete(string id) => TellOf(_legs.Complete(id));

    /// <summary>Applies the switch's list, and publishes the differences.</summary>
    public void Apply(SwitchSnapshot snapshot, Func<string, bool> isOurs, Bridges bridges)
    {
        _memberships.Clear();
        foreach (var row in snapshot.Members[memberInterface].Where(row => isOurs(row.Queue)))
        {
            _memberships[row.Queue] = row;
        }

        var listed = snapshot.Legs[memberInterface].ToDictionary(row => row.Id, StringComparer.Ordinal);
        foreach (var gone in _legs.All.Where(leg => leg.State != InteractionState.Ended && !listed.ContainsKey(leg.Id)).ToArray())
        {
            HangUp(gone.Id);
        }

        foreach (var row in listed.Values)
        {
            // For a leg that HIS has redirected, the dial plan knows the new extension, not the number.
            Begin(bridges.IsControlled(row.Context) ? row with { Party = snapshot.FirstOf(row)?.Caller ?? row.Shown } : row);
            // A list does not show whether a telephone holds: the state from events stays.
            if (row.State == InteractionState.Connected && FindLeg(row.Id) is { State: not InteractionState.Held })
            {
                Move(row.Id, InteractionState.Connected);
            }

            Change(row.Id, leg => leg.TryRestore(row, snapshot, bridges));
        }

        TellChannel();
        TellLoggedOff();
        _leaves = false; // still listed means not logged off; the agent may leave the queues later without being logged off
    }

    /// <summary>
    /// As <see cref="Apply"/>, for a login whose result carries the state; unless an event was published already and must be followed up.
    /// </summary>
    public void Discover(SwitchSnapshot snapshot, Func<string, bool> isOurs, Bridges bridges)
    {
        if (_hasTold)
        {
            Apply(snapshot, isOurs, bridges);
        }
        else
        {
            ApplySilently(snapshot, isOurs, bridges);
        }
    }

    /// <summary>As <see cref="Apply"/>, published as one snapshot: events may have been missed.</summary>
    public void Resync(SwitchSnapshot snapshot, Func<string, bool> isOurs, Bridges bridges)
    {
        ApplySilently(snapshot, isOurs, bridges);
        Tell(new AgentSnapshot(State()));
    }

    public void LoseLink()
    {
        PendingDials.FailAll();
        Tell(new LinkLost());
    }

    public SwitchAgentState State() => new(LoggedOn || IsActive, [Channel()], [.. _legs.All.Select(leg => leg.ToInteraction())]);

    private void ApplySilently(SwitchSnapshot snapshot, Func<string, bool> isOurs, Bridges bridges)
    {
        _isSilent = true;
        Apply(snapshot, isOurs, bridges);
        _isSilent = false;
    }

    private void Tell(SwitchEvent switchEvent)
    {
        if (Holder is null || _isSilent)
        {
            return;
        }

        _hasTold = true;
        Holder.Events.OnEvent(switchEvent);
    }

    private void TellOf(Leg? changed)
    {
        Version++;
        if (changed is not null)
        {
            Tell(new InteractionChanged(changed.ToInteraction(), changed.TakeCause()));
        }
    }

    private void TellChannel()
    {
        var channel = Channel();
        if (channel == _told)
        {
            return;
        }

        _told = channel;
        Tell(new ChannelChanged(channel));
    }

    private void TellLoggedOff()
    {
        if (!_leaves || IsActive)
        {
            return;
        }

        (_leaves, LoggedOn) = (false, false);
        Tell(new AgentLoggedOff(_logOffReason));
    }

    private SwitchChannelState Channel() => Channel(endpoint, _memberships, Holder?.Queues ?? [], reasons);

    /// <summary>The channel of a telephone with these memberships, for an agent who works in these queues.</summary>
    public static SwitchChannelState Channel(
        string endpoint,
        IReadOnlyDictionary<string, MemberRow> places,
        IReadOnlyList<string> queues,
        ReasonPolicy reasons
    )
    {
        var others = places.Keys.Except(queues, StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal);
        return SwitchChannelState.InQueues(ChannelId, ChannelType.Telephony, endpoint, [.. queues.Select(In)], [.. others.Select(In)]);

        SwitchQueueState In(string queue) =>
            places.GetValueOrDefault(queue) switch
            {
                null => new(queue, AgentState: null),
                { Paused: false } row => new(row.Queue, AgentState.Ready),
                { } row => new(row.Queue, AgentState.NotReady, PauseReason.FromSwitch(row.PausedReason, reasons)),
            };
    }
}
