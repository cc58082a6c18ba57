namespace His.Platform.Asterisk.Devices;

/// <summary>A leg as somebody else's other side.</summary>
internal sealed record BridgePeer(string Id, string Name);

/// <summary>
/// Who is bridged with whom, over the whole switch: an agent's other side is somebody else's leg, and may change without a word about
/// the agent's own. Events say it, in order; after a lost link a list does.
/// </summary>
internal sealed class Bridges(string? controlContext)
{
    /// <summary>A bridge in which everybody waits and nobody hears anybody.</summary>
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

    /// <summary>Out of the bridge it is in, whichever; the answer is the bridge.</summary>
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

    /// <summary>Whether a leg is where HIS has sent it.</summary>
    public bool IsControlled(string context) => context.Length > 0 && context.Equals(controlContext, StringComparison.Ordinal);

    public bool IsWaiting(string id) => _places.TryGetValue(id, out var place) && place.IsWaiting;

    public BridgePeer? Find(string id) => _places.TryGetValue(id, out var place) ? new BridgePeer(id, place.Name) : null;

    public IEnumerable<BridgePeer> In(string bridge) => _legs.TryGetValue(bridge, out var legs) ? legs.Select(id => new BridgePeer(id, _places[id].Name)) : [];

    /// <summary>Who hears a leg; nobody while it waits or is in no bridge.</summary>
    public IReadOnlyList<BridgePeer> MatesOf(string id) =>
        _places.TryGetValue(id, out var place) && !place.IsWaiting ? [.. In(place.Bridge).Where(mate => !mate.Id.Equals(id, StringComparison.Ordinal))] : [];

    /// <summary>Takes over a list. It does not say of which kind a bridge is: who is alone in one, where HIS sends people to wait, waits.</summary>
    public void Learn(SwitchSnapshot truth)
    {
        _places.Clear();
        _legs.Clear();
        foreach (var together in truth.Legs.SelectMany(legs => legs).Where(leg => leg.Bridge.Length > 0).GroupBy(leg => leg.Bridge, StringComparer.Ordinal))
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
