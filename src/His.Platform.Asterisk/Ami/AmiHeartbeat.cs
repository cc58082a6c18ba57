using System.Globalization;

namespace His.Platform.Asterisk.Ami;

/// <summary>Pings a connection. A frozen switch, or one behind a broken network, sends nothing at all: only a ping detects it.</summary>
/// <remarks>
/// One ping is in flight at a time: the switch handles requests in sequence, so a second ping would add nothing. Each <c>PingTimeout</c>
/// without a response is a miss; after <c>PingMisses</c> of them the connection is dropped, and a response before that counts, however
/// late. Events are no sign of life: a switch can send events while it responds to nothing.
/// </remarks>
/// <param name="connection">The connection to ping.</param>
/// <param name="options">The interval, timeout and number of misses.</param>
/// <param name="answered">Receives each response, and when the ping was sent.</param>
/// <param name="time">The clock.</param>
internal sealed class AmiHeartbeat(AmiConnection connection, AsteriskOptions options, Action<AmiReply, long> answered, TimeProvider time)
{
    /// <summary>Runs until the connection or the token ends. Never throws.</summary>
    public async Task BeatAsync(CancellationToken end)
    {
        try
        {
            while (true)
            {
                var sentAt = time.GetTimestamp();
                if (await AnswerAsync(connection.SendAsync(AmiAction.Ping(), end), end) is not { } pong)
                {
                    return;
                }

                answered(pong, sentAt);
                await Task.Delay(options.PingInterval, time, end);
            }
        }
        catch (Exception error) when (error is AmiLinkLostException or OperationCanceledException)
        {
            // The connection has ended, or the token was canceled.
        }
    }

    /// <summary>The response; <see langword="null"/> after too many misses, and then the connection is dropped.</summary>
    private async Task<AmiReply?> AnswerAsync(Task<AmiReply> ping, CancellationToken end)
    {
        for (var misses = 0; misses < options.PingMisses; misses++)
        {
            try
            {
                return await ping.WaitAsync(options.PingTimeout, time, end);
            }
            catch (TimeoutException)
            {
                // One more miss.
            }
        }

        connection.Drop(
            string.Create(
                CultureInfo.InvariantCulture,
                $"a ping was not answered in {(options.PingTimeout * options.PingMisses).TotalSeconds:0.#} s"
            )
        );
        await ((Task)ping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return null;
    }
}
