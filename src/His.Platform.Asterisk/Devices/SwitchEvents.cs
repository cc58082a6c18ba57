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
    /// <param name="deviceOf">Finds the agent device of an interface.</param>
    public static void Process(AmiMessage message, Func<string, bool> isOurs, Func<string, AgentDevice?> deviceOf)
    {
        switch (message.Event)
        {
            case "QueueMemberAdded" or "QueueMemberPause" when isOurs(message["Queue"]):
                deviceOf(message["Interface"])
                    ?.Join(new MemberRow(message["Queue"], message["Interface"], message["Paused"] is "1", message["PausedReason"]));
                break;
            case "QueueMemberRemoved" when isOurs(message["Queue"]):
                deviceOf(message["Interface"])?.Leave(message["Queue"]);
                break;
            case "AgentCalled" or "DialBegin":
                DeviceOfLeg("DestChannel")?.Begin(DestinationLeg(message), Queue());
                break;
            case "AgentConnect":
                DeviceOfLeg("DestChannel")?.Move(message["DestUniqueid"], InteractionState.Connected);
                break;
            case "Newchannel" when message["ChannelState"] is LegState.Ring:
                DeviceOfLeg("Channel")?.Begin(DialedLeg(message));
                break;
            case "Newstate" when OriginatedLeg.Is(message["Uniqueid"]):
                break; // the agent's own telephone rings or has answered; the other side has not
            case "Newstate" when message["ChannelState"] is LegState.Ringing:
                DeviceOfLeg("Channel")?.Begin(Leg(InteractionState.Alerting));
                break;
            case "Newstate" when message["ChannelState"] is LegState.Up:
                var device = DeviceOfLeg("Channel");
                device?.Begin(Leg(InteractionState.Connected));
                device?.Move(message["Uniqueid"], InteractionState.Connected);
                break;
            case "Hold" or "Unhold":
                DeviceOfLeg("Channel")?.Change(message["Uniqueid"], leg => leg.TryHold(message.Event is "Hold"));
                break;
            case "NewConnectedLine":
                DeviceOfLeg("Channel")?.Change(message["Uniqueid"], leg => leg.TryBridge(PartyId.Shown(message)));
                break;
            case "Rename" when DeviceOfLeg("Channel")?.FindLeg(message["Uniqueid"]) is { } leg:
                leg.Name = message["Newname"];
                break;
            case "Hangup":
                DeviceOfLeg("Channel")?.HangUp(message["Uniqueid"]);
                break;
        }

        AgentDevice? DeviceOfLeg(string header) => deviceOf(SwitchSnapshot.InterfaceOf(message[header]));

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
