using System.Text.Json;
using His.Bus;
using His.Platform;

namespace His.Simulation.Rules;

/// <summary>
/// What was answered with success is so at the switch at that moment; and while nothing is at work on something, it is told as the switch
/// has it, or as unknown.
/// </summary>
internal sealed class AnswerIsTruth : Rule
{
    public override string Id => RuleIds.AnswerIsTruth;

    public override void OnEvent(SessionOracle session, BusEvent what) =>
        Require(
            what is not SessionDisposed { Cause: not Cause.TakenOver }
                || !World.Truth(session.Agent).LoggedOn
                || session.IsBehind
                || World.AtSwitch.GhostUntil[session.Agent] > 0
                || World.IsLoggingIn(session.Agent),
            $"{what}, and the agent is logged on at the switch"
        );

    public override void OnResponse(Response response)
    {
        if (response is not { IsDone: true, Request: { IsReuse: false, Session: { } session } asked })
        {
            return;
        }

        if (asked.IsLogout)
        {
            LookAtLogout(response, asked, session);
        }
        else if (
            !asked.IsRepeat
            && asked.IsCommand
            && session is { IsBehind: false, IsLoggedOn: true, IsLive: true }
            && World.CanCompare
            && !World.AtSwitch.HasLostNews[session.Agent]
        )
        {
            LookAtCommand(asked, session, response.Body);
        }
    }

    public override void AtRest(SessionOracle session)
    {
        if (!World.CanCompare)
        {
            return;
        }

        Require(!World.Ending.IsStrict || !session.IsUnknown, $"the switch can be asked, and a channel is still unknown");
        var difference = SwitchComparison.Difference(session, World.Truth(session.Agent));
        if (World.AtSwitch.HasLostNews[session.Agent])
        {
            // What differs is found by the next comparison.
            World.AtSwitch.HasLostNews[session.Agent] =
                difference is not null || session.IsUnknown || session.IsAtWork || session.RunningLogout is not null;
            return;
        }

        Require(difference is null, $"{difference}");
    }

    private void LookAtLogout(Response response, Asked asked, SessionOracle session)
    {
        Require(
            !World.Truth(session.Agent).LoggedOn || session.IsBehind || World.AtSwitch.GhostUntil[session.Agent] > 0,
            $"{response.Link}: {asked} has succeeded, and the agent is logged on at the switch"
        );
        if (!asked.IsAlone || asked.Mishaps != World.AtSwitch.Mishaps)
        {
            return;
        }

        var since = session.Told.Skip(asked.Events).ToList();
        foreach (var channel in response.Body.GetProperty("channels"u8).EnumerateArray())
        {
            var id = channel.GetProperty("channelId"u8).GetString();
            var isKnownAgain = since.Exists(it => it is ChannelAvailable known && known.ChannelId == id);
            var isUnknown = since.Exists(it => it is ChannelUnavailable unknown && unknown.ChannelId == id); // nothing can be said of it
            var isNotReady = channel.GetProperty("notReady"u8).GetBoolean();
            Require(
                !isNotReady || isKnownAgain || since.Exists(it => it is ChannelNotReady told && told.ChannelId == id),
                $"the logout claims to have made {id} Not Ready"
            );
            Require(
                !channel.GetProperty("deactivated"u8).GetBoolean()
                    || isKnownAgain
                    || since.Exists(it => it is ChannelDeactivated told && told.ChannelId == id),
                $"the logout claims to have deactivated {id}"
            );
            Require(
                isNotReady
                    || isUnknown
                    || World.Plan.Latencies > 2
                    || !since.Exists(it => it is ChannelNotReady { Cause: Cause.AgentRequest, Reason: null } told && told.ChannelId == id),
                $"the logout has made {id} Not Ready, and does not say so"
            );
        }
    }

