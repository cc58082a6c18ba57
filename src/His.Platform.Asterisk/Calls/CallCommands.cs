using His.Platform.Asterisk.Ami;
using His.Platform.Asterisk.Devices;

namespace His.Platform.Asterisk;

/// <summary>
/// Commands on an existing call. Parties are moved, never re-created: a waiting party is in a waiting bridge of its own, so that every leg
/// keeps its name and the queue continues to count the call until one of its two legs is hung up.
/// </summary>
/// <remarks>
/// <c>HIS_OTHER</c> on a leg names the leg that must not be left behind when this one is hung up: the control context takes care of it,
/// even while HIS is down.
/// </remarks>
internal sealed class CallCommands(AsteriskCallsOptions calls, SwitchCommands commands)
{
    private const string Other = "HIS_OTHER";
    private const string Meeting = "HIS_JOIN";

    /// <summary>
    /// Set by the control context when a leg is on hold, so that nobody is returned to a leg that is still on its way there.
    /// </summary>
    private const string Waits = "SHARED(HIS_WAITS)";

    private const int NormalClearing = 16;

    private static readonly CommandResult NoOtherSide = CommandResult.Refused("the other party is unknown");

    /// <summary>Whether a failure is transient: a leg was on its way to the other side, or was renamed on the way.</summary>
    public static bool IsInMotion(CommandResult answer) =>
        answer == NoOtherSide
        || (answer.SwitchError is { } words && AmiRefusals.Of(words) is AmiRefusal.NoSuchChannel or AmiRefusal.InMotion);

    /// <summary>The commands possible under these settings, with an account that may do these actions.</summary>
    /// <param name="calls">The settings for calls.</param>
    /// <param name="wrapUp">Whether a call stays with the agent until they complete it.</param>
    /// <param name="may">Whether the account may do an action.</param>
    public static IReadOnlyList<InteractionCommand> Possible(AsteriskCallsOptions calls, bool wrapUp, Func<string, bool> may)
    {
        return [.. Enum.GetValues<InteractionCommand>().Where(command => IsWanted(command) && ActionsOf(command).All(may))];

        bool IsWanted(InteractionCommand command) =>
            command switch
            {
                InteractionCommand.Accept => calls.Accept == AsteriskAccept.NotifyTalk,
                InteractionCommand.Hold or InteractionCommand.Retrieve => calls.ControlContext is not null,
                InteractionCommand.Complete => wrapUp,
                InteractionCommand.Transfer => calls.Context is not null,
                InteractionCommand.Consult
                or InteractionCommand.CompleteTransfer
                or InteractionCommand.CancelConsultation
                or InteractionCommand.Conference => calls.Context is not null && calls.ControlContext is not null,
                _ => true,
            };
    }

    /// <summary>The actions that a command takes, in whatever state the call is.</summary>
    private static string[] ActionsOf(InteractionCommand command) =>
        command switch
        {
            InteractionCommand.Accept => ["PJSIPNotify"],
            InteractionCommand.Reject or InteractionCommand.End => ["Hangup"],
            InteractionCommand.Hold or InteractionCommand.Consult or InteractionCommand.Conference => ["Setvar", "Redirect"],
            InteractionCommand.Retrieve => ["Redirect"],
            InteractionCommand.Transfer => ["BlindTransfer", "Setvar", "Redirect", "Hangup"],
            InteractionCommand.CompleteTransfer => ["Setvar", "Bridge", "Hangup"],
            InteractionCommand.CancelConsultation => ["Redirect", "Hangup"],
            InteractionCommand.SendDigits => ["PlayDTMF"],
            _ => [],
        };

    /// <summary>Executes a possible command. The <see cref="Dialer"/> has already admitted the destination.</summary>
    public Task<CommandResult> ExecuteAsync(LegNow leg, InteractionCommand command, string? target, CancellationToken cancellationToken) =>
        (command, leg.State, leg.Consultation) switch
        {
            (InteractionCommand.Accept, InteractionState.Alerting, _) => SendAsync([AmiAction.NotifyTalk(leg.Name)], cancellationToken),
            (InteractionCommand.Accept, InteractionState.Connected or InteractionState.Held, _) => Task.FromResult(CommandResult.Done),
            (InteractionCommand.Hold, InteractionState.Held, null) => Task.FromResult(CommandResult.Done),
            (InteractionCommand.Hold, InteractionState.Connected, null) => HoldAsync(leg, cancellationToken),
            (InteractionCommand.Retrieve, InteractionState.Connected, _) => Task.FromResult(CommandResult.Done),
            (InteractionCommand.Retrieve, InteractionState.Held, null) => RetrieveAsync(leg, cancellationToken),
            (InteractionCommand.Transfer, InteractionState.Connected or InteractionState.Held, null) => TransferAsync(
                leg,
                target!,
                cancellationToken
            ),
            (InteractionCommand.Consult, InteractionState.Connected or InteractionState.Held, null) => ConsultAsync(
                leg,
                target!,
                cancellationToken
            ),
            (InteractionCommand.CompleteTransfer, _, ConsultationState.Connected) => CompleteAsync(leg, cancellationToken),
            (InteractionCommand.CompleteTransfer, _, ConsultationState.Conference) => HangUpAsync(leg.Name, cancellationToken),
            (InteractionCommand.CancelConsultation, _, ConsultationState.Conference) => HangUpAsync(leg.Second, cancellationToken),
            (InteractionCommand.CancelConsultation, _, not null) => SendAsync([Back(leg)], cancellationToken),
            (InteractionCommand.Conference, _, ConsultationState.Connected) => ConferAsync(leg, cancellationToken),
            (InteractionCommand.Conference, _, ConsultationState.Conference) => Task.FromResult(CommandResult.Done),
            (InteractionCommand.SendDigits, InteractionState.Connected, _)
            or (InteractionCommand.SendDigits, _, ConsultationState.Connected) => SendAsync(leg, target, cancellationToken),
            (_, _, { } consultation) => Task.FromResult(CommandResult.Refused($"the call is {leg.State}, the consultation {consultation}")),
            _ => Task.FromResult(CommandResult.Refused($"the call is {leg.State}")),
        };

