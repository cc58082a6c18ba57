namespace His.Platform.Simulator;

/// <summary>The party of an offered interaction, as the network identifies it.</summary>
/// <param name="Number">The number or address.</param>
/// <param name="Name">The name, if the network sends one.</param>
/// <param name="IsWithheld">Whether the party withholds its identity. Real switches know it nevertheless, and so does this one.</param>
internal sealed record OfferedParty(string Number, string? Name = null, bool IsWithheld = false);
