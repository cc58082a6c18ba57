using System.Text.Json;
using System.Text.Json.Serialization;
using His.Bus;
using His.Channels;
using His.Platform;
using His.Positions;

namespace His.Persistence;

/// <summary>
/// The stored form of a session: everything needed to restore it after a restart. It has no interactions; they are queried at the switch.
/// Members written by a newer version of HIS are preserved.
/// </summary>
public sealed record SessionRecord
{
    /// <summary>The session's id.</summary>
    public required string Id { get; init; }

    /// <summary>The epoch in which it was written.</summary>
    public long Epoch { get; init; }

    /// <summary>The agent.</summary>
    public required AgentIdentity Agent { get; init; }

    /// <summary>The agent at each platform, in the order of the channels; null in a record from before a session could have several.</summary>
    public IReadOnlyList<PositionRecord>? Positions { get; init; }

    /// <summary>Before <see cref="Positions"/>: the agent's telephone; null for none.</summary>
    public string? Endpoint { get; init; }

    /// <summary>Before <see cref="Positions"/>: the name of the platform.</summary>
    public string? Platform { get; init; }

    /// <summary>The time of the login, UTC.</summary>
    public required DateTimeOffset LoggedInAt { get; init; }

    /// <summary>The address of the client that logged in.</summary>
    public required string RemoteAddress { get; init; }

    /// <summary>The language of failure messages, such as <c>en</c>.</summary>
    public required string Language { get; init; }

    /// <summary>Before <see cref="Positions"/>: the capabilities of the switch, and the reasons it wanted, at the login.</summary>
    public PlatformCapabilities? Capabilities { get; init; }

    /// <summary>The id of the channel group.</summary>
    public required string ChannelGroupId { get; init; }

    /// <summary>The channels as last published, in the order of the group.</summary>
    public required IReadOnlyList<ChannelRecord> Channels { get; init; }

    /// <summary>The sequence number of the last event.</summary>
    public long Sequence { get; init; }

    /// <summary>The hash of the current resume token; null for none.</summary>
    public string? TokenHash { get; init; }

    /// <summary>The hash of the previous token; null for none.</summary>
    public string? UsedTokenHash { get; init; }

    /// <summary>The id of the request that used the previous token, and may repeat that; null for none.</summary>
    public Guid? UsedTokenBy { get; init; }

    /// <summary>Before <see cref="Positions"/>: as <see cref="PositionRecord.LoggedOff"/>.</summary>
    public LogOffRecord? LoggedOff { get; init; }

    /// <summary>The logout that is pending until interactions are over; null for none.</summary>
    public PendingLogoutRecord? Pending { get; init; }

    /// <summary>The logout that was accepted and has not ended; null for none.</summary>
    public LogoutRecord? Logout { get; init; }

    /// <summary>The originator of the last order to log the agent out; null for none.</summary>
    public string? OrderedBy { get; init; }

    /// <summary>The end of the session; null while it lives.</summary>
    public EndRecord? Ended { get; init; }

    /// <summary>Unknown members, written by a newer version of HIS; null for none. Settable because the JSON reader requires it.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? More { get; set; }

    /// <summary>Gets the agent at each platform, also from a record that was written before a session could have several.</summary>
    internal IReadOnlyList<PositionRecord> AllPositions() =>
        Positions ?? [new PositionRecord(Platform!, Agent, Endpoint, Capabilities!, LoggedOff)];
}

/// <summary>The stored form of the agent at a platform.</summary>
/// <param name="Platform">The name of the platform.</param>
/// <param name="Agent">The agent at the platform.</param>
/// <param name="Endpoint">The agent's telephone; null for none.</param>
/// <param name="Capabilities">The capabilities of the platform, and the reasons it wanted, at the login.</param>
/// <param name="LoggedOff">Why the platform has logged the agent off, if a logout reached that step and then stopped; null otherwise.</param>
/// <param name="IsJoined">Whether the session has logged the agent in there; false if the platform was unavailable since the login.</param>
public sealed record PositionRecord(
    string Platform,
    AgentIdentity Agent,
    string? Endpoint,
    PlatformCapabilities Capabilities,
    LogOffRecord? LoggedOff,
    bool IsJoined = true
)
{
    /// <summary>Gets the records of positions; the previous instance if nothing has changed, as in most writes.</summary>
    internal static IReadOnlyList<PositionRecord> Of(IReadOnlyList<Position> positions, IReadOnlyList<PositionRecord>? before) =>
        before is not null && positions.Zip(before).All(it => it.Second.IsOf(it.First)) ? before : [.. positions.Select(Of)];

    private static PositionRecord Of(Position position) =>
        new(
            position.Platform,
            position.AgentIdentity,
            position.Endpoint ?? position.Channels.FirstOrDefault(it => it.Channel.Type == ChannelType.Telephony)?.Channel.Endpoint,
            position.CapabilitiesAtLogin,
            LogOffRecord.Of(position),
            position.IsJoined
        );

    private bool IsOf(Position position) => LoggedOff == LogOffRecord.Of(position) && IsJoined == position.IsJoined;
}

