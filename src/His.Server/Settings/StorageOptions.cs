namespace His.Server.Settings;

/// <summary>Where sessions and the journal are kept. Section <c>His:Storage</c>.</summary>
internal sealed record StorageOptions
{
    private const int MaxMegabytes = 1024 * 1024;

    /// <summary>In what: <c>Sqlite</c>, one file in the data folder, or <c>None</c>: sessions end with HIS, and there is no journal.</summary>
    public string Kind { get; init; } = "Sqlite";

    /// <summary>
    /// How much of the disk is kept free for those who are logged in when it gets full, in MiB. 16: some hundred logouts, each surely
    /// written.
    /// </summary>
    public int ReserveMebibytes { get; init; } = 16;

    /// <summary>How many records of the journal may wait to be written. 100 000: some 50 MB, and minutes of a slow disk.</summary>
    public int MaxWaitingRecords { get; init; } = 100_000;

    /// <summary>
    /// What is checked before HIS starts: <c>Full</c>, the whole file, which takes about a second for each 200 000 records of the journal, or
    /// <c>Recent</c>, the last 10 000 records. <c>his journal verify</c> checks all of it at any time.
    /// </summary>
    public string IntegrityCheck { get; init; } = "Full";

    public string? Validate() =>
        Kind is not ("Sqlite" or "None") ? $"His:Storage:Kind is '{Kind}'; it must be Sqlite or None."
        : IntegrityCheck is not ("Full" or "Recent") ? $"His:Storage:IntegrityCheck is '{IntegrityCheck}'; it must be Full or Recent."
        : ReserveMebibytes is < 1 or > MaxMegabytes ? $"His:Storage:ReserveMebibytes is {ReserveMebibytes}; it must be from 1 to {MaxMegabytes}."
        : MaxWaitingRecords is < 1000 or > 10_000_000 ? $"His:Storage:MaxWaitingRecords is {MaxWaitingRecords}; it must be from 1000 to 10000000."
        : null;
}
