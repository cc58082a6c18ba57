using His.Platform.Asterisk.Ami;

namespace His.Platform.Asterisk.Devices;

/// <summary>Who is at one end of a call, as the network names them. Nothing is kept of who has withheld their number.</summary>
/// <param name="Number">The number; empty where it is not known or withheld.</param>
/// <param name="Name">The name that came with the number; empty where there is none.</param>
/// <param name="IsWithheld">They have withheld who they are.</param>
internal sealed record PartyId(string Number, string Name = "", bool IsWithheld = false)
{
    /// <summary>
    /// The presentation of a number is in no header of AMI. An administrator can have it sent as a channel variable, with every event that
    /// is about the channel (docs/platforms/asterisk.md).
    /// </summary>
    private static readonly string[] Presentations = ["(pres)=prohib", "(num-pres)=prohib"];

    /// <summary>The word that SIP has for who does not want to be known (RFC 3323).</summary>
    private const string Anonymous = "anonymous";

    private static readonly PartyId Withheld = new("", IsWithheld: true);

    public bool IsKnown => Number.Length > 0 || IsWithheld;

    /// <summary>Who calls from a leg.</summary>
    public static PartyId Caller(AmiMessage message) => Read(message, "", "CallerID", "CALLERID");

    /// <summary>Whom the switch shows at a leg as the other side.</summary>
    /// <param name="message">An event about the leg, or a row of a list.</param>
    /// <param name="leg">What stands before the headers of the leg: nothing, or <c>Dest</c>.</param>
    public static PartyId Shown(AmiMessage message, string leg = "") => Read(message, leg, "ConnectedLine", "CONNECTEDLINE");

    /// <summary>This, completed by what was heard later.</summary>
    public PartyId Or(PartyId later) =>
        IsWithheld ? this
        : later.IsWithheld || !IsKnown ? later
        : Name.Length == 0 && Number.Equals(later.Number, StringComparison.Ordinal) ? later
        : this;

    private static PartyId Read(AmiMessage message, string leg, string end, string function)
    {
        var number = AmiText.Of(message[$"{leg}{end}Num"]);
        if (number.Equals(Anonymous, StringComparison.OrdinalIgnoreCase))
        {
            return Withheld;
        }

        foreach (var field in message.Fields)
        {
            if (field.Key.Equals($"{leg}ChanVariable", StringComparison.OrdinalIgnoreCase) && field.Value.StartsWith(function, StringComparison.Ordinal)
                && Presentations.Any(it => field.Value.AsSpan(function.Length).StartsWith(it, StringComparison.Ordinal)))
            {
                return Withheld;
            }
        }

        return new PartyId(number, AmiText.Of(message[$"{leg}{end}Name"]));
    }
}
