namespace His.Platform.Asterisk.Devices;

/// <summary>One login's hold on a device: its event sink, and whether it is still in use.</summary>
/// <param name="events">The event sink.</param>
/// <param name="queues">The agent's queues at that login.</param>
internal sealed class DeviceClaim(IAgentEventSink events, IReadOnlyList<string> queues)
{
    public IAgentEventSink Events => events;

    public IReadOnlyList<string> Queues => queues;

    /// <summary>Whether the login was released; it then receives no more events, even if the device is given back to it.</summary>
    public bool IsOver { get; set; }
}
