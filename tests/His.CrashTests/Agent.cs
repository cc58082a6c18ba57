using System.Diagnostics;

namespace His.CrashTests;

/// <summary>What agents do while HIS is killed.</summary>
internal enum AgentAction
{
    Login,
    Logout,
    Resume,
}

/// <summary>Something that was promised is not so.</summary>
internal sealed class BrokenPromiseException(string what) : Exception(what);

/// <summary>
/// An agent with a client as clients should be: it believes what was answered, resumes what it lost, and sends again what had no answer.
/// </summary>
internal sealed class Agent(string id, TestEnvironment environment, Action<string> note) : IDisposable
{
    private BusClient? _client;
    private string? _token;
    private long _lastSequence;
    private (AgentAction Action, JsonObject Parameters)? _asked;
    private long? _awaySince;

    public string Id => id;

    /// <summary>The session that was promised to be there; <see langword="null"/> while the agent is out.</summary>
    public string? Session { get; private set; }

    /// <summary>What was asked and has no answer.</summary>
    public AgentAction? Unanswered => _asked?.Action;

    /// <summary>When it was asked, as <see cref="Stopwatch.GetTimestamp"/> has it.</summary>
    public long AskedAt { get; private set; }

    /// <summary>How long the answer took.</summary>
    public TimeSpan Took { get; private set; }

    /// <summary>The session that the action in hand began with; for a login it is not known yet.</summary>
    public string? ActedOn { get; private set; }

    /// <summary>Events that came in the wrong order, or twice.</summary>
    public string? Disorder { get; private set; }

    public bool IsConnected => _client is { IsLost: false };

    /// <summary>Does one thing. Where the connection ends before the answer it stays <see cref="Unanswered"/>.</summary>
    public async Task DoAsync(AgentAction action)
    {
        ActedOn = Session;
        var parameters = action switch
        {
            AgentAction.Login => Login(isOverride: false),
            AgentAction.Logout => new JsonObject { ["requestId"] = NewId() },
            _ => new JsonObject
            {
                ["resumeToken"] = _token,
                ["lastSequence"] = _lastSequence,
                ["requestId"] = NewId(),
            },
        };
        _asked = (action, parameters);
        try
        {
            if (action is AgentAction.Resume)
            {
                _client?.Cut();
            }

            if (action is not AgentAction.Logout)
            {
                await OpenAsync();
            }

            AskedAt = Stopwatch.GetTimestamp();
            Take(action, await _client!.AskAsync(MethodOf(action), parameters));
            Took = Stopwatch.GetElapsedTime(AskedAt);
        }
        catch (LostException)
        {
            note($"{id}: {action} has no answer");
        }
    }

    /// <summary>Work may come to every channel, so that a logout has more to do.</summary>
    public async Task GoReadyAsync()
    {
        try
        {
            await _client!.AskAsync("channelgroup.request.ready", []);
        }
        catch (LostException)
        {
            note($"{id}: lost while going Ready");
        }
    }

    /// <summary>The browser's connection breaks.</summary>
    public void Cut() => _client?.Cut();

    /// <summary>Comes back until it is known how the agent stands.</summary>
    /// <param name="mayHaveEnded">Whether a rule may have ended the session meanwhile.</param>
    public async Task ComeBackAsync(bool mayHaveEnded)
    {
        var patience = Stopwatch.StartNew();
        while (_asked is not null || (Session is not null && !IsConnected))
        {
            if (patience.Elapsed > TestTimeout.Limit)
            {
                throw new BrokenPromiseException($"{id} cannot come back: {_asked?.Action.ToString() ?? "resume"}");
            }

            try
            {
                await ComeBackOnceAsync(mayHaveEnded);
            }
            catch (LostException)
            {
                await Task.Yield();
            }
        }
    }

    public void Dispose() => _client?.Dispose();

    private static string NewId() => Guid.NewGuid().ToString();

    private static string MethodOf(AgentAction action) => $"session.request.{action.ToString().ToLowerInvariant()}";

    private static string? FailureOf(JsonNode answer) => answer["error"]?["data"]?["failure"]?.GetValue<string>();

    private JsonObject Login(bool isOverride) =>
        new()
        {
            ["agentId"] = id,
            ["password"] = TestEnvironment.Password,
            ["override"] = isOverride,
            ["requestId"] = NewId(),
        };

    private async Task ComeBackOnceAsync(bool mayHaveEnded)
    {
        await OpenAsync();
        switch (_asked)
        {
            case { Action: AgentAction.Login }:
                await LogInAgainAsync();
                break;
            case { Action: AgentAction.Logout, Parameters: var parameters }:
                await FetchLogoutAsync(parameters, mayHaveEnded);
                break;
            case { Action: AgentAction.Resume, Parameters: var parameters }:
                await ResumeAsync(parameters, mayHaveEnded);
                break;
            default:
                await ResumeAsync(
                    new JsonObject
                    {
                        ["resumeToken"] = _token,
                        ["lastSequence"] = _lastSequence,
                        ["requestId"] = NewId(),
                    },
                    mayHaveEnded
                );
                break;
        }
    }

