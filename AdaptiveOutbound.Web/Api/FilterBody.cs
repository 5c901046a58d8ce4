using System.Text.Json;
using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Jobs.Records;

namespace AdaptiveOutbound.Web.Api;

/// <summary>Reads a filter of records in a body. The first thing that is wrong ends it.</summary>
internal static class FilterBody
{
    /// <summary>The filter, or what is wrong with it.</summary>
    /// <param name="path">Where it stands in the body.</param>
    public static (RecordFilter Filter, ProblemError? Wrong) Read(JsonElement given, string path)
    {
        if (JsonBody.Members(given, path, "search", "status", "olderThanDays", "stale") is { } stranger) return (new(), stranger);
        if (!Text("search", out var search) || search is { Length: > ListRecords.LongestSearch } || search?.Contains('\0', StringComparison.Ordinal) == true)
            return Wrong("search", $"search must be a text of at most {ListRecords.LongestSearch} characters, without NUL.");
        if (!Text("status", out var status) || (status is not null && !RecordStatus.All.Contains(status)))
            return Wrong("status", $"status must be one of {string.Join(", ", RecordStatus.All)}.");
        if (!Days(out var days))
            return Wrong("olderThanDays", $"olderThanDays must be a whole number of days from 1 to {RecordFilter.MostDays}.");
        var stale = given.TryGetProperty("stale", out var flag) && flag.ValueKind != JsonValueKind.Null;
        if (stale && flag.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
            return Wrong("stale", "stale must be true or false.");
        return (new(ListRecords.SearchOf(search), status, days, stale && flag.GetBoolean()), null);

        (RecordFilter, ProblemError?) Wrong(string member, string message) => (new(), JsonBody.Wrong(JsonBody.At(path, member), message));

        // Left out and null mean the same.
        bool Text(string member, out string? text)
        {
            text = given.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
            return text is not null || !given.TryGetProperty(member, out value) || value.ValueKind == JsonValueKind.Null;
        }

        bool Days(out int? number)
        {
            number = null;
            if (!given.TryGetProperty("olderThanDays", out var value) || value.ValueKind == JsonValueKind.Null) return true;
            if (value.ValueKind != JsonValueKind.Number || !value.TryGetInt32(out var whole) || whole is < 1 or > RecordFilter.MostDays) return false;
            number = whole;
            return true;
        }
    }
}
