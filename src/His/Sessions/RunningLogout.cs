using His.Bus;

namespace His.Sessions;

/// <summary>A logout that waits or runs, with all who asked for it (decision R10): they get one answer.</summary>
internal sealed class RunningLogout
{
    private readonly List<(Request Request, Answers.Kept? Place)> asked = [];

    /// <summary>Completes when the logout has ended, in whichever way.</summary>
    public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The first reason that was given wins.</summary>
    public ReasonGiven? Reason =>
        asked.Select(each => ((ReasonParams)each.Request.Params).Reason).FirstOrDefault(reason => reason is { IsEmpty: false });

    public void Join(Request request, Answers.Kept? place) => asked.Add((request, place));

    public void Answer(Answer answer)
    {
        foreach (var (request, place) in asked)
        {
            place?.Fill(answer);
            request.Reply(answer);
        }

        Ended.SetResult();
    }
}
