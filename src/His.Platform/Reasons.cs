namespace His.Platform;

/// <summary>Why an agent goes Not Ready or logs out.</summary>
/// <param name="Code">One of the policy's codes, exactly; or <see langword="null"/>.</param>
/// <param name="Text">Free text where the policy allows it; or <see langword="null"/>.</param>
/// <param name="Label">The policy's words for the code, for people.</param>
public sealed record Reason(string? Code, string? Text = null, string? Label = null);

/// <summary>One reason that a policy offers.</summary>
/// <param name="Code">What the switch understands; compared exactly.</param>
/// <param name="Label">What the agent reads.</param>
public sealed record ReasonOption(string Code, string Label);

/// <summary>Whether a switch wants a reason.</summary>
public enum ReasonRequirement
{
    /// <summary>It does not; one that is given is recorded.</summary>
    None,

    /// <summary>It takes one.</summary>
    Optional,

    /// <summary>It does not go without one.</summary>
    Required,
}

/// <summary>Which reasons a switch wants for one kind of act.</summary>
/// <param name="Requirement">Whether it wants one.</param>
/// <param name="FreeText">Whether the agent may write one.</param>
/// <param name="Version">Rises when the list changes, so that an old list is recognised.</param>
/// <param name="Reasons">The codes on offer, in the order in which they are shown. Codes are unique.</param>
public sealed record ReasonPolicy(ReasonRequirement Requirement, bool FreeText, int Version, IReadOnlyList<ReasonOption> Reasons)
{
    /// <summary>The policy of a switch that asks for nothing.</summary>
    public static ReasonPolicy None { get; } = new(ReasonRequirement.None, FreeText: false, Version: 1, []);
}

/// <summary>What a platform can do; asked by the flows instead of asking who the vendor is.</summary>
/// <param name="ChannelDeactivation">Whether channels can be activated and deactivated one by one.</param>
/// <param name="LogoutReason">Which reasons it wants for a logout.</param>
/// <param name="NotReadyReason">Which reasons it wants for Not Ready.</param>
public sealed record PlatformCapabilities(bool ChannelDeactivation, ReasonPolicy LogoutReason, ReasonPolicy NotReadyReason)
{
    /// <summary>What HIS can have done with an interaction of this agent, where its medium and its state allow it.</summary>
    public IReadOnlyList<InteractionCommand> Commands { get; init; } = Enum.GetValues<InteractionCommand>();

    /// <summary>Whether HIS can begin a call for this agent.</summary>
    public bool Dialing { get; init; } = true;
}
