using System.Text.Json.Serialization;

namespace His.Platform.Simulator;

/// <summary>The present capabilities and settings of the simulated switch. Immutable: a change makes a new one.</summary>
public sealed record SimulatorSettings
{
    /// <summary>The capabilities reported to HIS.</summary>
    public PlatformCapabilities Capabilities { get; init; } = new(ChannelDeactivation: true, ReasonPolicy.None, ReasonPolicy.None);

    /// <summary>The latency of each command. Default: <see cref="SimulatorOptions.Latency"/>.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>Whether an interaction that was connected ends in wrap-up (<see cref="InteractionState.Ended"/>) or at once.</summary>
    public bool WrapUp { get; init; } = true;

    /// <summary>
    /// Whether a log-off is refused while the agent has an interaction. Default false: the log-off succeeds and the interaction continues
    /// without the agent. Real switches differ.
    /// </summary>
    public bool RefuseLogOffDuringInteraction { get; init; }

    /// <summary>Whether the telephones are registered; if not, a login succeeds with a warning. Default true.</summary>
    public bool EndpointRegistered { get; init; } = true;

    /// <summary>The outcome of called numbers. Default <see cref="CalledParty.Answers"/>.</summary>
    public CalledParty CalledParty { get; init; }
}

/// <summary>A change of <see cref="SimulatorSettings"/>. A <see langword="null"/> value stays unchanged.</summary>
/// <param name="LogoutReason">The reason policy for a logout.</param>
/// <param name="NotReadyReason">The reason policy for Not Ready.</param>
/// <param name="ChannelDeactivation">Whether channels can be activated and deactivated one by one.</param>
/// <param name="Latency">The latency of each command, 0 to 1 minute.</param>
/// <param name="WrapUp">Whether there is wrap-up.</param>
/// <param name="RefuseLogOffDuringInteraction">Whether a log-off is refused while the agent has an interaction.</param>
/// <param name="Commands">The possible commands on an interaction; initially all.</param>
/// <param name="Dialing">Whether HIS can begin a call.</param>
/// <param name="EndpointRegistered">Whether the telephones are registered.</param>
/// <param name="CalledParty">The outcome of called numbers; initially <see cref="CalledParty.Answers"/>.</param>
public sealed record SettingsChange(
    PolicyChange? LogoutReason = null,
    PolicyChange? NotReadyReason = null,
    bool? ChannelDeactivation = null,
    TimeSpan? Latency = null,
    bool? WrapUp = null,
    bool? RefuseLogOffDuringInteraction = null,
    IReadOnlyList<InteractionCommand>? Commands = null,
    bool? Dialing = null,
    bool? EndpointRegistered = null,
    CalledParty? CalledParty = null
)
{
    /// <summary>The problem with this change, or <see langword="null"/> if it is valid.</summary>
    [JsonIgnore]
    public string? Problem =>
        Latency is { TotalMinutes: < 0 or > 1 } ? "latency must be 0 to 1 minute."
        : CalledParty is { } called && !Enum.IsDefined(called) ? "calledParty is unknown."
        : Commands?.Any(it => !Enum.IsDefined(it)) == true ? "commands contains an unknown command."
        : Prefixed("logoutReason", LogoutReason?.Problem) ?? Prefixed("notReadyReason", NotReadyReason?.Problem);

    internal SimulatorSettings ApplyTo(SimulatorSettings old) =>
        old with
        {
            Capabilities = new PlatformCapabilities(
                ChannelDeactivation ?? old.Capabilities.ChannelDeactivation,
                LogoutReason?.ApplyTo(old.Capabilities.LogoutReason) ?? old.Capabilities.LogoutReason,
                NotReadyReason?.ApplyTo(old.Capabilities.NotReadyReason) ?? old.Capabilities.NotReadyReason
            )
            {
                Commands = Commands is null ? old.Capabilities.Commands : [.. Commands.Distinct()],
                Dialing = Dialing ?? old.Capabilities.Dialing,
            },
            Latency = Latency ?? old.Latency,
            WrapUp = WrapUp ?? old.WrapUp,
            RefuseLogOffDuringInteraction = RefuseLogOffDuringInteraction ?? old.RefuseLogOffDuringInteraction,
            EndpointRegistered = EndpointRegistered ?? old.EndpointRegistered,
            CalledParty = CalledParty ?? old.CalledParty,
        };

    private static string? Prefixed(string name, string? problem) => problem is null ? null : $"{name}: {problem}";
}

/// <summary>A new reason policy.</summary>
/// <param name="Requirement">Whether a reason is required.</param>
/// <param name="FreeText">Whether the agent may write a reason.</param>
/// <param name="Reasons">The codes on offer, at most 1000, codes unique; <see langword="null"/> for none.</param>
/// <param name="Version">
/// Used unchanged, 1 or more, to simulate a switch that forgets to raise it; <see langword="null"/>: the version rises if anything changes.
/// </param>
public sealed record PolicyChange(
    ReasonRequirement Requirement,
    bool FreeText = false,
    IReadOnlyList<ReasonOption>? Reasons = null,
    [property: JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)] int? Version = null
)
{
    /// <summary>The most reasons in a policy.</summary>
    public const int MaxReasons = 1000;

    /// <summary>The most characters in a code or a label.</summary>
    public const int LongestText = 256;

    /// <summary>The problem with this policy, or <see langword="null"/> if it is valid.</summary>
    [JsonIgnore]
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
                return $"there are {Reasons.Count} reasons; at most {MaxReasons} are allowed.";
            }

            var codes = new HashSet<string>(StringComparer.Ordinal);
            foreach (var reason in Reasons)
            {
                if (reason is null || string.IsNullOrWhiteSpace(reason.Code) || string.IsNullOrWhiteSpace(reason.Label))
                {
                    return "every reason must have a code and a label.";
                }

                if (reason.Code.Length > LongestText || reason.Label.Length > LongestText)
                {
                    return $"codes and labels must have at most {LongestText} characters.";
                }

                if (!codes.Add(reason.Code))
                {
                    return $"the code '{reason.Code}' is a duplicate.";
                }
            }

            return null;
        }
    }

    internal ReasonPolicy ApplyTo(ReasonPolicy old)
    {
        // A copy: the caller's list may change later, a published policy may not.
        IReadOnlyList<ReasonOption> reasons = Reasons is null ? [] : [.. Reasons];
        var isTheSame = Requirement == old.Requirement && FreeText == old.FreeText && reasons.SequenceEqual(old.Reasons);
        return new ReasonPolicy(Requirement, FreeText, Version ?? (isTheSame ? old.Version : old.Version + 1), reasons);
    }
}
