namespace His.Platform.Simulator;

/// <summary>Who comes: what the network says of them.</summary>
/// <param name="Number">Their number or address.</param>
/// <param name="Name">Their name, if the network tells one.</param>
/// <param name="IsWithheld">They do not want to be known. Real switches know them all the same, and so does this one.</param>
internal sealed record OfferedParty(string Number, string? Name = null, bool IsWithheld = false);
