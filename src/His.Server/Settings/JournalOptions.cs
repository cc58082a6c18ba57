namespace His.Server.Settings;

/// <summary>Retention of the journal. Section <c>His:Journal</c>.</summary>
internal sealed record JournalOptions
{
    private const int MaxMonths = 1200;

    /// <summary>
    /// Number of whole months of the journal to keep besides the current one, in UTC; older records are deleted automatically. 1 to 1200.
    /// Default: none; the journal is kept forever and grows.
    /// </summary>
    public int? Retention { get; init; }

    public string? Validate() =>
        Retention is < 1 or > MaxMonths ? $"His:Journal:Retention is {Retention}; it must be from 1 to {MaxMonths} months." : null;
}
