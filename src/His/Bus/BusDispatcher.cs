using His.Persistence;
using His.Protection;
using His.Sessions;
using His.Sessions.Actor;
using Microsoft.Extensions.Logging;

namespace His.Bus;

/// <summary>
/// Parses frames into requests and dispatches them to their session. One per connection. The server calls it from one thread at a time;
/// answers are sent from the sessions' schedulers.
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

    /// <summary>Whether a session is logged in, or logging in, on this connection.</summary>
    public bool HasSession => _session is { IsOver: false };

    internal HisCore Core => _core;

    internal IConnection Connection { get; }

    internal FailureMessages Messages { get; private set; } = FailureMessages.English;

    /// <summary>Handles one complete text frame.</summary>
    /// <param name="utf8">The frame; not read after the call returns.</param>
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
            // Only HIS sends events. The client gets an error, although JSON-RPC answers no other notification.
            Send(default, FailureCode.InvalidRequest);
            Strike();
        }
        else if (frame.IsNotification)
        {
            // HIS ignores notifications: there would be no way to refuse one.
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

    /// <summary>The connection has ended, for any reason. May be called twice.</summary>
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
                Strike(); // MediaBar never sends an invalid resume
            }
        }
        else if (!TryBegin(frame, out var isFull))
        {
            // A duplicate id gets a null id: echoing it would be read as the response to the in-flight request with the same id.
            Send(
                isFull ? frame.Id.Span : default,
                isFull ? new Failure(FailureCode.RateLimited) { RetryAfterSeconds = 1 } : FailureCode.InvalidRequest
            );
        }
        else
        {
            Admit(read.Result);
        }
    }

    /// <summary>Adds a request to those in flight, unless there are too many, or one with the same id.</summary>
    private bool TryBegin(Frame frame, out bool isFull)
    {
        lock (_inFlight)
        {
            isFull = _inFlight.Count >= _core.Options.MaxPendingRequests;
            return !isFull && _inFlight.Add(Key(frame.Id.Span));
        }
    }

    /// <summary>Dispatches a request to its session; creates the session for a login.</summary>
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
        else if (
            request.Method.Concurrency == Concurrency.Logout
            && request.RequestId is not null
            && _core.IdempotencyCache.Find(request, book: null, out var place) == IdempotencyCache.Lookup.Duplicate
        )
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
    /// Begins a resume. Until it has succeeded the connection has no session, whatever the client sends: an invalid token must not let
    /// even one command through.
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

    /// <summary>Ends a resume. Called on the scheduler of the session, before any further work runs there.</summary>
    /// <param name="resumed">The session that continues on this connection; <see langword="null"/> if the resume failed.</param>
    /// <param name="isStrike">Whether the request counts as malformed; counted when the next frame is received.</param>
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

            // The connection may have ended before it had the session: either this code or Disconnected sees what the other has written.
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

    private void Send(ReadOnlySpan<byte> id, Failure failure) =>
        Connection.Send(Message.Response(id, Message.Error(failure, Messages[failure])));

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
