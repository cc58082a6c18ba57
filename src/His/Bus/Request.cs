using System.Security.Cryptography;
using System.Text;
using His.Sessions;
using His.Sessions.Actor;

namespace His.Bus;

/// <summary>One request on its way: what is asked, and where the answer goes.</summary>
internal abstract class Request(BusDispatcher dispatcher, Frame frame, Method method, RequestParams parameters)
{
    private byte[]? _fingerprint;

    public BusDispatcher Dispatcher { get; } = dispatcher;

    public Method Method { get; } = method;

    public RequestParams Params { get; } = parameters;

    public Guid? RequestId => Params.RequestId;

    /// <summary>The id as the client wrote it.</summary>
    public ReadOnlyMemory<byte> Id => frame.Id;

    /// <summary>What makes two requests the same one: the method and the bytes of the params. A hash, for there are passwords among them.</summary>
    public ReadOnlySpan<byte> Fingerprint => _fingerprint ??= SHA256.HashData([.. Encoding.UTF8.GetBytes(Method.Name), 0, .. frame.Params.Span]);

    /// <summary>Runs the flow to its answer.</summary>
    public abstract Task<Answer> RunAsync(SessionActor session);

    /// <summary>Sends the answer. Every request gets exactly one.</summary>
    public void Reply(Answer answer) => Dispatcher.Reply(Id, answer);

    /// <summary>Sends a failure.</summary>
    public void Reply(Failure failure) => Reply(Message.Error(failure, Dispatcher.Messages[failure]));
}
