namespace His.Platform;

/// <summary>
/// Why a call was not taken: by the agent, by the dialed number, by a second party, by the destination of a transfer. The words in brackets
/// are those of CSTA (ECMA-269, event cause). A call that was connected has none when it ends, nor has one that somebody else took.
/// </summary>
public enum InteractionCause
{
    /// <summary>The called party is busy (busy).</summary>
    Busy,

    /// <summary>The called party did not answer in time (callNotAnswered).</summary>
    NoAnswer,

    /// <summary>The called party declined. CSTA has no word for it; in Q.850 it is 21, call rejected.</summary>
    Refused,

    /// <summary>There is no such number, or nothing is connected to it (destNotObtainable).</summary>
    Unreachable,

    /// <summary>The calling side gave up before there was an answer (callCancelled).</summary>
    Cancelled,

    /// <summary>The switch or the network could not do it, for example because of congestion (networkCongestion and the like).</summary>
    Failed,
}
