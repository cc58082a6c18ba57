using System.Text.Json;
using His.Bus;
using His.Journal;
using His.Persistence;
using His.Platform;
using His.Sessions;
using His.Sessions.Actor;
using static His.Simulation.Rules;

namespace His.Simulation;

/// <summary>Judges each answer at the moment in which HIS gives it.</summary>
internal sealed class ResponseOracle(World world)
{
    private static readonly long StillKept = TimeSpan.FromMinutes(9.5).Ticks;

    // Answers that say nothing about the request, but only about the connection or the moment.
    private static readonly HashSet<string> OfTheMoment = ["NoSession", "RateLimited", "RequestIdReuse", "SessionEnded", "InvalidRequest", "StoreUnavailable"];

    private readonly Dictionary<Guid, (string Params, string Body, long At)> first = [];
    private readonly Dictionary<string, SessionOracle> tokens = [];
    private readonly HashSet<Guid> ids = [];
    private readonly HashSet<string> once = [];
    private readonly Dictionary<Guid, (ClientModel Client, Asked Asked)> logouts = [];
    private readonly Dictionary<Guid, string?> owed = [];
    private long owedSince;

    /// <summary>The logouts whose answers a HIS that was started anew must have, with what they are where that is known.</summary>
    public IEnumerable<(ClientModel Client, Asked Asked)> Owed =>
        world.Clock.Now - owedSince > StillKept ? [] : owed.Keys.Select(id => logouts[id]);

    /// <summary>Whether a destination, or tones, are those of one request, which its id tells from all others.</summary>
    public bool IsOnce(string target) => once.Contains(target);

    /// <summary>HIS was killed: what it had kept is gone, except for what was written.</summary>
    public void Killed(IEnumerable<SessionRecord> written)
    {
        owed.Clear();
        owedSince = world.Clock.Now;
        foreach (var record in written)
        {
            var asked = record.Ended is { } ended ? (ended.Answer is null ? [] : ended.WaitingRequests) : record.Logout?.WaitingRequests ?? [];
            foreach (var id in asked.Select(it => it.RequestId))
            {
                owed[id] = record.Ended is null ? record.Logout!.Answer : record.Ended.Answer;
                Require(owed[id] is null || !first.TryGetValue(id, out var before) || before.Body == owed[id], Once, $"{id} was answered {first.GetValueOrDefault(id).Body}, and written is {owed[id]}");
            }
        }

        foreach (var id in first.Keys.Where(id => owed.GetValueOrDefault(id) is null).ToList())
        {
            first.Remove(id);
        }

        ids.Clear();
        ids.UnionWith(owed.Keys);
        byHash = tokens.ToDictionary(each => ResumeTokens.Hash(each.Key), StringComparer.Ordinal);
        tokens.Clear();
        foreach (var (token, session) in byHash.Values)
        {
            if (session.IsDisposed)
            {
                tokens[token] = session;
            }
        }
    }

    /// <summary>Whoever asked for the logout that ended a session, and was answered, is written with its end.</summary>
    public void LookAtTheEnd(SessionOracle ended, EndRecord record)
    {
        foreach (var (id, (_, asked)) in logouts)
        {
            var isAnswered = asked is { IsAlone: true } && asked.Session == ended && first.TryGetValue(id, out var answer) && answer.Body.StartsWith("{\"channels\"", StringComparison.Ordinal) && !answer.Body.Contains("\"pending\"", StringComparison.Ordinal);
            Require(!isAnswered || record.WaitingRequests.Any(it => it.RequestId == id), Rules.Answered, $"{asked} has ended {ended.Id}, and is not written with it");
        }
    }

    private Dictionary<string, KeyValuePair<string, SessionOracle>> byHash = [];

    /// <summary>A session goes on: with the tokens that were written.</summary>
    public void GoesOn(SessionOracle session, SessionRecord record)
    {
        session.Token = Written(record.TokenHash);
        session.UsedToken = Written(record.UsedTokenHash);
        session.UsedBy = record.UsedTokenBy;

        string? Written(string? hash)
        {
            if (hash is null || !byHash.TryGetValue(hash, out var token))
            {
                return null; // nobody was ever given it
            }

            tokens[token.Key] = session;
            return token.Key;
        }
    }

