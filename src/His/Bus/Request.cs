using System.Security.Cryptography;
using System.Text;
using His.Sessions;
using His.Sessions.Actor;

namespace His.Bus;

/// <summary>A request in flight, with its params and the connection for its answer.</summary>
internal abstract class Request(BusDispatcher dispatcher, Frame frame, Method method, RequestParams parameters)
{
    private byte[]? _fingerprint;

    public BusDispatcher Dispatcher { get; } = dispatcher;

    public Method Method { get; } = method;

    public RequestParams Params { get; } = parameters;

    public Guid? RequestId => Params.RequestId;

    /// <summary>The bytes of the JSON-RPC id.</summary>
    public ReadOnlyMemory<byte> Id => frame.Id;

    /// <summary>Identifies a repetition of the request: a hash, because params may have passwords, of the method and the params.</summary>
    public ReadOnlySpan<byte> Fingerprint =>
        _fingerprint ??= SHA256.HashData([.. Encoding.UTF8.GetBytes(Method.Name), 0, .. frame.Params.Span]);

    /// <summary>Runs the flow and returns its answer.</summary>
    public abstract Task<Answer> RunAsync(SessionActor session);

    /// <summary>Sends the answer. Every request gets exactly one.</summary>
    public void Reply(Answer answer) => Dispatcher.Reply(Id, answer);

    /// <summary>Sends a failure.</summary>
    public void Reply(Failure failure) => Reply(Message.Error(failure, Dispatcher.Messages[failure]));
}