    /// <summary>The party that hangs up first takes the other with it, as with a telephone that holds.</summary>
    private Task<CommandResult> HoldAsync(LegNow leg, CancellationToken cancellationToken) =>
        leg.First is not { } first
            ? Task.FromResult(NoOtherSide)
            : SendAsync(
                [
                    AmiAction.Setvar(leg.Name, Other, first),
                    AmiAction.Setvar(first, Other, leg.Name),
                    AmiAction.Setvar(first, Waits, ""),
                    Apart(leg, first, Controls.Wait),
                ],
                cancellationToken
            );

    private Task<CommandResult> RetrieveAsync(LegNow leg, CancellationToken cancellationToken) =>
        leg.IsWaiting ? SendAsync([Back(leg)], cancellationToken) : Task.FromResult(CommandResult.Refused("the telephone holds the call"));

    private async Task<CommandResult> TransferAsync(LegNow leg, string destination, CancellationToken cancellationToken)
    {
        if (!leg.IsWaiting)
        {
            return await SendAsync([AmiAction.BlindTransfer(leg.Name, calls.Context!, destination)], cancellationToken);
        }

        if (leg.First is not { } first)
        {
            return NoOtherSide;
        }
        // A party that is no longer held must not be hung up with the agent's leg.
        var moved = await SendAsync(
            [AmiAction.Setvar(leg.Name, Other, ""), AmiAction.Redirect(first, calls.Context!, destination)],
            cancellationToken
        );
        return moved.Outcome == CommandOutcome.Done ? await HangUpAsync(leg.Name, cancellationToken) : moved;
    }

    /// <summary>The other side outlives the agent's leg no longer than the consultation; the agent outlives the other side.</summary>
    private Task<CommandResult> ConsultAsync(LegNow leg, string destination, CancellationToken cancellationToken)
    {
        if (leg.First is not { } first)
        {
            return Task.FromResult(NoOtherSide);
        }

        if (leg.IsHeldByTelephone)
        {
            return Task.FromResult(CommandResult.Refused("the telephone holds the call"));
        }

        AmiAction[] away = leg.IsWaiting
            ? [AmiAction.Redirect(leg.Name, calls.ControlContext!, destination)]
            : [AmiAction.Setvar(first, Waits, ""), Apart(leg, first, destination)];
        return SendAsync([AmiAction.Setvar(leg.Name, Other, first), AmiAction.Setvar(first, Other, ""), .. away], cancellationToken);
    }

    private async Task<CommandResult> CompleteAsync(LegNow leg, CancellationToken cancellationToken)
    {
        if (leg is not { First: { } first, Second: { } second })
        {
            return NoOtherSide;
        }

        var joined = await SendAsync([AmiAction.Setvar(leg.Name, Other, ""), AmiAction.Bridge(first, second)], cancellationToken);
        if (joined.Outcome == CommandOutcome.Done)
        {
            return await HangUpAsync(leg.Name, cancellationToken);
        }

        await SendAsync([AmiAction.Setvar(leg.Name, Other, first)], cancellationToken);
        return joined;
    }

    private Task<CommandResult> ConferAsync(LegNow leg, CancellationToken cancellationToken) =>
        leg.First is not { } first
            ? Task.FromResult(NoOtherSide)
            : SendAsync(
                [
                    AmiAction.Setvar(leg.Name, Other, ""),
                    AmiAction.Setvar(first, Meeting, leg.Name),
                    AmiAction.Redirect(first, calls.ControlContext!, Controls.Join),
                ],
                cancellationToken
            );

    /// <summary>
    /// Sent as if the agent had pressed the keys, so the parties bridged with the leg hear them. Playing them to the other side would block
    /// every other action of HIS on the connection while they sound.
    /// </summary>
    private Task<CommandResult> SendAsync(LegNow leg, string? tones, CancellationToken cancellationToken) =>
        DialPolicy.IsTones(tones)
            ? SendAsync([.. tones!.Select(tone => AmiAction.PlayDtmf(leg.Name, tone))], cancellationToken)
            : Task.FromResult(CommandResult.Refused("tones must be 1 to 32 of 0-9, *, #, A-D"));

    private AmiAction Apart(LegNow leg, string first, string extension) =>
        AmiAction.RedirectBoth(first, Controls.Hold, leg.Name, extension, calls.ControlContext!);

    private AmiAction Back(LegNow leg) => AmiAction.Redirect(leg.Name, calls.ControlContext!, Controls.Back);

    private Task<CommandResult> HangUpAsync(string? name, CancellationToken cancellationToken) =>
        name is null
            ? Task.FromResult(NoOtherSide)
            : commands.SendAsync(AmiAction.Hangup(name, NormalClearing), cancellationToken, AmiRefusal.NoSuchChannel);

    /// <summary>In sequence; the first failure ends it.</summary>
    private async Task<CommandResult> SendAsync(AmiAction[] actions, CancellationToken cancellationToken)
    {
        foreach (var action in actions)
        {
            var answer = await commands.SendAsync(action, cancellationToken);
            if (answer.Outcome != CommandOutcome.Done)
            {
                return answer;
            }
        }

        return CommandResult.Done;
    }
}
