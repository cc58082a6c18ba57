using His.Bus;
using His.Platform;

namespace His.Simulation.Rules;

/// <summary>No session ends during an interaction, except by a takeover.</summary>
internal sealed class NoDisposalInInteraction : Rule
{
    public override string Id => RuleIds.NoDisposalInAnInteraction;

    public override void OnEvent(SessionOracle session, BusEvent what)
    {
        if (what is SessionDisposed disposed)
        {
            Require(
                disposed.Cause == Cause.TakenOver || session.Model.OngoingAtDisposal is null,
                $"{disposed} while {session.Model.OngoingAtDisposal} is ongoing"
            );
        }
    }
}

/// <summary>A logout that is refused changes nothing.</summary>
internal sealed class NothingChanged : Rule
{
    public override string Id => RuleIds.NothingChanged;

    public override void OnResponse(Response response)
    {
        if (
            response is not { Request: { IsLogout: true, IsAlone: true, Session: { } session } asked } logout
            || logout.Failure is not ("OngoingInteraction" or "NeedInfo" or "InteractionStarted")
        )
        {
            return;
        }

        if (response.Failure == "InteractionStarted")
        {
            var blockers = response.Data.GetProperty("blockers"u8).EnumerateArray();
            Require(
                blockers.Any(it => !asked.Ongoing.Contains(it.GetProperty("interactionId"u8).GetString())),
                $"{response.Link}: {asked} went on though something was ongoing, and says that it has begun meanwhile"
            );
        }
        else if (asked.Orders == World.Supervisor.Orders[session.Agent])
        {
            Require(
                World.Traffic.Commands[session.Agent] == asked.Commands,
                $"{asked} was answered {response.Failure}, and the switch was told something"
            );
            Require(!session.Told.Skip(asked.Events).Any(IsOfAnAgent), $"{asked} was answered {response.Failure}, and there were events");
        }
    }

    private static bool IsOfAnAgent(BusEvent what) =>
        what is ChannelNotReady { Cause: Cause.AgentRequest } or ChannelDeactivated { Cause: Cause.AgentRequest } or ChannelDisposed;
}

/// <summary>A logout that waits runs as soon as nothing is ongoing.</summary>
internal sealed class PendingLogoutRuns : Rule
{
    public override string Id => RuleIds.Later;

    public override void AtRest(SessionOracle session) =>
        Require(
            !session.Model.IsLogoutPending
                || session.IsAtWork
                || session.RunningLogout is not null
                || session.Model.Ongoing(World.Plan.WrapUpBlocks) is not null,
            $"nothing is ongoing, and a logout still waits"
        );
}

/// <summary>No command waits behind a logout.</summary>
internal sealed class NoCommandBehindLogout : Rule
{
    public override string Id => RuleIds.LoggingOut;

    public override void AtRest(Link link)
    {
        if (link.LiveSession is not { RunningLogout: { } running })
        {
            return;
        }

        foreach (var asked in link.Unanswered)
        {
            Require(!asked.IsInTurn || asked.IsRepeat || running != asked.Running, $"{asked} waits behind a logout");
        }
    }
}

/// <summary>The first failure ends the logout: what comes behind that channel was not touched.</summary>
internal sealed class FirstFailureEndsLogout : Rule
{
    public override string Id => RuleIds.FirstFailure;

    public override void OnResponse(Response response)
    {
        if (
            response is not { Request: { IsLogout: true, IsAlone: true, Session: { } session } asked } logout
            || logout.Failure is not ("NotReadyFailure" or "DeactivationFailure")
        )
        {
            return;
        }

        if (
            asked.Mishaps != World.AtSwitch.Mishaps
            || session.Told.Skip(asked.Events).Any(it => it is ChannelReady or ChannelActivated)
            || !response.Data.TryGetProperty("channelId"u8, out var channelId)
        )
        {
            return;
        }

        var did = response.Failure == "NotReadyFailure" ? "notReady" : "deactivated";
        var isBehind = false;
        foreach (var channel in response.Data.GetProperty("channels"u8).EnumerateArray())
        {
            Require(
                !isBehind || !channel.GetProperty(did).GetBoolean(),
                $"{response.Link}: {asked} of {session.Id} has failed at {channelId}, and {channel} is behind it"
            );
            isBehind |= channel.GetProperty("channelId"u8).GetString() == channelId.GetString();
        }
    }
}

/// <summary>A logout has the reason that was given first and that is wanted, and the switch has the same.</summary>
internal sealed class GivenReasonCounts : Rule
{
    public override string Id => RuleIds.WhichReason;

    public override void OnEvent(SessionOracle session, BusEvent what)
    {
        if (what is not SessionDisposed disposed)
        {
            return;
        }

        if (disposed.Cause == Cause.AgentRequest && session.IsOfAgentsAsking)
        {
            // Who asked first and gave a reason is heard; a later one, only if it came in time to join. If the switch has logged the agent
            // off for a logout that failed behind it, nobody who asks afterwards is.
            var reason = session.Logouts.Find(each => each.HasReason);
            Require(
                (disposed.Reason is null && !session.Logouts[0].HasReason) || IsSame(disposed.Reason, reason?.Code, reason?.Text),
                $"{disposed}, and the reason given was {reason?.Code ?? reason?.Text}"
            );
        }

        if (session.Meant is { } meant && disposed.Cause == meant.Cause && session.PoliciesWhenMeant == World.AtSwitch.Policies)
        {
            Require(
                IsSame(disposed.Reason, meant.Reason?.Code, meant.Reason?.Text) || session.RunningLogout != session.MeantBy,
                $"{disposed}, and meant was {meant.Reason}"
            );
        }

        Require(
            !session.IsLoggedOffForItsEnd(disposed) || World.ReasonAtSwitch(session.Agent) == disposed.Reason,
            $"{disposed}, and the switch has {World.ReasonAtSwitch(session.Agent)}"
        );
    }

    public override void OnResponse(Response response)
    {
        if (
            response is { IsDone: true, Request: { IsLogout: true, IsAlone: true, Session: { EndedBy: Cause.AgentRequest } session } asked }
            && asked.Policies == World.AtSwitch.Policies
            && World.Switch.Settings.Capabilities.LogoutReason.Requirement == ReasonRequirement.Required
        )
        {
            Require(
                ((SessionDisposed)session.Told[^1]).Reason is not null,
                $"{response.Link}: {asked} has succeeded without the reason that is wanted"
            );
        }
    }

    private static bool IsSame(Reason? reason, string? code, string? text) => reason?.Code == code && reason?.Text == text;
}

/// <summary>The last event comes before the answer, and the answer before the close.</summary>
internal sealed class AnswerThenClose : Rule
{
    public override string Id => RuleIds.AnswerOrder;

    public override void OnResponse(Response response)
    {
        if (response is { IsDone: true, Request: { IsLogout: true, Session: { } session } asked, Link: var link })
        {
            Require(session.IsDisposed, $"{link}: {asked} is answered before the session is disposed of");
            Require(
                link.LastSent == session.LastSequence || session.Link != link || link.IsOver,
                $"{link}: {asked} is answered before its events are sent"
            );
        }
    }
}
