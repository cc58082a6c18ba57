namespace His.Platform.Asterisk.Devices;

/// <summary>
/// Why a call was not answered, from the switch's two sources: the hang-up cause of a leg (Q.850), which the network gives and which is
/// exact, and the status of the dialing application, which is always there and is coarse.
/// </summary>
internal static class CallCause
{
    /// <summary>Another telephone has answered: nothing has failed.</summary>
    public const int AnsweredElsewhere = 26;

    public const int UserBusy = 17;

    private const int CallRejected = 21;

    /// <summary>Maps a Q.850 cause; <see langword="null"/> for those that only say that the call is over (0, 16, 31, 127).</summary>
    public static InteractionCause? Of(int cause) =>
        cause switch
        {
            UserBusy => InteractionCause.Busy,
            18 or 19 => InteractionCause.NoAnswer, // no user responding; alerted, no answer
            CallRejected or 29 or 52 or 54 or 55 => InteractionCause.Refused, // rejected; the network or the other side does not allow it
            >= 1 and <= 3 or 20 or 22 or 27 or 28 => InteractionCause.Unreachable, // no such number, no route, nobody registered, changed, out of order, wrong form
            0 or 16 or AnsweredElsewhere or 31 or 127 => null,
            _ => InteractionCause.Failed,
        };

    /// <summary>Why a leg has stopped ringing, if nothing more exact is known.</summary>
    /// <param name="status">The status in <c>DialEnd</c>.</param>
    /// <param name="caller">The caller's hang-up request, if there was one before.</param>
    public static InteractionCause? OfRinging(string status, HangupRequest? caller) =>
        status switch
        {
            "NOANSWER" => InteractionCause.NoAnswer,
            "BUSY" => InteractionCause.Busy,
            "CHANUNAVAIL" or "CONGESTION" => InteractionCause.Unreachable,
            "CANCEL" when caller is { Cause: not AnsweredElsewhere } => InteractionCause.Cancelled,
            _ => null, // answered; or canceled by the switch, because another telephone has answered
        };

    /// <summary>Why a call was not answered; <see langword="null"/> if it was, and if the dial plan continues.</summary>
    /// <param name="status">The status in <c>DialEnd</c>.</param>
    /// <param name="called">The hang-up request of the called leg, if there was one.</param>
    public static InteractionCause? OfCalling(string status, HangupRequest? called) =>
        status switch
        {
            "ANSWER" or "CONTINUE" or "GOTO" or "ABORT" => null,
            _ when called is not null && Of(called.Cause) is { } exact => exact,
            "BUSY" => InteractionCause.Busy,
            "CANCEL" => InteractionCause.Cancelled,
            "DONTCALL" or "TORTURE" => InteractionCause.Refused,
            "CHANUNAVAIL" => InteractionCause.Unreachable,
            // A leg that ended spontaneously and never rang: the dial plan had nobody to call.
            "NOANSWER" => called is { HasRung: false } ? InteractionCause.Unreachable : InteractionCause.NoAnswer,
            _ => InteractionCause.Failed,
        };
}

/// <summary>The far end of a leg wants to hang up.</summary>
/// <param name="Cause">The Q.850 cause; 0 if none is given.</param>
/// <param name="HasRung">Whether the leg had reached ringing.</param>
internal sealed record HangupRequest(int Cause, bool HasRung);