    /// <summary>A client asks: what is so at this moment?</summary>
    public void Asks(Link link, Asked asked)
    {
        asked.Session = link.Session;
        asked.Mishaps = world.Mishaps;
        asked.Policies = world.Policies;
        asked.IsRepeat = asked.RequestId is { } id && !ids.Add(id);
        if (asked is { IsLogout: true, IsReuse: false, IsRepeat: false, RequestId: { } logout })
        {
            logouts[logout] = (link.Client, asked);
        }

        if (asked is { RequestId: not null, Target: { } target and not "0" })
        {
            once.Add(target);
        }

        if (link.Session is not { } session || link.IsOver || link.IsGone)
        {
            return;
        }

        var workflow = session.Workflow;
        asked.Running = workflow.Logouts.Running;
        asked.Commands = world.Commands[session.Agent];
        asked.Questions = world.Questions[session.Agent].Count;
        asked.Events = session.Told.Count;
        asked.Orders = world.Orders[session.Agent];
        asked.IsAlone = !asked.IsRepeat && world.OrdersUnderWay[session.Agent] == 0 && !workflow.Commands.IsBusy && workflow.Logouts.Running is null && !world.Links.Exists(each => each.Session == session && each.Unanswered.Any(it => it.IsInTurn || it.IsLogout));
        if (asked.IsLogout && !asked.IsReuse && !asked.IsRepeat)
        {
            asked.Ongoing = session.Model.AllOngoing(world.Plan.WrapUpBlocks);
            session.Logouts.Add(asked);
        }
    }

    public void Answered(Link link, Asked asked, JsonElement json)
    {
        var failure = json.TryGetProperty("error"u8, out var error) ? error.GetProperty("data"u8).GetProperty("failure"u8).GetString() : null;
        Require(failure != "InternalError", Defect, $"{link}: {asked}: InternalError");
        JudgeRepetition(asked, failure, failure is null ? json.GetProperty("result"u8) : error);
        if (failure == "NoSession" && !asked.IsRepeat && asked.RequestId is { } unknown)
        {
            ids.Remove(unknown); // nobody has kept it
        }

        JudgeDebt(link, asked, failure, failure is null ? json.GetProperty("result"u8) : error);
        if (asked.IsLogout)
        {
            asked.Session?.Logouts.Remove(asked);
        }

        if (failure is not null && asked.Session is { IsLive: true } live)
        {
            JudgeNotDone(link, asked, live, failure, error.GetProperty("data"u8));
        }

        switch (asked.Method)
        {
            case "session.request.login":
                JudgeLogin(link, asked, failure, json);
                break;
            case "session.request.resume":
                JudgeResume(link, asked, failure, json);
                break;
            case "session.request.logout" when failure is null && json.GetProperty("result"u8).TryGetProperty("pending"u8, out _):
                break; // it waits
            case "session.request.logout" when asked.Session is { } session && failure is null:
                JudgeLogout(link, asked, session, json.GetProperty("result"u8).GetProperty("channels"u8));
                break;
            case "session.request.logout" when asked.Session is not null && failure is "OngoingInteraction" or "NeedInfo":
                JudgeNothingChanged(asked, session: asked.Session!, failure!);
                break;
            case "session.request.logout" when asked is { IsAlone: true, Session: not null } && failure is "InteractionStarted":
                var blockers = error.GetProperty("data"u8).GetProperty("blockers"u8).EnumerateArray();
                Require(blockers.Any(it => !asked.Ongoing.Contains(it.GetProperty("interactionId"u8).GetString())), NothingChanged, $"{link}: {asked} went on though something was ongoing, and says that it has begun meanwhile");
                break;
            case "session.request.logout" when asked is { IsAlone: true, Session: not null } && failure is "NotReadyFailure" or "DeactivationFailure":
                JudgeFirstFailure(link, asked, session: asked.Session!, failure!, error.GetProperty("data"u8));
                break;
            default:
                if (failure is null && asked.Session is { } commanded && !asked.IsReuse)
                {
                    JudgeCommand(asked, commanded, json.GetProperty("result"u8));
                }

                break;
        }
    }

