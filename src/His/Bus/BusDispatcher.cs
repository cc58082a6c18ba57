using His.Persistence;
using His.Protection;
using His.Sessions;
using His.Sessions.Actor;
using Microsoft.Extensions.Logging;

namespace His.Bus;

/// <summary>
/// Makes requests of frames, finds the session, hands over. One for each connection. The door calls it from one thread at a time;
/// answers come from the sessions' schedulers.
/// </summary>
public sealed partial class BusDispatcher
{
    private readonly HisCore _core;
    private readonly HashSet<string> _inFlight = new(StringComparer.Ordinal);
    private readonly RequestBudget _budget;
    private readonly MinuteCount _strikes;
    private readonly MinuteCount _notifications;
    private volatile SessionActor? _session;
    private volatile bool _isResuming;
    private int _isGone;
    private int _strikesOwed;

    internal BusDispatcher(HisCore core, IConnection connection)
    {
        this._core = core;
        Connection = connection;
        _budget = new RequestBudget(core.Options.MaxRequestsPerSecond, core.Time);
        _strikes = new MinuteCount(core.Time);
        _notifications = new MinuteCount(core.Time);
    }

    /// <summary>Whether a session is, or is being, logged in on this connection.</summary>
    public bool HasSession => _session is { IsOver: false };

    internal HisCore Core => _core;

    internal IConnection Connection { get; }

    internal FailureMessages Messages { get; private set; } = FailureMessages.English;

    /// <summary>Takes one whole text frame. It may be read until the call returns.</summary>
    public void Receive(ReadOnlySpan<byte> utf8)
    {
        for (; _strikesOwed > 0; Interlocked.Decrement(ref _strikesOwed))
        {
            Strike();
        }

        var frame = Frame.Read(utf8.ToArray());
        if (frame.Failure != FailureCode.None)
        {
            Send(default, frame.Failure);
            Strike();
        }
        else if (frame.IsNotification && frame.Method.Contains(".event.", StringComparison.Ordinal))
        {
            // Events are HIS's to send. Whoever sends one is told so, though JSON-RPC answers no other notification.
            Send(default, FailureCode.InvalidRequest);
            Strike();
        }
        else if (frame.IsNotification)
        {
            // HIS takes no notifications: there would be no way to refuse one.
            if (_notifications.Add() % 10 == 0)
            {
                Strike();
            }
        }
        else
        {
            Handle(frame);
        }
    }

    /// <summary>The connection is gone, for whatever reason. May be called twice.</summary>
    public void Disconnected()
    {
        Interlocked.Exchange(ref _isGone, 1);
        _session?.Client.Disconnected(Connection);
    }

    private void Handle(Frame frame)
    {
        if (!_budget.TrySpend())
        {
            Send(frame.Id.Span, new Failure(FailureCode.RateLimited) { RetryAfterSeconds = 1 });
            return;
        }

        if (!Methods.Table.TryGetValue(frame.Method, out var method))
        {
            Send(frame.Id.Span, FailureCode.MethodNotFound);
            return;
        }

        var read = method.Read(this, frame);
        if (read.IsFailure)
        {
            Send(frame.Id.Span, read.Failure);
            if (method is Method<ResumeParams, ResumeResult>)
            {
                Strike(); // no client of ours gets this wrong
            }
        }
        else if (!TryBegin(frame, out var isFull))
        {
            // With the id of one that is under way, this answer would be taken for that one's.
            Send(isFull ? frame.Id.Span : default, isFull ? new Failure(FailureCode.RateLimited) { RetryAfterSeconds = 1 } : FailureCode.InvalidRequest);
        }
        else
        {
            Admit(read.Result);
        }
    }

    /// <summary>Counts a request among those under way, unless there are too many, or one with its id.</summary>
    private bool TryBegin(Frame frame, out bool isFull)
    {
        lock (_inFlight)
        {
            isFull = _inFlight.Count >= _core.Options.MaxPendingRequests;
            return !isFull && _inFlight.Add(Key(frame.Id.Span));
        }
    }

