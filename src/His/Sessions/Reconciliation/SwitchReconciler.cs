using His.Bus;
using His.Channels;
using His.Platform;
using His.Positions;
using His.Sessions.Actor;
using His.Sessions.Threading;
using Microsoft.Extensions.Logging;

namespace His.Sessions.Reconciliation;

/// <summary>
/// Reconciles sessions with a platform (docs/use-cases/reconciliation.md): at the start, when a link is restored, and every
/// <see cref="HisOptions.ReconciliationInterval"/>. Events can get lost, the switch can carry out a login after HIS has given it up, and
/// HIS can be killed between two steps.
/// <list type="number">
/// <item>The switch lists its agents; if it cannot, EF1.</item>
/// <item>A session that differs from the list queries the switch, whose state applies: AF1 if the agent is logged off there.</item>
/// <item>An agent at the switch without a session: <see cref="Orphans"/>.</item>
/// </list>
/// It has a scheduler of its own, like a session; comparisons do not overlap.
/// </summary>
internal sealed partial class SwitchReconciler
{
    // How many sessions query the switch concurrently if many differ, as after a restart of the switch.
    private const int AskAtOnce = 8;

    private readonly HisCore _core;
    private readonly PlatformRegistration _platform;
    private readonly SessionScheduler _scheduler;
    private readonly Orphans _orphans;
    private readonly CancellationTokenSource _stop = new();
    private TaskCompletionSource _soon = new(); // set and awaited on the scheduler alone
    private bool _isStarted;

    /// <summary>Creates the reconciler of a platform.</summary>
    public SwitchReconciler(HisCore core, PlatformRegistration platform)
    {
        (_core, _platform) = (core, platform);
        _scheduler = new SessionScheduler(core.WorkScheduler, defect => LogDefect(core.Log, defect));
        _orphans = new Orphans(core, platform);
    }

    /// <summary>Compares now, then repeatedly until <see cref="Stop"/>. Any thread; further calls do nothing.</summary>
    public void Start() =>
        _scheduler.Post(() =>
        {
            if (!_isStarted)
            {
                _isStarted = true;
                _platform.Platform.LinkRestored += LinkIsBack;
                _ = RunAsync();
            }
        });

    /// <summary>Stops comparing. Any thread; may be called twice.</summary>
    public void Stop()
    {
        _platform.Platform.LinkRestored -= LinkIsBack;
        _stop.Cancel();
    }

    private void LinkIsBack(object? sender, EventArgs arguments) => Trigger();

    private void Trigger() => _scheduler.Post(() => _soon.TrySetResult());

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested && !_orphans.IsSuperseded)
        {
            _soon = new TaskCompletionSource();
            try
            {
                await RunOnceAsync();
            }
            catch (Exception defect)
            {
                // Nothing awaits it, and one failure must not end all further comparisons.
                LogDefect(_core.Log, defect);
            }

            await PauseAsync();
        }
    }

    /// <summary>Waits for the interval, a restored link, or the stop; each ends the wait through the scheduler.</summary>
    private async Task PauseAsync()
    {
        using var pause = new Deadline(_core.Options.ReconciliationInterval, _core.Time, _stop.Token);
        using var over = pause.Token.UnsafeRegister(static me => ((SwitchReconciler)me!).Trigger(), this);
        await _soon.Task;
    }

    private async Task RunOnceAsync()
    {
        // 1. The agents at the switch.
        var begun = _core.Time.GetTimestamp();
        if (await ListAsync() is not { } listed)
        {
            return; // EF1: next time
        }

        HisMetrics.RecordReconciliation();
        var there = listed.ToDictionary(it => it.Agent.Id, StringComparer.Ordinal);

        // 2. Sessions that differ.
        var judged = await EachAsync(
            _core.Sessions.All,
            session => session.OnSchedulerAsync(() => Task.FromResult((Session: session, Difference: Compare(session, there, begun))))
        );
        foreach (var some in judged.Where(it => it.Difference is not null).Chunk(AskAtOnce))
        {
            await EachAsync(
                some,
                it => it.Session.OnSchedulerAsync(() => PositionOf(it.Session)!.Reconciler.ReconcileAsync(it.Difference!.Value))
            );
        }

        // 3. Agents without a session.
        if (_core.Options.LogOffOrphans)
        {
            await _orphans.HandleAsync(listed, _stop.Token);
        }
    }

    private Discrepancy? Compare(SessionActor session, Dictionary<string, AgentListing> there, long begun) =>
        PositionOf(session) is { } position
            ? position.Reconciler.FindDiscrepancy(there.GetValueOrDefault(position.AgentIdentity.Id), begun)
            : null;

    private Position? PositionOf(SessionActor session) => session.Positions.FirstOrDefault(it => it.Platform == _platform.Name);

    private async Task<IReadOnlyList<AgentListing>?> ListAsync()
    {
        using var deadline = new Deadline(_core.Options.CommandTimeout, _core.Time, _stop.Token);
        try
        {
            return await _platform.Platform.ListAgentsAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>Begins all at once and awaits them one by one, so that the continuations stay on the scheduler.</summary>
    private static async Task<List<TResult>> EachAsync<T, TResult>(IEnumerable<T> all, Func<T, Task<TResult>> begin)
    {
        var results = new List<TResult>();
        foreach (var begun in all.Select(begin).ToList())
        {
            results.Add(await begun);
        }

        return results;
    }

    [LoggerMessage(3010, LogLevel.Error, "A reconciliation with the switch failed; the next one starts from the beginning")]
    private static partial void LogDefect(ILogger log, Exception defect);
}
