namespace His.Platform;

/// <summary>The switch's response to a command. Its effects are reported as events.</summary>
/// <param name="Outcome">Success, or the kind of failure.</param>
/// <param name="SwitchError">
/// The switch's own text if it refused, at most 256 characters, for engineers; otherwise <see langword="null"/>.
/// </param>
/// <param name="RetryAfter">
/// The wait before a retry, with <see cref="CommandOutcome.RateLimited"/>; otherwise <see langword="null"/>.
/// </param>
public readonly record struct CommandResult(CommandOutcome Outcome, string? SwitchError = null, TimeSpan? RetryAfter = null)
{
    /// <summary>The switch accepted the command, or the goal held already.</summary>
    public static CommandResult Done => new(CommandOutcome.Done);

    /// <summary>The switch refused the command.</summary>
    public static CommandResult Refused(string switchError) => new(CommandOutcome.Refused, switchError);

    /// <summary>The command could not be sent: there is no link to the switch.</summary>
    public static CommandResult Unavailable => new(CommandOutcome.Unavailable);

    /// <summary>The platform has no such operation.</summary>
    public static CommandResult NotSupported => new(CommandOutcome.NotSupported);

    /// <summary>A rule forbids it to this agent; nothing was sent to the switch.</summary>
    public static CommandResult Forbidden(string rule) => new(CommandOutcome.Forbidden, rule);

    /// <summary>The rate limit of the agent is exceeded; nothing was sent to the switch.</summary>
    public static CommandResult RateLimited(TimeSpan retryAfter) => new(CommandOutcome.RateLimited, RetryAfter: retryAfter);
}

/// <summary>The outcomes of a command.</summary>
public enum CommandOutcome
{
    /// <summary>The switch accepted the command, or the goal held already.</summary>
    Done,

    /// <summary>The switch refused the command.</summary>
    Refused,

    /// <summary>There is no link to the switch.</summary>
    Unavailable,

    /// <summary>The platform has no such operation.</summary>
    NotSupported,

    /// <summary>A rule forbids it to this agent.</summary>
    Forbidden,

    /// <summary>The rate limit of the agent is exceeded.</summary>
    RateLimited,
}

/// <summary>The result of <see cref="IPlatformAgent.DialAsync"/>.</summary>
/// <param name="Result">The switch's response.</param>
/// <param name="InteractionId">The interaction that begins; <see langword="null"/> if none does.</param>
public readonly record struct DialCommandResult(CommandResult Result, string? InteractionId = null);
