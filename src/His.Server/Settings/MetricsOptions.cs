namespace His.Server.Settings;

/// <summary>Export of metrics. Section <c>His:Metrics</c>.</summary>
internal sealed record MetricsOptions
{
    /// <summary>
    /// Collector to which HIS pushes metrics by OTLP over gRPC, such as <c>http://127.0.0.1:4317</c>. Default: none; without this and <see
    /// cref="Prometheus"/>, only .NET's tools can read the metrics.
    /// </summary>
    public Uri? Otlp { get; init; }

    /// <summary>Interval between two pushes to the OTLP collector; 1 second to 1 hour. Default: 15 s.</summary>
    public TimeSpan ExportInterval { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Address on which HIS serves <c>GET /metrics</c> in Prometheus' text format, such as <c>http://127.0.0.1:9464</c>, or
    /// <c>http://*:9464</c> for other machines. A separate port, without TLS or authentication. Default: none; metrics are not served.
    /// </summary>
    public string? Prometheus { get; init; }

    public string? Validate() =>
        Otlp is not (null or { IsAbsoluteUri: true, Scheme: "http" or "https" })
            ? $"His:Metrics:Otlp is '{Otlp}'; it must be an address such as http://127.0.0.1:4317."
        : Prometheus is not null && !ListenSettings.IsPlainAddress(Prometheus)
            ? $"His:Metrics:Prometheus is '{Prometheus}'; it must be an address such as http://127.0.0.1:9464 or http://*:9464."
        : ExportInterval < TimeSpan.FromSeconds(1) || ExportInterval > TimeSpan.FromHours(1)
            ? $"His:Metrics:ExportInterval is {ExportInterval}; it must be from 1 second to 1 hour, written as hh:mm:ss."
        : null;
}
