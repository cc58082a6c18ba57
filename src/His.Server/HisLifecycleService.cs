using His.Server.Bus;
using His.Server.Platforms;
using His.Server.Storage;

namespace His.Server;

/// <summary>
/// Connects to the switch and restores the stored sessions before HTTP starts. Drains before shutdown, while HTTP is still served: rejects
/// logins, finishes running logouts, then closes all connections.
/// </summary>
internal sealed partial class HisLifecycleService(
    RunningPlatforms platforms,
    HisCore core,
    Readiness readiness,
    BusEndpoint door,
    IServiceProvider services,
    IHostApplicationLifetime lifetime,
    ILogger<HisLifecycleService> log
) : IHostedLifecycleService
{
    private readonly Lock _gate = new();
    private Task? _leave;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStopping.Register(() => _ = DrainAsync());
        foreach (var one in platforms.All)
        {
            await one.Platform.StartAsync(cancellationToken);
            LogStarted(log, one.Name, one.Platform.IsAvailable);
        }

        if (services.GetService<SqliteStore>() is { } store)
        {
            store.OwnershipLost = lifetime.StopApplication; // only the owner of the store may act for its sessions
        }

        await core.RestoreAsync();
        core.Reconciler.Start();
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => DrainAsync();

    /// <summary>After HTTP has stopped: completes the work that closed connections have started, then closes the store.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => core.DrainAsync();

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Starts when shutdown is requested, and completes before HTTP stops. Runs once.</summary>
    private Task DrainAsync()
    {
        lock (_gate)
        {
            return _leave ??= FinishAndCloseAsync();
        }
    }

    private async Task FinishAndCloseAsync()
    {
        var finishing = core.StopAsync(); // rejects logins first, and only then reports not ready
        readiness.Stop();
        LogStopping(log, door.Count);
        if (!await finishing)
        {
            LogUnfinished(log);
        }

        door.CloseAll();
    }

    [LoggerMessage(4004, LogLevel.Information, "The switch is {Platform}, available: {IsAvailable}")]
    private static partial void LogStarted(ILogger log, string platform, bool isAvailable);

    [LoggerMessage(4005, LogLevel.Information, "HIS is stopping; it closes {Connections} connections")]
    private static partial void LogStopping(ILogger log, int connections);

    [LoggerMessage(4006, LogLevel.Warning, "A logout did not finish in time; it continues after the next start")]
    private static partial void LogUnfinished(ILogger log);
}
