using System.Diagnostics.Metrics;
using His.Server.Bus;

namespace His.Server.Metrics;

/// <summary>Metrics of the bus.</summary>
internal sealed class BusMetrics : IDisposable
{
    public const string Name = "HIS.Server";

    private readonly Meter _meter = new(Name);

    public BusMetrics(IServiceProvider services)
    {
        // Resolved only when a reader collects, because the bus depends on this class for its counters.
        _meter.CreateObservableGauge(
            "his.connections",
            () => services.GetRequiredService<BusEndpoint>().Count,
            "{connection}",
            "WebSockets that are open."
        );
        _meter.CreateObservableGauge(
            "his.sessions",
            () => services.GetRequiredService<HisCore>().Sessions.Count,
            "{session}",
            "Agents who are logged in."
        );
        Refused = _meter.CreateCounter<long>(
            "his.connections.refused",
            "{connection}",
            "Connections that were not let in, by the HTTP status."
        );
        Slow = _meter.CreateCounter<long>(
            "his.connections.slow",
            "{connection}",
            "Connections that were closed because their client did not read."
        );
    }

    public Counter<long> Refused { get; }

    public Counter<long> Slow { get; }

    public void Dispose() => _meter.Dispose();
}
