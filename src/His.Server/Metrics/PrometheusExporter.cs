using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace His.Server.Metrics;

/// <summary>Collects metrics on demand, one scrape at a time.</summary>
[ExportModes(ExportModes.Pull)]
internal sealed class PrometheusExporter : BaseExporter<Metric>, IPullMetricExporter
{
    private const int LongestMs = 5_000;

    private readonly Lock _gate = new();
    private string _text = "";

    /// <summary>Collects the metrics, within a timeout in milliseconds; set by the reader that owns this exporter.</summary>
    public Func<int, bool>? Collect { get; set; }

    /// <summary>The current metrics as text; <see langword="null"/> if they could not be collected.</summary>
    public string? Scrape()
    {
        lock (_gate)
        {
            return Collect?.Invoke(LongestMs) is true ? _text : null;
        }
    }

    public override ExportResult Export(in Batch<Metric> batch)
    {
        _text = PrometheusText.Of(batch);
        return ExportResult.Success;
    }
}
