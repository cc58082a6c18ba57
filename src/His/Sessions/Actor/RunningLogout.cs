using His.Bus;
using His.Journal;
using His.Persistence;

namespace His.Sessions.Actor;

/// <summary>A logout that waits or runs, with all who asked for it (decision R10): they get one answer.</summary>
internal sealed class RunningLogout(long begun)
{
    private readonly List<(Request Request, IdempotencyCache.Entry? Place)> asked = [];
    private readonly List<(WaitingRequest Request, IdempotencyCache.Entry Place)> askedBefore = [];

    /// <summary>When it was asked for, as a time stamp of the clock.</summary>
    public long Begun => begun;

    /// <summary>Completes when the logout has ended, in whichever way.</summary>
    public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The first reason that was given wins.</summary>
    public ReasonGiven? Reason =>
        asked.Select(each => ((LogoutParams)each.Request.Params).Reason).FirstOrDefault(reason => reason is { IsEmpty: false });

    /// <summary>Who can have the answer after a crash: those with a request id.</summary>
    public IReadOnlyList<WaitingRequest> Waiters =>
    [
        .. askedBefore.Select(each => each.Request),
        .. asked.Where(each => each.Place is not null)
            .Select(each => new WaitingRequest(each.Request.RequestId!.Value, Convert.ToHexString(each.Request.Fingerprint))),
    ];

    public void Join(Request request, IdempotencyCache.Entry? place) => asked.Add((request, place));

    /// <summary>Somebody asked a HIS before this one: the answer waits for them.</summary>
    public void Join(WaitingRequest request, IdempotencyCache.Entry place) => askedBefore.Add((request, place));

    public void Answer(Answer answer)
    {
        try
        {
            askedBefore.ForEach(each => each.Place.Complete(answer));
            foreach (var (request, place) in asked)
            {
                place?.Complete(answer);
                request.Reply(answer);
            }
        }
        finally
        {
            Ended.SetResult();
        }
    }
}
