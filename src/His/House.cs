using His.Bus;
using His.Platforms;
using His.Sessions;
using Microsoft.Extensions.Logging;

namespace His;

/// <summary>What all sessions share. One for each process.</summary>
/// <param name="options">The settings.</param>
/// <param name="platform">The switch.</param>
/// <param name="time">The clock.</param>
/// <param name="ids">Where ids come from.</param>
/// <param name="workers">Where the work of sessions runs.</param>
/// <param name="logs">Where logs go.</param>
public sealed class House(
    HisOptions options, Platform.IPlatform platform, TimeProvider time, Ids ids, IWorkers workers, ILoggerFactory logs)
{
    /// <summary>The settings.</summary>
    public HisOptions Options { get; } = options;

    /// <summary>The switch.</summary>
    public Platform.IPlatform Platform { get; } = platform;

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; } = time;

    /// <summary>Where ids come from.</summary>
    public Ids Ids { get; } = ids;

    /// <summary>Where the work of sessions runs.</summary>
    public IWorkers Workers { get; } = workers;

    /// <summary>Who is logged in.</summary>
    public SessionRegistry Sessions { get; } = new();

    internal ILogger Log { get; } = logs.CreateLogger("His");

    internal LoginGuard LoginGuard { get; } = new(options, time);

    internal Answers Answers { get; } = new(options, time);

    /// <summary>Opens the doorway for a connection that has just come.</summary>
    public Doorway Open(IConnection connection) => new(this, connection);
}
