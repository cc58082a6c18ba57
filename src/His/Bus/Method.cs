using System.Text.Json.Serialization.Metadata;
using His.Sessions;
using His.Sessions.Actor;

namespace His.Bus;

/// <summary>The concurrency of a request with the other commands of its session (rule 2, decisions R10 and R11).</summary>
internal enum Concurrency
{
    /// <summary>Needs no session.</summary>
    BeforeLogin,

    /// <summary>Changes nothing and waits for nothing.</summary>
    Immediate,

    /// <summary>One after the other; refused while a logout is running.</summary>
    Queued,

    /// <summary>For a live interaction: one after the other per interaction, served also while a logout is running.</summary>
    PerInteraction,

    /// <summary>The logout: waits for its turn, or joins the one that is running.</summary>
    Logout,
}

/// <summary>A method of the bus and the flow that handles it.</summary>
internal abstract class Method(string name, Concurrency order)
{
    public string Name { get; } = name;

    public Concurrency Concurrency { get; } = order;

    /// <summary>Reads the params of a frame into a request that can be run.</summary>
    /// <returns>The request, or the failure if the params are invalid.</returns>
    public abstract Outcome<Request> Read(BusDispatcher dispatcher, Frame frame);
}

/// <inheritdoc/>
internal sealed class Method<TParams, TResult>(
    string name,
    Concurrency order,
    JsonTypeInfo<TParams> paramsType,
    JsonTypeInfo<TResult> resultType,
    Func<SessionActor, Request, TParams, Task<Outcome<TResult>>> flow
) : Method(name, order)
    where TParams : RequestParams
    where TResult : class
{
    public override Outcome<Request> Read(BusDispatcher dispatcher, Frame frame)
    {
        var read = ParamsReader.Read(frame.Params.Span, paramsType);
        return read.IsFailure ? read.Failure : new Typed(dispatcher, frame, this, read.Result);
    }

    private sealed class Typed(BusDispatcher dispatcher, Frame frame, Method<TParams, TResult> method, TParams parameters)
        : Request(dispatcher, frame, method, parameters)
    {
        public override async Task<Answer> RunAsync(SessionActor session)
        {
            var outcome = await method.Invoke(session, this, parameters);
            return outcome.IsFailure
                ? Message.Error(outcome.Failure, Dispatcher.Messages[outcome.Failure])
                : Message.Result(outcome.Result, method.ResultType);
        }
    }

    private JsonTypeInfo<TResult> ResultType { get; } = resultType;

    private Task<Outcome<TResult>> Invoke(SessionActor session, Request request, TParams parameters) => flow(session, request, parameters);
}
