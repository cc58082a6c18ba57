using His.Bus;
using His.Persistence;

namespace His.Sessions.Actor;

/// <summary>
/// A logout that waits its turn or runs, with all who asked for it (decision R10): they get one answer. Disposing of it ends it, whatever
/// has happened in between: the answers leave, and whoever waits for its end goes on.
/// </summary>
/// <param name="begun">When it was asked for, as a timestamp of the session's clock.</param>
/// <param name="end">Ends it in the <see cref="LogoutCoordinator"/>.</param>
internal sealed class RunningLogout(long begun, Action<RunningLogout> end) : IDisposable
{
    private readonly List<(Request Request, IdempotencyCache.Entry? Entry)> _requests = [];
    private readonly List<(WaitingRequest Request, IdempotencyCache.Entry Entry)> _requestsBeforeRestart = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public long Begun => begun;

    /// <summary>Completes when the logout has ended, in whichever way.</summary>
    public Task Ended => _ended.Task;

    /// <summary>What all who asked are answered with at the end; <see langword="null"/> as long as nothing has come of the logout.</summary>
    public Answer? Answer { get; set; }

    /// <summary>The first reason that a request has given; <see langword="null"/> for none.</summary>
    public ReasonGiven? Reason =>
        _requests.Select(it => ((LogoutParams)it.Request.Params).Reason).FirstOrDefault(reason => reason is { IsEmpty: false });

    /// <summary>The requests that can have their answer after a crash: those with an idempotency key.</summary>
    public IReadOnlyList<WaitingRequest> Waiters =>
    [
        .. _requestsBeforeRestart.Select(it => it.Request),
        .. _requests.Where(it => it.Entry is not null)
            .Select(it => new WaitingRequest(it.Request.RequestId!.Value, Convert.ToHexString(it.Request.Fingerprint))),
    ];

    public void Join(Request request, IdempotencyCache.Entry? entry) => _requests.Add((request, entry));

    /// <summary>A request from before a restart: its answer is there when it is sent again.</summary>
    public void Join(WaitingRequest request, IdempotencyCache.Entry entry) => _requestsBeforeRestart.Add((request, entry));

    public void Dispose() => end(this);

    /// <summary>Sends the answer to all who asked.</summary>
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
