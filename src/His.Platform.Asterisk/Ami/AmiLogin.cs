using System.Security.Cryptography;
using System.Text;

namespace His.Platform.Asterisk.Ami;

/// <summary>Opens a connection on which the switch is ready for queries.</summary>
internal static class AmiLogin
{
    /// <summary>The interval at which a starting switch is queried again.</summary>
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// Connects, proves knowledge of the secret without sending it, and waits until the switch has loaded its queues: before that the
    /// switch accepts logins but knows no queues.
    /// </summary>
    /// <exception cref="AmiRefusedException">The account is not accepted.</exception>
    /// <exception cref="AmiLinkLostException">There is no switch, or the connection ended.</exception>
    public static async Task<(AmiConnection Connection, AmiCommands Commands)> OpenAsync(
        AsteriskOptions options,
        AmiMetrics counters,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var connection = await AmiConnection.OpenAsync(options, counters, cancellationToken);
        try
        {
            var challenge = await connection.SendAsync(AmiAction.Challenge(), cancellationToken);
            var key = Key(challenge.Response["Challenge"], options.Secret);
            var login = await connection.SendAsync(AmiAction.Login(options.Username, key), cancellationToken);
            if (!login.IsSuccess)
            {
                throw new AmiRefusedException(login.Message);
            }

            return (connection, await WaitForQueuesAsync(connection, time, cancellationToken));
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// <c>FullyBooted</c> is sent only to accounts that read <c>system</c>, which ours need not. Every account can list the actions: those
    /// of the queues come with the module <c>app_queue</c>, which restores its members, including the persistent ones, before it registers
    /// its actions.
    /// </summary>
    private static async Task<AmiCommands> WaitForQueuesAsync(
        AmiConnection connection,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var (isStarting, isBooted) = (false, false);
        try
        {
            while (true)
            {
                // Earlier events are older than the state that is read next.
                while (connection.Events.TryRead(out var message))
                {
                    isBooted |= message.Event is "FullyBooted";
                }

                var commands = AmiCommands.Of(await connection.SendAsync(AmiAction.ListCommands(), cancellationToken));
                if (commands.Knows("QueueStatus"))
                {
                    // A module registers its actions a moment before its events; events in between would be missed.
                    if (isStarting && !isBooted)
                    {
                        await Task.Delay(Moment, time, cancellationToken);
                    }

                    return commands;
                }

                if (isBooted)
                {
                    throw new AmiRefusedException("it has started without queues: the module app_queue is not loaded");
                }

                isStarting = true;
                await Task.Delay(Moment, time, cancellationToken);
            }
        }
        catch (OperationCanceledException error) when (isStarting)
        {
            throw new AmiLinkLostException("it has not loaded its queues (app_queue) yet", error);
        }
    }

#pragma warning disable CA5351 // The algorithm is the protocol's; the secret is random and the link is loopback, private or encrypted.
    private static string Key(string challenge, string secret) =>
        Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(challenge + secret)));
#pragma warning restore CA5351
}
