namespace His.Platform.Asterisk.Devices;

/// <summary>
/// Customers who were transferred at once and whom nobody has answered yet. They have left the agent, so each is followed by the customer's
/// own leg until it is bridged, queued or hung up.
/// </summary>
internal sealed class Transfers
{
    private readonly Dictionary<string, Transfer> _byLeg = new(StringComparer.Ordinal);

    /// <summary>A customer is on the way.</summary>
    /// <param name="leg">The customer's leg.</param>
    /// <param name="device">The device of the agent who transferred.</param>
    /// <param name="interactionId">The interaction that was transferred.</param>
    /// <param name="destination">The destination.</param>
    public void Begin(string leg, AgentDevice device, string interactionId, string destination) =>
        _byLeg[leg] = new Transfer(device, interactionId, destination);

    /// <summary>The transfer failed; the customer is where they were.</summary>
    public void GiveUp(string interactionId)
    {
        foreach (
            var leg in _byLeg
                .Where(it => it.Value.InteractionId.Equals(interactionId, StringComparison.Ordinal))
                .Select(it => it.Key)
                .ToArray()
        )
        {
            _byLeg.Remove(leg);
        }
    }

    /// <summary>A destination is called for the customer; earlier destinations of the dial plan no longer count.</summary>
    public void MarkTried(string leg)
    {
        if (_byLeg.TryGetValue(leg, out var transfer))
        {
            transfer.Why = null;
        }
    }

    public void MarkNotAnswered(string leg, InteractionCause? why)
    {
        if (_byLeg.TryGetValue(leg, out var transfer))
        {
            transfer.Why = why;
        }
    }

    public void MarkTaken(string leg) => _byLeg.Remove(leg);

    /// <summary>The customer has hung up. If nobody was called for them, as with an announcement, the transfer counts as taken.</summary>
    public void MarkHungUp(string leg)
    {
        if (_byLeg.Remove(leg, out var transfer) && transfer.Why is { } why)
        {
            transfer.Seat.ReportTransfer(transfer.InteractionId, transfer.Destination, why);
        }
    }

    public void Clear() => _byLeg.Clear();

    private sealed record Transfer(AgentDevice Seat, string InteractionId, string Destination)
    {
        /// <summary>Why the last called destination has not answered.</summary>
        public InteractionCause? Why { get; set; }
    }
}
