using His.Platform.Asterisk.Ami;

namespace His.Platform.Asterisk.Devices;

/// <summary>Applies the switch's events about bridges: who talks to whom, who waits, who is consulted.</summary>
internal static class BridgeEvents
{
    /// <summary>Applies an event, and updates every leg concerned.</summary>
    /// <param name="message">The event.</param>
    /// <param name="bridges">All bridges of the switch.</param>
    /// <param name="deviceOf">Finds the agent device of an interface.</param>
    /// <param name="seats">All agent devices.</param>
    public static void Process(AmiMessage message, Bridges bridges, Func<string, AgentDevice?> deviceOf, IEnumerable<AgentDevice> seats)
    {
        var id = message["Uniqueid"];
        switch (message.Event)
        {
            case "BridgeEnter":
                bridges.Enter(id, message["Channel"], message["BridgeUniqueid"], message["BridgeTechnology"] is Bridges.Waiting);
                LookAround(message["BridgeUniqueid"]);
                break;
            case "BridgeLeave":
                bridges.Leave(id);
                LookAround(message["BridgeUniqueid"]);
                break;
            case "DialBegin" when bridges.IsControlled(message["Context"]) && DialPolicy.IsNumber(message["Exten"]):
                deviceOf(SwitchSnapshot.InterfaceOf(message["Channel"]))?.Change(id, leg => leg.TryConsult(message["Exten"]));
                break;
            case "Rename":
                bridges.Rename(id, message["Newname"]);
                break;
            case "Hangup":
                if (bridges.Leave(id) is { } left)
                {
                    LookAround(left);
                }

                foreach (var device in seats)
                {
                    if (device.HasConsultation)
                    {
                        device.OnPeerHungUp(id);
                    }
                }

                break;
        }

        void LookAround(string bridge)
        {
            foreach (var mate in bridges.In(bridge).ToArray())
            {
                deviceOf(SwitchSnapshot.InterfaceOf(mate.Name))?.Change(mate.Id, leg => leg.TryFollow(bridges));
            }
        }
    }
}
