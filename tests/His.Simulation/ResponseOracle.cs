using System.Text.Json;
using His.Persistence;
using His.Simulation.Rules;
using static His.Simulation.RuleIds;

namespace His.Simulation;

/// <summary>
/// What clients have asked and what they were answered: which requests are the same again, which answers a HIS that was started again must
/// have. The rules look at each answer at the moment in which HIS gives it.
/// </summary>
internal sealed class ResponseOracle(World world)
{
    private static readonly long StillKept = TimeSpan.FromMinutes(9.5).Ticks;

    // Answers that say nothing about the request, but only about the connection or the moment.
    private static readonly HashSet<string> OfTheMoment =
    [
        "NoSession",
        "RateLimited",
        "RequestIdReuse",
        "SessionEnded",
        "InvalidRequest",
        "StoreUnavailable",
    ];

    private readonly Dictionary<Guid, (string Params, string Body, long At)> _first = [];
    private readonly HashSet<Guid> _ids = [];
    private readonly HashSet<string> _once = [];
    private readonly Dictionary<Guid, (ClientModel Client, Asked Asked)> _logouts = [];
    private readonly Dictionary<Guid, string?> _owed = [];
    private long _owedSince;

    /// <summary>The tokens that clients were given.</summary>
    public TokenOracle Tokens { get; } = new(world);

    /// <summary>The logouts whose responses a restarted HIS must have, with their content if it is known.</summary>
    public IEnumerable<(ClientModel Client, Asked Asked)> Owed =>
        world.Clock.Now - _owedSince > StillKept ? [] : _owed.Keys.Select(id => _logouts[id]);

    /// <summary>Whether a destination, or tones, are those of one request, which its id tells from all others.</summary>
    public bool IsOnce(string target) => _once.Contains(target);

    /// <summary>HIS was killed: what it had kept is gone, except for what was written.</summary>
    public void Killed(IEnumerable<SessionRecord> written)
    {
        _owed.Clear();
        _owedSince = world.Clock.Now;
        foreach (var record in written)
        {
            var asked = record.Ended is { } ended
                ? (ended.Answer is null ? [] : ended.WaitingRequests)
                : record.Logout?.WaitingRequests ?? [];
            foreach (var id in asked.Select(it => it.RequestId))
            {
                _owed[id] = record.Ended is null ? record.Logout!.Answer : record.Ended.Answer;
                Require(
                    _owed[id] is null || !_first.TryGetValue(id, out var before) || before.Body == _owed[id],
                    Once,
                    $"{id} was answered {_first.GetValueOrDefault(id).Body}, and written is {_owed[id]}"
                );
            }
        }

        foreach (var id in _first.Keys.Where(id => _owed.GetValueOrDefault(id) is null).ToList())
        {
            _first.Remove(id);
        }

        _ids.Clear();
        _ids.UnionWith(_owed.Keys);
        Tokens.Killed();
    }

    /// <summary>The answered requester of the logout that ended a session is recorded with its end.</summary>
    public void LookAtTheEnd(SessionOracle ended, EndRecord record)
    {
        foreach (var (id, (_, asked)) in _logouts)
        {
            var isAnswered =
                asked is { IsAlone: true }
                && asked.Session == ended
                && _first.TryGetValue(id, out var answer)
                && answer.Body.StartsWith("{\"channels\"", StringComparison.Ordinal)
                && !answer.Body.Contains("\"pending\"", StringComparison.Ordinal);
            Require(
                !isAnswered || record.WaitingRequests.Any(it => it.RequestId == id),
                RuleIds.Answered,
                $"{asked} has ended {ended.Id}, and is not written with it"
            );
        }
    }

