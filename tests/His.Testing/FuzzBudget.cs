using System.Diagnostics;
using System.Globalization;

namespace His.Testing;

/// <summary>How much a fuzzer tries: so many inputs, or, if <c>HIS_FUZZ_MINUTES</c> is set, as many as fit into that time.</summary>
public sealed class FuzzBudget(long times)
{
    private readonly long _begin = Stopwatch.GetTimestamp();
    private readonly double? _minutes = double.TryParse(
        Environment.GetEnvironmentVariable("HIS_FUZZ_MINUTES"),
        CultureInfo.InvariantCulture,
        out var given
    )
        ? given
        : null;

    /// <summary>From which everything that is tried follows; <c>HIS_FUZZ_SEED</c> gives that of a run before.</summary>
    public int Seed { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("HIS_FUZZ_SEED"), CultureInfo.InvariantCulture, out var seed)
            ? seed
            : Random.Shared.Next();

    /// <summary>Whether one more is to be tried.</summary>
    public bool IsLeft(long tried) => _minutes is { } limit ? Stopwatch.GetElapsedTime(_begin).TotalMinutes < limit : tried < times;
}
