namespace His.Platform.Simulator;

/// <summary>A command or query as it arrives; a <see cref="RecordedCommand"/> is made of it only if somebody wants to see it.</summary>
internal readonly record struct ReceivedCommand(
    string AgentId,
    SwitchOperation Operation,
    string? ChannelId = null,
    string? InteractionId = null,
    Reason? Reason = null,
    string? Destination = null,
    string? Digits = null
)
{
    public RecordedCommand Record(FaultBehaviour? fault, long number = 0, DateTimeOffset time = default) =>
        new(number, time, AgentId, Operation, ChannelId, InteractionId, Reason, Destination, fault) { Digits = Digits };
}

/// <summary>One operation of the switch, with every result it can have.</summary>
/// <param name="Command">The entry for the log.</param>
/// <param name="Run">
/// Executes it, sends the event and returns the result. The argument: whether the caller is waiting and can get the result.
/// <see langword="null"/>: <see cref="RunExcept"/> executes it.
/// </param>
/// <param name="OnRefuse">The switch's refusal.</param>
/// <param name="OnFalseSuccess">A success without execution. The argument is the same.</param>
/// <param name="Unavailable">The result without a link.</param>
internal readonly record struct SwitchOperationRequest<T>(
    ReceivedCommand Command,
    Func<bool, T>? Run,
    Func<CommandResult, T> OnRefuse,
    Func<bool, T> OnFalseSuccess,
    T Unavailable
)
{
    /// <summary>
    /// Executes it in every queue but the given one, and sends the event; <see langword="null"/> if queues do not apply.
    /// </summary>
    public Func<string?, T>? RunExcept { get; init; }

    /// <summary>Executes it.</summary>
    public T Execute(bool isAwaited) => Run is null ? RunExcept!(null) : Run(isAwaited);

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
