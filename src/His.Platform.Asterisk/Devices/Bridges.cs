namespace His.Platform.Asterisk.Devices;

/// <summary>A leg as another leg's other side.</summary>
internal sealed record BridgePeer(string Id, string Name);

/// <summary>
/// The bridges of the whole switch: an agent's other side is another party's leg, and may change without an event about the agent's own.
/// Kept by events, in order; restored from a list after a lost link.
/// </summary>
internal sealed class Bridges(string? controlContext)
{
    /// <summary>A bridge in which all parties wait and hear nobody.</summary>
    public const string Waiting = "holding_bridge";

    private readonly Dictionary<string, Place> _places = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> _legs = new(StringComparer.Ordinal);

    public void Enter(string id, string name, string bridge, bool isWaiting)
    {
        Leave(id);
        _places[id] = new Place(name, bridge, isWaiting);
        if (!_legs.TryGetValue(bridge, out var legs))
        {
            _legs.Add(bridge, legs = []);
        }

        legs.Add(id);
    }

    /// <summary>Removes a leg from the bridge it is in; returns the bridge.</summary>
    public string? Leave(string id)
    {
        if (!_places.Remove(id, out var place))
        {
            return null;
        }

        var legs = _legs[place.Bridge];
        legs.Remove(id);
        if (legs.Count == 0)
        {
            _legs.Remove(place.Bridge);
        }

        return place.Bridge;
    }

    public void Rename(string id, string name)
    {
        if (_places.TryGetValue(id, out var place))
        {
            _places[id] = place with { Name = name };
        }
    }

    /// <summary>Whether a leg is in HIS's control context.</summary>
    public bool IsControlled(string context) => context.Length > 0 && context.Equals(controlContext, StringComparison.Ordinal);

    public bool IsWaiting(string id) => _places.TryGetValue(id, out var place) && place.IsWaiting;

    public BridgePeer? Find(string id) => _places.TryGetValue(id, out var place) ? new BridgePeer(id, place.Name) : null;

    public IEnumerable<BridgePeer> In(string bridge) =>
        _legs.TryGetValue(bridge, out var legs) ? legs.Select(id => new BridgePeer(id, _places[id].Name)) : [];

    /// <summary>The legs that hear a leg; none while it waits or is in no bridge.</summary>
    public IReadOnlyList<BridgePeer> MatesOf(string id) =>
        _places.TryGetValue(id, out var place) && !place.IsWaiting
            ? [.. In(place.Bridge).Where(mate => !mate.Id.Equals(id, StringComparison.Ordinal))]
            : [];

    /// <summary>Applies a list, which does not say the type of a bridge: a leg alone in a bridge, in the control context, waits.</summary>
    public void Apply(SwitchSnapshot snapshot)
    {
        _places.Clear();
        _legs.Clear();
        foreach (
            var together in snapshot
                .Legs.SelectMany(legs => legs)
                .Where(leg => leg.Bridge.Length > 0)
                .GroupBy(leg => leg.Bridge, StringComparer.Ordinal)
        )
        {
            var legs = together.ToArray();
            foreach (var leg in legs)
            {
                Enter(leg.Id, leg.Name, leg.Bridge, legs.Length == 1 && IsControlled(leg.Context));
            }
        }
    }

    private sealed record Place(string Name, string Bridge, bool IsWaiting);
}