    /// <summary>Whether the first login came through is not known: if it did, there is a session to take over.</summary>
    private async Task LogInAgainAsync()
    {
        var answer = await _client!.AskAsync(MethodOf(AgentAction.Login), Login(isOverride: false));
        if (FailureOf(answer) == "AlreadyLoggedIn")
        {
            answer = await _client.AskAsync(MethodOf(AgentAction.Login), Login(isOverride: true));
        }

        if (FailureOf(answer) is "SwitchUnavailable" or "AlreadyLoggedIn" or "LoggingOut")
        {
            return; // not yet: another login of this agent is under way still, or the link is
        }

        Take(AgentAction.Login, answer);
    }

    private async Task FetchLogoutAsync(JsonObject parameters, bool mayHaveEnded)
    {
        var answer = await _client!.AskAsync(MethodOf(AgentAction.Logout), parameters);
        if (answer["result"] is not null)
        {
            Take(AgentAction.Logout, answer);
            return;
        }

        // It never came to be, or it failed: either way the agent is in, and goes on.
        note($"{id}: the logout was {FailureOf(answer)}");
        _asked = null;
        await OpenAsync();
        await ResumeAsync(
            new JsonObject
            {
                ["resumeToken"] = _token,
                ["lastSequence"] = _lastSequence,
                ["requestId"] = NewId(),
            },
            mayHaveEnded
        );
    }

    private async Task ResumeAsync(JsonObject parameters, bool mayHaveEnded)
    {
        _asked = (AgentAction.Resume, parameters); // the same again, should this answer be lost too
        var answer = await _client!.AskAsync(MethodOf(AgentAction.Resume), parameters);
        if (FailureOf(answer) == "SessionEnded" && (mayHaveEnded || IsAwayForTooLong(answer)))
        {
            note($"{id}: the session has ended, {answer["error"]!["data"]!["cause"]}");
            (Session, _asked, _awaySince) = (null, null, null);
            return;
        }

        Take(AgentAction.Resume, answer);
    }

    private void Take(AgentAction action, JsonNode answer)
    {
        if (answer["result"] is not { } result)
        {
            throw new BrokenPromiseException($"{id}: {action} of {Session ?? "nobody"} was answered {answer["error"]!.ToJsonString()}");
        }

        (_asked, _awaySince) = (null, null);
        if (action is AgentAction.Logout)
        {
            (Session, _token) = (null, null);
            return;
        }

        var now = result["snapshot"]!["session"]!["id"]!.GetValue<string>();
        if (action is AgentAction.Resume && now != Session)
        {
            throw new BrokenPromiseException($"{id}: resumed {now}, but it was {Session}");
        }

        (Session, _token) = (now, result["resumeToken"]!.GetValue<string>());
    }

    /// <summary>Where nothing is fast, presence may have ended the session before anybody could come back, as it should.</summary>
    private bool IsAwayForTooLong(JsonNode answer) =>
        answer["error"]!["data"]!["cause"]?.GetValue<string>() == "ConnectionLost"
        && _awaySince is { } since
        && Stopwatch.GetElapsedTime(since) >= TestEnvironment.PresenceLogoutAfter;

    private async Task OpenAsync()
    {
        _awaySince ??= _client?.LostAt;
        _client?.Dispose();
        var isFirst = true;
        _client = await BusClient.OpenAsync(
            environment.Address,
            message =>
            {
                var sequence = message["params"]!["sequence"]!.GetValue<long>();
                if (!isFirst && sequence != _lastSequence + 1)
                {
                    Disorder ??= $"{id}: {message["method"]} has {sequence}, and comes behind {_lastSequence}";
                }

                (isFirst, _lastSequence) = (false, sequence);
                if (message["method"]!.GetValue<string>() == "session.event.disposed" && Session is not null && _asked is null)
                {
                    note($"{id}: told that the session has ended, {message["params"]!["cause"]}");
                    Session = null;
                }
            },
            answer =>
            {
                if (answer["result"]?["snapshot"] is { } snapshot)
                {
                    var sequence = snapshot["session"]!["sequence"]!.GetValue<long>();
                    if (_asked is { Action: AgentAction.Resume } && sequence < _lastSequence)
                    {
                        Disorder ??= $"{id}: resumed at {sequence}, and {_lastSequence} had been heard";
                    }

                    (isFirst, _lastSequence) = (false, sequence);
                }
            }
        );
    }
}
