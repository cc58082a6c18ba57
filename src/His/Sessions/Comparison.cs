using His.Bus;
using His.Channels;
using His.Journal;
using His.Platform;
using His.Platforms;
using Microsoft.Extensions.Logging;

namespace His.Sessions;

/// <summary>
/// Sessions and switch are held against each other (docs/use-cases/comparison.md): at the start, when a link is back, and from time to
/// time. News can get lost, a login can be carried out after HIS has given it up, HIS can be killed between two steps.
/// <list type="number">
/// <item>The switch lists who is there. It cannot: EF1.</item>
/// <item>A session that is not as the switch says asks it, and the switch is right: AF1 where the agent is gone there.</item>
/// <item>An agent who is there without a session: <see cref="Orphans"/>.</item>
/// </list>
/// It has a scheduler of its own, as a session has, and runs once at a time.
/// </summary>
public sealed partial class Comparison
{
    // How many sessions ask at once where many differ, as after a restart of the switch.
    private const int AskAtOnce = 8;

    private readonly House house;
    private readonly SessionScheduler scheduler;
    private readonly Orphans orphans;
    private readonly CancellationTokenSource stop = new();
    private TaskCompletionSource soon = new(); // set and awaited on the scheduler alone
    private bool isStarted;

    internal Comparison(House house)
    {
        this.house = house;
        scheduler = new SessionScheduler(house.Workers, defect => LogDefect(house.Log, defect));
        orphans = new Orphans(house);
    }

    /// <summary>Compares now, and from now on. Any thread; once is enough.</summary>
    public void Start() => scheduler.Post(() =>
    {
        if (!isStarted)
        {
            isStarted = true;
            house.Platform.LinkIsBack += LinkIsBack;
            _ = RunAsync();
        }
    });

    /// <summary>Nothing is compared any more. Any thread; may be called twice.</summary>
    public void Stop()
    {
        house.Platform.LinkIsBack -= LinkIsBack;
        stop.Cancel();
    }

    private void LinkIsBack(object? sender, EventArgs arguments) => Soon();

    private void Soon() => scheduler.Post(() => soon.TrySetResult());

    private async Task RunAsync()
    {
        while (!stop.IsCancellationRequested && !orphans.IsForeign)
        {
            soon = new TaskCompletionSource();
            try
            {
                await LookAsync();
            }
            catch (Exception defect)
            {
                // Nobody waits for it, and what is wrong once must not be the end of all comparing.
                LogDefect(house.Log, defect);
            }

            await PauseAsync();
        }
    }

    /// <summary>Until it is time again, a link is back, or nothing is compared any more: each ends it by way of the scheduler.</summary>
    private async Task PauseAsync()
    {
        using var pause = new Deadline(house.Options.CompareEvery, house.Time, stop.Token);
        using var over = pause.Token.UnsafeRegister(static me => ((Comparison)me!).Soon(), this);
        await soon.Task;
    }

    private async Task LookAsync()
    {
        // 1. Who is there.
        var begun = house.Time.GetTimestamp();
        if (await ListAsync() is not { } listed)
        {
            return; // EF1: next time
        }

        HouseMeter.Comparisons.Add(1);
        var there = listed.ToDictionary(it => it.Agent.Id, StringComparer.Ordinal);

        // 2. Sessions that stand otherwise.
        var judged = await EachAsync(house.Sessions.All, session => session.OnSchedulerAsync(
            () => Task.FromResult((Session: session, Difference: session.DifferenceFrom(there.GetValueOrDefault(session.Session.Agent.Id), begun)))));
        foreach (var some in judged.Where(it => it.Difference is not null).Chunk(AskAtOnce))
        {
            await EachAsync(some, it => it.Session.OnSchedulerAsync(() => it.Session.ReconcileAsync(it.Difference!.Value)));
        }

        // 3. Agents without one.
        if (house.Options.OrphansAreLoggedOff)
        {
            await orphans.SeeToAsync(listed, stop.Token);
        }
    }

    private async Task<IReadOnlyList<AgentThere>?> ListAsync()
    {
        using var deadline = new Deadline(house.Options.StepDeadline, house.Time, stop.Token);
        try
        {
            return await house.Platform.WhoIsThereAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>All at once. One is awaited after the other, for then all that follows stays on the scheduler.</summary>
    private static async Task<List<TResult>> EachAsync<T, TResult>(IEnumerable<T> all, Func<T, Task<TResult>> begin)
    {
        var results = new List<TResult>();
        foreach (var begun in all.Select(begin).ToList())
        {
            results.Add(await begun);
        }

        return results;
    }

    [LoggerMessage(3010, LogLevel.Error, "A comparison of sessions and switch did not come to its end; the next one begins anew")]
    private static partial void LogDefect(ILogger log, Exception defect);
}

/// <summary>In what a session differs from the switch.</summary>
internal enum Difference
{
    /// <summary>The agent is not there.</summary>
    Gone,

    /// <summary>A channel does something else.</summary>
    Channels,

    /// <summary>There are other interactions.</summary>
    Interactions,

    /// <summary>
    /// The list does not say: the switch has logged the agent off, and an interaction keeps the session. How that stands is asked for.
    /// </summary>
    Unlisted,
}

/// <content>A session that is held against the switch.</content>
internal sealed partial class SessionWorkflow
{
    /// <summary>
    /// In what the session differs from the list; <see langword="null"/> where it does not, or that cannot be said now: while a command is
    /// at work, or where the list may be older than what was learned at the login, by news or by asking.
    /// </summary>
    public Difference? DifferenceFrom(AgentThere? there, long begun)
    {
        if (!isLoggedIn || IsOver || !isTakenUp || RunningLogout is not null || turn.IsTaken || News.LastAt >= begun)
        {
            return null;
        }

        if (!Session.IsLoggedOn)
        {
            return there is null ? Difference.Unlisted : Difference.Channels;
        }

        if (there is null)
        {
            return Difference.Gone;
        }

        if (there.Channels.Any(truth => ChannelGroup.Find(truth.Id) is { } mine && !mine.Agrees(truth)))
        {
            return Difference.Channels;
        }

        var known = ChannelGroup.Interactions.Where(it => it.Interaction.State != InteractionState.Ended).Select(it => it.Interaction.Id);
        return known.ToHashSet(StringComparer.Ordinal).SetEquals(there.Interactions) ? null : Difference.Interactions;
    }

    /// <summary>The switch is asked, and is right.</summary>
    /// <returns>Whether it could be asked.</returns>
    public async Task<bool> ReconcileAsync(Difference difference)
    {
        var isKnown = false;
        await InTurnAsync(async () =>
        {
            if (difference is not Difference.Unlisted)
            {
                HouseMeter.Differences.Add(1, new KeyValuePair<string, object?>("what", difference.ToString()));
                LogDifference(House.Log, Session.Id, difference);
                Recorder.Differs(difference);
            }

            isKnown = await Switch.AskAsync();
        });
        return isKnown;
    }

    [LoggerMessage(3011, LogLevel.Warning, "Session {Session} was not as the switch says: {Difference}. The switch is right")]
    private static partial void LogDifference(ILogger log, string session, Difference difference);
}
