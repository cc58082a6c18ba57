using His.Bus;
using His.ChannelGroups;

namespace His.Sessions;

/// <summary>
/// Looks after an agent whose connection is gone (decision R15): after a while every channel is made Not Ready, after a longer while
/// the agent is logged out. An ongoing interaction postpones that. Nothing is cut short: both are the flows that agents use.
/// </summary>
internal sealed class Presence(SessionWorkflow session) : IDisposable
{
    private CancellationTokenSource? watch;

    /// <summary>The connection is gone.</summary>
    public void Lost()
    {
        watch ??= new CancellationTokenSource();
        _ = WatchAsync(watch.Token);
    }

    /// <summary>There is no need to look any more.</summary>
    public void Dispose()
    {
        watch?.Cancel();
        watch?.Dispose();
        watch = null;
    }

    private async Task WatchAsync(CancellationToken token)
    {
        var options = session.House.Options;
        try
        {
            await Task.Delay(options.PresenceNotReadyAfter, session.House.Time, token);
            await session.InTurnAsync(() => NotReadyAll.ServerSideAsync(session, reason: null, Cause.ConnectionLost));
            await Task.Delay(options.PresenceLogoutAfter - options.PresenceNotReadyAfter, session.House.Time, token);
            while (!session.IsOver)
            {
                var retry = session.Changed.Next;
                await session.LogOutAsync(Cause.ConnectionLost);
                await Task.WhenAny(retry, Task.Delay(options.ReconcileEvery, session.House.Time, token));
                token.ThrowIfCancellationRequested();
            }
        }
        catch (OperationCanceledException)
        {
            // The session has ended.
        }
    }
}
