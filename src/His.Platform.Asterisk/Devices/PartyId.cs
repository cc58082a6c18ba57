using His.Platform.Asterisk.Ami;

namespace His.Platform.Asterisk.Devices;

/// <summary>One end of a call, as the network identifies it. Nothing is kept of a party that withholds its number.</summary>
/// <param name="Number">The number; empty if unknown or withheld.</param>
/// <param name="Name">The name that came with the number; empty if none.</param>
/// <param name="IsWithheld">Whether the party withholds its identity.</param>
internal sealed record PartyId(string Number, string Name = "", bool IsWithheld = false)
{
    /// <summary>
    /// AMI has no header for the presentation of a number. An administrator can have it sent as a channel variable, with every event about
    /// the channel (docs/platforms/asterisk.md).
    /// </summary>
    private static readonly string[] Presentations = ["(pres)=prohib", "(num-pres)=prohib"];

    /// <summary>SIP's name for a party that withholds its identity (RFC 3323).</summary>
    private const string Anonymous = "anonymous";

    private static readonly PartyId Withheld = new("", IsWithheld: true);

    public bool IsKnown => Number.Length > 0 || IsWithheld;

    /// <summary>The party that calls from a leg.</summary>
    public static PartyId Caller(AmiMessage message) => Read(message, "", "CallerID", "CALLERID");

    /// <summary>The other side, as the switch shows it at a leg.</summary>
    /// <param name="message">An event about the leg, or a row of a list.</param>
    /// <param name="leg">The prefix of the leg's headers: empty, or <c>Dest</c>.</param>
    public static PartyId Shown(AmiMessage message, string leg = "") => Read(message, leg, "ConnectedLine", "CONNECTEDLINE");

    /// <summary>This party, completed from a later event.</summary>
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
            if (
                field.Key.Equals($"{leg}ChanVariable", StringComparison.OrdinalIgnoreCase)
                && field.Value.StartsWith(function, StringComparison.Ordinal)
                && Presentations.Any(it => field.Value.AsSpan(function.Length).StartsWith(it, StringComparison.Ordinal))
            )
            {
                return Withheld;
            }
        }

        return new PartyId(number, AmiText.Of(message[$"{leg}{end}Name"]));
    }
}
