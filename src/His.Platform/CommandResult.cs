namespace His.Platform;

/// <summary>What the switch said to a command. What it did is told as news.</summary>
/// <param name="Outcome">The answer.</param>
/// <param name="SwitchError">With a no: the switch's own words, at most 256 characters, for engineers.</param>
/// <param name="RetryAfter">With <see cref="CommandOutcome.RateLimited"/>: how long to wait.</param>
public readonly record struct CommandResult(CommandOutcome Outcome, string? SwitchError = null, TimeSpan? RetryAfter = null)
{
    /// <summary>The switch said yes, or the goal held already.</summary>
    public static CommandResult Done => new(CommandOutcome.Done);

    /// <summary>The switch said no.</summary>
    public static CommandResult Refused(string switchError) => new(CommandOutcome.Refused, switchError);

    /// <summary>The switch could not be told: there is no link to it.</summary>
    public static CommandResult Unavailable => new(CommandOutcome.Unavailable);

    /// <summary>The platform has no such operation.</summary>
    public static CommandResult NotSupported => new(CommandOutcome.NotSupported);

    /// <summary>A rule forbids it to this agent; the switch was told nothing.</summary>
    public static CommandResult Forbidden(string rule) => new(CommandOutcome.Forbidden, rule);

    /// <summary>The agent asks for this too often; the switch was told nothing.</summary>
    public static CommandResult RateLimited(TimeSpan retryAfter) => new(CommandOutcome.RateLimited, RetryAfter: retryAfter);
}

/// <summary>The answers of <see cref="CommandResult"/>.</summary>
public enum CommandOutcome
{
    /// <summary>Yes.</summary>
    Done,

    /// <summary>No.</summary>
    Refused,

    /// <summary>There is no link to the switch.</summary>
    Unavailable,

    /// <summary>The platform cannot do this at all.</summary>
    NotSupported,

    /// <summary>A rule forbids it to this agent.</summary>
    Forbidden,

    /// <summary>The agent asks for it too often.</summary>
    RateLimited,
}

/// <summary>What came of <see cref="IPlatformAgent.DialAsync"/>.</summary>
/// <param name="Result">What the switch said.</param>
/// <param name="InteractionId">With a yes: the interaction that begins.</param>
public readonly record struct DialCommandResult(CommandResult Result, string? InteractionId = null);

/// <summary>What came of <see cref="IPlatform.LogInAsync"/>. A closed list.</summary>
public abstract record LogInResult
{
    private LogInResult() { }

    /// <summary>The agent is at the switch.</summary>
    /// <param name="Agent">What can be commanded and asked from now on.</param>
    /// <param name="State">The state found; news tells every change after it.</param>
    public sealed record LoggedIn(IPlatformAgent Agent, SwitchAgentState State) : LogInResult
    {
        /// <summary>What the agent should know though the login succeeded.</summary>
        public IReadOnlyList<LoginWarning> Warnings { get; init; } = [];
    }

    /// <summary>Another agent works with that endpoint.</summary>
    public sealed record EndpointInUse : LogInResult;

    /// <summary>That endpoint does not exist or is not this agent's.</summary>
    public sealed record EndpointUnknown : LogInResult;

    /// <summary>There is no link to the switch.</summary>
    public sealed record Unavailable : LogInResult;

    /// <summary>The switch said no, in these words.</summary>
    public sealed record Refused(string SwitchError) : LogInResult;
}

/// <summary>What is not as it should be, though an agent could be logged in.</summary>
public enum LoginWarning
{
    /// <summary>The telephone is not registered at the switch, so no call can reach it yet.</summary>
    EndpointNotRegistered,
}
