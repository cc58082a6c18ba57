using System.Text.Json.Serialization;
using His.Platform;

namespace His.Bus;

/// <summary>An expected failure, as sent in <c>error.data</c>. Members that are null are omitted.</summary>
/// <param name="Code">The code.</param>
public sealed record Failure([property: JsonIgnore] FailureCode Code)
{
    /// <summary>The stable name, for decisions of clients.</summary>
    [JsonPropertyName("failure"), JsonPropertyOrder(-1)]
    public string Name => Code.ToString();

    /// <summary>InvalidParams: the path of the invalid member, such as <c>params.reason.code</c>.</summary>
    public string? Path { get; init; }

    /// <summary>InvalidParams: the maximum length, if the member is too long.</summary>
    public int? Limit { get; init; }

    /// <summary>OngoingInteraction, InteractionStarted: the blocking interactions.</summary>
    public IReadOnlyList<Blocker>? Blockers { get; init; }

    /// <summary>NeedInfo: the reasons that the switch accepts now.</summary>
    public ReasonPolicy? Reason { get; init; }

    /// <summary>NeedInfo: the reasons that each platform accepts now whose reason is missing; null if the agent works at one.</summary>
    public IReadOnlyList<PlatformReasonPolicy>? Reasons { get; init; }

    /// <summary>The platform at which a flow stopped; null if the agent works at one.</summary>
    public string? Platform { get; init; }

    /// <summary>The id of the channel at which a flow stopped.</summary>
    public string? ChannelId { get; init; }

    /// <summary>The agent's queues in which it was not done, if it was done in others.</summary>
    public IReadOnlyList<string>? Queues { get; init; }

    /// <summary>What the flow had done to each channel before it stopped; it is not rolled back.</summary>
    public IReadOnlyList<ChannelResult>? Channels { get; init; }

    /// <summary>Whether the agent is logged off at each platform after a logout that has failed; null if the agent works at one.</summary>
    public IReadOnlyList<PlatformResult>? Platforms { get; init; }

    /// <summary>The error of the switch, or with Forbidden the rule, for engineers.</summary>
    public string? SwitchError { get; init; }

    /// <summary>InvalidState: the state that forbids it.</summary>
    public string? State { get; init; }

    /// <summary>SessionEnded: the cause of the end.</summary>
    public Cause? Cause { get; init; }

    /// <summary>TooManyAttempts, RateLimited: the wait before the next attempt, in seconds.</summary>
    public int? RetryAfterSeconds { get; init; }

    /// <summary>The message for people, in English.</summary>
    [JsonIgnore]
    public string Message => FailureMessages.English[this];

    /// <summary>Creates a failure without further data.</summary>
    public static implicit operator Failure(FailureCode code) => new(code);

    internal static Failure InvalidParams(string path, int? limit = null) => new(FailureCode.InvalidParams) { Path = path, Limit = limit };

    internal static Failure InvalidState(object state) => new(FailureCode.InvalidState) { State = state.ToString() };
}

/// <summary>An interaction that blocks a logout or a deactivation.</summary>
public sealed record Blocker(string ChannelId, string InteractionId, ChannelType Type, InteractionState State);

/// <summary>What a logout, or the part of it that ran, did to a channel. States from before the logout do not count.</summary>
/// <param name="ChannelId">The id of the channel.</param>
/// <param name="NotReady">Whether it made the channel Not Ready.</param>
/// <param name="Deactivated">Whether it deactivated the channel.</param>
public sealed record ChannelResult(string ChannelId, bool NotReady, bool Deactivated);

/// <summary>The reasons that a platform accepts.</summary>
/// <param name="Platform">The name of the platform.</param>
/// <param name="Policy">The reasons.</param>
public sealed record PlatformReasonPolicy(string Platform, ReasonPolicy Policy);

/// <summary>The state of an agent at a platform after a logout, whether it succeeded or failed.</summary>
/// <param name="Platform">The name of the platform.</param>
/// <param name="LoggedOff">Whether the agent is logged off there.</param>
public sealed record PlatformResult(string Platform, LoggedOff LoggedOff);

/// <summary>Whether an agent is logged off at a platform.</summary>
public enum LoggedOff
{
    /// <summary>Logged off.</summary>
    Yes,

    /// <summary>Not logged off, or unknown.</summary>
    No,

    /// <summary>The logout continued without this platform; the agent is logged off there as soon as it can be reached.</summary>
    LeftBehind,
}
