using System.Diagnostics.CodeAnalysis;

namespace His.Bus;

/// <summary>The outcome of a request: a result or a failure.</summary>
/// <typeparam name="T">The type of the result.</typeparam>
public readonly struct Outcome<T>
    where T : class
{
    private Outcome(T? result, Failure? failure)
    {
        Result = result;
        Failure = failure;
    }

    /// <summary>The result; null if it failed.</summary>
    public T? Result { get; }

    /// <summary>The failure; null if it succeeded.</summary>
    public Failure? Failure { get; }

    /// <summary>Whether it failed.</summary>
    [MemberNotNullWhen(true, nameof(Failure))]
    [MemberNotNullWhen(false, nameof(Result))]
    public bool IsFailure => Failure is not null;

    /// <summary>Creates a successful outcome.</summary>
    public static implicit operator Outcome<T>(T result) => new(result, null);

    /// <summary>Creates a failed outcome.</summary>
    public static implicit operator Outcome<T>(Failure failure) => new(null, failure);

    /// <summary>Creates a failed outcome from a code without further data.</summary>
    public static implicit operator Outcome<T>(FailureCode code) => new(null, code);
}
