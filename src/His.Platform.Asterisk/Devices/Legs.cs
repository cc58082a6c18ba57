namespace His.Platform.Asterisk.Devices;

/// <summary>The legs at one telephone. Every change returns the leg if there is something to publish.</summary>
internal sealed class Legs(bool wrapUp)
{
    /// <summary>How many ended legs are remembered, so that a late event does not recreate one.</summary>
    private const int RememberedEnds = 64;

    private readonly Dictionary<string, Leg> _legs = new(StringComparer.Ordinal);
    private readonly Queue<string> _ended = new();

    public int Count => _legs.Count;

    public IEnumerable<Leg> All => _legs.Values;

    public Leg? Find(string id) => _legs.GetValueOrDefault(id);

    /// <summary>A leg exists. A repeated event may add what was unknown about it.</summary>
    public Leg? Begin(LegRow row, string? subject)
    {
        if (_ended.Contains(row.Id))
        {
            return null;
        }

        if (_legs.TryGetValue(row.Id, out var known))
        {
            return known.TryComplete(row.Party, subject) ? known : null;
        }

        return _legs[row.Id] = new Leg(row.Id, row.Name, row.Direction, row.State, row.Party, subject);
    }

    public Leg? Change(string id, Func<Leg, bool> change) => _legs.TryGetValue(id, out var leg) && change(leg) ? leg : null;

    /// <summary>The leg is gone at the switch. With wrap-up, an answered leg stays with the agent.</summary>
    public Leg? HangUp(string id) =>
        _legs.TryGetValue(id, out var leg) && wrapUp && leg.WasAnswered
            ? Change(id, ending => ending.TryMoveTo(InteractionState.Ended))
            : Complete(id);

    public Leg? Complete(string id)
    {
        var completed = Change(id, leg => leg.TryMoveTo(InteractionState.Completed));
        if (!_legs.Remove(id))
        {
            return null;
        }

        _ended.Enqueue(id);
        if (_ended.Count > RememberedEnds)
        {
            _ended.Dequeue();
        }

        return completed;
    }
}
