using His.Platform.Asterisk.Ami;

namespace His.Platform.Asterisk.Seats;

/// <summary>A queue member in a list of the switch.</summary>
internal sealed record MemberRow(string Queue, string Interface, bool Paused, string PausedReason);

/// <summary>A leg in a list of the switch.</summary>
internal sealed record LegRow(string Id, string Name, InteractionState State, InteractionDirection Direction, string Party);

/// <summary>What the switch answers when it is asked for everything: its members and its legs at one moment.</summary>
internal sealed record SwitchTruth(ILookup<string, MemberRow> Members, ILookup<string, LegRow> Legs)
{
    /// <summary>Asks. With an interface only its memberships are listed; legs the switch can only list all.</summary>
    /// <exception cref="AmiRefusedException">The account may not ask.</exception>
    /// <exception cref="AmiLinkLostException">The link ended first.</exception>
    public static async Task<SwitchTruth> ReadAsync(AmiConnection connection, string? memberInterface, CancellationToken cancellationToken)
    {
        var members = connection.AskAsync(AmiAction.QueueStatus(memberInterface), cancellationToken);
        var legs = connection.AskAsync(AmiAction.CoreShowChannels(), cancellationToken);
        await Task.WhenAll(members, legs);
        return new SwitchTruth(
            Rows(await members, "QueueMember").Select(ToMember).ToLookup(member => member.Interface, StringComparer.Ordinal),
            Rows(await legs, "CoreShowChannel").Select(ToLeg).ToLookup(leg => InterfaceOf(leg.Name), StringComparer.Ordinal));
    }

    /// <summary>The device of a leg: its name without the number that the switch puts behind the last dash.</summary>
    public static string InterfaceOf(string leg) => leg.LastIndexOf('-') is > 0 and var dash ? leg[..dash] : leg;

    private static IEnumerable<AmiMessage> Rows(AmiReply reply, string name) =>
        reply.IsSuccess ? reply.Items.Where(item => item.Event.Equals(name, StringComparison.Ordinal)) : throw new AmiRefusedException(reply.Message);

    // Items of the list name the member differently from the events.
    private static MemberRow ToMember(AmiMessage item) => new(item["Queue"], item["Location"], item["Paused"] is "1", item["PausedReason"]);

    private static LegRow ToLeg(AmiMessage item)
    {
        // A leg that the switch began towards the telephone runs no dial plan of its own.
        var inbound = item["ApplicationData"] is "(Outgoing Line)" || item["Application"].StartsWith("App", StringComparison.Ordinal);
        var state = item["ChannelState"] switch
        {
            LegState.Up => InteractionState.Connected,
            LegState.Ring => InteractionState.Dialing,
            _ => InteractionState.Alerting,
        };
        return new LegRow(
            item["Uniqueid"],
            item["Channel"],
            state,
            inbound ? InteractionDirection.Inbound : InteractionDirection.Outbound,
            Strangers.Text(inbound ? item["ConnectedLineNum"] : item["Exten"]));
    }
}

/// <summary>The numbers that the switch gives to states of a leg.</summary>
internal static class LegState
{
    /// <summary>The telephone dials.</summary>
    public const string Ring = "4";

    /// <summary>The telephone rings.</summary>
    public const string Ringing = "5";

    public const string Up = "6";
}
