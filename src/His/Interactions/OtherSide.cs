using His.Platform;

namespace His.Interactions;

/// <summary>The other side of an interaction, without withheld data.</summary>
/// <param name="Party">A number or an address; empty if unknown or withheld.</param>
/// <param name="Name">The name; null if the switch has none or it is withheld.</param>
/// <param name="IsWithheld">Whether the other side has withheld its identity.</param>
internal sealed record OtherSide(string Party, string? Name, bool IsWithheld)
{
    /// <summary>Gets the other side from the state at the switch. Withheld data is dropped here, though most switches send it.</summary>
    public static OtherSide Of(SwitchInteractionState truth) =>
        truth.IsPartyWithheld
            ? new OtherSide("", null, IsWithheld: true)
            : new OtherSide(
                ExternalText.Sanitize(truth.Party),
                ExternalText.SanitizeOrNull(truth.PartyName) is { Length: > 0 } name ? name : null,
                IsWithheld: false
            );

    /// <summary>This if it names a party, else the previous value; a name alone is added to that, unless it was withheld.</summary>
    public OtherSide Or(OtherSide before) =>
        Party.Length > 0 || IsWithheld ? this
        : Name is null || before.IsWithheld ? before
        : before with { Name = Name };
}
