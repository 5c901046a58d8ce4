using System.Globalization;

namespace AdaptiveOutbound.Jobs.Providers.Apollo;

/// <summary>Collects the fields of a record; a field without a value stays absent.</summary>
internal sealed class FieldMap
{
    public Dictionary<string, string> Values { get; } = [];

    public FieldMap Set(string field, string? value)
    {
        if (!string.IsNullOrEmpty(value)) Values[field] = value;
        return this;
    }

    /// <summary>A number in plain digits, at most four of them behind the point.</summary>
    public FieldMap Set(string field, decimal? value) => Set(field, value?.ToString("0.####", CultureInfo.InvariantCulture));
}
