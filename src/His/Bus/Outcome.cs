using System.Diagnostics.CodeAnalysis;

namespace His.Bus;

/// <summary>What came of a request: a result or a failure.</summary>
/// <typeparam name="T">The result's type.</typeparam>
public readonly struct Outcome<T>
    where T : class
{
    private Outcome(T? result, Failure? failure)
    {
        Result = result;
        Failure = failure;
    }

    /// <summary>The result, where it succeeded.</summary>
    public T? Result { get; }

    /// <summary>The failure, where it did not.</summary>
    public Failure? Failure { get; }

    /// <summary>Whether it failed.</summary>
    [MemberNotNullWhen(true, nameof(Failure))]
    [MemberNotNullWhen(false, nameof(Result))]
    public bool IsFailure => Failure is not null;

    /// <summary>It succeeded.</summary>
    public static implicit operator Outcome<T>(T result) => new(result, null);

    /// <summary>It failed.</summary>
    public static implicit operator Outcome<T>(Failure failure) => new(null, failure);

    /// <summary>It failed, and the code says all.</summary>
    public static implicit operator Outcome<T>(FailureCode code) => new(null, code);
}
