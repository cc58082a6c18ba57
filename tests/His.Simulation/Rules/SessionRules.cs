using His.Bus;
using His.Platform;
using His.Platform.Simulator;

namespace His.Simulation.Rules;

/// <summary>A session's events have no gap and no repeat, and a connection gets all of them.</summary>
internal sealed class EventSequence : Rule
{
    public override string Id => RuleIds.Sequence;

    public override void OnEvent(SessionOracle session, BusEvent what) =>
        Require(what.Sequence == session.LastSequence, $"event {session.LastSequence} has the sequence {what.Sequence}");

    public override void AtRest(Link link)
    {
        if (link.Session is { } session)
        {
            Require(
                session.Link != link || link.LastSent == session.LastSequence,
                $"{link} was sent {link.LastSent} of {session.LastSequence} events"
            );
        }
    }
}

/// <summary>An event says something that there is a reason for.</summary>
internal sealed class EventsSayWhatIs : Rule
{
    public override string Id => RuleIds.Events;

    public override void OnEvent(SessionOracle session, BusEvent what)
    {
        if (what is not SessionDisposed disposed)
        {
            return;
        }

        switch (disposed.Cause)
        {
            case Cause.SwitchRestart or Cause.StationOutOfService:
                Require(
                    World.AtSwitch.Causes.Contains(Enum.Parse<SwitchCause>($"{disposed.Cause}")),
                    $"{disposed}, and the switch has not said so"
                );
                break;
            case Cause.Reconciled:
                Require(
                    World.Plan.Latencies != 1
                        || session.Before > 0
                        || World.AtSwitch.HasLostLink
                        || World.AtSwitch.HasMissedNews[session.Agent]
                        || World.Plan.IsShortNews,
                    $"{disposed}, and no news was missed"
                );
                break;
            case Cause.Supervisor:
                Require(World.Supervisor.Orders[session.Agent] > 0, $"{disposed}, and nobody has ordered it");
                break;
        }
    }
}

/// <summary>Each event is handed to the journal once, in order.</summary>
internal sealed class EventsAreJournaled : Rule
{
    public override string Id => RuleIds.Journal;

    public override void AtRest(SessionOracle session) =>
        Require(
            session.IsAtWork || session.Journaled == session.LastSequence || session.Token is null || World.Disk.IsUsurped,
            $"{session.LastSequence} events were told, and {session.Journaled} are written"
        );
}

/// <summary>Not Ready after 20 s of absence and logged out after 300 s, never before.</summary>
internal sealed class AbsenceRule : Rule
{
    public override string Id => RuleIds.Absence;

    public override void OnEvent(SessionOracle session, BusEvent what)
    {
        switch (what)
        {
            case ChannelNotReady { Cause: Cause.ConnectionLost }:
                Require(session.MayBeMadeNotReadyByAbsence, $"{what} though the agent is there");
                break;
            case SessionDisposed { Cause: Cause.ConnectionLost }:
                Require(session.MayBeEndedByAbsence, $"{what} though the agent was there");
                break;
        }
    }

    public override void AtEnd()
    {
        for (var agent = 0; agent < World.Plan.Agents; agent++)
        {
            Require(!World.Truth(agent).LoggedOn, $"{World.AgentName(agent)} is gone, and still logged on");
        }
    }
}

/// <summary>The session of an agent whom the switch has logged off ends.</summary>
internal sealed class LoggedOffBySwitch : Rule
{
    public override string Id => RuleIds.BySwitch;

    public override void AtRest(SessionOracle session) =>
        Require(
            !World.CanCompare
                || World.AtSwitch.HasLostNews[session.Agent]
                || World.Truth(session.Agent).LoggedOn
                || session.IsUnknown
                || session.IsAtWork
                || session.RunningLogout is not null
                || session.IsLoggedOn
                || session.Model.Ongoing(World.Plan.WrapUpBlocks) is not null,
            $"the switch has logged {World.AgentName(session.Agent)} off, and the session goes on"
        );
}

/// <summary>A connection that is open is that of a session that lives and knows it.</summary>
internal sealed class ResumeRule : Rule
{
    public override string Id => RuleIds.Resume;

    public override void AtRest(Link link)
    {
        if (link.Session is { } session)
        {
            Require(session.Link != link || session.Connection == link, $"{link} is open, and its session does not know it");
        }
    }
}

/// <summary>Each request gets one answer.</summary>
internal sealed class EveryRequestIsAnswered : Rule
{
    public override string Id => RuleIds.Answered;

    public override void AtRest(SessionOracle session) =>
        Require(!World.Ending.IsStrict || session.RunningLogout is null, $"a logout runs for ever");

    public override void AtRest(Link link)
    {
        if (link.LiveSession is { IsRestored: true, IsAtWork: false })
        {
            foreach (var asked in link.Unanswered)
            {
                Require(!asked.IsInTurn, $"{asked} is not answered, and nothing is at work");
            }
        }
    }
}

/// <summary>In the end nothing is left, and no connection of a session that has ended.</summary>
internal sealed class NothingIsLeft : Rule
{
    public override string Id => RuleIds.NothingLeft;

    public override void AtRest(Link link) => Require(link.Session is not { IsLive: false }, $"{link} is open, and its session has ended");

    public override void AtEnd()
    {
        var core = World.Core;
        Require(core.Sessions.Count == 0, $"{core.Sessions.Count} sessions are left");
        Require(World.Instance.Alarms == 0, $"{World.Instance.Alarms} alarms are set");
        Require(core.IdempotencyCache.Count == 0, $"{core.IdempotencyCache.Count} answers are left");
        core.ResumeTokens.Find(new ResumeParams { ResumeToken = "", LastSequence = 0 }); // old ones are dropped in passing
        Require(core.ResumeTokens.Count == 0, $"{core.ResumeTokens.Count} tokens are left");
        Require(World.Instance.Waiting.Count == 0, $"work is left");
        foreach (var record in World.Disk.Written)
        {
            Require(record.Ended is not null, $"{record.Id} has ended, and is written as if it had not");
        }
    }
}

/// <summary>The switch is told no command that the state of an interaction does not allow.</summary>
internal sealed class NothingForbiddenIsTold : Rule
{
    public override string Id => RuleIds.NothingForbidden;

    public override void OnCommand(RecordedCommand command)
    {
        if (InteractionCommands.Of(command.Operation) is { } asked)
        {
            var agent = World.NumberOf(command.AgentId);
            Require(
                World.LiveOf(agent)?.Model.FindInteraction(command.InteractionId!) is { } known
                    && InteractionCommands.IsAllowed(asked, known),
                $"the switch is told {asked} for {World.AgentName(agent)}, and that is not possible with {command.InteractionId}"
            );
        }
    }
}

/// <summary>No exception, not even one that is caught.</summary>
internal sealed class NoDefect : Rule
{
    public override string Id => RuleIds.Defect;

    public override void OnResponse(Response response) =>
        Require(response.Failure != "InternalError", $"{response.Link}: {response.Request}: InternalError");
}
