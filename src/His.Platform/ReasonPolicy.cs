namespace His.Platform;

/// <summary>The reason for going Not Ready or logging out.</summary>
/// <param name="Code">One of the policy's codes, exactly; or <see langword="null"/>.</param>
/// <param name="Text">Free text if the policy allows it, at most 128 characters; or <see langword="null"/>.</param>
/// <param name="Label">The policy's label for the code; <see langword="null"/> if there is no code.</param>
public sealed record Reason(string? Code, string? Text = null, string? Label = null);

/// <summary>One reason that a policy offers.</summary>
/// <param name="Code">The code sent to the switch; compared exactly.</param>
/// <param name="Label">The text shown to the agent.</param>
public sealed record ReasonOption(string Code, string Label);

/// <summary>Whether a switch requires a reason.</summary>
public enum ReasonRequirement
{
    /// <summary>No reason is required; one that is given is recorded.</summary>
    None,

    /// <summary>A reason is accepted.</summary>
    Optional,

    /// <summary>A reason is required.</summary>
    Required,
}

/// <summary>The reasons a switch accepts for one kind of command.</summary>
/// <param name="Requirement">Whether a reason is required.</param>
/// <param name="FreeText">Whether the agent may write a reason.</param>
/// <param name="Version">Rises when the list changes, so that an old list is recognized.</param>
/// <param name="Reasons">The codes on offer, in the order in which they are shown. Codes are unique.</param>
public sealed record ReasonPolicy(ReasonRequirement Requirement, bool FreeText, int Version, IReadOnlyList<ReasonOption> Reasons)
{
    /// <summary>The policy of a switch that requests no reasons.</summary>
    public static ReasonPolicy None { get; } = new(ReasonRequirement.None, FreeText: false, Version: 1, []);
}
