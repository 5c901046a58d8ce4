using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Jobs.Imports;
using AdaptiveOutbound.Web.Access;
using Microsoft.AspNetCore.Mvc;

namespace AdaptiveOutbound.Web.Pages.Workspace;

/// <summary>A page of accounts or contacts, as its address says.</summary>
internal abstract class OfKindPage : WorkspacePage
{
    /// <summary><c>accounts</c> or <c>contacts</c>.</summary>
    [BindProperty(SupportsGet = true, Name = "kind")] public string Plural { get; set; } = "accounts";

    public RecordKind Kind => RecordKindNames.Parse(Plural);

    public string Singular => Plural[..^1];

    public string List => $"{Root}/{Plural}";
}
