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

/// <summary>What all sessions share. One for each process.</summary>
/// <param name="options">The settings.</param>
/// <param name="platform">The switch.</param>
/// <param name="time">The clock.</param>
/// <param name="ids">Where ids come from.</param>
/// <param name="workers">Where the work of sessions runs.</param>
/// <param name="logs">Where logs go.</param>
/// <param name="store">Where sessions and the journal are kept; without one, nowhere.</param>
public sealed class HisCore(
    HisOptions options, Platform.IPlatform platform, TimeProvider time, Ids ids, IWorkScheduler workers, ILoggerFactory logs, IStore? store = null)
{
    private volatile bool _isStopping;

    /// <summary>The settings.</summary>
    public HisOptions Options { get; } = options;

    /// <summary>The switch.</summary>
    public Platform.IPlatform Platform { get; } = platform;

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; } = time;

    /// <summary>Where ids come from.</summary>
    public Ids Ids { get; } = ids;

    /// <summary>Where the work of sessions runs.</summary>
    public IWorkScheduler WorkScheduler { get; } = workers;

    /// <summary>Who is logged in.</summary>
    public SessionRegistry Sessions { get; } = new();

    /// <summary>
    /// Hears every event at the moment in which it becomes true, whether or not anybody is connected. The simulation judges by it.
    /// </summary>
    internal Action<SessionActor, BusEvent>? Witness { get; init; }

    /// <summary>Where sessions and the journal are kept.</summary>
    public IStore Store { get; } = store ?? new NoStore();

    /// <summary>What others than the agent can see of sessions and do to them.</summary>
    public SupervisorApi SupervisorApi => field ??= new SupervisorApi(Sessions);

    /// <summary>Whether HIS is on its way out: nobody can log in any more.</summary>
    public bool IsStopping => _isStopping;

    internal ILogger Log { get; } = logs.CreateLogger("His");

    internal LoginGuard LoginGuard { get; } = new(options, time);

    internal IdempotencyCache IdempotencyCache { get; } = new(options, time);

    internal ResumeTokens ResumeTokens { get; } = new(options, time);

    /// <summary>Goes on with the sessions that a HIS before this one has left behind. Once, before anybody may come in.</summary>
    public Task RestoreAsync() => new Restart(this).RunAsync();

    /// <summary>Holds sessions and switch against each other, once it is started.</summary>
    public SwitchReconciler Reconciler => field ??= new SwitchReconciler(this);

    /// <summary>
    /// Takes leave: from now on nobody can log in, and nothing is compared any more; logouts that run are brought to their end, and their answers told, within the setting's time; those that are not
    /// go on after the next start.
    /// </summary>
    /// <returns>Whether all came to their end.</returns>
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

    /// <summary>Completes when every session has done what it had to do just now, and has given it to the store.</summary>
    public Task DrainAsync() => Task.WhenAll(Sessions.All.Select(session => session.OnSchedulerAsync(() => Task.FromResult(true))));

    /// <summary>Writes a change durably, within <see cref="HisOptions.WriteTimeout"/>.</summary>
    internal Task<WriteResult> WriteDurablyAsync(Change change) => Store.WriteDurablyAsync(change, Options.WriteTimeout, Time);

    /// <summary>Opens the dispatcher for a connection that has just come.</summary>
    public BusDispatcher Open(IConnection connection) => new(this, connection);
}
