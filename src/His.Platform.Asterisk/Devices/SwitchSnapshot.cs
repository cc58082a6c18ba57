using His.Platform.Asterisk.Ami;

namespace His.Platform.Asterisk.Devices;

/// <summary>A queue member in a list of the switch.</summary>
internal sealed record MemberRow(string Queue, string Interface, bool Paused, string PausedReason)
{
    /// <summary>The name given when it was added: HIS gives the agent's name.</summary>
    public string Name { get; init; } = "";

    /// <summary>Whether it was added while the switch ran, rather than in its configuration.</summary>
    public bool IsDynamic { get; init; } = true;
}

/// <summary>A leg in a list of the switch.</summary>
internal sealed record LegRow(string Id, string Name, InteractionState State, InteractionDirection Direction, PartyId Party)
{
    /// <summary>The bridge it is in, or the empty text.</summary>
    public string Bridge { get; init; } = "";

    public string Context { get; init; } = "";

    public string Exten { get; init; } = "";

    /// <summary>The id that all legs of one call share: that of the first.</summary>
    public string Call { get; init; } = "";

    /// <summary>The party at the other end of this leg, as the network identifies it.</summary>
    public PartyId Caller { get; init; } = new("");

    /// <summary>The other side, as the switch shows it at this leg.</summary>
    public PartyId Shown { get; init; } = new("");
}

/// <summary>A snapshot of the switch: its members and its legs at one moment.</summary>
internal sealed record SwitchSnapshot(ILookup<string, MemberRow> Members, ILookup<string, LegRow> Legs)
{
    private readonly HashSet<string> _ids = new(Legs.SelectMany(legs => legs).Select(leg => leg.Id), StringComparer.Ordinal);

    /// <summary>Whether a leg exists, of any device.</summary>
    public bool IsThere(string id) => _ids.Contains(id);

    /// <summary>The leg of the same call that HIS has sent to wait or to a conference, if there is one: the first party's.</summary>
    public LegRow? FirstOf(LegRow row) =>
        Legs.SelectMany(legs => legs)
            .FirstOrDefault(leg =>
                leg.Exten is (Controls.Hold or Controls.Join)
                && leg.Context.Equals(row.Context, StringComparison.Ordinal)
                && leg.Call.Equals(row.Call, StringComparison.Ordinal)
            );

    /// <summary>Queries everything.</summary>
    /// <exception cref="AmiRefusedException">The account may not query it.</exception>
    /// <exception cref="AmiLinkLostException">The link ended first.</exception>
    public static async Task<SwitchSnapshot> ReadAsync(AmiConnection connection, CancellationToken cancellationToken)
    {
        var members = ReadMembersAsync(connection, memberInterface: null, cancellationToken);
        var legs = ReadLegsAsync(connection, cancellationToken);
        await Task.WhenAll(members, legs);
        return new SwitchSnapshot(await members, await legs);
    }

    /// <summary>All members, or the memberships of one.</summary>
    public static async Task<ILookup<string, MemberRow>> ReadMembersAsync(
        AmiConnection connection,
        string? memberInterface,
        CancellationToken cancellationToken
    ) =>
        Rows(await connection.SendAsync(AmiAction.QueueStatus(memberInterface), cancellationToken), "QueueMember")
            .Select(ToMember)
            .ToLookup(member => member.Interface, StringComparer.Ordinal);

    /// <summary>All legs: the switch has no list for one device.</summary>
    public static async Task<ILookup<string, LegRow>> ReadLegsAsync(AmiConnection connection, CancellationToken cancellationToken) =>
        Rows(await connection.SendAsync(AmiAction.CoreShowChannels(), cancellationToken), "CoreShowChannel")
            // A leg that changes while the switch iterates its legs is listed twice; the later row is the newer one.
            .Reverse()
            .Select(ToLeg)
            .DistinctBy(leg => leg.Id, StringComparer.Ordinal)
            .ToLookup(leg => InterfaceOf(leg.Name), StringComparer.Ordinal);

    /// <summary>The device of a leg: its name without the number that the switch adds after the last dash.</summary>
    public static string InterfaceOf(string leg) => leg.LastIndexOf('-') is > 0 and var dash ? leg[..dash] : leg;

    private static IEnumerable<AmiMessage> Rows(AmiReply reply, string name)
    {
        if (!reply.IsSuccess)
        {
            throw new AmiRefusedException(reply.Message);
        }
        // A part must not pass for the whole: an agent missing in it would count as gone.
        if (!reply.IsWhole)
        {
            throw new AmiLinkLostException("a list of the switch was incomplete");
        }

        return reply.Items.Where(item => item.Event.Equals(name, StringComparison.Ordinal));
    }

    // List items name the member differently from events.
    private static MemberRow ToMember(AmiMessage item) =>
        new(item["Queue"], item["Location"], item["Paused"] is "1", item["PausedReason"])
        {
            Name = item["Name"],
            IsDynamic = item["Membership"] is "dynamic",
        };

    private static LegRow ToLeg(AmiMessage item)
    {
        // A leg that the switch began toward the telephone runs no dial plan of its own, or is not the first of its call.
        var (id, application, call) = (item["Uniqueid"], item["Application"], item["Linkedid"]);
        var isDialled = OriginatedLeg.Is(id);
        var inbound =
            !isDialled
            && (
                item["ApplicationData"] is "(Outgoing Line)"
                || application.StartsWith("App", StringComparison.Ordinal)
                || !call.Equals(id, StringComparison.Ordinal)
            );
        var state = item["ChannelState"] switch
        {
            LegState.Up when isDialled && item["BridgeId"].Length == 0 && application is ("AppDial2" or "Dial") => InteractionState.Dialing,
            LegState.Up => InteractionState.Connected,
            LegState.Ring => InteractionState.Dialing,
            _ when isDialled => InteractionState.Dialing,
            _ => InteractionState.Alerting,
        };
        return new LegRow(
            id,
            item["Channel"],
            state,
            inbound ? InteractionDirection.Inbound : InteractionDirection.Outbound,
            inbound ? PartyId.Shown(item) : new PartyId(AmiText.Of(item["Exten"]))
        )
        {
            Bridge = item["BridgeId"],
            Context = item["Context"],
            Exten = item["Exten"],
            Call = call,
            Caller = PartyId.Caller(item),
            Shown = PartyId.Shown(item),
        };
    }
}

/// <summary>The switch's numbers for the states of a leg.</summary>
internal static class LegState
{
    /// <summary>The telephone dials.</summary>
    public const string Ring = "4";

    /// <summary>The telephone rings.</summary>
    public const string Ringing = "5";

    public const string Up = "6";
}

/// <summary>The extensions of the control context, to which HIS sends legs. A number is a consultation.</summary>
internal static class Controls
{
    /// <summary>The other side waits, with music.</summary>
    public const string Hold = "hold";

    /// <summary>The agent waits, in silence.</summary>
    public const string Wait = "wait";

    /// <summary>The agent returns to the other side.</summary>
    public const string Back = "back";

    /// <summary>The other side joins the agent and the consulted party.</summary>
    public const string Join = "join";
}
