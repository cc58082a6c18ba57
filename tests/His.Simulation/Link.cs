using System.Buffers.Text;
using System.Text.Json;
using His.Bus;
using static His.Simulation.RuleIds;

namespace His.Simulation;

/// <summary>Something that HIS has put into a connection's outbox.</summary>
/// <param name="Session">An event: whose.</param>
/// <param name="Sequence">An event: which.</param>
/// <param name="Asked">An answer: to what.</param>
/// <param name="Answer">An answer: its JSON.</param>
internal readonly record struct Parcel(SessionOracle? Session, long Sequence, Asked? Asked, JsonElement Answer)
{
    public bool IsClose => Sequence == 0 && Asked is null;
}

/// <summary>
/// A browser's connection: what HIS sends waits in it until the client reads. Either side may be gone without the other's knowledge.
/// </summary>
internal sealed class Link : IConnection
{
    private readonly World _world;
    private readonly BusDispatcher _dispatcher;
    private readonly Queue<Parcel> _outbox = new();
    private readonly List<long> _replayed = [];
    private readonly Dictionary<long, Asked> _asked = [];
    private bool _isEndTold;

    public Link(World world, ClientModel client, int number)
    {
        this._world = world;
        Client = client;
        Number = number;
        Instance = world.Instance;
        _dispatcher = world.Core.Open(this);
    }

    public string RemoteAddress => "127.0.0.1";

    public ClientModel Client { get; }

    public int Number { get; }

    public HisInstance Instance { get; }

    /// <summary>How HIS closed it, if it did.</summary>
    public CloseCode? Closed { get; private set; }

    /// <summary>Whether the client is gone.</summary>
    public bool IsGone { get; private set; }

    /// <summary>Whether the client reads what there is.</summary>
    public bool IsReading { get; set; } = true;

    /// <summary>The session that the last login or resume on it was answered with.</summary>
    public SessionOracle? Session { get; set; }

    /// <summary>That session, if it lives.</summary>
    public SessionOracle? LiveSession => Session is { IsLive: true } live ? live : null;

    /// <summary>The sequence of the last event that HIS sent on it.</summary>
    public long LastSent { get; set; }

    /// <summary>Whether HIS has heard, or must have seen, that it is over.</summary>
    public bool IsOver => _isEndTold || Closed is not null;

    public bool HasUnread => IsReading && !IsGone && _outbox.Count > 0;

    public IEnumerable<Asked> Unanswered => _asked.Values.Where(each => each.Answers == 0);

    /// <summary>Whether nobody has tried to log in on it, or to resume.</summary>
    public bool IsFresh => _asked.Values.All(each => each.IsLogout);

    /// <summary>Whether somebody has tried to resume with this token on it, and may have used it up.</summary>
    public bool Offers(string token) => _asked.Values.Any(each => each.Token == token);

    /// <summary>The events of a resume that are on it and that no answer has claimed yet.</summary>
    public List<long> Replayed => _replayed;

    public override string ToString() => $"{Client}#{Number}";

    /// <summary>The client sends a request.</summary>
    public void Ask(Asked request, byte[] frame)
    {
        if (IsOver || IsGone)
        {
            return; // too late
        }

        _asked[request.Id] = request;
        _world.Trace.Add('>', Number, frame);
        if (_world.Trace.IsWritten)
        {
            _world.Trace.Write($"{this} -> {System.Text.Encoding.UTF8.GetString(frame)}");
        }

        _dispatcher.Receive(frame);
    }

    public void Send(ReadOnlyMemory<byte> message)
    {
        var bytes = message.Span;
        if (Closed is not null || Instance.IsOver)
        {
            Miss(message); // after a close nothing is sent any more
            return;
        }

        _world.Trace.Add('<', Number, bytes);
        if (_world.Trace.IsWritten)
        {
            _world.Trace.Write(
                $"{this} <- {System.Text.Encoding.UTF8.GetString(bytes)}{(_isEndTold ? "   (nobody is there)" : IsGone ? "   (lost)" : "")}"
            );
        }

        if (bytes[18] == (byte)'m')
        {
            TakeEvent(bytes);
        }
        else
        {
            TakeAnswer(message);
        }

        if (_outbox.Count > (_world.Ending.HasBegun ? 1000 : _world.Plan.Outbox))
        {
            _outbox.Clear();
            Close(CloseCode.TooSlow);
        }
    }

