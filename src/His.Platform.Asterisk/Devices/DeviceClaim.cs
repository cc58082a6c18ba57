namespace His.Platform.Asterisk.Devices;

/// <summary>One login's hold on a seat: where it hears news, and whether it still wants to.</summary>
/// <param name="events">Where it hears.</param>
/// <param name="queues">The agent's queues at that login.</param>
internal sealed class DeviceClaim(IAgentEventSink events, IReadOnlyList<string> queues)
{
    public IAgentEventSink News => events;

    public IReadOnlyList<string> Queues => queues;

    /// <summary>The login has been let go and hears nothing any more, whoever else lets go of the seat.</summary>
    public bool IsOver { get; set; }
}
