using His.Platform.Asterisk.Ami;
using Microsoft.Extensions.Logging;

namespace His.Platform.Asterisk;

/// <summary>Gives an order to the switch and makes of its words an answer that HIS understands.</summary>
internal sealed partial class SwitchCommands(SwitchLink link, ILogger logger)
{
    private const int MaxErrorLength = 256;

    /// <summary>Gives one order; a refusal that says that the goal holds already is a yes.</summary>
    public Task<CommandResult> GiveAsync(AmiAction order, CancellationToken cancellationToken, params AmiRefusal[] goalHolds) =>
        GiveAllAsync([order], cancellationToken, goalHolds);

    /// <summary>Gives orders, all on their way together. The first no is the answer, after all have answered.</summary>
    public async Task<CommandResult> GiveAllAsync(IReadOnlyList<AmiAction> orders, CancellationToken cancellationToken, params AmiRefusal[] goalHolds) =>
        FirstFailure(await AskAllAsync(orders, cancellationToken), goalHolds);

    /// <summary>Gives orders, and tells what the switch said to each.</summary>
    public async Task<(CommandResult Answer, AmiRefusal? Refusal)[]> AskAllAsync(IReadOnlyList<AmiAction> orders, CancellationToken cancellationToken)
    {
        if (orders.Count == 0)
        {
            return [];
        }

        if (link.Current is not { } connection)
        {
            return Unavailable(orders);
        }

        try
        {
            return [.. orders.Zip(await connection.AskAsync(orders, cancellationToken), Judge)];
        }
        catch (AmiLinkLostException)
        {
            return Unavailable(orders);
        }
    }

    /// <summary>Asks; <see langword="null"/> where there is no link.</summary>
    public async Task<AmiReply?> AskAsync(AmiAction question, CancellationToken cancellationToken)
    {
        try
        {
            return link.Current is { } connection ? await connection.AskAsync(question, cancellationToken) : null;
        }
        catch (AmiLinkLostException)
        {
            return null;
        }
    }

    /// <summary>The first answer that is no yes; a refusal that says that the goal holds already is one.</summary>
    public static CommandResult FirstFailure((CommandResult Answer, AmiRefusal? Refusal)[] answers, params AmiRefusal[] goalHolds) => answers
        .Where(it => it.Refusal is not { } why || !goalHolds.Contains(why))
        .Select(it => it.Answer)
        .FirstOrDefault(answer => answer.Outcome != CommandOutcome.Done, CommandResult.Done);

    private static (CommandResult, AmiRefusal?)[] Unavailable(IReadOnlyList<AmiAction> orders) => [.. orders.Select(_ => (CommandResult.Unavailable, (AmiRefusal?)null))];

    private (CommandResult Answer, AmiRefusal? Refusal) Judge(AmiAction order, AmiReply reply)
    {
        if (reply.IsSuccess)
        {
            return (CommandResult.Done, null);
        }

        var refusal = AmiRefusals.Of(reply);
        if (refusal is AmiRefusal.PermissionDenied or AmiRefusal.NotDynamic or AmiRefusal.NoSuchQueue)
        {
            LogMisconfigured(order.Name, reply.Message);
        }

        return (CommandResult.Refused(reply.Message[..Math.Min(reply.Message.Length, MaxErrorLength)]), refusal);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Asterisk refused {Action}: {SwitchError}. Its configuration or the settings of HIS are wrong")]
    private partial void LogMisconfigured(string action, string switchError);
}
