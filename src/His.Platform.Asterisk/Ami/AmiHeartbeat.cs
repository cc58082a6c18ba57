using System.Globalization;

namespace His.Platform.Asterisk.Ami;

/// <summary>
/// Asks a connection for signs of life. A switch that is frozen, or behind a broken network, says nothing at all: only a question
/// shows it.
/// </summary>
/// <remarks>
/// One ping is on its way at a time: the switch answers one after the other, so a second would say nothing that the first does not.
/// Each <c>PingTimeout</c> without its answer is a miss; after <c>PingMisses</c> of them the connection is dropped, and an answer before
/// that counts, however late. Events are no sign of life: a switch can go on telling while it answers nobody.
/// </remarks>
/// <param name="connection">Whose heart.</param>
/// <param name="options">How often, how patiently.</param>
/// <param name="answered">Hears each answer, and when the ping was sent.</param>
/// <param name="time">The clock.</param>
internal sealed class AmiHeartbeat(AmiConnection connection, AsteriskOptions options, Action<AmiReply, long> answered, TimeProvider time)
{
    /// <summary>Beats until the connection or the token ends. Never throws.</summary>
    public async Task BeatAsync(CancellationToken end)
    {
        try
        {
            while (true)
            {
                var asked = time.GetTimestamp();
                if (await AnswerAsync(connection.AskAsync(AmiAction.Ping(), end), end) is not { } pong)
                {
                    return;
                }

                answered(pong, asked);
                await Task.Delay(options.PingInterval, time, end);
            }
        }
        catch (Exception error) when (error is AmiLinkLostException or OperationCanceledException)
        {
            // The connection has ended, or we have.
        }
    }

    /// <summary>The answer; <see langword="null"/> after too many misses, and then the connection is dropped.</summary>
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

        connection.Drop(string.Create(CultureInfo.InvariantCulture, $"a ping was not answered in {(options.PingTimeout * options.PingMisses).TotalSeconds:0.#} s"));
        await ((Task)ping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return null;
    }
}
