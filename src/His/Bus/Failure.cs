using System.Text.Json.Serialization;
using His.Platform;

namespace His.Bus;

/// <summary>An expected no, as it travels in <c>error.data</c>. Members that say nothing are left out.</summary>
/// <param name="Code">Which no.</param>
public sealed record Failure([property: JsonIgnore] FailureCode Code)
{
    /// <summary>The stable name by which clients decide.</summary>
    [JsonPropertyName("failure"), JsonPropertyOrder(-1)]
    public string Name => Code.ToString();

    /// <summary>InvalidParams: the offending member, such as <c>params.reason.code</c>.</summary>
    public string? Path { get; init; }

    /// <summary>InvalidParams: the largest length allowed, where length is what offends.</summary>
    public int? Limit { get; init; }

    /// <summary>OngoingInteraction, InteractionStarted: what blocks.</summary>
    public IReadOnlyList<Blocker>? Blockers { get; init; }

    /// <summary>NeedInfo: the reasons that the switch takes now.</summary>
    public ReasonPolicy? Reason { get; init; }

    /// <summary>The channel at which a flow stopped.</summary>
    public string? ChannelId { get; init; }

    /// <summary>The agent's queues in which it was not done, where it was done in others.</summary>
    public IReadOnlyList<string>? Queues { get; init; }

    /// <summary>What the flow had done before it stopped; that stays done.</summary>
    public IReadOnlyList<ChannelResult>? Channels { get; init; }

    /// <summary>What the switch said, or with Forbidden which rule it is, for engineers.</summary>
    public string? SwitchError { get; init; }

    /// <summary>InvalidState: the state that forbids it.</summary>
    public string? State { get; init; }

    /// <summary>SessionEnded: why it ended.</summary>
    public Cause? Cause { get; init; }

    /// <summary>TooManyAttempts, RateLimited: when to try again, in seconds.</summary>
    public int? RetryAfterSeconds { get; init; }

    /// <summary>The sentence for people, in English.</summary>
    [JsonIgnore]
    public string Message => FailureMessages.English[this];

    /// <summary>A failure that needs no more words.</summary>
    public static implicit operator Failure(FailureCode code) => new(code);

    internal static Failure InvalidParams(string path, int? limit = null) => new(FailureCode.InvalidParams) { Path = path, Limit = limit };

    internal static Failure InvalidState(object state) => new(FailureCode.InvalidState) { State = state.ToString() };
}

/// <summary>An interaction that stands in the way of a logout or a deactivation.</summary>
public sealed record Blocker(string ChannelId, string InteractionId, ChannelType Type, InteractionState State);

/// <summary>What a logout (or the part of it that ran) did to a channel. What was so before is not its doing.</summary>
/// <param name="ChannelId">The channel.</param>
/// <param name="NotReady">Whether it made the channel Not Ready.</param>
/// <param name="Deactivated">Whether it deactivated the channel.</param>
public sealed record ChannelResult(string ChannelId, bool NotReady, bool Deactivated);
