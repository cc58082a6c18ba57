using His.Bus;
using His.Platform;
using His.Sessions.Actor;
using Microsoft.Extensions.Logging;

namespace His.Positions;

/// <summary>How a session differs from the switch.</summary>
internal enum Discrepancy
{
    /// <summary>The agent is not logged on there.</summary>
    Gone,

    /// <summary>A channel is in another state.</summary>
    Channels,

    /// <summary>There are other interactions.</summary>
    Interactions,

    /// <summary>
    /// Not visible in the list: the switch has logged the agent off, and an interaction keeps the session. Its state is queried.
    /// </summary>
    Unlisted,
}

/// <summary>
/// Reconciles a position with its platform: queries the state repeatedly after an outage, once after a comparison that found a difference.
/// </summary>
internal sealed partial class PositionReconciler(SessionActor session, Position position, ILogger log)
{
    private bool _isRetrying;

    /// <summary>Queries the switch every <see cref="HisOptions.RetryInterval"/> until it answers, then applies its state.</summary>
    public void RetryLater()
    {
        if (!_isRetrying && session.WasLoggedIn && !session.IsOver)
        {
            _isRetrying = true;
            session.Guard.Observe(RetryAsync());
        }
    }

    /// <summary>
    /// Finds how the session differs from the list; <see langword="null"/> if it does not, or if that cannot be decided now: while a
    /// command runs, or if the list may be older than the state from the login, an event or a query.
    /// </summary>
    /// <param name="listed">The agent's entry in the list; <see langword="null"/> if there is none.</param>
    /// <param name="requested">When the list was requested, as a timestamp of the session's clock.</param>
    public Discrepancy? FindDiscrepancy(AgentListing? listed, long requested)
    {
        if (
            session.Lifecycle.Phase != SessionPhase.LoggedIn
            || session.Logouts.Running is not null
            || session.Commands.IsBusy
            || position.Events.LastAt >= requested
        )
        {
            return null;
        }

        if (!position.IsJoined)
        {
            return null; // it is retried anyway
        }

        if (!position.IsLoggedOn)
        {
            return listed is null ? Discrepancy.Unlisted : Discrepancy.Channels;
        }

        if (listed is null)
        {
            return Discrepancy.Gone;
        }

        if (listed.Channels.Any(state => position.Find(state.Id) is { } mine && !mine.Agrees(state)))
        {
            return Discrepancy.Channels;
        }

        var known = position.Interactions.Where(it => it.State != InteractionState.Ended).Select(it => it.Id);
        return known.ToHashSet(StringComparer.Ordinal).SetEquals(listed.Interactions.Select(position.Qualify))
            ? null
            : Discrepancy.Interactions;
    }

    /// <summary>Queries the switch and applies its state.</summary>
    /// <returns>Whether the switch could be queried.</returns>
    public async Task<bool> ReconcileAsync(Discrepancy discrepancy)
    {
        var isKnown = false;
        await session.Commands.RunExclusivelyAsync(async () =>
        {
            if (discrepancy is not Discrepancy.Unlisted)
            {
                HisMetrics.RecordDiscrepancy(discrepancy);
                LogDiscrepancy(log, session.Id, discrepancy);
                session.Recorder.Reconciled(discrepancy);
            }

            isKnown = await position.Switch.RefreshAsync();
        });
        return isKnown;
    }

    /// <summary>Queries the state; an optional platform that was unavailable at the login logs the agent in instead.</summary>
    private async Task<bool> TryRefreshAsync()
    {
        if (position.IsJoined)
        {
            return await position.Switch.RefreshAsync();
        }

        var isJoined = false;
        await session.Commands.RunExclusivelyAsync(async () => isJoined = position.IsJoined || await position.JoinAsync(Cause.Reconciled));
        return isJoined;
    }

    private async Task RetryAsync()
    {
        try
        {
            do
            {
                await Task.Delay(session.Options.RetryInterval, session.Time, session.Ended);
            } while (!await TryRefreshAsync());
        }
        catch (OperationCanceledException)
        {
            // The session has ended.
        }
        finally
        {
            _isRetrying = false;
        }
    }

    [LoggerMessage(3011, LogLevel.Warning, "Session {Session} differed from the switch: {Discrepancy}. The state of the switch applies")]
    private static partial void LogDiscrepancy(ILogger log, string session, Discrepancy discrepancy);
}
