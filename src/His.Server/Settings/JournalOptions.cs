namespace His.Server.Settings;

/// <summary>How long the journal is kept. Section <c>His:Journal</c>.</summary>
internal sealed record JournalOptions
{
    private const int MaxMonths = 1200;

    /// <summary>
    /// How many whole months of the journal are kept besides the current one, in UTC; older records are deleted automatically. 1 to 1200. By
    /// default the journal is kept forever, and grows.
    /// </summary>
    public int? Retention { get; init; }

    public string? Validate() => Retention is < 1 or > MaxMonths ? $"His:Journal:Retention is {Retention}; it must be from 1 to {MaxMonths} months." : null;
}
