using His.Platform.Asterisk.Ami;

namespace His.Platform.Asterisk.Devices;

/// <summary>
/// Legs to an agent's own telephone that HIS has originated to dial for the agent. They are recognized by their id, by every HIS at the
/// switch and after a restart: an answer of the telephone is then not an answer of the other side.
/// </summary>
internal static class OriginatedLeg
{
    private const string Prefix = "hisdials-";

    public static string NewId() => Prefix + Guid.CreateVersion7().ToString("N");

    public static bool Is(string id) => id.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>Applies an event to such a leg. As for every leg, a bridge shows that the other side has answered.</summary>
    /// <param name="message">The event.</param>
    /// <param name="deviceOf">Finds the agent device of an interface.</param>
    public static void Process(AmiMessage message, Func<string, AgentDevice?> deviceOf)
    {
        var id = message["Uniqueid"];
        if (!Is(id))
        {
            return;
        }

        var device = deviceOf(SwitchSnapshot.InterfaceOf(message["Channel"])) ?? deviceOf(message["Channel"]); // if no leg began, the device is named
        switch (message.Event)
        {
            case "Newchannel":
                var number = device?.PendingDials.Begin(id) ?? "";
                device?.Begin(
                    new LegRow(id, message["Channel"], InteractionState.Dialing, InteractionDirection.Outbound, new PartyId(number))
                );
                break;
            case "OriginateResponse" when message["Response"] is "Failure":
                device?.PendingDials.Fail(id);
                break;
            case "DialBegin": // shows the number that another HIS dials
                device?.Change(id, leg => leg.TryComplete(new PartyId(AmiText.Of(message["Exten"])), null));
                break;
            case "QueueCallerJoin":
                device?.Move(id, InteractionState.Connected); // a queue has answered
                break;
        }
    }
}
