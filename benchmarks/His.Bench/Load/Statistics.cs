namespace His.Bench.Load;

/// <summary>What is made of many figures.</summary>
internal static class Statistics
{
    public static double Percentile(IEnumerable<double> figures, double percent)
    {
        var sorted = figures.Order().ToArray();
        return sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * percent / 100))];
    }

    public static double Median(IEnumerable<double> figures) => Percentile(figures, 50);
}
