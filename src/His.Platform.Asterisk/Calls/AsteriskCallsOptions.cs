namespace His.Platform.Asterisk;

/// <summary>What HIS may do with calls. Bound from <c>His:Asterisk:Calls</c>; with nothing set the telephone does all but end and reject.</summary>
public sealed record AsteriskCallsOptions
{
    /// <summary>
    /// The context of the dial plan in which every number that HIS dials is an extension. Without one HIS dials and transfers nothing.
    /// </summary>
    public string? Context { get; init; }

    /// <summary>
    /// The context with the extensions <c>hold</c>, <c>wait</c>, <c>back</c>, <c>join</c> and those for consultations, as
    /// docs/platforms/asterisk.md has it. Without one the telephone holds, and nobody is consulted.
    /// </summary>
    public string? ControlContext { get; init; }

    /// <summary>Who picks up a call. <see cref="AsteriskAccept.Telephone"/>: not every telephone obeys, and the other way needs a privilege more.</summary>
    public AsteriskAccept Accept { get; init; }

    /// <summary>How numbers of the own country begin that would otherwise be international, such as <c>+7</c>. None.</summary>
    public IReadOnlyList<string> HomePrefixes { get; init; } = [];

    /// <summary>How numbers of other countries begin. <c>+</c> and <c>00</c> where nothing is set.</summary>
    public IReadOnlyList<string>? InternationalPrefixes { get; init; }

    /// <summary>How numbers begin that cost more than a call. None.</summary>
    public IReadOnlyList<string> PremiumPrefixes { get; init; } = [];

    /// <summary>How many numbers an agent may have called in a minute, by dialing, transfer and consultation together. 10.</summary>
    public int DialsPerMinute { get; init; } = 10;
}

/// <summary>Who picks up a call that rings.</summary>
public enum AsteriskAccept
{
    /// <summary>The agent, at the telephone.</summary>
    Telephone,

    /// <summary>HIS: the switch sends the telephone a NOTIFY with <c>Event: talk</c>, which it must understand.</summary>
    NotifyTalk,
}
