using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace His.Server.Metrics;

/// <summary>
/// Formats metrics in Prometheus' text format (https://prometheus.io/docs/instrumenting/exposition_formats/). Names follow OpenTelemetry's
/// rules for Prometheus, so that one dashboard works for metrics that were scraped and for metrics that were sent by OTLP.
/// </summary>
internal static partial class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private static readonly Dictionary<string, string> Units = new(StringComparer.Ordinal)
    {
        ["s"] = "seconds",
        ["ms"] = "milliseconds",
        ["By"] = "bytes",
        ["%"] = "percent",
        ["1"] = "ratio",
    };

    /// <summary>Formats a batch. A family and a series appear once each, as the format demands.</summary>
    public static string Of(in Batch<Metric> metrics)
    {
        var families = new OrderedDictionary<string, Family>(StringComparer.Ordinal);
        foreach (var metric in metrics)
        {
            Add(metric, families);
        }

        var text = new StringBuilder();
        foreach (var (name, family) in families)
        {
            text.Append("# HELP ").Append(name).Append(' ').Append(family.Help).Append('\n');
            text.Append("# TYPE ").Append(name).Append(' ').Append(family.Type).Append('\n');
            foreach (var (series, value) in family.Samples)
            {
                text.Append(series).Append(' ').Append(value).Append('\n');
            }
        }

        return text.ToString();
    }

    /// <summary>Returns the Prometheus name: <c>his.logout.duration</c> in seconds is <c>his_logout_duration_seconds</c>.</summary>
    /// <param name="instrument">Name of the instrument.</param>
    /// <param name="unit">Its UCUM unit; an annotation in braces is ignored.</param>
    /// <param name="isCounter">Whether the instrument is monotonic.</param>
    public static string Name(string instrument, string? unit, bool isCounter)
    {
        var name = Others().Replace(instrument, "_").Trim('_');
        if (
            unit is not null
            && Units.TryGetValue(unit, out var suffix)
            && !(unit == "1" && isCounter)
            && !name.EndsWith("_" + suffix, StringComparison.Ordinal)
        )
        {
            name += "_" + suffix;
        }

        return isCounter && !name.EndsWith("_total", StringComparison.Ordinal) ? name + "_total" : name;
    }

    private static void Add(Metric metric, OrderedDictionary<string, Family> families)
    {
        var isCounter = metric.MetricType is MetricType.LongSum or MetricType.DoubleSum;
        var isHistogram = metric.MetricType is MetricType.Histogram;
        if (
            !isCounter
            && !isHistogram
            && metric.MetricType
                is not (
                    MetricType.LongSumNonMonotonic
                    or MetricType.DoubleSumNonMonotonic
                    or MetricType.LongGauge
                    or MetricType.DoubleGauge
                )
        )
        {
            return; // no view configures any other kind
        }

        var name = Name(metric.Name, metric.Unit, isCounter);
        if (!families.TryGetValue(name, out var family))
        {
            families[name] = family = new Family(
                Escaped(metric.Description, isLabel: false),
                isCounter ? "counter"
                    : isHistogram ? "histogram"
                    : "gauge"
            );
        }

        // A disposed meter is reported once more, before its successor of the same name: the last value wins.
        foreach (ref readonly var point in metric.GetMetricPoints())
        {
            var labels = Labels(point.Tags);
            if (isHistogram)
            {
                AddHistogram(name, labels, point, family);
            }
            else
            {
                family.Samples[Series(name, labels)] = Value(metric.MetricType, point);
            }
        }
    }

    private static void AddHistogram(string name, string labels, MetricPoint point, Family family)
    {
        var count = 0L;
        var separator = labels.Length == 0 ? "" : ",";
        foreach (var bucket in point.GetHistogramBuckets())
        {
            count += bucket.BucketCount;
            family.Samples[Series(name + "_bucket", $"{labels}{separator}le=\"{Number(bucket.ExplicitBound)}\"")] = count.ToString(
                CultureInfo.InvariantCulture
            );
        }

        family.Samples[Series(name + "_sum", labels)] = Number(point.GetHistogramSum());
        family.Samples[Series(name + "_count", labels)] = point.GetHistogramCount().ToString(CultureInfo.InvariantCulture);
    }

    private static string Series(string name, string labels) => labels.Length == 0 ? name : $"{name}{{{labels}}}";

    private static string Value(MetricType type, MetricPoint point) =>
        type switch
        {
            MetricType.LongSum or MetricType.LongSumNonMonotonic => point.GetSumLong().ToString(CultureInfo.InvariantCulture),
            MetricType.DoubleSum or MetricType.DoubleSumNonMonotonic => Number(point.GetSumDouble()),
            MetricType.LongGauge => point.GetGaugeLastValueLong().ToString(CultureInfo.InvariantCulture),
            _ => Number(point.GetGaugeLastValueDouble()),
        };

    private static string Labels(ReadOnlyTagCollection tags)
    {
        var labels = new StringBuilder();
        foreach (var (key, value) in tags)
        {
            labels
                .Append(labels.Length == 0 ? "" : ",")
                .Append(Others().Replace(key, "_"))
                .Append("=\"")
                .Append(Escaped(Convert.ToString(value, CultureInfo.InvariantCulture) ?? "", isLabel: true))
                .Append('"');
        }

        return labels.ToString();
    }

    private static string Escaped(string text, bool isLabel)
    {
        var escaped = text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
        return isLabel ? escaped.Replace("\"", "\\\"", StringComparison.Ordinal) : escaped;
    }

    private static string Number(double value) =>
        double.IsPositiveInfinity(value) ? "+Inf"
        : double.IsNegativeInfinity(value) ? "-Inf"
        : value.ToString("R", CultureInfo.InvariantCulture);

    [GeneratedRegex("[^a-zA-Z0-9]+", RegexOptions.None, 1000)]
    private static partial Regex Others();

    private sealed record Family(string Help, string Type)
    {
        public OrderedDictionary<string, string> Samples { get; } = new(StringComparer.Ordinal);
    }
}
