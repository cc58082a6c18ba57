namespace His.Platform.Simulator;

/// <summary>A blind transfer whose destination has not decided yet.</summary>
internal sealed record SimulatedTransfer(string InteractionId, string ChannelId, string Destination);

/// <summary>
/// One agent's transfers that were not taken yet, even if the interaction is completed. Used inside the agent's lock only.
/// </summary>
/// <param name="forget">Called with an interaction that is dropped to make room.</param>
internal sealed class SimulatedTransfers(Action<string> forget)
{
    private const int Max = 100;

    private readonly List<SimulatedTransfer> _pending = [];

    public void Begin(SimulatedTransfer transfer)
    {
        _pending.Add(transfer);
        if (_pending.Count <= Max)
        {
            return;
        }

        forget(_pending[0].InteractionId);
        _pending.RemoveAt(0);
    }

    public bool IsPending(string interactionId) => _pending.Exists(it => Is(it, interactionId));

    /// <summary>Ends a transfer whose destination has decided; <see langword="null"/> if there is no such transfer.</summary>
    public SimulatedTransfer? End(string interactionId)
    {
        var index = _pending.FindIndex(it => Is(it, interactionId));
        if (index < 0)
        {
            return null;
        }

        var ended = _pending[index];
        _pending.RemoveAt(index);
        return ended;
    }

    private static bool Is(SimulatedTransfer transfer, string interactionId) =>
        string.Equals(transfer.InteractionId, interactionId, StringComparison.Ordinal);
}
