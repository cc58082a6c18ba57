using His.Platform.Asterisk.Ami;

namespace His.Platform.Asterisk.Devices;

/// <summary>
/// Applies each event of the switch to a device. An interaction follows its leg: queue events only report the caller, because the switch
/// continues to ring and talk whatever becomes of the membership.
/// </summary>
internal static class SwitchEvents
{
    /// <summary>Applies an event to the device concerned, if there is one.</summary>
    /// <param name="message">The event.</param>
    /// <param name="isOurs">Whether a queue is one of ours.</param>
    /// <param name="seatOf">Finds the agent device of an interface.</param>
    public static void Hear(AmiMessage message, Func<string, bool> isOurs, Func<string, AgentDevice?> seatOf)
    {
        switch (message.Event)
        {
            case "QueueMemberAdded" or "QueueMemberPause" when isOurs(message["Queue"]):
                seatOf(message["Interface"])
                    ?.Join(new MemberRow(message["Queue"], message["Interface"], message["Paused"] is "1", message["PausedReason"]));
                break;
            case "QueueMemberRemoved" when isOurs(message["Queue"]):
                seatOf(message["Interface"])?.Leave(message["Queue"]);
                break;
            case "AgentCalled" or "DialBegin":
                SeatOfLeg("DestChannel")?.Begin(DestinationLeg(message), Queue());
                break;
            case "AgentConnect":
                SeatOfLeg("DestChannel")?.Move(message["DestUniqueid"], InteractionState.Connected);
                break;
            case "Newchannel" when message["ChannelState"] is LegState.Ring:
                SeatOfLeg("Channel")?.Begin(DialedLeg(message));
                break;
            case "Newstate" when OriginatedLeg.Is(message["Uniqueid"]):
                break; // the agent's own telephone rings or has answered; the other side has not
            case "Newstate" when message["ChannelState"] is LegState.Ringing:
                SeatOfLeg("Channel")?.Begin(Leg(InteractionState.Alerting));
                break;
            case "Newstate" when message["ChannelState"] is LegState.Up:
                var seat = SeatOfLeg("Channel");
                seat?.Begin(Leg(InteractionState.Connected));
                seat?.Move(message["Uniqueid"], InteractionState.Connected);
                break;
            case "Hold" or "Unhold":
                SeatOfLeg("Channel")?.Change(message["Uniqueid"], leg => leg.TryHold(message.Event is "Hold"));
                break;
            case "NewConnectedLine":
                SeatOfLeg("Channel")?.Change(message["Uniqueid"], leg => leg.TryBridge(PartyId.Shown(message)));
                break;
            case "Rename" when SeatOfLeg("Channel")?.FindLeg(message["Uniqueid"]) is { } leg:
                leg.Name = message["Newname"];
                break;
            case "Hangup":
                SeatOfLeg("Channel")?.HangUp(message["Uniqueid"]);
                break;
        }

        AgentDevice? SeatOfLeg(string header) => seatOf(SwitchSnapshot.InterfaceOf(message[header]));

        LegRow Leg(InteractionState state) =>
            new(message["Uniqueid"], message["Channel"], state, InteractionDirection.Inbound, PartyId.Shown(message));

        string? Queue() => message["Queue"] is { Length: > 0 } queue ? queue : null;
    }

    private static LegRow DestinationLeg(AmiMessage message) =>
        new(message["DestUniqueid"], message["DestChannel"], InteractionState.Alerting, InteractionDirection.Inbound, Caller(message));

    private static LegRow DialedLeg(AmiMessage message) =>
        new(
            message["Uniqueid"],
            message["Channel"],
            InteractionState.Dialing,
            InteractionDirection.Outbound,
            new PartyId(AmiText.Of(message["Exten"]))
        );

    // Either party may have what the other lacks, in particular that the number is withheld.
    private static PartyId Caller(AmiMessage message) =>
        PartyId.Shown(message, "Dest") is { IsWithheld: true } withheld ? withheld
        : PartyId.Caller(message) is { IsKnown: true } caller ? caller
        : PartyId.Shown(message, "Dest");
}
