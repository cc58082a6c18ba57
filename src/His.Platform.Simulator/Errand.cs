namespace His.Platform.Simulator;

/// <summary>One thing that the switch is to do, with every answer it can get.</summary>
/// <param name="Command">What the log shows.</param>
/// <param name="Act">Does it, tells it and answers. The argument: whether somebody waits for the answer and can get it.</param>
/// <param name="Refuse">The switch's no.</param>
/// <param name="Lie">A yes without the deed. The argument is the same.</param>
/// <param name="Unavailable">The answer when there is no link.</param>
internal sealed record Errand<T>(ToldCommand Command, Func<bool, T> Act, Func<SwitchAnswer, T> Refuse, Func<bool, T> Lie, T Unavailable)
{
    /// <summary>Does it in every queue but one, and tells it; <see langword="null"/> where queues have no part in it.</summary>
    public Action<string>? ActExcept { get; init; }

    public static string Words(T answer) => answer switch
    {
        SwitchAnswer { SwitchError: { } error } plain => $"{plain.Kind}: {error}",
        SwitchAnswer plain => plain.Kind.ToString(),
        DialAnswer dial => Errand<SwitchAnswer>.Words(dial.Answer),
        LoginAnswer.Refused refused => $"Refused: {refused.SwitchError}",
        LoginAnswer login => login.GetType().Name,
        null => "no answer",
        _ => "answered",
    };
}
