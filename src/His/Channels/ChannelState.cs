namespace His.Channels;

/// <summary>
/// The state of a channel: its activation and its agent state in one, for not every pair of them exists.
/// <code>
///   Inactive ◄──► NotReady ◄──► Ready
///       ▲             ▲           ▲
///       └──────► Unavailable ◄────┘        Every state may go to Disposed.
/// </code>
/// </summary>
internal enum ChannelState
{
    /// <summary>Takes no part.</summary>
    Inactive,

    /// <summary>Active; no work comes.</summary>
    NotReady,

    /// <summary>Active; work may come.</summary>
    Ready,

    /// <summary>What it does at the switch is not known.</summary>
    Unavailable,

    /// <summary>Gone with its session.</summary>
    Disposed,
}
