using His.Platform;

namespace His.Interactions;

/// <summary>Who is on the other side, as far as they want to be known.</summary>
/// <param name="Party">A number, an address; empty where it is not known or withheld.</param>
/// <param name="Name">Their name, if the switch knows one.</param>
/// <param name="IsWithheld">They have withheld who they are.</param>
internal sealed record OtherSide(string Party, string? Name, bool IsWithheld)
{
    /// <summary>As the switch tells it. What was withheld goes no further than here, though most switches know it.</summary>
    public static OtherSide Of(SwitchInteractionState truth) => truth.IsPartyWithheld
        ? new OtherSide("", null, IsWithheld: true)
        : new OtherSide(ExternalText.Sanitize(truth.Party), ExternalText.SanitizeOrNull(truth.PartyName) is { Length: > 0 } name ? name : null, IsWithheld: false);

    /// <summary>This where it names a party, else what was known before; a name alone is added to it, unless it was withheld.</summary>
    public OtherSide Or(OtherSide before) =>
        Party.Length > 0 || IsWithheld ? this
        : Name is null || before.IsWithheld ? before
        : before with { Name = Name };
}
