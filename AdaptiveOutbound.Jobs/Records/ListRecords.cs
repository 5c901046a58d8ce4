using System.Buffers.Text;
using System.Text;
using AdaptiveOutbound.Data.Records;

namespace AdaptiveOutbound.Jobs.Records;

/// <summary>A page of records.</summary>
/// <param name="Next">Where the next page begins; null on the last one.</param>
public sealed record RecordPage(IReadOnlyList<RecordView> Data, string? Next);

/// <summary>Lists a workspace's records page by page; pages stay the same while records are added.</summary>
internal sealed class ListRecords(RecordRows rows)
{
    /// <summary>The longest text that is searched for, in characters.</summary>
    public const int LongestSearch = 200;

    /// <summary>The page, or null when no page of this order has ended with that cursor. It ends early where records are large.</summary>
    /// <param name="cursor"><see cref="RecordPage.Next"/> of the page before; null for the first.</param>
    /// <param name="limit">1 to 200.</param>
    public async Task<RecordPage?> ExecuteAsync(Guid workspaceId, RecordKind kind, RecordFilter filter, RecordSort sort, string? cursor, int limit, CancellationToken cancellationToken)
    {
        RecordCursor? after = null;
        if (cursor is not null && (after = Read(cursor, sort)) is null)
            return null;
        var found = await rows.ListAsync(workspaceId, kind, filter, sort, after, limit + 1, cancellationToken);
        var page = Fitting(found).Take(limit).ToList();
        return new([.. page.Select(row => RecordView.From(kind, row))], found.Count > page.Count ? Write(page[^1], sort) : null);
    }

    /// <summary>What is searched for when a person types this; null for anything. A page's address, or a domain with letters outside ASCII, is searched for as domains are stored.</summary>
    public static string? SearchOf(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        var typed = text.Trim();
        return IsAddress(typed) && DomainName.TryNormalize(typed, out var domain, out _) ? domain : typed;
    }

    private static bool IsAddress(string typed) => !typed.Contains(' ', StringComparison.Ordinal) && !typed.Contains('@', StringComparison.Ordinal)
        && (typed.Contains("://", StringComparison.Ordinal) || typed.StartsWith("www.", StringComparison.OrdinalIgnoreCase) || (typed.Contains('.', StringComparison.Ordinal) && !Ascii.IsValid(typed)));

    private static IEnumerable<StoredRecord> Fitting(List<StoredRecord> found)
    {
        var bytes = 0;
        foreach (var row in found)
        {
            bytes += Encoding.UTF8.GetByteCount(row.Fields) + Encoding.UTF8.GetByteCount(row.Provenance);
            // A list by domain or e-mail is two queries, each of which fits by itself.
            if (row.Fields.Length == 0 || (bytes > RecordListSql.MostBytes && row != found[0]))
                yield break;
            yield return row;
        }
    }

    // The order, whether there is a key, the id, the key.
    private static string Write(StoredRecord last, RecordSort sort) => Base64Url.EncodeToString(
        [(byte)sort, (byte)(last.SortKey is null ? 0 : 1), .. last.Id.ToByteArray(), .. Encoding.UTF8.GetBytes(last.SortKey ?? "")]);

    private static RecordCursor? Read(string cursor, RecordSort sort)
    {
        if (!Base64Url.IsValid(cursor))
            return null;
        var bytes = Base64Url.DecodeFromChars(cursor).AsSpan();
        if (bytes.Length < 18 || bytes[0] != (byte)sort || bytes[1] > 1)
            return null;
        var (id, hasKey, key) = (new Guid(bytes[2..18]), bytes[1] == 1, Encoding.UTF8.GetString(bytes[18..]));
        var fits = sort switch { RecordSort.Name => hasKey, RecordSort.Identity => true, _ => !hasKey };
        if (!fits || key.Contains('\0', StringComparison.Ordinal))
            return null;
        return new(id, hasKey ? key : null);
    }
}
