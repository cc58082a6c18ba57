using System.Text.Json;
using System.Text.Json.Serialization;
using His.Bus;
using His.Channels;
using His.Platform;

namespace His.Persistence;

/// <summary>
/// A session as it is kept: all that a HIS that is started anew needs to go on with it. Interactions are not in it; the switch knows
/// them better. Members that a newer HIS has written are handed on as they are.
/// </summary>
public sealed record SessionRecord
{
    /// <summary>The session's id.</summary>
    public required string Id { get; init; }

    /// <summary>In which epoch it was written.</summary>
    public long Epoch { get; init; }

    /// <summary>Whose it is.</summary>
    public required AgentIdentity Agent { get; init; }

    /// <summary>With which telephone, if any.</summary>
    public string? Endpoint { get; init; }

    /// <summary>At which switch.</summary>
    public required string Platform { get; init; }

    /// <summary>Since when.</summary>
    public required DateTimeOffset LoggedInAt { get; init; }

    /// <summary>From where the agent logged in.</summary>
    public required string RemoteAddress { get; init; }

    /// <summary>In which language the agent reads.</summary>
    public required string Language { get; init; }

    /// <summary>What the switch could do and wanted at the login.</summary>
    public required PlatformCapabilities Capabilities { get; init; }

    /// <summary>The id of the channel group.</summary>
    public required string ChannelGroupId { get; init; }

    /// <summary>The channels as the agent was last told, in the order of the group.</summary>
    public required IReadOnlyList<ChannelRecord> Channels { get; init; }

    /// <summary>The sequence of the last event.</summary>
    public long Sequence { get; init; }

    /// <summary>What is kept of the resume token.</summary>
    public string? TokenHash { get; init; }

    /// <summary>What is kept of the token before it.</summary>
    public string? UsedTokenHash { get; init; }

    /// <summary>The request that used the token before it, and may do so again.</summary>
    public Guid? UsedTokenBy { get; init; }

    /// <summary>Why the switch has logged the agent off, where a logout got so far and had to wait then.</summary>
    public LogOffRecord? LoggedOff { get; init; }

    /// <summary>The logout that waits for interactions to be over.</summary>
    public PendingLogoutRecord? Pending { get; init; }

    /// <summary>The logout that has been accepted and has not ended.</summary>
    public LogoutRecord? Logout { get; init; }

    /// <summary>Who gave the last order to log the agent out.</summary>
    public string? OrderedBy { get; init; }

    /// <summary>How it ended, once it has.</summary>
    public EndRecord? Ended { get; init; }

    /// <summary>What a newer HIS has written here and this one does not know. Set by the reader alone, which wants it so.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? More { get; set; }
}

/// <summary>A channel as it is kept.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Type">Its medium.</param>
/// <param name="Endpoint">Its device, if any.</param>
/// <param name="State">Inactive, NotReady, Ready or Unavailable.</param>
/// <param name="Reason">Why it is Not Ready, if known.</param>
/// <param name="Since">Since when.</param>
/// <param name="Cause">The cause of the event that told it Not Ready, if one did; an older HIS has not written it.</param>
public sealed record ChannelRecord(
    string Id, ChannelType Type, string? Endpoint, string State, Reason? Reason, DateTimeOffset Since, Cause? Cause = null)
{
    /// <summary>The state in each of the agent's queues, where they did not all agree; else <see langword="null"/>.</summary>
    public IReadOnlyList<SwitchQueueState>? Queues { get; init; }

    /// <summary>The records of channels; those of before if nothing has changed, which is so in most writes.</summary>
    internal static IReadOnlyList<ChannelRecord> Of(IReadOnlyList<Channel> channels, IReadOnlyList<ChannelRecord> before) =>
        channels.Count == before.Count && channels.Zip(before).All(it => it.Second.IsOf(it.First)) ? before : [.. channels.Select(Of)];

    private static ChannelRecord Of(Channel channel) =>
        new(channel.Id, channel.Type, channel.Endpoint, channel.State.ToString(), channel.Reason, channel.Since, channel.Cause)
        {
            Queues = channel.Queues.Count == 0 ? null : channel.Queues,
        };

    private bool IsOf(Channel channel) =>
        channel.Since == Since && channel.State.ToString() == State && channel.Reason == Reason && channel.Cause == Cause
        && channel.Queues.SequenceEqual(Queues ?? []);
}

/// <summary>An agent whom the switch has logged off and whose session waits for an interaction to end.</summary>
/// <param name="Cause">Why.</param>
/// <param name="Reason">With which reason.</param>
public sealed record LogOffRecord(Cause Cause, Reason? Reason);

/// <summary>A logout that waits for interactions to be over.</summary>
/// <param name="Cause">Why.</param>
/// <param name="Reason">With which reason, as it was given.</param>
public sealed record PendingLogoutRecord(Cause Cause, ReasonGiven? Reason);

/// <summary>A running logout.</summary>
/// <param name="Phase">How far it has come.</param>
/// <param name="Cause">Why.</param>
/// <param name="Reason">With which reason.</param>
/// <param name="WaitingRequests">Who waits for its answer.</param>
/// <param name="Answer">The answer, as JSON, behind the point of no return.</param>
public sealed record LogoutRecord(LogoutPhase Phase, Cause Cause, Reason? Reason, IReadOnlyList<WaitingRequest> WaitingRequests, string? Answer = null);

/// <summary>
/// How far a running logout has come.
/// <code>
///   (none) ──► Accepted ──► NoReturn ──► (the session has ended)
///      ▲           │            │
///      └───────────┴────────────┘   (it failed; behind NoReturn only for an interaction that began while that was written)
/// </code>
/// </summary>
public enum LogoutPhase
{
    /// <summary>Steps 3 and 4 are behind it: HIS means to log the agent out.</summary>
    Accepted,

    /// <summary>The switch has logged the agent off: only steps 7 to 10 are left.</summary>
    NoReturn,
}

/// <summary>A request that waits for an answer, or has one.</summary>
/// <param name="RequestId">Its request id.</param>
/// <param name="Fingerprint">By what the very same request is known again, in hexadecimal digits.</param>
public sealed record WaitingRequest(Guid RequestId, string Fingerprint);

/// <summary>How a session ended. Kept for a while, for clients that come back.</summary>
/// <param name="At">When.</param>
/// <param name="Cause">Why.</param>
/// <param name="WaitingRequests">Who asked for it.</param>
/// <param name="Answer">The answer they get, as JSON; <see langword="null"/> where nobody asked.</param>
public sealed record EndRecord(DateTimeOffset At, Cause Cause, IReadOnlyList<WaitingRequest> WaitingRequests, string? Answer);