    /// <summary>Hands the request to the session it is for; begins one for a login.</summary>
    private void Admit(Request request)
    {
        if (request.Method.Concurrency == Concurrency.BeforeLogin)
        {
            AdmitBeforeLogin(request);
        }
        else if (_session is { } own)
        {
            own.Handle(request);
        }
        else if (request.Method.Concurrency == Concurrency.Logout && request.RequestId is not null && _core.IdempotencyCache.Find(request, book: null, out var place) == IdempotencyCache.Lookup.Duplicate)
        {
            CommandQueue.ReplyLater(request, place!);
        }
        else
        {
            request.Reply(FailureCode.NoSession);
        }
    }

    private void AdmitBeforeLogin(Request request)
    {
        if (request.Params is (LoginParams or ResumeParams) && _isResuming)
        {
            request.Reply(Failure.InvalidState("Resuming"));
        }
        else if (request.Params is LoginParams login && !HasSession)
        {
            Messages = FailureMessages.For(login.Locale);
            _session = new SessionActor(_core, this);
            _session.Handle(request);
        }
        else if (request.Params is LoginParams && _session is { } own)
        {
            own.Handle(request);
        }
        else if (request.Params is ResumeParams resume)
        {
            Resume(request, resume);
        }
        else
        {
            request.Reply(Message.Result(new PingResult(_core.Time.GetUtcNow()), BusJsonOptions.Context.PingResult));
        }
    }

    /// <summary>
    /// Until a resume has succeeded the connection has no session, whatever it sends meanwhile: a token that is worth nothing must not
    /// let even one command through.
    /// </summary>
    private void Resume(Request request, ResumeParams resume)
    {
        if (HasSession)
        {
            request.Reply(Failure.InvalidState("LoggedIn"));
            return;
        }

        switch (_core.ResumeTokens.Find(resume))
        {
            case null:
                SessionRecorder.Refused(_core.Store, request, FailureCode.ResumeRefused, _core.Time.GetUtcNow());
                request.Reply(FailureCode.ResumeRefused);
                break;
            case { Session: null, EndedBy: var cause }:
                request.Reply(new Failure(FailureCode.SessionEnded) { Cause = cause });
                break;
            case { Session: { } known }:
                _isResuming = true;
                known.HandleResume(request);
                break;
        }
    }

    /// <summary>A resume has ended; on the scheduler of the session, before anything more happens there.</summary>
    /// <param name="resumed">The session that goes on here, or <see langword="null"/>.</param>
    /// <param name="isStrike">Whether the request was one that no client of good will sends; counted with the next frame, by the reader.</param>
    internal void EndResume(SessionActor? resumed, bool isStrike)
    {
        if (isStrike)
        {
            Interlocked.Increment(ref _strikesOwed);
        }

        if (resumed is not null)
        {
            Messages = resumed.Messages;
            _session = resumed;

            // The connection may have gone while the session knew nothing of it. One of the two sees the other's mark.
            if (Interlocked.CompareExchange(ref _isGone, 0, 0) == 1)
            {
                resumed.Client.Disconnected(Connection);
            }
        }

        _isResuming = false;
    }

    internal void Reply(ReadOnlyMemory<byte> id, Answer answer)
    {
        lock (_inFlight)
        {
            _inFlight.Remove(Key(id.Span));
        }

        Connection.Send(Message.Response(id.Span, answer));
    }

    private static string Key(ReadOnlySpan<byte> id) => System.Text.Encoding.UTF8.GetString(id);

    private void Send(ReadOnlySpan<byte> id, Failure failure) => Connection.Send(Message.Response(id, Message.Error(failure, Messages[failure])));

    private void Strike()
    {
        if (_strikes.Add() >= _core.Options.MaxStrikes)
        {
            LogStrikes(_core.Log, Connection.RemoteAddress);
            Connection.Close(CloseCode.Strikes);
        }
    }

    [LoggerMessage(1001, LogLevel.Warning, "Closing a connection from {Address}: too many malformed messages")]
    private static partial void LogStrikes(ILogger log, string address);
}
