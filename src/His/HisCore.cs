using His.Bus;
using His.Journal;
using His.Persistence;
using His.Protection;
using His.Sessions;
using His.Sessions.Actor;
using His.Sessions.Reconciliation;
using His.Sessions.Restore;
using His.Sessions.Supervision;
using His.Sessions.Threading;
using His.Switching;
using Microsoft.Extensions.Logging;

namespace His;

/// <summary>The state and services that all sessions share. One per process.</summary>
/// <param name="options">The settings.</param>
/// <param name="platforms">The platforms, in the order of channels and of work; at least one.</param>
/// <param name="time">The clock.</param>
/// <param name="ids">The source of ids and tokens.</param>
/// <param name="workers">Runs the work of sessions.</param>
/// <param name="logs">The factory for loggers.</param>
/// <param name="store">The store for sessions and the journal; null: nothing is kept.</param>
public sealed class HisCore(
    HisOptions options,
    IReadOnlyList<PlatformRegistration> platforms,
    TimeProvider time,
    Ids ids,
    IWorkScheduler workers,
    ILoggerFactory logs,
    IStore? store = null
)
{
    private volatile bool _isStopping;

    /// <summary>The settings.</summary>
    public HisOptions Options { get; } = options;

    /// <summary>The platforms, in the order of channels and of work (decision R12).</summary>
    public IReadOnlyList<PlatformRegistration> Platforms { get; } = platforms;

    /// <summary>The platform that authenticates the agents. Default: the first.</summary>
    public Platform.IPlatform Authority { get; init; } = platforms[0].Platform;

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; } = time;

    /// <summary>The source of ids and tokens.</summary>
    public Ids Ids { get; } = ids;

    /// <summary>Runs the work of sessions.</summary>
    public IWorkScheduler WorkScheduler { get; } = workers;

    /// <summary>The sessions of agents who are logged in.</summary>
    public SessionRegistry Sessions { get; } = new();

    /// <summary>
    /// Receives every event when it is published, whether or not a client is connected. For the simulation's checks; null for none.
    /// </summary>
    internal Action<SessionActor, BusEvent>? Witness { get; init; }

    /// <summary>The store for sessions and the journal.</summary>
    public IStore Store { get; } = store ?? new NoStore();

    /// <summary>The operations on sessions for callers other than the agent.</summary>
    public SupervisorApi SupervisorApi => field ??= new SupervisorApi(Sessions);

    /// <summary>Whether HIS is stopping: logins are rejected.</summary>
    public bool IsStopping => _isStopping;

    internal ILogger Log { get; } = logs.CreateLogger("His");

    internal LoginGuard LoginGuard { get; } = new(options, time);

    internal IdempotencyCache IdempotencyCache { get; } = new(options, time);

    internal ResumeTokens ResumeTokens { get; } = new(options, time);

    /// <summary>Restores the sessions in the store. Call once, before the first connection is accepted.</summary>
    public Task RestoreAsync() => new Restart(this).RunAsync();

    /// <summary>Reconciles sessions with every platform, once it is started.</summary>
    public PlatformReconcilers Reconciler => field ??= new PlatformReconcilers(this);

    /// <summary>
    /// Drains before shutdown: rejects logins, stops reconciliation, and waits up to <see cref="HisOptions.ShutdownTimeout"/> until running
    /// logouts have ended and are answered; the others continue after the next start.
    /// </summary>
    /// <returns>Whether all running logouts have ended.</returns>
    public async Task<bool> StopAsync()
    {
        _isStopping = true;
        Reconciler.Stop();
        using var deadline = new Deadline(Options.ShutdownTimeout, Time);
        try
        {
            foreach (var session in Sessions.All)
            {
                await session.OnSchedulerAsync(session.Logouts.WaitForEndAsync).WaitAsync(deadline.Token);
            }

            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Completes when every session has run its queued work, and has passed its changes to the store.</summary>
    public Task DrainAsync() => Task.WhenAll(Sessions.All.Select(session => session.OnSchedulerAsync(() => Task.FromResult(true))));

    /// <summary>Writes a change durably, within <see cref="HisOptions.WriteTimeout"/>.</summary>
    internal Task<WriteResult> WriteDurablyAsync(Change change) => Store.WriteDurablyAsync(change, Options.WriteTimeout, Time);

    /// <summary>Creates the dispatcher for a new connection.</summary>
    public BusDispatcher Open(IConnection connection) => new(this, connection);
}
