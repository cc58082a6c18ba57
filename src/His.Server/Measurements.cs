using System.Diagnostics.Metrics;
using His.Server.Bus;
using His.Server.Settings;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;

namespace His.Server;

/// <summary>Sends what the meters of HIS and of .NET measure to a collector, where the settings name one (docs/operations.md, Metrics).</summary>
internal sealed class Measurements : IHostedService, IDisposable
{
    private static readonly string[] Meters = ["HIS", DoorMeter.Name, "HIS.Asterisk", "System.Runtime", "Microsoft.AspNetCore.Server.Kestrel"];

    private readonly MeterProvider? provider;

    public Measurements(MetricsOptions options, DoorMeter doorMeter)
    {
        _ = doorMeter; // whose instruments live as long as it does
        if (options.Otlp is { } collector)
        {
            provider = Sdk.CreateMeterProviderBuilder()
                .AddMeter(Meters)
                .AddOtlpExporter((exporter, reader) =>
                {
                    (exporter.Endpoint, exporter.Protocol) = (collector, OtlpExportProtocol.Grpc);
                    reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = (int)options.Every.TotalMilliseconds;
                })
                .Build();
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The last ones are sent too.</summary>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        provider?.ForceFlush(2_000);
        return Task.CompletedTask;
    }

    public void Dispose() => provider?.Dispose();
}

/// <summary>What the door can count.</summary>
internal sealed class DoorMeter : IDisposable
{
    public const string Name = "HIS.Server";

    private readonly Meter meter = new(Name);

    public DoorMeter(IServiceProvider services)
    {
        // Asked when somebody measures, and not before: the door needs this to count what it refuses.
        meter.CreateObservableGauge("his.connections", () => services.GetRequiredService<Door>().Count, "{connection}", "WebSockets that are open.");
        meter.CreateObservableGauge("his.sessions", () => services.GetRequiredService<House>().Sessions.Count, "{session}", "Agents who are logged in.");
        Refused = meter.CreateCounter<long>("his.connections.refused", "{connection}", "Connections that were not let in, by the HTTP status.");
        Slow = meter.CreateCounter<long>("his.connections.slow", "{connection}", "Connections that were closed because their client did not read.");
    }

    public Counter<long> Refused { get; }

    public Counter<long> Slow { get; }

    public void Dispose() => meter.Dispose();
}
