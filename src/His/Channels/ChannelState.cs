namespace His.Channels;

/// <summary>
/// The state of a channel: its activation and its agent state in one, because not every pair of them exists.
/// <code>
///   Inactive ◄──► NotReady ◄──► Ready
///       ▲             ▲           ▲
///       └──────► Unavailable ◄────┘        Every state may go to Disposed.
/// </code>
/// </summary>
internal enum ChannelState
{
    /// <summary>Not active.</summary>
    Inactive,

    /// <summary>Active; receives no work.</summary>
    NotReady,

    /// <summary>Active; may receive work.</summary>
    Ready,

    /// <summary>The state at the switch is unknown.</summary>
    Unavailable,

    /// <summary>The session has ended.</summary>
    Disposed,
}
