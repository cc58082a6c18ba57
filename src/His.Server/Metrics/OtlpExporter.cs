using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;

namespace His.Server.Metrics;

/// <summary>
/// Exports to a collector, and logs once when it becomes unreachable and once when it is reachable again; the base exporter does not log.
/// </summary>
internal sealed partial class OtlpExporter(Uri collector, ILogger<OtlpExporter> log)
    : OtlpMetricExporter(new OtlpExporterOptions { Endpoint = collector, Protocol = OtlpExportProtocol.Grpc })
{
    private bool _isLost;

    public override ExportResult Export(in Batch<Metric> metrics)
    {
        var result = base.Export(metrics);
        if (result == ExportResult.Failure && !_isLost)
        {
            LogLost(log, collector);
        }
        else if (result == ExportResult.Success && _isLost)
        {
            LogBack(log, collector);
        }

        _isLost = result == ExportResult.Failure;
        return result;
    }

    [LoggerMessage(
        4030,
        LogLevel.Warning,
        "Measurements do not reach the collector at {Collector} (His:Metrics:Otlp). HIS retries at each export; counters keep what was measured in the meantime"
    )]
    private static partial void LogLost(ILogger log, Uri collector);

    [LoggerMessage(4031, LogLevel.Information, "Measurements reach the collector at {Collector} again")]
    private static partial void LogBack(ILogger log, Uri collector);
}
