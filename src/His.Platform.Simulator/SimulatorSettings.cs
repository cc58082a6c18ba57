namespace His.Platform.Simulator;

/// <summary>What the simulated switch can do and wants just now. A snapshot: a change makes a new one.</summary>
public sealed record SimulatorSettings
{
    /// <summary>What HIS is told the switch can do.</summary>
    public PlatformCapabilities Capabilities { get; init; } = new(ChannelDeactivation: true, ReasonPolicy.None, ReasonPolicy.None);

    /// <summary>How long the switch takes for each command.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>Whether an interaction that was connected ends in wrap-up (<see cref="InteractionState.Ended"/>) or at once.</summary>
    public bool WrapUp { get; init; } = true;

    /// <summary>
    /// Whether a log-off is refused while the agent has an interaction. Real switches differ; by default this one is careless and lets
    /// the agent go, the interaction goes on without them.
    /// </summary>
    public bool RefuseLogOffDuringInteraction { get; init; }

    /// <summary>Whether the telephones are registered; else a login succeeds with a warning.</summary>
    public bool EndpointRegistered { get; init; } = true;

    /// <summary>What becomes of numbers that are called.</summary>
    public CalledParty CalledParty { get; init; }
}

/// <summary>A change of <see cref="SimulatorSettings"/>. What is <see langword="null"/> stays as it is.</summary>
/// <param name="LogoutReason">Which reasons the switch wants for a logout.</param>
/// <param name="NotReadyReason">Which reasons the switch wants for Not Ready.</param>
/// <param name="ChannelDeactivation">Whether channels can be activated and deactivated one by one.</param>
/// <param name="LatencyMs">How long each command takes, in milliseconds, at most 60,000.</param>
/// <param name="WrapUp">Whether there is wrap-up.</param>
/// <param name="RefuseLogOffDuringInteraction">Whether a log-off is refused while the agent has an interaction.</param>
/// <param name="Commands">What can be done with an interaction; at the beginning everything.</param>
/// <param name="Dialing">Whether a call can be begun.</param>
/// <param name="EndpointRegistered">Whether the telephones are registered.</param>
/// <param name="CalledParty">What becomes of numbers that are called; at the beginning somebody answers.</param>
public sealed record SettingsChange(
    PolicyChange? LogoutReason = null,
    PolicyChange? NotReadyReason = null,
    bool? ChannelDeactivation = null,
    int? LatencyMs = null,
    bool? WrapUp = null,
    bool? RefuseLogOffDuringInteraction = null,
    IReadOnlyList<InteractionCommand>? Commands = null,
    bool? Dialing = null,
    bool? EndpointRegistered = null,
    CalledParty? CalledParty = null)
{
    /// <summary>What is wrong with this change, or <see langword="null"/>.</summary>
    public string? Problem =>
        LatencyMs is < 0 or > 60_000 ? "latencyMs must be 0 to 60,000."
        : CalledParty is { } called && !Enum.IsDefined(called) ? "calledParty is unknown."
        : Commands?.Any(it => !Enum.IsDefined(it)) == true ? "commands has one that there is not."
        : Prefixed("logoutReason", LogoutReason?.Problem) ?? Prefixed("notReadyReason", NotReadyReason?.Problem);

    internal SimulatorSettings ApplyTo(SimulatorSettings old) => old with
    {
        Capabilities = new PlatformCapabilities(
            ChannelDeactivation ?? old.Capabilities.ChannelDeactivation,
            LogoutReason?.ApplyTo(old.Capabilities.LogoutReason) ?? old.Capabilities.LogoutReason,
            NotReadyReason?.ApplyTo(old.Capabilities.NotReadyReason) ?? old.Capabilities.NotReadyReason)
        {
            Commands = Commands is null ? old.Capabilities.Commands : [.. Commands.Distinct()],
            Dialing = Dialing ?? old.Capabilities.Dialing,
        },
        Latency = LatencyMs is { } latency ? TimeSpan.FromMilliseconds(latency) : old.Latency,
        WrapUp = WrapUp ?? old.WrapUp,
        RefuseLogOffDuringInteraction = RefuseLogOffDuringInteraction ?? old.RefuseLogOffDuringInteraction,
        EndpointRegistered = EndpointRegistered ?? old.EndpointRegistered,
        CalledParty = CalledParty ?? old.CalledParty,
    };

    private static string? Prefixed(string name, string? problem) => problem is null ? null : $"{name}: {problem}";
}

/// <summary>A new reason policy.</summary>
/// <param name="Requirement">Whether a reason is wanted.</param>
/// <param name="FreeText">Whether the agent may write one.</param>
/// <param name="Reasons">The codes on offer; none when <see langword="null"/>. At most 1000, codes unique.</param>
/// <param name="Version">
/// Taken as it is, so that a careless switch can be played; when <see langword="null"/> the version rises if anything changes.
/// </param>
public sealed record PolicyChange(
    ReasonRequirement Requirement, bool FreeText = false, IReadOnlyList<ReasonOption>? Reasons = null, int? Version = null)
{
    /// <summary>How many reasons a policy can have.</summary>
    public const int MaxReasons = 1000;

    /// <summary>How many characters a code or a label can have.</summary>
    public const int LongestText = 256;

    /// <summary>What is wrong with this policy, or <see langword="null"/>.</summary>
    public string? Problem
    {
        get
        {
            if (!Enum.IsDefined(Requirement))
            {
                return "requirement must be None, Optional or Required.";
            }

            if (Version < 1)
            {
                return "version must be 1 or more.";
            }

            if (Reasons is null)
            {
                return null;
            }

            if (Reasons.Count > MaxReasons)
            {
                return $"there are {Reasons.Count} reasons, at most {MaxReasons} are possible.";
            }

            var codes = new HashSet<string>(StringComparer.Ordinal);
            foreach (var reason in Reasons)
            {
                if (reason is null || string.IsNullOrWhiteSpace(reason.Code) || string.IsNullOrWhiteSpace(reason.Label))
                {
                    return "every reason needs a code and a label.";
                }

                if (reason.Code.Length > LongestText || reason.Label.Length > LongestText)
                {
                    return $"a code or a label has more than {LongestText} characters.";
                }

                if (!codes.Add(reason.Code))
                {
                    return $"the code '{reason.Code}' is there twice.";
                }
            }

            return null;
        }
    }

    internal ReasonPolicy ApplyTo(ReasonPolicy old)
    {
        // A copy: the caller's list may change later, a policy that was handed out may not.
        IReadOnlyList<ReasonOption> reasons = Reasons is null ? [] : [.. Reasons];
        var isTheSame = Requirement == old.Requirement && FreeText == old.FreeText && reasons.SequenceEqual(old.Reasons);
        return new ReasonPolicy(Requirement, FreeText, Version ?? (isTheSame ? old.Version : old.Version + 1), reasons);
    }
}
