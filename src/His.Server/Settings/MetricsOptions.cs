namespace His.Server.Settings;

/// <summary>Where measurements go. Section <c>His:Metrics</c>.</summary>
internal sealed record MetricsOptions
{
    /// <summary>The collector that gets the measurements by OTLP, such as <c>http://127.0.0.1:4317</c> (gRPC). Without it they can be had by .NET's tools alone.</summary>
    public Uri? Otlp { get; init; }

    /// <summary>How often they are sent. 15 s.</summary>
    public TimeSpan ExportInterval { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Where they can be had with <c>GET /metrics</c> in Prometheus' text format, such as <c>http://127.0.0.1:9464</c>, or <c>http://*:9464</c> for
    /// other machines: a port of its own, without TLS or authentication. Off by default.
    /// </summary>
    public string? Prometheus { get; init; }

    public string? Validate() =>
        Otlp is not (null or { IsAbsoluteUri: true, Scheme: "http" or "https" }) ? $"His:Metrics:Otlp is '{Otlp}'; it must be an address such as http://127.0.0.1:4317."
        : Prometheus is not null && !ListenSettings.IsPlainAddress(Prometheus) ? $"His:Metrics:Prometheus is '{Prometheus}'; it must be an address such as http://127.0.0.1:9464 or http://*:9464."
        : ExportInterval < TimeSpan.FromSeconds(1) || ExportInterval > TimeSpan.FromHours(1) ? $"His:Metrics:ExportInterval is {ExportInterval}; it must be from 1 second to 1 hour, written as hh:mm:ss."
        : null;
}
