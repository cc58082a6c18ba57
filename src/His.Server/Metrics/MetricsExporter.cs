using His.Server.Settings;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace His.Server.Metrics;

/// <summary>
/// Exports the metrics of HIS and of .NET as configured: pushed to a collector, or served to Prometheus (docs/operations.md, Metrics).
/// </summary>
internal sealed partial class MetricsExporter(MetricsOptions options, BusMetrics busMetrics, ILoggerFactory logs)
    : IHostedLifecycleService,
        IAsyncDisposable
{
    /// <summary>The exported meters: HIS's own, those of platforms (<c>HIS.NAME</c>), and those of .NET.</summary>
    private static readonly string[] All = ["HIS", "HIS.*", "System.Runtime", "Microsoft.AspNetCore.Server.Kestrel"];

    private readonly BusMetrics _busMetrics = busMetrics; // keeps its instruments alive
    private MeterProvider? _provider;
    private PrometheusEndpoint? _endpoint;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _ = _busMetrics;
        if (options is { Otlp: null, Prometheus: null })
        {
            return;
        }

        var builder = Sdk.CreateMeterProviderBuilder().AddMeter(All);
        if (options.Otlp is { } collector)
        {
            builder.AddReader(
                new PeriodicExportingMetricReader(
                    new OtlpExporter(collector, logs.CreateLogger<OtlpExporter>()),
                    (int)options.ExportInterval.TotalMilliseconds
                )
            );
        }

        if (options.Prometheus is { } address)
        {
            var exporter = new PrometheusExporter();
            builder.AddReader(new BaseExportingMetricReader(exporter));
            _endpoint = await PrometheusEndpoint.ListenAsync(address, exporter, cancellationToken);
            LogServed(logs.CreateLogger<MetricsExporter>(), new Uri(_endpoint.Address, "metrics"));
        }

        _provider = builder.Build();
    }

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        _endpoint?.Open();
        return Task.CompletedTask;
    }

    /// <summary>Flushes the last measurements.</summary>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        _provider?.ForceFlush(2_000);
        return Task.CompletedTask;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_endpoint is not null)
        {
            await _endpoint.DisposeAsync();
        }

        _provider?.Dispose();
    }

    [LoggerMessage(4032, LogLevel.Information, "Measurements are served at {Address}")]
    private static partial void LogServed(ILogger log, Uri address);
}
