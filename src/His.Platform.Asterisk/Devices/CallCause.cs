namespace His.Platform.Asterisk.Devices;

/// <summary>
/// Why a call was not answered, out of the two words that the switch has for it: the cause with which a leg was hung up (Q.850), which the
/// network gives and which is exact, and the status of the application that has dialled, which is always there and is coarse.
/// </summary>
internal static class CallCause
{
    /// <summary>Somebody else has answered: nothing has failed.</summary>
    public const int AnsweredElsewhere = 26;

    public const int UserBusy = 17;

    private const int CallRejected = 21;

    /// <summary>What a cause of Q.850 says; <see langword="null"/> for those that only say that it is over (0, 16, 31, 127).</summary>
    public static InteractionCause? Of(int cause) => cause switch
    {
        UserBusy => InteractionCause.Busy,
        18 or 19 => InteractionCause.NoAnswer, // no user responding; alerted, no answer
        CallRejected or 29 or 52 or 54 or 55 => InteractionCause.Refused, // rejected; the network or the other side does not allow it
        >= 1 and <= 3 or 20 or 22 or 27 or 28 => InteractionCause.Unreachable, // no such number, no route, nobody registered, changed, out of order, wrong form
        0 or 16 or AnsweredElsewhere or 31 or 127 => null,
        _ => InteractionCause.Failed,
    };

    /// <summary>Why a leg has stopped ringing, where nothing more exact is known.</summary>
    /// <param name="status">As the switch has it in <c>DialEnd</c>.</param>
    /// <param name="caller">The caller's wish to hang up, if there was one: it came before.</param>
    public static InteractionCause? OfRinging(string status, HangupRequest? caller) => status switch
    {
        "NOANSWER" => InteractionCause.NoAnswer,
        "BUSY" => InteractionCause.Busy,
        "CHANUNAVAIL" or "CONGESTION" => InteractionCause.Unreachable,
        "CANCEL" when caller is { Cause: not AnsweredElsewhere } => InteractionCause.Cancelled,
        _ => null, // answered; or called back by the switch, for somebody else has answered
    };

    /// <summary>Why nobody has answered a call; <see langword="null"/> where somebody has, and where the dial plan goes on.</summary>
    /// <param name="status">As the switch has it in <c>DialEnd</c>.</param>
    /// <param name="called">How the leg that was called was hung up, if it was.</param>
    public static InteractionCause? OfCalling(string status, HangupRequest? called) => status switch
    {
        "ANSWER" or "CONTINUE" or "GOTO" or "ABORT" => null,
        _ when called is not null && Of(called.Cause) is { } exact => exact,
        "BUSY" => InteractionCause.Busy,
        "CANCEL" => InteractionCause.Cancelled,
        "DONTCALL" or "TORTURE" => InteractionCause.Refused,
        "CHANUNAVAIL" => InteractionCause.Unreachable,
        // A leg that ended by itself and never rang: the dial plan had nobody to call.
        "NOANSWER" => called is { HasRung: false } ? InteractionCause.Unreachable : InteractionCause.NoAnswer,
        _ => InteractionCause.Failed,
    };
}

/// <summary>The far end of a leg wants to hang up.</summary>
/// <param name="Cause">Of Q.850; 0 where none is given.</param>
/// <param name="HasRung">Whether it had got as far as ringing.</param>
internal sealed record HangupRequest(int Cause, bool HasRung);
