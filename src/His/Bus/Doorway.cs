using System.Collections.Concurrent;
using His.Sessions;
using Microsoft.Extensions.Logging;

namespace His.Bus;

/// <summary>
/// Makes requests of frames, finds the session, hands over. One for each connection. The door calls it from one thread at a time;
/// answers come from the sessions' schedulers.
/// </summary>
public sealed partial class Doorway
{
    private readonly House house;
    private readonly ConcurrentDictionary<string, bool> inFlight = new(StringComparer.Ordinal);
    private readonly RequestBudget budget;
    private readonly MinuteCount strikes;
    private readonly MinuteCount notifications;
    private SessionWorkflow? session;

    internal Doorway(House house, IConnection connection)
    {
        this.house = house;
        Connection = connection;
        budget = new RequestBudget(house.Options.RequestsPerSecond, house.Time);
        strikes = new MinuteCount(house.Time);
        notifications = new MinuteCount(house.Time);
    }

    /// <summary>Whether a session is, or is being, logged in on this connection.</summary>
    public bool HasSession => session is { IsOver: false };

    internal IConnection Connection { get; }

    internal Sentences Sentences { get; private set; } = Sentences.English;

    /// <summary>Takes one whole text frame. It may be read until the call returns.</summary>
    public void Receive(ReadOnlySpan<byte> utf8)
    {
        var frame = Frame.Read(utf8.ToArray());
        if (frame.Failure != FailureCode.None)
        {
            Send(default, frame.Failure);
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
    public void Disconnected() => session?.Disconnected(Connection);

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
        }
        else if (inFlight.Count >= house.Options.PendingRequests)
        {
            Send(frame.Id.Span, new Failure(FailureCode.RateLimited) { RetryAfterSeconds = 1 });
        }
        else if (!inFlight.TryAdd(Key(frame.Id.Span), true))
        {
            // With the id, this answer would be taken for that of the request that is still under way.
            Send(default, FailureCode.InvalidRequest);
        }
        else
        {
            Admit(read.Result);
        }
    }

    /// <summary>Hands the request to the session it is for; begins one for a login.</summary>
    private void Admit(Request request)
    {
        if (request.Method.Order == Order.BeforeLogin)
        {
            AdmitBeforeLogin(request);
        }
        else if (session is { } own)
        {
            own.Handle(request);
        }
        else if (request.Method.Order == Order.Logout && request.RequestId is not null && house.Answers.Find(request, book: null, out var place) == Answers.Found.Before)
        {
            SessionWorkflow.ReplyLater(request, place);
        }
        else
        {
            request.Reply(FailureCode.NoSession);
        }
    }

    private void AdmitBeforeLogin(Request request)
    {
        if (request.Params is LoginParams login && !HasSession)
        {
            Sentences = Sentences.For(login.Locale);
            session = new SessionWorkflow(house, this);
            session.Handle(request);
        }
        else if (request.Params is LoginParams && session is { } own)
        {
            own.Handle(request);
        }
        else if (request.Params is ResumeParams)
        {
            request.Reply(HasSession ? Failure.InvalidState("LoggedIn") : FailureCode.ResumeRefused);
        }
        else
        {
            request.Reply(Message.Result(Empty.Instance, Wire.Json.Empty));
        }
    }

    internal void Reply(ReadOnlyMemory<byte> id, Answer answer)
    {
        inFlight.TryRemove(Key(id.Span), out _);
        Connection.Send(Message.Response(id.Span, answer));
    }

    private static string Key(ReadOnlySpan<byte> id) => System.Text.Encoding.UTF8.GetString(id);

    private void Send(ReadOnlySpan<byte> id, Failure failure) => Connection.Send(Message.Response(id, Message.Error(failure, Sentences[failure])));

    private void Strike()
    {
        if (strikes.Add() >= house.Options.Strikes)
        {
            LogStrikes(house.Log, Connection.RemoteAddress);
            Connection.Close(CloseCode.Strikes);
        }
    }

    [LoggerMessage(1001, LogLevel.Warning, "Closing a connection from {Address}: too many malformed messages")]
    private static partial void LogStrikes(ILogger log, string address);
}
