namespace His.Platform.Simulator;

/// <summary>
/// A channel of one agent. Touched inside the agent's lock only.
/// <code>
///   inactive ◄──► Not Ready ◄──► Ready      (a log-off or the switch itself goes from anywhere to inactive)
/// </code>
/// </summary>
internal sealed class SimulatedChannel(string id, ChannelType type, int mostInteractions)
{
    public string Id => id;

    public ChannelType Type => type;

    public int MostInteractions => mostInteractions;

    public string? Endpoint { get; set; }

    public bool IsActive { get; private set; }

    public bool IsReady { get; private set; }

    public Reason? Reason { get; private set; }

    public ChannelAtSwitch Now =>
        new(id, type, Endpoint, IsActive, !IsActive ? null : IsReady ? AgentState.Ready : AgentState.NotReady, Reason);

    public void GoUp() => (IsActive, IsReady, Reason) = (true, false, null);

    public void GoDown() => (IsActive, IsReady, Reason) = (false, false, null);

    public void GoReady() => (IsReady, Reason) = (true, null);

    public void GoNotReady(Reason? reason) => (IsReady, Reason) = (false, reason);
}
