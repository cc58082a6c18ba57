using System.Globalization;
using System.Text;
using System.Text.Json;
using His.Bus;
using His.Platform;
using static His.Simulation.RuleIds;

namespace His.Simulation;

/// <summary>
/// A browser with an honest client in it: it believes events, keeps its token and the sequence it has seen, and comes back with them.
/// What it shows must be what a snapshot says.
/// </summary>
internal sealed class ClientModel(World world, int agent, int number)
{
    private long _lastId;
    private int _lastRequestId;
    private SessionOracle? _session;
    private long _seen;
    private (string Token, Guid Id)? _lostResume;

    public int Agent => agent;

    public Link? Link { get; private set; }

    public string? Token { get; private set; }

    public string? OldToken { get; private set; }

    public SessionModel? Model { get; private set; }

    /// <summary>The last command, to be sent again.</summary>
    public Asked? Last { get; private set; }

    /// <summary>The last logout that has a request id.</summary>
    public Asked? LastLogout { get; private set; }

    public bool IsThere => Link is { IsGone: false, Closed: null };

    public SessionOracle? Session => _session;

    public override string ToString() => $"{World.AgentName(agent)}{(number == 0 ? "" : "'")}";

    /// <summary>A new connection; the one before is left to itself.</summary>
    public Link Connect(int noticedAfter)
    {
        Link?.Leave(noticedAfter);
        return Link = world.Open(this);
    }

