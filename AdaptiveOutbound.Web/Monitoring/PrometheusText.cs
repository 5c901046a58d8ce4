using System.Globalization;
using System.Text;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace AdaptiveOutbound.Web.Monitoring;

/// <summary>Writes metrics in Prometheus' text format (0.0.4).</summary>
internal sealed class PrometheusText : BaseExporter<Metric>
{
    public const string MediaType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly StringBuilder _text = new();

    /// <summary>What the last export wrote.</summary>
    public override string ToString() => _text.ToString();

    public override ExportResult Export(in Batch<Metric> batch)
    {
        _text.Clear();
        foreach (var metric in batch) Write(metric);
        return ExportResult.Success;
    }

    /// <summary>The name of an instrument as Prometheus has it: with its unit, and <c>_total</c> when it only grows.</summary>
    public static string NameOf(string name, string unit, bool isTotal)
    {
        var plain = Plain(name);
        var suffix = unit switch { "s" => "_seconds", "By" => "_bytes", _ => "" };
        if (!plain.EndsWith(suffix, StringComparison.Ordinal)) plain += suffix;
        return isTotal && !plain.EndsWith("_total", StringComparison.Ordinal) ? plain + "_total" : plain;
    }

    /// <summary>A text as the value of a label.</summary>
    public static string Escape(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private static string Plain(string name) => string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));

    private void Write(Metric metric)
    {
        var isTotal = metric.MetricType is MetricType.LongSum or MetricType.DoubleSum;
        var name = NameOf(metric.Name, metric.Unit, isTotal);
        var type = metric.MetricType == MetricType.Histogram ? "histogram" : isTotal ? "counter" : "gauge";
        _text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {metric.Description.Replace('\n', ' ')}\n# TYPE {name} {type}\n");
        foreach (ref readonly var point in metric.GetMetricPoints())
        {
            var labels = Labels(point.Tags);
            switch (metric.MetricType)
            {
                case MetricType.Histogram: WriteHistogram(name, labels, in point); break;
                case MetricType.LongSum or MetricType.LongSumNonMonotonic: Line(name, labels, point.GetSumLong()); break;
                case MetricType.DoubleSum or MetricType.DoubleSumNonMonotonic: Line(name, labels, point.GetSumDouble()); break;
                case MetricType.LongGauge: Line(name, labels, point.GetGaugeLastValueLong()); break;
                case MetricType.DoubleGauge: Line(name, labels, point.GetGaugeLastValueDouble()); break;
            }
        }
    }

    private void WriteHistogram(string name, string labels, in MetricPoint point)
    {
        var (sum, separator) = (0L, labels.Length > 0 ? "," : "");
        foreach (var bucket in point.GetHistogramBuckets())
        {
            sum += bucket.BucketCount;
            var bound = double.IsPositiveInfinity(bucket.ExplicitBound) ? "+Inf" : bucket.ExplicitBound.ToString(CultureInfo.InvariantCulture);
            Line($"{name}_bucket", $"{labels}{separator}le=\"{bound}\"", sum);
        }

        Line($"{name}_sum", labels, point.GetHistogramSum());
        Line($"{name}_count", labels, point.GetHistogramCount());
    }

    private void Line(string name, string labels, double value) =>
        _text.Append(CultureInfo.InvariantCulture, $"{name}{(labels.Length > 0 ? $"{{{labels}}}" : "")} {value}\n");

    private static string Labels(ReadOnlyTagCollection tags)
    {
        List<string> labels = [];
        foreach (var (key, value) in tags)
            labels.Add($"{Plain(key)}=\"{Escape(Convert.ToString(value, CultureInfo.InvariantCulture) ?? "")}\"");
        return string.Join(',', labels);
    }
}
