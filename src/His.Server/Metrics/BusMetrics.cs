using System.Diagnostics.Metrics;
using His.Server.Bus;

namespace His.Server.Metrics;

/// <summary>Metrics of the bus, named by OpenTelemetry's conventions (docs/operations.md, Metrics).</summary>
internal sealed class BusMetrics : IDisposable
{
    public const string Name = "HIS.Server";

    private readonly Meter _meter = new(Name);
    private readonly Counter<long> _rejected;
    private readonly Counter<long> _slowClosed;

    public BusMetrics(IServiceProvider services)
    {
        // Resolved only when a reader collects, because the bus depends on this class for its counters.
        _meter.CreateObservableUpDownCounter(
            "his.connection.active",
            () => services.GetRequiredService<BusEndpoint>().Count,
            "{connection}",
            "Number of open WebSockets."
        );
        _meter.CreateObservableUpDownCounter(
            "his.session.active",
            () => services.GetRequiredService<HisCore>().Sessions.Count,
            "{session}",
            "Number of agents who are logged in."
        );
        _rejected = _meter.CreateCounter<long>("his.connection.rejected", "{connection}", "Number of connections that were rejected.");
        _slowClosed = _meter.CreateCounter<long>(
            "his.connection.slow_closed",
            "{connection}",
            "Number of connections that were closed because their client did not read."
        );
    }

    /// <summary>Records a connection that was rejected with an HTTP status.</summary>
    public void RecordRejected(int status) => _rejected.Add(1, new KeyValuePair<string, object?>("http.response.status_code", status));

    /// <summary>Records a connection that was closed because its client did not read.</summary>
    public void RecordSlowClosed() => _slowClosed.Add(1);

    public void Dispose() => _meter.Dispose();
}