    private void JudgeRepetition(Asked asked, string? failure, JsonElement body)
    {
        if (world.Disk.IsUsurped)
        {
            return; // another HIS has the sessions, and will answer
        }

        if (asked.RequestId is not { } id || asked.Method is "session.request.resume" or "session.request.login" || (failure is not null && OfTheMoment.Contains(failure)))
        {
            return;
        }

        var text = body.GetRawText();
        if (first.TryGetValue(id, out var before) && world.Clock.Now - before.At > StillKept)
        {
            first.Remove(id); // it may be forgotten by now
        }

        if (!first.TryAdd(id, (asked.Params, text, world.Clock.Now)) && first[id].Params == asked.Params)
        {
            Require(first[id].Body == text, Once, $"{asked} was answered {first[id].Body}, and the same again {text}");
        }
    }

    /// <summary>What was accepted, or answered, before a kill has its answer afterwards.</summary>
    private void JudgeDebt(Link link, Asked asked, string? failure, JsonElement body)
    {
        if (asked.IsLogout && !asked.IsReuse && link is { Session: null, IsFresh: true } && asked.RequestId is { } id && owed.TryGetValue(id, out var answer) && world.Clock.Now - owedSince <= StillKept)
        {
            Require(failure != "NoSession", Rules.Answered, $"{link}: {asked} was accepted before the kill, and has no answer");
            Require(answer is null || answer == body.GetRawText(), Once, $"{link}: {asked} is answered {body}, and written was {answer}");
        }
    }

    private void JudgeLogin(Link link, Asked asked, string? failure, JsonElement json)
    {
        if (failure is not null)
        {
            if (failure is "SwitchUnavailable" or "StoreUnavailable")
            {
                world.MayBeGhost(link.Client.Agent);
            }

            return;
        }

        var result = json.GetProperty("result"u8);
        var session = world.Newest(link.Client.Agent) ?? throw Broken(Events, $"{link}: {asked} has succeeded without an event");
        Require(result.GetProperty("snapshot"u8).GetProperty("session"u8).GetProperty("id"u8).GetString() == session.Workflow.Id, Events, $"{link}: the snapshot is of another session");
        Require(world.Disk.IsDoubtful || world.Disk.Find(session.Id) is not null, Durable, $"{link}: {asked} has succeeded, and the session was not written");
        foreach (var other in world.Oracles)
        {
            Require(other == session || other.Agent != session.Agent || !other.IsLive, OneOwner, $"{World.AgentName(session.Agent)} has two sessions");
        }

        if (world.GhostUntil[session.Agent] < world.Clock.Now)
        {
            world.GhostUntil[session.Agent] = 0;
        }

        Attach(link, session, result.GetProperty("resumeToken"u8).GetString()!);
        foreach (var early in link.Unanswered)
        {
            early.Session = session; // asked while the login was under way
            if (early is { IsLogout: true, IsReuse: false, IsRepeat: false })
            {
                session.Logouts.Add(early);
            }
        }
    }

