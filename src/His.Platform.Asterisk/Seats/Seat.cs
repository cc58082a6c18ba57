namespace His.Platform.Asterisk.Seats;

/// <summary>
/// An agent's place at the switch: a telephone, the queues it is a member of, and the legs at it. Everything here happens under the
/// lock of the <see cref="Switchboard"/>, so that news is told in the order of events.
/// </summary>
/// <remarks>
/// Several queues, one channel: it is inactive while the telephone is a member of none, Ready as soon as it is unpaused in one
/// (for then a call may come), Not Ready otherwise. So no state promises more quiet than there is.
/// </remarks>
internal sealed class Seat(string agentId, string endpoint, string memberInterface, bool wrapUp, ReasonPolicy reasons)
{
    /// <summary>The one channel of an agent of this switch.</summary>
    public const string ChannelId = "phone";

    /// <summary>Legs whose end is remembered, so that a late event brings none back.</summary>
    private const int RememberedEnds = 64;

    private readonly Dictionary<string, MemberRow> _memberships = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Leg> _legs = new(StringComparer.Ordinal);
    private readonly Queue<string> _ended = new();
    private ChannelAtSwitch? _told;
    private bool _hasTold;
    private bool _isSilent;
    private bool _leaves;
    private Reason? _logOffReason;

    public string AgentId => agentId;

    public string Endpoint => endpoint;

    public string Interface => memberInterface;

    /// <summary>Rises with everything that is heard of this seat: a list that was asked for before is then old.</summary>
    public int Version { get; private set; }

    /// <summary>Which login holds the seat, if any.</summary>
    public Holding? Holder { get; private set; }

    /// <summary>From a login to a log-off; the switch itself knows only members.</summary>
    public bool LoggedOn { get; private set; } = true;

    public bool IsActive => _memberships.Count > 0;

    public bool IsIdle => !IsActive && _legs.Count == 0;

    public void Hold(Holding holder)
    {
        (Holder, LoggedOn, _leaves, _hasTold) = (holder, true, false, false);
        _told = Channel();
    }

    /// <summary>The seat returns to who had it, and they hear what they have missed.</summary>
    public void GiveBack(Holding holder, bool isKnown)
    {
        Holder = holder;
        Tell(isKnown ? new TruthNews(State()) : new LinkLostNews());
    }

    public void LetGo() => Holder = null;

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

    /// <summary>The switch has been told to let this agent go; that it did is known when the last membership is gone.</summary>
    public void LogOff(Reason? reason)
    {
        if (!State().LoggedOn) return;
        (_leaves, _logOffReason) = (true, reason);
        TellLoggedOff();
    }

    public Leg? FindLeg(string id) => _legs.GetValueOrDefault(id);

    /// <summary>A leg is there. Heard again, it may bring what was not known of it.</summary>
    public void Begin(LegRow row, string? subject = null)
    {
        Version++;
        if (_ended.Contains(row.Id)) return;
        if (!_legs.TryGetValue(row.Id, out var leg)) _legs.Add(row.Id, leg = new Leg(row.Id, row.Name, row.Direction, row.State, row.Party, subject));
        else if (!leg.TryComplete(row.Party, subject)) return;
        Tell(new InteractionNews(leg.ToInteraction()));
    }

    public void Move(string id, InteractionState next)
    {
        Version++;
        if (_legs.TryGetValue(id, out var leg) && leg.TryMoveTo(next)) Tell(new InteractionNews(leg.ToInteraction()));
    }

    /// <summary>The leg is gone at the switch. With wrap-up an answered one stays with the agent.</summary>
    public void HangUp(string id)
    {
        if (_legs.TryGetValue(id, out var leg) && wrapUp && leg.WasAnswered) Move(id, InteractionState.Ended);
        else Complete(id);
    }

    public void Complete(string id)
    {
        Move(id, InteractionState.Completed);
        Forget(id);
    }

    /// <summary>Takes over what the switch lists, and tells the differences.</summary>
    public void Learn(SwitchTruth truth, Func<string, bool> isOurs)
    {
        _memberships.Clear();
        foreach (var row in truth.Members[memberInterface].Where(row => isOurs(row.Queue))) _memberships[row.Queue] = row;
        var listed = truth.Legs[memberInterface].ToDictionary(row => row.Id, StringComparer.Ordinal);
        foreach (var gone in _legs.Values.Where(leg => leg.State != InteractionState.Ended && !listed.ContainsKey(leg.Id)).ToArray()) HangUp(gone.Id);
        foreach (var row in listed.Values)
        {
            Begin(row);
            // A list does not show who is on hold: what was heard of it stays.
            if (row.State == InteractionState.Connected && FindLeg(row.Id) is { State: not InteractionState.Held }) Move(row.Id, InteractionState.Connected);
        }

        TellChannel();
        TellLoggedOff();
    }

    /// <summary>As <see cref="Learn"/>, for a login whose answer is the news; unless some was told already and must be followed up.</summary>
    public void Discover(SwitchTruth truth, Func<string, bool> isOurs)
    {
        if (_hasTold) Learn(truth, isOurs);
        else LearnSilently(truth, isOurs);
    }

    /// <summary>As <see cref="Learn"/>, told as one whole: something may have been missed.</summary>
    public void LearnAnew(SwitchTruth truth, Func<string, bool> isOurs)
    {
        LearnSilently(truth, isOurs);
        Tell(new TruthNews(State()));
    }

    public void LoseLink() => Tell(new LinkLostNews());

    public AgentAtSwitch State() => new(LoggedOn || IsActive, [Channel()], [.. _legs.Values.Select(leg => leg.ToInteraction())]);

    private void LearnSilently(SwitchTruth truth, Func<string, bool> isOurs)
    {
        _isSilent = true;
        Learn(truth, isOurs);
        _isSilent = false;
    }

    private void Tell(SwitchNews news)
    {
        if (Holder is null || _isSilent) return;
        _hasTold = true;
        Holder.News.Tell(news);
    }

    private void TellChannel()
    {
        var channel = Channel();
        if (channel == _told) return;
        _told = channel;
        Tell(new ChannelNews(channel));
    }

    private void TellLoggedOff()
    {
        if (!_leaves || IsActive) return;
        (_leaves, LoggedOn) = (false, false);
        Tell(new LoggedOffNews(_logOffReason));
    }

    private ChannelAtSwitch Channel()
    {
        if (!IsActive) return new(ChannelId, ChannelType.Telephony, endpoint, IsActive: false, AgentState: null);
        if (_memberships.Values.Any(row => !row.Paused)) return new(ChannelId, ChannelType.Telephony, endpoint, IsActive: true, AgentState.Ready);
        var reason = _memberships.OrderBy(place => place.Key, StringComparer.Ordinal).Select(place => place.Value.PausedReason).FirstOrDefault(text => text.Length > 0);
        return new(ChannelId, ChannelType.Telephony, endpoint, IsActive: true, AgentState.NotReady, PauseReason.FromSwitch(reason ?? "", reasons));
    }

    private void Forget(string id)
    {
        if (!_legs.Remove(id)) return;
        _ended.Enqueue(id);
        if (_ended.Count > RememberedEnds) _ended.Dequeue();
    }
}
