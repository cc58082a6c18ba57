using System.Security.Cryptography;
using System.Text;

namespace His.Platform.Asterisk.Ami;

/// <summary>From an address to a connection on which the switch is ready to be asked.</summary>
internal static class AmiLogin
{
    /// <summary>
    /// Connects, proves knowledge of the secret without sending it, and waits until the switch has started fully: before that it
    /// accepts logins and knows no queue.
    /// </summary>
    /// <exception cref="AmiRefusedException">The account is not accepted.</exception>
    /// <exception cref="AmiLinkLostException">There is no switch, or the connection ended.</exception>
    public static async Task<AmiConnection> OpenAsync(AsteriskOptions options, AmiCounters counters, CancellationToken cancellationToken)
    {
        var connection = await AmiConnection.OpenAsync(options.Host, options.Port, options.MaxWaitingEvents, counters, cancellationToken);
        try
        {
            var challenge = await connection.AskAsync(AmiAction.Challenge(), cancellationToken);
            var key = Key(challenge.Response["Challenge"], options.Secret);
            var login = await connection.AskAsync(AmiAction.Login(options.Username, key), cancellationToken);
            if (!login.IsSuccess) throw new AmiRefusedException(login.Message);
            await WaitUntilBootedAsync(connection, cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private static async Task WaitUntilBootedAsync(AmiConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            // What comes before is older than the state that is read next.
            await foreach (var message in connection.Events.ReadAllAsync(cancellationToken))
            {
                if (message.Event is "FullyBooted") return;
            }
        }
        catch (OperationCanceledException error)
        {
            throw new AmiLinkLostException("FullyBooted did not come: the account needs read=system, or the switch does not finish starting", error);
        }

        throw new AmiLinkLostException(await connection.Closed);
    }

#pragma warning disable CA5351 // The algorithm is the protocol's; the secret is random and the link is loopback or private.
    private static string Key(string challenge, string secret) => Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(challenge + secret)));
#pragma warning restore CA5351
}
