namespace His.Platform;

/// <summary>Why an agent goes Not Ready or logs out.</summary>
/// <param name="Code">One of the policy's codes, exactly; or <see langword="null"/>.</param>
/// <param name="Text">Free text if the policy allows it, at most 128 characters; or <see langword="null"/>.</param>
/// <param name="Label">The policy's words for the code, for people.</param>
public sealed record Reason(string? Code, string? Text = null, string? Label = null);

/// <summary>One reason that a policy offers.</summary>
/// <param name="Code">What the switch understands; compared exactly.</param>
/// <param name="Label">What the agent reads.</param>
public sealed record ReasonOption(string Code, string Label);

/// <summary>Whether a switch requires a reason.</summary>
public enum ReasonRequirement
{
    /// <summary>It does not; a reason that is given is recorded.</summary>
    None,

    /// <summary>It accepts one.</summary>
    Optional,

    /// <summary>It requires one.</summary>
    Required,
}

/// <summary>The reasons a switch wants for one kind of act.</summary>
/// <param name="Requirement">Whether it requires one.</param>
/// <param name="FreeText">Whether the agent may write one.</param>
/// <param name="Version">Rises when the list changes, so that an old list is recognized.</param>
/// <param name="Reasons">The codes on offer, in the order in which they are shown. Codes are unique.</param>
public sealed record ReasonPolicy(ReasonRequirement Requirement, bool FreeText, int Version, IReadOnlyList<ReasonOption> Reasons)
{
    /// <summary>The policy of a switch that asks for nothing.</summary>
    public static ReasonPolicy None { get; } = new(ReasonRequirement.None, FreeText: false, Version: 1, []);
}
