using His.Bench.Load;

namespace His.Bench.Report;

/// <summary>One figure of the table: what was measured in each round, and what it shall be.</summary>
/// <param name="Case">To which of the cases it belongs, such as P1.</param>
/// <param name="What">What was measured.</param>
/// <param name="Unit">In what; a ratio has none.</param>
/// <param name="Rounds">The figure of each round.</param>
internal sealed record Figure(string Case, string What, string Unit, IReadOnlyList<double> Rounds)
{
    /// <summary>It shall be at most this.</summary>
    public double? AtMost { get; init; }

    /// <summary>It shall be at least this.</summary>
    public double? AtLeast { get; init; }

    public double Median => Statistics.Median(Rounds);

    public double Min => Rounds.Min();

    public double Max => Rounds.Max();

    /// <summary>Whether the median is what it shall be; <see langword="null"/> where nothing is asked of it.</summary>
    public bool? IsMet =>
        AtMost is { } most ? Median <= most
        : AtLeast is { } least ? Median >= least
        : null;

    public string Aim =>
        (AtMost, AtLeast) switch
        {
            ({ } most, _) => FormattableString.Invariant($"at most {most:0.##}"),
            (_, { } least) => FormattableString.Invariant($"at least {least:0.##}"),
            _ => "",
        };
}
