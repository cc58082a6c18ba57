namespace His.Server.Settings;

/// <summary>How long the journal is kept. Section <c>His:Journal</c>.</summary>
internal sealed record JournalOptions
{
    private const int MostMonths = 1200;

    /// <summary>
    /// How many whole months of the journal are kept besides the current one, in UTC; older records are deleted automatically. 1 to 1200. By
    /// default the journal is kept forever, and grows.
    /// </summary>
    public int? Retention { get; init; }

    public string? Complaint() => Retention is < 1 or > MostMonths ? $"His:Journal:Retention is {Retention}; it must be from 1 to {MostMonths} months." : null;
}