    private void JudgeResume(Link link, Asked asked, string? failure, JsonElement json)
    {
        var session = tokens.GetValueOrDefault(asked.Token!);
        var isGood = session is not null && (session.Token == asked.Token || (session.UsedToken == asked.Token && session.UsedBy is { } by && by == asked.RequestId));
        if (failure is not null)
        {
            var mayBeUsed = world.Links.Exists(other => other != link && other.Instance == world.Instance && other.Offers(asked.Token!));
            Require(failure != "ResumeRefused" || !isGood || !session!.IsLive || mayBeUsed, Rules.Resume, $"{link}: a good token is refused");
            Require(failure != "SessionEnded" || session is { IsLive: false }, Rules.Resume, $"{link}: SessionEnded, and the session lives");
            return;
        }

        Require(isGood, Rules.Resume, $"{link}: a token that was {(session is null ? "guessed" : "used")} is accepted");
        Require(session!.IsLive, Rules.Resume, $"{link}: a session that has ended goes on");
        var result = json.GetProperty("result"u8);
        var sequence = result.GetProperty("snapshot"u8).GetProperty("session"u8).GetProperty("sequence"u8).GetInt64();
        Require(sequence == session.LastSequence, Sequence, $"{link}: the snapshot is of event {sequence}, and there are {session.LastSequence}");
        var missed = sequence - asked.LastSequence;
        if (result.GetProperty("replayed"u8).GetBoolean())
        {
            Require(link.Replayed.Count == missed && (missed == 0 || link.Replayed[0] == asked.LastSequence + 1), Sequence, $"{link}: seen were {asked.LastSequence} of {sequence} events, and {string.Join(',', link.Replayed)} were sent again");
        }
        else if (asked.LastSequence >= session.Before)
        {
            var oldest = world.Clock.GetUtcNow() - session.Told[(int)(asked.LastSequence - session.Before)].Time;
            Require(link.Replayed.Count == 0, Sequence, $"{link}: some events are sent again, and some are not");
            Require(missed > world.Core.Options.MaxReplayEvents || oldest > world.Core.Options.ReplayWindow, Rules.Resume, $"{link}: {missed} events of {oldest} are not sent again");
        }

        var before = session.Link;
        Require(before is null || before == link || before.IsOver, Rules.Resume, $"{link}: {before} is still open");
        link.LastSent = sequence;
        Attach(link, session, result.GetProperty("resumeToken"u8).GetString()!, asked.Token, asked.RequestId);
    }

    private void Attach(Link link, SessionOracle session, string token, string? used = null, Guid? usedBy = null)
    {
        Require(tokens.TryAdd(token, session), Rules.Resume, $"{link}: the token {token} is given twice");
        (session.UsedToken, session.UsedBy, session.Token) = (used, usedBy, token);
        (session.Link, link.Session) = (link, session);
    }

    private void JudgeLogout(Link link, Asked asked, SessionOracle session, JsonElement channels)
    {
        Require(session.IsDisposed, AnswerOrder, $"{link}: {asked} is answered before the session is disposed of");
        Require(link.LastSent == session.LastSequence || session.Link != link || link.IsOver, AnswerOrder, $"{link}: {asked} is answered before its events are sent");
        var truth = world.Truth(session.Agent);
        Require(!truth.LoggedOn || session.Workflow.IsBehind || world.GhostUntil[session.Agent] > 0, AnswerIsTruth, $"{link}: {asked} has succeeded, and the agent is logged on at the switch");
        if (asked.IsAlone && asked.Policies == world.Policies && session.EndedBy == Cause.AgentRequest && world.Switch.Settings.Capabilities.LogoutReason.Requirement == ReasonRequirement.Required)
        {
            Require(((SessionDisposed)session.Told[^1]).Reason is not null, WhichReason, $"{link}: {asked} has succeeded without the reason that is wanted");
        }

        foreach (var channel in channels.EnumerateArray())
        {
            var id = channel.GetProperty("channelId"u8).GetString();
            var since = session.Told.Skip(asked.Events);
            Require(!channel.GetProperty("notReady"u8).GetBoolean() || asked.Mishaps != world.Mishaps || !asked.IsAlone || since.Any(it => it is ChannelNotReady told && told.ChannelId == id || it is ChannelAvailable known && known.ChannelId == id), AnswerIsTruth, $"{link}: the logout claims to have made {id} Not Ready");
            Require(!channel.GetProperty("deactivated"u8).GetBoolean() || asked.Mishaps != world.Mishaps || !asked.IsAlone || since.Any(it => it is ChannelDeactivated told && told.ChannelId == id || it is ChannelAvailable known && known.ChannelId == id), AnswerIsTruth, $"{link}: the logout claims to have deactivated {id}");
            Require(channel.GetProperty("notReady"u8).GetBoolean() || !asked.IsAlone || world.Plan.Latencies > 2 || asked.Mishaps != world.Mishaps || !since.Any(it => it is ChannelNotReady { Cause: Cause.AgentRequest, Reason: null } told && told.ChannelId == id), AnswerIsTruth, $"{link}: the logout has made {id} Not Ready, and does not say so");
        }
    }

