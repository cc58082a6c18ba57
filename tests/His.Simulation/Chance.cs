namespace His.Simulation;

/// <summary>
/// Chance that a seed decides: the same on every machine and in every version of .NET (splitmix64). The seed is mixed first: as it is, it
/// would say only where in one and the same sequence of numbers to begin, and one seed after the other would draw nearly the same.
/// </summary>
internal sealed class Chance(ulong seed)
{
    private const ulong Step = 0x9E3779B97F4A7C15UL;

    private ulong _state = Mixed(seed + Step);

    public ulong Next() => Mixed(_state += Step);

    /// <summary>From 0 to one less than this.</summary>
    public int Below(int limit) => (int)(Next() % (ulong)limit);

    public int Between(int least, int most) => least + Below(most - least + 1);

    /// <summary>True so many times out of a hundred.</summary>
    public bool Percent(int percent) => Below(100) < percent;

    public T Of<T>(ReadOnlySpan<T> choices) => choices[Below(choices.Length)];

    private static ulong Mixed(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