    public void Close(CloseCode code)
    {
        if (Closed is not null || Instance.IsOver)
        {
            return;
        }

        if (Session is { IsDisposed: true, EndedBy: { } cause } ended && code != CloseCode.TooSlow && code != CloseCode.ResumedElsewhere)
        {
            var right = cause switch
            {
                Cause.AgentRequest => 1000,
                Cause.TakenOver => 4001,
                Cause.ConnectionLost => 4004,
                Cause.Supervisor => 4002,
                _ => 4003,
            };
            Require(code.Number == right, AnswerOrder, $"{this} is closed with {code}, and the session has ended by {cause}");
            Require(
                cause != Cause.AgentRequest || ended.WasOff || !Unanswered.Any(it => it is { IsLogout: true, IsAlone: true }),
                AnswerOrder,
                $"{this} is closed before the logout is answered"
            );
        }

        Closed = code;
        _world.Trace.Add('x', Number, code.Number);
        _world.Trace.Write($"{this} <- close {code.Number} {code.Reason}");
        _outbox.Enqueue(default);
        EndSoon(_world.Chance.Of<int>([0, 1, 40, 2000]));
    }

    /// <summary>The client is gone; HIS hears of it after so long.</summary>
    public void Leave(int noticedAfter)
    {
        if (IsGone)
        {
            return;
        }

        IsGone = true;
        _outbox.Clear();
        _world.Trace.Add('v', Number, noticedAfter);
        _world.Trace.Write($"{this} is gone; noticed in {noticedAfter} ms");
        EndSoon(noticedAfter);
    }

    /// <summary>The client reads one thing.</summary>
    public void Read()
    {
        var parcel = _outbox.Dequeue();
        _world.Trace.Add('r', Number, (int)parcel.Sequence);
        if (parcel.IsClose)
        {
            IsGone = true;
            Client.Closed(this);
        }
        else
        {
            Client.Take(this, parcel);
        }
    }

    private void EndSoon(int milliseconds)
    {
        if (milliseconds == 0)
        {
            End();
        }
        else
        {
            _world.Clock.CreateTimer(Instance, _ => End(), null, TimeSpan.FromMilliseconds(milliseconds));
        }
    }

    private void End()
    {
        if (!_isEndTold)
        {
            _isEndTold = true;
            _world.Trace.Write($"HIS sees the end of {this}");
            _dispatcher.Disconnected();
        }
    }

    private void TakeEvent(ReadOnlySpan<byte> bytes)
    {
        var at = bytes.IndexOf("\"sequence\":"u8);
        if (at < 0 || !Utf8Parser.TryParse(bytes[(at + 11)..], out long sequence, out _))
        {
            throw Broken(Sequence, "an event has no sequence");
        }

        if (_world.TellingTo == this && _world.Telling is { } telling && telling.LastSequence == sequence)
        {
            Require(LastSent == 0 || sequence == LastSent + 1, Sequence, $"{this}: event {sequence} follows {LastSent}");
            _outbox.Enqueue(new Parcel(telling, sequence, null, default));
        }
        else
        {
            Require(
                _replayed.Count == 0 || sequence == _replayed[^1] + 1,
                Sequence,
                $"{this}: event {sequence} is sent again after {(_replayed.Count == 0 ? 0 : _replayed[^1])}"
            );
            _replayed.Add(sequence);
        }

        LastSent = sequence;
    }

    private void Miss(ReadOnlyMemory<byte> message)
    {
        if (
            message.Span[18] != (byte)'m'
            && _asked.GetValueOrDefault(JsonDocument.Parse(message).RootElement.GetProperty("id"u8).GetInt64()) is { } request
        )
        {
            Require(++request.Answers == 1, Answered, $"{this}: {request} is answered twice");
            request.Session?.Logouts.Remove(request);
        }
    }

    private void TakeAnswer(ReadOnlyMemory<byte> message)
    {
        var json = JsonDocument.Parse(message).RootElement;
        var id = json.GetProperty("id"u8);
        Require(
            id.ValueKind == JsonValueKind.Number && _asked.ContainsKey(id.GetInt64()),
            Answered,
            $"{this}: an answer to nothing: {json}"
        );
        var request = _asked[id.GetInt64()];
        Require(++request.Answers == 1, Answered, $"{this}: {request} is answered twice");
        _world.Responses.Answered(this, request, json);
        foreach (var sequence in _replayed)
        {
            _outbox.Enqueue(new Parcel(Session, sequence, null, default));
        }

        _replayed.Clear();
        _outbox.Enqueue(new Parcel(null, 0, request, json));
    }
}
