using His.Platform.Asterisk.Ami;
using Microsoft.Extensions.Logging;

namespace His.Platform.Asterisk;

/// <summary>Gives an order to the switch and makes of its words an answer that HIS understands.</summary>
internal sealed partial class SwitchOrders(SwitchLink link, ILogger logger)
{
    private const int MaxErrorLength = 256;

    /// <summary>As <see cref="AskAsync"/>; a refusal that says that the goal holds already is a yes.</summary>
    public async Task<SwitchAnswer> GiveAsync(AmiAction order, CancellationToken cancellationToken, params AmiRefusal[] goalHolds)
    {
        var (answer, refusal) = await AskAsync(order, cancellationToken);
        return refusal is { } why && goalHolds.Contains(why) ? SwitchAnswer.Done : answer;
    }

    public async Task<(SwitchAnswer Answer, AmiRefusal? Refusal)> AskAsync(AmiAction order, CancellationToken cancellationToken)
    {
        if (link.Current is not { } connection) return (SwitchAnswer.Unavailable, null);
        try
        {
            var reply = await connection.AskAsync(order, cancellationToken);
            if (reply.IsSuccess) return (SwitchAnswer.Done, null);
            var refusal = AmiRefusals.Of(reply);
            if (refusal is AmiRefusal.PermissionDenied or AmiRefusal.NotDynamic or AmiRefusal.NoSuchQueue) LogMisconfigured(order.Name, reply.Message);
            return (SwitchAnswer.Refused(reply.Message[..Math.Min(reply.Message.Length, MaxErrorLength)]), refusal);
        }
        catch (AmiLinkLostException)
        {
            return (SwitchAnswer.Unavailable, null);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Asterisk refused {Action}: {SwitchError}. Its configuration or the settings of HIS are wrong")]
    private partial void LogMisconfigured(string action, string switchError);
}
