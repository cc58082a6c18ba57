namespace His.Platform.Asterisk;

/// <summary>
/// What HIS may do with calls. Bound from <c>His:Asterisk:Calls</c>; by default the telephone does everything except end and reject.
/// </summary>
public sealed record AsteriskCallsOptions
{
    /// <summary>
    /// The context of the dial plan in which every number that HIS dials is an extension; letters, digits, dot, dash and underscore, 1 to
    /// 79. Null: HIS dials and transfers nothing.
    /// </summary>
    public string? Context { get; init; }

    /// <summary>
    /// The context with the extensions <c>hold</c>, <c>wait</c>, <c>back</c>, <c>join</c> and those for consultations, as in
    /// docs/platforms/asterisk.md; 1 to 79 characters, and not the same as <see cref="Context"/>. Null: only the telephone can hold, and
    /// there are no consultations.
    /// </summary>
    public string? ControlContext { get; init; }

    /// <summary>
    /// What answers a call. Default <see cref="AsteriskAccept.Telephone"/>: not every telephone obeys NotifyTalk, which also needs one more
    /// privilege.
    /// </summary>
    public AsteriskAccept Accept { get; init; }

    /// <summary>
    /// The prefixes of numbers of the own country that would otherwise be international, such as <c>+7</c>. Default none.
    /// </summary>
    public IReadOnlyList<string> HomePrefixes { get; init; } = [];

    /// <summary>The prefixes of numbers of other countries. Null: <c>+</c> and <c>00</c>.</summary>
    public IReadOnlyList<string>? InternationalPrefixes { get; init; }

    /// <summary>The prefixes of numbers that cost more than a call. Default none. All prefixes together: at most 1000.</summary>
    public IReadOnlyList<string> PremiumPrefixes { get; init; } = [];

    /// <summary>
    /// The rate limit of dialing, transfer and consultation together: numbers per agent and minute, 1 to 1000. Default 10.
    /// </summary>
    public int DialsPerMinute { get; init; } = 10;
}

/// <summary>What answers a call that rings.</summary>
public enum AsteriskAccept
{
    /// <summary>The agent, at the telephone.</summary>
    Telephone,

    /// <summary>HIS: the switch sends the telephone a NOTIFY with <c>Event: talk</c>, which it must understand.</summary>
    NotifyTalk,
}
