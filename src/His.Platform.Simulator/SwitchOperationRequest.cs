namespace His.Platform.Simulator;

/// <summary>One operation of the switch, with every result it can have.</summary>
/// <param name="Command">The entry for the log.</param>
/// <param name="Execute">
/// Executes it, sends the event and returns the result. The argument: whether the caller is waiting and can get the result.
/// </param>
/// <param name="OnRefuse">The switch's refusal.</param>
/// <param name="OnFalseSuccess">A success without execution. The argument is the same.</param>
/// <param name="Unavailable">The result without a link.</param>
internal sealed record SwitchOperationRequest<T>(
    RecordedCommand Command,
    Func<bool, T> Execute,
    Func<CommandResult, T> OnRefuse,
    Func<bool, T> OnFalseSuccess,
    T Unavailable
)
{
    /// <summary>Executes it in every queue but one, and sends the event; <see langword="null"/> if queues do not apply.</summary>
    public Action<string>? ExecuteExcept { get; init; }

    public static string Format(T answer) =>
        answer switch
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
