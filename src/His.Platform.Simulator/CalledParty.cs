namespace His.Platform.Simulator;

/// <summary>The outcome of called numbers from now on: dialed, consulted, transferred to. The number <c>0</c> always rings.</summary>
public enum CalledParty
{
    /// <summary>The party answers after the switch's latency.</summary>
    Answers,

    /// <summary>It rings until the other side is controlled from outside.</summary>
    Rings,

    /// <summary><see cref="InteractionCause.Busy"/>.</summary>
    Busy,

    /// <summary><see cref="InteractionCause.NoAnswer"/>, without the ringing time.</summary>
    NoAnswer,

    /// <summary><see cref="InteractionCause.Refused"/>.</summary>
    Refused,

    /// <summary><see cref="InteractionCause.Unreachable"/>.</summary>
    Unreachable,

    /// <summary><see cref="InteractionCause.Failed"/>.</summary>
    Failed,
}

internal static class CalledPartyExtensions
{
    /// <summary>Why the call is not taken; <see langword="null"/> if it may be.</summary>
    public static InteractionCause? NotTaken(this CalledParty called) =>
        called switch
        {
            CalledParty.Busy => InteractionCause.Busy,
            CalledParty.NoAnswer => InteractionCause.NoAnswer,
            CalledParty.Refused => InteractionCause.Refused,
            CalledParty.Unreachable => InteractionCause.Unreachable,
            CalledParty.Failed => InteractionCause.Failed,
            _ => null,
        };
}