/// <summary>The stored form of a channel.</summary>
/// <param name="Id">The id.</param>
/// <param name="Type">The medium.</param>
/// <param name="Endpoint">The device; null for none.</param>
/// <param name="State">Inactive, NotReady, Ready or Unavailable.</param>
/// <param name="Reason">The reason for Not Ready; null if unknown.</param>
/// <param name="Since">When it entered the state, UTC.</param>
/// <param name="Cause">The cause of the event that reported Not Ready; null for none or if written by an older version of HIS.</param>
public sealed record ChannelRecord(
    string Id,
    ChannelType Type,
    string? Endpoint,
    string State,
    Reason? Reason,
    DateTimeOffset Since,
    Cause? Cause = null
)
{
    /// <summary>The state in each of the agent's queues if they did not all agree; else <see langword="null"/>.</summary>
    public IReadOnlyList<SwitchQueueState>? Queues { get; init; }

    /// <summary>The name of the platform; <see langword="null"/> in a record from before a session could have several.</summary>
    public string? Platform { get; init; }

    /// <summary>Gets the records of channels; the previous instance if nothing has changed, as in most writes.</summary>
    internal static IReadOnlyList<ChannelRecord> Of(IReadOnlyList<Channel> channels, IReadOnlyList<ChannelRecord> before) =>
        channels.Count == before.Count && channels.Zip(before).All(it => it.Second.IsOf(it.First)) ? before : [.. channels.Select(Of)];

    private static ChannelRecord Of(Channel channel) =>
        new(channel.Id, channel.Type, channel.Endpoint, channel.State.ToString(), channel.Reason, channel.Since, channel.Cause)
        {
            Queues = channel.Queues.Count == 0 ? null : channel.Queues,
            Platform = channel.Platform,
        };

    private bool IsOf(Channel channel) =>
        channel.Since == Since
        && channel.State.ToString() == State
        && channel.Reason == Reason
        && channel.Cause == Cause
        && channel.Queues.SequenceEqual(Queues ?? []);
}

/// <summary>An agent whom the switch has logged off and whose session waits for an interaction to end.</summary>
/// <param name="Cause">The cause.</param>
/// <param name="Reason">The logout reason; null for none.</param>
public sealed record LogOffRecord(Cause Cause, Reason? Reason)
{
    /// <summary>Gets the record; <see langword="null"/> if the agent is logged on, and for a log-off that was not part of a logout.</summary>
    internal static LogOffRecord? Of(Position position) =>
        position.IsLoggedOn || position.LogOffOrigin == LogOffOrigin.Switch
            ? null
            : new LogOffRecord(position.LogOffOrigin.Cause, position.LogOffOrigin.Reason);
}

/// <summary>A logout that is pending until interactions are over.</summary>
/// <param name="Cause">The cause.</param>
/// <param name="Reason">The logout reason as the client sent it; null for none.</param>
public sealed record PendingLogoutRecord(Cause Cause, ReasonGiven? Reason)
{
    /// <summary>The reasons for single platforms; null for none.</summary>
    public IReadOnlyList<PlatformReasonGiven>? Reasons { get; init; }
}

/// <summary>A running logout.</summary>
/// <param name="Phase">The phase.</param>
/// <param name="Cause">The cause.</param>
/// <param name="Reason">The logout reason; null for none.</param>
/// <param name="WaitingRequests">The requests that wait for its answer.</param>
/// <param name="Answer">The answer, as JSON; null before the point of no return.</param>
public sealed record LogoutRecord(
    LogoutPhase Phase,
    Cause Cause,
    Reason? Reason,
    IReadOnlyList<WaitingRequest> WaitingRequests,
    string? Answer = null
)
{
    /// <summary>The reason for each platform; null if the agent works at one, whose reason is <see cref="Reason"/>.</summary>
    public IReadOnlyList<PlatformReasonGiven>? Reasons { get; init; }
}

/// <summary>
/// The phase of a running logout.
/// <code>
///   (none) ──► Accepted ──► NoReturn ──► (the session has ended)
///      ▲           │            │
///      └───────────┴────────────┘   (it failed; after NoReturn only because an interaction began during that write)
/// </code>
/// </summary>
public enum LogoutPhase
{
    /// <summary>Steps 3 and 4 are done: HIS intends to log the agent out.</summary>
    Accepted,

    /// <summary>The switch has logged the agent off: only steps 7 to 10 are left.</summary>
    NoReturn,
}

/// <summary>A request that waits for an answer, or has one.</summary>
/// <param name="RequestId">The idempotency key.</param>
/// <param name="Fingerprint">The hash that identifies a repetition of the request, in hexadecimal.</param>
public sealed record WaitingRequest(Guid RequestId, string Fingerprint);

/// <summary>The end of a session. Kept for a while, for clients that reconnect.</summary>
/// <param name="At">The time of the end, UTC.</param>
/// <param name="Cause">The cause.</param>
/// <param name="WaitingRequests">The requests for the logout.</param>
/// <param name="Answer">The answer to these requests, as JSON; <see langword="null"/> for none.</param>
public sealed record EndRecord(DateTimeOffset At, Cause Cause, IReadOnlyList<WaitingRequest> WaitingRequests, string? Answer);
