namespace His.Platform.Simulator;

/// <summary>One thing that the switch is to do, with every answer it can get.</summary>
/// <param name="Command">What the log shows.</param>
/// <param name="Execute">Does it, tells it and answers. The argument: whether somebody waits for the answer and can get it.</param>
/// <param name="OnRefuse">The switch's no.</param>
/// <param name="OnFalseSuccess">A yes without the deed. The argument is the same.</param>
/// <param name="Unavailable">The answer when there is no link.</param>
internal sealed record SwitchOperationRequest<T>(RecordedCommand Command, Func<bool, T> Execute, Func<CommandResult, T> OnRefuse, Func<bool, T> OnFalseSuccess, T Unavailable)
{
    /// <summary>Does it in every queue but one, and tells it; <see langword="null"/> where queues have no part in it.</summary>
    public Action<string>? ExecuteExcept { get; init; }

    public static string Format(T answer) => answer switch
    {
        CommandResult { SwitchError: { } error } plain => $"{plain.Outcome}: {error}",
        CommandResult plain => plain.Outcome.ToString(),
        DialCommandResult dial => SwitchOperationRequest<CommandResult>.Format(dial.Result),
        LogInResult.Refused refused => $"Refused: {refused.SwitchError}",
        LogInResult login => login.GetType().Name,
        null => "no answer",
        _ => "answered",
    };
}
