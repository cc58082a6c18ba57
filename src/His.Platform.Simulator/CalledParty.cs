namespace His.Platform.Simulator;

/// <summary>What becomes of numbers that are called from now on: dialled, consulted, transferred to. The number <c>0</c> rings, whatever is set.</summary>
public enum CalledParty
{
    /// <summary>Somebody answers, as fast as the switch is.</summary>
    Answers,

    /// <summary>It rings until whoever plays the other side decides.</summary>
    Rings,

    /// <summary><see cref="InteractionCause.Busy"/>.</summary>
    Busy,

    /// <summary><see cref="InteractionCause.NoAnswer"/>, without the time that it takes to find out.</summary>
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
    /// <summary>Why the call is not taken; <see langword="null"/> where it may be.</summary>
    public static InteractionCause? NotTaken(this CalledParty called) => called switch
    {
        CalledParty.Busy => InteractionCause.Busy,
        CalledParty.NoAnswer => InteractionCause.NoAnswer,
        CalledParty.Refused => InteractionCause.Refused,
        CalledParty.Unreachable => InteractionCause.Unreachable,
        CalledParty.Failed => InteractionCause.Failed,
        _ => null,
    };
}
