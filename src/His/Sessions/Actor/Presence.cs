using His.Bus;
using His.ChannelGroups;
using His.Sessions.Threading;

namespace His.Sessions.Actor;

/// <summary>
/// Watches an agent whose connection is lost (decision R15): after <see cref="HisOptions.PresenceNotReadyAfter"/> every channel is made
/// Not Ready, after <see cref="HisOptions.PresenceLogoutAfter"/> the agent is logged out. An ongoing interaction postpones the logout.
/// Both run the same flows as a request of the agent.
/// </summary>
internal sealed class Presence(SessionActor session) : IDisposable
{
    private CancellationTokenSource? _watch;

    /// <summary>The connection is lost: starts watching.</summary>
    public void Lost()
    {
        _watch?.Cancel();
        _watch = new CancellationTokenSource();
        _ = WatchAsync(_watch.Token);
    }

    /// <summary>The client is connected again: stops watching. Channels that were made Not Ready stay so.</summary>
    public void Back() => _watch?.Cancel();

    /// <summary>Stops watching. May be called twice.</summary>
    public void Dispose() => _watch?.Cancel();

    private async Task WatchAsync(CancellationToken token)
    {
        var options = session.Options;
        try
        {
            await Task.Delay(options.PresenceNotReadyAfter, session.Time, token);
            await session.Guard.RunAsync(
                "presence",
                () =>
                    session.Commands.RunExclusivelyAsync(() =>
                        token.IsCancellationRequested ? Task.CompletedTask : NotReadyAll.ServerSideAsync(session, Cause.ConnectionLost)
                    )
            );
            await Task.Delay(options.PresenceLogoutAfter - options.PresenceNotReadyAfter, session.Time, token);
            while (!session.IsOver && !token.IsCancellationRequested)
            {
                var seen = session.SwitchEventCount;
                await session.Logouts.RunAsync(Cause.ConnectionLost, ReasonsGiven.None);

                // An interaction or the switch prevented it: retried at the next event of the switch, or after the retry interval.
                using var retry = new Deadline(options.RetryInterval, session.Time, token);
                await session.WaitUntilAsync(() => session.SwitchEventCount != seen || session.IsOver, retry.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The session has ended, or the agent is back.
        }
    }
}
