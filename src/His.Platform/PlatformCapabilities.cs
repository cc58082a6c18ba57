namespace His.Platform;

/// <summary>What a platform can do. Flows depend on this and never on the vendor.</summary>
/// <param name="ChannelDeactivation">Whether channels can be activated and deactivated one by one.</param>
/// <param name="LogoutReason">The reason policy for a logout.</param>
/// <param name="NotReadyReason">The reason policy for Not Ready.</param>
public sealed record PlatformCapabilities(bool ChannelDeactivation, ReasonPolicy LogoutReason, ReasonPolicy NotReadyReason)
{
    /// <summary>
    /// The commands on interactions that the switch executes for this agent, if medium and state allow them. Default: all.
    /// </summary>
    public IReadOnlyList<InteractionCommand> Commands { get; init; } = Enum.GetValues<InteractionCommand>();

    /// <summary>Whether HIS can begin a call for this agent. Default: true.</summary>
    public bool Dialing { get; init; } = true;
}
