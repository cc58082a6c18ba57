using His.Bus;
using His.ChannelGroups;
using His.Sessions.Threading;

namespace His.Sessions.Actor;

/// <summary>
/// Looks after an agent whose connection is gone (decision R15): after a while every channel is made Not Ready, after a longer while
/// the agent is logged out. An ongoing interaction postpones that. Nothing is cut short: both are the flows that agents use.
/// </summary>
internal sealed class Presence(SessionActor session) : IDisposable
{
    private CancellationTokenSource? watch;

    /// <summary>The connection is gone.</summary>
    public void Lost()
    {
        watch?.Cancel();
        watch = new CancellationTokenSource();
        _ = WatchAsync(watch.Token);
    }

    /// <summary>There is a connection again. What was done for want of one stays done: the agent goes Ready when they want to.</summary>
    public void Back() => watch?.Cancel();

    /// <summary>There is no need to look any more. May be called twice.</summary>
    public void Dispose() => watch?.Cancel();

    private async Task WatchAsync(CancellationToken token)
    {
        var options = session.Core.Options;
        try
        {
            await Task.Delay(options.PresenceNotReadyAfter, session.Core.Time, token);
            await session.RunToAnswerAsync("presence", () => session.InTurnAsync(
                () => token.IsCancellationRequested ? Task.CompletedTask : NotReadyAll.ServerSideAsync(session, reason: null, Cause.ConnectionLost)));
            await Task.Delay(options.PresenceLogoutAfter - options.PresenceNotReadyAfter, session.Core.Time, token);
            while (!session.IsOver && !token.IsCancellationRequested)
            {
                var seen = session.SwitchEvents.Count;
                await session.LogOutAsync(Cause.ConnectionLost);

                // An interaction was in the way, or the switch: again when there is news, or after a while.
                using var retry = new Deadline(options.RetryInterval, session.Core.Time, token);
                await session.Switch.WaitUntilAsync(() => session.SwitchEvents.Count != seen || session.IsOver, retry.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The session has ended, or the agent is back.
        }
    }
}