    /// <summary>A client asks: what is so at this moment?</summary>
    public void Asks(Link link, Asked asked)
    {
        asked.Session = link.Session;
        asked.Mishaps = world.AtSwitch.Mishaps;
        asked.Policies = world.AtSwitch.Policies;
        asked.IsRepeat = asked.RequestId is { } id && !_ids.Add(id);
        if (asked is { IsLogout: true, IsReuse: false, IsRepeat: false, RequestId: { } logout })
        {
            _logouts[logout] = (link.Client, asked);
        }

        if (asked is { RequestId: not null, Target: { } target and not "0" })
        {
            _once.Add(target);
        }

        if (link.Session is not { } session || link.IsOver || link.IsGone)
        {
            return;
        }

        asked.Running = session.RunningLogout;
        asked.Commands = world.Traffic.Commands[session.Agent];
        (asked.Questions, _, asked.AnsweredQuestions) = world.Traffic.Questions[session.Agent];
        asked.Events = session.Told.Count;
        asked.Orders = world.Supervisor.Orders[session.Agent];
        asked.IsAlone =
            !asked.IsRepeat
            && world.Supervisor.OrdersUnderWay[session.Agent] == 0
            && !session.IsAtWork
            && session.RunningLogout is null
            && !world.Links.Exists(each => each.Session == session && each.Unanswered.Any(it => it.IsInTurn || it.IsLogout));
        if (asked.IsLogout && !asked.IsReuse && !asked.IsRepeat)
        {
            asked.Ongoing = session.Model.AllOngoing(world.Plan.WrapUpBlocks);
            session.Logouts.Add(asked);
        }
    }

    /// <summary>HIS answers.</summary>
    public void Answered(Link link, Asked asked, JsonElement json)
    {
        var failure = json.TryGetProperty("error"u8, out var error)
            ? error.GetProperty("data"u8).GetProperty("failure"u8).GetString()
            : null;
        var body = failure is null ? json.GetProperty("result"u8) : error;
        CompareWithFirst(asked, failure, body);
        if (failure == "NoSession" && !asked.IsRepeat && asked.RequestId is { } unknown)
        {
            _ids.Remove(unknown); // nobody has kept it
        }

        CompareWithWritten(link, asked, failure, body);
        if (asked.IsLogout)
        {
            asked.Session?.Logouts.Remove(asked);
        }

        switch (asked.Method)
        {
            case "session.request.login":
                Tokens.LoggedIn(link, asked, failure, body);
                break;
            case "session.request.resume":
                Tokens.Resumed(link, asked, failure, body);
                break;
        }

        world.Rules.OnResponse(new Response(link, asked, failure, body));
    }

    private void CompareWithFirst(Asked asked, string? failure, JsonElement body)
    {
        if (world.Disk.IsUsurped)
        {
            return; // another HIS has the sessions, and will answer
        }

        if (
            asked.RequestId is not { } id
            || asked.Method is "session.request.resume" or "session.request.login"
            || (failure is not null && OfTheMoment.Contains(failure))
        )
        {
            return;
        }

        var text = body.GetRawText();
        if (_first.TryGetValue(id, out var before) && world.Clock.Now - before.At > StillKept)
        {
            _first.Remove(id); // it may be forgotten by now
        }

        if (!_first.TryAdd(id, (asked.Params, text, world.Clock.Now)) && _first[id].Params == asked.Params)
        {
            Require(_first[id].Body == text, Once, $"{asked} was answered {_first[id].Body}, and the same again {text}");
        }
    }

    /// <summary>What was accepted, or answered, before a kill has its answer afterwards.</summary>
    private void CompareWithWritten(Link link, Asked asked, string? failure, JsonElement body)
    {
        if (
            asked.IsLogout
            && !asked.IsReuse
            && link is { Session: null, IsFresh: true }
            && asked.RequestId is { } id
            && _owed.TryGetValue(id, out var answer)
            && world.Clock.Now - _owedSince <= StillKept
        )
        {
            Require(failure != "NoSession", RuleIds.Answered, $"{link}: {asked} was accepted before the kill, and has no answer");
            Require(answer is null || answer == body.GetRawText(), Once, $"{link}: {asked} is answered {body}, and written was {answer}");
        }
    }
}
