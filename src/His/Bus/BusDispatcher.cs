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
    private readonly HisCore core;
    private readonly HashSet<string> inFlight = new(StringComparer.Ordinal);
    private readonly RequestBudget budget;
    private readonly MinuteCount strikes;
    private readonly MinuteCount notifications;
    private volatile SessionActor? session;
    private volatile bool isResuming;
    private int isGone;
    private int strikesOwed;

    internal BusDispatcher(HisCore core, IConnection connection)
    {
        this.core = core;
        Connection = connection;
        budget = new RequestBudget(core.Options.MaxRequestsPerSecond, core.Time);
        strikes = new MinuteCount(core.Time);
        notifications = new MinuteCount(core.Time);
    }

    /// <summary>Whether a session is, or is being, logged in on this connection.</summary>
    public bool HasSession => session is { IsOver: false };

    internal HisCore Core => core;

    internal IConnection Connection { get; }

    internal FailureMessages Messages { get; private set; } = FailureMessages.English;

    /// <summary>Takes one whole text frame. It may be read until the call returns.</summary>
    public void Receive(ReadOnlySpan<byte> utf8)
    {
        for (; strikesOwed > 0; Interlocked.Decrement(ref strikesOwed))
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
            if (notifications.Add() % 10 == 0)
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
        Interlocked.Exchange(ref isGone, 1);
        session?.Client.Disconnected(Connection);
    }

    private void Handle(Frame frame)
    {
        if (!budget.TrySpend())
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
        lock (inFlight)
        {
            isFull = inFlight.Count >= core.Options.MaxPendingRequests;
            return !isFull && inFlight.Add(Key(frame.Id.Span));
        }
    }

    /// <summary>Hands the request to the session it is for; begins one for a login.</summary>
    private void Admit(Request request)
    {
        if (request.Method.Concurrency == Concurrency.BeforeLogin)
        {
            AdmitBeforeLogin(request);
        }
        else if (session is { } own)
        {
            own.Handle(request);
        }
        else if (request.Method.Concurrency == Concurrency.Logout && request.RequestId is not null && core.IdempotencyCache.Find(request, book: null, out var place) == IdempotencyCache.Lookup.Duplicate)
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
        if (request.Params is (LoginParams or ResumeParams) && isResuming)
        {
            request.Reply(Failure.InvalidState("Resuming"));
        }
        else if (request.Params is LoginParams login && !HasSession)
        {
            Messages = FailureMessages.For(login.Locale);
            session = new SessionActor(core, this);
            session.Handle(request);
        }
        else if (request.Params is LoginParams && session is { } own)
        {
            own.Handle(request);
        }
        else if (request.Params is ResumeParams resume)
        {
            Resume(request, resume);
        }
        else
        {
            request.Reply(Message.Result(new PingResult(core.Time.GetUtcNow()), BusJsonOptions.Context.PingResult));
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

        switch (core.ResumeTokens.Find(resume))
        {
            case null:
                SessionRecorder.Refused(core.Store, request, FailureCode.ResumeRefused, core.Time.GetUtcNow());
                request.Reply(FailureCode.ResumeRefused);
                break;
            case { Session: null, EndedBy: var cause }:
                request.Reply(new Failure(FailureCode.SessionEnded) { Cause = cause });
                break;
            case { Session: { } known }:
                isResuming = true;
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
            Interlocked.Increment(ref strikesOwed);
        }

        if (resumed is not null)
        {
            Messages = resumed.Messages;
            session = resumed;

            // The connection may have gone while the session knew nothing of it. One of the two sees the other's mark.
            if (Interlocked.CompareExchange(ref isGone, 0, 0) == 1)
            {
                resumed.Client.Disconnected(Connection);
            }
        }

        isResuming = false;
    }

    internal void Reply(ReadOnlyMemory<byte> id, Answer answer)
    {
        lock (inFlight)
        {
            inFlight.Remove(Key(id.Span));
        }

        Connection.Send(Message.Response(id.Span, answer));
    }

    private static string Key(ReadOnlySpan<byte> id) => System.Text.Encoding.UTF8.GetString(id);

    private void Send(ReadOnlySpan<byte> id, Failure failure) => Connection.Send(Message.Response(id, Message.Error(failure, Messages[failure])));

    private void Strike()
    {
        if (strikes.Add() >= core.Options.MaxStrikes)
        {
            LogStrikes(core.Log, Connection.RemoteAddress);
            Connection.Close(CloseCode.Strikes);
        }
    }

    [LoggerMessage(1001, LogLevel.Warning, "Closing a connection from {Address}: too many malformed messages")]
    private static partial void LogStrikes(ILogger log, string address);
}