    /// <summary>The first failure ends the logout: what comes behind that channel was not touched.</summary>
    private void JudgeFirstFailure(Link link, Asked asked, SessionOracle session, string failure, JsonElement data)
    {
        if (asked.Mishaps != world.Mishaps || session.Told.Skip(asked.Events).Any(it => it is ChannelReady or ChannelActivated) || !data.TryGetProperty("channelId"u8, out var channelId))
        {
            return;
        }

        var did = failure == "NotReadyFailure" ? "notReady" : "deactivated";
        var isBehind = false;
        foreach (var channel in data.GetProperty("channels"u8).EnumerateArray())
        {
            Require(!isBehind || !channel.GetProperty(did).GetBoolean(), FirstFailure, $"{link}: {asked} of {session.Workflow.Id} has failed at {channelId}, and {channel} is behind it");
            isBehind |= channel.GetProperty("channelId"u8).GetString() == channelId.GetString();
        }
    }

    private void JudgeNothingChanged(Asked asked, SessionOracle session, string failure)
    {
        if (!asked.IsAlone || asked.Orders != world.Orders[session.Agent])
        {
            return;
        }

        Require(world.Commands[session.Agent] == asked.Commands, NothingChanged, $"{asked} was answered {failure}, and the switch was told something");
        Require(!session.Told.Skip(asked.Events).Any(IsOfAnAgent), NothingChanged, $"{asked} was answered {failure}, and there were events");
    }

    private static bool IsOfAnAgent(BusEvent what) =>
        what is ChannelNotReady { Cause: Cause.AgentRequest } or ChannelDeactivated { Cause: Cause.AgentRequest } or ChannelDisposed;

    private void JudgeCommand(Asked asked, SessionOracle session, JsonElement result)
    {
        if (asked.IsRepeat || session.Workflow.IsBehind || !session.Workflow.IsLoggedOn || !session.IsLive || !world.Switch.IsAvailable || world.Plan.IsShortNews || world.HasLostNews[session.Agent])
        {
            return; // nothing can be said of this moment
        }

        var truth = world.Truth(session.Agent);
        var isTrue = GoalHolds(asked, truth) ?? asked.Method switch
        {
            "channelgroup.request.deactivateall" => asked.Mishaps != world.Mishaps || truth.Channels.All(it => !it.IsActive),
            "channelgroup.request.ready" => asked.Mishaps != world.Mishaps || truth.Channels.All(it => it.AgentState != AgentState.NotReady || IsUnknown(it.Id)),
            "channelgroup.request.notready" => asked.Mishaps != world.Mishaps || truth.Channels.All(it => it.AgentState != AgentState.Ready || IsUnknown(it.Id)),
            "interaction.request.consult" => session.Told.Skip(asked.Events).Any(it => it is InteractionUpdated { Consultation: not null } told && told.InteractionId == asked.InteractionId),
            "channel.request.dial" => session.Told.Skip(asked.Events).Any(it => it is InteractionCreated begun && begun.InteractionId == result.GetProperty("interactionId"u8).GetString()),
            _ => true,
        };
        // A channel of which nothing was known is not among those that "all" means; one that the switch moves meanwhile, as for a command
        // that it was told long ago, is told by its event.
        bool IsUnknown(string id) =>
            session.Model.Find(id) is { Activation: Activation.Unavailable } || session.Told.Skip(asked.Events).Any(it =>
                (it is ChannelAvailable known && known.ChannelId == id) || (it is ChannelReady { Cause: not Cause.AgentRequest } ready && ready.ChannelId == id) || (it is ChannelNotReady { Cause: not Cause.AgentRequest } not && not.ChannelId == id));
        Require(isTrue, AnswerIsTruth, $"{asked} has succeeded, and the switch has {string.Join(", ", truth.Channels.Select(it => $"{it.Id} {it.AgentState}"))} {StateOf(truth, asked)}");
    }