    private void LookAtCommand(Asked asked, SessionOracle session, JsonElement result)
    {
        var truth = World.Truth(session.Agent);
        var since = session.Told.Skip(asked.Events);
        var isTrue =
            SwitchComparison.GoalHolds(asked, truth, asked.Mishaps != World.AtSwitch.Mishaps)
            ?? asked.Method switch
            {
                "channelgroup.request.deactivateall" => asked.Mishaps != World.AtSwitch.Mishaps
                    || truth.Channels.All(it => !it.IsActive || IsUnknown(it.Id)),
                "channelgroup.request.ready" => asked.Mishaps != World.AtSwitch.Mishaps
                    || truth.Channels.All(it => it.AgentState != AgentState.NotReady || IsUnknown(it.Id)),
                "channelgroup.request.notready" => asked.Mishaps != World.AtSwitch.Mishaps
                    || truth.Channels.All(it => it.AgentState != AgentState.Ready || IsUnknown(it.Id)),
                "interaction.request.consult" => since.Any(it =>
                    it is InteractionUpdated { Consultation: not null } told && told.InteractionId == asked.InteractionId
                ),
                "channel.request.dial" => since.Any(it =>
                    it is InteractionCreated begun && begun.InteractionId == result.GetProperty("interactionId"u8).GetString()
                ),
                _ => true,
            };
        Require(
            isTrue,
            $"{asked} has succeeded, and the switch has {string.Join(", ", truth.Channels.Select(it => $"{it.Id} {it.AgentState}"))} {SwitchComparison.StateOf(truth, asked)}"
        );

        // "All" does not include an unknown channel; one that the switch changes in the meantime, such as for a command
        // sent long before, is reported by its event.
        bool IsUnknown(string id) =>
            session.Model.Find(id) is { Activation: Activation.Unavailable }
            || since.Any(it =>
                (it is ChannelAvailable known && known.ChannelId == id)
                || (it is ChannelActivated { Cause: not Cause.AgentRequest } active && active.ChannelId == id)
                || (it is ChannelReady { Cause: not Cause.AgentRequest } ready && ready.ChannelId == id)
                || (it is ChannelNotReady { Cause: not Cause.AgentRequest } not && not.ChannelId == id)
            );
    }
}

/// <summary>
/// A step that is not reached was found so by asking the switch, or its channel is unknown; and what has its goal at the switch is no
/// failure.
/// </summary>
internal sealed class StateDecides : Rule
{
    public override string Id => RuleIds.StateDecides;

    public override void OnResponse(Response response)
    {
        if (response is not { Failure: { } failure, Request: { IsRepeat: false, IsReuse: false, Session: { IsLive: true } session } asked })
        {
            return;
        }

        var isWhole = asked is { IsLogout: true, IsAlone: true } && failure == "SwitchLogoutFailure";
        var isOfAChannel =
            !asked.IsLogout && failure is "SwitchRefused" or "ActivationFailure" or "DeactivationFailure" or "NotReadyFailure";
        if (
            !(isOfAChannel || isWhole)
            || SaidTo(asked, session) is CommandOutcome.Forbidden or CommandOutcome.NotSupported or CommandOutcome.RateLimited
        )
        {
            return;
        }

        var channels = session.Model.Channels.Where(it => isWhole || it.Id == response.Data.GetProperty("channelId"u8).GetString());
        var (count, isAnswered, answered) = World.Traffic.Questions[session.Agent];
        var isAsked = count > asked.Questions;
        Require(
            answered > asked.AnsweredQuestions || channels.All(it => it.Activation == Activation.Unavailable),
            $"{response.Link}: {asked} was answered {failure}; the switch {(isAsked ? "could not be" : "was not")} asked, and {string.Join(", ", channels.Select(it => $"{it.Id} is told to be {it.Activation}"))}"
        );
        Require(
            !isAnswered
                || !isAsked
                || session.IsBehind
                || asked.Mishaps != World.AtSwitch.Mishaps
                || SwitchComparison.GoalHolds(asked, World.Truth(session.Agent), isDisturbed: false) != true,
            $"{response.Link}: {asked} was answered {failure}, and is so at the switch"
        );
        Require(!HasBegun(asked, session), $"{response.Link}: {asked} was answered {failure}, and had begun");
    }

    /// <summary>What the switch said to the command that failed.</summary>
    private CommandOutcome SaidTo(Asked asked, SessionOracle session) =>
        World.Traffic.LastSaid.GetValueOrDefault(
            (
                session.Agent,
                asked.IsLogout ? CommandKind.LogOff
                : asked.InteractionId is not null || asked.Method == "channel.request.dial" ? CommandKind.Interaction
                : CommandKind.Channel
            ),
            CommandOutcome.Done
        );

    /// <summary>Whether a call, or a second party's, began for this request, though it may be over already.</summary>
    private bool HasBegun(Asked asked, SessionOracle session) =>
        asked.Target is { } target
        && World.Responses.IsOnce(target)
        && session
            .Told.Skip(asked.Events)
            .Any(it =>
                asked.Method switch
                {
                    "channel.request.dial" => World.Traffic.Dialed.Contains(target)
                        && it is InteractionCreated { Direction: InteractionDirection.Outbound } begun
                        && begun.Party == target,
                    "interaction.request.consult" => it is InteractionUpdated { Consultation.Party: var party } && party == target,
                    _ => false,
                }
            );
}
