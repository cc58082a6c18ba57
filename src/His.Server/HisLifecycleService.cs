using His.Platform;
using His.Server.Bus;
using His.Server.Storage;

namespace His.Server;

/// <summary>
/// Connects to the switch and goes on with the sessions that were kept, before anybody may come in. Before HIS stops it takes leave, while
/// HTTP is still served: nobody is taken in, logouts that run come to their end, and all others are told to come back.
/// </summary>
internal sealed partial class HisLifecycleService(
    IPlatform platform, HisCore core, Readiness readiness, BusEndpoint door, IServiceProvider services, IHostApplicationLifetime lifetime, ILogger<HisLifecycleService> log) : IHostedLifecycleService
{
    private readonly Lock _gate = new();
    private Task? _leave;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStopping.Register(() => _ = DrainAsync());
        await platform.StartAsync(cancellationToken);
        LogStarted(log, platform.Name, platform.IsAvailable);
        if (services.GetService<SqliteStore>() is { } store)
        {
            store.OwnershipLost = lifetime.StopApplication; // who does not own the sessions must not act for them
        }

        await core.RestoreAsync();
        core.Reconciler.Start();
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => DrainAsync();

    /// <summary>HTTP is served no more: what the ends of connections have set in motion is done, and then the store is closed.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => core.DrainAsync();

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Begun as soon as anybody wants HIS to stop, and waited for before HTTP ends; once.</summary>
    private Task DrainAsync()
    {
        lock (_gate)
        {
            return _leave ??= FinishAndCloseAsync();
        }
    }

    private async Task FinishAndCloseAsync()
    {
        var finishing = core.StopAsync(); // nobody is taken in any more, and only then is it said
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

    [LoggerMessage(4005, LogLevel.Information, "HIS is stopping; {Connections} connections are told")]
    private static partial void LogStopping(ILogger log, int connections);

    [LoggerMessage(4006, LogLevel.Warning, "A logout did not come to its end in time; it goes on after the next start")]
    private static partial void LogUnfinished(ILogger log);
}