    /// <summary>
    /// A step that is not reached was found so by asking the switch, or its channel is unknown (R6); and what has its goal at the switch is
    /// no failure.
    /// </summary>
    private void JudgeNotDone(Link link, Asked asked, SessionOracle session, string failure, JsonElement data)
    {
        var isWhole = asked.IsLogout && failure == "SwitchLogoutFailure";
        var isOfAChannel = !asked.IsLogout && failure is "SwitchRefused" or "ActivationFailure" or "DeactivationFailure" or "NotReadyFailure";
        if (asked.IsRepeat || asked.IsReuse || !(isOfAChannel || (isWhole && asked.IsAlone)) || world.LastSaid[session.Agent] is CommandOutcome.Forbidden or CommandOutcome.NotSupported or CommandOutcome.RateLimited)
        {
            return;
        }

        var channels = session.Model.Channels.Where(it => isWhole || it.Id == data.GetProperty("channelId"u8).GetString());
        var (count, isAnswered) = world.Questions[session.Agent];
        Require((isAnswered && count > asked.Questions) || channels.All(it => it.Activation == Activation.Unavailable), StateDecides, $"{link}: {asked} was answered {failure}; the switch {(count > asked.Questions ? "could not be asked" : "was not asked")}, and {string.Join(", ", channels.Select(it => $"{it.Id} is told to be {it.Activation}"))}");
        Require(!isAnswered || count == asked.Questions || session.Workflow.IsBehind || asked.Mishaps != world.Mishaps || GoalHolds(asked, world.Truth(session.Agent)) != true, StateDecides, $"{link}: {asked} was answered {failure}, and is so at the switch");
        Require(!HasBegun(asked, session), StateDecides, $"{link}: {asked} was answered {failure}, and had begun");
    }

    /// <summary>Whether a call, or a second party's, began for this request, though it may be over already.</summary>
    private bool HasBegun(Asked asked, SessionOracle session) => asked.Target is { } target && IsOnce(target) && session.Told.Skip(asked.Events).Any(it => asked.Method switch
    {
        "channel.request.dial" => world.Dialled.Contains(target) && it is InteractionCreated { Direction: InteractionDirection.Outbound } begun && begun.Party == target,
        "interaction.request.consult" => it is InteractionUpdated { Consultation.Party: var party } && party == target,
        _ => false,
    });

    /// <summary>Whether what a request is for is so at the switch; <see langword="null"/> where that cannot be seen by one channel or interaction.</summary>
    private bool? GoalHolds(Asked asked, SwitchAgentState truth)
    {
        var channel = truth.Channels.FirstOrDefault(it => it.Id == asked.ChannelId);
        var interaction = truth.Interactions.FirstOrDefault(it => it.Id == asked.InteractionId);
        return asked.Method switch
        {
            "channel.request.ready" => channel!.AgentState == AgentState.Ready,
            "channel.request.notready" => channel!.AgentState != AgentState.Ready && (asked.Code is null || !channel.IsActive || channel.Reason?.Code == asked.Code || asked.Mishaps != world.Mishaps),
            "channelgroup.request.activate" => channel!.IsActive,
            "channelgroup.request.deactivate" => !channel!.IsActive,
            "interaction.request.accept" or "interaction.request.retrieve" => StateOf(truth, asked) == InteractionState.Connected,
            "interaction.request.hold" => StateOf(truth, asked) == InteractionState.Held,
            "interaction.request.end" or "interaction.request.reject" or "interaction.request.transfer" or "interaction.request.completetransfer" =>
                StateOf(truth, asked) is InteractionState.Ended or InteractionState.Completed,
            "interaction.request.complete" => StateOf(truth, asked) == InteractionState.Completed,
            "interaction.request.cancelconsultation" => interaction?.Consultation is null,
            "interaction.request.conference" => interaction?.Consultation?.State == ConsultationState.Conference,
            _ => null,
        };
    }

    private static InteractionState StateOf(SwitchAgentState truth, Asked asked) =>
        truth.Interactions.FirstOrDefault(it => it.Id == asked.InteractionId)?.State ?? InteractionState.Completed;
}
