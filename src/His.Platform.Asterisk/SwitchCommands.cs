using His.Platform.Asterisk.Ami;
using Microsoft.Extensions.Logging;

namespace His.Platform.Asterisk;

/// <summary>Sends commands to the switch and maps its responses to results.</summary>
internal sealed partial class SwitchCommands(SwitchLink link, ILogger logger)
{
    private const int MaxErrorLength = 256;

    /// <summary>Sends one action; a refusal that means that the goal holds already is a success.</summary>
    public Task<CommandResult> SendAsync(AmiAction action, CancellationToken cancellationToken, params AmiRefusal[] goalHolds) =>
        SendAllAsync([action], cancellationToken, goalHolds);

    /// <summary>Sends several actions at once. Returns the first failure, after all responses.</summary>
    public async Task<CommandResult> SendAllAsync(
        IReadOnlyList<AmiAction> actions,
        CancellationToken cancellationToken,
        params AmiRefusal[] goalHolds
    ) => FirstFailure(await SendEachAsync(actions, cancellationToken), goalHolds);

    /// <summary>Sends several actions and returns the result of each.</summary>
    public async Task<(CommandResult Answer, AmiRefusal? Refusal)[]> SendEachAsync(
        IReadOnlyList<AmiAction> actions,
        CancellationToken cancellationToken
    )
    {
        if (actions.Count == 0)
        {
            return [];
        }

        if (link.Current is not { } connection)
        {
            return Unavailable(actions);
        }

        try
        {
            return [.. actions.Zip(await connection.SendAsync(actions, cancellationToken), Judge)];
        }
        catch (AmiLinkLostException)
        {
            return Unavailable(actions);
        }
    }

    /// <summary>Sends a query; <see langword="null"/> if there is no link.</summary>
    public async Task<AmiReply?> QueryAsync(AmiAction action, CancellationToken cancellationToken)
    {
        try
        {
            return link.Current is { } connection ? await connection.SendAsync(action, cancellationToken) : null;
        }
        catch (AmiLinkLostException)
        {
            return null;
        }
    }

    /// <summary>The first result that is not a success; a refusal that means that the goal holds already is a success.</summary>
    public static CommandResult FirstFailure((CommandResult Answer, AmiRefusal? Refusal)[] answers, params AmiRefusal[] goalHolds) =>
        answers
            .Where(it => it.Refusal is not { } why || !goalHolds.Contains(why))
            .Select(it => it.Answer)
            .FirstOrDefault(answer => answer.Outcome != CommandOutcome.Done, CommandResult.Done);

    private static (CommandResult, AmiRefusal?)[] Unavailable(IReadOnlyList<AmiAction> actions) =>
        [.. actions.Select(_ => (CommandResult.Unavailable, (AmiRefusal?)null))];

    private (CommandResult Answer, AmiRefusal? Refusal) Judge(AmiAction action, AmiReply reply)
    {
        if (reply.IsSuccess)
        {
            return (CommandResult.Done, null);
        }

        var refusal = AmiRefusals.Of(reply);
        if (refusal is AmiRefusal.PermissionDenied or AmiRefusal.NotDynamic or AmiRefusal.NoSuchQueue)
        {
            LogMisconfigured(action.Name, reply.Message);
        }

        return (CommandResult.Refused(reply.Message[..Math.Min(reply.Message.Length, MaxErrorLength)]), refusal);
    }

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "Asterisk refused {Action}: {SwitchError}. Check its configuration and the settings of HIS"
    )]
    private partial void LogMisconfigured(string action, string switchError);
}
