namespace His.Platform;

/// <summary>What the switch said to a command. What it did is told as news.</summary>
/// <param name="Kind">The answer.</param>
/// <param name="SwitchError">With a no: the switch's own words, at most 256 characters, for engineers.</param>
/// <param name="RetryAfter">With <see cref="SwitchAnswerKind.TooOften"/>: how long to wait.</param>
public readonly record struct SwitchAnswer(SwitchAnswerKind Kind, string? SwitchError = null, TimeSpan? RetryAfter = null)
{
    /// <summary>The switch said yes, or the goal held already.</summary>
    public static SwitchAnswer Done => new(SwitchAnswerKind.Done);

    /// <summary>The switch said no.</summary>
    public static SwitchAnswer Refused(string switchError) => new(SwitchAnswerKind.Refused, switchError);

    /// <summary>The switch could not be told: there is no link to it.</summary>
    public static SwitchAnswer Unavailable => new(SwitchAnswerKind.Unavailable);

    /// <summary>The platform has no such operation.</summary>
    public static SwitchAnswer NotSupported => new(SwitchAnswerKind.NotSupported);

    /// <summary>A rule forbids it to this agent; the switch was told nothing.</summary>
    public static SwitchAnswer NotAllowed(string rule) => new(SwitchAnswerKind.NotAllowed, rule);

    /// <summary>The agent asks for this too often; the switch was told nothing.</summary>
    public static SwitchAnswer TooOften(TimeSpan retryAfter) => new(SwitchAnswerKind.TooOften, RetryAfter: retryAfter);
}

/// <summary>The answers of <see cref="SwitchAnswer"/>.</summary>
public enum SwitchAnswerKind
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
    NotAllowed,

    /// <summary>The agent asks for it too often.</summary>
    TooOften,
}

/// <summary>What came of <see cref="IPlatformAgent.DialAsync"/>.</summary>
/// <param name="Answer">What the switch said.</param>
/// <param name="InteractionId">With a yes: the interaction that begins.</param>
public readonly record struct DialAnswer(SwitchAnswer Answer, string? InteractionId = null);

/// <summary>What came of <see cref="IPlatform.LogInAsync"/>. A closed list.</summary>
public abstract record LoginAnswer
{
    private LoginAnswer() { }

    /// <summary>The agent is at the switch.</summary>
    /// <param name="Agent">What can be commanded and asked from now on.</param>
    /// <param name="State">The state found; news tells every change after it.</param>
    public sealed record LoggedIn(IPlatformAgent Agent, AgentAtSwitch State) : LoginAnswer
    {
        /// <summary>What the agent should know though the login succeeded.</summary>
        public IReadOnlyList<LoginWarning> Warnings { get; init; } = [];
    }

    /// <summary>Another agent works with that endpoint.</summary>
    public sealed record EndpointInUse : LoginAnswer;

    /// <summary>That endpoint does not exist or is not this agent's.</summary>
    public sealed record EndpointUnknown : LoginAnswer;

    /// <summary>There is no link to the switch.</summary>
    public sealed record Unavailable : LoginAnswer;

    /// <summary>The switch said no, in these words.</summary>
    public sealed record Refused(string SwitchError) : LoginAnswer;
}

/// <summary>What is not as it should be, though an agent could be logged in.</summary>
public enum LoginWarning
{
    /// <summary>The telephone is not registered at the switch, so no call can reach it yet.</summary>
    EndpointNotRegistered,
}
