using His.Platform;
using His.Server.Bus;

namespace His.Server;

/// <summary>Connects to the switch before anybody may come in, and takes leave of everybody before HIS stops.</summary>
internal sealed partial class Life(IPlatform platform, Readiness readiness, Door door, IHostApplicationLifetime lifetime, ILogger<Life> log) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStopping.Register(Stop);
        await platform.StartAsync(cancellationToken);
        LogStarted(log, platform.Name, platform.IsAvailable);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Runs while HTTP is still served: those who ask for readiness learn of it first.</summary>
    private void Stop()
    {
        readiness.Stop();
        LogStopping(log, door.Count);
        door.CloseAll();
    }

    [LoggerMessage(4004, LogLevel.Information, "The switch is {Platform}, available: {IsAvailable}")]
    private static partial void LogStarted(ILogger log, string platform, bool isAvailable);

    [LoggerMessage(4005, LogLevel.Information, "HIS is stopping; {Connections} connections are told")]
    private static partial void LogStopping(ILogger log, int connections);
}
