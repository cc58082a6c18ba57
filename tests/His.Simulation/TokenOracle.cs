using System.Text.Json;
using His.Persistence;
using His.Sessions.Actor;
using static His.Simulation.RuleIds;

namespace His.Simulation;

/// <summary>Which client has which token, and the session behind it: who may log in and resume, and with what.</summary>
internal sealed class TokenOracle(World world)
{
    private readonly Dictionary<string, SessionOracle> _tokens = [];
    private Dictionary<string, KeyValuePair<string, SessionOracle>> _byHash = [];

    /// <summary>HIS was killed: of the tokens those are left that were written, and those of sessions that have ended.</summary>
    public void Killed()
    {
        _byHash = _tokens.ToDictionary(each => ResumeTokens.Hash(each.Key), StringComparer.Ordinal);
        _tokens.Clear();
        foreach (var (token, session) in _byHash.Values)
        {
            if (session.IsDisposed)
            {
                _tokens[token] = session;
            }
        }
    }

    /// <summary>A session goes on: with the tokens that were written.</summary>
    public void GoesOn(SessionOracle session, SessionRecord record)
    {
        session.Token = Written(record.TokenHash);
        session.UsedToken = Written(record.UsedTokenHash);
        session.UsedBy = record.UsedTokenBy;

        string? Written(string? hash)
        {
            if (hash is null || !_byHash.TryGetValue(hash, out var token))
            {
                return null; // nobody was ever given it
            }

            _tokens[token.Key] = session;
            return token.Key;
        }
    }

    public void LoggedIn(Link link, Asked asked, string? failure, JsonElement result)
    {
        if (failure is not null)
        {
            if (failure is "SwitchUnavailable" or "StoreUnavailable")
            {
                world.AtSwitch.AllowGhost(link.Client.Agent);
            }

            return;
        }

        var session = world.Newest(link.Client.Agent) ?? throw Broken(Events, $"{link}: {asked} has succeeded without an event");
        Require(
            result.GetProperty("snapshot"u8).GetProperty("session"u8).GetProperty("id"u8).GetString() == session.Id,
            Events,
            $"{link}: the snapshot is of another session"
        );
        foreach (var other in world.Oracles)
        {
            Require(
                other == session || other.Agent != session.Agent || !other.IsLive,
                OneOwner,
                $"{World.AgentName(session.Agent)} has two sessions"
            );
        }

        if (world.AtSwitch.GhostUntil[session.Agent] < world.Clock.Now)
        {
            world.AtSwitch.GhostUntil[session.Agent] = 0;
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

    public void Resumed(Link link, Asked asked, string? failure, JsonElement result)
    {
        var session = _tokens.GetValueOrDefault(asked.Token!);
        var isGood =
            session is not null
            && (session.Token == asked.Token || (session.UsedToken == asked.Token && session.UsedBy is { } by && by == asked.RequestId));
        if (failure is not null)
        {
            var mayBeUsed = world.Links.Exists(other => other != link && other.Instance == world.Instance && other.Offers(asked.Token!));
            Require(
                failure != "ResumeRefused" || !isGood || !session!.IsLive || mayBeUsed,
                RuleIds.Resume,
                $"{link}: a good token is refused"
            );
            Require(
                failure != "SessionEnded" || session is { IsLive: false },
                RuleIds.Resume,
                $"{link}: SessionEnded, and the session lives"
            );
            return;
        }

        Require(isGood, RuleIds.Resume, $"{link}: a token that was {(session is null ? "guessed" : "used")} is accepted");
        Require(session!.IsLive, RuleIds.Resume, $"{link}: a session that has ended goes on");
        var sequence = result.GetProperty("snapshot"u8).GetProperty("session"u8).GetProperty("sequence"u8).GetInt64();
        Require(
            sequence == session.LastSequence,
            Sequence,
            $"{link}: the snapshot is of event {sequence}, and there are {session.LastSequence}"
        );
        var missed = sequence - asked.LastSequence;
        if (result.GetProperty("replayed"u8).GetBoolean())
        {
            Require(
                link.Replayed.Count == missed && (missed == 0 || link.Replayed[0] == asked.LastSequence + 1),
                Sequence,
                $"{link}: seen were {asked.LastSequence} of {sequence} events, and {string.Join(',', link.Replayed)} were sent again"
            );
        }
        else if (asked.LastSequence >= session.Before)
        {
            var oldest = world.Clock.GetUtcNow() - session.Told[(int)(asked.LastSequence - session.Before)].Time;
            Require(link.Replayed.Count == 0, Sequence, $"{link}: some events are sent again, and some are not");
            Require(
                missed > world.Core.Options.MaxReplayEvents || oldest > world.Core.Options.ReplayWindow,
                RuleIds.Resume,
                $"{link}: {missed} events of {oldest} are not sent again"
            );
        }

        var before = session.Link;
        Require(before is null || before == link || before.IsOver, RuleIds.Resume, $"{link}: {before} is still open");
        link.LastSent = sequence;
        Attach(link, session, result.GetProperty("resumeToken"u8).GetString()!, asked.Token, asked.RequestId);
    }

    private void Attach(Link link, SessionOracle session, string token, string? used = null, Guid? usedBy = null)
    {
        Require(_tokens.TryAdd(token, session), RuleIds.Resume, $"{link}: the token {token} is given twice");
        (session.UsedToken, session.UsedBy, session.Token) = (used, usedBy, token);
        (session.Link, link.Session) = (link, session);
    }
}
