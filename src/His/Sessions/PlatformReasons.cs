using His.Bus;
using His.Platform;
using His.Positions;

namespace His.Sessions;

/// <summary>The reasons that a client has sent: one for every platform that accepts it, and others for single platforms.</summary>
/// <param name="Reason">The reason for every platform that accepts it; null for none.</param>
/// <param name="ByPlatform">The reasons for single platforms; they override the other.</param>
internal sealed record ReasonsGiven(ReasonGiven? Reason, IReadOnlyList<PlatformReasonGiven> ByPlatform)
{
    public static ReasonsGiven None { get; } = new(null, []);

    public static ReasonsGiven Of(ReasonGiven? reason, IReadOnlyList<PlatformReasonGiven>? byPlatform) =>
        reason is null && byPlatform is null ? None : new(reason, byPlatform ?? []);

    /// <summary>The reason that was sent for a platform alone; <see langword="null"/> for none.</summary>
    public ReasonGiven? OwnOf(string platform) => ByPlatform.FirstOrDefault(it => it.Platform == platform)?.ToReason();

    /// <summary>Whether the reasons are the same.</summary>
    public bool Equals(ReasonsGiven? other) => other is not null && Reason == other.Reason && ByPlatform.SequenceEqual(other.ByPlatform);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Reason, ByPlatform.Count);

    /// <summary>These reasons, and for what they leave out the others'.</summary>
    public ReasonsGiven Or(ReasonsGiven others) =>
        new(
            Reason is { IsEmpty: false } ? Reason : others.Reason,
            [.. ByPlatform, .. others.ByPlatform.Where(it => OwnOf(it.Platform) is null)]
        );
}

/// <summary>Validates the reasons of a command against the current policy of each platform (AF1, decision R8).</summary>
internal static class PlatformReasons
{
    /// <summary>Finds the reason for each platform.</summary>
    /// <param name="positions">The positions at which the command is carried out.</param>
    /// <param name="policyOf">The policy of a platform for this command.</param>
    /// <param name="given">The reasons that the client sent.</param>
    /// <param name="reasons">If accepted: the reason for each of the positions; <see langword="null"/> for none.</param>
    /// <returns>
    /// <see langword="null"/>, or NeedInfo: the client has to prompt for the reasons of all platforms that have none yet, at once.
    /// </returns>
    public static Failure? FindFor(
        IReadOnlyList<Position> positions,
        Func<PlatformCapabilities, ReasonPolicy> policyOf,
        ReasonsGiven given,
        out IReadOnlyDictionary<Position, Reason?> reasons
    )
    {
        var found = new Dictionary<Position, Reason?>();
        var wanted = new List<PlatformReasonPolicy>();
        foreach (var position in positions)
        {
            var policy = policyOf(position.Capabilities);
            if (Accepts(policy, given, position.Platform, position.IsOnly, out var reason))
            {
                found[position] = reason;
            }
            else
            {
                wanted.Add(new PlatformReasonPolicy(position.Platform, policy));
            }
        }

        reasons = found;
        return wanted.Count == 0
            ? null
            : new Failure(FailureCode.NeedInfo) { Reason = wanted[0].Policy, Reasons = positions is [{ IsOnly: true }] ? null : wanted };
    }

    /// <summary>Finds the reason of a logout for each platform.</summary>
    /// <param name="positions">The positions at which the agent is to be logged off.</param>
    /// <param name="cause">The cause of the logout.</param>
    /// <param name="given">The reasons that were sent.</param>
    /// <param name="reasons">If accepted: the reason for each of the positions; <see langword="null"/> for none.</param>
    /// <returns><see langword="null"/>, or NeedInfo; never if the agent has not requested the logout.</returns>
    public static Failure? FindForLogout(
        IReadOnlyList<Position> positions,
        Cause cause,
        ReasonsGiven given,
        out IReadOnlyDictionary<Position, Reason?> reasons
    )
    {
        var needInfo = FindFor(positions, it => it.LogoutReason, given, out reasons);
        if (cause == Cause.AgentRequest)
        {
            return needInfo;
        }

        // An agent without a connection, or logged out by somebody else, cannot be prompted: the cause stands in for a missing reason.
        var found = reasons;
        reasons = positions.ToDictionary(
            position => position,
            Reason? (position) => found.GetValueOrDefault(position) ?? new Reason(Code: null, Text: cause.ToString())
        );
        return null;
    }

    /// <summary>The reason for the end of a session: that of the first platform that has one.</summary>
    public static Reason? Foremost(this IReadOnlyDictionary<Position, Reason?> reasons) =>
        reasons.Values.FirstOrDefault(it => it is not null);

    /// <summary>
    /// A reason for the platform alone must fit. The one for all platforms is taken where it fits; where it does not, it is only asked again
    /// if the platform requires a reason.
    /// </summary>
    private static bool Accepts(ReasonPolicy policy, ReasonsGiven given, string platform, bool isOnly, out Reason? reason) =>
        given.OwnOf(platform) is { } own
            ? policy.Accepts(own, out reason)
            : policy.Accepts(given.Reason, out reason) || (!isOnly && policy.Accepts(given: null, out reason));
}
