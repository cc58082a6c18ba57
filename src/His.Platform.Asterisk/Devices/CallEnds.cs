using System.Globalization;
using His.Platform.Asterisk.Ami;

namespace His.Platform.Asterisk.Devices;

/// <summary>
/// Collects from the switch's events why calls are not answered. Runs before all other event handlers, so that the cause is known when a
/// leg's end is published.
/// </summary>
internal sealed class CallEnds
{
    /// <summary>By leg, from the hang-up request to the hang-up, which follows at once.</summary>
    private readonly Dictionary<string, HangupRequest> _requests = new(StringComparer.Ordinal);

    public Transfers Transfers { get; } = new();

    /// <summary>Clears everything: events may have been missed.</summary>
    public void Forget()
    {
        _requests.Clear();
        Transfers.Clear();
    }

    /// <summary>Applies an event to the legs concerned.</summary>
    /// <param name="message">The event.</param>
    /// <param name="deviceOf">Finds the agent device of an interface.</param>
    public void Process(AmiMessage message, Func<string, AgentDevice?> deviceOf)
    {
        var id = message["Uniqueid"];
        switch (message.Event)
        {
            case "HangupRequest":
                _requests[id] = new HangupRequest(Cause(), message["ChannelState"] is LegState.Ringing or LegState.Up);
                break;
            case "DialBegin":
                LegOf("Channel", id)?.MarkCalling();
                Transfers.MarkTried(id);
                break;
            case "DialEnd":
                var (called, status) = (message["DestUniqueid"], message["DialStatus"]);
                LegOf("DestChannel", called)?.MarkRingingEnded(CallCause.OfRinging(status, _requests.GetValueOrDefault(id)));
                var why = CallCause.OfCalling(status, _requests.GetValueOrDefault(called));
                LegOf("Channel", id)?.MarkUnanswered(why);
                if (status is "ANSWER")
                {
                    Transfers.MarkTaken(id);
                }
                else
                {
                    Transfers.MarkNotAnswered(id, why);
                }

                break;
            case "BlindTransfer" when message["Result"] is "Success":
                var transferer = message["TransfererUniqueid"];
                if (LegOf("TransfererChannel", transferer) is not null)
                {
                    Transfers.Begin(
                        message["TransfereeUniqueid"],
                        SeatOf("TransfererChannel")!,
                        transferer,
                        AmiText.Of(message["Extension"])
                    );
                }

                break;
            case "BridgeEnter" or "QueueCallerJoin":
                Transfers.MarkTaken(id);
                break;
            case "Hangup":
                LegOf("Channel", id)?.MarkHungUp(Cause(), message["ChannelState"], _requests.ContainsKey(id));
                Transfers.MarkHungUp(id);
                _requests.Remove(id);
                break;
        }

        int Cause() => int.TryParse(message["Cause"], NumberStyles.None, CultureInfo.InvariantCulture, out var cause) ? cause : 0;

        AgentDevice? SeatOf(string header) => deviceOf(SwitchSnapshot.InterfaceOf(message[header]));

        Leg? LegOf(string header, string leg) => SeatOf(header)?.FindLeg(leg);
    }
}