    public void LogIn(bool isOverride, string password, int noticedAfter)
    {
        Connect(noticedAfter);
        Forget();
        Ask(
            "session.request.login",
            $"\"agentId\":\"{World.AgentId(agent)}\",\"password\":\"{password}\"{(isOverride ? ",\"override\":true" : "")}"
        );
    }

    /// <summary>Comes back. Where the answer to a resume was lost, it is the same request again.</summary>
    public void Resume(string token, int noticedAfter, bool isNameless = false)
    {
        Connect(noticedAfter);
        Guid? id =
            _lostResume is { } lost && lost.Token == token ? lost.Id
            : isNameless ? null
            : NewRequestId();
        _lostResume = token == Token && id is { } again ? (token, again) : _lostResume;
        Ask("session.request.resume", $"\"resumeToken\":\"{token}\",\"lastSequence\":{_seen}", id, token: token, lastSequence: _seen);
    }

    public void Vanish(int noticedAfter)
    {
        Link?.Leave(noticedAfter);
        Link = null;
    }

    /// <summary>Sends a request on the present connection, if there is one.</summary>
    public void Ask(
        string method,
        string members = "",
        Guid? requestId = null,
        string? channelId = null,
        string? interactionId = null,
        string? code = null,
        string? text = null,
        string? token = null,
        long lastSequence = 0,
        bool isReuse = false,
        string? target = null
    )
    {
        var parameters = new StringBuilder("{").Append(members);
        Member(parameters, "channelId", channelId);
        Member(parameters, "interactionId", interactionId);
        if (code is not null || text is not null)
        {
            parameters
                .Append(parameters.Length == 1 ? "" : ",")
                .Append("\"reason\":{")
                .Append(code is null ? "\"text\":\"" : "\"code\":\"")
                .Append(code ?? text)
                .Append("\"}");
        }

        Member(parameters, "requestId", requestId?.ToString());
        Send(
            new Asked
            {
                Id = 0,
                Method = method,
                Params = parameters.Append('}').ToString(),
                RequestId = requestId,
                ChannelId = channelId,
                InteractionId = interactionId,
                Code = code,
                Text = text,
                Token = token,
                LastSequence = lastSequence,
                IsReuse = isReuse,
                Target = target,
            }
        );
    }

    /// <summary>The last command once more: a double click, or somebody who is not sure.</summary>
    public void AskAgain()
    {
        if (Last is { } last)
        {
            Send(last);
        }
    }

    /// <summary>The last logout once more, on a new connection, as one who wants to know what came of it.</summary>
    public void Fetch(int noticedAfter)
    {
        if (LastLogout is { } last)
        {
            Connect(noticedAfter);
            Send(last);
        }
    }

    /// <summary>Another command with the request id of the last one.</summary>
    public void AskOtherwise()
    {
        if (Last is { RequestId: { } id })
        {
            Ask("channel.request.ready", requestId: id, channelId: "fax", isReuse: true);
        }
    }

    /// <summary>A command on an interaction. A destination or tones are unique to a request, so that a duplicate is recognized.</summary>
    public void Command(InteractionCommand command, string interactionId, bool isAnswered, bool hasRequestId)
    {
        var target = command is InteractionCommand.SendDigits ? world.NewNumber() : world.NewDestination(isAnswered);
        Ask(
            InteractionCommands.MethodOf(command),
            command switch
            {
                InteractionCommand.Transfer or InteractionCommand.Consult => $"\"destination\":\"{target}\"",
                InteractionCommand.SendDigits => $"\"digits\":\"{target}\"",
                _ => "",
            },
            RequestIdIf(hasRequestId),
            interactionId: interactionId,
            target: target
        );
    }

    public Guid? RequestIdIf(bool isWanted) => isWanted ? NewRequestId() : null;

    public Guid NewRequestId() => new(agent + 1, (short)number, 7, 0, 0, 0, 0, 0, 0, (byte)(++_lastRequestId >> 8), (byte)_lastRequestId);

    /// <summary>HIS has closed the connection, and the client has read so.</summary>
    public void Closed(Link link)
    {
        if (Link == link)
        {
            Link = null;
        }
    }

    /// <summary>Reads an event or an answer.</summary>
    public void Take(Link link, Parcel parcel)
    {
        if (link != Link)
        {
            return;
        }

        if (parcel.Asked is { } asked)
        {
            TakeAnswer(asked, parcel.Answer);
            return;
        }

        if (parcel.Session != _session)
        {
            Require(parcel.Sequence == 1, Sequence, $"{this} hears of a session from event {parcel.Sequence} on");
            Require(parcel.Session is { Before: 0 }, Sequence, $"{this} hears of a session that it does not go on with");
            (_session, _seen, Model) = (parcel.Session, 0, new SessionModel($"{this}"));
        }

        Require(parcel.Sequence == _seen + 1, Sequence, $"{this} has seen event {_seen}, and reads event {parcel.Sequence}");
        _seen = parcel.Sequence;
        Model!.Apply(_session!.Told[(int)(_seen - 1 - _session.Before)], world.Plan.WrapUpBlocks);
    }

    private void TakeAnswer(Asked asked, JsonElement answer)
    {
        if (!answer.TryGetProperty("result"u8, out var result) || !result.TryGetProperty("resumeToken"u8, out var token))
        {
            return;
        }

        _lostResume = null;
        (OldToken, Token) = (Token, token.GetString());
        var snapshot = result.GetProperty("snapshot"u8);
        var sequence = snapshot.GetProperty("session"u8).GetProperty("sequence"u8).GetInt64();
        if (result.TryGetProperty("replayed"u8, out var replayed) && !replayed.GetBoolean())
        {
            _seen = sequence;
            Model = Snapshots.Read(snapshot, $"{this}");
            _session = Link!.Session;
            return;
        }

        Require(_seen == sequence, Sequence, $"{this} has seen event {_seen}, and the snapshot is of {sequence}");
        Require(_session == Link!.Session, Sequence, $"{this} goes on with another session");
        Require(
            Snapshots.Same(Model!, Snapshots.Read(snapshot, "the snapshot")) is not { } difference,
            Events,
            $"{this} by events and by the snapshot: {(Snapshots.Same(Model!, Snapshots.Read(snapshot, "")))}"
        );
    }

    public void Send(Asked asked)
    {
        if (Link is not { } link)
        {
            return;
        }

        var id = ++_lastId;
        var copy = new Asked
        {
            Id = id,
            Method = asked.Method,
            Params = asked.Params,
            RequestId = asked.RequestId,
            ChannelId = asked.ChannelId,
            InteractionId = asked.InteractionId,
            Code = asked.Code,
            Text = asked.Text,
            Token = asked.Token,
            LastSequence = asked.LastSequence,
            IsReuse = asked.IsReuse,
            Target = asked.Target,
        };
        if (copy.IsInTurn || copy.IsLogout || copy.InteractionId is not null)
        {
            Last = copy.IsReuse ? Last : copy;
        }

        if (copy is { IsLogout: true, IsReuse: false, RequestId: not null })
        {
            LastLogout = copy;
        }

        world.Responses.Asks(link, copy);
        link.Ask(
            copy,
            Encoding.UTF8.GetBytes(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $$"""{"jsonrpc":"2.0","id":{{id}},"method":"{{copy.Method}}","params":{{copy.Params}}}"""
                )
            )
        );
    }

    private void Forget() => (Token, OldToken, _session, _seen, Model, _lostResume) = (null, Token, null, 0, null, null);

    private static void Member(StringBuilder parameters, string name, string? value)
    {
        if (value is not null)
        {
            parameters.Append(parameters.Length == 1 ? "\"" : ",\"").Append(name).Append("\":\"").Append(value).Append('"');
        }
    }
}
