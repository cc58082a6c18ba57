using His.Bus;
using His.Persistence;

namespace His.Sessions.Actor;

/// <summary>
/// A logout that waits for its turn or runs, with all its requests (decision R10), which get one answer. Disposing of it ends it, whatever
/// has happened: the answers are sent, and callers that wait for its end continue.
/// </summary>
/// <param name="begun">When it was first requested, as a timestamp of the session's clock.</param>
/// <param name="end">Ends it in the <see cref="LogoutCoordinator"/>.</param>
internal sealed class RunningLogout(long begun, Action<RunningLogout> end) : IDisposable
{
    private readonly List<(Request Request, IdempotencyCache.Entry? Entry)> _requests = [];
    private readonly List<(WaitingRequest Request, IdempotencyCache.Entry Entry)> _requestsBeforeRestart = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public long Begun => begun;

    /// <summary>Completes when the logout has ended, whether it succeeded or failed.</summary>
    public Task Ended => _ended.Task;

    /// <summary>The answer to all requests at the end; <see langword="null"/> until the logout has an outcome.</summary>
    public Answer? Answer { get; set; }

    /// <summary>The first reason in any of the requests, for each platform (decision R10).</summary>
    public ReasonsGiven Reasons =>
        _requests
            .Select(it => (LogoutParams)it.Request.Params)
            .Aggregate(ReasonsGiven.None, (first, next) => first.Or(ReasonsGiven.Of(next.Reason, next.Reasons)));

    /// <summary>The requests that can be answered after a crash: those with an idempotency key.</summary>
    public IReadOnlyList<WaitingRequest> Waiters =>
        _requestsBeforeRestart.Count == 0 && _requests.TrueForAll(static it => it.Entry is null)
            ? []
            :
            [
                .. _requestsBeforeRestart.Select(it => it.Request),
                .. _requests
                    .Where(it => it.Entry is not null)
                    .Select(it => new WaitingRequest(it.Request.RequestId!.Value, Convert.ToHexString(it.Request.Fingerprint))),
            ];

    public void Join(Request request, IdempotencyCache.Entry? entry) => _requests.Add((request, entry));

    /// <summary>Joins a request from before a restart: it gets its answer when it is sent again.</summary>
    public void Join(WaitingRequest request, IdempotencyCache.Entry entry) => _requestsBeforeRestart.Add((request, entry));

    public void Dispose() => end(this);

    /// <summary>Sends the answer to all requests.</summary>
    public void Reply(Answer answer)
    {
        try
        {
            _requestsBeforeRestart.ForEach(it => it.Entry.Complete(answer));
            foreach (var (request, entry) in _requests)
            {
                entry?.Complete(answer);
                request.Reply(answer);
            }
        }
        finally
        {
            _ended.SetResult();
        }
    }
}
