using His.Bus;
using His.ChannelGroups;
using His.Sessions.Threading;

namespace His.Sessions.Actor;

/// <summary>
/// Watches over an agent whose connection is gone (decision R15): after <see cref="HisOptions.PresenceNotReadyAfter"/> every channel is made
/// Not Ready, after <see cref="HisOptions.PresenceLogoutAfter"/> the agent is logged out. An ongoing interaction postpones that. Both are the
/// flows that agents use.
/// </summary>
internal sealed class Presence(SessionActor session) : IDisposable
{
    private CancellationTokenSource? _watch;

    /// <summary>The connection is gone.</summary>
    public void Lost()
    {
        _watch?.Cancel();
        _watch = new CancellationTokenSource();
        _ = WatchAsync(_watch.Token);
    }

    /// <summary>There is a connection again. What was done without one stays done: the agent goes Ready when they want to.</summary>
    public void Back() => _watch?.Cancel();

    /// <summary>Stops watching. May be called twice.</summary>
    public void Dispose() => _watch?.Cancel();

    private async Task WatchAsync(CancellationToken token)
    {
        var options = session.Options;
        try
        {
            await Task.Delay(options.PresenceNotReadyAfter, session.Time, token);
            await session.Guard.RunAsync("presence", () => session.Commands.RunExclusivelyAsync(
                () => token.IsCancellationRequested ? Task.CompletedTask : NotReadyAll.ServerSideAsync(session, reason: null, Cause.ConnectionLost)));
            await Task.Delay(options.PresenceLogoutAfter - options.PresenceNotReadyAfter, session.Time, token);
            while (!session.IsOver && !token.IsCancellationRequested)
            {
                var seen = session.SwitchEvents.Count;
                await session.Logouts.RunAsync(Cause.ConnectionLost);

                // An interaction was in the way, or the switch: again when there is news, or after a while.
                using var retry = new Deadline(options.RetryInterval, session.Time, token);
                await session.Switch.WaitUntilAsync(() => session.SwitchEvents.Count != seen || session.IsOver, retry.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The session has ended, or the agent is back.
        }
    }
}
