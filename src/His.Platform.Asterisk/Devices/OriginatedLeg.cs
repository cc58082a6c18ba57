using His.Platform.Asterisk.Ami;

namespace His.Platform.Asterisk.Devices;

/// <summary>
/// Legs to an agent's own telephone that HIS has begun, to dial for the agent. They are known by their id, to every HIS at the switch
/// and after a restart: the telephone's answer is then not the other side's.
/// </summary>
internal static class OriginatedLeg
{
    private const string Prefix = "hisdials-";

    public static string NewId() => Prefix + Guid.CreateVersion7().ToString("N");

    public static bool Is(string id) => id.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>What an event means for such a leg. That the other side has answered shows as a bridge, as for every leg.</summary>
    /// <param name="message">The event.</param>
    /// <param name="seatOf">The seat at a device.</param>
    public static void Hear(AmiMessage message, Func<string, AgentDevice?> seatOf)
    {
        var id = message["Uniqueid"];
        if (!Is(id))
        {
            return;
        }

        var seat = seatOf(SwitchSnapshot.InterfaceOf(message["Channel"])) ?? seatOf(message["Channel"]); // where no leg began, the device is named
        switch (message.Event)
        {
            case "Newchannel":
                var number = seat?.Dials.Begin(id) ?? "";
                seat?.Begin(new LegRow(id, message["Channel"], InteractionState.Dialing, InteractionDirection.Outbound, new PartyId(number)));
                break;
            case "OriginateResponse" when message["Response"] is "Failure":
                seat?.Dials.Fail(id);
                break;
            case "DialBegin": // now it is known whom another HIS calls
                seat?.Change(id, leg => leg.TryComplete(new PartyId(AmiText.Of(message["Exten"])), null));
                break;
            case "QueueCallerJoin":
                seat?.Move(id, InteractionState.Connected); // a queue has answered
                break;
        }
    }
}
