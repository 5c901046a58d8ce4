namespace AdaptiveOutbound.Web.Pages.Parts;

/// <summary>For <c>_Pager</c>: lists page by cursor, so it says how many are shown and never how many there are.</summary>
/// <param name="Text">Such as "50 jobs, newest first".</param>
/// <param name="First">Address of the first page; null on it.</param>
/// <param name="Next">Address of the next page; null on the last one.</param>
internal sealed record Pager(string Text, string? First, string? Next)
{
    /// <summary>The pager of a list whose pages differ by the query's <c>cursor</c> alone.</summary>
    public static Pager Of(HttpRequest request, string text, string? next)
    {
        var others = request.Query.Where(q => q.Key is not ("cursor" or "handler")).Select(q => KeyValuePair.Create<string, string?>(q.Key, q.Value)).ToList();
        string Address(string? cursor) => request.PathBase + request.Path + QueryString.Create(cursor is null ? others : [.. others, KeyValuePair.Create<string, string?>("cursor", cursor)]);
        return new(text, request.Query.ContainsKey("cursor") ? Address(null) : null, next is null ? null : Address(next));
    }
}

/// <summary>For <c>_Empty</c>: what will be here, why it is empty, one action.</summary>
internal sealed record Empty(string Icon, string Title, string Text, string? Href = null, string? Action = null);

/// <summary>One step of <c>_Timeline</c>, newest first.</summary>
/// <param name="Look">One of <c>ok, now, wait-at, bad</c> or nothing.</param>
/// <param name="Small">A second line.</param>
internal sealed record Moment(string Look, string Text, string? Small, DateTimeOffset At);
