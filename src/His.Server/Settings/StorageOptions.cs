namespace His.Server.Settings;

/// <summary>Storage of sessions and the journal. Section <c>His:Storage</c>.</summary>
internal sealed record StorageOptions
{
    private const int MaxMegabytes = 1024 * 1024;

    /// <summary>
    /// Kind of store: <c>Sqlite</c>, one file in the data folder, or <c>None</c>: sessions end with HIS, and there is no journal. Default:
    /// <c>Sqlite</c>.
    /// </summary>
    public string Kind { get; init; } = "Sqlite";

    /// <summary>
    /// Disk space in MiB that HIS reserves for the agents who are logged in when the disk becomes full; 1 to 1048576. Default: 16, enough
    /// for some hundred logouts, each written durably.
    /// </summary>
    public int ReserveMebibytes { get; init; } = 16;

    /// <summary>
    /// Maximum number of journal records that wait to be written; beyond it HIS drops records and logs an alarm. 1000 to 10000000. Default:
    /// 100000, some 50 MB or minutes of a slow disk.
    /// </summary>
    public int MaxWaitingRecords { get; init; } = 100_000;

    /// <summary>
    /// Check of the store before HIS starts: <c>Full</c>, the whole file, about one second per 200 000 journal records, or <c>Recent</c>,
    /// the last 10 000 records. <c>his journal verify</c> checks the whole journal at any time. Default: <c>Full</c>.
    /// </summary>
    public string IntegrityCheck { get; init; } = "Full";

    public string? Validate() =>
        Kind is not ("Sqlite" or "None") ? $"His:Storage:Kind is '{Kind}'; it must be Sqlite or None."
        : IntegrityCheck is not ("Full" or "Recent") ? $"His:Storage:IntegrityCheck is '{IntegrityCheck}'; it must be Full or Recent."
        : ReserveMebibytes is < 1 or > MaxMegabytes
            ? $"His:Storage:ReserveMebibytes is {ReserveMebibytes}; it must be from 1 to {MaxMegabytes}."
        : MaxWaitingRecords is < 1000 or > 10_000_000
            ? $"His:Storage:MaxWaitingRecords is {MaxWaitingRecords}; it must be from 1000 to 10000000."
        : null;
}
